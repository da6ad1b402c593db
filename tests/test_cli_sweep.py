"""`gan-playground sweep`: a table comes out, again goes on, and what is wrong is one sentence and exit status 2."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from playground.cli import main
from playground.engine.sweep import plan as plans
from playground.engine.sweep import rows

SWEEP = """
iterations = {iterations}
seeds = 2
[experiment]
g_layers = 1
d_layers = 1
g_width = 8
d_width = 8
batch = 16
[grid]
objective = ["hinge", "non_saturating"]
label_smoothing = [0.0, 0.1]
"""


@pytest.fixture
def sweep(tmp_path: Path) -> Path:
    path = tmp_path / "sweep.toml"
    path.write_text(SWEEP.format(iterations=20))
    return path


def test_a_sweep_writes_its_rows_and_the_same_command_again_trains_nothing(
    sweep: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", str(sweep), "--workers", "1", "--json"]) == 0
    said = capsys.readouterr()
    result = json.loads(said.out.splitlines()[-1])
    assert (result["runs"], result["trained"], result["skipped"], result["failed"]) == (6, 6, 1, 0)
    assert "1 invalid point is skipped: label_smoothing = 0.1" in said.err
    assert len(rows.read(sweep.with_suffix(".csv"))[1]) == 6
    assert main(["sweep", str(sweep), "--workers", "1"]) == 0
    assert "0 runs trained" in (words := capsys.readouterr().out)
    assert "6 runs were already done" in words


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.toml"], "nowhere.toml"),
        (["SWEEP", "--out", "x.xlsx"], ".csv or .parquet"),
        (["SWEEP", "--workers", "0"], "from 1 to 1,024"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    sweep: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(sweep.parent)
    before = set(sweep.parent.iterdir())
    with pytest.raises(SystemExit) as ended:
        main(["sweep", *(str(sweep) if word == "SWEEP" else word for word in arguments)])
    assert ended.value.code == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert set(sweep.parent.iterdir()) == before, "nothing is left, not even a lock"


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="interrupts as POSIX does")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_or_killed_sweep_is_gone_on_with(sweep: Path, sign: signal.Signals) -> None:
    sweep.write_text(SWEEP.format(iterations=3000))
    plan, out = plans.read(sweep), sweep.with_suffix(".csv")
    command = [sys.executable, "-m", "playground", "sweep", str(sweep), "--workers", "1", "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 120
    while time.monotonic() < until and (not out.exists() or len(out.read_text().splitlines()) < 2):
        time.sleep(0.05)
    process.send_signal(sign)
    told, wrong = process.communicate(timeout=60)
    before = len(rows.read(out)[1])
    assert 1 <= before < len(plan.runs)
    if sign == signal.SIGINT:
        assert process.returncode == 130
        assert json.loads(told.splitlines()[-1])["interrupted"]
        assert "Traceback" not in wrong
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=True)
    result = json.loads(done.stdout.splitlines()[-1])
    assert (result["before"], result["trained"]) == (before, len(plan.runs) - before)
    lines = [line.partition(",")[0] for line in out.read_text().splitlines()[1:]]
    assert sorted(lines) == sorted(run.id for run in plan.runs)
