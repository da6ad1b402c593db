"""A metric of how close the fakes are to the real data, with the text and the floor that make it readable."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from playground.core.metrics.reference import DRAWS, Cloud, Reference


@dataclass(frozen=True)
class Metric:
    """`measure(fakes, reference)` is a float, NaN where undefined; no values of fakes make it raise or warn.

    There are as many fakes as reference points; only the sliced distance requires this.
    """

    name: str
    label: str
    help: str
    measure: Callable[[Cloud, Reference], float]
    unit: Literal["", "modes", "share", "plane units", "nats"] = ""
    better: Literal["higher", "lower", "nearer a half", "nearer one"] = "lower"
    cost: Literal["live", "second", "demand"] = "live"
    """How often it is computed at 2500 points: several times a second, about once a second, on request."""
    needs: Literal["", "modes", "density"] = ""
    """What a target must define for this metric."""
    draws: int = DRAWS
    """Fresh real samples whose mean is the floor; fewer for slow metrics."""
    exact: Callable[[Reference], float] | None = None
    """The floor if it need not be simulated."""

    def applies(self, reference: Reference) -> bool:
        """True if the target defines what this metric needs."""
        if self.needs == "modes":
            return reference.target.modes is not None
        return self.needs != "density" or reference.target.log_density is not None

    def floor(self, reference: Reference) -> float | None:
        """A perfect G's score against this reference with the same number of samples; cached; None if undefined.

        It is a ceiling if higher is better.
        """
        if not self.applies(reference):
            return None
        if self.exact:
            return self.exact(reference)
        return reference.once(self.simulated_floor)

    def simulated_floor(self, reference: Reference) -> float:
        """The mean over fresh real samples, each used as fakes."""
        return float(np.mean([self.measure(fakes, reference) for fakes in reference.fresh[: self.draws]]))
