"""The mass of a target in the cells of a lattice: the share of its samples that a histogram has there on average."""

from collections.abc import Callable
from math import ceil

import numpy as np
import numpy.typing as npt

from playground.core.arrays import F64
from playground.core.targets.density import Quadrature
from playground.core.targets.target import Cells, LogDensity, Modes

Blurred = Callable[[], tuple[F64, F64, F64]]
"""() -> centres (m, 2), weights (m,) that sum to 1, standard deviations along x and y that broadcast to (m, 2)."""

_CHUNK = 2048
"""Gaussians at a time: their shares of 300 cells along both axes then take 10 MB."""
_MANY = 2000
"""From so many Gaussians on only the cells near each are looked at."""
_REACH = 8.0
"""Standard deviations."""
_WINDOW = 400
"""Cells near a Gaussian: for more of them all cells at once are faster."""
Window = tuple[npt.NDArray[np.intp], int]
"""The first of the cells near each Gaussian (m,), and how many there are at most."""
_MOST = 100_000
"""Evaluations of a density."""


def of_gaussians(blurred: Blurred) -> Cells:
    """Exactly, for Gaussians whose axes are those of the plane: products of differences of the normal distribution."""

    def cells(xs: F64, ys: F64) -> F64:
        from scipy.special import ndtr  # loading scipy takes longer than loading all targets

        centres, weights, deviations = blurred()
        if len(centres) > _MANY and deviations.ndim == 0:
            far = _REACH * float(deviations)
            there = ((centres > (xs[0] - far, ys[0] - far)) & (centres < (xs[-1] + far, ys[-1] + far))).all(axis=1)
            centres, weights = centres[there], weights[there]
            if (near := _near(centres, far, xs, ys)) is not None:
                return _of_near(centres, weights, float(deviations), (xs, ys), near)
        wide = np.broadcast_to(deviations, centres.shape)
        total = np.zeros((len(ys) - 1, len(xs) - 1))
        for start in range(0, len(centres), _CHUNK):
            part = slice(start, start + _CHUNK)
            x, y = (
                np.diff(ndtr((edges - centres[part, axis, None]) / wide[part, axis, None]), axis=1)
                for axis, edges in enumerate((xs, ys))
            )
            total += (weights[part, None] * y).T @ x
        return total

    return cells


def _near(centres: F64, far: float, xs: F64, ys: F64) -> tuple[Window, Window] | None:
    """The cells along x and along y within a distance of each centre (m, 2); None if these are too many to go through."""
    windows: list[Window] = []
    for axis, edges in enumerate((xs, ys)):
        low, high = (np.searchsorted(edges, centres[:, axis] + away).clip(0, len(edges) - 1) for away in (-far, far))
        first = (low - 1).clip(0)
        windows.append((first, int((high - first).max(initial=1))))
    cells = windows[0][1] * windows[1][1]
    return None if 4 * cells > (len(xs) - 1) * (len(ys) - 1) or cells > _WINDOW else (windows[0], windows[1])


def _of_near(centres: F64, weights: F64, deviation: float, edges: tuple[F64, F64], near: tuple[Window, Window]) -> F64:
    """The mass of many narrow round Gaussians, each only in the cells near it, beyond which there is less than 1e-14."""
    from scipy.special import ndtr

    columns, rows = (len(part) - 1 for part in edges)
    total = np.zeros(rows * columns)
    for start in range(0, len(centres), _CHUNK):
        part = slice(start, start + _CHUNK)
        shares, places = [], []
        for axis, ((first, wide), along) in enumerate(zip(near, edges, strict=True)):
            at = (first[part, None] + np.arange(wide + 1)).clip(max=len(along) - 1)
            shares.append(np.diff(ndtr((along[at] - centres[part, axis, None]) / deviation), axis=1))
            places.append(at[:, :-1].clip(max=len(along) - 2))
        mass = (weights[part, None] * shares[1])[:, :, None] * shares[0][:, None, :]
        flat = places[1][:, :, None] * columns + places[0][:, None, :]
        total += np.bincount(flat.ravel(), mass.ravel(), rows * columns)
    return total.reshape(rows, columns)


def of_modes(modes: Modes, log_density: LogDensity) -> Cells:
    """Exactly for modes along the axes; by midpoints if any is turned."""
    variances = np.diagonal(modes.covariances, axis1=1, axis2=2)
    if np.any(modes.covariances[:, 0, 1]):
        reach = float(np.abs(modes.centres).max() + 8 * np.sqrt(variances.max()))
        return by_midpoints(log_density, narrowest(modes), reach)
    return of_gaussians(lambda: (modes.centres, modes.weights, np.sqrt(variances)))


def narrowest(modes: Modes) -> float:
    """The smallest standard deviation of any mode in any direction."""
    return float(np.sqrt(np.linalg.eigvalsh(modes.covariances).min()))


def of_nodes(quadrature: Quadrature, noise: float) -> Cells:
    """Quadrature nodes blurred by a round Gaussian, as in `smeared`."""
    return of_gaussians(lambda: (*quadrature(), np.array(noise)))


def of_pixels(shares: F64, left: float, bottom: float, pixel: float) -> Cells:
    """Exactly, for square pixels of even density: shares (rows, columns) of sum 1, the lowest row first."""
    rows, columns = shares.shape

    def cells(xs: F64, ys: F64) -> F64:
        x = _overlaps(xs, left + pixel * np.arange(columns + 1)) / pixel
        y = _overlaps(ys, bottom + pixel * np.arange(rows + 1)) / pixel
        return np.asarray(y @ shares @ x.T, dtype=np.float64)

    return cells


def _overlaps(edges: F64, others: F64) -> F64:
    """The length that each interval between edges (n + 1,) has in common with each between others (m + 1,), (n, m)."""
    high = np.minimum(edges[1:, None], others[1:])
    low = np.maximum(edges[:-1, None], others[:-1])
    return np.asarray(np.maximum(high - low, 0.0), dtype=np.float64)


def by_midpoints(log_density: LogDensity, blur: float, reach: float) -> Cells:
    """From the density at the midpoints of parts of each cell no wider than a quarter of the blur, to about 1 %; coarser only
    on a lattice that covers far more than the plane. There is no mass farther than `reach` from the axes.
    """

    def cells(xs: F64, ys: F64) -> F64:
        total = np.zeros((len(ys) - 1, len(xs) - 1))
        columns, rows = _within(xs, reach), _within(ys, reach)
        if not len(columns) or not len(rows):
            return total
        cell = max(float(np.diff(xs).max()), float(np.diff(ys).max()))
        most = int((_MOST / (len(rows) * len(columns))) ** 0.5)
        parts = max(1, min(ceil(4 * cell / blur), most))
        inside = (np.arange(parts) + 0.5) / parts
        x, y = (
            (edges[at, None] + (edges[at + 1] - edges[at])[:, None] * inside).ravel()
            for edges, at in ((xs, columns), (ys, rows))
        )
        density = np.exp(log_density(np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)))
        means = density.reshape(len(rows), parts, len(columns), parts).mean(axis=(1, 3))
        total[np.ix_(rows, columns)] = means * np.diff(xs)[columns] * np.diff(ys)[rows, None]
        return total

    return cells


def _within(edges: F64, reach: float) -> npt.NDArray[np.intp]:
    """Which intervals between the edges touch [-reach, reach]."""
    return np.flatnonzero((edges[1:] > -reach) & (edges[:-1] < reach))
