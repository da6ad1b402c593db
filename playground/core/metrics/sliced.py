"""Sliced Wasserstein distance: how far the fakes must be moved, averaged over projections in 64 directions."""

from math import nan

import numpy as np

from playground.core.arrays import PlanePoints
from playground.core.metrics.metric import Metric
from playground.core.metrics.reference import Cloud, Reference, as_points

ANGLES = np.arange(64) * (np.pi / 64)
"""Equally spaced on [0, pi): not random, so the value does not flicker."""
_DIRECTIONS = np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1).astype(np.float32)


def sorted_projections(points: Cloud) -> PlanePoints:
    """The projections of (n, 2) points onto the 64 lines, each sorted: float32, (64, n)."""
    with np.errstate(over="ignore", invalid="ignore"):
        shadows: PlanePoints = _DIRECTIONS @ as_points(points).T
    shadows.sort(axis=1)
    return shadows


def sliced_wasserstein(x: Cloud, y: Cloud) -> float:
    """The mean over 64 directions of the 1-D W1 of equal numbers of points; NaN if any is not finite."""
    return _distance(sorted_projections(x), sorted_projections(y))


def _distance(x: PlanePoints, y: PlanePoints) -> float:
    if x.shape != y.shape:
        raise ValueError(f"the sliced distance needs equal numbers of points, not {x.shape[1]} and {y.shape[1]}")
    if not x.size:
        return nan
    with np.errstate(over="ignore", invalid="ignore"):
        difference = x - y
        value = float(np.abs(difference, out=difference).mean())
    return value if np.isfinite(value) else nan


def _real_projections(reference: Reference) -> PlanePoints:
    return sorted_projections(reference.real)


def _measure(fakes: Cloud, reference: Reference) -> float:
    return _distance(reference.once(_real_projections), sorted_projections(fakes))


SLICED_WASSERSTEIN = Metric(
    name="sliced_wasserstein",
    label="Sliced Wasserstein distance",
    help="How far, on average, the fakes would have to move to match the real data, measured on projections in 64 directions. "
    "Lower is better; real data itself scores the floor, not zero.",
    measure=_measure,
    unit="plane units",
)
