"""Many iterations in one call: what the compiler turns into one piece of machine code, and what it is supplied with.

Numbers and draws are supplied for `length` iterations at once; a call makes those from `first` up to `until`. The call needs
Python for none of them, so that a window paints meanwhile (docs/performance.md).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch._higher_order_ops.while_loop import while_loop

from playground.core.choices.objectives import OBJECTIVES
from playground.core.training.functional import Drawn, Kind, Numbers, after, means, streams_of, table
from playground.core.training.iteration import iteration_of
from playground.core.training.noise import BLOCK_POINTS, Batches, Stream

if TYPE_CHECKING:
    from torch import Tensor

    from playground.core.experiment import Experiment
    from playground.core.training.functional import Played
    from playground.core.training.state import Counters

    Vectors = tuple[Tensor, ...]
    Step = Callable[[Vectors, Tensor, Drawn], tuple[Tensor, Tensor, Tensor]]
    """One iteration: (vectors, changed in place; numbers (n,); draws) -> D's loss, G's loss, D's outputs."""
    Chunk = Callable[[Vectors, Tensor, tuple[Tensor, ...], Tensor, Tensor], Tensor]
    """(vectors, changed in place; numbers (length, n); draws (length, ...) each; first; until) -> rows (length, 4): D's
    loss, G's loss, D's mean on real and on fake points, of the iterations made.
    """

LONGEST = 64
"""The most iterations in one supply."""
EMA, BEFORE = 2, 3
"""Positions in `State.tensors`."""
FIELDS = {
    Stream.DATA: "real",
    Stream.LATENT: "latent",
    Stream.PENALTY: "uniforms",
    Stream.INSTANCE_NOISE: "normals",
}
"""The position of a stream's draws in `Drawn`."""


def length(kind: Kind) -> int:
    """The number of iterations in a supply of this kind."""
    return max(1, min(LONGEST, BLOCK_POINTS // (kind.batch * kind.draws)))


def drawn_from(kind: Kind, draws: tuple[Tensor, ...]) -> Drawn:
    """The draws of one iteration, given in the order of the kind's streams."""
    places = [FIELDS[stream] for stream in streams_of(kind)]
    given: list[Any] = [draws[places.index(field)] if field in places else None for field in Drawn._fields]
    return Drawn(*given)


# ---- the supply ----


@dataclass(frozen=True, eq=False)
class Supply:
    """The numbers (length, n) and the draws (length, draws, batch, columns) of the iterations that follow `start`."""

    kind: Kind
    start: Counters
    numbers: Tensor
    draws: tuple[Tensor, ...]

    @classmethod
    def at(cls, e: Experiment, kind: Kind, batches: Batches, c: Counters) -> Supply:
        """The supply that begins with the iteration that follows these counters."""
        n, each = length(kind), kind.draws
        spans = [batches.span(stream, c.draws, n * each) for stream in streams_of(kind)]
        draws = tuple(torch.from_numpy(s.reshape(n, each, *s.shape[1:])).to(kind.device) for s in spans)
        where = "cuda" if kind.device.startswith("cuda") else "cpu"  # beside the draws, where a graph takes them
        return cls(kind, c, torch.from_numpy(table(kind, e, c, n)).to(where), draws)

    def place(self, c: Counters) -> int | None:
        """Which of its iterations follows these counters; None if none does."""
        i = c.iteration - self.start.iteration
        return i if 0 <= i < len(self.numbers) and after(self.kind, self.start, i) == c else None


# ---- the two ways to make a chunk ----


def loop(kind: Kind) -> Chunk:
    """The iterations as one loop, for the compiler: nothing of it needs Python."""
    iteration, size = iteration_of(kind, fused=True), length(kind)

    def chunk(vectors: Vectors, numbers: Tensor, draws: tuple[Tensor, ...], first: Tensor, until: Tensor) -> Tensor:
        def before_end(i: Tensor, _carried: Vectors, _rows: Tensor) -> Tensor:
            return i < until

        def once(i: Tensor, carried: Vectors, rows: Tensor) -> tuple[Tensor, Vectors, Tensor]:
            at = i.view(1)
            given = drawn_from(kind, tuple(part.index_select(0, at).squeeze(0) for part in draws))
            scalars = Numbers(*numbers.index_select(0, at).squeeze(0).unbind(0))
            played = iteration(_all(kind, carried), scalars, given)
            here = torch.arange(size, device=rows.device) == i
            rows = torch.where(here[:, None], _row(kind, played), rows)
            kept = tuple(now.to(torch.float32).clone() for now in played.vectors)  # a number of the knobs is a float64
            return i + 1, _carried(kind, kept), rows

        rows = torch.zeros((size, 4), device=vectors[0].device)
        begin = (first.clone(), _carried(kind, vectors), rows)
        end: tuple[Tensor, Vectors, Tensor] = while_loop(before_end, once, begin)  # type: ignore[no-untyped-call]
        _, carried, rows = end
        for live, now in zip(vectors, _all(kind, carried), strict=True):
            live.copy_(now)
        return rows

    return chunk


def _carried(kind: Kind, vectors: Vectors) -> Vectors:
    """Without the average of G where that is G: torch 2.13's compiler moves one result to two places, and crashes."""
    return vectors if kind.averaged else (*vectors[:EMA], *vectors[BEFORE:])


def _all(kind: Kind, carried: Vectors) -> Vectors:
    return carried if kind.averaged else (*carried[:EMA], carried[1], *carried[EMA:])


def _row(kind: Kind, played: Played) -> Tensor:
    return row(kind, played.d_loss, played.g_loss, played.outputs).to(torch.float32)


def row(kind: Kind, d_loss: Tensor, g_loss: Tensor, outputs: Tensor) -> Tensor:
    """What an iteration has measured, (4,), in the order of `Measured`."""
    probability = OBJECTIVES[kind.objective].probability
    return torch.cat((torch.stack((d_loss, g_loss)), means(outputs, probability)))


def one_by_one(kind: Kind, step: Step) -> Chunk:
    """The iterations one after another, where no loop can be compiled: other devices."""

    def chunk(vectors: Vectors, numbers: Tensor, draws: tuple[Tensor, ...], first: Tensor, until: Tensor) -> Tensor:
        rows = torch.zeros((length(kind), 4), device=vectors[0].device)
        for i in range(int(first), int(until)):
            vectors[BEFORE].copy_(vectors[1])
            d_loss, g_loss, outputs = step(vectors, numbers[i], drawn_from(kind, tuple(part[i] for part in draws)))
            rows[i] = row(kind, d_loss, g_loss, outputs)
        return rows

    return chunk
