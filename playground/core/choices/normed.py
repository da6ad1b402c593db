"""Batch normalisation: the table BATCH_NORMS of which networks have it, and the form of a network that has.

Training normalises the inputs of each hidden layer's units by the mean and the variance of the batch at hand; elsewhere, as on
the screen, running averages of these take their place, so that a point's output depends on that point alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from playground.core.choices.networks import Mlp, shapes_of
from playground.core.lazy import Lazy
from playground.core.registry import Registry
from playground.i18n import Text, tr

if TYPE_CHECKING:
    import torch
    from torch import Tensor
    from torch.nn import functional as F  # noqa: N812 (the field's own name for it)
else:
    torch = Lazy("torch")
    F = Lazy("torch.nn.functional")

EPSILON = 1e-5
"""Added to each variance, as in torch.nn.BatchNorm1d."""
MOMENTUM = 0.1
"""The share of the newest batch in the running averages, as in torch.nn.BatchNorm1d."""


@dataclass(frozen=True)
class Normed(Mlp):
    """A network whose hidden layers, at least one, are act(gamma (W x - mean) / sqrt(variance + EPSILON) + b) (Ioffe and Szegedy
    2015, algorithm 1).

    The layer's bias b is the paper's shift beta, which makes another bias redundant (section 3.2). The inputs and the last layer
    are not normalised, as in DCGAN (Radford et al. 2016). The parameters are those of the network, then gamma of each hidden
    layer, then their running means and then their running variances, (width,) each, which no gradient moves.
    """

    @property
    def shapes(self) -> Iterator[tuple[int, ...]]:
        """Those of the network, then three times those of the hidden layers' biases."""
        yield from shapes_of(self.widths, self.unit.pieces)  # torch's tracer knows no super() in a property
        for _ in range(3):
            yield from ((rows,) for rows in self._rows)

    @property
    def _rows(self) -> tuple[int, ...]:
        return tuple(width * self.unit.pieces for width in self.widths[1:-1])

    @property
    def size(self) -> int:
        """The number of parameters, running averages included."""
        return super().size + 3 * sum(self._rows)

    @property
    def learned(self) -> int:
        """How many of the parameters, the first ones, have a gradient: all but the running averages."""
        return self.size - 2 * sum(self._rows)

    @property
    def by_layer(self) -> tuple[tuple[int, ...], ...]:
        """The learned parameters of each layer: weight, bias and, of hidden layers, gamma."""
        *hidden, last = super().by_layer
        return (*((*layer, self._first + k) for k, layer in enumerate(hidden)), last)

    @property
    def _first(self) -> int:
        """Where the parameters of the normalisation begin."""
        return 2 * len(self.widths) - 2

    @property
    def in_words(self) -> str:
        """For the exported script."""
        return tr("{network}, batch normalised", network=super().in_words)

    def first(self, way: str, rng: np.random.Generator) -> Tensor:
        """Freshly drawn parameters as one flat float32 vector (size,); gamma and variances begin at 1, means at 0."""
        network, rows = super().first(way, rng), sum(self._rows)
        return torch.cat((network, torch.ones(rows), torch.zeros(rows), torch.ones(rows)))

    def __call__(self, parameters: Sequence[Tensor], x: Tensor) -> Tensor:
        """The output by the running averages, (n, widths[-1]), at x (n, widths[0]); each row by itself."""
        return self._last(parameters, self.hidden(parameters, x)[-1])

    def _last(self, parameters: Sequence[Tensor], x: Tensor) -> Tensor:
        return F.linear(x, parameters[self._first - 2], parameters[self._first - 1])

    def hidden(self, parameters: Sequence[Tensor], x: Tensor) -> list[Tensor]:
        """The outputs of each hidden layer's units by the running averages, (n, width) each."""
        layers: list[Tensor] = []
        for k in range(len(self._rows)):
            weight, bias, gamma, mean, variance = self._of_layer(parameters, k)
            raw = F.linear(layers[-1] if layers else x, weight)
            scaled = F.batch_norm(raw, mean.detach(), variance.detach(), gamma, bias, eps=EPSILON)
            layers.append(self.unit.function(scaled))
        return layers

    def _of_layer(self, parameters: Sequence[Tensor], k: int) -> list[Tensor]:
        """Weight, bias, gamma, running mean and running variance of a hidden layer."""
        places = (2 * k, 2 * k + 1, *(self._first + part * len(self._rows) + k for part in range(3)))
        return [parameters[i] for i in places]

    def trained(self, parameters: Sequence[Tensor], x: Tensor, group: int) -> tuple[Tensor, Tensor]:
        """As training sees it: (the output (n, widths[-1]), the statistics (2 units,)), at x (n, widths[0]).

        Each `group` rows are normalised by their own mean and (biased) variance; n is a multiple of `group`, which is at least 2.
        The statistics are what the running averages follow: the means and the unbiased variances of all hidden layers, each
        averaged over the groups, without gradient, in the order of the parameters.
        """
        means, variances = [], []
        for k in range(len(self._rows)):
            weight, bias, gamma, _, _ = self._of_layer(parameters, k)
            raw = F.linear(x, weight)
            groups = raw.view(-1, group, len(bias))
            seen = raw.new_zeros((2, len(groups), len(bias)))  # each group's own, as momentum 1 keeps nothing else
            parts = [
                F.batch_norm(part, mean, variance, gamma, bias, training=True, momentum=1.0, eps=EPSILON)
                for part, mean, variance in zip(groups, *seen, strict=True)
            ]
            means.append(seen[0].mean(0))
            variances.append(seen[1].mean(0))
            x = self.unit.function(torch.cat(parts))
        return self._last(parameters, x), torch.cat((*means, *variances))


@dataclass(frozen=True)
class BatchNorm:
    """Which of the networks have batch normalisation; `drawn` says on the plane what that means there, empty for none."""

    name: str
    label: Text
    help: Text
    d: bool = False
    g: bool = False
    drawn: Text = ""


BATCH_NORMS: Registry[BatchNorm] = Registry("batch normalisation")

for _entry in (
    BatchNorm("off", "Off", "Neither network normalises its batch."),
    BatchNorm(
        "g",
        "Of G",
        "In G's hidden layers.",
        g=True,
        drawn="G is drawn with running averages; training normalises each batch by its own mean and spread.",
    ),
    BatchNorm(
        "d",
        "Of D",
        "In D's hidden layers, for real points and for fakes separately: in training D can then hardly tell where the fakes lie as a "
        "whole.",
        d=True,
        drawn="D and the arrows are drawn with running averages; training normalises each batch, real or fake, by its own mean and spread.",
    ),
    BatchNorm(
        "both",
        "Of both",
        "In the hidden layers of D and of G.",
        d=True,
        g=True,
        drawn="D, G and the arrows are drawn with running averages; training normalises each batch, real or fake, by its own mean "
        "and spread.",
    ),
):
    BATCH_NORMS.add(_entry)


def batch_norm_of(*, d: bool, g: bool) -> str:
    """The name of the entry that is of these networks."""
    return next(entry.name for entry in BATCH_NORMS if (entry.d, entry.g) == (d, g))


def network_of(widths: tuple[int, ...], activation: str, leak: float, *, normed: bool) -> Mlp:
    """A fully connected network; with batch normalisation if it has hidden layers and `normed` says so."""
    return (Normed if normed and len(widths) > 2 else Mlp)(widths, activation, leak)
