"""The diagnosis of a running game: which of the known failures it shows, since when, and what has cured it.

It says no more than was measured: the failures are recognised by the functions and thresholds of phenomena.py, over as many
iterations as these were measured over, and only in set-ups like those in which they were studied; and only those remedies are
offered that cured the failure in docs/reproductions.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from playground.core.errors import InputError
from playground.core.experiment.cures import CURES
from playground.core.experiment.experiment import Experiment
from playground.core.experiment.knobs import KnobValue
from playground.core.experiment.phenomena import PHENOMENA, Course, Glance, late
from playground.core.experiment.presets import presets
from playground.i18n import N_, Text, tr

GLANCES = 12
"""As many as the phenomena were measured with."""
WIDEST = 3.0
"""A gap in the record this many times the mean one is a time that nobody watched."""
Changes = tuple[tuple[str, KnobValue], ...]


@dataclass(frozen=True)
class Remedy:
    """A change of knobs that has cured a failure. Texts are translated."""

    label: str
    evidence: str
    changes: Changes
    new_run: bool
    """True if it can't be made in the running game."""


@dataclass(frozen=True)
class Diagnosis:
    """What has gone wrong since which iteration, in a translated sentence, and what may be done."""

    phenomenon: str
    since: int
    headline: str
    """The same in few words."""
    sentence: str
    remedies: tuple[Remedy, ...]


@dataclass(frozen=True)
class _Rule:
    """A failure: the set-ups in which it was studied, whether one glance belongs to it, its sentence, its remedies."""

    phenomenon: str
    like: Callable[[Experiment], bool]
    belongs: Callable[[Glance, Course], bool]
    """Of an earlier glance, given those of the end: whether it is part of the same failure."""
    headline: Text
    sentence: Text
    remedies: Callable[[Experiment], Iterator[tuple[str, str, Changes]]]
    """Each with its label, its evidence and its changes."""


# ---- remedies ----

TRIED: dict[str, Text] = {"packing": "packs of 2", "r1": "R1", "r1_r2": "R1 + R2"}
"""Of the study of mode collapse: short names of those that are offered."""


def _of_the_study(_e: Experiment) -> Iterator[tuple[str, str, Changes]]:
    evidence = tr(
        "In force from the first iteration on, this change cured mode collapse on a ring of 8 in 3 of 3 seeds "
        "(docs/reproductions.md). In another experiment it may act differently."
    )
    for name, label in TRIED.items():
        yield tr(label), evidence, tuple(CURES[name].changes.items())


def _evidence(name: str) -> str:
    return tr(
        "In force from the first iteration on, this change cured the preset “{preset}” in 5 of 5 seeds "
        "(docs/reproductions.md). In another experiment it may act differently.",
        preset=tr(presets()[name].label),
    )


def _of_the_preset(name: str, label: str) -> Callable[[Experiment], Iterator[tuple[str, str, Changes]]]:
    """What the preset of the cure changes in that of the failure."""

    def remedies(_e: Experiment) -> Iterator[tuple[str, str, Changes]]:
        ill, cured = (presets()[each].experiment.values() for each in (name, PHENOMENA[name].cure))
        yield tr(label), _evidence(name), tuple((k, cured[k]) for k in ill if ill[k] != cured[k])

    return remedies


def _equal_rates(e: Experiment) -> Iterator[tuple[str, str, Changes]]:
    yield tr("equal rates"), _evidence("g_ahead"), (("learning_rate_d", e.learning_rate_g),)


# ---- set-ups and glances ----


def _steep(e: Experiment) -> bool:
    """Nothing bounds the slope of a critic."""
    free = e.penalty == "none" or e.penalty_weight == 0
    return e.objective == "wasserstein" and free and e.spectral_norm == "off"


def _sure(g: Glance, _end: Course) -> bool:
    return g.d_loss < 0.01


RULES = (
    _Rule(
        "d_too_strong",
        lambda e: e.d_updates >= 10 * e.g_updates > 0,
        _sure,
        "D's loss near 0 since iteration {since:,}: D too strong",
        "D's loss has been below 0.01 since iteration {since:,} and the fakes hardly move: D is too strong.",
        _of_the_preset("d_too_strong", N_("R1")),
    ),
    _Rule(
        "vanishing_gradient",
        lambda e: e.objective == "minimax",
        _sure,
        "D's loss near 0 since iteration {since:,}: vanishing gradient",
        "D's loss has been below 0.01 since iteration {since:,} and the fakes hardly move: a vanishing gradient.",
        _of_the_preset("vanishing_gradient", N_("non-saturating loss")),
    ),
    _Rule(
        "wgan_without_constraint",
        _steep,
        lambda g, _: g.ratio > 8,
        "Far from the data since iteration {since:,}: D is unbounded",
        "The fakes have been over 8 times as far off as real points since iteration {since:,}; nothing bounds D's slope.",
        _of_the_preset("wgan_without_constraint", N_("R1 and no momentum")),
    ),
    _Rule(
        "mode_collapse",
        lambda _: True,
        lambda g, end: 0 < g.captured <= g.total / 2 and g.modes in {other.modes for other in end},
        "{n} of {total} modes since iteration {since:,}: mode collapse",
        "G has stayed on {n} of {total} modes since iteration {since:,}: mode collapse.",
        _of_the_study,
    ),
    _Rule(
        "g_ahead",
        lambda e: e.learning_rate_g >= 10 * e.learning_rate_d,
        lambda g, _: len(g.modes) <= 1,
        "One jumping clump since iteration {since:,}: G outruns D",
        "Since iteration {since:,} the fakes have been one clump that jumps from place to place: G outruns D.",
        _equal_rates,
    ),
    _Rule(
        "cycling",
        lambda e: min(e.beta1_d, e.beta1_g) >= 0.9,
        lambda g, _: g.ratio > 6,
        "Never arriving since iteration {since:,}: cycling",
        "The fakes have travelled without arriving since iteration {since:,}: the players cycle.",
        _of_the_preset("cycling", N_("no momentum")),
    ),
    _Rule(
        "learning_rate_too_high",
        lambda e: min(e.learning_rate_d, e.learning_rate_g) >= 0.05,
        lambda g, _: g.high_quality < 0.5,
        "Off target since iteration {since:,}: overshooting",
        "Most fakes have been off target since iteration {since:,}, each time at other modes: overshooting.",
        _of_the_preset("learning_rate_too_high", N_("learning rates of 0.001")),
    ),
)
"""In order: the first failure that is found is told. What an experiment shares with the one in which the failure was
measured is in `like`."""


# ---- the diagnosis ----


def diagnose(record: Sequence[Glance], experiment: Experiment) -> Diagnosis | None:
    """What has gone wrong in a game of this experiment; None if nothing is known to be, or the record is too short.

    `record`: all glances at this game since its experiment is what it is, in order, in any distances.
    """
    for rule in RULES:
        if not rule.like(experiment):
            continue
        phenomenon = PHENOMENA[rule.phenomenon]
        course = evenly(record, phenomenon.iterations)
        if course is not None and phenomenon.shows(course):
            since = _since(record, rule, course)
            values = _values(course, since)
            headline, sentence = tr(rule.headline, **values), tr(rule.sentence, **values)
            return Diagnosis(rule.phenomenon, since, headline, sentence, _offers(rule, experiment))
    return None


def evenly(record: Sequence[Glance], iterations: int) -> Course | None:
    """GLANCES of the record at about equal distances, up to its end, over this many iterations, or over as many as have
    that many glances; None if the record is shorter or has a gap there.
    """
    if len(record) < GLANCES:
        return None
    moments = np.array([g.iteration for g in record])
    start = moments[-1] - iterations
    if moments[0] > start + iterations / GLANCES:  # the first glance of a whole run is as late as that
        return None
    first = min(int(np.searchsorted(moments, start)), len(record) - GLANCES)
    wanted = np.linspace(moments[first], moments[-1], GLANCES)
    chosen = np.unique([int(np.abs(moments - moment).argmin()) for moment in wanted])
    if len(chosen) < GLANCES or np.diff(moments[chosen]).max() > WIDEST * np.diff(wanted)[0]:
        return None
    return [record[k] for k in chosen]


def _since(record: Sequence[Glance], rule: _Rule, course: Course) -> int:
    """The iteration of the earliest glance from which on all belong to the failure, without a gap in the record."""
    end = late(course)
    widest = WIDEST * (course[-1].iteration - course[0].iteration) / (GLANCES - 1)
    since = end[0].iteration
    after = course[-1].iteration
    for glance in reversed(record):
        if not rule.belongs(glance, end) or after - glance.iteration > widest:
            break
        since = after = glance.iteration
    return since


def _values(course: Course, since: int) -> dict[str, int]:
    """What the sentences are filled with."""
    return {"since": since, "n": len(course[-1].modes), "total": course[-1].total}


def _offers(rule: _Rule, experiment: Experiment) -> tuple[Remedy, ...]:
    """Those that would change something, and that this experiment allows."""
    found = []
    for label, evidence, changes in rule.remedies(experiment):
        try:
            changed = experiment.changed(dict(changes))
        except InputError:
            continue
        if changed != experiment:
            found.append(Remedy(label, evidence, changes, not experiment.same_run(changed)))
    return tuple(found)
