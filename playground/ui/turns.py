"""Turns: during training, slow views are drawn one part at a time, so that no picture waits for all of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PyQt6.QtCore import QElapsedTimer, QObject, QTimer

from playground.engine.letters import Picture

Part = Callable[[], object]


class Turns(QObject):
    """`parts` lists everything to draw of a picture; a round of them takes `round_ms` milliseconds."""

    def __init__(self, parts: Callable[[Picture], list[Part]], round_ms: int, parent: QObject) -> None:
        super().__init__(parent)
        self._parts, self._round_ms = parts, round_ms
        self._left: deque[Part] = deque()
        self._newest: Picture | None = None
        self._since = QElapsedTimer()
        """Since the last picture came."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(round_ms)
        self._timer.timeout.connect(self._one)

    def show(self, picture: Picture) -> None:
        """Draws everything now."""
        self._timer.stop()
        self._left.clear()
        self._newest = picture
        for part in self._parts(picture):
            part()

    def follow(self, picture: Picture) -> None:
        """Draws in turns, a round shows one picture, the newest when it begins; everything now if pictures come more slowly
        than rounds.
        """
        slow = self._since.isValid() and self._since.hasExpired(self._round_ms)
        self._since.start()
        if slow and not self._timer.isActive():
            self.show(picture)
            return
        self._newest = picture
        if not self._timer.isActive():
            self._timer.start()

    def _one(self) -> None:
        if not self._left and self._newest is not None:
            self._left.extend(self._parts(self._newest))
            self._timer.setInterval(self._round_ms // max(len(self._left), 1))
        if self._left:
            self._left.popleft()()
