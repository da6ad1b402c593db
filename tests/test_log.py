"""The program starts without standard output and standard error, and errors are written down all the same."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from playground import log

SCRIPT = """
import sys
from PyQt6.QtCore import QTimer, QSettings
from playground import app
from playground.ui.settings import Settings
make = app.open_window
def opened(*a, **k):
    made = make(*a, **k)
    def broken():
        QTimer.singleShot(200, made.window.close)
        raise RuntimeError("seen in the log")
    QTimer.singleShot(0, broken)
    return made
app.open_window = opened
sys.exit(app.main())
"""


@pytest.mark.skipif(os.name != "posix", reason="file descriptors are closed by a POSIX shell")
@pytest.mark.parametrize(
    "closed",
    [
        pytest.param("2>&-", marks=pytest.mark.slow),
        pytest.param(">&- 2>&-", marks=pytest.mark.slow),
        "<&- >&- 2>&-",
    ],
)
def test_the_window_opens_and_closes_without_standard_error_and_a_crash_is_in_the_log(
    closed: str, tmp_path: Path
) -> None:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        **{f"XDG_{name}_HOME": str(tmp_path / name) for name in ("STATE", "CONFIG", "CACHE", "DATA")},
    }
    (tmp_path / "script.py").write_text(SCRIPT)
    command = f"exec '{sys.executable}' '{tmp_path / 'script.py'}' {closed}"
    done = subprocess.run(["sh", "-c", command], env=environment, timeout=90, check=False)
    assert done.returncode == 0
    text = (tmp_path / "STATE" / "gan-playground" / "log.txt").read_text("utf-8")
    assert "RuntimeError: seen in the log" in text


def test_the_crash_hook_shows_before_it_writes(qapp, monkeypatch: pytest.MonkeyPatch) -> None:
    from playground.app import Crash

    shown: list[str] = []

    class Broken:
        def write(self, _text: str) -> None:
            raise OSError("the disk is full")

    monkeypatch.setattr(sys, "stderr", Broken())
    crash = Crash()
    crash.seen.connect(lambda words, _text: shown.append(words))
    crash._hook(ValueError, ValueError("what happened"), None)
    assert shown == ["ValueError: what happened"]


def test_a_long_log_begins_anew_and_the_old_one_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "path", lambda: tmp_path / "state" / "log.txt")
    monkeypatch.setattr(log, "MOST_BYTES", 10)
    for text in ("a" * 20, "b"):
        with log._opened() as file:
            file.write(text)
    assert (tmp_path / "state" / "log.txt").read_text() == "b"
    assert (tmp_path / "state" / "log.old.txt").read_text() == "a" * 20
