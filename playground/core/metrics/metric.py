"""A number that says how near the fakes are to the real data, with the words and the floor that make it readable."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from playground.core.metrics.reference import DRAWS, Cloud, Reference


@dataclass(frozen=True)
class Metric:
    """`measure(fakes, reference)` is a float, NaN where it has no meaning; no values of fakes make it raise or warn.

    The fakes are as many points as the reference has; only the sliced distance insists.
    """

    name: str
    label: str
    help: str
    measure: Callable[[Cloud, Reference], float]
    unit: Literal["", "modes", "share", "plane units", "nats"] = ""
    better: Literal["higher", "lower", "nearer a half", "nearer one"] = "lower"
    cost: Literal["live", "second", "demand"] = "live"
    """How often it can be afforded at 2500 points: several times a second, about once a second, when asked."""
    needs: Literal["", "modes", "density"] = ""
    """What a target must know of itself for this to have a meaning."""
    draws: int = DRAWS
    """Fresh real samples whose mean is the floor; fewer for the slow ones."""
    exact: Callable[[Reference], float] | None = None
    """The floor where it need not be simulated."""

    def applies(self, reference: Reference) -> bool:
        """The target has what this metric needs."""
        if self.needs == "modes":
            return reference.target.modes is not None
        return self.needs != "density" or reference.target.log_density is not None

    def floor(self, reference: Reference) -> float | None:
        """What a perfect G would score against this reference with as many samples; remembered; None if no meaning.

        It is a ceiling where higher is better.
        """
        if not self.applies(reference):
            return None
        if self.exact:
            return self.exact(reference)
        return reference.once(self.simulated_floor)

    def simulated_floor(self, reference: Reference) -> float:
        """The mean over fresh real samples, each taken for the fakes."""
        return float(np.mean([self.measure(fakes, reference) for fakes in reference.fresh[: self.draws]]))
