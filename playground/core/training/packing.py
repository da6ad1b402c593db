"""Packs: several points of one kind that D judges at once, as in PacGAN (Lin et al. 2018, section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from torch import Tensor


def packed(points: Tensor, m: int) -> Tensor:
    """Points (n, k) in packs of m neighbours, (n // m, m k); for m = 1 they are the points.

    Points that fill no pack are left out, so that a batch means the same number of points for every m.
    """
    packs = len(points) // m
    return points if m == 1 else points[: packs * m].reshape(packs, -1)


def packed_uniforms(u: Tensor, m: int) -> Tensor:
    """Uniforms (n, 3) of a penalty, one of which says where between two points and two where around one, for packs of m:
    (n // m, 1 + 2 m)."""
    return torch.cat((u[: len(u) // m, :1], packed(u[:, 1:], m)), 1)


def unpacked(by_packs: Tensor, n: int) -> Tensor:
    """A derivative by packs of plane points as one by the n points, (n, 2); by those left out it is 0."""
    by_points = by_packs.reshape(-1, 2)
    return by_points if len(by_points) == n else torch.cat((by_points, by_points.new_zeros(n - len(by_points), 2)))
