"""Opening the user's files: regular files only, as a pipe or a device could block forever."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import IO

from playground.core.errors import InputError
from playground.core.files.reasons import why
from playground.core.files.sentence import plain
from playground.i18n import tr

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def opened(path: Path) -> IO[bytes]:
    """A regular file as a binary stream; InputError, one sentence, if it is missing or cannot be opened."""
    name = plain(path)
    try:
        handle = os.open(path, _FLAGS)
    except FileNotFoundError:
        raise InputError(tr("{path} can't be opened: no such file", path=name)) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = why(error)
        raise InputError(tr("{path} can't be opened: {reason}", path=name, reason=reason)) from None
    mode = os.fstat(handle).st_mode
    if stat.S_ISREG(mode):
        return os.fdopen(handle, "rb")
    os.close(handle)
    if stat.S_ISDIR(mode):
        raise InputError(tr("{path} is a folder; a file is needed", path=name))
    raise InputError(tr("{path} is not a regular file but a pipe, a socket or a device", path=name))


def contents(path: Path, most: int) -> bytes:
    """All bytes of a regular file; InputError if it has more than `most` or cannot be read."""
    name = plain(path)
    try:
        with opened(path) as file:
            raw = file.read(most + 1)
    except OSError as error:
        reason = why(error)
        raise InputError(tr("{path} can't be read: {reason}", path=name, reason=reason)) from None
    if len(raw) > most:
        raise InputError(tr("{path} is too large: at most {mb:g} MB can be read", path=name, mb=most / 1e6))
    return raw


def text(path: Path, most: int) -> str:
    """The text of a UTF-8 file, with or without a byte order mark; InputError if it is not one."""
    try:
        return contents(path, most).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(tr("{path} is not a text file in UTF-8", path=plain(path))) from None


def refuse_irregular(path: Path) -> None:
    """Raises InputError if something other than a regular file is at a path to be written."""
    name = plain(path)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        reason = why(error)
        raise InputError(tr("{path} can't be written: {reason}", path=name, reason=reason)) from None
    if stat.S_ISDIR(mode):
        raise InputError(tr("{path} is a folder; a file name is needed", path=name))
    if not stat.S_ISREG(mode):
        raise InputError(tr("{path} is not a regular file but a pipe, a socket or a device", path=name))
