"""The training state: everything that training changes, as one frozen value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class Counters:
    """The progress of a run; with the seed, these are the whole state of its random numbers."""

    iteration: int = 0
    d_steps: int = 0
    g_steps: int = 0
    draws: int = 0
    """Batches drawn so far; draw k of data, latent and penalty noise belong together."""
    draws_of_g: int = 0
    """The draw of G's last update, plus 1. G uses the latest draw if it has not done so yet, else a new one."""
    d_age: int = 0
    """Steps of D's optimiser since it was chosen, including look-ahead steps."""
    g_age: int = 0


@dataclass(frozen=True, eq=False)
class State:
    """A checkpoint of a run. Parameters and optimiser slots are flat vectors, owned by this state and never changed.

    d, g, ema: float32 of shape (network size,); g_before: the raw G before its
    last update, so that its move can be shown; slots_d, slots_g: vectors of the same shape, as the optimiser names
    them. directions: one vector (out,) for each of D's layers if D is spectrally normalised, else none.
    """

    counters: Counters
    d: Tensor
    g: Tensor
    ema: Tensor
    g_before: Tensor
    slots_d: tuple[Tensor, ...]
    slots_g: tuple[Tensor, ...]
    directions: tuple[Tensor, ...] = ()

    @property
    def iteration(self) -> int:
        return self.counters.iteration

    @property
    def tensors(self) -> tuple[Tensor, ...]:
        """All vectors in a fixed order."""
        return (self.d, self.g, self.ema, self.g_before, *self.slots_d, *self.slots_g, *self.directions)

    @property
    def nbytes(self) -> int:
        return sum(t.numel() * t.element_size() for t in self.tensors)

    def equals(self, other: State) -> bool:
        """True if every value is the same, bit for bit."""
        return self.counters == other.counters and all(
            a.shape == b.shape and bool((a == b).all()) for a, b in zip(self.tensors, other.tensors, strict=True)
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled for another process as plain arrays, which arrive on its CPU."""
        numbers = np.concatenate([t.cpu().numpy() for t in self.tensors])
        return _arrived, (
            self.counters,
            numbers,
            [len(t) for t in self.tensors],
            len(self.slots_d),
            len(self.slots_g),
        )

    def finite(self) -> bool:
        """False where any number is NaN or infinite."""
        return all(bool(t.isfinite().all()) for t in self.tensors)


def _arrived(counters: Counters, numbers: np.ndarray, lengths: list[int], slots_d: int, slots_g: int) -> State:
    import torch  # names are known before torch is loaded

    return State(counters, *cut(torch.split(torch.from_numpy(numbers), lengths), slots_d, slots_g))


T = TypeVar("T")


def cut(
    vectors: Sequence[T], slots_d: int, slots_g: int
) -> tuple[T, T, T, T, tuple[T, ...], tuple[T, ...], tuple[T, ...]]:
    """Groups the vectors, or one value for each, in the order of `State.tensors`: (d, g, ema, g_before,
    D's optimiser slots, G's, directions of spectral normalisation)."""
    d, g, ema, before, *rest = vectors
    return (
        d,
        g,
        ema,
        before,
        tuple(rest[:slots_d]),
        tuple(rest[slots_d : slots_d + slots_g]),
        tuple(rest[slots_d + slots_g :]),
    )


@dataclass(frozen=True)
class Measured:
    """The measurements of the last updates on their own batches; NaN if there has been none.

    Losses are without the penalty; d_real and d_fake are the means of D's probability of "real" (or of its score).
    """

    d_loss: float = float("nan")
    g_loss: float = float("nan")
    d_real: float = float("nan")
    d_fake: float = float("nan")


MEASURED_NOTHING = Measured()
"""Before the first update."""
