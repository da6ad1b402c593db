"""The lens for densities: exact p_data, and P_model estimated from many samples, each in shades of one colour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.core.arrays import F32
from playground.core.lenses.lens import LENSES, Lens
from playground.core.lenses.look import Look, Rect, frozen
from playground.core.lenses.optimum import data_density, densities
from playground.core.own_data.target import target_of


@dataclass(frozen=True, eq=False)
class Density:
    """Densities on a grid over `rect`, float32 (grid, grid) per square plane unit, row 0 at the bottom.

    `data` is None if the target has none. `shade_data`, `shade_model`: uint8, 0 for no density, 255 at `peak`,
    the same for both so that they can be compared.
    """

    rect: Rect
    data: F32 | None
    model: F32
    shade_data: np.ndarray
    shade_model: np.ndarray
    peak: float


def see(look: Look) -> Density:
    """Both densities over the display's rectangle; the model's is for the displayed G."""
    n = look.display.grid
    known = target_of(look.experiment).log_density is not None
    data = data_density(target_of(look.experiment), look.display.rect, n) if known else None
    model = densities(look, n, averaged=look.averaged).model
    peak = float((data if data is not None else model).max()) or 1.0

    def shade(p: F32 | None) -> np.ndarray:
        values = np.zeros((n, n)) if p is None else np.sqrt(np.clip(p / peak, 0, 1))
        return frozen((values * 255).astype(np.uint8))

    return Density(look.display.rect, data, model, shade(data), shade(model), peak)


DENSITY: Lens[Density] = LENSES.add(
    Lens("density", "Densities", "p_data, and p_model estimated from many samples.", see, seconds=0.25)
)
