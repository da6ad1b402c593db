"""What a session file holds: lines of training with their moves, curves and checkpoints, and where the session stood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from playground.core.history import Checkpoint, Log, thinned
from playground.core.lazy import Lazy
from playground.core.optimizers import OPTIMIZERS
from playground.core.state import Counters, State

if TYPE_CHECKING:
    import torch

    from playground.core.experiment import Experiment
else:
    torch = Lazy("torch")

Floats = npt.NDArray[np.float32]
MOST_BYTES = 64_000_000
"""Checkpoints in a file take no more than this; a longer history is thinned."""


@dataclass(frozen=True, eq=False)
class Table:
    """A recorder's rows: `x` iterations, int64 (n,); `y` float32 (columns, n); one row in `stride` iterations."""

    x: npt.NDArray[np.int64]
    y: Floats
    stride: int


@dataclass(frozen=True, eq=False)
class KeptLine:
    """One line of training, as engine/past.py has it."""

    number: int
    name: str
    parent: int | None
    forked_at: int
    log: Log
    losses: Table
    metrics: Table
    checkpoints: tuple[Checkpoint, ...]


@dataclass(frozen=True, eq=False)
class Archive:
    """A whole session: it stood at `moment` of `line`, where there is a checkpoint."""

    lines: tuple[KeptLine, ...]
    line: int
    moment: int
    machine: str
    """On what it was computed: elsewhere the past can be had again to tolerance only."""
    layout: str = ""
    """The window's own note of its docks; whoever has no window passes it on."""

    @property
    def here(self) -> Checkpoint:
        """The checkpoint at which the session stood."""
        line = next(line for line in self.lines if line.number == self.line)
        return next(c for c in line.checkpoints if c.moment == self.moment)

    @property
    def nbytes(self) -> int:
        return sum(c.nbytes for line in self.lines for c in line.checkpoints)

    def within(self, most_bytes: int = MOST_BYTES) -> Archive:
        """The same session with so few checkpoints that they take no more than this; where it stood always stays."""
        archive, share = self, 1.0
        while archive.nbytes > most_bytes and share > 1e-4:
            share *= 0.8
            archive = replace(self, lines=tuple(self._thin(line, share) for line in self.lines))
        return archive

    def _thin(self, line: KeptLine, share: float) -> KeptLine:
        kept = thinned(line.checkpoints, int(share * len(line.checkpoints)))
        if line.number == self.line and self.here not in kept:
            kept = sorted([*kept, self.here], key=lambda c: c.moment)
        return replace(line, checkpoints=tuple(kept))


def sizes(experiment: Experiment) -> tuple[list[int], int, int]:
    """The lengths of all vectors of this experiment's states, in the order of `State.tensors`; how many of them are
    slots of D's optimiser, and how many of G's."""
    e = experiment
    d, g = e.discriminator.size, e.generator.size
    slots_d, slots_g = len(OPTIMIZERS[e.optimizer_d].slots), len(OPTIMIZERS[e.optimizer_g].slots)
    directions = [shape[0] for shape in list(e.discriminator.shapes)[::2]] if e.spectral_norm == "on" else []
    return [d, g, g, g, *[d] * slots_d, *[g] * slots_g, *directions], slots_d, slots_g


def packed(state: State) -> Floats:
    """All numbers of a state in one vector."""
    return np.concatenate([t.detach().cpu().numpy().ravel() for t in state.tensors])


def unpacked(vector: Floats, counters: Counters, experiment: Experiment) -> State:
    """The state whose numbers these are; ValueError where their count is not the experiment's."""
    lengths, slots_d, slots_g = sizes(experiment)
    if vector.ndim != 1 or len(vector) != sum(lengths):
        raise ValueError(f"{len(vector)} numbers instead of {sum(lengths)}")
    parts = [torch.from_numpy(part.copy()) for part in np.split(vector, np.cumsum(lengths)[:-1])]
    d, g, ema, g_before = parts[:4]
    return State(
        counters,
        d,
        g,
        ema,
        g_before,
        tuple(parts[4 : 4 + slots_d]),
        tuple(parts[4 + slots_d : 4 + slots_d + slots_g]),
        tuple(parts[4 + slots_d + slots_g :]),
    )


def same_parents(lines: Sequence[KeptLine]) -> str:
    """What is wrong with how these lines hang together, or nothing."""
    known: dict[int, KeptLine] = {}
    for line in lines:
        moments = [c.moment for c in line.checkpoints]
        if line.number in known or not moments or moments != sorted(set(moments)) or moments[-1] > line.log.end:
            return f"run {line.number} is out of order"
        if line.parent is None:
            first = moments[0] == line.forked_at == 0
        else:
            above = known.get(line.parent)
            first = (
                above is not None
                and 0 <= line.forked_at <= min(above.log.end, moments[0])
                and list(above.log.cut(line.forked_at).stretches) == list(line.log.cut(line.forked_at).stretches)
                and above.log.first == line.log.first
            )
        if not first:
            return f"run {line.number} does not begin where it should"
        known[line.number] = line
    return ""
