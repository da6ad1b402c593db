"""A generator of several networks, each of which makes an equal share of the fakes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from playground.core.choices.latents import edges_of, ranges_of
from playground.core.choices.networks import Mlp, views_of
from playground.core.lazy import Lazy
from playground.i18n import tr

if TYPE_CHECKING:
    import torch
    from torch import Tensor
else:
    torch = Lazy("torch")

MOST_NETWORKS = 16


@dataclass(frozen=True)
class Several:
    """n networks of one form: P_model is the mixture of what each makes, with equal weights, against one D.

    The mixture of generators of Hoang et al. 2018 (MGAN) and Ghosh et al. 2018 (MAD-GAN), without their term that drives the
    generators apart. As with free points, z's first number says which network is meant: network i where it lies between
    `edges` i - 1 and i, so that each is equally likely. The network gets all of z, with that number moved and stretched so
    that its mean and deviation are those of the prior: `ranges` has (mean, share of the deviation) of each range. Each
    parameter is that of all networks side by side: weight (n, out, in), bias (n, out).
    """

    n: int
    network: Mlp
    edges: tuple[float, ...]
    """Ascending, n - 1 float32 values."""
    ranges: tuple[tuple[float, float], ...]

    @classmethod
    def of(cls, n: int, network: Mlp, latent_kind: str) -> Several:
        """n networks for this distribution of latents, one of PRIORS."""
        return cls(n, network, edges_of(n, latent_kind), ranges_of(n, latent_kind))

    @property
    def shapes(self) -> Iterator[tuple[int, ...]]:
        """Shape of each parameter: weight (n, out, in), bias (n, out), layer by layer."""
        for shape in self.network.shapes:
            yield (self.n, *shape)

    @property
    def size(self) -> int:
        """The number of parameters."""
        return self.n * self.network.size

    @property
    def learned(self) -> int:
        """How many of the parameters have a gradient: all of them."""
        return self.size

    @property
    def by_layer(self) -> tuple[tuple[int, ...], ...]:
        """The parameters of each layer, of all networks side by side."""
        return self.network.by_layer

    @property
    def widest(self) -> int:
        """Units in the widest layer of all networks together."""
        return self.n * self.network.widest

    @property
    def in_words(self) -> str:
        """For the exported script."""
        return tr("{n} networks of {network}", n=self.n, network=self.network.in_words)

    def views(self, flat: Tensor) -> list[Tensor]:
        """The parameters as views of one flat vector (size,)."""
        return views_of(flat, self.shapes)

    def picked(self, z: Tensor) -> Tensor:
        """The index of the network that each latent (batch, size) means, int64 (batch,)."""
        edges = torch.tensor(self.edges, dtype=z.dtype, device=z.device)
        return (z[:, :1] >= edges).sum(1)

    def hidden(self, parameters: Sequence[Tensor], x: Tensor) -> list[Tensor]:
        """The outputs of each hidden layer's units in all networks at x, side by side: (batch, n * width) each."""
        return [layer.transpose(0, 1).reshape(len(x), -1) for layer in self._layers(parameters, x)[:-1]]

    def seen(self, x: Tensor) -> Tensor:
        """What each network gets of the latents x (batch, size + classes), (n, batch, size + classes); it counts for the latents
        that mean it alone.
        """
        mean, share = torch.tensor(self.ranges, dtype=x.dtype, device=x.device).unbind(1)
        first = (x[:, 0] - mean[:, None]) / share[:, None]
        return torch.cat((first[:, :, None], x[:, 1:].expand(self.n, -1, -1)), 2)

    def _layers(self, parameters: Sequence[Tensor], x: Tensor) -> list[Tensor]:
        """Each layer's outputs in every network, (n, batch, width)."""
        act, layers = self.network.unit.function, []
        h, last = self.seen(x), len(parameters) - 2
        for i in range(0, len(parameters), 2):
            h = torch.baddbmm(parameters[i + 1][:, None], h, parameters[i].mT)
            h = act(h) if i < last else h
            layers.append(h)
        return layers

    def __call__(self, parameters: Sequence[Tensor], x: Tensor) -> Tensor:
        """What the networks make of the latents x (batch, size + classes), each of those that mean it, (batch, 2)."""
        meant = self.picked(x) == torch.arange(self.n, device=x.device)[:, None]
        found: Tensor = (meant[:, :, None].to(x.dtype) * self._layers(parameters, x)[-1]).sum(0)
        return found

    def first(self, way: str, rng: np.random.Generator) -> Tensor:
        """Freshly drawn parameters, one network after the other, as one flat float32 vector (size,)."""
        drawn = [self.network.views(self.network.first(way, rng)) for _ in range(self.n)]
        return torch.cat([torch.stack(same).reshape(-1) for same in zip(*drawn, strict=True)])
