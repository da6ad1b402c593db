"""History: every move of a run in order, and checkpoints of its states, denser for the recent past.

A moment is a number of moves: moment 0 is the start of the run, and each move leads from one moment to the next.
Training is exact to the bit, so any moment can be recomputed from an earlier checkpoint and the moves in between;
checkpoints only make that fast, and any of them may be dropped.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

import numpy as np

from playground.core.experiment import Experiment
from playground.core.training.state import Measured, State

STEPS = ("iteration", "d", "g")
"""The kinds of step: a whole iteration, one D update, one G update."""
COMPILED = "compiled"
"""A whole iteration by the compiled engine: it rounds differently, so it is replayed by the same engine."""
ITERATIONS = ("iteration", COMPILED)
GAMES = (*STEPS, COMPILED)
"""All moves of the game itself."""
OVERHEAD, SLACK = 6_000, 1.45
"""Bytes that a checkpoint takes besides its values, and the factor by which the process grows beyond these, since
freed blocks leave holes (measured by `bench memory`).
"""


@dataclass(frozen=True)
class KnobsTurned:
    """Live knobs were changed: from here on this is the experiment."""

    experiment: Experiment


@dataclass(frozen=True)
class WeightSet:
    """One parameter was set by hand: `tensor` counts weight, bias, weight, bias, ...; index is (row, column) or
    (row,).
    """

    network: str
    tensor: int
    index: tuple[int, ...]
    value: float

    @property
    def values(self) -> tuple[tuple[int, tuple[int, ...], float], ...]:
        """(tensor, index, value) of everything that is set."""
        return ((self.tensor, self.index, self.value),)


@dataclass(frozen=True)
class PointMoved:
    """One free point was put somewhere by hand: its number, from 0, and its new position in plane units."""

    point: int
    x: float
    y: float
    network: ClassVar[str] = "g"

    @property
    def values(self) -> tuple[tuple[int, tuple[int, ...], float], ...]:
        """(tensor, index, value) of everything that is set."""
        return (0, (self.point, 0), self.x), (0, (self.point, 1), self.y)


ByHand = WeightSet | PointMoved
"""What a person sets in the players themselves."""
Move = str | KnobsTurned | WeightSet | PointMoved
"""One of GAMES, or a user's change."""


@dataclass
class _Stretch:
    """The same step made several times in a row, or one change by the user."""

    move: Move
    end: int
    iteration: int
    """The moment and the iteration where it ends."""


@dataclass(frozen=True)
class Change:
    """A change by the user: the moment after it, the iteration, the experiment before it, and the change itself."""

    moment: int
    iteration: int
    before: Experiment
    done: KnobsTurned | WeightSet | PointMoved


@dataclass
class Log:
    """All moves of a run that began with the experiment `first`."""

    first: Experiment
    changes: list[Change] = field(default_factory=list)
    """All changes by the user, in order."""
    _stretches: list[_Stretch] = field(default_factory=list)

    @property
    def end(self) -> int:
        """The last moment."""
        return self._stretches[-1].end if self._stretches else 0

    @property
    def last_experiment(self) -> Experiment:
        """The one that it ends with."""
        if not self.changes:
            return self.first
        last = self.changes[-1]
        return last.done.experiment if isinstance(last.done, KnobsTurned) else last.before

    @property
    def stretches(self) -> Iterator[tuple[Move, int]]:
        """(move, how often in a row), in order: the compressed log."""
        begin = 0
        for stretch in self._stretches:
            yield stretch.move, stretch.end - begin
            begin = stretch.end

    def add(self, move: Move, times: int = 1) -> None:
        """One more move, or several of the same kind."""
        iteration = self.iteration_at(self.end) + (times if move in ITERATIONS else 0)
        last = self._stretches[-1] if self._stretches else None
        if last is not None and isinstance(move, str) and last.move == move:
            last.end, last.iteration = last.end + times, iteration
        else:
            if not isinstance(move, str):
                self.changes.append(Change(self.end + times, iteration, self.last_experiment, move))
            self._stretches.append(_Stretch(move, self.end + times, iteration))

    def after(self, moment: int) -> Move | None:
        """The move that was made at this moment; None at the end."""
        at = bisect_right(self._stretches, moment, key=lambda s: s.end)
        return self._stretches[at].move if at < len(self._stretches) else None

    def same_after(self, moment: int) -> int:
        """How often the move that was made at this moment follows it; 0 at the end."""
        at = bisect_right(self._stretches, moment, key=lambda s: s.end)
        return self._stretches[at].end - moment if at < len(self._stretches) else 0

    def iteration_at(self, moment: int) -> int:
        """The number of complete iterations by this moment."""
        at = bisect_left(self._stretches, moment, key=lambda s: s.end)
        if at >= len(self._stretches):
            return self._stretches[-1].iteration if self._stretches else 0
        stretch = self._stretches[at]
        return stretch.iteration - (stretch.end - moment if stretch.move in ITERATIONS else 0)

    def moment_of(self, iteration: int) -> int:
        """The last moment with this many complete iterations; the end if there have been fewer."""
        at = bisect_right(self._stretches, iteration, key=lambda s: s.iteration)
        if at >= len(self._stretches):
            return self.end
        stretch = self._stretches[at]
        return stretch.end - (stretch.iteration - iteration)

    def half_at(self, moment: int) -> str:
        """ "d" or "g" if the last step before this moment was by that player alone, else ""."""
        for at in range(bisect_left(self._stretches, moment, key=lambda s: s.end), -1, -1):
            if moment > 0 and at < len(self._stretches) and isinstance(move := self._stretches[at].move, str):
                return "" if move in ITERATIONS else move
        return ""

    def cut(self, moment: int) -> Log:
        """A new log of the moves up to this moment."""
        short = Log(self.first)
        for move, times in self.stretches:
            left = moment - short.end
            if left <= 0:
                break
            short.add(move, min(times, left))
        return short


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """Everything needed to continue from a moment."""

    moment: int
    experiment: Experiment
    state: State
    measured: Measured

    @cached_property
    def nbytes(self) -> int:
        return int(SLACK * self.state.nbytes) + OVERHEAD


def thinned(checkpoints: Sequence[Checkpoint], keep: int) -> list[Checkpoint]:
    """At most `keep` of them (at least 2): gaps grow in proportion to age.

    The first and the last are always kept. Of the others, those that leave the smallest gap for their age are dropped.
    """
    kept = list(checkpoints)
    while len(kept) > max(keep, 2):
        moments = np.array([c.moment for c in kept], np.float64)
        gaps, ages = moments[2:] - moments[:-2], moments[-1] - moments[1:-1]
        order = np.argsort(gaps / (ages + 1), kind="stable") + 1
        surplus, gone = len(kept) - max(keep, 2), np.zeros(len(kept) + 1, bool)
        for at in order[: max(1, len(order) // 3)]:
            if gone.sum() < surplus and not gone[at - 1] and not gone[at + 1]:
                gone[at] = True
        kept = [c for c, away in zip(kept, gone[:-1], strict=True) if not away]
    return kept
