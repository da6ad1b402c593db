"""Real runs are diagnosed: each preset of a failure as what it is, and the start-up experiment never."""

from dataclasses import replace

import pytest

from playground.core.experiment import EXPERIMENT
from playground.core.experiment.diagnosis import diagnose
from playground.core.experiment.phenomena import PHENOMENA, Glance
from playground.core.experiment.presets import presets
from playground.core.lenses import FIT, Display
from playground.core.lenses.fit import measure
from playground.core.session.history import Change, KnobsTurned
from playground.engine.camera import Camera, Progress
from playground.engine.darkroom import Darkroom
from playground.engine.letters import Picture
from playground.engine.mailbox import Latest
from playground.engine.phenomena import course, glance
from playground.engine.record import MOST, Record, followed
from playground.engine.run import Run
from tests.support.hand import SMALL


def pictures(run: Run, iterations: int) -> list[Picture]:
    """One after each iteration, with its fit."""
    found: Latest[Picture] = Latest()
    darkroom, camera = Darkroom(found, lambda _: None), Camera()
    camera.lenses = frozenset({FIT})
    made = []
    for _ in range(iterations):
        run.advance("iteration", careful=True)
        darkroom.develop(camera.take(run, Progress()))
        made.append(found.take())
    return made


def test_the_record_has_what_a_phenomenon_is_measured_by() -> None:
    run = Run(SMALL.changed({"ema": 0.9}))
    record = Record()
    for picture in pictures(run, 3):
        record = followed(record, picture)
    assert [g.iteration for g in record.glances] == [1, 2, 3]
    assert record.glances[-1] == replace(
        glance(run), d_loss=record.glances[-1].d_loss, d_fake=record.glances[-1].d_fake
    )
    assert record.glances[-1].d_loss == pytest.approx(run.trainer.measured().d_loss)
    assert record.glances[-1].captured == measure(run.look(Display()), averaged=False).modes.captured


def test_the_record_begins_anew_with_another_experiment_run_or_line_and_goes_back_in_time() -> None:
    first, second, third = pictures(Run(SMALL), 3)
    record = followed(followed(Record(), first), third)
    assert [g.iteration for g in record.glances] == [1, 3]
    assert [g.iteration for g in followed(record, second).glances] == [1, 2], "gone back"
    assert [g.iteration for g in followed(record, replace(third, run=third.run + 1)).glances] == [3]
    other = replace(third, timeline=replace(third.timeline, line=third.timeline.line + 1))
    assert [g.iteration for g in followed(record, other).glances] == [3]
    change = Change(3, 2, SMALL, KnobsTurned(SMALL))
    turned = replace(third, timeline=replace(third.timeline, changes=(change,)))
    assert [g.iteration for g in followed(record, turned).glances] == [3], "since the change"


def test_a_long_record_stays_short_and_keeps_its_beginning() -> None:
    (picture,) = pictures(Run(SMALL), 1)
    g = Glance(0, 8, 8, 0.9, 0.9, frozenset(range(8)), 1.0, (0.0, 0.0), 1.0, 0.0)
    record = Record(picture.run, picture.timeline.line, tuple(replace(g, iteration=i) for i in range(1, MOST + 1)))
    later = replace(picture, counters=replace(picture.counters, d_steps=9000, g_steps=9000, iteration=9000))
    fit = replace(picture.seen(FIT), iteration=9000)
    kept = followed(record, replace(later, lenses={FIT: fit})).glances
    assert len(kept) < MOST
    assert (kept[0].iteration, kept[-1].iteration) == (1, 9000)


@pytest.mark.slow
@pytest.mark.parametrize("name", PHENOMENA.names)
def test_the_preset_of_a_failure_ends_with_its_diagnosis_and_its_cure_does_not(name: str) -> None:
    entry = PHENOMENA[name]
    found = []
    for seed in range(5):
        experiment = presets()[name].experiment.changed({"seed": seed})
        diagnosis = diagnose(course(experiment, entry.iterations, 24), experiment)
        found.append(diagnosis.phenomenon if diagnosis else "")
        assert diagnosis is None or diagnosis.remedies
    assert found.count(name) >= 4, found
    cured = presets()[entry.cure].experiment
    assert diagnose(course(cured, entry.iterations, 24), cured) is None


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_the_start_up_experiment_is_never_diagnosed(seed: int) -> None:
    experiment = EXPERIMENT.changed({"seed": seed})
    record = course(experiment, 3000, 60)
    assert [diagnose(record[:k], experiment) for k in range(1, len(record) + 1)] == [None] * len(record)
