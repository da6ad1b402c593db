"""The game "You are the counterfeiter": D learns, and a person moves the fakes, which are free points."""

from __future__ import annotations

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QAbstractButton, QCheckBox, QPushButton

from playground.core.errors import InputError
from playground.core.experiment import EXPERIMENT, Experiment
from playground.core.lenses import FIT, FREE_POINTS, VERDICTS, Fit, FreePoints, Lens, Verdicts
from playground.engine.letters import Picture
from playground.i18n import tr
from playground.ui.controller import Controller
from playground.ui.interlude import Interlude, Say, begin
from playground.ui.play.card import GameCard

POINTS = 24
"""As many as a person can move."""
GAME = {"conditional": "none", "generator": "points", "g_points": POINTS, "g_updates": 0, "updates": "alternating"}


def game_of(e: Experiment) -> Experiment:
    """The experiment at hand with the person in G's place; the start-up experiment with the same P_data where the one at
    hand moves both players together, and so can't be played by one of them.
    """
    d_learns = {"d_updates": max(1, e.d_updates)}
    try:
        return e.changed({**GAME, **d_learns})
    except InputError:
        return EXPERIMENT.changed({**GAME, "target": e.target, "own_data": e.own_data, "seed": e.seed})


def score_in_words(points: FreePoints, verdicts: Verdicts) -> str:
    """D's mean output on the fakes and on real points: a probability, or by how much its scores differ."""
    fake, real = float(points.verdict.mean()), float(verdicts.real.mean())
    if points.probability:
        return tr(
            "D says <b>{fake:z.2f}</b> on your fakes, {real:z.2f} on real points.",
            fake=fake,
            real=real,
        )
    return tr(
        "D scores real points <b>{gap:z.2f}</b> higher than your fakes.",
        gap=real - fake,
    )


def gap_in_words(fit: Fit) -> str:
    """The distance to P_data beside its floor."""
    return tr(
        "Gap to P_data: <b>{gap:z.3f}</b>; of real points {floor:z.3f}.",
        gap=fit.sliced_wasserstein,
        floor=fit.floor,
    )


def counterfeiters_card() -> GameCard:
    """The card of this game."""
    return GameCard(
        tr("You are the counterfeiter."),
        tr("Make D take your fakes for real; it learns all the time."),
        tr("Drag a fake, or take hold of one with Page Down and move it with the arrow keys."),
    )


def explained(points: FreePoints) -> str:
    """What the score means."""
    d = (
        tr("D's output is its probability of “real”, on average: 0 is fake, 1 is real.")
        if points.probability
        else tr("D's output is a score without a fixed middle, so only the difference of the averages means something.")
    )
    gap = tr(
        "The gap is the sliced Wasserstein distance of the fakes that are drawn, in plane units: how far they would have "
        "to be moved to match real points. As many real points have a gap too, since they are a sample."
    )
    return f"<p>{d}</p><p>{gap}</p>"


class Counterfeiter(QObject):
    """Plays on the controller until it is ended, or until the run at hand is no longer one of free points."""

    turned = pyqtSignal(bool)
    """Whether it is being played."""

    def __init__(self, controller: Controller, card: GameCard, say: Say, arrows: QAbstractButton) -> None:
        """`arrows` is the switch of the layer of G's gradient."""
        super().__init__(controller)
        self._controller, self.card, self._say, self._arrows = controller, card, say, arrows
        self._interlude = Interlude(controller, say)
        self.playing = False
        self._asked = 0
        self._arrows_before = False
        self._fit: Fit | None = None
        self.hint = QCheckBox(tr("Hint: arrows"))
        self.hint.setToolTip(tr("For each fake, the direction that lowers G's loss against D as it stands."))
        self.gradient = QPushButton(tr("Let G's gradient do it"))
        self.gradient.setCheckable(True)
        self.gradient.setToolTip(
            tr("G's gradient moves every point after each update of D (G updates: 1). Press again to take over.")
        )
        card.add(self.hint)
        card.add(self.gradient)
        self.hint.toggled.connect(arrows.setChecked)
        arrows.toggled.connect(self.hint.setChecked)
        self.gradient.clicked.connect(self._let_gradient)
        card.end.clicked.connect(self.end)
        controller.bridge.arrived.connect(self._see)
        controller.experiment_changed.connect(self._show_experiment)

    def lenses(self) -> frozenset[Lens[object]]:
        """What the score is made of."""
        return frozenset({FIT, FREE_POINTS, VERDICTS} if self.playing else ())

    def toggle(self) -> None:
        """Starts the game, or ends it."""
        picture = self._interlude.picture
        if self.playing:
            self.end()
        elif picture is None:
            self._say(tr("The game can begin once the first picture is shown."))
        else:
            self._start(picture)

    def _start(self, picture: Picture) -> None:
        self._interlude.enter(picture)
        self._arrows_before, self._fit, self.playing = self._arrows.isChecked(), None, True
        self._arrows.setChecked(False)
        self.card.say("", "")
        self.card.show()
        begin(self._controller, game_of(self._controller.experiment))
        self._asked = self._controller.bridge.sent
        self.turned.emit(True)
        self._controller.play()

    def end(self) -> None:
        """Pauses, and offers the run from before."""
        if self.playing:
            self._controller.pause()
            self._leave()

    def _leave(self) -> None:
        self.playing = False
        self.card.hide()
        self._arrows.setChecked(self._arrows_before)
        self.turned.emit(False)
        self._interlude.leave(tr("The game has ended."))

    def _let_gradient(self, on: bool) -> None:
        self._controller.change("g_updates", int(on))

    def _show_experiment(self, experiment: Experiment) -> None:
        self.gradient.setChecked(experiment.g_updates > 0)

    def _see(self, picture: Picture) -> None:
        if not self.playing or picture.obeyed < self._asked:
            return
        if picture.experiment.generator != "points":
            self._leave()
            return
        self._fit = picture.seen(FIT) or self._fit
        points, verdicts = picture.seen(FREE_POINTS), picture.seen(VERDICTS)
        if points is not None and verdicts is not None:
            told = [score_in_words(points, verdicts), *([gap_in_words(self._fit)] if self._fit is not None else [])]
            self.card.say(" ".join(told), explained(points))
