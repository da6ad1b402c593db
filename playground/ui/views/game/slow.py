"""Slow motion: one iteration told stage by stage, then really taken, then the next."""

from __future__ import annotations

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from playground.core.lenses import ANATOMY, Anatomy
from playground.engine.letters import Picture
from playground.ui.views.game.story import STAGES

SECONDS = 2.0


class SlowMotion(QObject):
    """Keeps the stage; `told` says that another stage is to be shown, `step` that the told iteration is to be taken."""

    told = pyqtSignal()
    step = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.on = False
        self.refused = ""
        """The sentence that says why this experiment can't be told in stages."""
        self.stage = 0
        self.anatomy: Anatomy | None = None
        self._counters: object = None
        self._timer = QTimer(self)
        self._timer.setInterval(round(SECONDS * 1000))
        self._timer.timeout.connect(self.next_stage)

    @property
    def running(self) -> bool:
        """True while stages follow one another by themselves."""
        return self._timer.isActive()

    def switch(self, on: bool) -> None:
        """Begins at the first stage of the coming iteration, or ends."""
        self.on, self.stage, self.anatomy, self._counters = on, 0, None, None
        if on:
            self._timer.start()
        else:
            self._timer.stop()
        self.told.emit()

    def pause(self, paused: bool) -> None:
        """Stays at this stage, or goes on."""
        if paused:
            self._timer.stop()
        elif self.on:
            self._timer.start()

    def seconds(self, each: float) -> None:
        """How long each stage is shown."""
        self._timer.setInterval(round(each * 1000))

    def next_stage(self) -> None:
        """The next stage; after the tenth the iteration is taken and the next one begins."""
        if not self.on or self.anatomy is None:
            return
        if self.stage + 1 < len(STAGES):
            self.stage += 1
            self.told.emit()
        else:
            self.anatomy = None
            self.step.emit()

    def show_picture(self, picture: Picture) -> None:
        """A new state: its coming iteration is told from the first stage; the same state keeps its stage."""
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
