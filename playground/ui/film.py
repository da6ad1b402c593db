"""Playback of the history: steps through the iterations at a steady pace, forwards or backwards."""

from __future__ import annotations

import time

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from playground.engine.commands import Command, Forget, Pace, Remember, Rename, Save, Watch
from playground.engine.letters import Picture
from playground.ui.controller import Controller

TICK_MS = 33
LOOKING = (Watch, Pace, Save, Remember, Rename, Forget)
EXACT_WITHIN = 40
"""The largest step, in iterations, for which each picture is replayed exactly; faster playback shows only stored
states.
"""


class Film(QObject):
    """Waits for each picture before it requests the next; any other user action ends it."""

    turned = pyqtSignal(int)
    """-1, 0 or 1: backwards, stopped, forwards."""

    def __init__(self, controller: Controller) -> None:
        super().__init__(controller)
        self._controller = controller
        self._direction = 0
        self._pace = 0.0
        self._place = 0.0
        self._asked = 0
        self._asking = False
        self._last = 0.0
        self._picture: Picture | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        controller.bridge.arrived.connect(self._show)
        controller.command_sent.connect(self._listen)

    @property
    def running(self) -> bool:
        return self._direction != 0

    def run(self, direction: int, pace: float) -> None:
        """Starts, reverses or (0) stops playback; `pace` in iterations per second."""
        if self._picture is None or not direction:
            self.stop()
            return
        here = self._picture.timeline
        at_edge = here.iteration >= here.last_iteration if direction > 0 else here.iteration <= 0
        self._place = float((0 if direction > 0 else here.last_iteration) if at_edge else here.iteration)
        self._direction, self._pace, self._last = direction, pace, time.perf_counter()
        self._ask()
        self._timer.start()
        self.turned.emit(direction)

    def stop(self) -> None:
        """Stops playback."""
        self._timer.stop()
        if self._direction:
            self._direction = 0
            self.turned.emit(0)

    def _show(self, picture: Picture) -> None:
        self._picture = picture

    def _ask(self) -> None:
        goal, self._asking = round(self._place), True
        if self._pace * TICK_MS / 1000 <= EXACT_WITHIN:
            self._controller.go_to(goal)
        else:
            self._controller.scrub(goal)
        self._asked, self._asking = self._controller.bridge.sent, False

    def _listen(self, command: Command) -> None:
        """Any command to the game ends playback; changing the view does not."""
        if not self._asking and not isinstance(command, LOOKING):
            self.stop()

    def _tick(self) -> None:
        now = time.perf_counter()
        picture = self._picture
        if picture is None or picture.obeyed < self._asked or picture.playing:
            self._last = now
            return
        last = picture.timeline.last_iteration
        self._place += self._direction * self._pace * (now - self._last)
        self._last = now
        done = self._place >= last if self._direction > 0 else self._place <= 0
        self._place = min(max(self._place, 0.0), float(last))
        self._ask()
        if done:
            self.stop()
