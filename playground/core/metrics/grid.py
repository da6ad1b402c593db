"""Divergences between histograms: the plane in 30 x 30 cells, with one more cell for everything outside."""

from math import nan

import numpy as np

from playground.core.arrays import F64
from playground.core.metrics.metric import Metric
from playground.core.metrics.reference import Cloud, Reference, as_points

SIDE, EXTENT = 30, 3.0
"""30 x 30 cells (GAN Lab) on [-3, 3)^2."""
SMOOTHING = 1e-5
"""Added to each cell before renormalising, so that KL is finite: together .9 % of the mass (GAN Lab's 1e-4 is 9 %)."""


def histogram(points: Cloud) -> F64:
    """The share of the points in each cell, (901,), sum 1; the last is the outside, which includes non-finite
    points.
    """
    cloud = as_points(points)
    with np.errstate(invalid="ignore"):
        inside = ((cloud >= -EXTENT) & (cloud < EXTENT)).all(axis=1)
    # float32 rounding may push a point at the upper edge into the next cell
    cell = np.minimum((cloud[inside] + EXTENT) * (SIDE / (2 * EXTENT)), SIDE - 1).astype(np.intp)
    counts = np.bincount(cell[:, 0] * SIDE + cell[:, 1], minlength=SIDE * SIDE + 1).astype(np.float64)
    counts[-1] = len(cloud) - len(cell)
    return counts / max(len(cloud), 1)


def kl(p: F64, q: F64) -> float:
    """KL(p || q) in nats, both smoothed by SMOOTHING and renormalised, so that they stay probabilities."""
    p, q = p + SMOOTHING, q + SMOOTHING
    p, q = p / p.sum(), q / q.sum()
    return float(p @ np.log(p / q))


def jsd(p: F64, q: F64) -> float:
    """The Jensen-Shannon divergence in nats, between 0 and log 2; it needs no smoothing."""
    return max(0.5 * (_against_mean(p, q) + _against_mean(q, p)), 0.0)


def _against_mean(p: F64, q: F64) -> float:
    held = p > 0
    return float(p[held] @ np.log(2 * p[held] / (p[held] + q[held])))


def _real_histogram(reference: Reference) -> F64:
    return histogram(reference.real)


def _measure_jsd(fakes: Cloud, reference: Reference) -> float:
    return jsd(reference.once(_real_histogram), histogram(fakes)) if len(fakes) else nan


def _measure_kl(fakes: Cloud, reference: Reference) -> float:
    return kl(reference.once(_real_histogram), histogram(fakes)) if len(fakes) else nan


GRID_JSD = Metric(
    name="grid_jsd",
    label="Jensen–Shannon divergence on a grid",
    help="How well one could tell real from fake by the cell of a 30 × 30 grid a point falls in. Lower is better, "
    "from log 2 = 0.693 for no overlap down to the floor, which is higher for fewer samples.",
    measure=_measure_jsd,
    unit="nats",
)
GRID_KL = Metric(
    name="grid_kl",
    label="KL divergence on a grid",
    help="How much of the real data the fakes miss, cell by cell on a 30 × 30 grid. Lower is better; a missing mode "
    "costs a lot, a few stray fakes cost little.",
    measure=_measure_kl,
    unit="nats",
)
