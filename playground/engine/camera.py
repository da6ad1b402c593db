"""The camera takes negatives: frozen moments of a run, with all that a picture of them needs, for the darkroom to develop."""

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
    """One moment. Costs its taker a checkpoint; the lenses are looked through elsewhere."""

    look: Look
    lenses: frozenset[Lens[object]]
    caption: Picture
    """The picture but for what the lenses will see."""
    line: int
    """The number of its line, and that of the run which the line is a branch of."""
    root: int
    moment: int
    number: int
    """Negatives are numbered in the order in which they are taken."""
    user_actions: int
    """How many times a person had done something: then dear lenses are looked through at once."""
    generation: int
    """How many times all that was seen before had become untrue."""

    @property
    def place(self) -> Hashable:
        """Two negatives of one place show the same to every lens but the pointer's."""
        return (self.line, self.moment, len(self.look.past), replace(self.look.display, probes=()))

    @property
    def game(self) -> Hashable:
        """What is played for; what was seen in another game is not shown any more."""
        e = self.look.experiment
        return (self.root, target_of(e), e.objective)


@dataclass(frozen=True)
class Progress:
    """What the session is at: busy or at rest, iterations a second, commands obeyed, the share of a replay that is done."""

    busy: bool = False
    rate: float = 0.0
    obeyed: int = 0
    replayed: float | None = None


class Camera:
    """Knows what is looked at and how (`lenses`, `display`)."""

    def __init__(self) -> None:
        self.lenses: frozenset[Lens[object]] = frozenset()
        self.display = Display()
        self._number = self._user_actions = 0
        self.generation = 0

    def hurry(self) -> None:
        """A person did something: dear lenses are looked through at once."""
        self._user_actions += 1

    def forget(self) -> None:
        """Another run, or another past: nothing that was seen is true of it."""
        self.generation += 1

    def take(self, run: Run, mood: Progress) -> Negative:
        """This moment of the run."""
        run.keep_trails(TRAILS in self.lenses)
        self._number += 1
        return Negative(
            look=run.look(self.display),
            lenses=self.lenses,
            caption=self._caption(run, mood),
            line=run.line.number,
            root=run.line.root,
            moment=run.moment,
            number=self._number,
            user_actions=self._user_actions,
            generation=self.generation,
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
            timeline=timeline_of(run.past, run.line, run.moment, mood.replayed),
        )
