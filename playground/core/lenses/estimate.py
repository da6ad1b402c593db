"""The one estimate of both densities, from which the density layers, D* and the reading under the pointer are made.

Both densities are treated alike: shares of a fine lattice (p_data's computed from the target, p_model's counted among
20,000 fakes of the raw or the averaged G), smoothed by a Gaussian of standard deviation h, averaged over the cells of
the picture. If P_model is P_data, both are then equal up to the chance in those 20,000 fakes, and D* is 1/2 however
thin the target is. `bandwidth` is h, below which no detail of either is visible; `error` is the median relative standard
error of p_model where it is shown, from the number of fakes under the kernel.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, hypot, pi

import numpy as np

from playground.core.arrays import F32, F64
from playground.core.lazy import Lazy
from playground.core.lenses.look import Look, Rect, frozen, numpy_of
from playground.core.own_data.target import target_of
from playground.core.targets import Target

ndimage = Lazy("scipy.ndimage")

FAKES = 20_000
FINE = 4
"""Cells of the lattice per cell of the picture, along each axis."""
FINEST = 16
"""The lattice needs no more cells per standard deviation of the kernel: interpolation is then right to .05 %."""
REACH = 4.0
"""The kernel ends at so many standard deviations."""
SHARE = 0.2
"""h as a share of the narrowest mode and of the narrowest side of the fakes, where the bias and the scatter of 20,000
points of a Gaussian balance (n^(-1/6), Scott 1992).
"""
SHARE_OF_CURVE = 0.5
"""h as a share of the noise of a curve, along which the points are thinly spread."""
USUAL_BANDWIDTH = 0.04
"""h in plane units for a target with sharp edges."""
FEWEST = 15.0
"""Points expected under the kernel, of 20,000 real and 20,000 fake ones together, below which D* is not shown: chance
then moves D* by .2 in fewer than 1 % of the cells shown.
"""


@dataclass(frozen=True, eq=False)
class Densities:
    """p_data (0 if the target has none) and p_model on a grid over a rectangle, float32 (n, n), per square plane unit, row 0
    at the bottom; each is the mean over its cell of the density smoothed by `bandwidth`.
    """

    data: F32
    model: F32
    bandwidth: float
    """h in plane units, without instance noise."""
    seen: np.ndarray
    """bool (n, n): enough real or fake points are expected here for a meaningful ratio."""
    error: float
    """Median relative standard error of p_model over the visible cells where it is not 0; NaN if there are none."""


@dataclass(frozen=True)
class Lattice:
    """Equal cells along one axis, which reach beyond the visible part as far as the kernel does."""

    start: float
    cell: float
    count: int

    @property
    def edges(self) -> F64:
        return np.asarray(self.start + self.cell * np.arange(self.count + 1), dtype=np.float64)

    @staticmethod
    def over(low: float, high: float, n: int, kernel: float) -> Lattice:
        """For n cells of the picture between low and high, and a kernel of this standard deviation."""
        cell = max((high - low) / (n * FINE), kernel / FINEST)
        margin = ceil(REACH * kernel / cell) + 1
        return Lattice(low - margin * cell, cell, ceil((high - low) / cell - 1e-9) + 2 * margin)

    def places(self, low: float, high: float, n: int) -> F64:
        """The middles of FINE parts of each of the n cells of the picture, in cells of this lattice, (n * FINE,)."""
        part = (high - low) / (n * FINE)
        middles = low + part * (np.arange(n * FINE) + 0.5)
        return np.asarray((middles - self.start) / self.cell - 0.5, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Fakes:
    """What every estimate from the same fakes needs: the finite ones of FAKES, float64 (n,) along each axis, and h in plane
    units, fine enough for the target and for them.
    """

    x: F64
    y: F64
    finest: float

    def masses(self, along_x: Lattice, along_y: Lattice) -> F64:
        """The share of FAKES in each cell. Those beyond the lattice, most of them if it is small, are dropped first, as
        the search for the others' cells takes longest.
        """
        x, y = along_x.edges, along_y.edges
        on = (self.x >= x[0]) & (self.x <= x[-1]) & (self.y >= y[0]) & (self.y <= y[-1])
        counts, _, _ = np.histogram2d(self.y[on], self.x[on], bins=(y, x))
        return np.asarray(counts / FAKES, dtype=np.float64)


def fakes_of(look: Look, averaged: bool) -> Fakes:
    """The fakes of the averaged or of the raw G; `look.once` keeps them for all probes and layers of a picture."""
    return _fakes(target_of(look.experiment), numpy_of(look.sample(FAKES, averaged)))


def fakes_of_class(look: Look, averaged: bool) -> Fakes:
    """Those of the display's class alone, if G is told the class."""
    return _fakes(target_of_class(look), numpy_of(look.sample(FAKES, averaged, of_class=True)))


def target_of_class(look: Look) -> Target:
    """P_data, or where the players are told the class, its points of the display's class alone."""
    target = target_of(look.experiment)
    return target.part(look.label) if look.classes and target.part is not None else target


def _fakes(target: Target, drawn: F32) -> Fakes:
    share = SHARE if target.modes is not None and target.modes.exact else SHARE_OF_CURVE
    finest = share * target.blur if target.blur else USUAL_BANDWIDTH
    fakes = drawn.astype(np.float64)
    finite = fakes[np.isfinite(fakes).all(1)]
    near = finite[np.abs(finite).max(1) < 1e6]
    if len(near) > 1:
        finest = min(finest, SHARE * max(float(np.linalg.eigvalsh(np.cov(near.T)).min()), 0.0) ** 0.5)
    x, y = np.ascontiguousarray(finite.T)
    return Fakes(frozen(x), frozen(y), finest)


@lru_cache(maxsize=32)
def _real_masses(target: Target, along_x: Lattice, along_y: Lattice) -> F64:
    assert target.cells is not None
    return frozen(target.cells(along_x.edges, along_y.edges))


def densities(
    look: Look, rect: Rect, n: int, *, averaged: bool = False, noise: float = 0.0, of_class: bool = False
) -> Densities:
    """Both densities on n x n cells of a rectangle; p_model of the raw G by default. `noise`, in plane units, blurs both
    further. `of_class`: both of the display's class alone, if the players are told the class.
    """
    of_class = of_class and look.classes > 0
    target = target_of_class(look) if of_class else target_of(look.experiment)
    fakes = look.once(fakes_of_class if of_class else fakes_of, averaged)
    left, right, bottom, top = rect
    h = max(fakes.finest, max(right - left, top - bottom) / n / FINE)  # never finer than a cell of the lattice
    kernel = hypot(h, noise)
    along_x, along_y = Lattice.over(left, right, n, kernel), Lattice.over(bottom, top, n, kernel)
    places = np.meshgrid(along_y.places(bottom, top, n), along_x.places(left, right, n), indexing="ij")

    def smoothed(masses: F64) -> F64:
        """The density per square plane unit, from the masses in the lattice's cells; both densities pass through here."""
        widths = kernel / along_y.cell, kernel / along_x.cell
        fine = ndimage.gaussian_filter(masses, widths, mode="constant", truncate=REACH)
        parts = ndimage.map_coordinates(fine, places, order=1).reshape(n, FINE, n, FINE)
        return np.asarray(parts.mean(axis=(1, 3)) / (along_x.cell * along_y.cell), dtype=np.float64)

    model = smoothed(fakes.masses(along_x, along_y))
    data = np.zeros((n, n)) if target.cells is None else smoothed(_real_masses(target, along_x, along_y))
    width = 2 * pi**0.5 * kernel
    under_kernel = FAKES * hypot(width, (right - left) / n) * hypot(width, (top - bottom) / n)
    seen = (data + model) * under_kernel >= FEWEST
    filled = seen & (model > 0)
    error = float(np.median((model[filled] * under_kernel) ** -0.5)) if filled.any() else float("nan")
    return Densities(frozen(data.astype(np.float32)), frozen(model.astype(np.float32)), h, frozen(seen), error)


def densities_at(look: Look, x: float, y: float, *, noise: float = 0.0, of_class: bool = False) -> Densities:
    """Both densities in the one cell of the displayed picture that holds this point, as 1 x 1 arrays; beyond the
    displayed rectangle the cells go on.
    """
    left, right, bottom, top = look.display.rect
    n = look.display.grid
    wide, high = (right - left) / n, (top - bottom) / n
    column, row = np.floor((x - left) / wide), np.floor((y - bottom) / high)
    x0, y0 = float(left + column * wide), float(bottom + row * high)
    return densities(look, (x0, x0 + wide, y0, y0 + high), 1, noise=noise, of_class=of_class)
