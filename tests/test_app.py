"""The whole process: what is loaded at the first paint, and how it ends."""

import os
import subprocess
import sys
import time

import pytest

from playground import app, cli
from playground.engine.where import Where

SCRIPT = """
import sys, time
from pathlib import Path
from PyQt6.QtCore import QTimer
from playground import app
from playground.ui.window import Window
from playground.ui.settings import unwatched

painted = []
paint = Window.paintEvent
def first(self, event):
    paint(self, event)
    if not painted:
        painted.append(1)
        print("torch imported at first paint:", "torch" in sys.modules, flush=True)
        QTimer.singleShot({after}, self.close)
        if {compiling}:
            QTimer.singleShot({after} - 500, self.actions_by_id["compile"].trigger)
Window.paintEvent = first
app.Settings = lambda: unwatched(Path("{ini}"))
code = app.main()
print("closed", flush=True)
sys.exit(code)
"""


def run(after: int, tmp_path, compiling: bool = False) -> tuple[subprocess.CompletedProcess[str], float]:
    script = SCRIPT.format(after=after, ini=tmp_path / "settings.json", compiling=compiling)
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, env=env, check=False
    )
    return done, time.perf_counter() - started


@pytest.mark.parametrize("after", [0, 150, 4000], ids=["at once", "while torch is imported", "when it is ready"])
def test_the_window_paints_before_torch_is_there_and_closing_always_ends_the_process(after: int, tmp_path) -> None:
    done, _ = run(after, tmp_path)
    assert done.returncode == 0, done.stderr
    if sys.platform != "win32":
        assert "torch imported at first paint: False" in done.stdout
    assert "Traceback" not in done.stderr
    assert "Fatal" not in done.stderr


def test_closing_does_not_wait_for_a_compilation(tmp_path) -> None:
    done, _ = run(4000, tmp_path, compiling=True)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "Fatal" not in done.stderr


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ([], None),
        (["--separate-process"], Where.SEPARATE),
        (["--apart"], Where.SEPARATE),
        (["--separate-process", "no"], Where.THREAD),
        (["--separate-process=auto", "--compile"], Where.AUTO),
    ],
)
def test_the_flag_for_a_separate_process_its_values_and_its_old_name(
    words: list[str], where: Where | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen: list[Where | None] = []

    def opened(*_: object, separate_process: Where | None = None, **__: object) -> int:
        chosen.append(separate_process)
        return 0

    monkeypatch.setattr(app, "main", opened)
    assert cli.main(words) == 0
    assert chosen == [where]


@pytest.mark.parametrize("value", ["perhaps", ""])
def test_another_value_is_refused_in_one_sentence(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([f"--separate-process={value}"])
    assert ended.value.code == 2
    err = capsys.readouterr().err
    assert "auto, yes, no" in err
    assert err.count("\n") == 1


def test_help_names_only_the_new_flag(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    out = capsys.readouterr().out
    assert "--separate-process" in out
    assert "--apart" not in out
