"""The timeline: the whole past of a session in one frozen value, for drawing and listing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from playground.core.experiment import Experiment
from playground.core.session.history import Change, Checkpoint
from playground.engine.curves import Curve
from playground.engine.past import Line, Past


@dataclass(frozen=True)
class LineSummary:
    """One line as shown in a list."""

    number: int
    name: str
    """The user's name for it; empty if unnamed."""
    parent: int | None
    forked_at: int
    """The iteration at which it left its parent."""
    iterations: int
    experiment: Experiment
    """The one it ended with."""


@dataclass(frozen=True, eq=False)
class Checkpoints:
    """All checkpoints, in order; another process gets only their positions."""

    all: tuple[Checkpoint, ...]

    @cached_property
    def places(self) -> npt.NDArray[np.int64]:
        """(n, 2): moment and iteration of each."""
        return np.array([(c.moment, c.state.iteration) for c in self.all], np.int64).reshape(-1, 2)

    def __getstate__(self) -> dict[str, Any]:
        return {"all": (), "places": self.places}


@dataclass(frozen=True, eq=False)
class Timeline:
    """The position of a picture. Iterations and moments are those of the current line."""

    line: int
    moment: int
    end: int
    iteration: int
    last_iteration: int
    replayed: float | None
    """The completed share of a replay; None if there is none."""
    exact: bool
    """False if this past was computed elsewhere, so that replay is exact only to tolerance."""
    changes: tuple[Change, ...]
    line_summaries: tuple[LineSummary, ...]
    losses: Curve
    """Of the whole line, beyond this moment too."""
    nbytes: int
    budget: int
    kept: Checkpoints

    @property
    def at_end(self) -> bool:
        return self.moment == self.end


def timeline_of(past: Past, line: Line, moment: int, replayed: float | None) -> Timeline:
    """The past, with `moment` of `line` displayed."""
    log = line.log
    return Timeline(
        line=line.number,
        moment=moment,
        end=log.end,
        iteration=log.iteration_at(moment),
        last_iteration=log.iteration_at(log.end),
        replayed=replayed,
        exact=line.exact,
        changes=tuple(log.changes),
        line_summaries=tuple(_course(other) for other in past.lines.values()),
        losses=line.losses.curve(),
        nbytes=past.nbytes,
        budget=past.budget,
        kept=Checkpoints(tuple(line.shown_at_once())),
    )


def _course(line: Line) -> LineSummary:
    return LineSummary(
        line.number,
        line.name,
        line.parent.number if line.parent else None,
        line.log.iteration_at(line.forked_at),
        line.log.iteration_at(line.log.end),
        line.log.last_experiment,
    )
