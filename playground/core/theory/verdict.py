"""The verdict on a small game: whether it converges, orbits or diverges, and the evidence."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from playground.core.arrays import F64
from playground.i18n import tr

Kind = Literal["converges", "orbits", "diverges"]
Source = Literal["multipliers", "trajectory"]

ON_THE_CIRCLE = 1e-7
"""A spectral radius this close to 1 is inconclusive; a double eigenvalue at 1 has this accuracy (sqrt of 1e-16)."""
ARRIVED = 1e-3
"""A trajectory whose last third stays below this share of its initial distance has converged."""
TREND = 0.1
"""Nearer: the farthest point of the last third is 10 % nearer than that of the middle third. Leaving: that of the
last two thirds is 10 % farther than that of the first, and it has not turned back. Neither: an orbit.
"""


@dataclass(frozen=True)
class Verdict:
    """The game's outcome, its evidence, and a sentence with both in the user's language."""

    kind: Kind
    source: Source
    text: str


def judge(multipliers: NDArray[np.complex128], distance: F64, *, smooth: bool = True) -> Verdict:
    """The verdict from the multipliers of one step, (n,), and the distances to the equilibrium, (steps + 1,).

    Inside the unit circle: converges, unless the trajectory clearly contradicts this. Outside: it cannot converge,
    and the trajectory decides whether it stays close (orbits) or leaves (diverges). On the circle, or if the field
    has a jump: the trajectory alone decides.
    """
    seen = trend(distance)
    if not smooth:
        return _say(seen, "trajectory", tr("the field jumps at the equilibrium, so only this trajectory decides"))
    radius = float(np.max(np.abs(multipliers)))
    shown = f"{radius:.4f}"
    if radius > 1 + ON_THE_CIRCLE:
        if seen == "diverges":
            why = tr("the largest multiplier of one step is {radius}, outside the unit circle", radius=shown)
            return _say(seen, "multipliers", why)
        why = tr(
            "the largest multiplier of one step is {radius}, outside the unit circle, yet this trajectory stays close",
            radius=shown,
        )
        return _say("orbits", "trajectory", why)
    if radius >= 1 - ON_THE_CIRCLE:
        words = {
            "converges": tr("the multipliers lie on the unit circle, so it is slow; this trajectory moves closer"),
            "orbits": tr("the multipliers lie on the unit circle, and this trajectory keeps its distance"),
            "diverges": tr("the multipliers lie on the unit circle, yet this trajectory moves away"),
        }
        return _say(seen, "trajectory", words[seen])
    should_have_halved = radius ** (len(distance) / 3) < 0.5
    if seen != "converges" and should_have_halved:
        why = tr("near the equilibrium it would converge (multiplier {radius}), but not from this start", radius=shown)
        return _say(seen, "trajectory", why)
    inside = tr("the largest multiplier of one step is {radius}, inside the unit circle", radius=shown)
    return _say("converges", "multipliers", inside)


def trend(distance: F64) -> Kind:
    """The trend of the distances, (steps + 1,): see TREND and ARRIVED."""
    if not np.all(np.isfinite(distance)):
        return "diverges"
    first, middle, last = (float(np.max(part)) for part in np.array_split(distance, 3))
    if last <= ARRIVED * distance[0] or last < (1 - TREND) * middle:
        return "converges"
    return "diverges" if max(middle, last) > (1 + TREND) * first else "orbits"


def _say(kind: Kind, source: Source, why: str) -> Verdict:
    word = {"converges": tr("Converges"), "orbits": tr("Orbits"), "diverges": tr("Diverges")}[kind]
    return Verdict(kind, source, tr("{word}: {why}.", word=word, why=why))
