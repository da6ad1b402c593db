"""A SWEEP.toml is read strictly: what it says is what is planned, and what it can't mean is refused in a sentence."""

from pathlib import Path
from typing import Any

import pytest

from playground.core.errors import InputError
from playground.engine.sweep import plan as plans
from playground.engine.sweep.plan import planned

TINY = {"g_layers": 1, "d_layers": 1, "g_width": 8, "d_width": 8, "batch": 16}


def test_a_grid_is_every_combination_with_every_seed() -> None:
    plan = planned(
        {"base": "ring8", "seeds": [4, 7], "experiment": TINY,
         "grid": {"penalty_weight": [0.1, 1], "learning_rate_d + learning_rate_g": [0.01, 0.001, 0.0001]}}
    )  # fmt: skip
    assert len(plan.runs) == 2 * 3 * 2
    assert plan.knobs == ("penalty_weight", "learning_rate_d", "learning_rate_g")
    assert len({run.id for run in plan.runs}) == 12
    for run in plan.runs:
        e = run.experiment
        assert e.learning_rate_d == e.learning_rate_g
        assert (e.objective, e.g_width) == ("relativistic_pairing", 8)
        assert dict(run.turned)["penalty_weight"] == e.penalty_weight
    assert {run.experiment.seed for run in plan.runs} == {4, 7}


def test_a_random_sweep_is_the_same_again_and_another_with_another_seed() -> None:
    table = {
        "runs": 40,
        "seed": 3,
        "penalty_weight": {"low": 0.01, "high": 10, "scale": "log"},
        "g_width": {"low": 4, "high": 64, "scale": "power of two"},
        "ema": {"low": 0.5, "high": 0.9},
        "objective": ["hinge", "least_squares"],
    }
    a, b = planned({"random": table}), planned({"random": table})
    assert a == b
    assert a != planned({"random": {**table, "seed": 4}})
    weights = [run.experiment.penalty_weight for run in a.runs]
    assert 0.01 <= min(weights) < 0.1
    assert 1 < max(weights) <= 10
    assert {run.experiment.g_width for run in a.runs} <= {4, 8, 16, 32, 64}
    assert {run.experiment.objective for run in a.runs} == {"hinge", "least_squares"}


def test_points_that_make_no_sense_are_skipped_and_counted() -> None:
    plan = planned({"grid": {"objective": ["hinge", "non_saturating"], "label_smoothing": [0.0, 0.1]}})
    assert (len(plan.runs), plan.skipped) == (3, 1)
    assert "label_smoothing" in plan.why
    with pytest.raises(InputError, match="no point of the sweep is valid"):
        planned({"experiment": {"objective": "hinge"}, "grid": {"label_smoothing": [0.1]}})


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "either"),
        ({"grid": {"ema": [0]}, "random": {"runs": 1}}, "either"),
        ({"gird": {"ema": [0]}}, "did you mean grid"),
        ({"grid": {}}, "at least one knob"),
        ({"grid": {"learning_rate": [0.1]}}, "unknown knob learning_rate"),
        ({"grid": {"ema": 0.5}}, "ema must be a list"),
        ({"grid": {"ema": [0.5, 2]}}, "ema = 2"),
        ({"grid": {"batch": [1.5]}}, "whole number"),
        ({"grid": {"seed": [1, 2]}}, "use seeds"),
        ({"grid": {"ema": [0], "ema + batch": [1]}}, "swept twice"),
        ({"grid": {"ema": [0]}, "seeds": 0}, "seeds = 0"),
        ({"grid": {"ema": [0]}, "seeds": []}, "nothing to train"),
        ({"grid": {"ema": [0]}, "seeds": [-1]}, "seed = -1"),
        ({"grid": {"ema": [0]}, "seeds": True}, "seeds = True"),
        ({"grid": {"ema": [0]}, "iterations": 1.5}, "iterations = 1.5"),
        ({"grid": {"ema": [0]}, "metrics": ["fid"]}, "unknown metric 'fid'"),
        ({"grid": {"ema": [0]}, "base": "ring9"}, "ring9"),
        ({"grid": {"ema": [0]}, "base": "nowhere.toml"}, "nowhere.toml"),
        ({"grid": {"ema": [0]}, "base": 3}, "base must be"),
        ({"grid": [1]}, "grid must be a table"),
        ({"grid": {"ema": [i / 1000 for i in range(400)], "beta1_d": [i / 1000 for i in range(400)]}}, "too many"),
        ({"random": {"runs": 3}}, "at least one knob"),
        ({"random": {"ema": [0]}}, "needs runs"),
        ({"random": {"runs": 3, "ema": {"low": 0.1}}}, "ema must be a list of values, or {low"),
        ({"random": {"runs": 3, "ema": {"low": 0.5, "high": 0.1}}}, "low must be below high"),
        ({"random": {"runs": 3, "ema": {"low": 0.0, "high": 0.1, "scale": "log"}}}, "must be above 0"),
        ({"random": {"runs": 3, "ema": {"low": 0.0, "high": 0.1, "scale": "cubic"}}}, "cubic"),
        ({"random": {"runs": 3, "objective": {"low": 0, "high": 1}}}, "names, not a range"),
    ],
)
def test_what_a_sweep_can_not_mean_is_refused_in_a_sentence(values: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as refused:
        planned(values)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"grid = [", b"x" * 1_000_001, b"\x00", b"[[[[", b"a = " + b"[" * 10_000])
def test_a_file_that_is_no_toml_is_refused_in_a_sentence(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "sweep.toml"
    path.write_bytes(raw)
    with pytest.raises(InputError, match=r"sweep\.toml"):
        plans.read(path)


def test_the_examples_that_come_with_the_program_are_sweeps() -> None:
    files = sorted(plans.EXAMPLES.glob("*.toml"))
    assert files
    for file in files:
        plan = plans.read(file)
        assert plan.runs
        assert not plan.skipped
