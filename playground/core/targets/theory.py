"""Targets so simple that the whole game can be analysed on paper."""

import numpy as np

from playground.core.arrays import PlanePoints
from playground.core.targets.target import Target


def _push_dirac(_u: PlanePoints, g: PlanePoints) -> PlanePoints:
    return np.zeros_like(g)


def _push_two_points(u: PlanePoints, _g: PlanePoints) -> PlanePoints:
    x = np.where(u[:, 0] < 0.5, np.float32(-1), np.float32(1))
    return np.stack([x, np.zeros_like(x)], axis=1)


DIRAC = Target(
    "dirac",
    "One point",
    "All data is at the origin. Even here some losses never converge: they circle the point forever.",
    uniforms=0,
    push=_push_dirac,
    source="Mescheder, Geiger and Nowozin (2018), the Dirac-GAN.",
)
TWO_POINTS = Target(
    "two_points",
    "Two points",
    "Half of the data at each of two points. The smallest example in which a generator can lose a mode.",
    uniforms=1,
    push=_push_two_points,
    source="After the two-cluster example of Sun, Fang and Schwing (2020).",
)
