"""How both players are told the class of a point: the table CONDITIONALS, and the D of projection form.

A class y is written as a one-hot row of k numbers behind a point's two, or behind the latent's: G(z, y) gets both side by
side in every form, and the forms differ in how D uses y.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from playground.core.choices.networks import INITIALISATIONS, Mlp, shapes_of
from playground.core.lazy import Lazy
from playground.core.registry import Registry
from playground.i18n import Text, tr

if TYPE_CHECKING:
    import torch
    from torch import Tensor
else:
    torch = Lazy("torch")


@dataclass(frozen=True)
class Projection(Mlp):
    """D(x, y) = psi(phi(x)) + v_y . phi(x) (Miyato and Koyama 2018, eq. 3, with a linear psi).

    phi are the hidden layers, psi is the last layer, and the row v_y of V (classes, width) embeds the class. `widths` are
    those of the network without V, which is its last parameter.
    """

    classes: int = 0

    @property
    def shapes(self) -> Iterator[tuple[int, ...]]:
        """Those of the network, then that of V, (classes, width)."""
        yield from shapes_of(self.widths, self.unit.pieces)  # torch's tracer knows no super() in a property
        yield (self.classes, self.widths[-2])

    @property
    def size(self) -> int:
        """The number of parameters."""
        return super().size + self.classes * self.widths[-2]

    @property
    def by_layer(self) -> tuple[tuple[int, ...], ...]:
        """The parameters of each layer; V belongs to the last."""
        *hidden, last = super().by_layer
        return (*hidden, (*last, last[-1] + 1))

    @property
    def in_words(self) -> str:
        """For the exported script."""
        return tr("{network}, a projection (classes: {n})", network=super().in_words, n=self.classes)

    def first(self, way: str, rng: np.random.Generator) -> Tensor:
        """Freshly drawn parameters as one flat float32 vector (size,); V is drawn as a last layer's weight is."""
        network = super().first(way, rng)
        rows, _ = INITIALISATIONS[way].layer(rng, (self.classes, self.widths[-2]), 1.0)
        return torch.cat((network, torch.from_numpy(rows.ravel().astype(np.float32))))

    def __call__(self, parameters: Sequence[Tensor], x: Tensor) -> Tensor:
        """D's output, (n, 1), at points and one-hot classes side by side, x (n, widths[0] + classes)."""
        features = self.hidden(parameters, x)
        phi = features[-1] if features else self._points(x)
        toward = (phi @ parameters[-1].t() * x[:, self.widths[0] :]).sum(1, keepdim=True)
        return phi @ parameters[-3].t() + parameters[-2] + toward

    def hidden(self, parameters: Sequence[Tensor], x: Tensor) -> list[Tensor]:
        """The outputs of each hidden layer's units, which know nothing of the class, (n, width) each."""
        return super().hidden(parameters[:-1], self._points(x))

    def _points(self, x: Tensor) -> Tensor:
        return x[:, : self.widths[0]]


@dataclass(frozen=True)
class Conditional:
    """One way in which D uses the class; `shape(network, classes)` is that of D, made of a network that takes points alone; None
    if nobody is told the class.
    """

    name: str
    label: Text
    help: Text
    shape: Callable[[Mlp, int], Mlp] | None
    source: str = ""


CONDITIONALS: Registry[Conditional] = Registry("way to be told the class")

for _entry in (
    Conditional("none", "Not told", "Neither player knows which class, or mode, a point belongs to.", None),
    Conditional(
        "concatenated",
        "Concatenated",
        "G gets the class beside z, and D gets it beside the point, as further inputs.",
        lambda d, k: replace(d, widths=(d.widths[0] + k, *d.widths[1:])),
        "Mirza and Osindero 2014",
    ),
    Conditional(
        "projection",
        "Projection",
        "G gets the class beside z; D adds to its output how well its features of the point fit the class, an inner product.",
        lambda d, k: Projection(d.widths, d.activation, d.leak, k),
        "Miyato and Koyama 2018, eq. 3",
    ),
):
    CONDITIONALS.add(_entry)


def conditional_d(name: str, network: Mlp, classes: int) -> Mlp:
    """D's form for points of `classes` classes, told in the way of this name; the network itself for "none"."""
    shape = CONDITIONALS[name].shape
    return network if shape is None else shape(network, classes)
