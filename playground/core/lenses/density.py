"""The lens for densities: p_data and the estimated p_model, smoothed alike, each in shades of one colour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.core.arrays import F32
from playground.core.lenses.estimate import densities
from playground.core.lenses.lens import LENSES, Lens
from playground.core.lenses.look import Look, Rect, frozen
from playground.core.own_data.target import target_of


@dataclass(frozen=True, eq=False)
class Density:
    """Densities on a grid over `rect`, float32 (grid, grid) per square plane unit, row 0 at the bottom.

    `data` is None if the target has none. Both are smoothed by `bandwidth` (plane units) and averaged over their cells.
    `shade_data`, `shade_model`: uint8, 0 for no density, 255 at `peak`, the same for both so that they can be compared.
    """

    rect: Rect
    data: F32 | None
    model: F32
    shade_data: np.ndarray
    shade_model: np.ndarray
    peak: float
    bandwidth: float
    blur: float
    """The standard deviation of the target's narrowest noise, in plane units; 0 if it has sharp edges or no density."""


def see(look: Look) -> Density:
    """Both densities over the display's rectangle; the model's is for the displayed G."""
    n, target = look.display.grid, target_of(look.experiment)
    both = densities(look, look.display.rect, n, averaged=look.averaged)
    data, model = both.data if target.cells is not None else None, both.model
    peak = float((data if data is not None else model).max()) or 1.0

    def shade(p: F32 | None) -> np.ndarray:
        values = np.zeros((n, n)) if p is None else np.sqrt(np.clip(p / peak, 0, 1))
        return frozen((values * 255).astype(np.uint8))

    return Density(look.display.rect, data, model, shade(data), shade(model), peak, both.bandwidth, target.blur)


DENSITY: Lens[Density] = LENSES.add(
    Lens("density", "Densities", "p_data, and p_model estimated from many samples.", see, seconds=0.25)
)
