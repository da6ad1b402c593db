"""The diagnosis: only what was measured, over as long as it was measured, in set-ups like those that were studied."""

import itertools
from dataclasses import replace

import pytest

from playground.core.experiment import EXPERIMENT, Experiment
from playground.core.experiment.cures import CURES
from playground.core.experiment.diagnosis import GLANCES, RULES, TRIED, diagnose, evenly
from playground.core.experiment.phenomena import PHENOMENA, Glance
from playground.core.experiment.presets import presets

ILL = {name: presets()[name].experiment for name in PHENOMENA.names}
FALLEN = {"captured": 2, "modes": frozenset({1, 5}), "ratio": 25.0}


def glances(every: int, until: int, since: int = 0, **changes: object) -> list[Glance]:
    """A healthy run up to `since`, then one with these changes."""
    well = Glance(0, 8, 8, 0.95, 0.9, frozenset(range(8)), 1.5, (0.0, 0.0), 1.38, 0.5)
    return [
        replace(well, iteration=i, **(changes if i >= since else {}))  # type: ignore[arg-type]
        for i in range(0, until + 1, every)
    ]


def test_a_collapse_is_told_with_its_modes_its_beginning_and_what_cured_it() -> None:
    found = diagnose(glances(25, 2400, since=400, **FALLEN), ILL["mode_collapse"])
    assert found is not None
    assert (found.phenomenon, found.since) == ("mode_collapse", 400)
    assert found.sentence == "G has stayed on 2 of 8 modes since iteration 400: mode collapse."
    assert [remedy.label for remedy in found.remedies] == ["packs of 2", "R1", "R1 + R2"]
    assert [remedy.new_run for remedy in found.remedies] == [True, False, False]


def test_a_remedy_that_is_in_force_or_impossible_is_not_offered() -> None:
    record = glances(25, 2400, since=400, **FALLEN)
    found = diagnose(record, ILL["mode_collapse"].changed({"penalty": "r1", "penalty_weight": 1.0}))
    assert [remedy.label for remedy in found.remedies] == ["packs of 2", "R1 + R2"]
    found = diagnose(record, ILL["mode_collapse"].changed({"batch": 1}))
    assert "packs of 2" not in [remedy.label for remedy in found.remedies]


@pytest.mark.parametrize(
    "record",
    [
        [],
        glances(25, 1700, **FALLEN),
        glances(300, 2400, **FALLEN),
        glances(25, 2400, since=1900, **FALLEN),
        glances(25, 2400),
        [g for g in glances(25, 3000, **FALLEN) if not 1300 < g.iteration < 2500],
        [
            replace(g, modes=frozenset({k % 8, (k + 1) % 8}))
            for k, g in enumerate(glances(25, 2400, **FALLEN))
        ],
    ],
    ids=["nothing", "too short", "too few", "too lately", "healthy", "not watched", "always other modes"],
)  # fmt: skip
def test_without_enough_evidence_nothing_is_said(record: list[Glance]) -> None:
    assert diagnose(record, ILL["mode_collapse"]) is None


def test_the_beginning_is_not_before_a_time_that_nobody_watched() -> None:
    record = [g for g in glances(25, 4000, **FALLEN) if not 300 < g.iteration < 1900]
    assert diagnose(record, ILL["mode_collapse"]).since == 1900


def test_what_needs_its_set_up_is_not_said_in_another() -> None:
    stuck = glances(10, 500, d_loss=1e-6, ratio=40.0, captured=0, modes=frozenset())
    assert diagnose(stuck, ILL["vanishing_gradient"]).phenomenon == "vanishing_gradient"
    assert diagnose(stuck, ILL["d_too_strong"]).phenomenon == "d_too_strong"
    assert diagnose(stuck, EXPERIMENT) is None
    far = glances(25, 2400, ratio=20.0)
    assert diagnose(far, ILL["wgan_without_constraint"]).phenomenon == "wgan_without_constraint"
    assert diagnose(far, ILL["wgan_without_constraint"].changed({"penalty": "r1"})) is None


def test_every_phenomenon_has_a_rule_whose_set_up_is_that_of_its_preset_and_not_of_its_cure() -> None:
    assert {rule.phenomenon for rule in RULES} == set(PHENOMENA.names)
    for rule in RULES:
        assert rule.like(ILL[rule.phenomenon])


def test_remedies_are_only_those_that_were_measured() -> None:
    assert all(CURES[name].verdict == "cured" for name in TRIED)
    for rule in RULES:
        for _, evidence, changes in rule.remedies(ILL[rule.phenomenon]):
            assert "docs/reproductions.md" in evidence
            if rule.phenomenon != "mode_collapse":
                assert (
                    ILL[rule.phenomenon].changed(dict(changes)) == presets()[PHENOMENA[rule.phenomenon].cure].experiment
                )


def test_a_course_is_even_however_uneven_the_record() -> None:
    record = [*glances(5, 1000), *(g for g in glances(50, 2200) if g.iteration > 1000)]
    course = evenly(record, 2000)
    gaps = [b.iteration - a.iteration for a, b in itertools.pairwise(course)]
    assert len(course) == GLANCES
    assert course[-1].iteration == 2200
    assert max(gaps) < 1.5 * min(gaps)
    assert evenly(record[: GLANCES - 1], 10) is None


def test_a_fast_game_is_judged_over_as_many_iterations_as_it_takes_to_see_enough() -> None:
    record = glances(300, 6000, since=900, **FALLEN)
    found = diagnose(record, Experiment())
    assert found.since == 900
