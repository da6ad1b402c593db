"""How the game is written down for those who compute it: call by call, or for the compiler in rows or in columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import torch

from playground.core.training import backprop

if TYPE_CHECKING:
    from torch import Tensor

    from playground.core.training.functional import Kind


class Writing(NamedTuple):
    """How matrices are multiplied, and how points (n, k) each are `joined` to one matrix."""

    by: backprop.Products
    joined: Callable[[list[Tensor]], Tensor]


NARROW = 12
"""Units up to which columns are faster than rows: a row of 16 fills a processor's vector (docs/performance.md)."""

CALLS = Writing(backprop.LIBRARY, torch.cat)
"""One call of the library after another."""
ROWS = Writing(backprop.FUSED, torch.cat)
"""For the compiler; a point's numbers are neighbours in memory."""
COLUMNS = Writing(
    backprop.Products(
        linear=lambda x, weight, bias: ((weight[:, :, None] * x.t()[None]).sum(1) + bias[:, None]).t(),
        mm=lambda a, b: (b[:, :, None] * a.t()[:, None]).sum(0).t(),
        crossed=lambda a, b: (a.t()[:, None] * b.t()[None]).sum(2),
    ),
    lambda points: torch.cat([part.t() for part in points], 1).t(),
)
"""For the compiler; a unit's numbers at all points are neighbours, so that narrow layers fill the processor's vectors too.
No matrix is multiplied by a library, to which so small ones are a burden: the sums are fused with what stands around them."""


def narrow(kind: Kind) -> bool:
    """True where every layer of both players is."""
    widest: int = max(*kind.d_shape.widths, *kind.g_shape.widths)
    return widest <= NARROW


def for_compiler(kind: Kind) -> Writing:
    """What the compiler makes the faster code of."""
    return COLUMNS if narrow(kind) else ROWS
