"""The bridge between the session's thread and the window: it opens the letterbox on a timer and sends commands."""

from __future__ import annotations

import queue
import time
from collections import Counter, deque
from typing import Protocol

from PyQt6.QtCore import QObject, Qt, QTimer, pyqtBoundSignal, pyqtSignal

from playground.engine.any_session import AnySession
from playground.engine.commands import Command, Compile, Quit, Save
from playground.engine.letters import Compiled, Failed, Saved, SaveFailed

PICTURES_PER_SECOND = 32
"""A little over 30, as a tick may come late."""
RETRY_MS, RETRIES = 2, 24
"""A picture that is not there at a tick is looked for again this soon, so that a late one is only a little late."""
ANSWERS: dict[type, tuple[type, ...]] = {Saved: (Save,), SaveFailed: (Save,), Compiled: (Compile,)}
"""Which commands a letter answers; until it comes the letterbox is looked into."""


class BridgeLike(Protocol):
    """What a controller and a window need of a bridge."""

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
    def pace(self, pictures_per_second: int) -> None: ...
    def send(self, command: Command) -> None: ...
    def pictures_per_second(self) -> float: ...
    def close(self) -> None: ...


class Bridge(QObject):
    """All that the window knows of the thread. The timer rests when the session has nothing more to say."""

    arrived = pyqtSignal(object)
    """A Picture, at most one each tick."""
    told = pyqtSignal(object)
    """A Letter; none is lost."""
    came_to_rest = pyqtSignal()
    """The session is at rest and its last picture has been shown."""

    def __init__(self, session: AnySession, pictures_per_second: int = PICTURES_PER_SECOND) -> None:
        super().__init__()
        self._session = session
        self._sent = 0
        self._at_rest = False
        self._owed: Counter[type] = Counter()
        """Saves and compilations of which no letter has told yet."""
        self._closed = False
        self._shown: deque[float] = deque(maxlen=64)
        self._missed = 0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.pace(pictures_per_second)
        self._timer.timeout.connect(self._open)
        self._timer.start()

    def pace(self, pictures_per_second: int) -> None:
        """From now on at least so many pictures a second, if as many are made."""
        self.interval = 1000 // pictures_per_second
        """Milliseconds between two looks into the letterbox."""
        self._timer.setInterval(self.interval)

    def send(self, command: Command) -> None:
        """The command is on its way; what comes of it will be fetched. After `close` nothing is sent."""
        if not self._closed:
            self._sent += 1
            if isinstance(command, Save) or (isinstance(command, Compile) and command.on):
                self._owed[type(command)] += 1
            self._at_rest = False
            self._session.send(command)
            if self.resting:  # a running timer would begin anew, and a dragged knob would hold up all pictures
                self._timer.start(self.interval)

    @property
    def sent(self) -> int:
        """How many commands have been sent; a picture that has obeyed them all knows everything that was said."""
        return self._sent

    @property
    def resting(self) -> bool:
        """True while nothing is being fetched."""
        return not self._timer.isActive()

    def pictures_per_second(self) -> float:
        """Pictures shown over the last second."""
        now = time.perf_counter()
        return float(sum(now - shown < 1 for shown in self._shown))

    def close(self) -> None:
        """No more letters; the thread is told to end."""
        self.send(Quit())
        self._timer.stop()
        self._closed = True

    def _open(self) -> None:
        picture = self._session.pictures.take()
        self._missed = 0 if picture is not None else self._missed + 1
        soon = RETRY_MS if 0 < self._missed <= RETRIES else self.interval
        if soon != self._timer.interval():
            self._timer.setInterval(soon)  # and counts from now
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
