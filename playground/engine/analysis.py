"""An analysis of the present moment that takes longer than a picture, made in short parts between commands."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from playground.core.errors import InputError
from playground.core.lenses import Display, Refused
from playground.engine.letters import Analysed, Letter
from playground.i18n import N_

if TYPE_CHECKING:
    from playground.core.metrics.transitions import Transitions
    from playground.core.theory.path import PathAngle
    from playground.core.training.extreme import Outermost
    from playground.core.training.state import State
    from playground.engine.commands import Analyse
    from playground.engine.duality import DualityGap
    from playground.engine.run import Run

SECONDS = 0.01
"""Commands and pictures are handled about this often."""


class Analysis:
    """One analysis of a run's present moment; `share` is how much is done, `letter` the result once it has arrived."""

    analyses = True

    def __init__(self, run: Run, command: Analyse) -> None:
        self.goal, self.share = run.moment, 0.0
        self.letter: Letter | None = None
        start = run.line.nearest(run.line.log.moment_of(command.since)).state
        self._what, self._iteration, self._since = command.what, run.iteration, start.iteration
        self._parts = PARTS[command.what](run, start)

    def arrived(self) -> bool:
        """Continues for a short while; True once the result is there."""
        until = time.perf_counter() + SECONDS
        try:
            for part in self._parts:
                if not isinstance(part, float):
                    self.letter = self._letter(part)
                    return True
                self.share = part
                if time.perf_counter() > until:
                    return False
        except InputError as error:
            self.letter = self._letter(Refused(str(error)))
        except FloatingPointError:
            from playground.core.lenses.numbers import NOT_FINITE

            self.letter = self._letter(Refused(NOT_FINITE))
        return True

    def _letter(self, result: Outermost | PathAngle | DualityGap | Transitions | Refused) -> Letter:
        return Analysed(self._what, self._iteration, self._since, result)


def _eigenvalues(run: Run, _start: State) -> Iterator[Any]:
    from playground.core.lenses.numbers import fixed_points, no_game
    from playground.core.training.extreme import outermost

    look = run.look(Display())
    refused = no_game(look.experiment)
    return iter([refused]) if refused else outermost(look.experiment, look.state, fixed_points(look))


def _path(run: Run, start: State) -> Iterator[Any]:
    import torch  # loaded by then; this module is imported before

    from playground.core.lenses.numbers import fixed_points, no_game
    from playground.core.training.extreme import path

    look = run.look(Display())
    refused = no_game(look.experiment)
    if not refused and torch.equal(start.d, look.state.d) and torch.equal(start.g, look.state.g):
        refused = Refused(
            N_("The path has no length: the players are where they were at the last checkpoint before it begins.")
        )
    return iter([refused]) if refused else path(look.experiment, start, look.state, fixed_points(look))


def _duality(run: Run, _start: State) -> Iterator[Any]:
    from playground.engine.duality import duality_gap, why_not

    look = run.look(Display())
    refused = why_not(look.experiment)
    return iter([refused]) if refused else duality_gap(look.experiment, look.state)


def _transitions(run: Run, start: State) -> Iterator[Any]:
    from playground.engine.transitions import counted, why_not

    refused = why_not(run, start)
    return iter([refused]) if refused else counted(run, start)


PARTS: dict[str, Callable[[Run, State], Iterator[Any]]] = {
    "eigenvalues": _eigenvalues,
    "path": _path,
    "duality": _duality,
    "transitions": _transitions,
}
"""The parts of each analysis: shares that are done, and last the result."""
