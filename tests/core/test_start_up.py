"""The start-up experiment keeps its promise: all 8 modes, sharp, for every seed."""

import pytest

from playground.core.experiment import EXPERIMENT
from playground.core.lenses import Display, Look
from playground.core.lenses.fit import measure
from playground.core.training.trainer import Trainer


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_the_start_up_experiment_reaches_8_modes_and_90_percent_within_3000_iterations(seed: int) -> None:
    trainer = Trainer(EXPERIMENT.changed({"seed": seed}))
    for _ in range(3000):
        trainer.iterate()
    fit = measure(Look(trainer.experiment, trainer.state(), Display()), averaged=True)
    assert fit.modes is not None
    assert fit.modes.captured == 8
    assert fit.modes.high_quality >= 0.90
