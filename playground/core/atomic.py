"""Writing a file whole or not at all: a full disk or a killed process leaves the old one as it was."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

SUFFIX = ".part"
"""Of a file that is being written; one that is left behind by a kill may be deleted."""


@contextmanager
def written(path: Path) -> Iterator[IO[bytes]]:
    """A binary file that takes the place of `path` once the block is through; OSError leaves `path` untouched."""
    path = path.resolve()
    beside = path.with_name(f".{path.name[:80]}.{secrets.token_hex(4)}{SUFFIX}")
    try:
        with beside.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
