"""Stop conditions: whether the requested event has occurred."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.core.lenses import Display
from playground.core.lenses.fit import measure
from playground.engine.commands import Stop
from playground.engine.letters import Stopped

if TYPE_CHECKING:
    from playground.engine.run import Run

MODES_EVERY = 20
"""Iterations between two checks whether all modes are captured."""


def met(stop: Stop, run: Run, display: Display) -> Stopped | None:
    """The condition that is met, if any."""
    at = stop.at_iteration
    if at is not None and run.iteration >= at:
        return Stopped(run.iteration, all_modes=False)
    if stop.all_modes and run.iteration % MODES_EVERY == 0:
        look = run.look(display)
        modes = measure(look, look.averaged).modes
        if modes is not None and modes.captured == modes.total:
            return Stopped(run.iteration, all_modes=True)
    return None
