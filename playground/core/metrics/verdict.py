"""A one-sentence verdict on the fakes from the metrics."""

from dataclasses import dataclass
from math import isfinite
from typing import Literal

from playground.core.metrics.modes import CEILING, ModeReport
from playground.i18n import tr

Level = Literal[
    "broken", "lost", "collapsed", "partial", "blurred", "unbalanced", "concentrated", "far", "near", "good"
]


@dataclass(frozen=True)
class Verdict:
    """A sentence and a level, which sets its colour."""

    text: str
    level: Level


@dataclass(frozen=True)
class Thresholds:
    """Thresholds between verdicts."""

    sharp: float = 0.95
    """High-quality share of a solved mixture (the success rule of the published recipes; perfect is .989)."""
    astray: float = 0.5
    """Below this high-quality share most samples are near no mode, and modes are reached only by chance."""
    collapsed: float = 0.5
    """Of the modes: a G that reaches at most half has collapsed; one that lacks a few is still learning."""
    even: float = 0.2
    """Of a mode's fair share: one sample in 2500 already "captures" a mode, so the smallest must have a fifth."""
    deviations: float = 2.0
    """Standard deviations of sampling noise above the ceiling: 99.3 % with 2500 samples."""
    reached: float = 1.5
    """Sliced distance over its floor: one perfect draw varies by a third, so less than this may be chance."""
    near: float = 4.0
    """Sliced distance over its floor: good recipes end at 2 to 3; displaced mass in sharp modes starts at 4."""

    on_data: float = 0.9
    """Precision over that of real points: below this, bridges and blur are visible."""


THRESHOLDS = Thresholds()


def verdict(
    report: ModeReport | None,
    sliced_wasserstein: float,
    floor: float,
    ceiling: float = CEILING,
    on_data: float | None = None,
) -> Verdict:
    """The sentence for a mixture's report, or, for a target without modes, for the sliced distance against its floor.

    `on_data`: precision over that of real points: thin bridges between parts of the data hardly change the distance,
    so a small distance alone does not prove a good fit.

    `ceiling` is the high-quality share of a perfect G, in case the target's modes overlap.
    """
    if not isfinite(sliced_wasserstein):
        return Verdict(tr("Some samples are no longer finite numbers: training has diverged."), "broken")
    ratio = sliced_wasserstein / max(floor, 1e-9)
    return _of_distance(ratio, on_data) if report is None else _of_modes(report, ratio, ceiling)


def _of_distance(ratio: float, on_data: float | None) -> Verdict:
    if ratio <= THRESHOLDS.near and on_data is not None and on_data < THRESHOLDS.on_data:
        return Verdict(tr("Near the data, but {share:.0%} of the fakes lie off it", share=1 - on_data), "blurred")
    if ratio <= THRESHOLDS.reached:
        return Verdict(tr("As close to the data as this many samples can tell."), "good")
    if ratio <= THRESHOLDS.near:
        return Verdict(tr("Near the data: {ratio:.1f} times the distance of real samples.", ratio=ratio), "near")
    return Verdict(tr("Far from the data: {ratio:.0f} times the distance of real samples.", ratio=ratio), "far")


def _of_modes(report: ModeReport, ratio: float, ceiling: float) -> Verdict:
    captured, total = report.captured, report.total
    if captured == 0:
        return Verdict(tr("No sample is near a mode."), "lost")
    if captured < total:
        return _of_missing_modes(report)
    if report.high_quality < THRESHOLDS.sharp:
        return Verdict(tr("{captured} of {total} modes, blurred", captured=captured, total=total), "blurred")
    if report.smallest_share < THRESHOLDS.even or ratio > THRESHOLDS.near:
        return Verdict(tr("All {total} modes, sharp, but unevenly shared", total=total), "unbalanced")
    chance = (ceiling * (1 - ceiling) / max(report.samples, 1)) ** 0.5
    if report.high_quality > ceiling + THRESHOLDS.deviations * chance:
        return Verdict(tr("All {total} modes, but the samples are too concentrated", total=total), "concentrated")
    return Verdict(tr("All {total} modes, sharp", total=total), "good")


def _of_missing_modes(report: ModeReport) -> Verdict:
    captured, total = report.captured, report.total
    if report.high_quality < THRESHOLDS.astray:
        text = tr("{captured} of {total} modes, but most samples are not near any", captured=captured, total=total)
        return Verdict(text, "lost")
    if captured <= THRESHOLDS.collapsed * total:
        return Verdict(tr("{captured} of {total} modes: collapsed", captured=captured, total=total), "collapsed")
    return Verdict(tr("{captured} of {total} modes: some are missing", captured=captured, total=total), "partial")
