"""The lens for free points: where each of them is, by its number, and D's output there."""

from __future__ import annotations

from dataclasses import dataclass

from playground.core.arrays import F32
from playground.core.choices.generators import Points
from playground.core.lenses.lens import LENSES, Lens
from playground.core.lenses.look import Look, numpy_of


@dataclass(frozen=True, eq=False)
class FreePoints:
    """`at`: float32 (n, 2), plane units, the points of the displayed G; `verdict`: float32 (n,), at those of the raw G
    the probability of "real", or D's score minus its midpoint. All points are equally likely, so that the mean of
    `verdict` is D's mean output on all fakes, not an estimate.
    """

    at: F32
    verdict: F32
    probability: bool


def see(look: Look) -> FreePoints | None:
    """The points; None if G is a network."""
    if not isinstance(look.g, Points):
        return None
    (raw,), (average,) = look.g.views(look.state.g), look.g.views(look.state.ema)
    shown = average if look.averaged and not look.half else raw
    return FreePoints(numpy_of(shown), look.verdicts(raw), look.probability)


FREE_POINTS: Lens[FreePoints] = LENSES.add(
    Lens("free_points", "Free points", "Where each free point is, and D's output there.", see)
)
