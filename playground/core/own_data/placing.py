"""Scales points of any size to the plane: one shift, and one factor for both axes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.core.arrays import F64


@dataclass(frozen=True)
class Placing:
    """x becomes factor * (x + shift); `to_plane` chooses them so that the mean is 0 and the overall deviation 1."""

    shift: tuple[float, float]
    factor: float

    @classmethod
    def to_plane(cls, mean: F64, variance: float) -> Placing:
        """The placing for points of that mean (2,) and variance per axis; a single point is only shifted."""
        factor = variance**-0.5 if variance > 1e-24 else 1.0
        return cls((-float(mean[0]), -float(mean[1])), float(factor))

    @classmethod
    def of_points(cls, points: F64) -> Placing:
        """The placing for points (n, 2), n at least 1, of any scale."""
        return cls.to_plane(points.mean(axis=0), float(points.var(axis=0).mean()))

    def moved(self, points: F64) -> F64:
        """The points (n, 2) in plane units."""
        return np.asarray(self.factor * (points + np.asarray(self.shift)), dtype=np.float64)
