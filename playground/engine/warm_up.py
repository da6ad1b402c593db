"""Warming up: the first iteration of a process is slow; it is spent on a network that nobody sees."""

from __future__ import annotations

from dataclasses import replace

import torch

from playground.core.experiment import EXPERIMENT
from playground.core.lenses import LENSES, Display
from playground.engine.devices import available
from playground.engine.letters import Ready
from playground.engine.run import Run

DEAR = 1.0
"""Lenses that are looked through no more often than once in so many seconds are left cold."""


def warm_up() -> Ready:
    """torch is loaded and warm on this thread, on one core; says which devices there are."""
    torch.set_num_threads(1)  # counts only on the thread that trains
    warm = Run(replace(EXPERIMENT, batch=8))
    warm.advance("iteration", careful=True)
    look = warm.look(Display(dots=8, grid=8))
    for lens in LENSES:
        if lens.seconds < DEAR:  # all metrics alone would take as long as all the rest
            lens.see(look)
    return Ready(available(), torch.__version__)
