"""The speed of many runs at once: 32 seeds as one batch on all cores, against one after another on the eager engine."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import torch

from playground.core.experiment import Experiment
from playground.core.training.trainer import Trainer
from playground.engine.bench.measured import Measured
from playground.engine.bench.speed import REFERENCE, ratio
from playground.engine.many import COMPILED, Many

RUNS = 32
ROUNDS, SECONDS, WARM_UP = 5, 1.0, 64
STEP = 64
"""Iterations between two clock readings: twice the number drawn at once."""

GANLAB = REFERENCE.changed(
    {
        "g_width": 8,
        "d_width": 8,
        "batch": 150,
        "d_updates": 2,
        "g_updates": 1,
        "optimizer_d": "sgd",
        "optimizer_g": "sgd",
        "learning_rate_d": 0.1,
        "learning_rate_g": 0.1,
    }
)
"""GAN Lab's start-up nets."""
SMALL = REFERENCE.changed({"g_width": 32, "d_width": 32, "batch": 128})
"""D and G 2-32-32."""


def together(experiment: Experiment, way: str = COMPILED) -> Measured:
    """The speed of the runs together divided by that of the runs one by one, by the wall clock."""
    torch.set_num_threads(1)
    runs = [experiment.changed({"seed": seed}) for seed in range(RUNS)]
    alone, many = [Trainer(e) for e in runs], Many(runs, way)

    def one_by_one() -> int:
        for trainer in alone:
            trainer.iterate()
        return 1

    def at_once() -> int:
        many.advance(STEP)
        return STEP

    many.advance(WARM_UP)  # compiles
    for _ in range(WARM_UP // 8):
        one_by_one()
    ours, theirs = [], []
    for _ in range(ROUNDS):
        theirs.append(RUNS * _rate(one_by_one))
        ours.append(RUNS * _rate(at_once))
    return ratio(ours, theirs)


def _rate(step: Callable[[], int]) -> float:
    n, started = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - started) < SECONDS:
        n += step()
    return n / elapsed


MEASURES: dict[str, Callable[[], Measured]] = {
    "batch32_ganlab": partial(together, GANLAB),
    "batch32_small": partial(together, SMALL),
    "batch32_reference": partial(together, REFERENCE),
}
"""Every figure by its key in the JSON."""
