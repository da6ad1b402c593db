"""Shapes without modes are judged by the witnesses of the verdict, and a shape passes with four of five seeds."""

import json
from dataclasses import replace

import numpy as np
import pytest

from playground.core.experiment.presets import presets
from playground.core.metrics import METRICS, Reading
from playground.core.own_data.target import own_target
from playground.core.training.noise import reference_of
from playground.engine.reproduce import Options
from playground.engine.reproduce.hangul import HANGUL
from playground.engine.reproduce.shapes import DECISIVE, SECONDS, SHOWN, Judged, Shapes, judged, shapes, trained
from playground.engine.trial import attempt
from tests.support.fidelity import DECISIVE as NAMED
from tests.support.fidelity import gathered

SMALL = {"batch": 32, "g_width": 8, "d_width": 8, "g_layers": 1, "d_layers": 1, "decay_iterations": 2, "d_updates": 1}
KEYS = ["checkerboard", "pinwheel", "hangul", "word"]


@pytest.fixture(scope="module")
def untrained() -> Judged:
    """The checkerboard after two iterations of small networks."""
    shape = shapes()[0]
    shape = replace(shape, experiment=shape.experiment.changed(SMALL))
    return judged(shape, attempt(shape.experiment))


def readings_of(row: Judged, points: np.ndarray) -> dict[str, Reading]:
    against = reference_of(row.trial.experiment)
    return {name: METRICS[name].reading(METRICS[name].measure(points, against), against) for name in SHOWN}


def green(row: Judged, seed: int = 0) -> Judged:
    """The run as if its G made real points."""
    points = reference_of(row.trial.experiment).target.sample(2500, np.random.default_rng(seed))
    return replace(row, readings=readings_of(row, points))


def test_the_shapes_are_the_presets_and_two_words_with_the_preset_for_pictures() -> None:
    assert [shape.key for shape in shapes()] == KEYS
    experiments = {shape.key: shape.experiment for shape in shapes()}
    assert experiments["checkerboard"] == presets()["checkerboard"].experiment
    assert experiments["word"] == presets()["own_shape"].experiment
    assert experiments["hangul"].changed({"own_data": experiments["word"].own_data}) == experiments["word"]
    ink = own_target(HANGUL).sample(1000, np.random.default_rng(0))
    np.testing.assert_allclose(ink.std(axis=0).mean(), 1, atol=0.15)  # it stands on the same plane as every target


def test_the_goal_hears_the_witnesses_that_a_green_verdict_needs() -> None:
    assert set(DECISIVE) == set(NAMED) <= set(SHOWN)


def test_an_untrained_g_is_rejected_and_real_points_are_not(untrained: Judged) -> None:
    assert untrained.rejecting == DECISIVE
    assert not untrained.passed
    assert green(untrained).rejecting == ()
    assert green(untrained).passed


def test_slightly_wrong_points_too_many_seconds_and_a_divergence_are_misses(untrained: Judged) -> None:
    good = green(untrained)
    points = reference_of(untrained.trial.experiment).target.sample(2500, np.random.default_rng(0))
    assert not replace(good, readings=readings_of(good, gathered(points, np.random.default_rng(0)))).passed
    assert not replace(good, trial=replace(good.trial, seconds=SECONDS + 1)).passed
    assert not replace(good, trial=replace(good.trial, diverged=True)).passed


@pytest.mark.parametrize(("misses", "passes"), [(0, True), (1, True), (2, False)])
def test_four_of_five_seeds_of_each_shape_are_enough(untrained: Judged, misses: int, passes: bool) -> None:
    other = replace(green(untrained), shape=shapes()[1])
    rows = [untrained] * misses + [green(untrained)] * (5 - misses) + [other] * 5
    assert Shapes(tuple(rows)).passed is passes


def test_a_score_that_rejects_says_by_how_much(untrained: Judged) -> None:
    text = Shapes((untrained, green(untrained))).as_text()
    bad, good = text.splitlines()[3:5]
    reading = untrained.readings["c2st"]
    assert f"{100 * reading.value:.1f} ({reading.excess:.1f})" in bad
    assert bad.endswith("FAIL")
    assert good.endswith("PASS")
    assert "1 of 2 runs reach the goal." in text


def test_the_json_is_strict_and_names_what_rejects(untrained: Judged) -> None:
    whole = json.loads(Shapes((untrained,)).as_json(), parse_constant=pytest.fail)
    assert whole["passed"] is False
    assert whole["rows"][0]["rejecting"] == list(DECISIVE)
    assert set(whole["rows"][0]["witnesses"]) == set(SHOWN)
    assert whole["rows"][0]["witnesses"]["c2st"]["passes"] is False


def test_every_seed_of_every_shape_is_trained() -> None:
    small = [replace(shape, experiment=shape.experiment.changed(SMALL)) for shape in shapes()[:2]]
    rows = trained(small, Options(seeds=(3, 4))).rows
    assert [(row.shape.key, row.trial.experiment.seed) for row in rows] == [
        *[("checkerboard", 3), ("checkerboard", 4), ("pinwheel", 3), ("pinwheel", 4)]
    ]
    assert all(row.trial.iterations == 2 for row in rows)
