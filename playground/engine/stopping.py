"""Stop conditions: whether the requested event has occurred."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.core.lenses import Display
from playground.core.lenses.fit import measure
from playground.engine.commands import Play, Stop
from playground.engine.letters import Stopped

if TYPE_CHECKING:
    from playground.engine.run import Run

NO_END = 1_000_000
MODES_EVERY = 20
"""Iterations between two checks whether all modes are captured."""


def until_due(order: Play, iteration: int) -> int:
    """How many iterations may follow before something is due between two of them: a check, or an agreed picture."""
    ends = [NO_END]
    if order.stop.at_iteration is not None:
        ends.append(order.stop.at_iteration - iteration)
    if order.stop.all_modes:
        ends.append(MODES_EVERY - iteration % MODES_EVERY)
    if order.shots is not None:
        ends.extend(at - iteration for at in order.shots.at if at > iteration)
    return max(1, min(ends))


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
