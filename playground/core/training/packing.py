"""Packs: several points of one kind that D judges at once, as in PacGAN (Lin et al. 2018, section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from playground.core.training.classes import without

if TYPE_CHECKING:
    from torch import Tensor


def packed(points: Tensor, m: int) -> Tensor:
    """Points (n, k) in packs of m neighbours, (n // m, m k); for m = 1 they are the points.

    Points of an incomplete pack are left out, so that a batch means the same number of points for every m.
    """
    packs = len(points) // m
    return points if m == 1 else points[: packs * m].reshape(packs, m * points.shape[1])


def packed_uniforms(u: Tensor, m: int) -> Tensor:
    """A penalty's uniforms (n, 3), one for a position between two points and two for a position around one, for packs
    of m: (n // m, 1 + 2 m).
    """
    return torch.cat((u[: len(u) // m, :1], packed(u[:, 1:], m)), 1)


def unpacked(by_packs: Tensor, n: int, classes: int = 0) -> Tensor:
    """Converts a derivative by packs, or by points with their classes, into one by the n points, (n, 2); it is 0 for points
    left out.
    """
    by_points = without(by_packs, classes).reshape(-1, 2)
    return by_points if len(by_points) == n else torch.cat((by_points, by_points.new_zeros(n - len(by_points), 2)))
