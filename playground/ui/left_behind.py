"""What lies in the folder of autosaves and belongs to no window that is open: lost sessions, and those of closed windows."""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PyQt6.QtCore import QLockFile

from playground.core.files.atomic import SUFFIX as PART
from playground.core.session.file import SUFFIX

CLOSED = "closed-"
"""How the name of a session begins whose window was closed in order."""
KEPT = 5
"""So many of those are kept, the newest; lost ones stay until a person decides."""
STALE_SECONDS = 3600
LOCK = ".lock"
"""After a session's name: the file that says that a window has it open."""


@dataclass(frozen=True)
class LeftBehind:
    """A session's file; `changed` is when it was written, in seconds since 1970."""

    path: Path
    changed: float

    @property
    def closed(self) -> bool:
        """Its window was closed in order; else it was lost."""
        return self.path.name.startswith(CLOSED)


def found(folder: Path, here: Iterable[Path] = ()) -> list[LeftBehind]:
    """The sessions of windows that are gone, and those of this window that are `here`: lost ones first, each kind newest first.

    Only regular files count, so a dangling link or a folder is ignored.
    """
    kept = [LeftBehind(path, when) for path in here if (when := _changed(path)) is not None]
    with suppress(OSError):
        kept += [
            LeftBehind(path, when)
            for path in folder.glob("*" + SUFFIX)
            if (when := _changed(path)) is not None and _is_free(path)
        ]
    _sweep(folder)
    return sorted(kept, key=lambda one: (one.closed, -one.changed))


def open_elsewhere(folder: Path, ours: Iterable[Path]) -> int:
    """How many sessions other windows have open, as their locks tell; those that are `ours` do not count."""
    locks = {Path(str(path) + LOCK) for path in ours}
    with suppress(OSError):
        return sum(not _is_free(_of_lock(lock)) for lock in folder.glob("*" + LOCK) if lock not in locks)
    return 0


def prune(folder: Path) -> int:
    """Deletes the sessions of closed windows but for the newest; says how many."""
    old = [one for one in found(folder) if one.closed][KEPT:]
    for one in old:
        drop(one.path)
    return len(old)


def lock_of(path: Path) -> QLockFile:
    """A session's lock; it is stale when its process is gone, however old it is."""
    lock = QLockFile(str(path) + LOCK)
    lock.setStaleLockTime(0)
    return lock


def drop(path: Path) -> None:
    """The file and its lock are gone."""
    with suppress(OSError):
        path.unlink(missing_ok=True)
        Path(str(path) + LOCK).unlink(missing_ok=True)


def _is_free(path: Path) -> bool:
    """No window has it."""
    lock = lock_of(path)
    if not lock.tryLock(0):
        return False
    lock.unlock()
    return True


def _of_lock(lock: Path) -> Path:
    return lock.with_name(lock.name.removesuffix(LOCK))


def _changed(path: Path) -> float | None:
    try:
        return path.stat().st_mtime if path.is_file() else None
    except OSError:
        return None


def _sweep(folder: Path) -> None:
    """Parts of files whose writing was cut off are deleted, once nobody can be writing them any more."""
    with suppress(OSError):
        for part in folder.glob(f".*{PART}"):
            if (when := _changed(part)) is not None and time.time() - when > STALE_SECONDS:
                with suppress(OSError):
                    part.unlink(missing_ok=True)
