"""One sweep at a time writes to a file of results: two would each train every run, and write every row twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from playground.core.errors import InputError
from playground.core.files.reasons import why
from playground.core.files.sentence import plain
from playground.i18n import tr


@contextmanager
def only_writer(path: Path) -> Iterator[None]:
    """This process alone writes to that file while the block lasts; InputError where another one does.

    The operating system holds the lock, so that it ends with the process, however that ends.
    """
    beside = path.with_name(f".{path.name}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(beside, timeout=0, is_singleton=False):
            try:
                yield
            finally:
                with suppress(OSError):
                    beside.unlink(missing_ok=True)
    except Timeout:
        raise InputError(
            tr(
                "{path} is being written by another sweep; wait until it has ended, or give another file with --out",
                path=plain(path),
            )
        ) from None
    except OSError as error:
        raise InputError(tr("{path} can't be written: {reason}", path=plain(path), reason=why(error))) from None
