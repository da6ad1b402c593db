"""The past of a session: runs and branches, each with its moves, curves and checkpoints, in one memory budget."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from playground.core.experiment import Experiment
from playground.core.session.history import Checkpoint, Log, thinned
from playground.engine.curves import Recorder

BUDGET = 256_000_000
"""The default budget in bytes for checkpoints and curves."""
LEAST_BUDGET = 1_000_000
MOST_CHECKPOINTS = 4096
"""More would not look denser, and would slow Python's garbage collector."""
EVERY = 32
"""Moments between the two newest checkpoints."""
LOSSES = ("d_loss", "g_loss", "d_real", "d_fake")
HELD_OUT = "d_held"
"""D's mean output on held-out points, for a run on a finite training set."""
METRICS = ("modes", "high_quality", "sliced_wasserstein")
METRIC_COLUMNS = (*METRICS, *(f"raw_{name}" for name in METRICS))


def loss_columns(first: Experiment) -> tuple[str, ...]:
    """The columns of the losses' curve of a run that begins with this experiment."""
    return (*LOSSES, HELD_OUT) if first.training_points else LOSSES


@dataclass
class Line:
    """One line of training, from its start or from where it left its parent."""

    number: int
    log: Log
    name: str = ""
    """The user's name for it."""
    parent: Line | None = None
    forked_at: int = 0
    """The moment at which it left its parent."""
    losses: Recorder = field(init=False)
    metrics: Recorder = field(default_factory=lambda: Recorder(METRIC_COLUMNS))
    checkpoints: list[Checkpoint] = field(default_factory=list)
    """In chronological order; those before the fork are the parent's."""
    exact: bool = True
    """False if its past was computed by another machine or build, so that replay is exact only to tolerance."""

    def __post_init__(self) -> None:
        self.losses = Recorder(loss_columns(self.log.first))

    @property
    def ancestry(self) -> Iterator[tuple[Line, int]]:
        """(line, the moment up to which it counts here), from itself up to the original run."""
        line, until = self, self.log.end
        yield line, until
        while line.parent is not None:
            line, until = line.parent, min(until, line.forked_at)
            yield line, until

    @property
    def root(self) -> int:
        """The number of the run that it branches from, or its own number."""
        return [line.number for line, _ in self.ancestry][-1]

    @property
    def trained(self) -> bool:
        """False while no step has been made in it."""
        return any(isinstance(move, str) for move, _ in self.log.stretches)

    def nearest(self, moment: int) -> Checkpoint:
        """The last checkpoint at or before this moment; there is always at least the one at the start of the run."""
        for line, until in self.ancestry:
            at = bisect_right(line.checkpoints, min(moment, until), key=lambda c: c.moment)
            if at:
                return line.checkpoints[at - 1]
        raise LookupError(f"run {self.number} has no checkpoint at or before moment {moment}")

    def lay(self, checkpoint: Checkpoint) -> int:
        """Keeps a checkpoint, and returns how many bytes this adds."""
        at = bisect_right(self.checkpoints, checkpoint.moment, key=lambda c: c.moment)
        if at and self.checkpoints[at - 1].moment == checkpoint.moment:
            self.checkpoints[at - 1] = checkpoint
            return 0
        self.checkpoints.insert(at, checkpoint)
        return checkpoint.nbytes

    def cut(self, moment: int) -> None:
        """Discards everything after this moment."""
        self.log = self.log.cut(moment)
        iteration = self.log.iteration_at(moment)
        self.losses, self.metrics = self.losses.cut(iteration), self.metrics.cut(iteration)
        self.checkpoints = [c for c in self.checkpoints if c.moment <= moment]

    def shown_at_once(self) -> list[Checkpoint]:
        """Its checkpoints, preceded by those of its parents before each fork."""
        kept: list[Checkpoint] = []
        for line, until in self.ancestry:
            end = min(until, kept[0].moment - 1 if kept else until)
            kept = line.checkpoints[: bisect_right(line.checkpoints, end, key=lambda c: c.moment)] + kept
        return kept


class Past:
    """All lines of a session. It stays within its budget: first checkpoints are thinned, then the oldest line is
    dropped.
    """

    def __init__(self, budget: int = BUDGET, every: int = EVERY) -> None:
        self.lines: dict[int, Line] = {}
        self.every = every
        self.earlier = 0
        """The number of runs before the lines were loaded from a file, so that run numbers stay unique."""
        self._budget = budget
        self._last = 0
        self._bytes = self._count = 0

    def successor(self) -> Past:
        """An empty past within the same budget, whose runs are numbered on from here."""
        past = Past(self._budget, self.every)
        past.earlier = self.earlier + self._last
        return past

    # ---- lines ----

    def begin(self, experiment: Experiment, instead_of: Line | None = None) -> Line:
        """A new run; it replaces the current one if nothing was trained in that."""
        if instead_of is not None and not instead_of.trained and not self._children(instead_of):
            self.forget(instead_of.number)
        return self._new(Log(experiment))

    def fork(self, line: Line, moment: int, name: str = "") -> Line:
        """A branch that leaves `line` at this moment; the caller keeps its first checkpoint."""
        iteration = line.log.iteration_at(moment)
        branch = self._new(line.log.cut(moment))
        branch.name, branch.parent, branch.forked_at, branch.exact = name, line, moment, line.exact
        branch.losses, branch.metrics = line.losses.cut(iteration), line.metrics.cut(iteration)
        return branch

    def _new(self, log: Log) -> Line:
        self._last += 1
        self.lines[self._last] = line = Line(self._last, log)
        return line

    @property
    def last(self) -> int:
        """The number of the newest line, kept or forgotten."""
        return self._last

    def number_from(self, earlier: int, last: int) -> None:
        """Numbers runs as the past did that moved here: `earlier` runs before it, and `last` lines in it."""
        self.earlier, self._last = earlier, last

    def take_in(self, lines: dict[int, Line], current: Line) -> None:
        """Replaces the whole past with these lines from a file; `current` is to be continued."""
        self.earlier += self._last
        self.lines, self._last = dict(lines), max(lines)
        self._weigh()
        self._thin(_with_parents(current))

    def rename(self, number: int, name: str) -> None:
        """Names a line."""
        if number in self.lines:
            self.lines[number].name = name

    def forget(self, number: int, current: Line | None = None) -> bool:
        """Drops a line; False if it has branches or does not exist."""
        line = self.lines.get(number)
        if line is None or line is current or self._children(line):
            return False
        del self.lines[number]
        self._weigh()
        return True

    def _children(self, line: Line) -> bool:
        return any(other.parent is line for other in self.lines.values())

    # ---- memory ----

    @property
    def nbytes(self) -> int:
        """The size of checkpoints and curves, in bytes."""
        return self._bytes + sum(line.losses.nbytes + line.metrics.nbytes for line in self.lines.values())

    @property
    def checkpoints(self) -> int:
        return self._count

    @property
    def budget(self) -> int:
        return self._budget

    def allow(self, budget: int, current: Line) -> None:
        """Sets the budget in bytes, at least LEAST_BUDGET; any excess is dropped at once."""
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
                return  # only the first and the last moment of the current line are left

    def _fits(self, share: float) -> bool:
        return self.nbytes <= share * self._budget and self._count <= share * MOST_CHECKPOINTS

    def _forget_oldest(self, needed: set[int]) -> bool:
        return any(self.forget(number) for number in sorted(self.lines) if number not in needed)


def _with_parents(line: Line) -> set[int]:
    return {above.number for above, _ in line.ancestry}
