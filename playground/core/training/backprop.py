"""Backpropagation by hand through a network, for the two gradients that every iteration needs.

The same as autograd, without its graph: at these sizes the graph costs as much as the matrix products
(docs/performance.md). A layer's *signal* is the derivative of the output by that layer's pre-activation: (n, width)
each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import torch

from playground.core.choices.networks import Mlp
from playground.core.training.products import LIBRARY, Products

if TYPE_CHECKING:
    from torch import Tensor


class Into(NamedTuple):
    """The memory for a derivative by all parameters: a flat vector (size,), and views of it in the parameters'
    shapes.
    """

    flat: Tensor
    views: list[Tensor]


def can(shape: Mlp) -> bool:
    """True for a plain network whose activation's slope follows from its output."""
    return type(shape) is Mlp and shape.unit.pull is not None


def forward(shape: Mlp, parameters: Sequence[Tensor], x: Tensor, by: Products = LIBRARY) -> list[Tensor]:
    """[x, each hidden layer's output, ..., the network's output]: (n, width) each."""
    act = shape.unit.function
    layers = [x]
    for i in range(0, len(parameters) - 2, 2):
        layers.append(act(by.linear(layers[-1], parameters[i], parameters[i + 1])))
    layers.append(by.linear(layers[-1], parameters[-2], parameters[-1]))
    return layers


def signals(
    shape: Mlp, parameters: Sequence[Tensor], layers: Sequence[Tensor], seed: Tensor, by: Products = LIBRARY
) -> list[Tensor]:
    """The signals of a scalar whose derivative by the output is `seed` (n, outputs), the first layer's first."""
    pull = shape.unit.pull
    assert pull is not None
    found = [seed]
    for i in range(len(layers) - 2, 0, -1):
        found.append(pull(by.mm(found[-1], parameters[2 * i]), layers[i]))
    found.reverse()
    return found


def by_input(parameters: Sequence[Tensor], found: Sequence[Tensor], by: Products = LIBRARY) -> Tensor:
    """The derivative by the input, shape (n, inputs), from the signals."""
    return by.mm(found[0], parameters[0])


def by_parameters(
    layers: Sequence[Tensor], found: Sequence[Tensor], by: Products = LIBRARY, into: Into | None = None
) -> Tensor:
    """The derivative by all parameters, (size,), from the layers and the signals; written into `into` if given."""
    if into is None:
        return _joined([(by.crossed(s, layer), s.sum(0)) for s, layer in zip(found, layers, strict=False)])
    for i, signal in enumerate(found):
        torch.mm(signal.t(), layers[i], out=into.views[2 * i])
        torch.sum(signal, 0, out=into.views[2 * i + 1])
    return into.flat


def by_parameters_with_slope(
    shape: Mlp,
    parameters: Sequence[Tensor],
    layers: Sequence[Tensor],
    found: Sequence[Tensor],
    by_output: Tensor,
    *,
    part: slice,
    way: Tensor,
    by: Products = LIBRARY,
    into: Into | None = None,
) -> Tensor:
    """The same for sum(by_output * output) + sum(way * gradient of the output by the input).

    For a network with one output and a piecewise linear activation. `found` are the signals of seed 1, by_output (n,
    1); way (points, inputs) belongs to the points in `part`.
    """
    mixed = _mixed(shape, parameters, layers, by_output, part=part, way=way, by=by)
    if into is None:
        return _joined([(by.crossed(s, layer), (s * by_output).sum(0)) for s, layer in zip(found, mixed, strict=True)])
    for i, (signal, layer) in enumerate(zip(found, mixed, strict=True)):
        torch.mm(signal.t(), layer, out=into.views[2 * i])
        torch.mv(signal.t(), by_output[:, 0], out=into.views[2 * i + 1])
    return into.flat


def _joined(parts: list[tuple[Tensor, Tensor]]) -> Tensor:
    """Weights' and biases' derivatives as one vector (size,)."""
    return torch.cat([part.reshape(-1) for pair in parts for part in pair])


def _mixed(
    shape: Mlp,
    parameters: Sequence[Tensor],
    layers: Sequence[Tensor],
    by_output: Tensor,
    *,
    part: slice,
    way: Tensor,
    by: Products,
) -> Iterator[Tensor]:
    """What replaces each layer in the products if D's slope is penalised too.

    The gradient by the input is a product of weights and constant slopes, so one pass of `way` through the linearised
    network stands for the second backward pass; biases do not enter it.
    """
    pull = shape.unit.pull
    assert pull is not None
    last = len(layers) - 2
    for i in range(last + 1):
        mixed = layers[i] * by_output
        mixed[part] += way
        yield mixed
        if i < last:
            way = pull(by.mm(way, parameters[2 * i].t()), layers[i + 1][part])
