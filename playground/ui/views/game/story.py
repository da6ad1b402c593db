"""The words of the game: the walk-through of the counterfeiter and the police, and the stages of one iteration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playground.core.arrays import F32
from playground.core.lenses import Anatomy
from playground.i18n import tr

ALL = frozenset({"z", "g", "fake", "real", "d", "verdicts"})


@dataclass(frozen=True)
class Step:
    """One step of the walk-through: its sentence, the boxes it is about, and what it does on the live run."""

    words: str
    lit: frozenset[str]
    does: str = ""
    """A step of the session ("d", "g"), "play", or nothing."""


STORY = (
    Step(
        "He forges. The counterfeiter G turns random numbers z into points and hopes that they pass for real.",
        frozenset({"z", "g", "fake"}),
    ),
    Step(
        "The police look. D is shown real points and fakes, says how real each looks, and learns from its errors.",
        frozenset({"real", "fake", "d", "verdicts"}),
        "d",
    ),
    Step(
        "He forges better. D's verdict tells G in which direction each fake would look more real: the purple arrows.",
        frozenset({"verdicts", "d", "fake", "g"}),
        "g",
    ),
    Step(
        "The police learn. The better fakes are new to D, so D has to look closer.",
        frozenset({"real", "fake", "d", "verdicts"}),
        "d",
    ),
    Step(
        "Again and again, until nobody can tell a fake from a real point: then D can only guess, and says 1/2 everywhere.",
        ALL,
        "play",
    ),
)


def mean(values: F32) -> float:
    """The mean of an array, as a float."""
    return float(values.mean())


def norms(steps: tuple[float, ...]) -> str:
    """Each layer's move, in a list."""
    return ", ".join(f"{step:.3f}" for step in steps)


@dataclass(frozen=True)
class Stage:
    """One stage of an iteration: its sentence with that stage's numbers, and the boxes it is about."""

    words: Callable[[Anatomy], str]
    lit: frozenset[str]


STAGES = (
    Stage(lambda a: tr("G makes {n} fakes from {n} random z.", n=len(a.fake)), frozenset({"z", "g", "fake"})),
    Stage(
        lambda a: tr(
            "D judges: on average {r:.2f} for real, {f:.2f} for fake points.", r=mean(a.d_real), f=mean(a.d_fake)
        ),
        frozenset({"real", "fake", "d", "verdicts"}),
    ),
    Stage(
        lambda a: tr("D's loss on this batch is {loss:.3f}: what its errors cost.", loss=a.d_loss),
        frozenset({"verdicts", "d"}),
    ),
    Stage(
        lambda a: tr(
            "D's gradient says which weights to blame, layer by layer; each layer will move by {norms}.",
            norms=norms(a.d_step),
        ),
        frozenset({"verdicts", "d"}),
    ),
    Stage(
        lambda a: tr(
            "D moves. On the very same points it now says {r:.2f} and {f:.2f}.",
            r=mean(a.d_real_after),
            f=mean(a.d_fake_after),
        ),
        frozenset({"d", "verdicts"}),
    ),
    Stage(lambda a: tr("G's turn: the same {n} fakes go to the new D.", n=len(a.fake)), frozenset({"g", "fake", "d"})),
    Stage(
        lambda a: tr("The new D judges the fakes: {f:.2f} on average.", f=mean(a.d_fake_after)),
        frozenset({"fake", "d", "verdicts"}),
    ),
    Stage(
        lambda a: tr("G's loss is {loss:.3f}: what it costs to be caught.", loss=a.g_loss),
        frozenset({"verdicts", "fake", "g"}),
    ),
    Stage(
        lambda _: tr("G's gradient passes back through D: each fake learns where it would look more real."),
        frozenset({"verdicts", "d", "fake"}),
    ),
    Stage(
        lambda a: tr("G moves its weights by {norms}, and its fakes with them.", norms=norms(a.g_step)),
        frozenset({"g", "fake"}),
    ),
)
"""D's five stages, then G's five."""

NAMES = {
    "z": ("z", "ideas"),
    "g": ("G", "counterfeiter"),
    "fake": ("fakes", "forged notes"),
    "real": ("real", "banknotes"),
    "d": ("D", "police"),
    "verdicts": ("verdicts", "verdicts"),
}
"""What stands under each box: plainly, and as the story has it."""
