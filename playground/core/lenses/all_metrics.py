"""The lens for all metrics: every number of the panel with its floor."""

from __future__ import annotations

import math
from dataclasses import dataclass

from playground.core.lenses.lens import LENSES, Lens
from playground.core.lenses.look import Look, numpy_of
from playground.core.metrics import METRICS, reference
from playground.core.own_data.target import target_of


@dataclass(frozen=True)
class MetricRow:
    """One metric: its value, and what a perfect G would score with the same number of samples; NaN where it is
    undefined.
    """

    name: str
    value: float
    floor: float


@dataclass(frozen=True)
class MetricTable:
    """All metrics that this target supports, for the displayed G, on 2,500 fakes."""

    readings: tuple[MetricRow, ...]
    averaged: bool
    samples: int


def see(look: Look) -> MetricTable:
    """Every metric of the displayed G; takes about a tenth of a second."""
    against = reference(target_of(look.experiment))
    fakes = numpy_of(look.sample(against.n, look.averaged))
    readings = []
    for metric in METRICS:
        if metric.applies(against):
            floor = metric.floor(against)
            readings.append(
                MetricRow(metric.name, metric.measure(fakes, against), math.nan if floor is None else floor)
            )
    return MetricTable(tuple(readings), look.averaged, against.n)


METRIC_TABLE: Lens[MetricTable] = LENSES.add(
    Lens("metrics", "All metrics", "Every metric with its floor.", see, seconds=1.0)
)
