"""The slow beginning: the first Play of a new run starts slowly and speeds up, so that the contest can be seen."""

from __future__ import annotations

import time
from collections.abc import Callable

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from playground.core.experiment import Experiment
from playground.engine.commands import (
    Command,
    Configure,
    Enter,
    Load,
    Pace,
    Play,
    Restart,
    Step,
    Stop,
    TrainDToOptimum,
)
from playground.engine.letters import Letter, Picture, Ready
from playground.engine.pace import beginning
from playground.ui.controller import Controller
from playground.ui.settings import SLOWLY, Settings

TICK_MS = 200


class SlowBeginning(QObject):
    """Limits the controller's pace while it lasts; `chosen` is the speed that the toolbar shows, None for full.

    It begins with a Play without a condition, at full speed, of a run in which nothing has been trained. Seconds count
    only while training goes on, so that after a pause it continues where it was. A turn of the speed ends it.
    """

    lasts = pyqtSignal(bool)
    """Whether training is being slowed now."""

    def __init__(
        self,
        controller: Controller,
        settings: Settings,
        chosen: Callable[[], float | None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(controller)
        self._controller, self._settings, self._chosen, self._clock = controller, settings, chosen, clock
        self._untrained = True
        """Nothing has been trained in the run at hand, as far as is known."""
        self._experiment = controller.experiment
        self._asked = 0
        """Pictures that have obeyed fewer commands show an earlier run."""
        self._ready = False
        self._seconds: float | None = None
        """How much of it has passed; None where there is none."""
        self._last: float | None = None
        """When it was last counted; None while it is held."""
        self._limited = self._setting = False
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        self._orders: dict[type, Callable[[Command], None]] = {
            Play: self._play,
            Pace: self._paced,
            Step: self._lift,
            TrainDToOptimum: self._lift,
            Restart: self._new_run,
            Configure: self._configured,
            Load: self._other_run,
            Enter: self._other_run,
        }
        controller.command_sent.connect(self._follow)
        controller.playing_changed.connect(self._hold)
        controller.experiment_changed.connect(self._remember)
        controller.bridge.arrived.connect(self._see)
        controller.bridge.told.connect(self._listen)

    @property
    def lasting(self) -> bool:
        """True while training is being slowed."""
        return self._last is not None

    def tick(self) -> None:
        """Counts the time, and lets training go as fast as that allows."""
        self._count()
        if self._seconds is not None and beginning(self._seconds) is None:
            self.end()
        elif self.lasting:
            self._limit()

    def end(self) -> None:
        """Full speed, or what the toolbar says, from now on."""
        self._seconds = None
        self._hold(playing=False)
        self._lift()

    # ---- the run's first Play ----

    def _follow(self, command: Command) -> None:
        if (order := self._orders.get(type(command))) is not None:
            order(command)

    def _play(self, command: Command) -> None:
        wanted = self._settings.get(SLOWLY, True) and self._chosen() is None
        if not wanted or not isinstance(command, Play) or command.stop != Stop():
            self._hold(playing=False)
            self._lift()
            return
        if self._untrained and not self._seconds:
            self._seconds = 0.0
        if self._seconds is None:
            self._lift()
        elif not self.lasting:
            self._last = self._clock()
            self._limit()
            self._timer.start()
            self.lasts.emit(True)

    def _hold(self, playing: bool) -> None:
        """Training has stopped: the time stops too."""
        if not playing and self.lasting:
            self._count()
            self._last = None
            self._timer.stop()
            self.lasts.emit(False)

    def _count(self) -> None:
        if self._seconds is not None and self._last is not None:
            now = self._clock()
            self._seconds += (now - self._last) * self._ready
            self._last = now

    # ---- the pace ----

    def _limit(self) -> None:
        self._pace(beginning(self._seconds or 0.0))
        self._limited = True

    def _lift(self, _command: Command | None = None) -> None:
        if self._limited:
            self._limited = False
            self._pace(self._chosen())

    def _pace(self, per_second: float | None) -> None:
        self._setting = True
        self._controller.pace(per_second)
        self._setting = False

    def _paced(self, _command: Command) -> None:
        """By somebody else: the speed has been turned by hand."""
        if not self._setting:
            self._limited, self._seconds = False, None
            self._hold(playing=False)

    # ---- which run is at hand ----

    def _new_run(self, _command: Command) -> None:
        self._untrained, self._asked = True, self._controller.bridge.sent + 1
        self._seconds = 0.0 if self.lasting else None

    def _other_run(self, _command: Command) -> None:
        self._untrained, self._asked = False, self._controller.bridge.sent + 1
        self._seconds = None
        self._hold(playing=False)

    def _configured(self, command: Command) -> None:
        if isinstance(command, Configure) and not command.experiment.same_run(self._experiment):
            self._new_run(command)

    def _remember(self, experiment: Experiment) -> None:
        self._experiment = experiment

    def _see(self, picture: Picture) -> None:
        if picture.obeyed >= self._asked:
            self._untrained = picture.timeline.last_iteration == 0

    def _listen(self, letter: Letter) -> None:
        if isinstance(letter, Ready):
            self._count()
            self._ready = True
