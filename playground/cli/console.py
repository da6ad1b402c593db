"""The console: what is printed reaches it whatever its encoding, and whatever happens to it is one sentence at most."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO

from playground.core.files.reasons import why
from playground.i18n import tr

CLOSED = 141
"""The exit status of a program whose reader has gone, as of one that SIGPIPE ends: `list | head -1`."""
UNWRITABLE = 1


def on_console(command: Callable[[], int]) -> int:
    """What the command returns; its output is written to the end, or one sentence says why it could not be."""
    for stream in (sys.stdout, sys.stderr):
        _never_fail(stream)
    try:
        status = command()
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        _discard_output()
        return CLOSED
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EBADF):
            raise
        _discard_output()
        reason = why(error)
        with suppress(OSError):
            sys.stderr.write(f"gan-playground: {tr('the output could not be written: {reason}', reason=reason)}\n")
        return UNWRITABLE
    return status


def _never_fail(stream: TextIO | None) -> None:
    """A letter that the encoding lacks, or a name that is not UTF-8, is escaped and does not end the program."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def _discard_output() -> None:
    """Discards buffered output that has no reader; otherwise Python would retry at exit and report an error."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError, ValueError):
        os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
