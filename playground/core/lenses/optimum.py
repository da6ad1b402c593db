"""The lens for the optimal discriminator D* = p_data / (p_data + p_model): the output of a perfect D against this G.

p_data is the target's own density. p_model is estimated: 20,000 fakes of the raw G in a fine histogram, smoothed by a
Gaussian (kernel density estimation on a grid). The lens reports the accuracy: `error` is the median relative standard
error of p_model where it is shown, from the number of fakes under the kernel, and `bandwidth` is the kernel's width,
below which no detail of p_model is visible. Where both densities are negligible D* is undefined, and nothing is
shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import pi

import numpy as np

from playground.core.arrays import F32
from playground.core.lazy import Lazy
from playground.core.lenses.lens import LENSES, Lens, Refused
from playground.core.lenses.look import Look, Rect, frozen, numpy_of
from playground.core.lenses.scale import Scale, scale_of
from playground.core.lenses.surface import contour, grid_points
from playground.core.own_data.target import target_of
from playground.core.targets import Target
from playground.i18n import N_

torch = Lazy("torch")
ndimage = Lazy("scipy.ndimage")

FAKES = 20_000
FINE = 4
"""Histogram cells per cell of the picture, along each axis."""
USUAL_BANDWIDTH = 0.04
"""Plane units; shapes are blurred by .05 or more. Mixtures take 0.2 of their narrowest mode."""
FEWEST = 3.0
"""Points expected under the kernel, of 20,000 real or fake ones, below which D* is not shown."""


@dataclass(frozen=True, eq=False)
class Densities:
    """p_data and p_model on a grid over `rect`, float32 (grid, grid), per square plane unit, row 0 at the bottom."""

    rect: Rect
    data: F32
    model: F32
    bandwidth: float
    seen: np.ndarray
    """bool (grid, grid): enough real or fake points are expected here for a meaningful ratio."""
    error: float
    """Median relative standard error of p_model over the visible cells where it is not 0."""


@dataclass(frozen=True, eq=False)
class Optimum:
    """D* and how far D is from it, both over `rect`, row 0 at the bottom; NaN where undefined.

    `best`, `difference`: float32 (grid, grid); `shade`, `difference_shade`: uint8 as in Surface; `boundary`: float32
    (k, 2). `scale` and `difference_scale` say what their shades mean.
    """

    rect: Rect
    best: F32
    shade: np.ndarray
    scale: Scale
    boundary: F32
    difference: F32
    difference_shade: np.ndarray
    difference_scale: Scale
    error: float
    bandwidth: float


@lru_cache(maxsize=8)
def data_density(target: Target, rect: Rect, n: int) -> F32:
    """p_data on an n x n grid over a rectangle, per square plane unit; 0 everywhere if the target has no density."""
    log_density = target.log_density
    assert log_density is not None
    points = grid_points(rect, n).astype(np.float64)
    return frozen(np.exp(log_density(points)).astype(np.float32).reshape(n, n))


def bandwidth_of(target: Target, cell: float) -> float:
    """The kernel's standard deviation in plane units: fine enough for the target, never finer than the histogram's
    cells.
    """
    modes = target.modes
    finest = USUAL_BANDWIDTH if modes is None else 0.2 * float(np.linalg.eigvalsh(modes.covariances).min()) ** 0.5
    return max(finest, cell)


def densities(look: Look, n: int, averaged: bool = False) -> Densities:
    """p_data (0 if there is none) and the estimated p_model, of the raw G by default, n x n, over the display's
    rectangle.
    """
    e, rect = look.experiment, look.display.rect
    fakes = numpy_of(look.sample(FAKES, averaged))
    left, right, bottom, top = rect
    fine = n * FINE
    cell_x, cell_y = (right - left) / fine, (top - bottom) / fine
    finite = fakes[np.isfinite(fakes).all(1)]
    counts, _, _ = np.histogram2d(finite[:, 1], finite[:, 0], bins=fine, range=((bottom, top), (left, right)))
    width = bandwidth_of(target_of(e), max(cell_x, cell_y))
    smooth = ndimage.gaussian_filter(counts, (width / cell_y, width / cell_x), mode="constant")
    model = smooth.reshape(n, FINE, n, FINE).mean((1, 3)) / (FAKES * cell_x * cell_y)
    known = target_of(e).log_density is not None
    data = data_density(target_of(e), rect, n) if known else np.zeros((n, n), np.float32)
    under_kernel = FAKES * 4 * pi * width**2  # the effective number of points behind a Gaussian kernel estimate
    seen = (data + model) * under_kernel >= FEWEST
    filled = seen & (model > 0)
    error = float(np.median((model[filled] * under_kernel) ** -0.5)) if filled.any() else float("nan")
    return Densities(rect, data, frozen(model.astype(np.float32)), width, frozen(seen), error)


def why_not(look: Look) -> str | None:
    """Why this experiment has no D* to show, as an untranslated sentence; None if it has one."""
    if look.g_network is None:
        return N_("Free points have no density p_model, so D*(x) = p_data / (p_data + p_model) is undefined.")
    if target_of(look.experiment).log_density is None:
        return N_("This target is a set of points without a density, so D*(x) is undefined.")
    if not look.probability:
        return N_(
            "With this objective D's output is not a probability, so it can't be compared with D* = p_data / (p_data + p_model)."
        )
    if look.experiment.packing > 1:
        return N_("D judges packs of points, so its best output is not p_data / (p_data + p_model) at a single point.")
    return None


def see(look: Look) -> Optimum | Refused:
    """D*, its boundary and D - D* over the display's rectangle, where there is such a D."""
    if (reason := why_not(look)) is not None:
        return Refused(reason)
    n = look.display.grid
    p = densities(look, n)
    with np.errstate(invalid="ignore", divide="ignore"):
        best = np.where(p.seen, p.data / (p.data + p.model), np.nan).astype(np.float32)
    points = torch.from_numpy(grid_points(p.rect, n)).to(look.device)
    difference = look.verdicts(points).reshape(n, n) - best
    scale = scale_of("probability", best, look.display.stretched)
    difference_scale = scale_of("difference", difference, look.display.stretched)
    return Optimum(
        p.rect,
        frozen(best),
        frozen(scale.shade(best)),
        scale,
        frozen(contour(best, p.rect, 0.5)),
        frozen(difference),
        frozen(difference_scale.shade(difference)),
        difference_scale,
        p.error,
        p.bandwidth,
    )


OPTIMUM: Lens[Optimum] = LENSES.add(
    Lens("optimum", "Optimal D", "The output of a perfect D, and how far D is from it.", see, seconds=0.5)
)
