"""Distances between clouds from all pairs of points: the energy distance and the maximum mean discrepancy."""

from math import nan
from typing import TYPE_CHECKING

import numpy as np

from playground.core.arrays import F64, PlanePoints
from playground.core.lazy import Lazy
from playground.core.metrics.metric import Metric
from playground.core.metrics.reference import Cloud, Reference, as_points

if TYPE_CHECKING:
    from scipy.spatial import distance
else:
    distance = Lazy("scipy.spatial.distance")

PAIRED = 1000
"""At most this many points of a cloud are paired: the work grows with the square, while the noise hardly falls."""
BANDWIDTHS = (0.05, 0.1, 0.25, 0.5, 1.0)
"""Widths of the Gaussians in standard deviations of the data; the median heuristic's 1.5 is blind to the modes."""
_DRAWS = 16


def energy_distance(x: Cloud, y: Cloud) -> float:
    """2 E|X-Y| - E|X-X'| - E|Y-Y'|: the squared distance, as a V-statistic (self-pairs count), so never below 0.

    Uses all points given; NaN if any is not finite.
    """
    real, fake = as_points(x), as_points(y)
    return _energy(real, fake, _mean_distance(real)) if _fit(real) else nan


def mmd2(x: Cloud, y: Cloud, scale: float) -> float:
    """The squared maximum mean discrepancy, unbiased (no self-pairs), so that it may fall below 0.

    The kernel is the mean, not the sum, of five Gaussians whose widths are BANDWIDTHS * scale, so k(x, x) = 1;
    it uses all points given; NaN if any is not finite.
    """
    real, fake = as_points(x), as_points(y)
    return _mmd2(real, fake, scale, _mean_kernel(real, scale)) if _fit(real) else nan


def standard_deviation(points: Cloud) -> float:
    """The root of the mean of the two coordinates' variances."""
    return float(np.sqrt(np.asarray(points, dtype=np.float64).var(axis=0).mean()))


def _fit(points: PlanePoints) -> bool:
    return len(points) > 1 and bool(np.isfinite(points).all())


def _energy(real: PlanePoints, fake: PlanePoints, within_real: float) -> float:
    if not _fit(fake):
        return nan
    return 2 * float(distance.cdist(real, fake).mean()) - within_real - _mean_distance(fake)


def _mean_distance(points: PlanePoints) -> float:
    """Over all n * n pairs, self-pairs too."""
    return 2 * float(distance.pdist(points).sum()) / len(points) ** 2


def _mmd2(real: PlanePoints, fake: PlanePoints, scale: float, within_real: float) -> float:
    if not _fit(fake):
        return nan
    across = _kernel(distance.cdist(real, fake, "sqeuclidean"), scale)
    return within_real + _mean_kernel(fake, scale) - 2 * across


def _mean_kernel(points: PlanePoints, scale: float) -> float:
    """Over all pairs of different points."""
    return _kernel(distance.pdist(points, "sqeuclidean"), scale)


def _kernel(squared: F64, scale: float) -> float:
    """The mean of the kernel over squared distances; float32 is enough for exp and four times as fast."""
    with np.errstate(over="ignore", under="ignore"):
        exponent = (squared / (-2 * scale**2)).astype(np.float32)
        means = [np.exp(exponent / np.float32(width**2)).mean(dtype=np.float64) for width in BANDWIDTHS]
    return float(np.mean(means))


def _paired(reference: Reference) -> PlanePoints:
    return reference.real[:PAIRED]


def _real_mean_distance(reference: Reference) -> float:
    return _mean_distance(_paired(reference))


def _real_scale(reference: Reference) -> float:
    return max(standard_deviation(reference.real), 1e-6)  # a target may be a single point


def _real_mean_kernel(reference: Reference) -> float:
    return _mean_kernel(_paired(reference), reference.once(_real_scale))


def _measure_energy(fakes: Cloud, reference: Reference) -> float:
    return _energy(_paired(reference), as_points(fakes[:PAIRED]), reference.once(_real_mean_distance))


def _measure_mmd(fakes: Cloud, reference: Reference) -> float:
    scale, within = reference.once(_real_scale), reference.once(_real_mean_kernel)
    return _mmd2(_paired(reference), as_points(fakes[:PAIRED]), scale, within)


ENERGY_DISTANCE = Metric(
    name="energy_distance",
    label="Energy distance (squared)",
    help="How much farther a fake is from the real points than real points and fakes are from points of their own kind. "
    "Lower is better; it is 0 only for equal distributions.",
    measure=_measure_energy,
    cost="second",
    draws=_DRAWS,
)
MMD = Metric(
    name="mmd",
    label="Maximum mean discrepancy (squared)",
    help="Compares how densely the points lie at five scales at once, from fine to coarse. Lower is better; real data "
    "scores about 0, and by chance a little less.",
    measure=_measure_mmd,
    cost="second",
    draws=_DRAWS,
)
