"""The verdict on the fakes: a sentence that takes the worst of its witnesses, and says which tells them apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Literal

from playground.core.metrics.metric import Reading
from playground.core.metrics.modes import ModeReport
from playground.core.metrics.reference import SAMPLES
from playground.core.metrics.witnesses import SMALLEST, Witness, label_of, witness
from playground.i18n import N_, tr

Level = Literal[
    "broken", "lost", "collapsed", "partial", "blurred", "unbalanced", "concentrated", "far", "near", "good"
]


@dataclass(frozen=True)
class Verdict:
    """A sentence and a level, which sets its colour, with the witnesses behind them."""

    text: str
    level: Level
    detail: str
    """Names which witnesses tell the fakes from real points, the most certain first, and which are not heard yet."""
    witnesses: tuple[Witness, ...]

    @property
    def good(self) -> bool:
        """True only if all witnesses have been heard and none tells the fakes from real points."""
        return self.level == "good"


@dataclass(frozen=True)
class Thresholds:
    """Thresholds between the levels of fakes that can be told from real points."""

    astray: float = 0.5
    """Below this share on target most samples are near no mode, and modes are reached only by chance."""
    collapsed: float = 0.5
    """Of the modes: a G that reaches at most half has collapsed; one that lacks a few is still learning."""
    even: float = 0.2
    """Of a mode's fair share: one sample in 2500 already "captures" a mode, so the smallest must have a fifth."""
    near: float = 4.0
    """Sliced distance over its floor: good recipes end at 1 to 2; displaced mass in sharp modes starts at 4."""
    on_data: float = 0.9
    """Precision over that of real points: below this, bridges and blur are visible."""


THRESHOLDS = Thresholds()


def verdict(
    readings: Sequence[Reading],
    report: ModeReport | None = None,
    missing: Sequence[str] = (),
    guesses: bool = False,
    samples: int = SAMPLES,
) -> Verdict:
    """The verdict from the witnesses' readings, of which the sliced Wasserstein distance must be one.

    `report`: that of a mixture, None for a target without modes; `missing`: the names of the witnesses not heard yet;
    `guesses`: whether D's output is a probability near 1/2 on both kinds of points; `samples`: the number of fakes.
    """
    case = _Case(
        witnesses={reading.name: witness(reading) for reading in readings},
        report=report,
        missing=tuple(label_of(name) for name in missing),
        guesses=guesses,
        samples=samples,
    )
    rule = next(rule for rule in RULES if rule.applies(case))
    return Verdict(rule.text(case), rule.level, _detail(case), tuple(case.witnesses.values()))


@dataclass(frozen=True)
class _Case:
    """What is known of some fakes."""

    witnesses: dict[str, Witness]
    report: ModeReport | None
    missing: tuple[str, ...]
    guesses: bool
    samples: int

    @property
    def failing(self) -> list[Witness]:
        """Those that tell the fakes from real points, the most certain first."""
        return sorted((w for w in self.witnesses.values() if not w.passes), key=lambda w: -w.excess)

    @property
    def ratio(self) -> float:
        """The sliced Wasserstein distance over that of real points."""
        distance = self.witnesses["sliced_wasserstein"]
        return distance.value / max(distance.floor, SMALLEST)

    @property
    def reached(self) -> float:
        """The share of the modes that is reached; 1 without modes, or if only modes too rare to be expected are empty."""
        if self.report is None or (self.report.captured and not self.report.missing):
            return 1.0
        return self.report.captured / self.report.total

    @property
    def on_target(self) -> float:
        """The share on target; 1 without modes."""
        return self.report.high_quality if self.report else 1.0

    @property
    def uneven(self) -> bool:
        if self.report is None:
            return False
        return self.report.smallest_share < THRESHOLDS.even or self.ratio > THRESHOLDS.near

    @property
    def aimed_beyond_chance(self) -> int:
        """-1 if fewer are on target than of real points, 1 if more, 0 if chance explains the difference."""
        aim = self.witnesses.get("high_quality")
        return 0 if aim is None or aim.passes else 1 if aim.value > aim.floor else -1

    @property
    def off_data(self) -> float:
        """The share of fakes off the data beyond that of real points; 0 if precision is unknown."""
        precision = self.witnesses.get("precision")
        return 1 - min(1.0, precision.value / precision.floor) if precision else 0.0

    def said(self, text: str) -> str:
        """The text with the modes reached, their number and the share on target."""
        assert self.report is not None
        return tr(text, captured=self.report.captured, total=self.report.total, share=self.on_target)

    @property
    def head(self) -> str:
        """How a sentence begins that goes on to say what tells the fakes apart."""
        if self.report is not None:
            return self.said(N_("{captured} of {total} modes, {share:.0%} on target"))
        return tr("Close to the data") if self.witnesses["sliced_wasserstein"].passes else tr("Near the data")


@dataclass(frozen=True)
class _Rule:
    """A level, when it applies and its sentence."""

    level: Level
    applies: Callable[[_Case], bool]
    text: Callable[[_Case], str]


def _modes(level: Level, applies: Callable[[_Case], bool], text: str) -> _Rule:
    """A rule for mixtures only."""
    return _Rule(level, lambda case: case.report is not None and applies(case), lambda case: case.said(text))


def _good(case: _Case) -> str:
    if case.report is not None:
        return tr("{head}, D guesses 50:50", head=case.head) if case.guesses else case.head
    if case.guesses:
        return tr("As close to the data as {n:,} samples can tell, D guesses 50:50", n=case.samples)
    return tr("As close to the data as {n:,} samples can tell", n=case.samples)


RULES = (
    _Rule(
        "broken",
        lambda case: not isfinite(case.witnesses["sliced_wasserstein"].value),
        lambda _: tr("Some samples are no longer finite numbers: training has diverged."),
    ),
    _modes("lost", lambda case: case.reached == 0, N_("No sample is near a mode.")),
    _modes(
        "lost",
        lambda case: case.reached < 1 and case.on_target < THRESHOLDS.astray,
        N_("{captured} of {total} modes, but most samples are not near any"),
    ),
    _modes(
        "collapsed",
        lambda case: case.reached < 1 and case.reached <= THRESHOLDS.collapsed,
        N_("{captured} of {total} modes: collapsed"),
    ),
    _modes("partial", lambda case: case.reached < 1, N_("{captured} of {total} modes: some are missing")),
    _modes(
        "blurred",
        lambda case: case.aimed_beyond_chance < 0,
        N_("{captured} of {total} modes, {share:.0%} on target: blurred"),
    ),
    _modes(
        "unbalanced",
        lambda case: case.uneven,
        N_("{captured} of {total} modes, {share:.0%} on target, but unevenly shared"),
    ),
    _modes(
        "concentrated",
        lambda case: case.aimed_beyond_chance > 0,
        N_("{captured} of {total} modes, {share:.1%} on target: too concentrated"),
    ),
    _Rule(
        "far",
        lambda case: case.ratio > THRESHOLDS.near,
        lambda case: tr("Far from the data: {ratio:.0f} times the distance of real points", ratio=case.ratio),
    ),
    _Rule(
        "blurred",
        lambda case: case.report is None and 1 - case.off_data < THRESHOLDS.on_data,
        lambda case: tr("{head}, but {share:.0%} of the fakes lie off it", head=case.head, share=case.off_data),
    ),
    _Rule(
        "near",
        lambda case: bool(case.failing),
        lambda case: tr("{head}, but {witness}", head=case.head, witness=case.failing[0].says),
    ),
    _Rule(
        "near",
        lambda case: bool(case.missing),
        lambda case: tr("{head}, not yet checked against {tests}", head=case.head, tests=", ".join(case.missing)),
    ),
    _Rule("good", lambda case: not case.failing and not case.missing, _good),
)
"""In order; the first that applies gives the verdict. Only the last is good."""


def _detail(case: _Case) -> str:
    told, missing = ", ".join(w.label for w in case.failing), ", ".join(case.missing)
    if case.failing and case.missing:
        return tr("Told apart by {told}; not yet checked: {tests}", told=told, tests=missing)
    if case.failing:
        return tr("Told apart by {told}", told=told)
    return tr("Not told apart by {passed}", passed=", ".join(w.label for w in case.witnesses.values()))
