"""One run of the side-by-side window: its session on a separate thread, its iteration, and where it will stop."""

from __future__ import annotations

import threading

from PyQt6.QtCore import QObject, pyqtSignal

from playground.core.experiment import Experiment
from playground.core.lenses import Display, Lens
from playground.core.lenses.look import Rect
from playground.engine.commands import Remember, Shots, Stop
from playground.engine.letters import DeviceLost, Diverged, Failed, Letter, Picture
from playground.engine.mailbox import Kept
from playground.engine.session import Session
from playground.i18n import tr
from playground.ui.bridge import Bridge
from playground.ui.controller import Controller
from playground.ui.picture_rate import Policy

PICTURES = Policy("beside", "", "", 12, 1.0)
"""Per run; four planes at the usual rate would leave little time for training."""
KEPT_BYTES = 16_000_000
"""Of each run's history: this window has no time travel, so four runs need not fill the memory."""
PATIENCE_SECONDS = 0.5
"""How long closing waits for threads, all of them together. Each ends within an iteration, which may take long; a thread
that is late touches nothing of the window."""


def multiples(stride: int, above: int, to: int) -> set[int]:
    """The multiples of the stride above one number and up to another: two runs that get the same stride agree on them."""
    return set(range((above // stride + 1) * stride, to + 1, stride))


class Runner(QObject):
    """Gets only the iteration to stop at, which all runs share: it trains up to it and waits."""

    arrived = pyqtSignal()
    """A picture has come; the gate decides when it is shown."""
    shown = pyqtSignal()
    """`picture` is another one."""
    rested = pyqtSignal()
    """It has stopped, and `iteration` is exact."""
    experiment_changed = pyqtSignal()
    said = pyqtSignal(str)
    """An important message to the user, in one sentence."""

    def __init__(self, name: str, experiment: Experiment, display: Display, parent: QObject) -> None:
        super().__init__(parent)
        self.name = name
        self._pictures: Kept[Picture] = Kept()
        session = Session(experiment, pictures=self._pictures)
        self.bridge = Bridge(session, PICTURES)
        self.controller = Controller(self.bridge, experiment)
        for part in (self.bridge, self.controller):
            part.setParent(self)
        self.bridge.send(Remember(KEPT_BYTES))
        self.controller.show(dots=display.dots, averaged=display.averaged, score_spread=display.score_spread)
        self.picture: Picture | None = None
        """The one that is shown."""
        self.waiting: list[Picture] = []
        """Those that have come since, oldest first."""
        self.fresh = False
        """True if `picture` is of the current beginning."""
        self._obeyed = 0
        """Pictures that reflect fewer commands are of an earlier beginning, or late."""
        self._shots: set[int] = set()
        self._costly: set[int] = set()
        self.known = False
        """False from the start of a run until its first picture arrives."""
        self.iteration = 0
        """The last known one: the run may be further by now."""
        self.goal = 0
        """The iteration at which it will stop."""
        self.ended = ""
        """Why it can't continue, until the user changes something; empty if it can."""
        self._experiment = experiment
        self.bridge.arrived.connect(self._take)
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

    def play_to(self, goal: int, stride: int, stops: set[int]) -> None:
        """Trains up to this iteration; does nothing if it will get there anyway. On the way pictures are made of the
        multiples of the stride and of the stops: there a run that is faster has stopped, and computes all lenses.
        """
        if goal > self.goal and not self.ended:
            self._costly = {n for n in self._costly if n > self.iteration}
            self._costly |= {n for n in stops if self.goal < n <= goal}
            self._shots = {n for n in self._shots if n > self.iteration} | self._costly
            self._shots |= multiples(stride, self.goal, goal)
            self.goal = goal
            self.controller.play(Stop(at_iteration=goal), Shots(frozenset(self._shots), frozenset(self._costly)))

    def step(self, n: int) -> None:
        """Takes n more iterations; it must have stopped."""
        if not self.ended:
            self.goal += n
            self.controller.step("iteration", n)

    def restart(self) -> None:
        """Goes back to iteration 0 and waits there."""
        self.controller.pause()
        self.controller.restart()
        self._begin()

    def end(self) -> None:
        """Its thread is about to go: nothing of it is shown any more. `worker` may be waited for."""
        self.blockSignals(True)
        self.bridge.close()

    # ---- pictures and letters ----

    def _take(self, picture: Picture) -> None:
        for one in (*self._pictures.earlier(), picture):
            if one.obeyed >= self._obeyed:
                self._obeyed = one.obeyed
                self.waiting.append(one)
        if self.known and self.waiting:
            self.iteration = self.waiting[-1].counters.iteration
        self.arrived.emit()

    @property
    def newest(self) -> Picture | None:
        """The last picture of the current beginning."""
        return self.waiting[-1] if self.waiting else self.picture if self.fresh else None

    def show(self, picture: Picture) -> None:
        """Makes this the picture that is shown; those before it are dropped. `shown` is for the caller to emit."""
        if picture in self.waiting:
            del self.waiting[: self.waiting.index(picture) + 1]
        self.picture, self.fresh = picture, True

    def _settle(self) -> None:
        assert self.newest is not None
        self.known = True
        self.iteration = self.goal = self.newest.counters.iteration
        self.rested.emit()

    def _begin(self) -> None:
        self.known, self.iteration, self.goal, self.ended = False, 0, 0, ""
        self._obeyed, self.fresh = self.bridge.sent, False
        self.waiting.clear()
        self._shots.clear()
        self._costly.clear()

    def _change(self, experiment: Experiment) -> None:
        old, self._experiment = self._experiment, experiment
        if not old.same_run(experiment):
            self.controller.pause()
            self._begin()
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
