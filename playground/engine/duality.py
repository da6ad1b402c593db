"""The duality gap: how much each player could still gain against the other as it stands (Grnarova et al. 2019)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.core.choices.objectives import OBJECTIVES
from playground.core.lenses import Look, Refused
from playground.engine.optimal_d import DISPLAY, held_out_loss
from playground.i18n import N_

if TYPE_CHECKING:
    from playground.core.experiment import Experiment
    from playground.core.training.state import State

UPDATES = 500
"""Updates of D alone, and of G alone, from the present state."""
TOLD_EVERY = 10
"""Updates between two shares."""


@dataclass(frozen=True)
class DualityGap:
    """The game's value is minus D's loss on points that it is not trained on, without the penalty, against the raw G.

    `now`; `d_answers`: after D alone has been trained; `g_answers`: after G alone has.
    """

    now: float
    d_answers: float
    g_answers: float

    @property
    def gap(self) -> float:
        """0 at an equilibrium. Both answers are found by training, so that the true gap is at least about this."""
        return self.d_answers - self.g_answers


def why_not(e: Experiment) -> Refused | None:
    """Why this experiment has no duality gap; None if it has one."""
    if OBJECTIVES[e.objective].distance is not None:
        return Refused(N_("With this objective G does not listen to D, so it has no answer to D."))
    return None


def duality_gap(e: Experiment, state: State, updates: int = UPDATES) -> Iterator[float | DualityGap]:
    """Trains copies of both players, each against the other as it stands; gives the share that is done, last the result."""
    from playground.core.training.trainer import Trainer  # this loads torch

    values = [_value(e, state)]
    for player, update in enumerate((Trainer.d_update, Trainer.g_update)):
        copy = Trainer(e)
        copy.restore(state)
        for i in range(1, updates + 1):
            update(copy)
            if i % TOLD_EVERY == 0:
                yield (player + i / updates) / 2
        values.append(_value(e, copy.state()))
    yield DualityGap(*values)


def _value(e: Experiment, state: State) -> float:
    return -held_out_loss(Look(e, state, DISPLAY))
