"""The camera takes negatives: frozen moments of a run, with everything the darkroom needs to make a picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from playground.core.lenses import TRAILS, Display, Lens, Look
from playground.core.own_data.target import target_of
from playground.engine.letters import Picture
from playground.engine.timeline import timeline_of

if TYPE_CHECKING:
    from collections.abc import Hashable

    from playground.engine.run import Run


@dataclass(frozen=True, eq=False)
class Negative:
    """One frozen moment. Taking it costs one checkpoint; the lenses are computed elsewhere."""

    look: Look
    lenses: frozenset[Lens[object]]
    seldom: frozenset[Lens[object]]
    """Those that are drawn in turns, and so computed a few times a second during training."""
    caption: Picture
    """The picture without the lenses' results."""
    line: int
    """The number of its line, and that of the run from which the line branches."""
    root: int
    moment: int
    number: int
    """Negatives are numbered in the order in which they are taken."""
    user_actions: int
    """The number of user actions so far; a change makes costly lenses compute at once."""
    generation: int
    """The number of times that all earlier results became invalid."""
    costly: bool | None = None
    """Whether costly lenses are computed of this very moment; None: if they are due."""

    @property
    def place(self) -> Hashable:
        """Two negatives of one place look the same to every lens except the pointer's."""
        return (self.line, self.moment, len(self.look.past), replace(self.look.display, probes=()))

    @property
    def game(self) -> Hashable:
        """The current game; results of another game are no longer shown."""
        e = self.look.experiment
        return (self.root, target_of(e), e.objective)


@dataclass(frozen=True)
class Progress:
    """The session's status: busy or at rest, iterations per second, commands executed, the progress of a replay or of an
    analysis, `Negative.costly`."""

    busy: bool = False
    rate: float = 0.0
    obeyed: int = 0
    replayed: float | None = None
    analysed: float | None = None
    costly: bool | None = None


class Camera:
    """Holds the requested lenses and the display settings (`lenses`, `seldom`, `display`)."""

    def __init__(self) -> None:
        self.lenses: frozenset[Lens[object]] = frozenset()
        self.seldom: frozenset[Lens[object]] = frozenset()
        self.display = Display()
        self._number = self._user_actions = 0
        self.generation = 0

    def hurry(self) -> None:
        """Records a user action: costly lenses are computed at once."""
        self._user_actions += 1

    def forget(self) -> None:
        """Another run, or another past: invalidates all earlier results."""
        self.generation += 1

    def take(self, run: Run, mood: Progress) -> Negative:
        """A negative of the run's current moment."""
        run.keep_trails(TRAILS in self.lenses)
        self._number += 1
        return Negative(
            look=run.look(self.display),
            lenses=self.lenses,
            seldom=self.seldom,
            caption=self._caption(run, mood),
            line=run.line.number,
            root=run.line.root,
            moment=run.moment,
            number=self._number,
            user_actions=self._user_actions,
            generation=self.generation,
            costly=mood.costly,
        )

    def _caption(self, run: Run, mood: Progress) -> Picture:
        return Picture(
            run=run.past.earlier + run.line.root,
            experiment=run.experiment,
            display=self.display,
            counters=run.trainer.counters,
            lenses={},
            measured=run.trainer.measured(),
            losses=run.line.losses.curve(run.iteration),
            metrics=run.line.metrics.curve(run.iteration),
            playing=mood.busy,
            compiled=run.is_fast,
            iterations_per_second=mood.rate,
            obeyed=mood.obeyed,
            analysed=mood.analysed,
            timeline=timeline_of(run.past, run.line, run.moment, mood.replayed),
        )
