"""The modes of own points: labels that the file has, or k clusters, where the person says k."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from playground.core.arrays import F64
from playground.core.errors import InputError
from playground.core.lazy import Lazy
from playground.core.own_data.kinds import MOST_MODES, Grouping
from playground.core.targets.target import Modes
from playground.i18n import tr

vq = Lazy("scipy.cluster.vq")

STARTS, ROUNDS = 8, 30
"""k-means from so many random starts, with so many rounds each; the best is kept."""
MOST_CLUSTERED = 20_000
"""Points by which the centres are found; the others then go to the nearest."""
_CLUSTER_KEY = 0xC1A5


def labelled(labels: npt.NDArray[np.uint8], names: Sequence[str]) -> Grouping:
    """Modes by the labels of a column: labels (n,) are indices of names."""
    return Grouping(labels, tuple(names), "labels")


def clustered(points: F64, k: int) -> Grouping:
    """The k clusters of points (n, 2) that k-means finds (Lloyd 1982, started as by Arthur and Vassilvitskii 2007).

    The same points always give the same clusters, numbered from left to right. InputError if there are fewer points of
    their own places than clusters. They are a guess: k-means finds k clusters in anything.
    """
    if not 1 <= k <= MOST_MODES:
        raise InputError(tr("the number of modes must be from 1 to {most}, not {n}", most=MOST_MODES, n=k))
    if len(np.unique(points, axis=0)) < k:
        raise InputError(tr("{k} modes need at least {k} different points", k=k))
    rng = np.random.Generator(np.random.Philox(key=_CLUSTER_KEY))
    some = points if len(points) <= MOST_CLUSTERED else points[rng.choice(len(points), MOST_CLUSTERED, replace=False)]
    best, least = np.zeros((0, 2)), np.inf
    for _ in range(STARTS):
        centres, _labels = vq.kmeans2(some, _spread_starts(some, k, rng), iter=ROUNDS, minit="matrix", missing="warn")
        spread = float(np.square(vq.vq(some, centres)[1]).sum())
        if spread < least:
            best, least = centres, spread
    centres = best[np.lexsort((best[:, 1], best[:, 0]))]
    nearest = vq.vq(points, centres)[0]
    return Grouping(nearest.astype(np.uint8), tuple(str(n + 1) for n in range(k)), "kmeans")


def _spread_starts(points: F64, k: int, rng: np.random.Generator) -> F64:
    """k of the points, each drawn with a probability that grows with the square of its distance to those before."""
    starts = [points[rng.integers(len(points))]]
    apart = np.square(points - starts[0]).sum(axis=1)
    while len(starts) < k:
        starts.append(points[min(int(np.searchsorted(apart.cumsum(), rng.random() * apart.sum())), len(points) - 1)])
        apart = np.minimum(apart, np.square(points - starts[-1]).sum(axis=1))
    return np.array(starts)


def modes_of(points: F64, blur: float, grouping: Grouping) -> Modes:
    """The modes of points (n, 2), each blurred by `blur`: means, covariances and shares of the groups."""
    k = len(grouping)
    share = np.bincount(grouping.labels, minlength=k) / len(points)
    centres, covariances = np.zeros((k, 2)), np.zeros((k, 2, 2))
    for n in range(k):
        own = points[grouping.labels == n]
        centres[n] = own.mean(axis=0)
        covariances[n] = (own - centres[n]).T @ (own - centres[n]) / len(own) + blur**2 * np.eye(2)
    return Modes(centres, covariances, share, exact=False)
