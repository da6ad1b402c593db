"""The start-up experiment tells its story, for every seed: D tells real from fake, G follows, and both meet at 1/2."""

import numpy as np
import pytest

from playground.core.experiment import EXPERIMENT
from playground.core.lenses import Display, Look
from playground.core.lenses.fit import measure
from playground.core.metrics import ModeReport
from playground.core.training.trainer import Trainer

SMOOTHED = 10
"""Iterations over which D's means are averaged at the beginning; a person sees about as many in half a second."""
PARTED_BY = 60
"""Three seconds at the 20 iterations a second with which a new run begins; the slow beginning is faster by then."""
MET_BY, SHARP_BY, LENGTH = 1000, 3000, 6000


def modes(trainer: Trainer, averaged: bool) -> ModeReport:
    report = measure(Look(trainer.experiment, trainer.state(), Display()), averaged).modes
    assert report is not None
    return report


def verdicts(trainer: Trainer, n: int) -> np.ndarray:
    """D's mean on real and on fakes at each of the next n iterations, (n, 2)."""
    found = []
    for _ in range(n):
        trainer.iterate()
        measured = trainer.measured()
        found.append((measured.d_real, measured.d_fake))
    return np.array(found)


def parting(seed: int) -> tuple[Trainer, float, float]:
    """The run when D's smoothed verdicts are farthest apart at the beginning, and these verdicts."""
    trainer = Trainer(EXPERIMENT.with_seed(seed))
    seen = verdicts(trainer, PARTED_BY)
    smooth = np.stack([seen[i - SMOOTHED : i].mean(0) for i in range(SMOOTHED, PARTED_BY + 1)])
    at = int((smooth[:, 0] - smooth[:, 1]).argmax())
    again = Trainer(EXPERIMENT.with_seed(seed))
    verdicts(again, at + SMOOTHED)
    return again, *smooth[at].tolist()


@pytest.mark.parametrize("seed", range(5))
def test_d_tells_real_from_fake_before_g_has_found_the_modes(seed: int) -> None:
    trainer, real, fake = parting(seed)
    assert real >= 0.75
    assert fake <= 0.25
    assert modes(trainer, averaged=False).captured <= 4


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_then_both_meet_at_one_half_and_g_reaches_8_modes_and_90_percent_and_stays_there(seed: int) -> None:
    trainer = Trainer(EXPERIMENT.with_seed(seed))
    verdicts(trainer, MET_BY)
    while trainer.iteration < LENGTH:
        means = verdicts(trainer, 100).mean(0)
        assert np.abs(means - 0.5).max() <= 0.05, trainer.iteration
        if trainer.iteration >= SHARP_BY and trainer.iteration % 500 == 0:
            report = modes(trainer, averaged=True)
            assert report.captured == 8, trainer.iteration
            assert report.high_quality >= 0.90, trainer.iteration
