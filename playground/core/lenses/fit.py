"""The lens for fit: the fast metrics of P_model against P_data; with the slow ones they give a verdict in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import nan

import numpy as np

from playground.core.choices.objectives import OBJECTIVES
from playground.core.lenses.lens import LENSES, Lens
from playground.core.lenses.look import Look, numpy_of
from playground.core.lenses.neighbours import Neighbours
from playground.core.metrics import FAST, METRICS, SLOW, ModeReport, Reading, Verdict, mode_report, verdict
from playground.core.training.noise import reference_of

GUESSING = 0.05
"""D guesses if its mean outputs on real and on fake points are both this close to 1/2."""


@dataclass(frozen=True, eq=False)
class Fit:
    """How close P_model is to P_data, from 2500 fakes of fixed latents.

    `modes` is None if the target has none; `floor` is the sliced Wasserstein distance of real points.
    """

    modes: ModeReport | None
    sliced_wasserstein: float
    floor: float
    ceiling: float | None
    """The share on target of real points; None if the target has no modes."""
    averaged: bool
    readings: tuple[Reading, ...]
    """Of the fast witnesses."""
    awaited: tuple[str, ...]
    """The slow witnesses that this target supports, which another lens hears."""
    iteration: int
    centre: tuple[float, float]
    """Mean of the fakes; not finite if a fake is not."""
    row: tuple[float, ...] = ()
    """`triple` of the averaged and of the raw G, for the metrics' curves; only if the lens has computed both."""
    raw: Fit | None = None
    """That of the raw G; likewise."""

    def band(self, name: str) -> tuple[float, float] | None:
        """Where real points score on this metric by chance, (low, high); None if it is not among the readings."""
        return next((reading.band for reading in self.readings if reading.name == name), None)

    @property
    def triple(self) -> tuple[float, float, float]:
        """Modes captured and share on target (NaN without modes), and the distance."""
        captured, good = (self.modes.captured, self.modes.high_quality) if self.modes else (nan, nan)
        return (captured, good, self.sliced_wasserstein)


def measure(look: Look, averaged: bool) -> Fit:
    """The fit of the averaged or of the raw G."""
    against = reference_of(look.experiment)
    fakes = numpy_of(look.sample(against.n, averaged))
    modes = against.target.modes
    report = mode_report(fakes, modes) if modes is not None else None
    with np.errstate(over="ignore", invalid="ignore"):
        x, y = fakes.mean(0, dtype=np.float64).tolist()
    applying = [METRICS[name] for name in FAST if METRICS[name].applies(against)]
    readings = {m.name: m.reading(m.measure(fakes, against), against) for m in applying}
    distance, aim = readings["sliced_wasserstein"], readings.get("high_quality")
    return Fit(
        modes=report,
        sliced_wasserstein=distance.value,
        floor=distance.floor,
        ceiling=aim.floor if aim else None,
        averaged=averaged,
        readings=tuple(readings.values()),
        awaited=tuple(name for name in SLOW if METRICS[name].applies(against)),
        iteration=look.state.iteration,
        centre=(x, y),
    )


def judged(fit: Fit, neighbours: Neighbours | None, means: Sequence[float], objective: str) -> Verdict:
    """The verdict on the fakes of one moment.

    `neighbours`: the slow witnesses of the same fakes, None if they are not heard yet; `means`: D's mean outputs on
    real and on fake points.
    """
    heard = neighbours.readings if neighbours is not None else ()
    guesses = OBJECTIVES[objective].probability and all(abs(mean - 0.5) <= GUESSING for mean in means)
    known = {reading.name for reading in heard}
    missing = [name for name in fit.awaited if name not in known]
    return verdict((*fit.readings, *heard), fit.modes, missing, guesses)


def see(look: Look) -> Fit:
    """The fit of the displayed G."""
    raw = measure(look, averaged=False)
    averaged = measure(look, averaged=True) if look.experiment.ema > 0 else raw
    return replace(averaged if look.averaged else raw, row=averaged.triple + raw.triple, raw=raw)


FIT: Lens[Fit] = LENSES.add(
    Lens("fit", "Fit", "Modes captured, share on target, sliced Wasserstein distance.", see, seconds=0.25)
)
