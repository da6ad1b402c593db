"""The matrix products for gradients computed by hand: call by call, or as suits the compiler, in rows or columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from torch.autograd import grad
from torch.func import grad_and_value
from torch.nn import functional as F  # noqa: N812 (the field's own name for it)

if TYPE_CHECKING:
    from torch import Tensor

    from playground.core.training.functional import Kind

    Scalar = Callable[[Tensor], Tensor]


class Products(NamedTuple):
    """How matrices are multiplied, points joined and scalar functions differentiated.

    `linear(x (n, k), weight (m, k), bias (m,))`, `mm((n, k), (k, m))`, and `crossed((n, m), (n, k))`, the product
    over the points, (m, k). `joined` makes one matrix of points (n, k) each. `value_and_slope(function, x)` gives a
    scalar function at x and its derivative there, of x's shape.
    """

    linear: Callable[[Tensor, Tensor, Tensor], Tensor]
    mm: Callable[[Tensor, Tensor], Tensor]
    crossed: Callable[[Tensor, Tensor], Tensor]
    joined: Callable[[list[Tensor]], Tensor]
    value_and_slope: Callable[[Scalar, Tensor], tuple[Tensor, Tensor]]
    own_slopes: bool = False
    """True if an objective's or penalty's own derivative is used: faster call by call; a compiler finds it itself."""


def _by_graph(function: Scalar, x: Tensor) -> tuple[Tensor, Tensor]:
    x = x.detach().requires_grad_()
    value = function(x)
    return value.detach(), grad(value, x)[0]


def _by_transform(function: Scalar, x: Tensor) -> tuple[Tensor, Tensor]:
    slope, value = grad_and_value(function)(x)
    return value, slope


NARROW = 12
"""Units up to which columns are faster than rows: a row of 16 fills a processor's vector (docs/performance.md)."""
THIN = 2
"""Matrices with at most this many rows or columns (points of the plane, D's one output) are too small for a library
call.
"""


def _thin_mm(a: Tensor, b: Tensor) -> Tensor:
    if a.shape[1] <= THIN:
        return sum((a[:, i : i + 1] * b[i] for i in range(1, a.shape[1])), a[:, :1] * b[0])
    if b.shape[1] <= THIN:
        return torch.stack([(a * b[:, j]).sum(1) for j in range(b.shape[1])], 1)
    return a @ b


def _thin_crossed(a: Tensor, b: Tensor) -> Tensor:
    if a.shape[1] <= THIN:
        return torch.stack([(a[:, i : i + 1] * b).sum(0) for i in range(a.shape[1])])
    if b.shape[1] <= THIN:
        return torch.stack([(a * b[:, j : j + 1]).sum(0) for j in range(b.shape[1])], 1)
    return a.t() @ b


CALLS = Products(F.linear, torch.mm, lambda a, b: a.t() @ b, torch.cat, _by_transform)
"""One call of the library after another, without side effects, so that it can be vectorised over many runs."""
LIBRARY = CALLS._replace(value_and_slope=_by_graph, own_slopes=True)
"""The same for one run at a time: best if each operation is a separate call."""
ROWS = CALLS._replace(
    linear=lambda x, weight, bias: _thin_mm(x, weight.t()) + bias,
    mm=_thin_mm,
    crossed=_thin_crossed,
)
"""For the compiler; a point's values are adjacent in memory. Thin products are written as sums, which it fuses with
the surrounding code (docs/performance.md).
"""
COLUMNS = CALLS._replace(
    linear=lambda x, weight, bias: ((weight[:, :, None] * x.t()[None]).sum(1) + bias[:, None]).t(),
    mm=lambda a, b: (b[:, :, None] * a.t()[:, None]).sum(0).t(),
    crossed=lambda a, b: (a.t()[:, None] * b.t()[None]).sum(2),
    joined=lambda points: torch.cat([part.t() for part in points], 1).t(),
)
"""For the compiler; a unit's values at all points are adjacent, so that narrow layers fill the processor's vectors
too. No library multiplies the matrices, which are too small for its overhead: the sums are fused with the surrounding
code.
"""


def narrow(kind: Kind) -> bool:
    """True if every layer of both players is narrow."""
    return max(kind.d_shape.widest, kind.g_shape.widest) <= NARROW


def for_compiler(kind: Kind) -> Products:
    """The variant that compiles to faster code."""
    return COLUMNS if narrow(kind) else ROWS


Number = Any
"""A scalar: a float, or a scalar tensor if an iteration is compiled or batched."""
