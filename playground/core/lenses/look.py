"""A look at one state: what every lens needs from it, computed once, without touching the run it came from."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

import numpy as np
import numpy.typing as npt

from playground.core.arrays import F32
from playground.core.choices.networks import Mlp
from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.several import Several
from playground.core.experiment import Experiment
from playground.core.lazy import Lazy
from playground.core.own_data.target import target_of
from playground.core.targets import Target
from playground.core.training.noise import Stream, generator, latents
from playground.core.training.spectral import d_parameters

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from playground.core.choices.generators import Shape
    from playground.core.training.state import State
else:
    torch = Lazy("torch")

T = TypeVar("T")
Labels = npt.NDArray[np.intp]
Rect = tuple[float, float, float, float]
"""(left, right, bottom, top) in plane units."""

PIECE = 65_536
"""Numbers in a layer's output that stay in the processor's cache: 256 kB."""
PLANE: Rect = (-3.2, 3.2, -3.2, 3.2)
"""The part of the plane that every target fits in."""


@dataclass(frozen=True)
class Display:
    """The user's display settings; they change what is shown, never what is trained."""

    dots: int = 1000
    """Real and fake points shown, each."""
    grid: int = 64
    """D's surface is evaluated at grid x grid points."""
    rect: Rect = PLANE
    """The visible part of the plane, which the surface covers."""
    probes: tuple[tuple[float, float], ...] = ()
    """Points of the plane for exact readings; the first is under the pointer, if it is on the plane."""
    latents_shown: tuple[int, int] = (0, 1)
    """Which two latent dimensions the manifold and the latent pad vary, if there are more."""
    latent: tuple[float, ...] = ()
    """The latent held on the latent pad; empty for none."""
    walk: tuple[float, ...] = ()
    """Two latents, one after the other, between which the pad walks; empty for none."""
    unit: tuple[str, int, int] | None = None
    """The hidden unit under the pointer: ("d" or "g", layer, number)."""
    averaged: bool = True
    """Show the moving average of G (if the experiment keeps one) instead of the raw G."""
    stretched: bool = False
    """D's colours cover what this picture holds instead of a fixed scale."""
    score_spread: float = 0.0
    """Scores up to this far from the middle are told apart by colour; 0: as far as this picture needs."""
    label: int = 0
    """The class for which D is drawn and G is asked, by its number from 0, if the players are told the class."""


class DisplayChanges(TypedDict, total=False):
    """Some fields of a Display with other values; the fields are the same, which a test holds."""

    dots: int
    grid: int
    rect: Rect
    probes: tuple[tuple[float, float], ...]
    latents_shown: tuple[int, int]
    latent: tuple[float, ...]
    walk: tuple[float, ...]
    unit: tuple[str, int, int] | None
    averaged: bool
    stretched: bool
    score_spread: float
    label: int


def frozen(array: np.ndarray) -> np.ndarray:
    """The same array, made read-only."""
    array.flags.writeable = False
    return array


@lru_cache(maxsize=16)
def shown_latents(seed: int, kind: str, size: int, n: int, stream: Stream = Stream.DISPLAY_LATENT) -> F32:
    """The latents whose fakes are drawn: always the same, so that a dot on the screen can be followed."""
    return frozen(latents(generator(seed, stream), kind, n, size))


@lru_cache(maxsize=16)
def shown_reals(seed: int, target: Target, n: int) -> F32:
    """The real points that are drawn, shape (n, 2): always the same."""
    return frozen(target.sample(n, generator(seed, Stream.DISPLAY_DATA)))


@lru_cache(maxsize=16)
def drawn_classes(seed: int, target: Target, n: int, stream: Stream, index: int = 0) -> Labels:
    """The classes of n points of the target, int (n,): those of the drawn real points for Stream.DISPLAY_DATA."""
    return frozen(target.classes(n, generator(seed, stream, index)))


def in_pieces(network: Shape, parameters: Sequence[Tensor], x: Tensor) -> Tensor:
    """The network's output, computed in blocks that fit the processor's cache: several times as fast for many points."""
    most = max(1, PIECE // network.widest)
    if len(x) <= most:
        return network(parameters, x)
    return torch.cat([network(parameters, piece) for piece in torch.split(x, most)])


class Look:
    """One state seen through one display. Everything is computed at most once, without gradients unless requested."""

    def __init__(
        self, experiment: Experiment, state: State, display: Display, past: Sequence[F32] = (), half: str = ""
    ) -> None:
        self.experiment, self.state, self.display = experiment, state, display
        self.half = half
        """"d" or "g" if only one player has just moved: then the raw G is shown, so that its move is visible."""
        self.past = past
        """Earlier marks of the trails, oldest first."""
        self.d, self.g = experiment.d_shape, experiment.g_shape
        self.classes = experiment.classes
        """How many classes the players are told of; 0 if none."""
        self.label = min(display.label, max(0, self.classes - 1))
        """The class for which D is drawn and G is asked."""
        self.device = state.g.device
        self.averaged = display.averaged and experiment.ema > 0
        self._samples: dict[tuple[int, bool, bool], Tensor] = {}
        self._known: dict[Hashable, Any] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return Look, (self.experiment, self.state, self.display, self.past, self.half)

    @property
    def g_network(self) -> Mlp | None:
        """G's layers, of the first of its networks if there are several; None if G is free points."""
        return self.g.network if isinstance(self.g, Several) else self.g if isinstance(self.g, Mlp) else None

    @property
    def g_parameters(self) -> list[Tensor]:
        """The raw G's weights and biases, of the first of its networks if there are several."""
        parts = self.g.views(self.state.g)
        return [part[0] for part in parts] if isinstance(self.g, Several) else parts

    def networks_of(self, latents: Tensor) -> Labels | None:
        """Which of G's networks makes the fake of each latent (n, size), int (n,); None if G is not several networks."""
        return self.g.picked(latents).cpu().numpy() if isinstance(self.g, Several) else None

    @cached_property
    def d_parameters(self) -> list[Tensor]:
        """D's effective weights and biases, spectrally normalised if training does so."""
        return d_parameters(self.experiment, self.state)

    def d_at(self, points: Tensor) -> Tensor:
        """D's raw output, shape (n,), at points (n, 2); a D that judges packs sees that many copies of each point, and one
        that is told the class hears that each is of the display's.
        """
        return in_pieces(self.d, self.d_parameters, self.asked(points.repeat(1, self.experiment.packing))).squeeze(1)

    def d_on(self, points: Tensor) -> Tensor:
        """D's raw output on points (n, 2) of one kind as training shows them to it: of m points, n // m packs of
        neighbours, shape (n // m,). A D that is told the class takes it beside each point, (n, 2 + classes).
        """
        from playground.core.training.packing import packed  # listing the lenses must not load torch

        return in_pieces(self.d, self.d_parameters, packed(points, self.experiment.packing)).squeeze(1)

    # ---- classes ----

    def asked(self, rows: Tensor) -> Tensor:
        """Points or latents (n, k) with the display's class beside each, (n, k + classes)."""
        return rows if not self.classes else self._beside(rows, np.full(len(rows), self.label))

    def of_drawn_classes(self, rows: Tensor) -> Tensor:
        """The first n displayed points or latents (n, k), real or fake, with their classes beside them, (n, k + classes)."""
        labels = self.drawn_labels
        return rows if labels is None else self._beside(rows, labels[: len(rows)])

    def _beside(self, rows: Tensor, labels: Labels) -> Tensor:
        hot = torch.from_numpy(np.eye(self.classes, dtype=np.float32)[labels]).to(rows)
        return torch.cat((rows, hot), 1)

    @property
    def drawn_labels(self) -> Labels | None:
        """The class of each displayed point, int (dots,), the same for the real one and the fake; None if nobody is told."""
        e = self.experiment
        if not self.classes:
            return None
        return drawn_classes(e.seed, target_of(e), self.display.dots, Stream.DISPLAY_DATA)

    # ---- points ----

    @cached_property
    def latents(self) -> Tensor:
        """The displayed latents, shape (dots, latent size), with the classes of the displayed points beside them if G is
        told.
        """
        e = self.experiment
        z = torch.tensor(shown_latents(e.seed, e.latent_kind, e.latent_size, self.display.dots), device=self.device)
        return self.of_drawn_classes(z)

    def fakes_of(self, latents: Tensor, averaged: bool) -> Tensor:
        """G(z), shape (n, 2), of the averaged or the raw G; the classes are beside the latents if it is told."""
        with torch.no_grad():
            return in_pieces(self.g, self.g.views(self.state.ema if averaged else self.state.g), latents)

    def sample(self, n: int, averaged: bool, of_class: bool = False) -> Tensor:
        """n fakes, shape (n, 2), for metrics: from latents that never change, computed once for all metrics. Their classes
        are drawn with the frequencies of the real ones; `of_class`: all are of the display's.
        """
        key = (n, averaged, of_class)
        if key not in self._samples:
            e = self.experiment
            z = torch.tensor(
                shown_latents(e.seed, e.latent_kind, e.latent_size, n, Stream.METRIC_LATENT), device=self.device
            )
            if of_class:
                z = self.asked(z)
            elif self.classes:
                z = self._beside(z, drawn_classes(e.seed, target_of(e), n, Stream.METRIC_LATENT, 1))
            self._samples[key] = self.fakes_of(z, averaged)
        return self._samples[key]

    def once(self, make: Callable[[Look, bool], T], averaged: bool) -> T:
        """`make(self, averaged)`, computed at the first call and cached; it is about the averaged or the raw G."""
        key = (make, averaged)
        if key not in self._known:
            self._known[key] = make(self, averaged)
        value: T = self._known[key]
        return value

    @cached_property
    def raw_fakes(self) -> Tensor:
        return self.fakes_of(self.latents, averaged=False)

    @cached_property
    def shown_fakes(self) -> Tensor:
        return self.fakes_of(self.latents, averaged=True) if self.averaged and not self.half else self.raw_fakes

    @cached_property
    def reals(self) -> F32:
        return shown_reals(self.experiment.seed, target_of(self.experiment), self.display.dots)

    @property
    def seen_reals(self) -> Tensor:
        """The same as D sees them, with their classes beside them if it is told."""
        return self.of_drawn_classes(torch.tensor(self.reals, device=self.device))

    @property
    def probability(self) -> bool:
        """True if D's output is the logit of a probability; else it is a score with an arbitrary zero."""
        return OBJECTIVES[self.experiment.objective].probability

    @cached_property
    def middle(self) -> float:
        """The undecided value of D's raw output: logit 0, or the midpoint of a score's means on real and fake."""
        if self.probability:
            return 0.0
        with torch.no_grad():
            real = self.d_on(self.seen_reals).mean()
            fake = self.d_on(self.of_drawn_classes(self.raw_fakes)).mean()
            return float((real + fake) / 2)

    def verdicts(self, points: Tensor) -> F32:
        """D at points (n, 2), shape (n,): the probability of "real", or the score minus its midpoint. A D that judges packs
        sees copies of each point.
        """
        with torch.no_grad():
            return self._said(self.d_at(points))

    def verdicts_on(self, points: Tensor) -> F32:
        """The same for points of one kind as `d_on` takes them, shape (n // packing,)."""
        with torch.no_grad():
            return self._said(self.d_on(points))

    def _said(self, outputs: Tensor) -> F32:
        output = outputs - self.middle
        return numpy_of(torch.sigmoid(output) if self.probability else output)


def numpy_of(tensor: Tensor) -> F32:
    """A read-only float32 copy on the CPU."""
    return frozen(tensor.detach().cpu().numpy().copy())
