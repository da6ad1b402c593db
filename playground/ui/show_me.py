"""The demonstration: a table of steps, each a sentence and a deed, driven by the pictures that arrive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PyQt6.QtCore import QObject, QTimer, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from playground.core.experiment import EXPERIMENT, Experiment
from playground.core.experiment.presets import presets
from playground.core.lenses import FIT
from playground.engine.commands import Command, Compile, Stop
from playground.engine.letters import Picture
from playground.i18n import tr
from playground.ui.controller import Controller
from playground.ui.film import LOOKING
from playground.ui.interlude import Interlude, Say, begin
from playground.ui.labels import Label

MET_AT = 1500
"""Iterations of the start-up experiment after which D's means are at 1/2 (docs/recipes.md)."""
COLLAPSED_AT, LONGEST = 600, 2000
"""Iterations after which the collapse is looked for, and after which a step is over whatever came of it."""


@dataclass(frozen=True)
class Scene:
    """What a step is about: the newest picture, and the iteration at which the step began."""

    picture: Picture
    since: int

    @property
    def iterations(self) -> int:
        return self.picture.counters.iteration - self.since

    @property
    def modes(self) -> tuple[int, int] | None:
        """Those that the displayed G captures, and all there are; None where they have not been measured yet."""
        fit = self.picture.seen(FIT)
        return None if fit is None or fit.modes is None else (fit.modes.captured, fit.modes.total)

    @property
    def reached(self) -> str:
        """How many modes G reaches, in words."""
        if self.modes is None:
            return tr("G's modes have not been measured.")
        return tr("G reaches {n} of {total} modes.", n=self.modes[0], total=self.modes[1])


@dataclass(frozen=True)
class ShowStep:
    """One step. `say` makes its sentence of what is seen when it begins; `over` is asked of each picture after it has
    been obeyed, but not before the sentence could be read.
    """

    say: Callable[[Scene], str]
    do: Callable[[Controller], object]
    over: Callable[[Scene], bool]
    seconds: float = 6.0
    """The least time, for reading."""


def preset(name: str) -> Experiment:
    """The experiment of a built-in preset."""
    return presets()[name].experiment


def collapse(controller: Controller) -> None:
    """The game in which G collapses, at full speed."""
    begin(controller, preset("mode_collapse"))
    controller.play(Stop(at_iteration=LONGEST))


def cure(controller: Controller) -> None:
    """The same run goes on with the penalty of the cure."""
    cured = preset("mode_collapse_cured")
    controller.configure(
        controller.experiment.changed({"penalty": cured.penalty, "penalty_weight": cured.penalty_weight})
    )
    controller.play()


def _verdicts(scene: Scene) -> str:
    m = scene.picture.measured
    return tr(
        "After {n:,} iterations D's mean output is {real:z.2f} on real points and {fake:z.2f} on fakes; 1/2 is a guess.",
        n=scene.picture.counters.iteration,
        real=m.d_real,
        fake=m.d_fake,
    )


def _some(scene: Scene) -> bool:
    return scene.modes is not None and scene.iterations >= COLLAPSED_AT and 0 < 2 * scene.modes[0] <= scene.modes[1]


def _all(scene: Scene) -> bool:
    return scene.modes is not None and scene.modes[0] == scene.modes[1]


def _at_rest(scene: Scene) -> bool:
    return not scene.picture.playing


STEPS: tuple[ShowStep, ...] = (
    ShowStep(
        lambda _: tr("This is how it begins: G's fakes are a first guess, and D has not learned anything yet."),
        lambda c: begin(c, EXPERIMENT),
        _at_rest,
    ),
    ShowStep(
        lambda _: tr("First D alone learns, until its loss stops falling. Its colours show where it sees real points."),
        lambda c: c.train_d_to_optimum(),
        _at_rest,
    ),
    ShowStep(
        lambda _: tr("Now G takes a single step against this D. The arrows show how its fakes have moved."),
        lambda c: c.step("g"),
        _at_rest,
    ),
    ShowStep(
        lambda _: tr("In the game both learn in turn: D against the new fakes, then G against the new D."),
        lambda c: c.play(),
        lambda scene: scene.iterations >= MET_AT or _at_rest(scene),
    ),
    ShowStep(lambda scene: _verdicts(scene) + " " + scene.reached, lambda c: c.pause(), _at_rest),
    ShowStep(
        lambda _: tr(
            "Another game: D learns twenty times as fast as G, and nothing limits its slope. Watch G's modes."
        ),
        collapse,
        lambda scene: _at_rest(scene) or _some(scene),
    ),
    ShowStep(
        lambda scene: (
            scene.reached
            + " "
            + tr("It is mode collapse if G stays at a few of them. A cure: from now on D pays for its slope (R1 + R2).")
        ),
        cure,
        lambda scene: _at_rest(scene) or (scene.iterations > 0 and (_all(scene) or scene.iterations >= LONGEST)),
    ),
    ShowStep(
        lambda scene: (
            scene.reached
            + " "
            + tr("Only the penalty has changed. Presets > Failures and their cures has more of them.")
        ),
        lambda c: c.pause(),
        _at_rest,
    ),
)
"""In the order in which they are shown."""


class Card(QFrame):
    """The sentence of a step, how many there are, and the buttons Next and Stop."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.words = Label()
        self.words.setWordWrap(True)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.place = Label()
        self.next, self.stop = QPushButton(tr("Next")), QPushButton(tr("Stop"))
        self.next.setToolTip(tr("Go on to the next step now."))
        self.stop.setToolTip(tr("End the demonstration here."))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 4, 6, 4)
        layout.addWidget(self.words, 1)
        for widget in (self.place, self.next, self.stop):
            layout.addWidget(widget)
        self.hide()

    def show_step(self, sentence: str, number: int, of: int) -> None:
        self.words.setText(sentence)
        self.place.setText(tr("{n} of {total}", n=number, total=of))
        self.show()


class ShowMe(QObject):
    """Runs STEPS on the controller. Any other command to the game ends it; then the run from before is offered back."""

    turned = pyqtSignal(bool)
    """Whether it runs."""

    def __init__(
        self,
        controller: Controller,
        card: Card,
        say: Say,
        steps: tuple[ShowStep, ...] = STEPS,
    ) -> None:
        super().__init__(controller)
        self._controller, self._card, self._say, self._steps = controller, card, say, steps
        self.patience = 1.0
        """The factor on the least time of every step; tests set it to 0."""
        self._at: int | None = None
        self._asked = 0
        self._since: int | None = None
        """The iteration at which the step began; None until a picture has obeyed it."""
        self._read = False
        """The step's sentence has been there for long enough."""
        self._doing = False
        self._picture: Picture | None = None
        self._interlude = Interlude(controller, say)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._count_as_read)
        controller.bridge.arrived.connect(self._see)
        controller.command_sent.connect(self._listen)
        card.next.clicked.connect(self.next)
        card.stop.clicked.connect(self.stop)

    @property
    def running(self) -> bool:
        return self._at is not None

    def toggle(self) -> None:
        """Starts it, or stops it where it is."""
        if self.running:
            self.stop()
        elif self._picture is not None:
            self._interlude.enter(self._picture)
            self._controller.peek(frozenset({FIT}))
            self.turned.emit(True)
            self._go(0)
        else:
            self._say(tr("The demonstration can begin once the first picture is shown."))

    def stop(self) -> None:
        """Ends it where it is: training pauses."""
        if self.running:
            self._doing = True
            self._controller.pause()
            self._doing = False
            self._end()

    def next(self) -> None:
        """Goes on to the next step, whether this one is over or not."""
        if self._at is not None:
            self._go(self._at + 1)

    # ---- the steps ----

    def _go(self, at: int) -> None:
        if at == len(self._steps):
            self._end()
            return
        assert self._picture is not None
        step = self._steps[at]
        self._at, self._since, self._read = at, None, False
        self._card.show_step(step.say(Scene(self._picture, 0)), at + 1, len(self._steps))
        self._doing = True
        step.do(self._controller)
        self._doing = False
        self._asked = self._controller.bridge.sent
        self._timer.start(round(1000 * step.seconds * self.patience))

    def _count_as_read(self) -> None:
        self._read = True
        self._consider()

    def _see(self, picture: Picture) -> None:
        self._picture = picture
        self._consider()

    def _consider(self) -> None:
        """Goes on if the step has been obeyed and is over, and its sentence could be read."""
        picture = self._picture
        if self._at is None or picture is None or picture.obeyed < self._asked:
            return
        if self._since is None:
            self._since = picture.counters.iteration
        step = self._steps[self._at]
        if self._read and step.over(Scene(picture, self._since)):
            self._go(self._at + 1)

    def _listen(self, command: Command) -> None:
        """Another command to the game ends the show; changing the view does not."""
        if self.running and not self._doing and not isinstance(command, (*LOOKING, Compile)):
            self._end()

    # ---- the end ----

    def _end(self) -> None:
        self._at = None
        self._timer.stop()
        self._card.hide()
        self._controller.peek()
        self.turned.emit(False)
        self._interlude.leave(tr("The demonstration has ended."))
