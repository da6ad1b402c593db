"""A metric of how close the fakes are to the real data, with the text and the floor that make it readable."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from playground.core.arrays import F64
from playground.core.metrics.reference import DRAWS, Cloud, Reference
from playground.i18n import Text

LEVEL = 0.01
"""The share of a perfect G's draws that a witness may take for wrong, both sides together."""


@lru_cache(maxsize=8)
def deviations(draws: int) -> float:
    """How many standard deviations a score may stand from the mean of so many draws of real points.

    Mean and deviation are themselves estimated from those draws, so this is Student's prediction interval at LEVEL: 2.68
    for 64 draws and 3.04 for 16, where the normal quantile, 2.58, would reject 2 % of perfect samples.
    """
    from scipy.special import stdtrit  # takes a moment to load; the window paints without it

    return float(stdtrit(draws - 1, 1 - LEVEL / 2)) * float(np.sqrt(1 + 1 / draws))


@dataclass(frozen=True)
class Reading:
    """A metric's score beside the score of real points, and the limits within which chance explains the difference."""

    name: str
    value: float
    floor: float
    """NaN if the target does not define it."""
    low: float
    high: float
    deviation: float = np.nan
    """The standard deviation of the score of one draw of real points."""
    chance: float = np.nan
    """How far from the floor, on either side, chance may take that score, in all but LEVEL of draws."""

    @property
    def band(self) -> tuple[float, float]:
        """Where the scores of 99 of 100 draws of real points lie, around their mean; no score is below 0."""
        return max(0.0, self.floor - self.chance), self.floor + self.chance

    @property
    def passes(self) -> bool:
        """True if this metric can't tell the fakes from real points; never true of a score that is not a number."""
        return self.low <= self.value <= self.high

    @property
    def excess(self) -> float:
        """The distance from the floor over the one allowed on that side: more than 1 exactly if it does not pass."""
        if not np.isfinite(self.value) or not np.isfinite(self.floor):
            return np.inf
        away = self.value - self.floor
        allowed = self.high - self.floor if away > 0 else self.floor - self.low
        if allowed > 0:
            return abs(away) / allowed
        return 0.0 if away == 0 else np.inf


NEEDS: dict[str, Callable[[Reference], bool]] = {
    "": lambda _: True,
    "modes": lambda reference: reference.target.modes is not None,
    "density": lambda reference: reference.target.log_density is not None,
    "training": lambda reference: reference.training is not None,
}
"""Whether a reference has what `Metric.needs` names."""


@dataclass(frozen=True)
class Metric:
    """`measure(fakes, reference)` is a float, NaN where undefined; no values of fakes make it raise or warn.

    There are as many fakes as reference points; only the sliced distance requires this.
    """

    name: str
    label: Text
    help: Text
    measure: Callable[[Cloud, Reference], float]
    unit: Literal["", "modes", "share", "plane units", "nats"] = ""
    better: Literal["higher", "lower", "nearer a half", "nearer one"] = "lower"
    cost: Literal["live", "second", "demand"] = "live"
    """How often it is computed at 2500 points: several times a second, about once a second, on request."""
    needs: Literal["", "modes", "density", "training"] = ""
    """What a target must define for this metric; "training": the run's training set must be finite."""
    draws: int = DRAWS
    """Fresh real samples whose mean is the floor; fewer for slow metrics."""
    exact: Callable[[Reference], float] | None = None
    """The floor if it need not be simulated."""
    slack: float = 0.0
    """How much worse than the floor a score may be even where chance does not explain it."""
    capped: bool = False
    """True if a score better than the floor is wrong too."""

    def applies(self, reference: Reference) -> bool:
        """True if the target defines what this metric needs."""
        return NEEDS[self.needs](reference)

    def floor(self, reference: Reference) -> float | None:
        """A perfect G's score against this reference with the same number of samples; cached; None if undefined.

        It is a ceiling if higher is better.
        """
        if not self.applies(reference):
            return None
        reference = self._against(reference)
        if self.exact:
            return self.exact(reference)
        return reference.once(self.simulated_floor)

    def _against(self, reference: Reference) -> Reference:
        """The reference that a score of real points depends on: without the training set, unless this is about it."""
        return reference if self.needs == "training" else reference.endless

    def simulated_floor(self, reference: Reference) -> float:
        """The mean over fresh real samples, each used as fakes."""
        return float(reference.once(self.scores).mean())

    def scores(self, reference: Reference) -> F64:
        """The score of each fresh real sample used as fakes, (draws,)."""
        return np.array([self.measure(fakes, reference) for fakes in reference.fresh[: self.draws]])

    def reading(self, value: float, reference: Reference) -> Reading:
        """A score of as many fakes as the reference has points, with its limits: the floor, the spread of one draw of
        real points around it, and the slack.
        """
        floor = self.floor(reference)
        if floor is None:
            return Reading(self.name, value, np.nan, np.nan, np.nan)
        scores = self._against(reference).once(self.scores)
        deviation = float(scores.std(ddof=1))
        chance = deviations(len(scores)) * deviation
        worse = max(chance, self.slack)
        below, above = {
            "higher": (worse, chance if self.capped else np.inf),
            "lower": (chance if self.capped else np.inf, worse),
        }.get(self.better, (worse, worse))
        return Reading(self.name, value, floor, floor - below, floor + above, deviation, chance)
