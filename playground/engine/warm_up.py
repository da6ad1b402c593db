"""Warming up: the first iteration of a process is slow, so it is done on a hidden network."""

from __future__ import annotations

from dataclasses import replace

import torch

from playground.core.experiment import EXPERIMENT
from playground.core.lenses import LENSES, Display
from playground.engine.devices import available
from playground.engine.letters import Ready
from playground.engine.run import Run


def warm_up() -> Ready:
    """Loads torch and warms it up on this thread, on one core; returns the available devices."""
    torch.set_num_threads(1)  # only effective on the training thread
    warm = Run(replace(EXPERIMENT, batch=8))
    warm.advance("iteration", careful=True)
    look = warm.look(Display(dots=8, grid=8))
    for lens in LENSES:
        if not lens.seconds:  # costly ones run on a separate thread, and would take longer than loading torch
            lens.see(look)
    return Ready(available(), torch.__version__)
