"""The lens for fit: the fast metrics of P_model against P_data, and their verdict in words."""

from dataclasses import dataclass, replace
from math import nan

from playground.core.arrays import F32
from playground.core.lenses.lens import LENSES, Lens
from playground.core.lenses.look import Look, numpy_of
from playground.core.metrics import METRICS, ModeReport, Reference, Verdict, mode_report, reference, verdict
from playground.core.metrics.modes import CEILING
from playground.core.own_data.target import target_of


@dataclass(frozen=True, eq=False)
class Fit:
    """How close P_model is to P_data, from 2500 fakes of fixed latents.

    `modes` is None if the target has none; `floor` is the sliced Wasserstein distance of real points.
    """

    modes: ModeReport | None
    sliced_wasserstein: float
    floor: float
    ceiling: float | None
    """The high-quality share of real points; None if the target has no modes."""
    verdict: Verdict
    averaged: bool
    row: tuple[float, ...] = ()
    """`triple` of the averaged and of the raw G, for the metrics' curves; only if the lens has computed both."""

    @property
    def triple(self) -> tuple[float, float, float]:
        """Modes captured and high-quality share (NaN without modes), and the distance."""
        captured, good = (self.modes.captured, self.modes.high_quality) if self.modes else (nan, nan)
        return (captured, good, self.sliced_wasserstein)


def measure(look: Look, averaged: bool) -> Fit:
    """The fit of the averaged or of the raw G."""
    against = reference(target_of(look.experiment))
    fakes = numpy_of(look.sample(against.n, averaged))
    modes = against.target.modes
    report = mode_report(fakes, modes) if modes is not None else None
    sliced = METRICS["sliced_wasserstein"]
    distance, floor = sliced.measure(fakes, against), sliced.floor(against)
    assert floor is not None
    ceiling = METRICS["high_quality"].floor(against)
    said = verdict(report, distance, floor, ceiling or CEILING, on_data(fakes, against) if report is None else None)
    return Fit(report, distance, floor, ceiling, said, averaged)


def on_data(fakes: F32, against: Reference) -> float | None:
    """The precision of the fakes divided by that of real points, at most 1; None if the target has no density."""
    precision = METRICS["precision"]
    floor = precision.floor(against)
    return None if floor is None else min(1.0, precision.measure(fakes, against) / floor)


def see(look: Look) -> Fit:
    """The fit of the displayed G."""
    raw = measure(look, averaged=False)
    averaged = measure(look, averaged=True) if look.experiment.ema > 0 else raw
    return replace(averaged if look.averaged else raw, row=averaged.triple + raw.triple)


FIT: Lens[Fit] = LENSES.add(
    Lens("fit", "Fit", "Modes captured, high-quality share, sliced Wasserstein distance.", see, seconds=0.25)
)
