"""Nearest neighbours in a cloud of points, by a tree rather than all pairs."""

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from playground.core.arrays import F64
from playground.core.lazy import Lazy
from playground.core.metrics.reference import Cloud, as_points

if TYPE_CHECKING:
    from scipy import spatial
else:
    spatial = Lazy("scipy.spatial")

_FURTHEST = 5
"""The most neighbours that any metric needs."""
_STRICTLY = 1 - 1e-12
"""Turns the tree's <= into <, allowing for rounding of its squares."""


class Neighbourhood:
    """The finite points of a cloud in a tree, and the number of all its points."""

    def __init__(self, points: Cloud) -> None:
        cloud = as_points(points)
        self.size = len(cloud)
        self.points: F64 = cloud[np.isfinite(cloud).all(axis=1)].astype(np.float64)
        self.strays = self.size - len(self.points)

    @cached_property
    def tree(self) -> "spatial.cKDTree":
        return spatial.cKDTree(self.points)

    @cached_property
    def _nearest(self) -> F64:
        """(n, 6) distances from each point to itself and to its nearest others; infinite if there are fewer."""
        return self.distances(self.points, _FURTHEST + 1)

    def radii(self, k: int) -> F64:
        """The distance of each point to its k-th other neighbour; 0 if there are fewer."""
        radii = self._nearest[:, k]
        return np.where(np.isfinite(radii), radii, 0.0)

    @property
    def nearest_other(self) -> F64:
        """The distance of each point to the nearest other point; infinite if it is alone."""
        return self._nearest[:, 1]

    def distances(self, others: F64, k: int = 1) -> F64:
        """From each of m others to its k nearest points here, (m,) or (m, k); infinite if there are fewer."""
        if not len(self.points) or not len(others):
            return np.full(len(others) if k == 1 else (len(others), k), np.inf)
        return np.asarray(self.tree.query(others, k=k)[0], dtype=np.float64)

    def within_balls_of(self, other: "Neighbourhood", k: int) -> npt.NDArray[np.int64]:
        """How many k-neighbour balls of the other cloud contain each point of this one."""
        if not len(self.points) or not len(other.points):
            return np.zeros(len(self.points), dtype=np.int64)
        radii = other.radii(k)
        open_balls = radii > 0  # a ball of radius 0 is empty, but the tree's <= would include duplicates
        held = self.tree.query_ball_point(other.points[open_balls], radii[open_balls] * _STRICTLY, return_sorted=False)
        indices = np.fromiter(chain.from_iterable(held), dtype=np.intp)
        return np.bincount(indices, minlength=len(self.points))
