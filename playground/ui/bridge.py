"""The bridge between the session and the window: sends commands, and fetches pictures and letters on a timer."""

from __future__ import annotations

import queue
import time
from collections import Counter, deque
from typing import Protocol

from PyQt6.QtCore import QObject, Qt, QTimer, pyqtBoundSignal, pyqtSignal

from playground.engine.any_session import AnySession
from playground.engine.commands import Command, Compile, Move, Quit, Save
from playground.engine.letters import Compiled, Failed, Moved, Picture, Saved, SaveFailed
from playground.ui.picture_rate import POLICIES, USUAL, PictureRate, Policy

RETRY_MS, RETRIES = 2, 24
"""If no picture is ready at a tick, the bridge looks again this soon and this many times, so that a late picture is shown
almost at once."""
ANSWERS: dict[type, tuple[type, ...]] = {Saved: (Save,), SaveFailed: (Save,), Compiled: (Compile,), Moved: (Move,)}
"""Which commands a letter answers; the bridge keeps looking until the answer has arrived."""


class BridgeLike(Protocol):
    """What a controller and a window need from a bridge."""

    @property
    def arrived(self) -> pyqtBoundSignal: ...
    @property
    def told(self) -> pyqtBoundSignal: ...
    @property
    def came_to_rest(self) -> pyqtBoundSignal: ...
    @property
    def sent(self) -> int: ...
    @property
    def resting(self) -> bool: ...
    @property
    def interval(self) -> int: ...
    def follow(self, policy: Policy) -> None: ...
    def send(self, command: Command) -> None: ...
    def pictures_per_second(self) -> float: ...
    def close(self) -> None: ...


class Bridge(QObject):
    """The window's only connection to the session. The timer stops when nothing more is expected from the session."""

    arrived = pyqtSignal(object)
    """A Picture, at most one per tick."""
    told = pyqtSignal(object)
    """A Letter; none is lost."""
    came_to_rest = pyqtSignal()
    """The session is idle and its last picture has been shown."""

    def __init__(self, session: AnySession, policy: Policy = POLICIES[USUAL]) -> None:
        super().__init__()
        self._session = session
        self._sent = 0
        self._at_rest = False
        self._owed: Counter[type] = Counter()
        """Saves and compilations that no letter has answered yet."""
        self._closed = False
        self._shown: deque[float] = deque(maxlen=64)
        self._missed = 0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._rate = PictureRate(policy)
        self._used, self._busy = time.thread_time(), False
        """This thread's time when the last picture was taken, and whether that was of training."""
        self._timer.setInterval(self.interval)
        self._timer.timeout.connect(self._open)
        self._timer.start()

    @property
    def interval(self) -> int:
        """Milliseconds between two ticks of the timer."""
        return self._rate.interval if self._busy else self._rate.least

    def follow(self, policy: Policy) -> None:
        """Shows at most this many pictures per second from now on, if that many are made, for at most this share of the
        time.
        """
        self._rate.follow(policy)
        self._timer.setInterval(self.interval)

    def _weigh(self, picture: Picture) -> None:
        """Finds the time until the next picture from what this one has cost training: this thread's time since the last
        one, where training needs the same interpreter, and the time that the picture took to make on its thread.
        """
        used, before, was_busy = time.thread_time(), self._used, self._busy
        self._used, self._busy = used, picture.playing
        if picture.playing and was_busy:
            shared = not picture.compiled and not self._session.apart
            self._rate.shown(picture.seconds + (used - before if shared else 0.0))

    def send(self, command: Command) -> None:
        """Sends a command; its results will be fetched. After `close` nothing is sent."""
        if not self._closed:
            self._sent += 1
            if isinstance(command, Save | Move) or (isinstance(command, Compile) and command.on):
                self._owed[type(command)] += 1
            self._at_rest = False
            self._session.send(command)
            if self.resting:  # restarting a running timer would delay all pictures while a knob is dragged
                self._timer.start(self.interval)

    @property
    def sent(self) -> int:
        """The number of commands sent; a picture with the same `obeyed` reflects all of them."""
        return self._sent

    @property
    def resting(self) -> bool:
        """True while the timer is stopped."""
        return not self._timer.isActive()

    def pictures_per_second(self) -> float:
        """Pictures shown over the last second."""
        now = time.perf_counter()
        return float(sum(now - shown < 1 for shown in self._shown))

    def close(self) -> None:
        """Fetches nothing more, and ends the session's thread."""
        self.send(Quit())
        self._timer.stop()
        self._closed = True

    def _open(self) -> None:
        picture = self._session.pictures.take()
        if picture is not None:
            self._weigh(picture)
        self._missed = 0 if picture is not None else self._missed + 1
        soon = RETRY_MS if 0 < self._missed <= RETRIES else self.interval
        if soon != self._timer.interval():
            self._timer.setInterval(soon)  # this also restarts it
        while True:
            try:
                letter = self._session.letters.get_nowait()
            except queue.Empty:
                break
            self._owed -= Counter(ANSWERS.get(type(letter), ()))
            self.told.emit(letter)
            if isinstance(letter, Failed):
                self._timer.stop()
        if picture is not None:
            self._shown.append(time.perf_counter())
            self._at_rest = not picture.playing and picture.obeyed == self._sent
            self.arrived.emit(picture)
            if self._at_rest:
                self.came_to_rest.emit()
        if self._at_rest and not self._owed:
            self._timer.stop()
