"""The lens for nearest neighbours: the slow witnesses of the verdict, in a lens of their own as they need trees."""

from __future__ import annotations

from dataclasses import dataclass

from playground.core.lenses.lens import LENSES, Lens
from playground.core.lenses.look import Look, numpy_of
from playground.core.metrics import METRICS, SLOW, Reading
from playground.core.training.noise import reference_of


@dataclass(frozen=True)
class Neighbours:
    """The slow witnesses' readings of 2,500 fakes, those that the target supports and a finite training set needs."""

    readings: tuple[Reading, ...]
    averaged: bool
    iteration: int


def measure(look: Look, averaged: bool) -> Neighbours:
    """The readings for the averaged or for the raw G; takes a few hundredths of a second."""
    against = reference_of(look.experiment)
    fakes = numpy_of(look.sample(against.n, averaged))
    applying = [METRICS[name] for name in SLOW if METRICS[name].applies(against)]
    readings = tuple(metric.reading(metric.measure(fakes, against), against) for metric in applying)
    return Neighbours(readings, averaged, look.state.iteration)


def see(look: Look) -> Neighbours | None:
    """The readings for the displayed G; None before its first update, when there is nothing to judge."""
    return measure(look, look.averaged) if look.state.counters.g_steps else None


NEIGHBOURS: Lens[Neighbours] = LENSES.add(
    Lens(
        "neighbours",
        "Nearest neighbours",
        "Precision, recall, coverage, the nearest-neighbour test, and copies of training points.",
        see,
        seconds=1.0,
    )
)
