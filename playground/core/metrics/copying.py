"""Whether G copies its training points: the data-copying test of Meehan, Chaudhuri and Dasgupta (AISTATS 2020)."""

from math import sqrt

import numpy as np

from playground.core.arrays import F64
from playground.core.metrics.metric import Metric
from playground.core.metrics.nearest import Neighbourhood
from playground.core.metrics.reference import Cloud, Reference, as_points


def nearer(distances: F64, held_out: F64) -> float:
    """The share of pairs in which the first distance (n,) is smaller than the second (m,), which is sorted; ties are half.

    It is Mann and Whitney's U over n m.
    """
    below, above = (np.searchsorted(held_out, distances, side=side) for side in ("left", "right"))
    return 1 - float((below + above).mean()) / (2 * len(held_out))


def z_u(share: float, n: int, m: int) -> float:
    """The paper's Z_U for a share of n m pairs: standard normal for a G that has not seen the points, far below 0 for one
    that copies them (section 3.1; ties are rare and neglected).
    """
    return (0.5 - share) / sqrt((n + m + 1) / (12 * n * m))


def p_value(share: float, n: int, m: int) -> float:
    """How probable a share at least this large is for a G that has not seen the points: Z_U's left tail."""
    from scipy.special import ndtr  # takes a moment to load

    return float(ndtr(z_u(share, n, m)))


def _training(reference: Reference) -> Neighbourhood:
    assert reference.training is not None
    return Neighbourhood(reference.training.points)


def _held_out(reference: Reference) -> F64:
    """The distances of the reference's real points to their nearest training points, sorted."""
    return np.sort(reference.once(_training).distances(reference.real.astype(np.float64)))


def _copied(fakes: Cloud, reference: Reference) -> float:
    points = as_points(fakes)
    if reference.training is None or not len(points):
        return np.nan
    distances = np.full(len(points), np.inf)
    finite = np.isfinite(points).all(axis=1)
    distances[finite] = reference.once(_training).distances(points[finite].astype(np.float64))
    return nearer(distances, reference.once(_held_out))


DATA_COPYING = Metric(
    name="data_copying",
    label="Copies of training points",
    help="How often a fake is nearer to its nearest training point than a held-out real point is to its own. Half of the "
    "time for a perfect G; more if G copies what it was trained on (the data-copying test of Meehan et al. 2020). Less only "
    "means that the fakes are far from the data. Defined if the training set is finite.",
    measure=_copied,
    unit="share",
    better="lower",
    needs="training",
)
