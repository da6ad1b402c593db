"""The lens for G's manifold: the image of a regular lattice of latents under G, and how much each cell is squeezed.

For one latent dimension it is a curve; for two the whole latent square; for more it is a slice: two of them vary
over the prior while the others stay at their mean, and the result states this.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.core.arrays import F32
from playground.core.choices.latents import PRIORS
from playground.core.lazy import Lazy
from playground.core.lenses.lens import LENSES, Lens, Refused
from playground.core.lenses.look import Labels, Look, frozen, numpy_of
from playground.i18n import N_

torch = Lazy("torch")

LINES = 21
"""Lattice lines along each axis; a curve has the square of this many points."""
EDGE = 0.01
"""The share of the prior left out at each end of the lattice, as a Gaussian has no edge."""


@dataclass(frozen=True, eq=False)
class Manifold:
    """`points`: float32 (rows, columns, 2), plane units; a single row for a curve. Where one of several networks of G gives
    way to another there is a row or column of NaN, as nothing lies between their sheets.

    `squeeze`: float32 (rows - 1, columns - 1), log10 of how many times denser P_model is in this cell than in
    the median one; positive where it is squeezed more, negative where less. `slice_of`: the latent's size if this is
    a slice.
    """

    points: F32
    squeeze: F32
    slice_of: int | None


def prior_lattice(kind: str, n: int) -> F32:
    """n values of one latent at equally spaced quantiles, float32 (n,)."""
    return np.array([PRIORS[kind].quantile(float(s)) for s in np.linspace(EDGE, 1 - EDGE, n)], np.float32)


def lattice(look: Look) -> F32:
    """The latents of the lattice, float32 (rows, columns, latent size)."""
    e, (a, b) = look.experiment, look.display.latents_shown
    size = e.latent_size
    if size == 1:
        return prior_lattice(e.latent_kind, LINES**2).reshape(1, -1, 1)
    values = prior_lattice(e.latent_kind, LINES)
    z = np.zeros((LINES, LINES, size), np.float32)
    z[..., min(a, size - 1)], z[..., min(b, size - 1)] = values[None, :], values[:, None]
    return z


def areas(points: F32) -> F32:
    """The area of each cell of a lattice (rows, columns, 2), by the shoelace formula, float32 (rows - 1, columns -
    1).
    """
    with np.errstate(invalid="ignore", over="ignore"):  # a diverged run is displayed too
        diagonal = points[1:, 1:] - points[:-1, :-1]
        other = points[1:, :-1] - points[:-1, 1:]
        cross = diagonal[..., 0] * other[..., 1] - diagonal[..., 1] * other[..., 0]
        return np.asarray(np.abs(cross) / 2, np.float32)


def torn(points: F32, made_by: Labels) -> F32:
    """A lattice (rows, columns, 2) with a row or column of NaN between any two that are made by different networks (rows,
    columns).
    """
    for axis in (0, 1):
        changes = np.flatnonzero((np.diff(made_by, axis=axis) != 0).any(axis=1 - axis)) + 1
        points = np.insert(points, changes, np.nan, axis=axis)
        made_by = np.insert(made_by, changes, -1, axis=axis) if axis == 0 else made_by
    return frozen(points)


def see(look: Look) -> Manifold | Refused:
    """The lattice as warped by the displayed G, if that is a network; asked for the display's class if it is told one."""
    if look.g_network is None:
        return Refused(N_("Free points have no sheet: each z picks one of the points, and nothing lies between them."))
    z = lattice(look)
    rows, columns, size = z.shape
    flat = torch.tensor(z.reshape(-1, size), device=look.device)
    points = numpy_of(look.fakes_of(look.asked(flat), look.averaged)).reshape(rows, columns, 2)
    if (made_by := look.networks_of(flat)) is not None:
        points = torn(points, made_by.reshape(rows, columns))
        rows, columns, _ = points.shape
    if rows == 1:
        return Manifold(points, frozen(np.zeros((0, columns - 1), np.float32)), None)
    # every cell holds the same share of the prior, so P_model's density there is that share over the cell's area
    area = areas(points)
    usual = float(np.median(area[area > 0])) if (area > 0).any() else 1.0
    with np.errstate(divide="ignore"):
        squeeze = np.clip(-np.log10(area / usual), -2, 2).astype(np.float32)
    return Manifold(points, frozen(squeeze), size if size > 2 else None)


MANIFOLD: Lens[Manifold] = LENSES.add(
    Lens("manifold", "G's manifold", "A regular lattice of latents as warped by G.", see)
)
