"""Autosave: the session is saved to a separate file while anything changes and when the window closes.

What lies in its folder: sessions of windows that are open, each under a lock that dies with its process; sessions that were
lost, which are those without a living lock; and sessions whose window was closed as it should be, whose names say so.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from PyQt6.QtCore import QLockFile, QObject, QTimer, pyqtSignal

from playground.core.files.reasons import why
from playground.core.files.sentence import plain
from playground.core.session.file import SUFFIX
from playground.engine.commands import Command, Load
from playground.engine.letters import Letter, Loaded, LoadFailed, Lost, Picture, Saved, SaveFailed
from playground.i18n import tr
from playground.ui import left_behind
from playground.ui.controller import Controller
from playground.ui.left_behind import CLOSED, LeftBehind, drop, lock_of

EVERY_MS = 25_000
"""Slightly under the 30 s that may be lost, since writing takes time."""


class Autosave(QObject):
    """One file for each session that a window has at hand; one that is lost or put aside keeps its file."""

    troubled = pyqtSignal(str)
    """It can't save, in one sentence; said once, until it can again."""
    lost = pyqtSignal(object, object)
    """The process that trained has ended with this exit code; its session is in this file (Path), or None: it had none."""

    def __init__(self, controller: Controller, folder: Path) -> None:
        super().__init__(controller)
        self._controller = controller
        self._folder = folder
        self._files = 0
        self.path = self._new_path()
        self._locks: dict[Path, QLockFile] = {}
        """Of the file at hand, of those put aside, and of those that are being taken up."""
        self._aside: dict[Path, bool] = {}
        """Files of sessions that this window had, and whether they were lost; they are offered until a person decides."""
        self._picture: Picture | None = None
        self._saved: object = None
        self._troubled = self._stopped = False
        self._asked_for: list[Path] = []
        """Files left behind that are to be restored."""
        self._at_hand: list[Path] = []
        """Files of which the session is at hand; they go once it has been saved anew."""
        self._going: deque[tuple[Path, list[Path]]] = deque()
        """For each save that is under way its file, and those of them that go with it."""
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.save_if_changed)
        self._timer.start()
        controller.bridge.arrived.connect(self._see)
        controller.bridge.told.connect(self._listen)
        controller.command_sent.connect(self._keep_before)

    def _new_path(self) -> Path:
        self._files += 1
        return self._folder / f"{int(time.time())}-{os.getpid()}-{id(self):x}-{self._files}{SUFFIX}"

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
        if self._stopped or picture is None or not _trained(picture) or self._place(picture) == self._saved:
            return
        if reason := self._take_lock():
            self._say_once(tr("The session can't be saved automatically: {reason}.", reason=reason))
            return
        self._saved = self._place(picture)
        self._going.append((self.path, list(self._at_hand)))
        self._controller.save(self.path, quiet=True)

    def _take_lock(self) -> str:
        """The folder and this file's lock are there: without it another window would take the session for a lost one.

        Why they can't be, or nothing.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if self.path in self._locks and not Path(self._locks[self.path].fileName()).is_file():
                self._release(self.path)
        except OSError as error:
            return why(error)
        if self.path not in self._locks and not self._lock(self.path):
            return tr("{folder} can't be written to", folder=plain(self._folder))
        return ""

    def _lock(self, path: Path) -> bool:
        lock = lock_of(path)
        if path not in self._locks and lock.tryLock(0):
            self._locks[path] = lock
        return path in self._locks

    def _release(self, path: Path) -> None:
        """The lock is gone; its file too, which Qt would otherwise complain of."""
        lock = self._locks.pop(path, None)
        if lock is not None:
            with suppress(OSError):
                Path(lock.fileName()).touch()
            lock.unlock()

    def _say_once(self, sentence: str) -> None:
        if not self._troubled:
            self._troubled = True
            self.troubled.emit(sentence)

    # ---- what came of it ----

    def _listen(self, letter: Letter) -> None:
        match letter:
            case Saved(_, True):
                self._troubled = False
                for path in self._going.popleft()[1] if self._going else []:
                    self._drop(path)
            case SaveFailed(path, reason, True):
                self._saved = None  # try again, even if nothing changes meanwhile
                if self._going:
                    self._going.popleft()
                if path in self._aside and not path.is_file():
                    self._drop(path)
                self._say_once(reason)
            case Loaded(path, _):
                self._put_aside()
                if path in self._asked_for:
                    self._asked_for.remove(path)
                    self._at_hand.append(path)
            case LoadFailed(path, _) if path in self._asked_for:
                self._asked_for.remove(path)
                self._leave(path)
            case Lost(code):
                self.lost.emit(code, self._put_aside(lost=True))
            case _:
                pass

    def _drop(self, path: Path) -> None:
        self._release(path)
        drop(path)
        self._aside.pop(path, None)
        if path in self._at_hand:
            self._at_hand.remove(path)

    def _leave(self, path: Path) -> None:
        """It is not taken up after all."""
        if path not in self._aside:
            self._release(path)

    def _keep_before(self, command: Command) -> None:
        """The session that is at hand gives way to another: it is saved before."""
        if isinstance(command, Load):
            self.save_if_changed()

    def _put_aside(self, lost: bool = False) -> Path | None:
        """From now on another file is written: what is in this one stays. None where nothing is."""
        before, self.path = self.path, self._new_path()
        self._picture = self._saved = None
        taken_up, self._at_hand = self._at_hand, []
        for path in taken_up:  # what was not saved anew is still there
            self._leave(path)
        if not before.is_file() and before not in (path for path, _ in self._going):
            self._release(before)
            return None
        self._aside[before] = lost
        return before

    # ---- the end ----

    def stop(self) -> None:
        """No more saves."""
        self._stopped = True
        self._timer.stop()

    def keep(self) -> None:
        """The window is closing: what has happened since the last save is saved, if there is time, and nothing after it."""
        self.save_if_changed()
        self.stop()

    def close(self, unread: Iterable[Letter]) -> None:
        """The session has ended. Its file, and those put aside, are offered at the next start; `unread` are its last words."""
        self.stop()
        for letter in unread:
            self._listen(letter)
        for path in [self.path, *(path for path, lost in self._aside.items() if not lost)]:
            with suppress(OSError):
                if path.is_file() and path not in self._at_hand:
                    path.replace(path.with_name(CLOSED + path.name))
        self._aside.clear()
        for path in [*self._locks]:
            self._release(path)

    # ---- what was left behind ----

    def left_behind(self) -> list[LeftBehind]:
        """Sessions that can be taken up: those that this window put aside, and those of windows that are gone."""
        return left_behind.found(self._folder, here=[path for path in self._aside if path not in self._at_hand])

    def begin(self) -> int:
        """Marks this window's session as open, before there is anything to save; says how many others are open elsewhere."""
        if self._stopped:  # nothing will be saved, so nobody has to be kept away
            return 0
        self._take_lock()
        return left_behind.open_elsewhere(self._folder, ours=self._locks)

    def prune(self) -> int:
        """Of the sessions whose windows were closed in order the newest stay; says how many older ones were deleted."""
        return left_behind.prune(self._folder)

    def take_up(self, path: Path) -> bool:
        """Goes on with a session that was left behind; False where another window has it by now."""
        if not self._lock(path):
            return False
        self._asked_for.append(path)
        self._controller.load_session(path)
        return True

    def throw_away(self, path: Path) -> bool:
        """This one, and no other, will not be offered again; False where another window has it by now."""
        if not self._lock(path):
            return False
        self._drop(path)
        return True


def _trained(picture: Picture) -> bool:
    """There is something to lose: also where a new run has just begun beside others."""
    return bool(picture.timeline.end) or any(line.iterations for line in picture.timeline.line_summaries)
