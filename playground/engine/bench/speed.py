"""The speed benchmark: contestants alternate within one run, and the median of their ratios counts."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import median

import torch

from playground.core.errors import InputError
from playground.core.experiment import Experiment
from playground.core.training.functional import kind_of
from playground.core.training.trainer import Trainer
from playground.engine.bench.floor import Floor
from playground.engine.bench.measured import Measured
from playground.engine.bench.textbook import Textbook
from playground.engine.compiler import compile_now, ready

REFERENCE = Experiment(
    batch=256,
    g_layers=2,
    g_width=64,
    g_activation="relu",
    d_layers=2,
    d_width=64,
    penalty="none",
    penalty_weight=0.1,
    ema=0.0,
    learning_rate_d=1e-3,
    beta1_d=0.5,
    beta1_g=0.5,
)
"""D and G 2-64-64, batch 256, non-saturating, Adam."""
ROUNDS, WARM_UP, SECONDS = 9, 60, 0.25


def rates(contestants: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Iterations per second of each contestant in each round; they alternate, so that the machine's drift cancels."""
    for step in contestants.values():
        for _ in range(WARM_UP):
            step()
    found: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, step in contestants.items():
            n, started = 0, time.perf_counter()
            while (elapsed := time.perf_counter() - started) < SECONDS:
                step()
                n += 1
            found[name].append(n / elapsed)
    return found


def ratio(ours: list[float], theirs: list[float]) -> Measured:
    """Ours divided by theirs, round by round."""
    pairs = [a / b for a, b in zip(ours, theirs, strict=True)]
    note = f"{median(ours):,.0f} it/s over {median(theirs):,.0f} it/s"
    return Measured(median(pairs), min(pairs), max(pairs), note)


def eager_over_textbook() -> Measured:
    """The eager engine over the textbook loop, on one thread."""
    torch.set_num_threads(1)
    trainer, textbook = Trainer(REFERENCE), Textbook(REFERENCE)
    found = rates({"ours": trainer.iterate, "textbook": textbook.iterate})
    return ratio(found["ours"], found["textbook"])


def compiled(e: Experiment, n: int = 1) -> Callable[[], int]:
    """The compiled engine: up to n iterations in one call, which returns their number; InputError if it can't be compiled."""
    if reason := compile_now(e):
        raise InputError(reason)
    trainer, kind = Trainer(e), kind_of(e)
    step = ready(kind)
    assert step is not None

    def work() -> int:
        many = min(n, trainer.room_for(kind))
        trainer.iterate_by(step, kind, many)
        return many

    return work


def compiled_over_textbook() -> Measured:
    """The compiled engine over the textbook loop, on one thread."""
    torch.set_num_threads(1)
    found = rates({"ours": compiled(REFERENCE), "textbook": Textbook(REFERENCE).iterate})
    return ratio(found["ours"], found["textbook"])


def compiled_r1r2_over_textbook() -> Measured:
    """The same with R1 and R2, against the textbook's way of writing them."""
    torch.set_num_threads(1)
    e = REFERENCE.changed({"penalty": "r1_r2", "penalty_weight": 1.0})
    found = rates({"ours": compiled(e), "textbook": Textbook(e).iterate})
    return ratio(found["ours"], found["textbook"])


def compiled_over_floor() -> Measured:
    """The compiled engine over the matrix products of one iteration alone, on one thread."""
    torch.set_num_threads(1)
    found = rates({"ours": compiled(REFERENCE), "floor": Floor(REFERENCE).products})
    return ratio(found["ours"], found["floor"])


MEASURES: dict[str, Callable[[], Measured]] = {
    "eager_over_textbook": eager_over_textbook,
    "compiled_over_textbook": compiled_over_textbook,
    "compiled_r1r2_over_textbook": compiled_r1r2_over_textbook,
    "compiled_over_floor": compiled_over_floor,
}
"""Every figure by its key in the JSON."""
