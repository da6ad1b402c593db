"""Divergences between histograms: 40 x 40 cells around the target, with one more cell for everything outside."""

from dataclasses import dataclass
from math import nan

import numpy as np

from playground.core.arrays import F64
from playground.core.metrics.metric import Metric
from playground.core.metrics.reference import Cloud, Reference, as_points

SIDE = 40
"""Cells along each side; GAN Lab has 30 for less of the plane, of the same width."""
REACH = 4.0
"""The grid reaches this many of the target's standard deviations from its middle, so that a cell is .2 of one wide."""
SMOOTHING = 5e-6
"""Added to each cell before renormalising, so that KL is finite: together .8 % of the mass (GAN Lab's 1e-4 is 9 %)."""


@dataclass(frozen=True)
class Grid:
    """A square grid around the point (x, y), which reaches `half` plane units to each side."""

    x: float
    y: float
    half: float


def grid_of(real: Cloud) -> Grid:
    """Around the mean of the real points, and as large as their spread asks for; `half` is 0 where they have none. A grid
    wider for distant fakes would see less of the target, and the cell outside holds those anyway.
    """
    points = as_points(real).astype(np.float64)
    x, y = points.mean(axis=0)
    half = REACH * float(points.var(axis=0).mean()) ** 0.5
    return Grid(float(x), float(y), half if half > REACH * 1e-6 else 0.0)


def around(x: float, y: float, fakes: Cloud) -> Grid:
    """Around a point that all real points are, as large as the distance of the fakes asks for."""
    away = np.abs(as_points(fakes).astype(np.float64) - (x, y))
    known = away[np.isfinite(away).all(axis=1)]
    return Grid(x, y, max(float(np.median(known)) if len(known) else 0.0, REACH * 1e-6) * REACH)


def histogram(points: Cloud, grid: Grid) -> F64:
    """The share of the points in each cell, (1601,), sum 1; the last is the outside, which includes non-finite
    points.
    """
    cloud = as_points(points)
    with np.errstate(invalid="ignore", over="ignore"):
        at = (cloud.astype(np.float64) - (grid.x - grid.half, grid.y - grid.half)) * (SIDE / (2 * grid.half))
        inside = ((at >= 0) & (at < SIDE)).all(axis=1)
    cell = at[inside].astype(np.intp)
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


def _both(fakes: Cloud, reference: Reference) -> tuple[F64, F64]:
    """The histograms of real points and of fakes, over one grid."""
    grid = reference.once(_real_grid)
    if grid.half:
        return reference.once(_real_histogram), histogram(fakes, grid)
    grid = around(grid.x, grid.y, fakes)
    return histogram(reference.real, grid), histogram(fakes, grid)


def _real_grid(reference: Reference) -> Grid:
    return grid_of(reference.real)


def _real_histogram(reference: Reference) -> F64:
    return histogram(reference.real, reference.once(_real_grid))


def _measure_jsd(fakes: Cloud, reference: Reference) -> float:
    return jsd(*_both(fakes, reference)) if len(fakes) else nan


def _measure_kl(fakes: Cloud, reference: Reference) -> float:
    return kl(*_both(fakes, reference)) if len(fakes) else nan


GRID_JSD = Metric(
    name="grid_jsd",
    label="Jensen–Shannon divergence on a grid",
    help="How well one could tell real from fake by the cell of a 40 × 40 grid around the data that a point falls in. Lower is better, "
    "from log 2 = 0.693 for no overlap down to the floor, which is higher for fewer samples.",
    measure=_measure_jsd,
    unit="nats",
)
GRID_KL = Metric(
    name="grid_kl",
    label="KL divergence on a grid",
    help="How much of the real data the fakes miss, cell by cell on a 40 × 40 grid around it. Lower is better; a missing mode "
    "costs a lot, a few stray fakes cost little.",
    measure=_measure_kl,
    unit="nats",
)
