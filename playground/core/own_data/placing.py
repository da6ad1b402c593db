"""Scales points of any size to the plane: one shift, and one factor for both axes or one for each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.core.arrays import F64
from playground.i18n import Text

QUARTILES = 1.3489795003921634
"""The distance between the quartiles of a normal distribution, in standard deviations."""
UNLIKE = 5.0
"""Columns whose deviations differ by more than this factor are usually scaled each for itself."""
FAR = 20.0
"""A point this many robust deviations from the middle is an outlier, with which usual deviations mean little."""


@dataclass(frozen=True)
class Scaling:
    """One way to scale columns to the plane. `each`: by a factor for each; `robust`: by quartiles, whatever lies far."""

    name: str
    label: Text
    help: Text
    each: bool
    robust: bool


SCALINGS = {
    scaling.name: scaling
    for scaling in (
        Scaling(
            "common",
            "one factor",
            "One factor for both columns, so that the mean is 0 and the overall deviation 1: shapes keep their form.",
            each=False,
            robust=False,
        ),
        Scaling(
            "columns",
            "each column",
            "A factor for each column, so that both deviate by 1: for columns of different units.",
            each=True,
            robust=False,
        ),
        Scaling(
            "common_robust",
            "one factor, by quartiles",
            "As with one factor, but by medians and quartiles, so that a few far points don't squeeze all others.",
            each=False,
            robust=True,
        ),
        Scaling(
            "columns_robust",
            "each column, by quartiles",
            "As with each column, but by medians and quartiles, so that a few far points don't squeeze all others.",
            each=True,
            robust=True,
        ),
    )
}
NONE = "none"
"""The name for points that are taken as they are."""


def deviations(points: F64, robust: bool) -> F64:
    """Of each column of points (n, 2): the standard deviation, or that of a normal distribution with its quartiles."""
    if not robust:
        return np.asarray(points.std(axis=0), dtype=np.float64)
    low, high = np.quantile(points, [0.25, 0.75], axis=0)
    return np.asarray((high - low) / QUARTILES, dtype=np.float64)


def suited(points: F64) -> str:
    """The name of the scaling that suits points (n, 2): by quartiles if some lie far out, each column if they differ."""
    robust = deviations(points, robust=True)
    away = np.abs(points - np.median(points, axis=0))
    far = bool((robust > 0).all() and (away > FAR * robust).any())
    x, y = deviations(points, robust=far)
    unlike = min(x, y) > 0 and max(x, y) > UNLIKE * min(x, y)
    return ("columns" if unlike else "common") + ("_robust" if far else "")


@dataclass(frozen=True)
class Placing:
    """x becomes factor * (x + shift), for each column (2,)."""

    shift: tuple[float, float]
    factor: tuple[float, float]

    @classmethod
    def to_plane(cls, mean: F64, variance: float) -> Placing:
        """The placing for points of that mean (2,) and variance per axis; a single point is only shifted."""
        factor = variance**-0.5 if variance > 1e-24 else 1.0
        return cls((-float(mean[0]), -float(mean[1])), (float(factor), float(factor)))

    @classmethod
    def of_points(cls, points: F64, scaling: str = "common") -> Placing:
        """The placing for points (n, 2), n at least 1, of any scale, by one of SCALINGS."""
        way = SCALINGS[scaling]
        middle = np.median(points, axis=0) if way.robust else points.mean(axis=0)
        spread = deviations(points, way.robust)
        if not (spread > 0).all():  # a column without spread, or mostly of one value: as far as it has any
            spread = np.where(spread > 0, spread, deviations(points, robust=False))
        common = float(np.square(spread).mean()) ** 0.5
        factors = [1 / s if s > 1e-12 else 1.0 for s in (spread if way.each else (common, common))]
        return cls((-float(middle[0]), -float(middle[1])), (float(factors[0]), float(factors[1])))

    def moved(self, points: F64) -> F64:
        """The points (n, 2) in plane units."""
        return np.asarray(np.array(self.factor) * (points + np.asarray(self.shift)), dtype=np.float64)

    def back(self, points: F64) -> F64:
        """Points (n, 2) of the plane in their own units: the opposite of `moved`."""
        return np.asarray(points / np.array(self.factor) - np.asarray(self.shift), dtype=np.float64)
