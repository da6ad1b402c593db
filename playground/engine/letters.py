"""A session's output: pictures, of which only the newest matters, and letters, of which none may be lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from playground.core.experiment import Experiment
from playground.core.lenses import Display, Lens, Refused
from playground.core.metrics.transitions import Transitions
from playground.core.theory.path import PathAngle
from playground.core.training.extreme import Outermost
from playground.core.training.state import Counters, Measured
from playground.engine.commands import Luggage
from playground.engine.curves import Curve
from playground.engine.duality import DualityGap
from playground.engine.timeline import Timeline

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Picture:
    """The results of some lenses on one state, and everything needed for the caption."""

    run: int
    """Runs are numbered; a branch has the number of its run."""
    experiment: Experiment
    """The experiment it was made with."""
    display: Display
    counters: Counters
    lenses: Mapping[Lens[object], object]
    """Each requested lens's result; `seen` gives it with its type."""
    measured: Measured
    losses: Curve
    """d_loss, g_loss, d_real, d_fake."""
    metrics: Curve
    """modes, high_quality and sliced_wasserstein of the averaged G, and, prefixed with `raw_`, the same for the raw
    G.
    """
    playing: bool
    compiled: bool
    """True if the compiled engine makes the iterations."""
    iterations_per_second: float
    obeyed: int
    """The number of commands executed when it was made."""
    analysed: float | None
    """How much of an analysis of this moment is done; None if none is being made."""
    timeline: Timeline
    """This moment's position in the session's past."""
    seconds: float = 0.0
    """How long the training thread took to make it."""

    def seen(self, lens: Lens[T]) -> T | None:
        """What this lens saw; None where it was not watched, has not looked yet, had nothing to see or refused."""
        what = self.lenses.get(lens)
        # the darkroom keeps under a lens what its own `see` returned, and nothing else
        return None if isinstance(what, Refused) else cast("T | None", what)

    def refusal(self, lens: Lens[object]) -> str:
        """The sentence by which this lens refused, untranslated; empty where it did not."""
        what = self.lenses.get(lens)
        return what.sentence if isinstance(what, Refused) else ""


@dataclass(frozen=True)
class Ready:
    """torch is loaded and the first network is warm; these devices are available."""

    devices: tuple[str, ...]
    torch_version: str


@dataclass(frozen=True)
class Diverged:
    """A loss or a parameter became NaN or infinite at this iteration; training has stopped at the last finite state."""

    iteration: int


@dataclass(frozen=True)
class Stopped:
    """A stop condition was met."""

    iteration: int
    all_modes: bool


@dataclass(frozen=True)
class DReachedOptimum:
    """D has been trained until its loss stopped falling, or to the limit, after this many updates."""

    updates: int
    to_the_limit: bool
    off: float | None = None
    """The mean of |D - D*| that is left, on the plane; None where there is no D* to compare with."""


@dataclass(frozen=True, eq=False)
class Analysed:
    """An analysis (commands.Analyse) of the moment at `iteration` has ended."""

    what: str
    iteration: int
    since: int
    """The iteration at which a path, or what is counted, begins."""
    result: Outermost | PathAngle | DualityGap | Transitions | Refused


@dataclass(frozen=True)
class NothingToUndo:
    """A typed weight or a moved point belongs to another network, another run or a later moment: nothing was changed."""


@dataclass(frozen=True)
class DeviceLost:
    """A device is missing or failed; the run continues, from its start, on the CPU."""

    device: str
    reason: str


@dataclass(frozen=True)
class Failed:
    """An error occurred in the thread; the session keeps running, paused."""

    message: str
    traceback: str


@dataclass(frozen=True)
class Lost:
    """The training process stopped unexpectedly with this exit code; a new one has started with the same experiment."""

    code: int | None


@dataclass(frozen=True)
class Compiled:
    """The compiled engine is ready for this experiment, or the reason why it can't be, in a sentence."""

    reason: str


@dataclass(frozen=True)
class Saved:
    """The session has been saved."""

    path: Path
    quiet: bool


@dataclass(frozen=True)
class SaveFailed:
    """The session could not be saved; the old file is unchanged. The reason is one sentence."""

    path: Path
    reason: str
    quiet: bool


@dataclass(frozen=True)
class Loaded:
    """The session in this file is now open."""

    path: Path
    layout: str


@dataclass(frozen=True)
class LoadFailed:
    """The file does not contain a usable session, and nothing has changed. The reason is one sentence."""

    path: Path
    reason: str


@dataclass(frozen=True)
class Moved:
    """The session trains in a separate process (`apart`), or on a thread of the window's; whether that has just changed; if it
    could not move there, the reason in a sentence.
    """

    apart: bool
    reason: str
    changed: bool


@dataclass(frozen=True)
class Left:
    """The session has left through this file, after so many commands; or it stays, for a reason in a sentence."""

    file: Path
    obeyed: int
    reason: str
    luggage: Luggage | None = None


@dataclass(frozen=True)
class Arrived:
    """The session has arrived through this file; or it could not be read, for a reason in a sentence."""

    file: Path
    reason: str = ""


Letter = (
    Moved
    | Left
    | Arrived
    | Ready
    | Diverged
    | Stopped
    | DReachedOptimum
    | Analysed
    | NothingToUndo
    | DeviceLost
    | Failed
    | Lost
    | Compiled
    | Saved
    | SaveFailed
    | Loaded
    | LoadFailed
)
