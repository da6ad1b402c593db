"""What the generator is: a network, or free points, each a row of the table GENERATORS."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from playground.core.choices.latents import edges_of
from playground.core.choices.networks import Mlp
from playground.core.choices.normed import BATCH_NORMS, network_of
from playground.core.choices.several import Several
from playground.core.lazy import Lazy
from playground.core.registry import Registry
from playground.i18n import Text, tr_n

if TYPE_CHECKING:
    import torch
    from torch import Tensor
else:
    torch = Lazy("torch")

MOST_POINTS = 64
SPREAD = 0.2
"""Plane units: free points begin at a normal distribution with this standard deviation around the origin."""


class Shape(Protocol):
    """What training needs of a player's form: its parameters' shapes, and its output as a function of them."""

    @property
    def shapes(self) -> Iterator[tuple[int, ...]]: ...
    @property
    def size(self) -> int: ...
    @property
    def learned(self) -> int:
        """How many of the parameters, the first ones, have a gradient."""

    @property
    def by_layer(self) -> tuple[tuple[int, ...], ...]:
        """The learned parameters of each layer, by their place in the list."""

    @property
    def widest(self) -> int: ...
    @property
    def in_words(self) -> str: ...
    def views(self, flat: Tensor) -> list[Tensor]: ...
    def __call__(self, parameters: Sequence[Tensor], x: Tensor) -> Tensor: ...
    def first(self, way: str, rng: np.random.Generator) -> Tensor: ...


@dataclass(frozen=True)
class Points:
    """n points of the plane, whose positions (n, 2) are the parameters; the latent picks one of them.

    Point i is picked where z's first number lies between `edges` i - 1 and i: floor(n u) for u the prior's
    cumulative distribution function at that number, so that every point is equally likely. The edges are compared
    with, rather than u computed, so that all engines and devices pick the same point.
    """

    n: int
    edges: tuple[float, ...]
    """Ascending, n - 1 float32 values."""

    @classmethod
    def of(cls, n: int, latent_kind: str) -> Points:
        """n points for this distribution of latents, one of PRIORS."""
        return cls(n, edges_of(n, latent_kind))

    @property
    def shapes(self) -> Iterator[tuple[int, ...]]:
        """Shape of the one parameter: the positions, plane units."""
        yield (self.n, 2)

    @property
    def size(self) -> int:
        """The number of parameters."""
        return 2 * self.n

    @property
    def learned(self) -> int:
        """How many of the parameters have a gradient: all of them."""
        return self.size

    @property
    def by_layer(self) -> tuple[tuple[int, ...], ...]:
        """The positions count as one layer."""
        return ((0,),)

    @property
    def widest(self) -> int:
        """The width of a position."""
        return 2

    @property
    def in_words(self) -> str:
        """For the exported script."""
        return tr_n("{n} free point", "{n} free points", self.n)

    def views(self, flat: Tensor) -> list[Tensor]:
        """The positions (n, 2) as a view of a flat vector (2 n,)."""
        return [flat.view(self.n, 2)]

    def picked(self, z: Tensor) -> Tensor:
        """The index of the point that each latent (batch, size) picks, int64 (batch,)."""
        edges = torch.tensor(self.edges, dtype=z.dtype, device=z.device)
        return (z[:, :1] >= edges).sum(1)

    def __call__(self, parameters: Sequence[Tensor], x: Tensor) -> Tensor:
        """The points that the latents x (batch, size) pick, (batch, 2)."""
        return parameters[0][self.picked(x)]

    def first(self, _way: str, rng: np.random.Generator) -> Tensor:
        """Freshly drawn positions as one flat float32 vector (2 n,); the initialisation of weights does not matter."""
        return torch.from_numpy((SPREAD * rng.standard_normal((self.n, 2))).ravel().astype(np.float32))


class Knobs(Protocol):
    """The knobs of an experiment that decide the generator's form."""

    @property
    def latent_size(self) -> int: ...
    @property
    def latent_kind(self) -> str: ...
    @property
    def classes(self) -> int: ...
    @property
    def g_points(self) -> int: ...
    @property
    def g_networks(self) -> int: ...
    @property
    def g_layers(self) -> int: ...
    @property
    def g_width(self) -> int: ...
    @property
    def g_activation(self) -> str: ...
    @property
    def leaky_slope(self) -> float: ...
    @property
    def batch_norm(self) -> str: ...


@dataclass(frozen=True)
class Generator:
    """One way to turn latents into points of the plane."""

    name: str
    label: Text
    help: Text
    shape: Callable[[Knobs], Shape]


def _network(e: Knobs) -> Mlp:
    widths = (e.latent_size + e.classes, *[e.g_width] * e.g_layers, 2)
    return network_of(widths, e.g_activation, e.leaky_slope, normed=BATCH_NORMS[e.batch_norm].g)


GENERATORS: Registry[Generator] = Registry("generator")

for _entry in (
    Generator(
        "network",
        "A network",
        "A neural network turns each z into a point, so that neighbouring z give neighbouring points.",
        _network,
    ),
    Generator(
        "networks",
        "Several networks",
        "A mixture of networks that each make an equal share of the fakes, against one D: the first number of z picks one of them.",
        lambda e: Several.of(e.g_networks, _network(e), e.latent_kind),
    ),
    Generator(
        "points",
        "Free points",
        "A set of points that each move freely; the first number of z picks one of them.",
        lambda e: Points.of(e.g_points, e.latent_kind),
    ),
):
    GENERATORS.add(_entry)
