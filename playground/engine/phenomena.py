"""Watches a run for a phenomenon by evenly spaced measurements."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from playground.core.experiment import Experiment
from playground.core.experiment.phenomena import Glance
from playground.core.lenses import Display, Fit
from playground.core.lenses.fit import measure

if TYPE_CHECKING:
    from playground.engine.run import Run

GLANCES = 12
HELD = 0.05
"""The least share of the high-quality samples for a mode to count as covered."""


def glance_of(fit: Fit, iteration: int, d_loss: float, d_fake: float) -> Glance:
    """A measurement, from the raw G's fit at an iteration, D's loss and its mean output on fakes."""
    modes = fit.modes
    counts = modes.counts if modes is not None else np.zeros(1)
    held = np.flatnonzero(counts >= max(1, HELD * counts.sum()))
    return Glance(
        iteration=iteration,
        captured=modes.captured if modes else 0,
        total=modes.total if modes else 0,
        high_quality=modes.high_quality if modes else float("nan"),
        smallest_share=modes.smallest_share if modes else float("nan"),
        modes=frozenset(int(i) for i in held) if counts.sum() else frozenset(),
        ratio=fit.sliced_wasserstein / fit.floor,
        centre=fit.centre,
        d_loss=d_loss,
        d_fake=d_fake,
    )


def glance(run: Run) -> Glance:
    """A measurement of the raw G at this moment of a run."""
    measured = run.trainer.measured()
    return glance_of(measure(run.look(Display()), averaged=False), run.iteration, measured.d_loss, measured.d_fake)


def course(experiment: Experiment, iterations: int, glances: int = GLANCES) -> list[Glance]:
    """Trains without a window, measuring at equal distances; ends early if training diverges."""
    from playground.engine.run import Run  # this loads torch

    run, seen = Run(experiment), []
    for i in range(1, iterations + 1):
        if run.advance("iteration", careful=False):
            break
        if i % max(1, iterations // glances) == 0:
            seen.append(glance(run))
    return seen
