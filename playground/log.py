"""The log: where errors are written, also where there is no standard error, as in a window program on Windows."""

from __future__ import annotations

import faulthandler
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import platformdirs

MOST_BYTES = 1_000_000
"""A longer log becomes `log.old.txt`, and a new one begins."""


def path() -> Path:
    """The log's file."""
    return platformdirs.user_state_path("gan-playground", appauthor=False) / "log.txt"


def start() -> None:
    """From now on standard output and standard error go somewhere, and a crash in C is written down too."""
    log = _opened() if not (usable(sys.stderr) and usable(sys.stdout)) else None
    if log is not None:
        sys.stderr = sys.stderr if usable(sys.stderr) else log
        sys.stdout = sys.stdout if usable(sys.stdout) else log
    with suppress(OSError, ValueError, RuntimeError):  # standard error without a file descriptor
        faulthandler.enable(sys.stderr)


def usable(stream: TextIO | None) -> bool:
    """True where something can be written to it."""
    if stream is None or stream.closed:
        return False
    try:
        os.fstat(stream.fileno())
    except (OSError, ValueError):
        return stream not in (sys.__stdout__, sys.__stderr__)  # a test's, or a notebook's
    return True


def write(text: str) -> None:
    """Writes to standard error, if possible: reporting an error must not fail itself."""
    with suppress(Exception):
        sys.stderr.write(text)
        sys.stderr.flush()


def _opened() -> TextIO:
    try:
        file = path()
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.is_file() and file.stat().st_size > MOST_BYTES:
            file.replace(file.with_name("log.old.txt"))
        return file.open("a", encoding="utf-8", errors="backslashreplace", buffering=1)
    except OSError:
        return Path(os.devnull).open("w", encoding="utf-8")
