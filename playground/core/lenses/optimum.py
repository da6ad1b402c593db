"""The lens for the optimal discriminator D* = p_data / (p_data + p_model): the output of a perfect D against this G.

Both densities are those of `estimate`. Under label smoothing s the best output is (1 - s) p_data / (p_data + p_model),
and under instance noise that of the two densities blurred by the noise, as a short calculation like Goodfellow et al.'s
(2014, proposition 1) shows. Under an alpha loss both densities are taken to the power
alpha (Kurri et al. 2021, theorem 1). Where both densities are negligible D* is undefined, and nothing is shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.core.arrays import F32
from playground.core.choices.objectives import OBJECTIVES
from playground.core.lazy import Lazy
from playground.core.lenses.estimate import Densities, densities
from playground.core.lenses.lens import LENSES, Lens, Refused
from playground.core.lenses.look import Look, Rect, frozen
from playground.core.lenses.scale import Scale, scale_of
from playground.core.lenses.surface import contour, grid_points
from playground.core.own_data.target import target_of
from playground.core.training.schedule import instance_noise
from playground.i18n import N_

torch = Lazy("torch")


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
    """Of p_model, as in Densities."""
    bandwidth: float
    noise: float
    off: float
    """The mean of |D - D*| over the cells where D* is known; NaN if there are none."""


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
    """D*, its boundary and D - D* over the display's rectangle, where there is such a D. Where D is told the class, it is that
    of the display's class y, p_data(x | y) / (p_data(x | y) + p_model(x | y)), as real points and fakes have the same classes.
    """
    if (reason := why_not(look)) is not None:
        return Refused(reason)
    n, rect = look.display.grid, look.display.rect
    noise = noise_of(look)
    p = densities(look, rect, n, noise=noise, of_class=True)
    best = best_of(look, p)
    points = torch.tensor(grid_points(rect, n), device=look.device)
    difference = look.verdicts(points).reshape(n, n) - best
    scale = scale_of("probability", best, look.display.stretched)
    difference_scale = scale_of("difference", difference, look.display.stretched)
    off = np.abs(difference[np.isfinite(difference)])
    return Optimum(
        rect,
        frozen(best),
        frozen(scale.shade(best)),
        scale,
        frozen(contour(best, rect, 0.5)),
        frozen(difference),
        frozen(difference_scale.shade(difference)),
        difference_scale,
        p.error,
        p.bandwidth,
        noise,
        float(off.mean()) if off.size else float("nan"),
    )


def noise_of(look: Look) -> float:
    """The standard deviation of the instance noise on D's inputs now, in plane units."""
    return instance_noise(look.experiment, look.state.iteration)


def best_of(look: Look, p: Densities) -> F32:
    """D* for these densities, NaN where it is not known."""
    tilt = OBJECTIVES[look.experiment.objective].tilt
    with np.errstate(invalid="ignore", divide="ignore"):
        share = p.data / (p.data + p.model) if tilt == 1 else p.data**tilt / (p.data**tilt + p.model**tilt)
    return np.where(p.seen, (1 - look.experiment.label_smoothing) * share, np.nan).astype(np.float32)


OPTIMUM: Lens[Optimum] = LENSES.add(
    Lens("optimum", "Optimal D", "The output of a perfect D, and how far D is from it.", see, seconds=0.5)
)
