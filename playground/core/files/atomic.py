"""Writes a file completely or not at all: a full disk or a killed process leaves the old one unchanged."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

SUFFIX = ".part"
"""Suffix of a file being written; one left behind by a killed process may be deleted."""


@contextmanager
def written(path: Path) -> Iterator[IO[bytes]]:
    """A binary file that replaces `path` when the block ends; after an OSError `path` is untouched."""
    path = _placed(path)
    beside = path.with_name(f".{path.name[:20]}.{secrets.token_hex(4)}{SUFFIX}")
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
        with suppress(OSError):  # the file exists; some network drives can't guarantee more
            folder = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


def _placed(path: Path) -> Path:
    """The file's real location; OSError if there can be none: a device must not be replaced by a file."""
    try:
        path = path.resolve()
        if path.is_dir():
            raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
        if path.exists() and not path.is_file():
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    except (ValueError, RuntimeError):  # a NUL in the name; a circle of links
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL)) from None
    return path
