"""The lens for neurons: what every hidden unit computes over its network's input, and the weights between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from playground.core.arrays import F32
from playground.core.choices.conditionals import Projection
from playground.core.choices.latents import PRIORS
from playground.core.choices.normed import Normed
from playground.core.choices.several import Several
from playground.core.lazy import Lazy
from playground.core.lenses.lens import LENSES, Lens
from playground.core.lenses.look import PLANE, Look, Rect, frozen, numpy_of
from playground.core.lenses.surface import grid_points

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from playground.core.choices.networks import Mlp
else:
    torch = Lazy("torch")

CELLS = 20
"""A unit's map is CELLS x CELLS."""
MOST_UNITS = 40
"""Maps are kept for this many units of a layer, the most active first."""


@dataclass(frozen=True, eq=False)
class LayerMap:
    """One hidden layer. `order` (k,): unit numbers, the most active (largest spread over the input) first;
    `shade` uint8 (k, CELLS, CELLS), 127 at 0, row 0 at the bottom; `spread` (width,): each unit's standard
    deviation."""

    order: np.ndarray
    shade: np.ndarray
    spread: F32
    width: int


@dataclass(frozen=True, eq=False)
class Network:
    """The maps of a network's hidden layers, and its parameters: weight (out, in), bias (out,), weight, ... as
    training uses them.
    """

    layers: tuple[LayerMap, ...]
    parameters: tuple[F32, ...]
    inputs: int
    classes: int
    """How many of the inputs, the last ones, say the class."""
    embeds: bool
    """D also multiplies the last features with weights of each class, which are not among the parameters here."""
    pieces: int = 1
    """Of so many linear functions each hidden unit takes the largest; the first one's weights come first."""
    normed: bool = False
    """Each hidden unit's input is scaled by running averages, which are not among the parameters here."""
    one_of: int = 0
    """Of so many networks G consists, and this is the first; 0 if of one."""


@dataclass(frozen=True, eq=False)
class Neurons:
    """D over the plane, and the raw G over the two displayed latents, the others at 0; None if G is free points."""

    d: Network
    g: Network | None


def latent_grid(look: Look, n: int) -> F32:
    """Latents on an n x n grid over the two displayed dimensions, float32 (n * n, latent size), row by row from the
    bottom."""
    e, (a, b) = look.experiment, look.display.latents_shown
    reach = PRIORS[e.latent_kind].reach
    square = grid_points((-reach, reach, -reach, reach), n)
    z = np.zeros((n * n, e.latent_size), np.float32)
    z[:, min(a, e.latent_size - 1)] = square[:, 0]
    if e.latent_size > 1:
        z[:, min(b, e.latent_size - 1)] = square[:, 1]
    return z


def shades_of(values: F32) -> np.ndarray:
    """uint8 of the same shape: 127 at 0, 255 or 0 at each unit's own largest absolute value."""
    with np.errstate(invalid="ignore"):
        largest = np.maximum(np.nanmax(np.abs(values), axis=(1, 2), keepdims=True, initial=1e-9), 1e-9)
        scaled = (np.clip(values / largest, -1, 1) + 1) * 127.5
        return np.asarray(np.nan_to_num(scaled, nan=127), np.uint8)


def network(look: Look, shape: Mlp, parameters: list[Tensor], inputs: Tensor) -> Network:
    """The maps of a network for inputs on a CELLS x CELLS grid, all of the display's class if the players are told."""
    inputs = look.asked(inputs)
    layers = []
    with torch.no_grad():
        for outputs in shape.hidden(parameters, inputs):
            values = outputs.cpu().numpy()
            with np.errstate(invalid="ignore", over="ignore"):
                spread = np.nan_to_num(values.std(0))
            order = np.argsort(-spread, kind="stable")[:MOST_UNITS]
            maps = values[:, order].T.reshape(len(order), CELLS, CELLS)
            layers.append(LayerMap(frozen(order), frozen(shades_of(maps)), frozen(spread), values.shape[1]))
    embeds = isinstance(shape, Projection)
    own = tuple(numpy_of(p) for p in parameters[: 2 * len(shape.widths) - 2])
    classes, normed = 0 if embeds else look.classes, isinstance(shape, Normed)
    return Network(tuple(layers), own, shape.widths[0], classes, embeds, shape.unit.pieces, normed)


def see(look: Look) -> Neurons:
    """Both networks' hidden units."""
    plane: Rect = PLANE
    x = torch.tensor(grid_points(plane, CELLS), device=look.device).repeat(1, look.experiment.packing)
    d = network(look, look.d, look.d_parameters, x)
    if look.g_network is None:
        return Neurons(d, None)
    z = torch.from_numpy(latent_grid(look, CELLS)).to(look.device)
    if not isinstance(look.g, Several):
        return Neurons(d, network(look, look.g_network, look.g_parameters, z))
    return Neurons(d, replace(network(look, look.g_network, look.g_parameters, look.g.seen(z)[0]), one_of=look.g.n))


@dataclass(frozen=True, eq=False)
class Unit:
    """One hidden unit in detail: for D over the display's rectangle, uint8 (grid, grid); for G the shade at each fake.

    `points`: float32 (n, 2), G's fakes, if the unit is one of G's.
    """

    rect: Rect
    shade: np.ndarray
    points: F32 | None


def see_unit(look: Look) -> Unit | None:
    """The hidden unit under the pointer; None if there is none."""
    if look.display.unit is None:
        return None
    which, layer, index = look.display.unit
    shape = look.d if which == "d" else look.g_network
    if shape is None or layer >= len(shape.widths) - 2 or index >= shape.widths[layer + 1]:
        return None
    n = look.display.grid
    with torch.no_grad():
        if which == "d":
            x = torch.tensor(grid_points(look.display.rect, n), device=look.device).repeat(1, look.experiment.packing)
            values = numpy_of(look.d.hidden(look.d_parameters, look.asked(x))[layer][:, index]).reshape(1, n, n)
            return Unit(look.display.rect, shades_of(values)[0], None)
        z = look.latents[:MOST_FAKES]
        z = look.g.seen(z)[0] if isinstance(look.g, Several) else z
        values = numpy_of(shape.hidden(look.g_parameters, z)[layer][:, index]).reshape(1, -1, 1)
        return Unit(look.display.rect, shades_of(values)[0, :, 0], numpy_of(look.raw_fakes[:MOST_FAKES]))


MOST_FAKES = 400

NEURONS: Lens[Neurons] = LENSES.add(Lens("neurons", "Neurons", "What every hidden unit computes.", see, seconds=0.12))
UNIT: Lens[Unit] = LENSES.add(Lens("unit", "One unit", "The hidden unit under the pointer.", see_unit))
