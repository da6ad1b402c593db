"""Fakes that are slightly wrong, and what the verdict's witnesses say of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.core.metrics import FAST, METRICS, SLOW, Reading, Reference, Verdict, mode_report, verdict


def all_readings(fakes: Any, against: Reference) -> list[Reading]:
    """What every witness that this target supports says of the fakes."""
    return [
        METRICS[n].reading(METRICS[n].measure(fakes, against), against)
        for n in FAST + SLOW
        if METRICS[n].applies(against)
    ]


DECISIVE = ("sliced_wasserstein", "coverage", "grid_jsd", "c2st")
"""The witnesses that the issue of a green verdict names: distance, coverage, grid JSD and the classifier test."""


def judged(fakes: Any, against: Reference) -> tuple[Verdict, list[str]]:
    """The verdict with every witness heard, and which of the decisive ones tell the fakes from real points."""
    found = verdict(all_readings(fakes, against), against.target.modes and mode_report(fakes, against.target.modes))
    return found, [w.name for w in found.witnesses if w.name in DECISIVE and not w.passes]


def moved(x: Any, _: np.random.Generator) -> Any:
    """A tenth of a plane unit to the right."""
    return x + np.float32([0.1, 0])


def gathered(x: Any, _: np.random.Generator) -> Any:
    """Seven per cent too small."""
    return x * np.float32(0.93)


def lacking(x: Any, _: np.random.Generator) -> Any:
    """The tenth of the data that lies farthest left is missing, and twice as much lies beside it."""
    order, tenth = np.argsort(x[:, 0]), len(x) // 10
    found = x.copy()
    found[order[:tenth]] = x[order[tenth : 2 * tenth]]
    return found


def astray(x: Any, generator: np.random.Generator) -> Any:
    """One sample of ten lies anywhere."""
    found = x.copy()
    found[: len(x) // 10] = generator.uniform(-2.5, 2.5, (len(x) // 10, 2))
    return found


SLIGHTLY_WRONG = (moved, gathered, lacking, astray)
