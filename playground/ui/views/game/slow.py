"""Slow motion: one iteration explained stage by stage, then actually taken, then the next."""

from __future__ import annotations

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from playground.core.lenses import ANATOMY, Anatomy
from playground.engine.letters import Picture
from playground.ui.views.game.story import STAGES

SECONDS = 2.0


class SlowMotion(QObject):
    """Keeps the current stage; emits `told` when another stage is to be shown, `step` when the iteration is to be taken.

    It ends with its parent: its timer would otherwise fire into a view that is gone.
    """

    told = pyqtSignal()
    step = pyqtSignal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.on = False
        self.refused = ""
        """Why this experiment can't be shown in stages, as a sentence; empty if it can."""
        self.stage = 0
        self.anatomy: Anatomy | None = None
        self._counters: object = None
        self._timer = QTimer(self)
        self._timer.setInterval(round(SECONDS * 1000))
        self._timer.timeout.connect(self.next_stage)

    @property
    def running(self) -> bool:
        """True while the stages advance automatically."""
        return self._timer.isActive()

    def switch(self, on: bool) -> None:
        """Starts at the first stage of the next iteration, or ends."""
        self.on, self.stage, self.anatomy, self._counters = on, 0, None, None
        if on:
            self._timer.start()
        else:
            self._timer.stop()
        self.told.emit()

    def pause(self, paused: bool) -> None:
        """Stays at this stage, or continues."""
        if paused:
            self._timer.stop()
        elif self.on:
            self._timer.start()

    def seconds(self, each: float) -> None:
        """Sets how long each stage is shown."""
        self._timer.setInterval(round(each * 1000))

    def next_stage(self) -> None:
        """Advances to the next stage; after the tenth the iteration is taken and the next one starts."""
        if not self.on or self.anatomy is None:
            return
        if self.stage + 1 < len(STAGES):
            self.stage += 1
            self.told.emit()
        else:
            self.anatomy = None
            self.step.emit()

    def show_picture(self, picture: Picture) -> None:
        """Starts the next iteration of a new state at the first stage; the same state keeps its stage."""
        seen, refusal = picture.seen(ANATOMY), picture.refusal(ANATOMY)
        if not self.on or (seen is None and not refusal) or picture.playing:
            return
        self.refused = refusal
        if refusal:
            self.anatomy = None
            self.told.emit()
            return
        if picture.counters != self._counters or self.anatomy is None:
            self._counters, self.stage = picture.counters, 0
        self.anatomy = seen
        self.told.emit()
