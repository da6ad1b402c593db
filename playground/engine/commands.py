"""All commands to a running session; every command is queued and executed in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from playground.core.experiment import Experiment
from playground.core.lenses import Display, Lens
from playground.core.session.archive import MOST_BYTES
from playground.core.session.history import ByHand, PointMoved, WeightSet


@dataclass(frozen=True)
class Stop:
    """When playing ends by itself; None and False mean never."""

    at_iteration: int | None = None
    all_modes: bool = False
    """As soon as the displayed G captures every mode of the target."""


@dataclass(frozen=True)
class Shots:
    """The only iterations that are shown while playing, so that several runs can be shown at equal ones. No picture of
    these is replaced by a newer one.
    """

    at: frozenset[int]
    costly: frozenset[int] = frozenset()
    """Those of which costly lenses are computed too; the pictures between show these results again."""


@dataclass(frozen=True)
class Play:
    """Iterate until paused."""

    stop: Stop = field(default_factory=Stop)
    shots: Shots | None = None
    """None: a picture is made whenever the last one has been taken."""

    def costly_at(self, iteration: int) -> bool | None:
        """Whether costly lenses are computed at this iteration; None: whenever they are due."""
        return None if self.shots is None else iteration in self.shots.costly


@dataclass(frozen=True)
class Pause:
    """Stop iterating, and show the last state."""


@dataclass(frozen=True)
class Step:
    """Pause, then do n iterations, D updates or G updates."""

    what: str = "iteration"
    """One of history.STEPS."""
    n: int = 1
    unseen: bool = False
    """True: no picture is made before the last of them, so that what pictures measure does not depend on the machine's speed."""


@dataclass(frozen=True)
class TrainDToOptimum:
    """Pause, then train D alone, G frozen, until its loss stops falling or the limit is reached."""

    limit: int = 5000
    """The most D updates."""


@dataclass(frozen=True)
class Analyse:
    """Pause, then analyse this moment in parts (analysis.py); a letter brings the result. Any other command that moves cancels it."""

    what: str
    """"eigenvalues" of the game, the "path" that led here, the "duality" gap, or the "transitions" between modes."""
    since: int = 0
    """The path, or what is counted, begins at the last checkpoint at or before this iteration."""


@dataclass(frozen=True)
class Configure:
    """Continue with this experiment: live knobs take effect at once, a structural one starts a new run."""

    experiment: Experiment


@dataclass(frozen=True)
class RestoreWeight:
    """Undo or redo of a typed weight or a moved point: sets it, if `instead_of` was set in the past of the moment at hand.

    Undo outlives a run: in another run, or before the weight was set, a letter says that there is nothing to undo.
    """

    weight: ByHand
    instead_of: ByHand


@dataclass(frozen=True)
class Restart:
    """Start the run again: with the same seed an identical run, with a new seed a different one."""

    seed: int | None = None


@dataclass(frozen=True)
class Rewind:
    """Pause, then go to a moment of the current line, earlier or later; the moves after it are kept."""

    to: int
    iteration: bool = False
    """True if `to` is an iteration, meaning its last moment; else it is a moment."""
    exact: bool = True
    """Replay to exactly this moment; else go to the last checkpoint at or before it, at once."""
    unseen: bool = False
    """As of steps."""


@dataclass(frozen=True)
class Back:
    """Pause, then undo the last n moves, both training steps and user changes."""

    n: int = 1


@dataclass(frozen=True)
class Branch:
    """Start a separate line at this moment, whatever comes next."""

    name: str = ""


@dataclass(frozen=True)
class Enter:
    """Pause, then return to another line, where it ended."""

    line: int


@dataclass(frozen=True)
class Rename:
    """Name a line; an empty name removes it."""

    line: int
    name: str


@dataclass(frozen=True)
class Forget:
    """Drop a line that is not current and has no branches."""

    line: int


@dataclass(frozen=True)
class Remember:
    """Set the history's budget in bytes."""

    budget: int


@dataclass(frozen=True)
class Save:
    """Save the current session to a file while training continues; a letter reports the result."""

    path: Path
    layout: str = ""
    """The window's dock layout."""
    most_bytes: int = MOST_BYTES
    """The most bytes of checkpoints in the file."""
    quiet: bool = False
    """True for an autosave."""


@dataclass(frozen=True)
class Load:
    """Continue the session in a file, paused where it was saved; a letter reports the result."""

    path: Path


@dataclass(frozen=True)
class PutAside:
    """Pause, and keep the session as it is, whole, until TakeBack; another begins meanwhile, with an empty past.

    Autosaves (`Save.quiet`) are of the session that was put aside: it is the one that a person would miss.
    """


@dataclass(frozen=True)
class TakeBack:
    """Pause, drop the session of now, and continue the one that was put aside, to the bit where it was."""


@dataclass(frozen=True)
class Compile:
    """Train with the compiled engine as soon as it is ready, or with the eager one again; a letter tells when."""

    on: bool


@dataclass(frozen=True)
class Watch:
    """Show these lenses with this display from now on; the `seldom` ones among them, during training, only a few times a
    second.
    """

    lenses: frozenset[Lens[object]]
    display: Display
    seldom: frozenset[Lens[object]] = frozenset()


@dataclass(frozen=True)
class Pace:
    """At most this many iterations a second; None: as many as possible."""

    iterations_per_second: float | None


@dataclass(frozen=True)
class Quit:
    """End the thread."""


@dataclass(frozen=True)
class Move:
    """Continue in a separate process (`apart`), or on a thread of the window's; a letter says where the session is then."""

    apart: bool


@dataclass(frozen=True)
class Luggage:
    """What a session that moves takes along besides its file: the order that it plays by, if it plays; the files that it has
    written; the numbers of its runs (`Past.earlier`, `Past.last`); and which of its lines are exact.
    """

    order: Play | None
    own: frozenset[Path]
    earlier: int
    last: int
    exact: tuple[tuple[int, bool], ...]


@dataclass(frozen=True)
class Leave:
    """Write the whole session into this file and end, once all steps that are still to be made are made."""

    file: Path


@dataclass(frozen=True)
class Arrive:
    """Take up the session that has left through this file."""

    file: Path
    luggage: Luggage


@dataclass(frozen=True)
class Nothing:
    """Only count this command."""


Command = (
    Play
    | Pause
    | Step
    | TrainDToOptimum
    | Analyse
    | Configure
    | WeightSet
    | PointMoved
    | RestoreWeight
    | Restart
    | Rewind
    | Back
    | Branch
    | Enter
    | Rename
    | Forget
    | Remember
    | PutAside
    | TakeBack
    | Compile
    | Save
    | Load
    | Watch
    | Pace
    | Quit
    | Move
    | Leave
    | Arrive
    | Nothing
)
