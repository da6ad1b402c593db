"""All that can be said to a running session; every command is kept and obeyed in order."""

from __future__ import annotations

from dataclasses import dataclass, field

from playground.core.experiment import Experiment
from playground.core.lenses import Display


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
    """One of STEPS."""
    n: int = 1


STEPS = ("iteration", "d", "g")


@dataclass(frozen=True)
class Settle:
    """Pause, then train D alone, G frozen, until its loss stops falling or the limit is reached."""

    limit: int = 5000
    """D updates at the most."""


@dataclass(frozen=True)
class Configure:
    """Go on with this experiment: live knobs act at once, a structural one begins a new run."""

    experiment: Experiment


@dataclass(frozen=True)
class SetWeight:
    """Gives one parameter a value at once; of G also in its moving average, so that it is seen at once."""

    network: str
    """"d" or "g"."""
    tensor: int
    """Which of weight, bias, weight, bias, ..."""
    index: tuple[int, ...]
    """(row, column) of a weight, (row,) of a bias."""
    value: float


@dataclass(frozen=True)
class Restart:
    """Begin the run again: with the same seed the very same run, with a new one another."""

    seed: int | None = None


@dataclass(frozen=True)
class Watch:
    """From now on show these lenses through this display."""

    lenses: frozenset[str]
    display: Display


@dataclass(frozen=True)
class Pace:
    """At most this many iterations a second; None: as many as it can."""

    iterations_per_second: float | None


@dataclass(frozen=True)
class Quit:
    """End the thread."""


Command = Play | Pause | Step | Settle | Configure | SetWeight | Restart | Watch | Pace | Quit
