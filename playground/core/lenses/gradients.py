"""The lens for gradients: the directions in which fakes would have to move to lower G's loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from playground.core.arrays import F32
from playground.core.choices.objectives import OBJECTIVES
from playground.core.lazy import Lazy
from playground.core.lenses.lens import LENSES, Lens
from playground.core.lenses.look import Look, frozen, numpy_of
from playground.core.lenses.scale import round_up

if TYPE_CHECKING:
    import torch
    from torch import Tensor
else:
    torch = Lazy("torch")

MOST = 80
"""Arrows."""
LEAST_CELL = 0.16
"""Plane units: no two arrows start in the same cell of this width, so that they never lie in heaps."""
UNIT = 0.3
"""Plane units an arrow is drawn long for a slope of 1 of G's loss per plane unit, where D's output is a probability."""
LONGEST = 0.45
"""The drawn length, in plane units, of the arrow at the 90th percentile, where D's output is a score of any size."""


@dataclass(frozen=True, eq=False)
class Gradients:
    """Arrows at fakes of the G that is displayed, at most MOST, spread evenly over them.

    `tail`: float32 (n, 2) in plane units; `direction`: float32 (n, 2), minus the gradient of G's loss
    with respect to each fake (times the batch size, so that it doesn't shrink with it), true length, where D judges packs
    with the fake's neighbours beside it;
    `unit`: arrows are drawn at direction * unit, the same in every picture of a run if D's output is a probability;
    for scores it changes in steps of 2 or more.
    """

    tail: F32
    direction: F32
    unit: float


def spread(points: F32, most: int) -> np.ndarray:
    """Indices of points (n, 2), at most `most`, one in every cell of the finest lattice with so few cells in use."""
    finite = np.flatnonzero(np.isfinite(points).all(1))
    places = points[finite].astype(np.float64)
    width = LEAST_CELL
    while True:
        cells = np.floor(places / width).view(np.complex128)[:, 0]  # one number each: sorted 30 times as fast as rows
        _, first = np.unique(cells, return_index=True)
        if len(first) <= most:
            return np.sort(finite[first])
        width *= 1.25


def in_whole_packs(chosen: np.ndarray, n: int, m: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of n points in packs of m neighbours: the chosen indices that lie in a whole pack, the members of these packs in
    order, and where among them the chosen are. D judges a point beside its neighbours, so these belong to its arrow.
    """
    chosen = chosen[chosen < n // m * m]
    packs = np.unique(chosen // m)
    members = (packs[:, None] * m + np.arange(m)).ravel()
    return chosen, members, np.searchsorted(members, chosen)


def _beside(look: Look, members: np.ndarray) -> Tensor:
    """Real points with which the members (n,) of the displayed fakes are compared: the first n, or where D is told the class,
    those of the same classes.
    """
    return look.seen_reals[members if look.classes else slice(len(members))]


def see(look: Look) -> Gradients:
    """The direction in which displayed fakes lower G's loss."""
    objective = OBJECTIVES[look.experiment.objective]
    chosen = spread(numpy_of(look.shown_fakes), MOST)
    chosen, members, at = in_whole_packs(chosen, len(look.shown_fakes), look.experiment.packing)
    shown = look.of_drawn_classes(look.shown_fakes)
    fakes = shown[torch.from_numpy(members).to(look.device)].clone().requires_grad_()
    loss = objective.g_loss_of(look.d_on, _beside(look, members), fakes) * len(fakes)
    slope = -torch.autograd.grad(loss, fakes)[0][:, :2]
    direction = numpy_of(slope)[at] if len(chosen) else np.zeros((0, 2), np.float32)
    unit = UNIT
    if not look.probability:
        length = np.hypot(direction[:, 0], direction[:, 1])
        length = length[np.isfinite(length)]
        unit = LONGEST / round_up(float(np.percentile(length, 90)) if length.size else 0.0)
    return Gradients(frozen(numpy_of(fakes)[at, :2]), frozen(direction), unit)


GRADIENTS: Lens[Gradients] = LENSES.add(
    Lens("gradients", "Gradients", "The direction in which displayed fakes lower G's loss.", see)
)
