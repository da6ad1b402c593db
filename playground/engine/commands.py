"""All that can be said to a running session; every command is kept and obeyed in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from playground.core.experiment import Experiment
from playground.core.lenses import Display, Lens
from playground.core.session.archive import MOST_BYTES
from playground.core.session.history import WeightSet


@dataclass(frozen=True)
class Stop:
    """When playing ends by itself; None and False mean never."""

    at_iteration: int | None = None
    all_modes: bool = False
    """As soon as the shown G captures every mode of the target."""


@dataclass(frozen=True)
class Play:
    """Iterate until told otherwise."""

    stop: Stop = field(default_factory=Stop)


@dataclass(frozen=True)
class Pause:
    """Stop iterating, and show the last state."""


@dataclass(frozen=True)
class Step:
    """Pause, then do n iterations, D updates or G updates."""

    what: str = "iteration"
    """One of history.STEPS."""
    n: int = 1


@dataclass(frozen=True)
class TrainDToOptimum:
    """Pause, then train D alone, G frozen, until its loss stops falling or the limit is reached."""

    limit: int = 5000
    """D updates at the most."""


@dataclass(frozen=True)
class Configure:
    """Go on with this experiment: live knobs act at once, a structural one begins a new run."""

    experiment: Experiment


@dataclass(frozen=True)
class Restart:
    """Begin the run again: with the same seed the very same run, with a new one another."""

    seed: int | None = None


@dataclass(frozen=True)
class Rewind:
    """Pause, then go to a moment of the line at hand, earlier or later; the moves after it stay known."""

    to: int
    iteration: bool = False
    """`to` is an iteration, of which the last moment is meant; else it is a moment."""
    exact: bool = True
    """Replay to exactly this moment; else stand at the last checkpoint at or before it, at once."""


@dataclass(frozen=True)
class Back:
    """Pause, then undo the last n moves: of the game as well as of a person."""

    n: int = 1


@dataclass(frozen=True)
class Branch:
    """From this moment on a line of its own, whatever comes next."""

    name: str = ""


@dataclass(frozen=True)
class Enter:
    """Pause, then return to another line, where it ended."""

    line: int


@dataclass(frozen=True)
class Rename:
    """Calls a line by a person's name for it; an empty one takes the name away."""

    line: int
    name: str


@dataclass(frozen=True)
class Forget:
    """Drops a line that is not at hand and has no branches."""

    line: int


@dataclass(frozen=True)
class Remember:
    """The history may take so many bytes."""

    budget: int


@dataclass(frozen=True)
class Save:
    """Saves the session as it stands into a file, while training goes on; a letter says what came of it."""

    path: Path
    layout: str = ""
    """The window's note of its docks."""
    most_bytes: int = MOST_BYTES
    """Checkpoints in the file take no more than this."""
    quiet: bool = False
    """Nobody asked for it: it is an autosave."""


@dataclass(frozen=True)
class Load:
    """Goes on with the session in a file, paused where it stood; a letter says what came of it."""

    path: Path


@dataclass(frozen=True)
class Compile:
    """Train by the compiled engine as soon as it is ready, or by the eager one again; a letter says when it is."""

    on: bool


@dataclass(frozen=True)
class Watch:
    """From now on show these lenses through this display."""

    lenses: frozenset[Lens[object]]
    display: Display


@dataclass(frozen=True)
class Pace:
    """At most this many iterations a second; None: as many as it can."""

    iterations_per_second: float | None


@dataclass(frozen=True)
class Quit:
    """End the thread."""


Command = (
    Play
    | Pause
    | Step
    | TrainDToOptimum
    | Configure
    | WeightSet
    | Restart
    | Rewind
    | Back
    | Branch
    | Enter
    | Rename
    | Forget
    | Remember
    | Compile
    | Save
    | Load
    | Watch
    | Pace
    | Quit
)
