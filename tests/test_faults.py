"""Homes, folders and names as they are in the world: none at all, with spaces, in Hangul, with emoji."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from playground.core.session import file as session_file

PROGRAM = str(Path(sys.executable).with_name("gan-playground"))
SMALL = ["--set", "g_width=4", "--set", "d_width=4", "--iterations", "20"]
WITHOUT = (
    "HOME",
    "TMPDIR",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_STATE_HOME",
    "XDG_DATA_HOME",
    "XDG_RUNTIME_DIR",
    "USER",
)


def run(words: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {key: value for key, value in os.environ.items() if key not in WITHOUT}
    return subprocess.run(
        [PROGRAM, *words],
        env={**inherited, "QT_QPA_PLATFORM": "offscreen", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("name", ["with spaces", "한글 폴더", "😀 emoji", 'quote\'s "n" <b>'])
def test_a_run_is_written_to_any_folder_and_continues_from_it(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    done = run(["train", *SMALL, "--out", str(folder)])
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in folder.iterdir()) == [
        "curves.csv", "experiment.toml", "final.ganplay", "picture.png", "samples.csv",
    ]  # fmt: skip
    done = run(["train", str(folder / "final.ganplay"), "--iterations", "5", "--out", str(folder)])
    assert done.returncode == 0, done.stderr
    assert session_file.read(folder / "final.ganplay").here.state.iteration == 25


@pytest.mark.parametrize("home", ["", "/nonexistent/home", "/proc/1/none"])
def test_without_a_home_that_can_be_written_to_everything_but_remembering_works(home: str, tmp_path: Path) -> None:
    environment = {"HOME": home} if home else {}
    done = run(["shot", str(tmp_path / "p.png"), "--iterations", "3"], **environment)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "p.png").read_bytes().startswith(b"\x89PNG")


def test_a_temporary_folder_that_is_not_there_is_no_obstacle(tmp_path: Path) -> None:
    done = run(["train", *SMALL, "--out", str(tmp_path / "out")], TMPDIR=str(tmp_path / "none"))
    assert done.returncode == 0, done.stderr


def test_a_clock_that_jumps_moves_no_session_out_of_sight(tmp_path: Path) -> None:
    """Files of the future and of 1970 are offered as any other."""
    from playground.ui import left_behind
    from tests.support.sessions import busy_session, saved

    for name, when in (("future", 4e9), ("past", 0.0)):
        os.utime(saved(tmp_path / f"{name}.ganplay", busy_session()), (when, when))
    assert {one.path.stem for one in left_behind.found(tmp_path)} == {"future", "past"}
