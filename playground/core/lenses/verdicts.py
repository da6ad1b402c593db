"""The lens for verdicts: D's output on a few real and a few fake points, one by one."""

from __future__ import annotations

from dataclasses import dataclass

from playground.core.arrays import F32
from playground.core.lenses.lens import LENSES, Lens
from playground.core.lenses.look import Look

POINTS = 400


@dataclass(frozen=True, eq=False)
class Verdicts:
    """D on displayed real points and on the raw G's fakes, float32 (n,) each: probability of "real", or score minus
    midpoint; on packs of them, as in training, if D judges packs.
    """

    real: F32
    fake: F32
    probability: bool


def see(look: Look) -> Verdicts:
    """D's output on each of the first displayed points."""
    fake = look.of_drawn_classes(look.raw_fakes[:POINTS])
    return Verdicts(look.verdicts_on(look.seen_reals[:POINTS]), look.verdicts_on(fake), look.probability)


VERDICTS: Lens[Verdicts] = LENSES.add(Lens("verdicts", "Verdicts", "D's output on single real and fake points.", see))
