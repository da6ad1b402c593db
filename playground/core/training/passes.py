"""A generator's passes by hand, forwards and back: one row for each kind of generator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import torch

from playground.core.choices.conditionals import Projection
from playground.core.choices.generators import Points
from playground.core.choices.networks import Mlp
from playground.core.choices.normed import Normed
from playground.core.choices.several import Several
from playground.core.training import backprop

if TYPE_CHECKING:
    from torch import Tensor

    from playground.core.choices.generators import Shape
    from playground.core.training.backprop import Into
    from playground.core.training.products import Products

    Forward = Callable[[Any, Sequence[Tensor], Tensor, Products], list[Tensor]]
    """(shape, parameters, x, products) -> what `Back` needs; the last item is the output (n, outputs)."""


class Back(Protocol):
    """The derivative by all parameters, (size,), from what `Forward` made and the derivative by the output."""

    def __call__(
        self,
        shape: Any,
        parameters: Sequence[Tensor],
        made: Sequence[Tensor],
        by_output: Tensor,
        *,
        by: Products,
        into: Into | None,
    ) -> Tensor: ...


class Passes(NamedTuple):
    """How the gradient by a generator's parameters is computed by hand; `can` says where that is possible."""

    can: Callable[[Any], bool]
    forward: Forward
    back: Back


def _network_back(
    shape: Mlp,
    parameters: Sequence[Tensor],
    made: Sequence[Tensor],
    by_output: Tensor,
    *,
    by: Products,
    into: Into | None,
) -> Tensor:
    return backprop.by_parameters(made, backprop.signals(shape, parameters, made, by_output, by), by, into)


def _points_forward(shape: Points, parameters: Sequence[Tensor], z: Tensor, _by: Products) -> list[Tensor]:
    """[one-hot rows (batch, n) that say which point each latent picks, the points (batch, 2)]."""
    picked = shape.picked(z)
    hot = (picked[:, None] == torch.arange(shape.n, device=z.device)).to(z.dtype)
    return [hot, parameters[0][picked]]


def _points_back(
    shape: Points,  # noqa: ARG001 (the table's signature)
    parameters: Sequence[Tensor],  # noqa: ARG001
    made: Sequence[Tensor],
    by_output: Tensor,
    *,
    by: Products,
    into: Into | None,
) -> Tensor:
    """Each point's derivative is the sum over the latents that picked it: a scatter-add, written as a product with
    the one-hot rows, which adds in the same order on every run, and can be compiled and batched.
    """
    if into is None:
        return by.crossed(made[0], by_output).reshape(-1)
    torch.mm(made[0].t(), by_output, out=into.views[0])
    return into.flat


_TABLE: dict[type, Passes] = {
    Mlp: Passes(backprop.can, backprop.forward, _network_back),
    Projection: Passes(backprop.can, backprop.forward, _network_back),
    Several: Passes(lambda _: False, backprop.forward, _network_back),  # by autograd
    Normed: Passes(lambda _: False, backprop.forward, _network_back),  # by autograd
    Points: Passes(lambda _: True, _points_forward, _points_back),
}


def passes_of(shape: Shape) -> Passes:
    """The passes through a generator of this shape."""
    return _TABLE[type(shape)]
