"""The contents of a session file: lines with their moves, curves and checkpoints, and the current moment."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from playground.core.arrays import F32
from playground.core.choices.optimizers import OPTIMIZERS
from playground.core.lazy import Lazy
from playground.core.session.history import Checkpoint, KnobsTurned, Log, thinned
from playground.core.training.state import Counters, State, cut
from playground.i18n import tr

if TYPE_CHECKING:
    import torch

    from playground.core.experiment import Experiment
else:
    torch = Lazy("torch")

MOST_BYTES = 64_000_000
"""The most bytes of checkpoints in a file; a longer history is thinned."""
MOST_OF_ALL = 160_000_000
"""The most bytes of checkpoints and curves in a file, so that it can be read again (session_file.MOST_FILE_BYTES)."""


@dataclass(frozen=True, eq=False)
class Table:
    """A recorder's rows: `x` iterations, int64 (n,); `y` float32 (columns, n); one row in `stride` iterations."""

    x: npt.NDArray[np.int64]
    y: F32
    stride: int

    @property
    def nbytes(self) -> int:
        return self.x.nbytes + self.y.nbytes


@dataclass(frozen=True, eq=False)
class KeptLine:
    """One line of training, as in engine/past.py."""

    number: int
    name: str
    parent: int | None
    forked_at: int
    log: Log
    losses: Table
    metrics: Table
    checkpoints: tuple[Checkpoint, ...]

    @property
    def nbytes(self) -> int:
        return self.losses.nbytes + self.metrics.nbytes + sum(c.nbytes for c in self.checkpoints)


@dataclass(frozen=True, eq=False)
class Archive:
    """A whole session; it is at `moment` of `line`, where there is a checkpoint."""

    lines: tuple[KeptLine, ...]
    line: int
    moment: int
    machine: str
    """The platform it was computed on: elsewhere the past is recomputed only to tolerance."""
    layout: str = ""
    """The window's dock layout; programs without a window pass it on unchanged."""

    @property
    def here(self) -> Checkpoint:
        """The session's current checkpoint."""
        line = next(line for line in self.lines if line.number == self.line)
        return next(c for c in line.checkpoints if c.moment == self.moment)

    @property
    def nbytes(self) -> int:
        return sum(c.nbytes for line in self.lines for c in line.checkpoints)

    def within(self, most_bytes: int = MOST_BYTES) -> Archive:
        """The same session with its checkpoints thinned to this many bytes; the current one is always kept, and one that
        training cannot continue from is not."""
        archive, share = replace(self, lines=tuple(_of_sound_checkpoints(line) for line in self.lines)), 1.0
        while archive.nbytes > most_bytes and share > 1e-4:
            share *= 0.8
            archive = replace(archive, lines=tuple(self._thin(line, share) for line in archive.lines))
        return archive._bare()

    def _bare(self) -> Archive:
        """The same if it fits into a file; else without its oldest lines and, if necessary, with only the start of
        the others.
        """
        lines = list(self.lines)
        above = {line.number: line.parent for line in lines}
        needed: set[int | None] = set()
        number: int | None = self.line
        while number is not None and number not in needed:
            needed.add(number)
            number = above[number]
        while sum(line.nbytes for line in lines) > MOST_OF_ALL:
            hung_on = {line.parent for line in lines} | needed
            gone = next((line for line in lines if line.number not in hung_on), None)
            if gone is None:
                here = self.here
                lines = [
                    replace(x, checkpoints=tuple(c for c in x.checkpoints if c is here or c is x.checkpoints[0]))
                    for x in lines
                ]
                break
            lines.remove(gone)
        return replace(self, lines=tuple(lines))

    def _thin(self, line: KeptLine, share: float) -> KeptLine:
        kept = thinned(line.checkpoints, int(share * len(line.checkpoints)))
        if line.number == self.line and self.here not in kept:
            kept = sorted([*kept, self.here], key=lambda c: c.moment)
        return replace(line, checkpoints=tuple(kept))


def sizes(experiment: Experiment) -> tuple[list[int], int, int]:
    """The lengths of all vectors of this experiment's states, in the order of `State.tensors`; how many of them are
    slots of D's optimiser, and how many of G's."""
    e = experiment
    d, g = e.d_shape.size, e.g_shape.size
    slots_d, slots_g = len(OPTIMIZERS[e.optimizer_d].slots), len(OPTIMIZERS[e.optimizer_g].slots)
    directions = [shape[0] for shape in list(e.d_shape.shapes)[::2]] if e.spectral_norm == "on" else []
    return [d, g, g, g, *[d] * slots_d, *[g] * slots_g, *directions], slots_d, slots_g


def flattened(state: State) -> F32:
    """All values of a state in one vector."""
    return np.concatenate([t.detach().cpu().numpy().ravel() for t in state.tensors])


def state_of(vector: F32, counters: Counters, experiment: Experiment) -> State:
    """The state with these values; ValueError if their count does not match the experiment."""
    lengths, slots_d, slots_g = sizes(experiment)
    if vector.ndim != 1 or len(vector) != sum(lengths):
        raise ValueError(f"{len(vector)} numbers instead of {sum(lengths)}")
    parts = [torch.from_numpy(part.copy()) for part in np.split(vector, np.cumsum(lengths)[:-1])]
    return State(counters, *cut(parts, slots_d, slots_g))


def _of_sound_checkpoints(line: KeptLine) -> KeptLine:
    kept = tuple(c for c in line.checkpoints if sound(flattened(c.state), c.experiment))
    return line if len(kept) == len(line.checkpoints) else replace(line, checkpoints=kept)


def sound(vector: F32, experiment: Experiment) -> bool:
    """True where the flattened numbers of a state can be continued from: no NaN, and infinite in an optimiser's memory
    alone (a square may overflow there and do no harm)."""
    lengths, of_d, of_g = sizes(experiment)
    d, g, ema, before, slots_d, slots_g, _ = cut(lengths, of_d, of_g)
    start = d + g + ema + before
    rest = np.concatenate((vector[:start], vector[start + sum(slots_d) + sum(slots_g) :]))
    return not (np.isnan(vector).any() or np.isinf(rest).any())


def steps_at(log: Log, moments: Sequence[int]) -> list[tuple[int, int]]:
    """The number of D and G updates at each of these moments."""
    ends, counts, pace = [0], [(0, 0)], []
    experiment = log.first
    for move, times in log.stretches:
        if isinstance(move, KnobsTurned):
            experiment = move.experiment
        together = experiment.updates == "simultaneous"
        of_iteration = (1, 1) if together else (experiment.d_updates, experiment.g_updates)
        d, g = {"d": (1, 0), "g": (0, 1)}.get(move, of_iteration) if isinstance(move, str) else (0, 0)
        pace.append((d, g))
        ends.append(ends[-1] + times)
        counts.append((counts[-1][0] + d * times, counts[-1][1] + g * times))
    found = []
    for moment in moments:
        at = max(bisect_left(ends, moment), 1) - 1
        d, g = pace[at] if at < len(pace) else (0, 0)
        since = moment - ends[at]
        found.append((counts[at][0] + d * since, counts[at][1] + g * since))
    return found


def experiment_at(log: Log, moment: int) -> Experiment:
    """The experiment at a moment."""
    at = bisect_right(log.changes, moment, key=lambda change: change.moment)
    return log.changes[at].before if at < len(log.changes) else log.last_experiment


def same_parents(lines: Sequence[KeptLine]) -> str:
    """What is inconsistent between these lines, or an empty string."""
    known: dict[int, KeptLine] = {}
    for line in lines:
        moments = [c.moment for c in line.checkpoints]
        if line.number in known or not moments or moments != sorted(set(moments)) or moments[-1] > line.log.end:
            return tr("run {n} is out of order", n=line.number)
        if line.parent is None:
            first = moments[0] == line.forked_at == 0
        else:
            above = known.get(line.parent)
            first = (
                above is not None
                and 0 <= line.forked_at <= min(above.log.end, line.log.end)
                and list(above.log.cut(line.forked_at).stretches) == list(line.log.cut(line.forked_at).stretches)
                and above.log.first == line.log.first
            )
        if not first:
            return tr("run {n} does not begin where it should", n=line.number)
        known[line.number] = line
    return ""
