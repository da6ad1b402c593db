"""Builds sdist and wheel, installs the wheel in an empty environment and uses it: train, shot, a window that plays.

    python packaging/smoke.py [--keep FOLDER]

Nothing of the checkout is reachable then: not its folder, not its environment. The requirements are those of the wheel, at the
versions of constraints.txt.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from screen import SECONDS, FailedError, Screen, screen, until

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import start  # noqa: E402
from playground.cli.desktop import FILES  # noqa: E402

SESSION = ROOT / "tests" / "support" / "sessions" / "branches.ganplay"
TRAINED = 120
LEAST_BYTES = 20_000
"""A picture of the window that is empty has fewer."""


def say(text: str) -> None:
    """One line about progress."""
    sys.stderr.write(f"smoke: {text}\n")


def expect(true: object, what: str) -> None:
    """FailedError with this sentence if it is not true."""
    if not true:
        raise FailedError(what)


class Installed:
    """The installed program: its commands are run from an empty folder, with no variable that leads to the checkout."""

    def __init__(self, folder: Path) -> None:
        self.prefix = folder / "venv"
        self.work = folder / "work"
        self.work.mkdir()
        self.python = self.prefix / "bin" / "python"
        self.program = self.prefix / "bin" / "gan-playground"
        self.environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "QT_"))}
        self.environment["QT_QPA_PLATFORM"] = "offscreen"

    def ask(self, *words: object) -> str:
        """What the program prints; FailedError with its messages if its exit status is not 0."""
        done = subprocess.run(
            [str(self.program), *map(str, words)],
            cwd=self.work, env=self.environment, capture_output=True, text=True, check=False, timeout=SECONDS,
        )  # fmt: skip
        expect(done.returncode == 0, f"gan-playground {' '.join(map(str, words))}: {done.stderr}")
        return done.stdout

    def trained(self, session: Path) -> int:
        """The iterations of a session, after one more of them."""
        told: dict[str, Any] = json.loads(self.ask("train", session, "--iterations", 1, "--json"))
        return int(told["iterations"])


def built(folder: Path) -> Path:
    """The wheel, made from the sdist, as an index would serve them."""
    subprocess.run([sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)], check=True, stdout=sys.stderr)
    (wheel,) = folder.glob("*.whl")
    (sdist,) = folder.glob("*.tar.gz")
    say(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB, {sdist.name}: {sdist.stat().st_size / 1e6:.1f} MB")
    return wheel


def install(wheel: Path, installed: Installed) -> None:
    """An environment with this wheel, its requirements and nothing else."""
    subprocess.run([sys.executable, "-m", "venv", str(installed.prefix)], check=True)
    start.install_torch("cpu", changed=False, python=installed.python)
    words = ("install", "-c", ROOT / "constraints.txt", wheel)
    expect(start.pip(*words, python=installed.python), "pip could not install the wheel")


def check_files(installed: Installed) -> None:
    """The wheel's own files, and those of the desktop, are where they belong."""
    told = subprocess.run(
        [str(installed.python), "-P", "-c", "import playground; print(playground.__file__)"],
        cwd=installed.work, env=installed.environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    expect(Path(told.stdout.strip()).is_relative_to(installed.prefix), f"imported from {told.stdout}")
    missing = [place for place in FILES if not (installed.prefix / "share" / place).is_file()]
    expect(not missing, f"not in PREFIX/share: {missing}")


def check_commands(installed: Installed) -> None:
    """Training, the tables and a picture, without a window."""
    told = json.loads(installed.ask("train", "--iterations", TRAINED, "--json"))
    expect(told["iterations"] == TRAINED, f"trained {told['iterations']} iterations")
    expect(len(json.loads(installed.ask("list", "--json"))["presets"]) > 20, "the presets are not there")
    expect("사용법" in installed.ask("--language", "ko", "--help"), "Korean is not there")
    installed.ask("shot", "picture.png", "--iterations", 50)
    size = (installed.work / "picture.png").stat().st_size
    expect(size > LEAST_BYTES, f"the picture has {size} bytes")


def open_by_the_desktop(on: Screen, installed: Installed) -> None:
    """A double click on a session: the menu entry of the wheel starts the program, which opens and plays it."""
    environment = {
        **on.environment,
        "PATH": f"{installed.program.parent}:{os.environ['PATH']}",
        "XDG_DATA_DIRS": f"{installed.prefix / 'share'}:/usr/share",
    }
    entry = installed.prefix / "share" / "applications" / "gan-playground.desktop"
    session = installed.work / "mine.ganplay"
    session.write_bytes(SESSION.read_bytes())
    before = installed.trained(session)
    subprocess.run(
        ["gio", "launch", str(entry), str(session)],  # noqa: S607
        cwd=installed.work, env=environment, check=True, timeout=SECONDS,
    )  # fmt: skip
    window = on.wait_for("mine.ganplay – GAN playground")
    process = int(on.do("getwindowpid", window))
    expect(len(on.windows("GAN playground")) == 1, "there is more than one window")
    say("the window is open; playing")
    on.press(window, "space")
    time.sleep(10)  # the first seconds are slow by design
    on.grab(installed.work / "window.png")
    on.press(window, "ctrl+q")
    until(lambda: not Path(f"/proc/{process}").exists(), "the end of the program", 30)
    kept = sorted(on.home.rglob("*.ganplay"), key=lambda path: path.stat().st_mtime)
    expect(kept, "no session was kept at closing")
    after = installed.trained(kept[-1])
    expect(after > before, f"the window did not play: {before} iterations before, {after} after")
    say(f"played from {before} to {after} iterations and closed")


def smoke(folder: Path) -> None:
    """Everything, one after the other; the first failure ends it."""
    installed = Installed(folder)
    install(built(folder / "dist"), installed)
    check_files(installed)
    say("installed; training, listing, drawing")
    check_commands(installed)
    with screen(folder / "home") as on:
        open_by_the_desktop(on, installed)


def main() -> int:
    """Exit status 0 if all of it works."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--keep", type=Path, help="an empty folder, in which everything stays")
    kept = parser.parse_args().keep
    began = time.monotonic()
    os.environ.pop("PYTHONPATH", None)  # pip would take for installed what lies there
    try:
        if kept:
            kept.mkdir(parents=True)
            smoke(kept.resolve())
        else:
            with tempfile.TemporaryDirectory(prefix="gan-playground-") as folder:
                smoke(Path(folder))
    except (FailedError, subprocess.SubprocessError, OSError) as error:
        say(f"failed: {error}")
        return 1
    say(f"everything works, in {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
