"""Transitions between modes over a stretch of the run: fixed latents, mapped by G at its checkpoints and as it is now."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import dropwhile
from typing import TYPE_CHECKING

import numpy as np

from playground.core.lenses import Display, Look, Refused
from playground.core.lenses.look import numpy_of
from playground.core.metrics.modes import modes_of
from playground.core.metrics.transitions import Transitions, transitions
from playground.core.own_data.target import class_names, target_of
from playground.i18n import N_

if TYPE_CHECKING:
    from playground.core.training.state import State
    from playground.engine.run import Run

DISPLAY = Display()
"""The latents are the first 1,000 that are drawn, whatever the display's settings are."""


def why_not(run: Run, start: State) -> Refused | None:
    """Why nothing can be counted from this checkpoint of the run until now; None if it can."""
    if target_of(run.experiment).modes is None:
        return Refused(N_("There is nothing to count: this P_data has no modes."))
    if start.iteration == run.iteration:
        return Refused(N_("There is nothing to count: no iteration lies between the checkpoint and this moment."))
    return None


def counted(run: Run, start: State) -> Iterator[float | Transitions]:
    """Follows the latents of the raw G from checkpoint to checkpoint; gives the share that is done, last the result.

    Every time is judged by the modes of the present P_data.
    """
    now = run.look(DISPLAY)
    modes = target_of(run.experiment).modes
    assert modes is not None
    kept = dropwhile(lambda checkpoint: checkpoint.state is not start, run.line.shown_at_once())
    states = [*(checkpoint.state for checkpoint in kept if checkpoint.moment < run.moment), now.state]
    seen = []
    for i, state in enumerate(states, 1):
        look = Look(run.experiment, state, DISPLAY)
        seen.append(modes_of(numpy_of(look.raw_fakes), modes))
        yield i / len(states)
    yield transitions(np.stack(seen), class_names(run.experiment), modes.centres)
