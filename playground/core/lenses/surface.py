"""The lens for D's surface: D's output at every point of the plane, and where it is undecided."""

from dataclasses import dataclass

import numpy as np

from playground.core.arrays import F32
from playground.core.lazy import Lazy
from playground.core.lenses.lens import LENSES, Lens
from playground.core.lenses.look import Look, Rect, frozen

contourpy = Lazy("contourpy")
torch = Lazy("torch")

SMALLEST_SPREAD = 0.01
"""The colours never stretch over less than 1/2 +- this much: below it only noise would be visible."""


@dataclass(frozen=True, eq=False)
class Surface:
    """D on a grid over `rect`, row 0 at the bottom.

    `value`: float32 (grid, grid), probability of "real" (or score minus midpoint); `shade`: uint8 (grid, grid),
    0 where D says fake, 255 where D says real, 127.5 at the middle; `low` and `high` are the values at shades 0 and
    255. `boundary`: float32 (k, 2), polylines along which D is undecided, separated by NaN rows.
    """

    rect: Rect
    value: F32
    shade: np.ndarray
    low: float
    high: float
    probability: bool
    boundary: F32


def grid_points(rect: Rect, n: int) -> F32:
    """The centres of n x n equal cells over a rectangle, float32 of shape (n * n, 2), row by row from the bottom."""
    left, right, bottom, top = rect
    half_x, half_y = (right - left) / n / 2, (top - bottom) / n / 2
    xs = np.linspace(left + half_x, right - half_x, n, dtype=np.float32)
    ys = np.linspace(bottom + half_y, top - half_y, n, dtype=np.float32)
    return np.stack([np.tile(xs, n), np.repeat(ys, n)], axis=1)


def shades(value: F32, middle: float, widest: float | None) -> tuple[np.ndarray, float]:
    """(uint8 shades, spread): colours run over middle +- spread, where spread is the 95th percentile of |value -
    middle|.

    A fixed range would look washed out near the equilibrium, where D is within a few hundredths of 1/2 everywhere.
    """
    away = np.abs(value - middle)
    away = away[np.isfinite(away)]
    spread = max(float(np.percentile(away, 95)) if away.size else 0.0, SMALLEST_SPREAD)
    if widest is not None:
        spread = min(spread, widest)
    scaled = np.clip((value - middle) / spread, -1, 1)
    return np.nan_to_num((scaled + 1) * 127.5, nan=127.5).astype(np.uint8), spread


def contour(value: F32, rect: Rect, level: float) -> F32:
    """The lines at which value crosses a level, float32 (k, 2) with NaN rows between lines; (0, 2) where it never does.

    Where value is not finite there are no lines.
    """
    n = len(value)
    points = grid_points(rect, n).reshape(n, n, 2)
    made = contourpy.contour_generator(
        points[0, :, 0], points[:, 0, 1], np.ma.masked_invalid(value), name="serial", line_type="ChunkCombinedNan"
    ).lines(level)
    found = made[0][0]
    return np.zeros((0, 2), np.float32) if found is None else np.asarray(found, np.float32)


def see(look: Look) -> Surface:
    """D's surface over the display's rectangle, with its colours and its boundary."""
    n, rect = look.display.grid, look.display.rect
    points = torch.from_numpy(grid_points(rect, n)).to(look.device)
    value = look.verdicts(points).reshape(n, n)
    middle = 0.5 if look.probability else 0.0
    shade, spread = shades(value, middle, 0.5 if look.probability else None)
    return Surface(
        rect,
        value,
        frozen(shade),
        middle - spread,
        middle + spread,
        look.probability,
        frozen(contour(value, rect, middle)),
    )


SURFACE: Lens[Surface] = LENSES.add(
    Lens("surface", "D's surface", "D's output at every point, and where it is undecided.", see)
)
