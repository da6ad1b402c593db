"""Autosave: the session is saved to a separate file as it changes, and offered again after a crash."""

from __future__ import annotations

import os
import time
from collections import deque
from contextlib import suppress
from pathlib import Path

from PyQt6.QtCore import QLockFile, QObject, QTimer

from playground.core.files.atomic import SUFFIX as PART
from playground.core.session.file import SUFFIX
from playground.engine.letters import Letter, Loaded, LoadFailed, Picture, Saved, SaveFailed
from playground.ui.controller import Controller

EVERY_MS = 25_000
"""Slightly under the 30 s that may be lost, since writing takes time."""


class Autosave(QObject):
    """One file per window, with a lock that ends with the process."""

    def __init__(self, controller: Controller, folder: Path) -> None:
        super().__init__(controller)
        self._controller = controller
        self._folder = folder
        self.path = folder / f"{int(time.time())}-{os.getpid()}-{id(self):x}{SUFFIX}"
        self._lock: QLockFile | None = None
        self._picture: Picture | None = None
        self._saved: object = None
        self._asked_for: list[Path] = []
        """Files left behind that are to be restored."""
        self._at_hand: list[Path] = []
        """Files whose session is open; they are deleted once it has been saved again."""
        self._going: deque[list[Path]] = deque()
        """The files to delete with each save in progress."""
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.save_if_changed)
        self._timer.start()
        controller.bridge.arrived.connect(self._see)
        controller.bridge.told.connect(self._listen)

    # ---- saving ----

    def _see(self, picture: Picture) -> None:
        self._picture = picture

    @staticmethod
    def _place(picture: Picture) -> object:
        time = picture.timeline
        names = tuple((line.number, line.name) for line in time.line_summaries)
        return picture.run, time.line, time.moment, time.end, picture.experiment, names

    def save_if_changed(self) -> None:
        """Saves if anything changed since the last time."""
        picture = self._picture
        if picture is None or not picture.timeline.end or self._place(picture) == self._saved:
            return
        try:
            self._take_lock()
        except OSError:
            return  # a read-only home: there is nowhere to save to, and saving by hand will report it
        self._saved = self._place(picture)
        self._going.append(list(self._at_hand))
        self._controller.save(self.path, quiet=True)

    def _take_lock(self) -> None:
        if self._lock is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock = _lock(self.path)
            self._lock.tryLock(0)

    def _listen(self, letter: Letter) -> None:
        match letter:
            case Saved(_, True):
                gone = self._going.popleft() if self._going else []
                for path in gone:
                    _drop(path)
                self._at_hand = [path for path in self._at_hand if path not in gone]
            case SaveFailed(_, _, True):
                self._saved = None  # try again, even if nothing changes meanwhile
                if self._going:
                    self._going.popleft()
            case Loaded(path, _) if path in self._asked_for:
                self._asked_for.remove(path)
                self._at_hand.append(path)
            case LoadFailed(path, _) if path in self._asked_for:
                self._asked_for.remove(path)
            case _:
                pass

    def stop(self) -> None:
        """No more saves: the window is closing."""
        self._timer.stop()

    def forget(self) -> None:
        """The window was closed normally: there is nothing to offer next time."""
        self.stop()
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None
        _drop(self.path)

    # ---- after a crash ----

    def left_behind(self) -> list[Path]:
        """Sessions whose process ended without closing its window, newest first."""
        found = []
        with suppress(OSError):
            for path in self._folder.glob("*" + SUFFIX):
                lock = _lock(path)
                if path != self.path and lock.tryLock(0):
                    lock.unlock()
                    found.append(path)
            for part in self._folder.glob(f".*{PART}"):
                if time.time() - part.stat().st_mtime > 3600:
                    part.unlink(missing_ok=True)
        return sorted(found, key=_changed, reverse=True)

    def take_up(self, path: Path) -> None:
        """Restores a session that was left behind."""
        self._asked_for.append(path)
        self._controller.load_session(path)

    def throw_away(self, paths: list[Path]) -> None:
        """Deletes these, so that they are not offered again."""
        for path in paths:
            _drop(path)


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _lock(path: Path) -> QLockFile:
    lock = QLockFile(str(path) + ".lock")
    lock.setStaleLockTime(0)  # it is stale when its process is gone, however old it is
    return lock


def _drop(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)
        Path(str(path) + ".lock").unlink(missing_ok=True)
