"""The lens for all metrics: every number of the panel with its floor."""

from __future__ import annotations

from dataclasses import dataclass

from playground.core.lenses.lens import LENSES, Lens
from playground.core.lenses.look import Look, numpy_of
from playground.core.metrics import METRICS, Reading
from playground.core.training.noise import reference_of


@dataclass(frozen=True)
class MetricTable:
    """All metrics that this target supports, for the displayed G, on 2,500 fakes."""

    readings: tuple[Reading, ...]
    averaged: bool
    samples: int


def see(look: Look) -> MetricTable:
    """Every metric of the displayed G; takes about a tenth of a second."""
    against = reference_of(look.experiment)
    fakes = numpy_of(look.sample(against.n, look.averaged))
    applying = [metric for metric in METRICS if metric.applies(against)]
    readings = tuple(metric.reading(metric.measure(fakes, against), against) for metric in applying)
    return MetricTable(readings, look.averaged, against.n)


METRIC_TABLE: Lens[MetricTable] = LENSES.add(
    Lens("metrics", "All metrics", "Every metric with its floor.", see, seconds=1.0)
)
