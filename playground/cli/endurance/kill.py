"""`endure kill`: SIGKILL at random moments of training, saving, autosaving, exporting and sweeping, and a look at what is left."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from playground.child import python
from playground.core.errors import InputError
from playground.core.files.atomic import SUFFIX as PART
from playground.core.session import file as session_file
from playground.engine.sweep import plan as plans
from playground.engine.sweep import rows

MOST_DELAY = 0.5
MAY_BE_LOST = 30.0
COARSE = 1.05
"""A coarse timer may be late by 5 %."""
SWEEP = """iterations = 40
seeds = 40
[experiment]
g_width = 4
d_width = 4
batch = 16
[grid]
penalty_weight = [0.1, 1.0]
"""


class Lives:
    """The process that forks children, spoken to line by line."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            python("-X", "faulthandler", "-m", "playground.cli.endurance.lives"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "OMP_NUM_THREADS": "1"},
        )

    def begin(self, kind: str, where: Path) -> int:
        """A child of this kind; its process id."""
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
            assert word == "gone" or first != "gone", "the child ended unexpectedly"
        raise AssertionError("the fork server ended")

    def life(self, kind: str, where: Path, delay: float) -> tuple[int, float]:
        """Lets a child live for this many seconds and kills it; what it had promised last, and the seconds since then."""
        child = self.begin(kind, where)
        self.until("ready")
        killed = [0.0]

        def kill() -> None:
            killed[0] = time.monotonic()
            with suppress(ProcessLookupError):  # it had done all it had to
                os.kill(child, signal.SIGKILL)

        timer = threading.Timer(delay, kill)
        timer.start()
        heard: list[list[str]] = []
        self.until("gone", heard)
        timer.cancel()
        kept = [(int(words[1]), float(words[2])) for words in heard if words[0] == "kept"]
        return kept[-1][0] if kept else -1, max(0.0, killed[0] - kept[-1][1]) if kept and killed[0] else 0.0

    def close(self) -> None:
        """The process ends."""
        self.process.communicate("", timeout=20)


class Count:
    """What was found in what the dead left behind."""

    def __init__(self) -> None:
        self.broken = self.lost = self.parts = self.promises = 0
        self.longest = 0.0
        self.first = ""

    def note(self, kind: str, words: str) -> None:
        """One more broken or lost thing."""
        setattr(self, kind, getattr(self, kind) + 1)
        self.first = self.first or words


def _saves(lives: Lives, folder: Path, delay: float, count: Count) -> None:
    path = folder / "s.ganplay"
    promised, _ = lives.life("saves", path, delay)
    count.promises += promised >= 0
    if promised >= 0 or path.exists():
        _judge(path, promised, count)
    for part in [p for p in folder.iterdir() if p != path]:
        if not part.name.endswith(PART):
            count.note("broken", f"{part.name} was left behind")
        count.parts += 1
        part.unlink()


def _judge(path: Path, promised: int, count: Count) -> int:
    """The iteration in a session file, which must be whole and not older than what was promised."""
    try:
        iteration = session_file.read(path).here.state.iteration
    except InputError as error:
        count.note("broken", str(error))
        return -1
    if iteration < promised:
        count.note("lost", f"{path.name} is at {iteration}, {promised} was promised")
    return iteration


def _window(lives: Lives, folder: Path, delay: float, count: Count) -> None:
    place = Path(tempfile.mkdtemp(dir=folder))
    promised, lost = lives.life("window", place, 0.1 + delay)
    count.promises += promised >= 0
    count.longest = max(count.longest, lost)
    found = sorted((place / "autosave").glob("*" + session_file.SUFFIX))
    if len(found) != 1 and promised >= 0:
        count.note("lost", f"{len(found)} autosaves")
    iterations = [_judge(path, promised, count) for path in found]
    if found and delay < MOST_DELAY / 4:
        heard: list[list[str]] = []
        lives.begin("look", place)
        lives.until("gone", heard)
        if heard != [["offered", found[0].name], ["resumed", str(iterations[0])]]:
            count.note("lost", f"the next start said {heard}")


def _exports(lives: Lives, folder: Path, delay: float, count: Count) -> None:
    promised, _ = lives.life("exports", folder, delay)
    count.promises += promised >= 0
    for name, ending in (("curves.csv", b"\n"), ("samples.csv", b"\n"), ("script.py", b"\n")):
        path = folder / name
        if path.exists():
            raw = path.read_bytes()
            whole = raw.endswith(ending) and (name != "script.py" or compile(raw, name, "exec"))
            if not whole:
                count.note("broken", f"{name} is cut off")
        elif promised >= 0:
            count.note("lost", f"{name} is not there")


def _sweep(lives: Lives, folder: Path, delay: float, count: Count) -> None:
    (folder / "s.toml").write_text(SWEEP)
    wanted = {run.id for run in plans.read(folder / "s.toml").runs}
    before = _ids(folder / "s.csv") if (folder / "s.csv").exists() else []
    if len(before) >= len(wanted):
        (folder / "s.csv").unlink()
        before = []
    promised, _ = lives.life("sweep", folder, delay)
    count.promises += promised >= 0
    there = _ids(folder / "s.csv")
    if len(there) != len(set(there)):
        count.note("broken", "a row is there twice")
    if set(before) - set(there) or len(there) < promised:
        count.note("lost", f"{len(there)} rows, {promised} were promised")


def _ids(path: Path) -> list[str]:
    raw = path.read_bytes()
    lines = raw[: raw.rfind(b"\n") + 1].decode().splitlines()[1:]
    if lines:
        rows.read(path)
    return [line.partition(",")[0] for line in lines]


WAYS: dict[str, Callable[[Lives, Path, float, Count], None]] = {
    "saves": _saves,
    "window": _window,
    "exports": _exports,
    "sweep": _sweep,
}


def kill(times: int, seed: int, ways: tuple[str, ...] = tuple(WAYS)) -> dict[str, Any]:
    """What was found after that many kills, shared out among the ways."""
    from playground.cli.endurance import lives as server
    from playground.ui.autosave import EVERY_MS

    rng, count, lives = random.Random(seed), Count(), Lives()  # noqa: S311 (not a secret)
    with tempfile.TemporaryDirectory() as root:
        for k in range(times):
            way = ways[k % len(ways)]
            folder = Path(root) / way
            folder.mkdir(exist_ok=True)
            WAYS[way](lives, folder, rng.uniform(0, MOST_DELAY), count)
    lives.close()
    late = max(0.0, count.longest - server.EVERY_MS / 1000)
    most_lost = late + COARSE * EVERY_MS / 1000
    if most_lost > MAY_BE_LOST:
        count.note("lost", f"{most_lost:.0f} s of training")
    return {
        "times": times,
        "seed": seed,
        "broken": count.broken,
        "lost": count.lost,
        "killed_after_a_promise": count.promises,
        "killed_while_writing": count.parts,
        "most_seconds_lost": round(most_lost, 1),
        "first": count.first,
    }
