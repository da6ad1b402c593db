"""Builds the standalone folder with PyInstaller, and tries it on a virtual screen.

    python packaging/standalone.py FOLDER       FOLDER/dist/gan-playground is what can be copied to other machines
    python packaging/standalone.py FOLDER --try      only tries the one that is there

It is built from an environment of its own: torch's CPU build and the requirements, at the versions of constraints.txt.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
from screen import SECONDS, FailedError, Screen, screen, until

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import start  # noqa: E402

TITLE = "GAN playground"
SWEEP = 'iterations = 400\nseeds = 2\n[grid]\ntarget = ["ring8", "two_moons"]\n'


def say(text: str) -> None:
    """One line about progress."""
    sys.stderr.write(f"standalone: {text}\n")


def expect(true: object, what: str) -> None:
    """FailedError with this sentence if it is not true."""
    if not true:
        raise FailedError(what)


def build(folder: Path) -> None:
    """Makes FOLDER/dist/gan-playground."""
    venv = folder / "venv"
    python = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    start.install_torch("cpu", changed=False, python=python)
    words = ("install", "-c", ROOT / "constraints.txt", ROOT, "pyinstaller==6.22.3")
    expect(start.pip(*words, python=python), "pip could not install the program and PyInstaller")
    spec = Path(__file__).with_name("gan-playground.spec")
    places = ("--distpath", str(folder / "dist"), "--workpath", str(folder / "build"))
    subprocess.run(
        [str(python), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *places, str(spec)],
        check=True,
        cwd=folder,
    )


def megabytes(folder: Path) -> float:
    """The size of all files; a link counts once."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6


class Standalone:
    """The program in the folder, run from elsewhere, without Python, a compiler or a variable that leads to either."""

    def __init__(self, program: Path, work: Path, on: Screen) -> None:
        self.program, self.work, self.on = program, work, on
        self.environment = {key: on.environment[key] for key in on.environment if not key.startswith("PIP")}
        self.environment["PATH"] = "/nowhere"

    def ask(self, *words: object) -> str:
        """What a command prints; FailedError with its messages if its exit status is not 0."""
        done = subprocess.run(
            [str(self.program), *map(str, words)],
            cwd=self.work, env={**self.environment, "QT_QPA_PLATFORM": "offscreen"},
            capture_output=True, text=True, check=False, timeout=SECONDS,
        )  # fmt: skip
        expect(done.returncode == 0, f"{' '.join(map(str, words))}: {done.stderr}")
        return done.stdout

    def check_commands(self) -> None:
        """Training, a picture, the script that quotes sources, and a sweep on processes, which opens no window."""
        told = json.loads(self.ask("train", "--iterations", 120, "--json", "--out", "run"))
        expect(told["iterations"] == 120, "train did not train")
        self.ask("shot", "picture.png", "--iterations", 50)
        expect((self.work / "picture.png").stat().st_size > 20_000, "the picture is empty")
        self.ask("export", "run/final.ganplay", "--script", "script.py")
        expect("torch" in (self.work / "script.py").read_text("utf-8"), "the script is empty")

    def sweep(self) -> None:
        """A sweep on two processes while the screen is watched: no window opens."""
        (self.work / "sweep.toml").write_text(SWEEP, encoding="utf-8")
        process = subprocess.Popen(
            [str(self.program), "sweep", "sweep.toml", "--out", "runs.csv", "--workers", "2"],
            cwd=self.work, env=self.environment, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        most = 0
        while process.poll() is None:
            most = max(most, len(self.on.windows(TITLE)))
            time.sleep(0.2)
        expect(process.returncode == 0, f"the sweep failed: {process.communicate()[1]}")
        expect(most == 0, f"the sweep opened {most} windows")
        rows = len((self.work / "runs.csv").read_text("utf-8").splitlines()) - 1
        expect(rows == 4, f"the sweep has {rows} rows instead of 4")

    def play(self, flag: str) -> int:
        """Opens the window, plays, closes; the iterations that were kept. Exactly one window at any time."""
        process = subprocess.Popen([str(self.program), flag], cwd=self.work, env=self.environment)
        window = self.on.wait_for(TITLE)
        time.sleep(4)
        self.on.press(window, "space")
        most = 0
        for _ in range(40):
            most = max(most, len(self.on.windows(TITLE)))
            time.sleep(0.25)
        self.on.grab(self.work / f"window{flag}.png")
        children = [child.pid for child in psutil.Process(process.pid).children(recursive=True)]
        expect(bool(children) == flag.endswith("yes"), f"{len(children)} processes below the window")
        self.on.press(window, "ctrl+q")
        until(lambda: process.poll() is not None, "the end of the program", 30)
        until(lambda: not any(map(psutil.pid_exists, children)), "the end of its processes", 10)
        expect(process.returncode == 0, f"exit status {process.returncode}")
        expect(most == 1, f"{most} windows were open")
        kept = max(self.on.home.rglob("*.ganplay"), key=lambda path: path.stat().st_mtime)
        return int(json.loads(self.ask("train", kept, "--iterations", 1, "--json"))["iterations"])


def attempt(folder: Path) -> None:
    """Uses the folder as a person would."""
    program = folder / "dist" / "gan-playground"
    say(f"{program}: {megabytes(program):.0f} MB")
    work = folder / f"work-{int(time.time())}"
    work.mkdir()
    with screen(work / "home") as on:
        made = Standalone(program / "gan-playground", work, on)
        made.check_commands()
        say("train, shot and export work")
        made.sweep()
        say("a sweep on two processes opens no window")
        for flag in ("--separate-process=no", "--separate-process=yes"):
            trained = made.play(flag)
            expect(trained > 10, f"the window did not play: {trained} iterations")
            say(f"one window {flag} played {trained} iterations and closed")


def main() -> int:
    """Exit status 0 if it is built and works."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--try", action="store_true", dest="only_try", help="build nothing")
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.pop("PYTHONPATH", None)
    try:
        if not arguments.only_try:
            began = time.monotonic()
            build(folder)
            say(f"built in {time.monotonic() - began:.0f} s")
        attempt(folder)
    except (FailedError, subprocess.SubprocessError, OSError) as error:
        say(f"failed: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
