"""The lens for D's gradient field: on a grid, the direction in which D's output rises fastest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.core.arrays import F32
from playground.core.lazy import Lazy
from playground.core.lenses.lens import LENSES, Lens
from playground.core.lenses.look import Look, frozen, numpy_of
from playground.core.lenses.scale import round_up
from playground.core.lenses.surface import grid_points

torch = Lazy("torch")

ARROWS = 21
"""Arrows along each axis."""
SPAN = 5.0
"""The slope of D's logit per plane unit whose arrow spans its cell."""


@dataclass(frozen=True, eq=False)
class Field:
    """`tail`: float32 (n, 2), grid points; `direction`: float32 (n, 2), the gradient of D's raw output there; drawn at
    direction * unit: the same in every picture of one part of the plane if D's output is a probability, and for scores
    by round steps, so that the arrow at the 90th percentile about spans its cell."""

    tail: F32
    direction: F32
    unit: float


def slope_at(look: Look, points: F32) -> F32:
    """The gradient of D's raw output (logit or score) at points (n, 2), float32 (n, 2), per plane unit."""
    x = torch.tensor(points, device=look.device).requires_grad_()
    return numpy_of(torch.autograd.grad(look.d_at(x).sum(), x)[0])


def see(look: Look) -> Field:
    """D's gradient on a grid over the display's rectangle."""
    tail = grid_points(look.display.rect, ARROWS)
    direction = slope_at(look, tail)
    left, right, _, _ = look.display.rect
    cell, span = (right - left) / ARROWS, SPAN
    if not look.probability:
        length = np.hypot(direction[:, 0], direction[:, 1])
        length = length[np.isfinite(length)]
        span = round_up(float(np.percentile(length, 90)) if length.size else 0.0)
    return Field(frozen(tail), direction, 0.9 * cell / span)


FIELD: Lens[Field] = LENSES.add(
    Lens("field", "D's gradient field", "The direction in which D's output rises, on a grid.", see)
)
