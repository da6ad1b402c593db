"""Watches a run for a phenomenon by evenly spaced measurements."""

from __future__ import annotations

import numpy as np

from playground.core.experiment import Experiment
from playground.core.experiment.phenomena import Glance
from playground.core.lenses import Display
from playground.core.lenses.fit import measure
from playground.engine.run import Run

GLANCES = 12
HELD = 0.05
"""The least share of the high-quality samples for a mode to count as covered."""


def glance(run: Run) -> Glance:
    """A measurement of the raw G at this moment of a run."""
    look = run.look(Display())
    fit, measured = measure(look, averaged=False), run.trainer.measured()
    modes = fit.modes
    counts = modes.counts if modes is not None else np.zeros(1)
    held = np.flatnonzero(counts >= max(1, HELD * counts.sum()))
    x, y = look.raw_fakes.mean(0).tolist()
    return Glance(
        iteration=run.iteration,
        captured=modes.captured if modes else 0,
        total=modes.total if modes else 0,
        high_quality=modes.high_quality if modes else float("nan"),
        smallest_share=modes.smallest_share if modes else float("nan"),
        modes=frozenset(int(i) for i in held) if counts.sum() else frozenset(),
        ratio=fit.sliced_wasserstein / fit.floor,
        centre=(x, y),
        d_loss=measured.d_loss,
        d_fake=measured.d_fake,
    )


def course(experiment: Experiment, iterations: int, glances: int = GLANCES) -> list[Glance]:
    """Trains without a window, measuring at equal distances; ends early if training diverges."""
    run, seen = Run(experiment), []
    for i in range(1, iterations + 1):
        if run.advance("iteration", careful=False):
            break
        if i % max(1, iterations // glances) == 0:
            seen.append(glance(run))
    return seen
