"""The phenomena: failures of GANs, each with a preset that shows it, its cure, and how it is measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from playground.core.registry import Registry


@dataclass(frozen=True)
class Glance:
    """The raw G's measurements at one moment of a run."""

    iteration: int
    captured: int
    total: int
    high_quality: float
    smallest_share: float
    modes: frozenset[int]
    """The modes that hold at least a twentieth of the high-quality samples."""
    ratio: float
    """Sliced Wasserstein distance divided by that of real points."""
    centre: tuple[float, float]
    """Mean of the fakes."""
    d_loss: float
    d_fake: float


Course = Sequence[Glance]
"""Evenly spaced measurements over a run, up to its end."""


def late(course: Course) -> Course:
    """The last third."""
    return course[-max(1, len(course) // 3) :]


def collapsed(course: Course) -> bool:
    """Throughout the last third G covers at most half of the modes, and always the same ones."""
    end = late(course)
    return all(0 < g.captured <= g.total / 2 for g in end) and len({g.modes for g in end}) <= 2


def cycling(course: Course) -> bool:
    """Over the second half the fakes move far without arriving: their mean travels more than four plane units."""
    end = course[len(course) // 2 :]
    path = np.linalg.norm(np.diff([g.centre for g in end], axis=0), axis=1).sum()
    return bool(path > 4) and all(g.ratio > 6 for g in late(course))


def stuck(course: Course) -> bool:
    """D is confident (loss below 0.01) and the fakes move by less than a tenth of their distance from the data."""
    (x0, y0), (x1, y1) = course[len(course) // 2].centre, course[-1].centre
    return all(g.d_loss < 0.01 for g in late(course)) and np.hypot(x1 - x0, y1 - y0) < 0.3 and course[-1].ratio > 10


def hopping(course: Course) -> bool:
    """In the last third G makes one clump: at most one mode at each measurement, and not always the same one."""
    end = late(course)
    places = np.array([g.centre for g in end])
    return all(len(g.modes) <= 1 for g in end) and float(np.ptp(places, axis=0).max()) > 0.5


def astray(course: Course) -> bool:
    """Throughout the last third the fakes are more than eight times as far from the data as real points are by
    chance.
    """
    return all(g.ratio > 8 for g in late(course))


def overshooting(course: Course) -> bool:
    """Throughout the last third less than half of the samples are sharp, and the modes that G covers keep changing."""
    end = late(course)
    return all(g.high_quality < 0.5 for g in end) and len({g.modes for g in end}) == len(end)


def sharp(course: Course) -> bool:
    """At the end all modes are covered and more than half of the samples are sharp."""
    return recovered(course) and course[-1].high_quality > 0.5


def recovered(course: Course) -> bool:
    """At the end all modes are covered, and no fake is far from the data."""
    return course[-1].captured == course[-1].total and course[-1].ratio < 6


def arrived(course: Course) -> bool:
    """G has reached the far data at least once, with most of its samples."""
    return any(g.high_quality > 0.5 for g in course)


@dataclass(frozen=True)
class Phenomenon:
    """A failure, shown by the preset NAME, and its cure, the preset NAME_cured."""

    name: str
    label: str
    help: str
    iterations: int
    shows: Callable[[Course], bool]
    cured: Callable[[Course], bool] = recovered

    @property
    def cure(self) -> str:
        return f"{self.name}_cured"


PHENOMENA: Registry[Phenomenon] = Registry("phenomenon")

for _entry in (
    Phenomenon("mode_collapse", "Mode collapse", "G produces only a few modes and ignores the rest.", 2000, collapsed),
    Phenomenon(
        "cycling",
        "Cycling",
        "Momentum makes the players oscillate: G runs from mode to mode and D follows.",
        2000,
        cycling,
    ),
    Phenomenon(
        "vanishing_gradient",
        "Vanishing gradient",
        "D recognises distant fakes perfectly, and the saturating loss leaves G without a gradient.",
        400,
        stuck,
        arrived,
    ),
    Phenomenon(
        "d_too_strong",
        "D too strong",
        "Ten D updates for each G update: D is never wrong, and G learns nothing from it.",
        400,
        stuck,
    ),
    Phenomenon(
        "g_ahead",
        "G outruns D",
        "G learns ten times as fast as D: one clump that jumps to wherever D is still fooled.",
        2000,
        hopping,
    ),
    Phenomenon(
        "wgan_without_constraint",
        "WGAN without a constraint",
        "A critic without a bound on its slope gives G no useful direction.",
        1500,
        astray,
    ),
    Phenomenon(
        "learning_rate_too_high", "Too high a learning rate", "Both overshoot at every step.", 1200, overshooting, sharp
    ),
):
    PHENOMENA.add(_entry)
