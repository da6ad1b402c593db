"""A share of many runs: the runs of one kind that one thread trains as a batch, and their results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch

from playground.core.choices.objectives import OBJECTIVES
from playground.core.training.functional import Kind, after, means, streams_of, table
from playground.core.training.products import narrow
from playground.core.training.state import MEASURED_NOTHING, Counters, Measured, State, cut
from playground.core.training.trainer import Trainer

if TYPE_CHECKING:
    from torch import Tensor

    from playground.core.experiment import Experiment

    Step = Callable[[tuple[Tensor, ...], Tensor, tuple[Tensor, ...]], tuple[Tensor, Tensor, Tensor]]
    """(vectors, numbers, draws), all stacked -> losses and D's outputs; the vectors are changed."""
    Outcome = tuple[State, Measured, int | None]
    """The last finite state, its measurements, and the iteration that diverged, if any."""

CHECK_EVERY = 32
"""Iterations between two checks that everything is finite; their draws are stacked together."""
G, G_BEFORE = 1, 3
"""Positions in `State.tensors`."""


class Share:
    """`experiments` of one kind, padded to `size` with copies of the last, which are never reported."""

    def __init__(self, kind: Kind, experiments: Sequence[Experiment], size: int) -> None:
        self.kind, self.experiments, self.size = kind, tuple(experiments), size
        self._all = [*experiments, *[experiments[-1]] * (size - len(experiments))]
        trainers = [Trainer(e) for e in self._all]
        self._batches = [trainer.batches for trainer in trainers]
        self.counters = Counters()
        first = [trainer.state().tensors for trainer in trainers]
        self.vectors: tuple[Tensor, ...] = tuple(torch.stack(row) for row in zip(*first, strict=True))
        self._shape = trainers[0].state()
        self._last: tuple[Tensor, Tensor, Tensor] | None = None
        self._ended: dict[int, Outcome] = {}

    # ---- training ----

    def advance(self, n: int, step: Step, stop: Callable[[], bool]) -> None:
        """Trains n iterations of all, ending early if `stop` says so or none is finite any more."""
        goal = self.counters.iteration + n
        with torch.no_grad():
            while (left := goal - self.counters.iteration) > 0 and not stop():
                if len(self._ended) == len(self.experiments):
                    break
                self._stretch(min(left, CHECK_EVERY), step)

    def _stretch(self, n: int, step: Step) -> None:
        kept, before = tuple(vector.clone() for vector in self.vectors), self.counters
        numbers, draws = self.numbers(n), self.draws(n)
        for i in range(n):
            if i == n - 1 and self.kind.g_updates == 1:
                self.vectors[G_BEFORE].copy_(self.vectors[G])  # a step that wrote both would read what it has written
            self._last = step(self.vectors, numbers[i], tuple(part[i] for part in draws))
            self.counters = after(self.kind, self.counters)
        for i in np.flatnonzero(~self._finite()).tolist():
            if i < len(self.experiments) and i not in self._ended:
                self._ended[i] = replayed(self.experiments[i], self._state(i, kept, before), n)

    def numbers(self, n: int) -> Tensor:
        """The scalars of the next n iterations, float64 of shape (n, size, numbers)."""
        found = np.stack([table(self.kind, e, self.counters, n) for e in self._all], 1)
        return torch.from_numpy(found).to(self.kind.device)

    def draws(self, n: int) -> tuple[Tensor, ...]:
        """The draws of the next n iterations, (n, size, draws, batch, columns) for each of the kind's streams.

        If the compiled code works in columns, they are stored column by column.
        """
        k, each = self.counters.draws, self.kind.draws
        found = []
        for stream in streams_of(self.kind):
            spans = [batches.span(stream, k, n * each) for batches in self._batches]
            parts = np.stack([span.reshape(n, each, *span.shape[1:]) for span in spans], 1)
            stacked = torch.from_numpy(parts).to(self.kind.device)
            found.append(stacked.mT.contiguous().mT if narrow(self.kind) else stacked)
        return tuple(found)

    def _finite(self) -> np.ndarray:
        """`Trainer.finite` for each run."""
        assert self._last is not None
        d_loss, g_loss, _ = self._last
        sums = torch.stack((d_loss, g_loss, self.vectors[0].sum(1), self.vectors[1].sum(1)))
        finite: np.ndarray = sums.isfinite().all(0).cpu().numpy()
        return finite

    # ---- results ----

    def _state(self, i: int, vectors: tuple[Tensor, ...], counters: Counters) -> State:
        mine = [vector[i].clone() for vector in vectors]
        return State(counters, *cut(mine, len(self._shape.slots_d), len(self._shape.slots_g)))

    def outcome(self, i: int) -> Outcome:
        """The result of run i."""
        return self._ended.get(i) or (self._state(i, self.vectors, self.counters), self._measured(i), None)

    def _measured(self, i: int) -> Measured:
        if self._last is None:
            return MEASURED_NOTHING
        d_loss, g_loss, outputs = (part[i] for part in self._last)
        d_real, d_fake = means(outputs, OBJECTIVES[self.kind.objective].probability).tolist()
        return Measured(d_loss.item(), g_loss.item(), d_real, d_fake)


def replayed(experiment: Experiment, state: State, n: int) -> Outcome:
    """Trains n iterations from that finite state alone, checking each, to find the one that diverges."""
    trainer = Trainer(experiment)
    trainer.restore(state)
    with torch.enable_grad():
        return careful(trainer, n, every=1)


def careful(trainer: Trainer, n: int, every: int = CHECK_EVERY) -> Outcome:
    """Trains n iterations, checking regularly that everything is finite; ends when it is not."""
    goal = trainer.iteration + n
    kept, measured = trainer.state(), trainer.measured()
    while trainer.iteration < goal:
        n = min(every, goal - trainer.iteration)
        for _ in range(n):
            trainer.iterate()
        if not trainer.finite():
            if n == 1:
                return kept, measured, trainer.iteration
            return replayed(trainer.experiment, kept, n)
        kept, measured = trainer.state(), trainer.measured()
    return kept, measured, None
