"""Fifty SIGKILLs at random moments of saving and autosaving: no file is ever broken, and what was kept is there."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground.core.files.atomic import SUFFIX as PART
from playground.core.session import file as session_file
from playground.ui.autosave import EVERY_MS
from tests.support import fork_server

KILLS = 25
MOST_DELAY = 0.5
COARSE = 1.05
"""A coarse timer may be late by 5 %."""
MAY_BE_LOST = 30.0


class Nursery:
    """The fork server, spoken to line by line."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-X", "faulthandler", "-m", "tests.support.fork_server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "OMP_NUM_THREADS": "1"},
        )

    def begin(self, kind: str, where: Path) -> int:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{kind} {where}\n")
        self.process.stdin.flush()
        return int(self.until("child")[0])

    def until(self, word: str, heard: list[list[str]] | None = None) -> list[str]:
        """The words after this one, as soon as it is said; what is said before it is kept in `heard`."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            first, *more = line.split()
            if first == word:
                return more
            if heard is not None:
                heard.append([first, *more])
            assert word == "gone" or first != "gone", "the child ended by itself"
        raise AssertionError("the fork server ended")

    def life(self, kind: str, where: Path, delay: float) -> tuple[int, float]:
        """Lets a child live for so many seconds and kills it; the iteration that it had promised, and the seconds lost."""
        child = self.begin(kind, where)
        self.until("ready")
        killed = [0.0]

        def kill() -> None:
            os.kill(child, signal.SIGKILL)
            killed[0] = time.monotonic()

        threading.Timer(delay, kill).start()
        heard: list[list[str]] = []
        self.until("gone", heard)
        kept = [(int(words[1]), float(words[2])) for words in heard if words[0] == "kept"]
        return kept[-1][0] if kept else -1, killed[0] - kept[-1][1] if kept else 0.0


@pytest.fixture(scope="module")
def home() -> Iterator[Nursery]:
    made = Nursery()
    yield made
    made.process.communicate("", timeout=20)


def iteration_in(path: Path) -> int:
    return session_file.read(path).here.state.iteration


@pytest.mark.slow
def test_a_kill_while_a_file_is_saved_leaves_a_whole_file(home: Nursery, tmp_path: Path) -> None:
    rng = random.Random(1)
    path, parts, promises = tmp_path / "s.ganplay", 0, 0
    for _ in range(KILLS):
        promised, _lost = home.life("saves", path, rng.uniform(0, MOST_DELAY))
        promises += promised >= 0
        if promised >= 0 or path.exists():
            assert path.exists()
            assert iteration_in(path) >= promised
        left = {p.name for p in tmp_path.iterdir()} - {path.name}
        assert all(name.endswith(PART) for name in left), left
        for name in left:
            (tmp_path / name).unlink()
        parts += bool(left)
    assert promises >= KILLS // 2, "most children had saved before they were killed"
    assert parts >= 3, "some were killed while they wrote"


@pytest.mark.slow
def test_a_killed_window_is_offered_again_and_little_is_lost(home: Nursery, tmp_path: Path) -> None:
    rng = random.Random(2)
    longest, promises = 0.0, 0
    for k in range(KILLS):
        folder = tmp_path / str(k)
        folder.mkdir()
        promised, lost = home.life("window", folder, rng.uniform(0.1, 0.1 + MOST_DELAY))
        longest = max(longest, lost)
        promises += promised >= 0
        found = sorted((folder / "autosave").glob("*" + session_file.SUFFIX))
        assert len(found) == 1 or promised < 0
        for path in found:
            iteration = iteration_in(path)
            assert iteration >= promised
            if k % 6 == 0:
                heard: list[list[str]] = []
                home.begin("look", folder)
                home.until("gone", heard)
                assert heard == [["offered", path.name], ["resumed", str(iteration)]]
                assert path.exists(), "it stays until the session has been saved anew"
    assert promises >= KILLS // 2
    late = longest - fork_server.EVERY_MS / 1000
    assert late + COARSE * EVERY_MS / 1000 < MAY_BE_LOST, f"{late:.1f} s more than the interval"
