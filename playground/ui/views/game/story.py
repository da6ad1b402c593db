"""The texts of the game: the walk-through of the counterfeiter and the police, and the stages of one iteration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playground.core.arrays import F32
from playground.core.lenses import Anatomy
from playground.i18n import Text, tr
from playground.ui.scores import Score

ALL = frozenset({"z", "g", "fake", "real", "d", "verdicts"})


@dataclass(frozen=True)
class Step:
    """One step of the walk-through: its sentence, the boxes it lights, and what it does in the live run."""

    words: Text
    lit: frozenset[str]
    does: str = ""
    """A step of the session ("d", "g"), "play", or nothing."""


STORY = (
    Step(
        "The counterfeiter G turns random numbers z into points and hopes that they pass for real.",
        frozenset({"z", "g", "fake"}),
    ),
    Step(
        "The police, D, look at real points and fakes, judge how real each looks, and learn from their errors.",
        frozenset({"real", "fake", "d", "verdicts"}),
        "d",
    ),
    Step(
        "G improves. D's output tells G in which direction each fake lowers G's loss: the arrows.",
        frozenset({"verdicts", "d", "fake", "g"}),
        "g",
    ),
    Step(
        "D improves. The better fakes are new to D, so D has to look more closely.",
        frozenset({"real", "fake", "d", "verdicts"}),
        "d",
    ),
    Step(
        "This repeats until fakes can't be told from real points: then D can only guess, and outputs 1/2 everywhere.",
        ALL,
        "play",
    ),
)


def mean(values: F32) -> Score:
    """The mean of D's outputs, as it is displayed."""
    return Score(values.mean())


def norms(steps: tuple[float, ...]) -> str:
    """The norm of each layer's step, as a list."""
    return ", ".join(f"{step:z.3f}" for step in steps)


@dataclass(frozen=True)
class Stage:
    """One stage of an iteration: its sentence with that stage's numbers, and the boxes it lights."""

    words: Callable[[Anatomy], str]
    lit: frozenset[str]


STAGES = (
    Stage(lambda a: tr("G makes {n} fakes from {n} random z.", n=len(a.fake)), frozenset({"z", "g", "fake"})),
    Stage(
        lambda a: tr(
            "D judges them: its output is {r:z.2f} on average for real points, {f:z.2f} for fakes.",
            r=mean(a.d_real),
            f=mean(a.d_fake),
        ),
        frozenset({"real", "fake", "d", "verdicts"}),
    ),
    Stage(
        lambda a: tr("D's loss on this batch is {loss:z.3f}: the size of its errors.", loss=Score(a.d_loss)),
        frozenset({"verdicts", "d"}),
    ),
    Stage(
        lambda a: tr(
            "D's gradient gives the direction of its update, layer by layer; the layers will move by {norms}.",
            norms=norms(a.d_step),
        ),
        frozenset({"verdicts", "d"}),
    ),
    Stage(
        lambda a: tr(
            "D is updated. On the same points its average output is now {r:z.2f} and {f:z.2f}.",
            r=mean(a.d_real_after),
            f=mean(a.d_fake_after),
        ),
        frozenset({"d", "verdicts"}),
    ),
    Stage(
        lambda a: tr("G's turn: the same {n} fakes go to the updated D.", n=len(a.fake)), frozenset({"g", "fake", "d"})
    ),
    Stage(
        lambda a: tr("The updated D judges the fakes: {f:z.2f} on average.", f=mean(a.d_fake_after)),
        frozenset({"fake", "d", "verdicts"}),
    ),
    Stage(
        lambda a: tr("G's loss is {loss:z.3f}: the higher, the more fakes D has recognised.", loss=Score(a.g_loss)),
        frozenset({"verdicts", "fake", "g"}),
    ),
    Stage(
        lambda _: tr("G's gradient passes back through D: for each fake, the direction in which it lowers G's loss."),
        frozenset({"verdicts", "d", "fake"}),
    ),
    Stage(
        lambda a: (
            tr("G is updated: its points move by {norms} in all.", norms=norms(a.g_step))
            if a.free
            else tr("G is updated: its layers move by {norms}, and its fakes move with them.", norms=norms(a.g_step))
        ),
        frozenset({"g", "fake"}),
    ),
)
"""D's five stages, then G's five."""

NAMES: dict[str, tuple[Text, Text]] = {
    "z": ("z", "ideas"),
    "g": ("G", "counterfeiter"),
    "fake": ("fakes", "forged notes"),
    "real": ("real", "banknotes"),
    "d": ("D", "police"),
    "verdicts": ("D's output", "verdicts"),
}
"""The name under each box: the plain one, and the one in the story."""
