"""The endurance commands find nothing wrong in their short forms, and find what is wrong where something is."""

import json
import math

import pytest

from playground.cli import main
from playground.cli.endurance.monkey import FAULTS, monkey
from playground.cli.endurance.opening import opening
from playground.cli.endurance.process import slope
from playground.cli.endurance.soak import soak
from playground.engine.run import Run

TIMED = {"stalls"}
"""Of faults, those that a slow machine can make by itself."""


@pytest.mark.slow
@pytest.mark.parametrize(("events", "separate_process"), [(400, False), (120, True)], ids=["thread", "process"])
def test_a_monkey_breaks_nothing(events: int, separate_process: bool) -> None:
    result = monkey(events, seed=7, separate_process=separate_process)
    assert {fault: result[fault] for fault in FAULTS if fault not in TIMED and result[fault]} == {}, result["first"]
    assert result["proofs"] >= events // 40
    assert result["moments_compared"] > 0


@pytest.mark.slow
def test_a_monkey_sees_when_something_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a restore that forgets a number, moments no longer come back to the bit."""
    jump = Run._jump

    def forgetful(self: Run, checkpoint: object) -> None:
        jump(self, checkpoint)  # type: ignore[arg-type]
        self.trainer.g.flat[0] += 1e-3

    monkeypatch.setattr(Run, "_jump", forgetful)
    assert sum(monkey(400, seed=seed)["moments"] for seed in (7, 8)) > 0


@pytest.mark.slow
def test_windows_leave_nothing_behind() -> None:
    assert opening(16)["more"] == {}


@pytest.mark.slow
def test_a_soak_says_what_it_measured(capsys: pytest.CaptureFixture[str]) -> None:
    result = soak(0.2)
    assert result["iterations"] > 0
    assert result["pictures_per_second_late"] > 0


def test_a_slope_is_told_from_noise() -> None:
    x = [float(i) for i in range(40)]
    noise = [math.sin(12.9 * i) for i in x]
    flat, error = slope(x, noise)
    assert abs(flat) < 3 * error
    grown, error = slope(x, [0.5 * a + b for a, b in zip(x, noise, strict=True)])
    assert abs(grown - 0.5) < 3 * error


def test_one_json_line_and_the_exit_status_say_what_came_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["endure", "files", "--times", "100", "--seed", "5"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["failed"] == 0
    assert json.loads(line)["inputs"] >= 95
