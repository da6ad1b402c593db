"""Multilayer perceptrons as pure functions of a list of tensors, so that they can be frozen, compiled and inspected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from playground.core.lazy import Lazy
from playground.core.registry import Registry
from playground.i18n import Text, tr

if TYPE_CHECKING:
    import torch
    from torch import Tensor
    from torch.nn import functional as F  # noqa: N812 (the field's own name for it)

    Function = Callable[[Tensor], Tensor]
    Pull = Callable[[Tensor, Tensor], Tensor]
    Critic = Callable[[Tensor], Tensor]
    """The current D: its inputs (n, k) -> its raw outputs (n,)."""
else:
    torch = Lazy("torch")
    F = Lazy("torch.nn.functional")


@dataclass(frozen=True)
class Activation:
    """A non-linearity between layers, and the gain that keeps the variance of its outputs (He 2015)."""

    name: str
    label: Text
    help: Text
    function: Function
    gain: float
    pull: Pull | None = None
    """(derivative by the output, the output) -> derivative by the input; None if the output does not determine it."""
    straight: bool = False
    """True if it is piecewise linear, so that its second derivative is 0."""
    pieces: int = 1
    """How many numbers a layer computes for each unit: the function takes (..., pieces * width), all units' first ones first,
    and gives (..., width).
    """


ACTIVATIONS: Registry[Activation] = Registry("activation")
LEAK = 0.2
"""The slope of leaky ReLU where its input is negative, by default."""
PIECES = 5
"""Of each maxout unit, as in the discriminator of Goodfellow 2014 and of PacGAN."""


def leaky(slope: float) -> Activation:
    """Leaky ReLU with this slope where its input is negative, 0 to 1."""
    return Activation(
        "leaky_relu",
        "Leaky ReLU",
        "x where positive, a small share of x (0.2, or the knob Leaky slope) where negative: units cannot die. The usual choice "
        "for D.",
        lambda x: F.leaky_relu(x, slope),
        (2 / (1 + slope**2)) ** 0.5,
        lambda d, y: torch.ops.aten.leaky_relu_backward(d, y, slope, True),
        straight=True,
    )


for _entry in (
    Activation(
        "relu",
        "ReLU",
        "max(0, x). Fast; its flat regions leave few bridges between modes.",
        lambda x: F.relu(x),
        2**0.5,
        lambda d, y: torch.ops.aten.threshold_backward(d, y, 0),
        straight=True,
    ),
    leaky(LEAK),
    Activation(
        "tanh",
        "tanh",
        "Smooth and bounded between -1 and 1.",
        lambda x: torch.tanh(x),
        5 / 3,
        lambda d, y: torch.ops.aten.tanh_backward(d, y),
    ),
    Activation("silu", "SiLU", "x times its sigmoid: a smooth ReLU (swish).", lambda x: F.silu(x), 2**0.5),
    Activation(
        "gelu",
        "GELU",
        "x times the normal cumulative distribution function: a smooth ReLU.",
        lambda x: F.gelu(x),
        2**0.5,
    ),
    Activation("elu", "ELU", "x where positive, exp(x) - 1 where negative.", lambda x: F.elu(x), 2**0.5),
    Activation("softplus", "Softplus", "log(1 + exp x): a ReLU with a round corner.", lambda x: F.softplus(x), 2**0.5),
    Activation("sine", "Sine", "sin x: periodic, good at fine detail, hard to train.", lambda x: torch.sin(x), 2**0.5),
    Activation(
        "maxout",
        "Maxout",
        "Each unit is the largest of five linear functions: it learns its own convex shape (Goodfellow 2013). The first GANs' D; "
        "five times the weights.",
        lambda x: x.reshape(*x.shape[:-1], PIECES, -1).amax(-2),
        1.8**-0.5,  # the mean square of the largest of five standard normals is 1.80
        pieces=PIECES,
    ),
):
    ACTIVATIONS.add(_entry)

_LEAKY: dict[float, Activation] = {LEAK: ACTIVATIONS["leaky_relu"]}


def activation_of(name: str, slope: float) -> Activation:
    """The activation of this name; a leaky ReLU has this slope."""
    if name != "leaky_relu":
        return ACTIVATIONS[name]
    if slope not in _LEAKY:
        _LEAKY[slope] = leaky(slope)
    return _LEAKY[slope]


def shapes_of(widths: tuple[int, ...], pieces: int = 1) -> Iterator[tuple[int, ...]]:
    """The shape of each parameter of a network of these widths: weight (out, in), bias (out,), layer by layer; a hidden layer
    has so many pieces for each unit.
    """
    for i, (before, after) in enumerate(pairwise(widths)):
        rows = after * pieces if i < len(widths) - 2 else after
        yield (rows, before)
        yield (rows,)


@dataclass(frozen=True)
class Mlp:
    """The shape of a fully connected network: widths from input to output, one non-linearity, a linear last layer."""

    widths: tuple[int, ...]
    activation: str
    leak: float = LEAK
    """The slope of leaky ReLU where its input is negative."""

    @property
    def unit(self) -> Activation:
        """What each unit does with its weighted sum."""
        return activation_of(self.activation, self.leak)

    @property
    def shapes(self) -> Iterator[tuple[int, ...]]:
        """Shape of each parameter: weight (out, in), bias (out,), layer by layer."""
        return shapes_of(self.widths, self.unit.pieces)

    @property
    def size(self) -> int:
        """The number of parameters."""
        return sum(prod(shape) for shape in shapes_of(self.widths, self.unit.pieces))

    @property
    def learned(self) -> int:
        """How many of the parameters, the first ones, have a gradient: all of them."""
        return self.size

    @property
    def by_layer(self) -> tuple[tuple[int, ...], ...]:
        """The learned parameters of each layer, by their place in the list: weight and bias."""
        return tuple((2 * k, 2 * k + 1) for k in range(len(self.widths) - 1))

    @property
    def widest(self) -> int:
        """Units in the widest layer, inputs and outputs included."""
        return max(self.widths)

    @property
    def in_words(self) -> str:
        """For the exported script."""
        return f"{'-'.join(map(str, self.widths))}, {tr(self.unit.label)}"

    def first(self, way: str, rng: np.random.Generator) -> Tensor:
        """Freshly drawn parameters as one flat float32 vector of shape (size,)."""
        return initial_parameters(self, way, rng)

    def views(self, flat: Tensor) -> list[Tensor]:
        """The parameters as views of one flat vector of shape (size,): weight, bias, weight, bias, ..."""
        return views_of(flat, self.shapes)

    def __call__(self, parameters: Sequence[Tensor], x: Tensor) -> Tensor:
        """The network's output, shape (n, widths[-1]), at x of shape (n, widths[0])."""
        act = self.unit.function
        for weight, bias in zip(parameters[:-2:2], parameters[1:-2:2], strict=True):
            x = act(F.linear(x, weight, bias))
        return F.linear(x, parameters[-2], parameters[-1])

    def hidden(self, parameters: Sequence[Tensor], x: Tensor) -> list[Tensor]:
        """The outputs of each hidden layer's units at x: a list of tensors of shape (n, width)."""
        act = self.unit.function
        layers = []
        for weight, bias in zip(parameters[:-2:2], parameters[1:-2:2], strict=True):
            x = act(F.linear(x, weight, bias))
            layers.append(x)
        return layers


Initialise = Callable[[np.random.Generator, tuple[int, int], float], tuple[np.ndarray, np.ndarray]]
"""(generator, (out, in), gain) -> a layer's weight (out, in) and bias (out,)."""


@dataclass(frozen=True)
class Initialisation:
    """How the parameters are drawn before the first iteration."""

    name: str
    label: Text
    help: Text
    layer: Initialise


INITIALISATIONS: Registry[Initialisation] = Registry("initialisation")


def _uniform_fan_in(rng: np.random.Generator, shape: tuple[int, int], _gain: float) -> tuple[np.ndarray, np.ndarray]:
    bound = shape[1] ** -0.5
    return rng.uniform(-bound, bound, shape), rng.uniform(-bound, bound, shape[0])


def _he(rng: np.random.Generator, shape: tuple[int, int], gain: float) -> tuple[np.ndarray, np.ndarray]:
    return rng.standard_normal(shape) * gain * shape[1] ** -0.5, np.zeros(shape[0])


def _xavier(rng: np.random.Generator, shape: tuple[int, int], gain: float) -> tuple[np.ndarray, np.ndarray]:
    return rng.standard_normal(shape) * gain * (2 / sum(shape)) ** 0.5, np.zeros(shape[0])


def _orthogonal(rng: np.random.Generator, shape: tuple[int, int], gain: float) -> tuple[np.ndarray, np.ndarray]:
    tall = rng.standard_normal((max(shape), min(shape)))
    q, r = np.linalg.qr(tall)
    q *= np.sign(np.diag(r))
    return gain * (q if shape[0] >= shape[1] else q.T), np.zeros(shape[0])


def _ganlab(rng: np.random.Generator, shape: tuple[int, int], _gain: float) -> tuple[np.ndarray, np.ndarray]:
    return rng.standard_normal(shape) * max(2, shape[1]) ** -0.5, np.zeros(shape[0])


def _dcgan(rng: np.random.Generator, shape: tuple[int, int], _gain: float) -> tuple[np.ndarray, np.ndarray]:
    return 0.02 * rng.standard_normal(shape), np.zeros(shape[0])


for _way in (
    Initialisation("default", "torch's default", "Uniform within 1/sqrt(fan-in), weights and biases.", _uniform_fan_in),
    Initialisation("he", "He", "Normal with variance gain²/fan-in, biases 0 (He 2015).", _he),
    Initialisation(
        "xavier", "Xavier", "Normal with variance 2 gain²/(fan-in + fan-out), biases 0 (Glorot 2010).", _xavier
    ),
    Initialisation("orthogonal", "Orthogonal", "A random rotation times the gain, biases 0 (Saxe 2014).", _orthogonal),
    Initialisation("ganlab", "GAN Lab's", "Normal with variance 1/fan-in, biases 0, as in GAN Lab.", _ganlab),
    Initialisation(
        "dcgan",
        "N(0, 0.02²)",
        "Normal with standard deviation 0.02, biases 0, as in DCGAN (Radford et al. 2016).",
        _dcgan,
    ),
):
    INITIALISATIONS.add(_way)


def views_of(flat: Tensor, shapes: Iterable[tuple[int, ...]]) -> list[Tensor]:
    """Views of one flat vector (size,) with these shapes, one after the other."""
    parts, start = [], 0
    for shape in shapes:
        stop = start + prod(shape)
        parts.append(flat[start:stop].view(shape))
        start = stop
    return parts


def initial_parameters(shape: Mlp, way: str, rng: np.random.Generator) -> Tensor:
    """Freshly drawn parameters as one flat float32 vector of shape (size,)."""
    layer, gain, pieces = INITIALISATIONS[way].layer, shape.unit.gain, shape.unit.pieces
    last = len(shape.widths) - 2
    parts = []
    for i, (before, after) in enumerate(pairwise(shape.widths)):
        rows, scale = (after * pieces, gain) if i < last else (after, 1.0)
        weight, bias = layer(rng, (rows, before), scale)
        parts += [weight.ravel(), bias]
    return torch.from_numpy(np.concatenate(parts).astype(np.float32))
