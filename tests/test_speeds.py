"""`bench speed` says all its figures under their keys, refuses others, and loads only what it needs."""

import json
import subprocess
import sys

import pytest

from playground.cli import main, speeds, window_bench
from playground.core.errors import InputError


def test_the_keys_are_those_that_are_measured() -> None:
    from playground.cli.window_bench.measures import MEASURES
    from playground.engine.bench import many, speed

    assert set(speeds.ENGINE) == set(speed.MEASURES)
    assert set(speeds.MANY) == set(many.MEASURES)
    assert set(window_bench.GROUPS) == set(MEASURES)
    assert len(set(speeds.KEYS)) == len(speeds.KEYS)


def test_growth_is_measured_for_everything_that_is_drawn() -> None:
    from playground.cli.window_bench.growing import GROWTHS
    from playground.cli.window_bench.growth import MEASURES

    assert [growth.name for growth in GROWTHS] == list(MEASURES)
    for growth in GROWTHS:
        assert len(growth.words) < len(growth.columns)


def test_keys_are_measured_in_the_tables_order_and_once() -> None:
    assert speeds.chosen("stall_ms,eager_over_textbook,stall_ms") == ("eager_over_textbook", "stall_ms")
    assert speeds.chosen(None) == speeds.KEYS
    with pytest.raises(InputError, match="nonsense"):
        speeds.chosen("stall_ms,nonsense")


def test_an_unknown_key_is_refused_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["bench", "speed", "--only", "nonsense"])
    assert ended.value.code == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "nonsense" in err


def test_naming_the_figures_loads_neither_qt_nor_torch() -> None:
    code = "import sys, playground.cli.speeds; print([m for m in ('torch', 'PyQt6') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.slow
def test_the_window_is_measured_and_one_json_object_is_printed() -> None:
    command = [sys.executable, "-m", "playground", "bench", "speed", "--only", "first_paint_s", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=240)
    assert done.stdout.count("\n") == 1
    assert list(json.loads(done.stdout)) == ["first_paint_s"]
    assert "the window is shown on" in done.stderr
