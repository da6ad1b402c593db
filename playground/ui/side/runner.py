"""One run of the side-by-side window: its session on a separate thread, its iteration, and where it will stop."""

from __future__ import annotations

import threading

from PyQt6.QtCore import QObject, pyqtSignal

from playground.core.experiment import Experiment
from playground.core.lenses import Display, Lens
from playground.core.lenses.look import Rect
from playground.engine.commands import Remember, Stop
from playground.engine.letters import DeviceLost, Diverged, Failed, Letter, Picture
from playground.engine.session import Session
from playground.i18n import tr
from playground.ui.bridge import Bridge
from playground.ui.controller import Controller

PICTURES_PER_SECOND = 12
"""Per run; four planes at the usual rate would leave little time for training."""
KEPT_BYTES = 16_000_000
"""Of each run's history: this window has no time travel, so four runs need not fill the memory."""
PATIENCE_SECONDS = 0.5
"""How long closing waits for threads, all of them together. Each ends within an iteration, which may take long; a thread
that is late touches nothing of the window."""


class Runner(QObject):
    """Gets only the iteration to stop at, which all runs share: it trains up to it and waits."""

    shown = pyqtSignal()
    """`picture` is new."""
    rested = pyqtSignal()
    """It has stopped, and `iteration` is exact."""
    experiment_changed = pyqtSignal()
    said = pyqtSignal(str)
    """An important message to the user, in one sentence."""

    def __init__(self, name: str, experiment: Experiment, display: Display, parent: QObject) -> None:
        super().__init__(parent)
        self.name = name
        session = Session(experiment)
        self.bridge = Bridge(session, PICTURES_PER_SECOND)
        self.controller = Controller(self.bridge, experiment)
        for part in (self.bridge, self.controller):
            part.setParent(self)
        self.bridge.send(Remember(KEPT_BYTES))
        self.controller.show(dots=display.dots, averaged=display.averaged)
        self.picture: Picture | None = None
        self.known = False
        """False from the start of a run until its first picture arrives."""
        self.iteration = 0
        """The last known one: the run may be further by now."""
        self.goal = 0
        """The iteration at which it will stop."""
        self.ended = ""
        """Why it can't continue, until the user changes something; empty if it can."""
        self._experiment = experiment
        self.bridge.arrived.connect(self._show)
        self.bridge.came_to_rest.connect(self._settle)
        self.bridge.told.connect(self._listen)
        self.controller.experiment_changed.connect(self._change)
        self.controller.refused.connect(self._refuse)
        self.worker = threading.Thread(target=session.run, name=f"training {name}", daemon=True)
        self.worker.start()

    @property
    def experiment(self) -> Experiment:
        return self.controller.experiment

    @property
    def resting(self) -> bool:
        """True once it has reached its goal."""
        return self.known and self.iteration >= self.goal

    # ---- commands ----

    def play_to(self, goal: int) -> None:
        """Trains up to this iteration; does nothing if it will get there anyway."""
        if goal > self.goal and not self.ended:
            self.goal = goal
            self.controller.play(Stop(at_iteration=goal))

    def step(self, n: int) -> None:
        """Takes n more iterations; it must have stopped."""
        if not self.ended:
            self.goal += n
            self.controller.step("iteration", n)

    def restart(self) -> None:
        """Goes back to iteration 0 and waits there."""
        self._begin()
        self.controller.pause()
        self.controller.restart()

    def end(self) -> None:
        """Its thread is about to go: nothing of it is shown any more. `worker` may be waited for."""
        self.blockSignals(True)
        self.bridge.close()

    # ---- pictures and letters ----

    def _show(self, picture: Picture) -> None:
        self.picture = picture
        if self.known:
            self.iteration = picture.counters.iteration
        self.shown.emit()

    def _settle(self) -> None:
        assert self.picture is not None
        self.known = True
        self.iteration = self.goal = self.picture.counters.iteration
        self.rested.emit()

    def _begin(self) -> None:
        self.known, self.iteration, self.goal, self.ended = False, 0, 0, ""

    def _change(self, experiment: Experiment) -> None:
        old, self._experiment = self._experiment, experiment
        if not old.same_run(experiment):
            self._begin()
            self.controller.pause()
        elif old != experiment:
            self.ended = ""
        self.experiment_changed.emit()

    def _listen(self, letter: Letter) -> None:
        if sentence := _sentence(letter):
            if not isinstance(letter, DeviceLost):
                self.ended = sentence
            self.said.emit(tr("Run {name}: {sentence}", name=self.name, sentence=sentence))
            self.rested.emit()

    def _refuse(self, sentence: str) -> None:
        self.said.emit(tr("Run {name}: {sentence}", name=self.name, sentence=sentence))

    def watch(self, lenses: frozenset[Lens[object]]) -> None:
        self.controller.watch(lenses)

    def look_at(self, rect: Rect) -> None:
        """Tells the session which part of the plane is visible."""
        self.controller.show(rect=rect)


def _sentence(letter: Letter) -> str:
    match letter:
        case Diverged(iteration):
            return tr(
                "diverged at iteration {n:,}: a number became infinite or NaN. The last finite state is shown.",
                n=iteration,
            )
        case DeviceLost(device, reason):
            return tr(
                "{device} can't be used ({reason}). Training continues on the CPU.",
                device=device.upper(),
                reason=reason,
            )
        case Failed(message):
            return tr("training failed: {message}", message=message)
    return ""
