"""The past of a session: its runs and their branches, each with its moves, curves and checkpoints, in one memory budget."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from playground.core.experiment import Experiment
from playground.core.session.history import Checkpoint, Log, thinned
from playground.engine.curves import Recorder

BUDGET = 256_000_000
"""Bytes that checkpoints and curves may take, unless a person says otherwise."""
LEAST_BUDGET = 1_000_000
MOST_CHECKPOINTS = 4096
"""More would be no denser to the eye, and slow Python's garbage collector."""
EVERY = 32
"""Moments between two checkpoints just now."""
LOSSES = ("d_loss", "g_loss", "d_real", "d_fake")
METRICS = ("modes", "high_quality", "sliced_wasserstein")
METRIC_COLUMNS = (*METRICS, *(f"raw_{name}" for name in METRICS))


@dataclass
class Line:
    """One course of training, from its start or from where it left its parent."""

    number: int
    log: Log
    name: str = ""
    """As a person called it."""
    parent: Line | None = None
    forked_at: int = 0
    """The moment at which it left its parent."""
    losses: Recorder = field(default_factory=lambda: Recorder(LOSSES))
    metrics: Recorder = field(default_factory=lambda: Recorder(METRIC_COLUMNS))
    checkpoints: list[Checkpoint] = field(default_factory=list)
    """In order of time; those before the fork are the parent's."""
    exact: bool = True
    """False where its past was computed by another machine or build, so that replay is to tolerance only."""

    @property
    def ancestry(self) -> Iterator[tuple[Line, int]]:
        """(line, the moment up to which it counts here), from itself up to the run that all began with."""
        line, until = self, self.log.end
        yield line, until
        while line.parent is not None:
            line, until = line.parent, min(until, line.forked_at)
            yield line, until

    @property
    def root(self) -> int:
        """The number of the run that it is a branch of, or its own."""
        return [line.number for line, _ in self.ancestry][-1]

    @property
    def trained(self) -> bool:
        """False while no step has been made in it."""
        return any(isinstance(move, str) for move, _ in self.log.stretches)

    def nearest(self, moment: int) -> Checkpoint:
        """The last checkpoint at or before this moment; there is always one, at the start of the run if nowhere else."""
        for line, until in self.ancestry:
            at = bisect_right(line.checkpoints, min(moment, until), key=lambda c: c.moment)
            if at:
                return line.checkpoints[at - 1]
        raise LookupError(f"run {self.number} has no checkpoint at or before moment {moment}")

    def lay(self, checkpoint: Checkpoint) -> int:
        """Keeps a checkpoint, and says by how many bytes this grew."""
        at = bisect_right(self.checkpoints, checkpoint.moment, key=lambda c: c.moment)
        if at and self.checkpoints[at - 1].moment == checkpoint.moment:
            self.checkpoints[at - 1] = checkpoint
            return 0
        self.checkpoints.insert(at, checkpoint)
        return checkpoint.nbytes

    def cut(self, moment: int) -> None:
        """What came after this moment never was."""
        self.log = self.log.cut(moment)
        iteration = self.log.iteration_at(moment)
        self.losses, self.metrics = self.losses.cut(iteration), self.metrics.cut(iteration)
        self.checkpoints = [c for c in self.checkpoints if c.moment <= moment]

    def shown_at_once(self) -> list[Checkpoint]:
        """Its checkpoints, after those of its parents before it left them."""
        kept: list[Checkpoint] = []
        for line, until in self.ancestry:
            end = min(until, kept[0].moment - 1 if kept else until)
            kept = line.checkpoints[: bisect_right(line.checkpoints, end, key=lambda c: c.moment)] + kept
        return kept


class Past:
    """All lines of a session. It keeps within its budget: first checkpoints thin out, then the oldest line goes."""

    def __init__(self, budget: int = BUDGET, every: int = EVERY) -> None:
        self.lines: dict[int, Line] = {}
        self.every = every
        self.earlier = 0
        """How many runs there were before the lines were taken out of a file, so that numbers of runs stay unique."""
        self._budget = budget
        self._last = 0
        self._bytes = self._count = 0

    # ---- lines ----

    def begin(self, experiment: Experiment, instead_of: Line | None = None) -> Line:
        """A new run; one in which nothing was trained is not worth keeping and gives way to it."""
        if instead_of is not None and not instead_of.trained and not self._children(instead_of):
            self.forget(instead_of.number)
        return self._new(Log(experiment))

    def fork(self, line: Line, moment: int, name: str = "") -> Line:
        """A branch that leaves `line` at this moment; the caller lays its first checkpoint."""
        iteration = line.log.iteration_at(moment)
        branch = self._new(line.log.cut(moment))
        branch.name, branch.parent, branch.forked_at, branch.exact = name, line, moment, line.exact
        branch.losses, branch.metrics = line.losses.cut(iteration), line.metrics.cut(iteration)
        return branch

    def _new(self, log: Log) -> Line:
        self._last += 1
        self.lines[self._last] = line = Line(self._last, log)
        return line

    def take_in(self, lines: dict[int, Line], current: Line) -> None:
        """These lines, read from a file, are the whole past from now on; `current` is to be gone on with."""
        self.earlier += self._last
        self.lines, self._last = dict(lines), max(lines)
        self._weigh()
        self._thin(_with_parents(current))

    def rename(self, number: int, name: str) -> None:
        """Calls a line by a person's name for it."""
        if number in self.lines:
            self.lines[number].name = name

    def forget(self, number: int) -> bool:
        """Drops a line; False where branches hang on it or it is not there."""
        line = self.lines.get(number)
        if line is None or self._children(line):
            return False
        del self.lines[number]
        self._weigh()
        return True

    def _children(self, line: Line) -> bool:
        return any(other.parent is line for other in self.lines.values())

    # ---- memory ----

    @property
    def nbytes(self) -> int:
        """What checkpoints and curves take, in bytes."""
        return self._bytes + sum(line.losses.nbytes + line.metrics.nbytes for line in self.lines.values())

    @property
    def checkpoints(self) -> int:
        return self._count

    @property
    def budget(self) -> int:
        return self._budget

    def allow(self, budget: int, current: Line) -> None:
        """Another budget in bytes, at least LEAST_BUDGET; what is too much goes at once."""
        self._budget = max(budget, LEAST_BUDGET)
        self._thin(_with_parents(current))

    def lay(self, line: Line, checkpoint: Checkpoint) -> None:
        """Keeps a checkpoint of the current line."""
        grown = line.lay(checkpoint)
        self._bytes += grown
        self._count += grown > 0
        self._thin(_with_parents(line))

    def _weigh(self) -> None:
        self._bytes = sum(c.nbytes for line in self.lines.values() for c in line.checkpoints)
        self._count = sum(len(line.checkpoints) for line in self.lines.values())

    def _thin(self, needed: set[int]) -> None:
        if self._fits(1.0):
            return
        while not self._fits(0.9):
            before = self._count
            for line in self.lines.values():
                line.checkpoints = thinned(line.checkpoints, int(0.85 * len(line.checkpoints)))
            self._weigh()
            if self._count == before and not self._forget_oldest(needed):
                return  # what is left is the first and the last moment of the current line

    def _fits(self, share: float) -> bool:
        return self.nbytes <= share * self._budget and self._count <= share * MOST_CHECKPOINTS

    def _forget_oldest(self, needed: set[int]) -> bool:
        return any(self.forget(number) for number in sorted(self.lines) if number not in needed)


def _with_parents(line: Line) -> set[int]:
    return {above.number for above, _ in line.ancestry}
