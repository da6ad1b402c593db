"""Backpropagation by hand through a network, for the two gradients that the game asks for again and again.

What autograd does, without its graph: at these sizes the graph costs as much as the matrix products (docs/performance.md).
A layer's *signal* is the derivative of the output by that layer's sum, before the non-linearity: (n, width) each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
from torch.nn import functional as F  # noqa: N812 (the field's own name for it)

from playground.core.networks import ACTIVATIONS, Mlp

if TYPE_CHECKING:
    from torch import Tensor


def can(shape: Mlp) -> bool:
    """True where the activation's slope is known from its output."""
    return ACTIVATIONS[shape.activation].pull is not None


def forward(shape: Mlp, parameters: Sequence[Tensor], x: Tensor) -> list[Tensor]:
    """[x, what each hidden layer puts out, ..., the output]: (n, width) each."""
    act = ACTIVATIONS[shape.activation].function
    layers = [x]
    for i in range(0, len(parameters) - 2, 2):
        layers.append(act(F.linear(layers[-1], parameters[i], parameters[i + 1])))
    layers.append(F.linear(layers[-1], parameters[-2], parameters[-1]))
    return layers


def signals(shape: Mlp, parameters: Sequence[Tensor], layers: Sequence[Tensor], seed: Tensor) -> list[Tensor]:
    """The signals of a scalar whose derivative by the output is `seed` (n, outputs), the first layer's first."""
    pull = ACTIVATIONS[shape.activation].pull
    assert pull is not None
    found = [seed]
    for i in range(len(layers) - 2, 0, -1):
        found.append(pull(found[-1] @ parameters[2 * i], layers[i]))
    found.reverse()
    return found


def by_input(parameters: Sequence[Tensor], found: Sequence[Tensor]) -> Tensor:
    """The derivative by the input, shape (n, inputs), from the signals."""
    return found[0] @ parameters[0]


def by_parameters(layers: Sequence[Tensor], found: Sequence[Tensor], into: Sequence[Tensor]) -> None:
    """Writes the derivative by each parameter into tensors of the parameters' shapes, from the layers and the signals."""
    for i, signal in enumerate(found):
        torch.mm(signal.t(), layers[i], out=into[2 * i])
        torch.sum(signal, 0, out=into[2 * i + 1])


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
    way (points, inputs) belongs to the points in `part`. The gradient by the input is a product of weights and constant
    slopes, so one pass of `way` through the linearised network stands for the second backward pass; biases do not enter it.
    """
    pull = ACTIVATIONS[shape.activation].pull
    assert pull is not None
    for i, signal in enumerate(found):
        mixed = layers[i] * by_output
        mixed[part] += way
        torch.mm(signal.t(), mixed, out=into[2 * i])
        torch.mv(signal.t(), by_output[:, 0], out=into[2 * i + 1])
        if i + 1 < len(found):
            way = pull(way @ parameters[2 * i].t(), layers[i + 1][part])
