"""What a session says: pictures, of which the newest wins, and letters, of which none may be lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from playground.core.experiment import Experiment
from playground.core.lenses import Display, Lens, Refused
from playground.core.training.state import Counters, Measured
from playground.engine.curves import Curve
from playground.engine.timeline import Timeline

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Picture:
    """Some lenses applied to one state, and all that is needed to caption it."""

    run: int
    """Runs are numbered; a branch has the number of its run."""
    experiment: Experiment
    """The experiment it was made with."""
    display: Display
    counters: Counters
    lenses: Mapping[Lens[object], object]
    """What each watched lens saw; `seen` tells it with its type."""
    measured: Measured
    losses: Curve
    """d_loss, g_loss, d_real, d_fake."""
    metrics: Curve
    """modes, high_quality and sliced_wasserstein of the averaged G, and the same with `raw_` before them of the raw G."""
    playing: bool
    compiled: bool
    """The compiled engine makes the iterations."""
    iterations_per_second: float
    obeyed: int
    """How many commands had been obeyed when it was made."""
    timeline: Timeline
    """Where this moment lies in all that has been."""

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
    """torch is loaded and the first network is warm; these devices are there."""

    devices: tuple[str, ...]
    torch_version: str


@dataclass(frozen=True)
class Diverged:
    """A loss or a parameter became NaN or infinite at this iteration; play has stopped at the last finite state."""

    iteration: int


@dataclass(frozen=True)
class Stopped:
    """A stop condition was met."""

    iteration: int
    all_modes: bool


@dataclass(frozen=True)
class DReachedOptimum:
    """D has been trained until its loss stopped falling, or to the limit, after so many updates."""

    updates: int
    to_the_limit: bool


@dataclass(frozen=True)
class DeviceLost:
    """A device is missing or failed; the run goes on, from the start, on the CPU."""

    device: str
    reason: str


@dataclass(frozen=True)
class Failed:
    """Something in the thread went wrong; the session lives on, paused."""

    message: str
    traceback: str


@dataclass(frozen=True)
class Lost:
    """The process that trained has ended by itself, with this exit code; another one has begun, with the same experiment."""

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
    """The session could not be saved; what was in the file is still there. The reason is one sentence."""

    path: Path
    reason: str
    quiet: bool


@dataclass(frozen=True)
class Loaded:
    """The session in this file is at hand now."""

    path: Path
    layout: str


@dataclass(frozen=True)
class LoadFailed:
    """The file holds no session that could be used, and nothing has changed. The reason is one sentence."""

    path: Path
    reason: str


Letter = (
    Ready
    | Diverged
    | Stopped
    | DReachedOptimum
    | DeviceLost
    | Failed
    | Lost
    | Compiled
    | Saved
    | SaveFailed
    | Loaded
    | LoadFailed
)
