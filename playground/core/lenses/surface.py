"""The lens for D's surface: D's output at every point of the plane, and where it is undecided."""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from playground.core.arrays import F32
from playground.core.lazy import Lazy
from playground.core.lenses.lens import LENSES, Lens
from playground.core.lenses.look import Look, Rect, frozen
from playground.core.lenses.scale import Scale, scale_of, usual

contourpy = Lazy("contourpy")
torch = Lazy("torch")

CLEAR = 0.4
"""In D's logit: where D leans less than this nearly everywhere, its boundary fades, as it lies where chance puts it."""


@dataclass(frozen=True, eq=False)
class Surface:
    """D on a grid over `rect`, row 0 at the bottom.

    `value`: float32 (grid, grid), probability of "real" (or score minus midpoint); `shade`: uint8 (grid, grid),
    0 where D says fake, 255 where D says real, 127 at the middle, through `scale`. `boundary`: float32 (k, 2), polylines
    along which D is undecided, separated by NaN rows; `clarity`: how strongly it is drawn, 0 to 1. `usual`: how far
    95 % of the values are from the middle at most.
    """

    rect: Rect
    value: F32
    shade: np.ndarray
    scale: Scale
    boundary: F32
    clarity: float
    usual: float

    @property
    def probability(self) -> bool:
        """True if `value` is a probability; else it is a score."""
        return self.scale.kind == "probability"


@lru_cache(maxsize=4)
def grid_points(rect: Rect, n: int) -> F32:
    """The centres of n x n equal cells over a rectangle, float32 of shape (n * n, 2), row by row from the bottom;
    read-only.
    """
    left, right, bottom, top = rect
    half_x, half_y = (right - left) / n / 2, (top - bottom) / n / 2
    xs = np.linspace(left + half_x, right - half_x, n, dtype=np.float32)
    ys = np.linspace(bottom + half_y, top - half_y, n, dtype=np.float32)
    return frozen(np.stack([np.tile(xs, n), np.repeat(ys, n)], axis=1))


def contour(value: F32, rect: Rect, level: float) -> F32:
    """The lines at which value crosses a level, float32 (k, 2) with NaN rows between lines; (0, 2) where it never does.

    Where value is not finite there are no lines.
    """
    n = len(value)
    points = grid_points(rect, n).reshape(n, n, 2)
    whole = value if np.isfinite(value).all() else np.ma.masked_invalid(value)
    made = contourpy.contour_generator(
        points[0, :, 0], points[:, 0, 1], whole, name="serial", line_type="ChunkCombinedNan"
    ).lines(level)
    found = made[0][0]
    return np.zeros((0, 2), np.float32) if found is None else np.asarray(found, np.float32)


def see(look: Look) -> Surface:
    """D's surface over the display's rectangle, with its colours and its boundary."""
    n, rect = look.display.grid, look.display.rect
    points = torch.tensor(grid_points(rect, n), device=look.device)
    value = look.verdicts(points).reshape(n, n)
    middle = 0.5 if look.probability else 0.0
    display = look.display
    scale = scale_of("probability" if look.probability else "score", value, display.stretched, display.score_spread)
    far = usual(value, middle)
    clarity = min(1.0, math.log((0.5 + min(far, 0.499)) / (0.5 - min(far, 0.499))) / CLEAR) if look.probability else 1.0
    return Surface(rect, value, frozen(scale.shade(value)), scale, frozen(contour(value, rect, middle)), clarity, far)


SURFACE: Lens[Surface] = LENSES.add(
    Lens("surface", "D's surface", "D's output at every point, and where it is undecided.", see)
)
