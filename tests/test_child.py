"""No process of ours runs a Python file that lies in the folder where a person happens to be."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from playground.child import this_program

ROOT = Path(__file__).parent.parent
TRAPS = ("playground", "multiprocessing", "queue", "torch", "numpy", "msgspec", "concurrent")
SWEEP = "iterations = 5\nseeds = [0]\n[experiment]\ng_width = 4\nd_width = 4\n[grid]\npenalty_weight = [0.1, 1.0]\n"
REMOTE = """
import threading
from playground.child import keep_imports_safe
from playground.engine.remote_session import RemoteSession
if __name__ == "__main__":
    keep_imports_safe()
    session = RemoteSession()
    threading.Thread(target=session.run, daemon=True).start()
    print(type(session.letters.get(timeout=60)).__name__)
    import os
    os._exit(0)
"""


@pytest.fixture
def trapped(tmp_path: Path) -> Path:
    """A folder whose Python files leave a trace when they are run."""
    for name in TRAPS:
        (tmp_path / f"{name}.py").write_text(
            f"open({str(tmp_path / 'ran')!r}, 'a').write({name!r})\nraise SystemExit(7)\n"
        )
    (tmp_path / "s.toml").write_text(SWEEP)
    return tmp_path


def run(words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONSAFEPATH"}
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_a_sweeps_processes_import_nothing_from_the_current_folder(trapped: Path) -> None:
    program = Path(sys.executable).with_name("gan-playground")
    done = run([str(program), "sweep", "s.toml", "--out", "out.csv", "--workers", "2"], trapped)
    assert not (trapped / "ran").exists(), (trapped / "ran").read_text()
    assert done.returncode == 0, done.stderr
    assert len((trapped / "out.csv").read_text().splitlines()) == 3


def test_nor_does_the_separate_process_that_trains(trapped: Path) -> None:
    script = trapped / "elsewhere" / "begin.py"
    script.parent.mkdir()
    script.write_text(REMOTE)
    done = run([sys.executable, "-P", str(script)], trapped)
    assert not (trapped / "ran").exists(), (trapped / "ran").read_text()
    assert done.stdout.split() == ["Ready"], done.stderr


def test_in_a_folder_of_pyinstaller_the_program_is_the_executable(monkeypatch: pytest.MonkeyPatch) -> None:
    assert this_program("sweep", "a.toml")[1:] == ["-P", "-m", "playground", "sweep", "a.toml"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert this_program("sweep", "a.toml") == [sys.executable, "sweep", "a.toml"]
