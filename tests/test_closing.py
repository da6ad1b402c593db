"""Closing ends everything in two seconds: one deadline for all threads, and no process is left, whoever is asked to go."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from playground.child import end_all_below
from playground.core.session import file as session_file
from playground.engine.deadline import Deadline

PATIENCE = 40.0
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux lists processes in /proc")

PROGRAM = """
import multiprocessing, os, sys
from pathlib import Path
from PyQt6.QtCore import QTimer
from playground import app
from playground.core.experiment import Experiment
from playground.engine.letters import Picture
from playground.engine.where import chosen
from playground.ui.settings import unwatched

make = app.open_window
app.Settings = lambda: unwatched(Path(sys.argv[1]) / "settings.json")

def opened(*given, **named):
    made = make(*given, **named)
    def arrived(picture):
        if picture.counters.iteration > {after} and not told:
            told.append(1)
            print("child", *(process.pid for process in multiprocessing.active_children()), flush=True)
            {then}
    told = []
    made.window.controller.bridge.arrived.connect(arrived)
    made.window.painted.connect(made.window.controller.play)
    return made

app.open_window = opened
if __name__ == "__main__":
    app.main({experiment}, separate_process=chosen({separate_process}))
"""
SWEEPER = """
import sys
from pathlib import Path
from PyQt6.QtCore import QCoreApplication, QObject
from playground.ui.sweep.background import Background

qt = QCoreApplication([])
background = Background(qt)
background.run(Path(sys.argv[1]), Path(sys.argv[2]))
background._process.waitForStarted()
print(background._process.processId(), flush=True)
qt.exec()
"""
SMALL = "Experiment(g_layers=1, d_layers=1, g_width=8, d_width=8, batch=16)"
PLAY_HEAVY = (
    "made.window.controller.load(Experiment(g_layers=6, d_layers=6, g_width=512, d_width=512, batch=4096, d_updates=20)); "
    "made.window.controller.play()"
)


class Program:
    """The real program, once it trains; `children` are the processes that it has begun."""

    def __init__(self, folder: Path, **places: object) -> None:
        script = folder / "program.py"
        script.write_text(
            PROGRAM.format(**{"after": 20, "then": "pass", "experiment": SMALL, "separate_process": False, **places})
        )
        env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path(__file__).parents[1])}
        self.process = subprocess.Popen([sys.executable, script, folder], stdout=subprocess.PIPE, text=True, env=env)
        assert self.process.stdout is not None
        self.children = [int(pid) for pid in self.process.stdout.readline().split()[1:]]

    def end(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=PATIENCE)


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Callable[..., Program]]:
    programs: list[Program] = []

    def make(**places: object) -> Program:
        programs.append(Program(tmp_path, **places))
        return programs[-1]

    yield make
    for program in programs:
        program.end()


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def gone(*pids: int) -> None:
    until = time.monotonic() + PATIENCE
    while any(map(alive, pids)):
        assert time.monotonic() < until, "a process was left behind"
        time.sleep(0.02)


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "autosave").glob("*" + session_file.SUFFIX))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize(
    ("name", "separate_process"),
    [
        pytest.param("SIGTERM", False, id="thread-SIGTERM"),
        pytest.param("SIGHUP", True, id="process-SIGHUP"),
        pytest.param("SIGHUP", False, id="thread-SIGHUP", marks=pytest.mark.slow),
        pytest.param("SIGTERM", True, id="process-SIGTERM", marks=pytest.mark.slow),
    ],
)
def test_a_signal_saves_and_closes(
    name: str, separate_process: bool, begin: Callable[..., Program], tmp_path: Path
) -> None:
    program = begin(separate_process=separate_process)
    process, children = program.process, program.children
    assert len(children) == separate_process
    for pid in children:
        os.kill(pid, getattr(signal, name))  # a desktop's end tells all processes at once
    process.send_signal(getattr(signal, name))
    assert process.wait(PATIENCE) == 0
    gone(*children)
    (path,) = kept(tmp_path)
    assert path.name.startswith("closed-")
    assert session_file.read(path).here.state.iteration >= 20
    assert not list((tmp_path / "autosave").glob("*.lock"))


@LINUX
def test_closing_in_the_middle_of_a_long_iteration_leaves_no_process(begin: Callable[..., Program]) -> None:
    """Of an iteration that takes seconds nobody waits for the end, neither here nor in the separate process."""
    program = begin(separate_process=True, then=f"{PLAY_HEAVY}; QTimer.singleShot(800, made.window.close)")
    assert program.process.wait(PATIENCE) == 0
    assert len(program.children) == 1
    assert not any(map(alive, program.children)), "it is gone before the program is"


@LINUX
def test_the_separate_process_ends_with_a_window_that_is_killed(begin: Callable[..., Program]) -> None:
    """Also in the middle of an iteration that takes seconds, which ends nothing by itself."""
    program = begin(separate_process=True, then=PLAY_HEAVY)
    time.sleep(1)
    program.process.kill()
    assert len(program.children) == 1
    gone(*program.children)


def test_a_deadline_is_shared_by_all_that_are_waited_for() -> None:
    class Endless(threading.Thread):
        asked = -1.0

        def join(self, timeout: float | None = None) -> None:
            assert timeout is not None
            self.asked = timeout
            time.sleep(timeout / 2)

    threads = [Endless() for _ in range(4)]
    Deadline(0.4).join(threads)
    asked = [thread.asked for thread in threads]
    assert asked[0] <= 0.4
    assert asked == sorted(asked, reverse=True), "each gets only what the others have left"
    assert asked[-1] < 0.1
    assert Deadline(-1).left == 0


@LINUX
def test_a_sweep_ends_with_a_window_that_is_killed(tmp_path: Path) -> None:
    """Its window is a process that begins it as the real one does, and is killed once all workers are there."""
    sweep, out = tmp_path / "many.toml", tmp_path / "many.csv"
    sweep.write_text("iterations = 100_000\nseeds = 9\n[grid]\npenalty_weight = [0.1, 0.2]\n")
    program = tmp_path / "window.py"
    program.write_text(SWEEPER)
    with subprocess.Popen([sys.executable, program, sweep, out], stdout=subprocess.PIPE, text=True) as window:
        try:
            assert window.stdout is not None
            pid = int(window.stdout.readline())
            until, below = time.monotonic() + PATIENCE, []
            while len(below) <= (os.cpu_count() or 1):  # its workers, and the process that tracks what they share
                assert alive(pid), "the sweep was over before its window was killed"
                assert time.monotonic() < until
                time.sleep(0.05)
                below = [child.pid for child in psutil.Process(pid).children(recursive=True)]
        finally:
            window.kill()
    try:
        gone(pid, *below)
    finally:
        end_all_below(pid)
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)
    assert out.read_text().count("\n") < 19, "it was cut short"


@LINUX
def test_all_that_a_process_began_is_found_and_ended() -> None:
    inner = "import subprocess, sys; p = subprocess.Popen([sys.executable, *sys.argv[1:]]); print(p.pid, flush=True); p.wait()"
    process = subprocess.Popen(
        [sys.executable, "-c", inner, "-c", "import time; time.sleep(60)"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    below_it = int(process.stdout.readline())
    end_all_below(process.pid)
    process.communicate(timeout=PATIENCE)
    gone(below_it)
