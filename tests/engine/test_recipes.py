"""Every target has a preset that learns it, and the published tables stand beside what our presets reach."""

import argparse
import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from playground.cli import main
from playground.cli.arguments import add_experiment
from playground.cli.chosen import chosen
from playground.core.errors import InputError
from playground.core.experiment import EXPERIMENT
from playground.core.experiment.presets import OWN, presets, with_data_of
from playground.core.targets import TARGETS
from playground.engine.bench.quality import HEADING, NO_RECIPE, Quality, all_targets, good, qualities, recipe
from playground.engine.reproduce import Options
from playground.engine.reproduce.comparison import Goal
from playground.engine.reproduce.mixtures import GRID25, PAPER_SEEDS, RING8, compared
from playground.engine.reproduce.shapes import judged, shapes
from playground.engine.trial import attempt, length

SMALL = presets()["start"].experiment.changed({"batch": 32, "g_width": 8, "d_width": 8})
TINY = Options(seeds=(5, 6, 7), budget=0.05)


def test_every_target_but_those_of_theory_has_a_preset_of_its_own() -> None:
    assert set(NO_RECIPE) == {"dirac", "two_points", "ring8_wide"}
    for target in all_targets():
        assert recipe(target).experiment.target == target
    assert set(all_targets()) | set(NO_RECIPE) == set(TARGETS.names)


OTHER = "mixture: 0 0 0.1 1; 2 0 0.3 2"


def test_the_preset_for_own_data_keeps_a_persons_data_and_shows_a_word_without_any() -> None:
    preset = presets()[OWN].experiment
    assert with_data_of(EXPERIMENT, preset) == preset
    mine = EXPERIMENT.changed({"target": "own", "own_data": OTHER})
    assert with_data_of(mine, preset) == preset.changed({"own_data": OTHER})
    aside = mine.changed({"target": "ring8"})
    assert with_data_of(aside, preset).own_data == OTHER
    assert with_data_of(mine, presets()["heart"].experiment) == presets()["heart"].experiment


def test_a_file_of_data_begins_with_that_preset_and_an_experiment_given_goes_first(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text("".join(f"{i},{i * i % 7}\n" for i in range(30)))
    parser = argparse.ArgumentParser()
    add_experiment(parser)
    alone, preset = (
        chosen(parser.parse_args([*more, "--data", str(file)])) for more in ([], ["--preset", "mode_collapse"])
    )
    assert alone == presets()[OWN].experiment.changed({"own_data": alone.own_data})
    assert alone.own_data != presets()[OWN].experiment.own_data
    assert preset == presets()["mode_collapse"].experiment.changed({"target": "own", "own_data": alone.own_data})
    assert chosen(parser.parse_args([])) == EXPERIMENT


@pytest.mark.parametrize("target", NO_RECIPE)
def test_a_target_without_a_preset_says_why(target: str) -> None:
    with pytest.raises(InputError, match=f"{target} has no preset"):
        list(qualities([target], [0]))


def test_a_trial_ends_where_the_learning_rates_stop_falling() -> None:
    assert length(SMALL.changed({"decay_iterations": 70})) == 70
    trial = attempt(SMALL.changed({"decay_iterations": 70}))
    assert trial.iterations == 70
    assert trial.seconds > 0
    assert trial.averaged.many is not None
    assert trial.averaged.many.samples == 25_000
    assert not good(trial)


def test_a_budget_of_seconds_ends_a_trial_early() -> None:
    trial = attempt(SMALL, budget=0.05, iterations=1_000_000)
    assert 0 < trial.iterations < 10_000
    assert trial.seconds < 2


def test_a_trial_that_blows_up_is_not_good_and_stops() -> None:
    wild = SMALL.changed({"learning_rate_d": 1.0, "learning_rate_g": 1.0, "optimizer_d": "sgd", "optimizer_g": "sgd"})
    trial = attempt(wild.changed({"objective": "wasserstein", "penalty": "none"}), iterations=5000)
    assert trial.diverged
    assert trial.iterations < 5000
    assert not good(trial)
    assert not Goal(0.5).reached(trial)


@pytest.mark.parametrize("problem", [RING8, GRID25], ids=lambda problem: problem.name)
def test_ours_stand_beside_the_published_rows(problem) -> None:
    small = replace(problem, paper=problem.paper.changed({"g_width": 8, "d_width": 8}))
    table = compared(small, TINY)
    assert [row.trial.experiment.seed for row in table.ours] == [*TINY.seeds[:PAPER_SEEDS], *TINY.seeds]
    assert {row.key for row in table.ours} == {"paper", problem.preset}
    text = table.as_text()
    lines = text[text.index("published") :].splitlines()
    for printed in problem.published:
        line = next(line for line in lines if printed.method in line and printed.high_quality in line)
        assert printed.modes in line
    assert "98.2 ± 0.2" in text or problem is GRID25
    assert not table.passed
    assert text.count("FAIL") == len(TINY.seeds)


def test_the_json_of_a_comparison_is_strict_and_has_both_sides() -> None:
    small = replace(RING8, paper=RING8.paper.changed({"g_width": 8, "d_width": 8}))
    table = compared(small, Options(seeds=(1,), budget=0.05))
    whole = json.loads(table.as_json(), parse_constant=pytest.fail)
    assert [row["key"] for row in whole["ours"]] == ["paper", "ring8_hard"]
    assert len(whole["published"]) == len(RING8.published)
    assert whole["ours"][1]["passed"] is False
    assert whole["ours"][0]["passed"] is None


def test_the_command_passes_seeds_and_budget_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reproduce", "ring", "--seeds", "1", "--budget", "0.05", "--json"]) == 1
    assert [row["seed"] for row in json.loads(capsys.readouterr().out)["ours"]] == [0, 0]


@pytest.mark.parametrize("wrong", [["--seeds", "0"], ["--budget", "0"], ["--budget", "nan"]])
def test_a_wrong_option_is_refused(wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["reproduce", "ring", *wrong])
    assert exit_.value.code == 2


def test_a_goal_is_missed_by_each_of_its_parts() -> None:
    trial = attempt(SMALL, iterations=1)
    easy = Goal(high_quality=0.0, raw_high_quality=0.0, smallest_share=0.0, seconds=math.inf)
    assert easy.reached(trial) is (trial.averaged.modes == 8)
    assert not Goal(high_quality=1.1, raw_high_quality=0.0, smallest_share=0.0, seconds=math.inf).reached(trial)


def test_bench_quality_prints_one_aligned_row_for_each_target(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from playground.engine.bench import quality

    def short(targets, seeds):
        for target in targets:
            quick = SMALL.changed({"target": target, "decay_iterations": 2})
            yield Quality(target, target, tuple(attempt(quick.changed({"seed": seed})) for seed in seeds))

    monkeypatch.setattr(quality, "qualities", short)
    assert main(["bench", "quality", "--targets", "ring8,heart", "--seeds", "2", "--json"]) == 0
    printed = capsys.readouterr()
    rows = json.loads(printed.out.strip())["targets"]
    assert [row["target"] for row in rows] == ["ring8", "heart"]
    assert rows[1]["modes_total"] is None
    lines = printed.err.splitlines()
    assert {len(line) for line in lines[:3]} == {len(HEADING)}


@pytest.mark.slow
@pytest.mark.timeout(200)
def test_the_preset_of_the_hard_ring_comes_within_a_point_of_its_goal_on_a_fresh_seed() -> None:
    """2,500 samples of one seed spread by a third of a point, and another processor plays another game."""
    trial = attempt(recipe("ring8_hard").experiment.changed({"seed": 77}))
    assert trial.averaged.modes == 8
    assert trial.averaged.high_quality >= RING8.goal.high_quality - 0.01
    assert trial.raw.high_quality >= RING8.goal.raw_high_quality
    assert trial.averaged.smallest_share >= RING8.goal.smallest_share


@pytest.mark.slow
def test_an_eighth_of_the_preset_of_the_checkerboard_reaches_nearly_all_of_it() -> None:
    """The recipe before needed all of its 10,000 iterations for that: after 2,000 it covered .63 and .83 of real points, and the
    test told .73 and .61 apart (docs/recipes.md). Here .93 and .55, seeds 77 and 78.
    """
    shape = shapes()[0]
    trial = attempt(shape.experiment.changed({"seed": 77, "decay_iterations": 1500}))
    found = judged(shape, trial).readings
    assert good(trial)
    assert found["coverage"].value > 0.9
    assert found["c2st"].value < 0.59
