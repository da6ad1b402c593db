"""What is happening, in one sentence: what D says of real points and of fakes, and what follows for G."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from playground.core.choices.objectives import OBJECTIVES
from playground.core.lenses import VERDICTS
from playground.engine.letters import Picture
from playground.i18n import Text, tr
from playground.ui.scores import Score

PARTED = 0.3
"""D's means this far apart: it tells the points apart."""
LEVEL = 0.1
"""D's means this close together, and both as close to 1/2: it can hardly tell them apart."""


@dataclass(frozen=True)
class Facts:
    """What a sentence is chosen by; `real` and `fake` are D's mean outputs on the points whose verdicts are charted."""

    d_steps: int
    g_steps: int
    probability: bool
    real: float
    fake: float
    listens: bool = True
    """Whether G's loss is an opinion of D's."""

    @property
    def known(self) -> bool:
        return math.isfinite(self.real) and math.isfinite(self.fake)

    @property
    def draw(self) -> bool:
        return self.probability and max(abs(self.real - 0.5), abs(self.fake - 0.5)) <= LEVEL


SENTENCES: tuple[tuple[Callable[[Facts], bool], Text], ...] = (
    (
        lambda f: not f.d_steps and not f.g_steps,
        "G turns random numbers z into points, the fakes. Neither player has learned anything yet.",
    ),
    (lambda f: not f.known, "D's output is not a finite number."),
    (
        lambda f: not f.listens,
        "G does not listen to D: it lowers a distance. D only watches: it says {real:z.2f} on real points and {fake:z.2f} on fakes.",
    ),
    (
        lambda f: not f.probability,
        "D scores real points {real:+z.2f} and fakes {fake:+z.2f} on average. G moves its fakes towards higher scores.",
    ),
    (
        lambda f: not f.g_steps,
        "Only D is learning; G stands still. D says {real:z.2f} on real points and {fake:z.2f} on fakes: 1 means real, 0 fake.",
    ),
    (
        lambda f: f.real - f.fake >= PARTED,
        "D tells them apart: it says {real:z.2f} on real points and {fake:z.2f} on fakes. G moves its fakes to where D says “real”.",
    ),
    (
        lambda f: f.draw,
        "D can hardly tell them apart: it says {real:z.2f} on real points and {fake:z.2f} on fakes; 0.50 is a guess.",
    ),
    (
        lambda f: f.fake > f.real,
        "G is fooling D at the moment: D says {fake:z.2f} on fakes and only {real:z.2f} on real points.",
    ),
    (
        lambda f: f.fake >= 0.5 + LEVEL,
        "G fools D with most of its fakes: D says {fake:z.2f} on fakes, and {real:z.2f} on real points.",
    ),
    (
        lambda _: True,
        "D tells some of them apart: it says {real:z.2f} on real points and {fake:z.2f} on fakes.",
    ),
)
"""The first sentence whose condition holds is said."""


def facts(picture: Picture) -> Facts:
    """Those of a picture."""
    counters, seen = picture.counters, picture.seen(VERDICTS)
    real, fake = (math.nan, math.nan) if seen is None else (Score(seen.real.mean()), Score(seen.fake.mean()))
    objective = OBJECTIVES[picture.experiment.objective]
    listens = objective.distance is None
    return Facts(counters.d_steps, counters.g_steps, objective.probability, real, fake, listens)


def sentence(seen: Facts) -> str:
    """What is happening."""
    words = next(words for holds, words in SENTENCES if holds(seen))
    return tr(words, real=seen.real, fake=seen.fake)
