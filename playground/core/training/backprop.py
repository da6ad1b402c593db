"""Backpropagation by hand through a network, for the two gradients that the game asks for again and again.

What autograd does, without its graph: at these sizes the graph costs as much as the matrix products (docs/performance.md).
A layer's *signal* is the derivative of the output by that layer's sum, before the non-linearity: (n, width) each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch.nn import functional as F  # noqa: N812 (the field's own name for it)

from playground.core.choices.networks import ACTIVATIONS, Mlp

if TYPE_CHECKING:
    from torch import Tensor


class Products(NamedTuple):
    """How matrices are multiplied: `linear(x (n, k), weight (m, k), bias (m,))`, `mm((n, k), (k, m))` and
    `crossed((n, m), (n, k))`, the product over the points, (m, k)."""

    linear: Callable[[Tensor, Tensor, Tensor], Tensor]
    mm: Callable[[Tensor, Tensor], Tensor]
    crossed: Callable[[Tensor, Tensor], Tensor]


LIBRARY = Products(F.linear, torch.mm, lambda a, b: a.t() @ b)
"""The library's: best where each operation is called by itself."""
THIN = 2
"""Matrices with so few rows or columns (points of the plane, D's one output) are no work for a library."""


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


FUSED = Products(lambda x, weight, bias: _thin_mm(x, weight.t()) + bias, _thin_mm, _thin_crossed)
"""For the compiler: thin products are written as sums, which it fuses with what stands around them (docs/performance.md)."""


def can(shape: Mlp) -> bool:
    """True where the activation's slope is known from its output."""
    return ACTIVATIONS[shape.activation].pull is not None


def forward(shape: Mlp, parameters: Sequence[Tensor], x: Tensor, by: Products = LIBRARY) -> list[Tensor]:
    """[x, what each hidden layer puts out, ..., the output]: (n, width) each."""
    act = ACTIVATIONS[shape.activation].function
    layers = [x]
    for i in range(0, len(parameters) - 2, 2):
        layers.append(act(by.linear(layers[-1], parameters[i], parameters[i + 1])))
    layers.append(by.linear(layers[-1], parameters[-2], parameters[-1]))
    return layers


def signals(
    shape: Mlp, parameters: Sequence[Tensor], layers: Sequence[Tensor], seed: Tensor, by: Products = LIBRARY
) -> list[Tensor]:
    """The signals of a scalar whose derivative by the output is `seed` (n, outputs), the first layer's first."""
    pull = ACTIVATIONS[shape.activation].pull
    assert pull is not None
    found = [seed]
    for i in range(len(layers) - 2, 0, -1):
        found.append(pull(by.mm(found[-1], parameters[2 * i]), layers[i]))
    found.reverse()
    return found


def by_input(parameters: Sequence[Tensor], found: Sequence[Tensor], by: Products = LIBRARY) -> Tensor:
    """The derivative by the input, shape (n, inputs), from the signals."""
    return by.mm(found[0], parameters[0])


def by_parameters(layers: Sequence[Tensor], found: Sequence[Tensor], into: Sequence[Tensor]) -> None:
    """Writes the derivative by each parameter into tensors of the parameters' shapes, from the layers and the signals."""
    for i, signal in enumerate(found):
        torch.mm(signal.t(), layers[i], out=into[2 * i])
        torch.sum(signal, 0, out=into[2 * i + 1])


def slopes(layers: Sequence[Tensor], found: Sequence[Tensor], by: Products = LIBRARY) -> Tensor:
    """The derivative by all parameters, (size,), from the layers and the signals; writes into nothing."""
    parts = [(by.crossed(signal, layer), signal.sum(0)) for signal, layer in zip(found, layers, strict=False)]
    return torch.cat([part.reshape(-1) for pair in parts for part in pair])


def by_parameters_with_slope(
    shape: Mlp,
    parameters: Sequence[Tensor],
    layers: Sequence[Tensor],
    found: Sequence[Tensor],
    by_output: Tensor,
    *,
    part: slice,
    way: Tensor,
    into: Sequence[Tensor],
) -> None:
    """The same, into tensors, for sum(by_output * output) + sum(way * gradient of the output by the input).

    For a network of one output with an activation of straight pieces. `found` are the signals of seed 1, by_output (n, 1);
    way (points, inputs) belongs to the points in `part`.
    """
    for i, mixed in enumerate(_mixed(shape, parameters, layers, by_output, part=part, way=way)):
        torch.mm(found[i].t(), mixed, out=into[2 * i])
        torch.mv(found[i].t(), by_output[:, 0], out=into[2 * i + 1])


def slopes_with_slope(
    shape: Mlp,
    parameters: Sequence[Tensor],
    layers: Sequence[Tensor],
    found: Sequence[Tensor],
    by_output: Tensor,
    *,
    part: slice,
    way: Tensor,
    by: Products = LIBRARY,
) -> Tensor:
    """What `by_parameters_with_slope` writes, as one vector (size,)."""
    mixed = _mixed(shape, parameters, layers, by_output, part=part, way=way, by=by)
    parts = [
        (by.crossed(signal, layer), (signal * by_output).sum(0)) for signal, layer in zip(found, mixed, strict=True)
    ]
    return torch.cat([part.reshape(-1) for pair in parts for part in pair])


def _mixed(
    shape: Mlp,
    parameters: Sequence[Tensor],
    layers: Sequence[Tensor],
    by_output: Tensor,
    *,
    part: slice,
    way: Tensor,
    by: Products = LIBRARY,
) -> Iterator[Tensor]:
    """What takes each layer's place in the products where slopes are paid for too.

    The gradient by the input is a product of weights and constant slopes, so one pass of `way` through the linearised
    network stands for the second backward pass; biases do not enter it.
    """
    pull = ACTIVATIONS[shape.activation].pull
    assert pull is not None
    last = len(layers) - 2
    for i in range(last + 1):
        mixed = layers[i] * by_output
        mixed[part] += way
        yield mixed
        if i < last:
            way = pull(by.mm(way, parameters[2 * i].t()), layers[i + 1][part])
