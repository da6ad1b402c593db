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


@pytest.mark.parametrize("home", ["", pytest.param("/nonexistent/home", marks=pytest.mark.slow), "/proc/1/none"])
def test_without_a_home_that_can_be_written_to_everything_but_remembering_works(home: str, tmp_path: Path) -> None:
    environment = {"HOME": home} if home else {}
    done = run(["shot", str(tmp_path / "p.png"), "--iterations", "3"], **environment)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "p.png").read_bytes().startswith(b"\x89PNG")


def test_a_temporary_folder_that_is_not_there_is_no_obstacle_nor_is_a_name_of_any_letters(tmp_path: Path) -> None:
    """The names one by one, and how a run is continued from them, are in tests/ui/test_folders.py."""
    folder = tmp_path / '한글 😀 quote\'s "n" <b>'
    done = run(["train", *SMALL, "--out", str(folder)], TMPDIR=str(tmp_path / "none"))
    assert done.returncode == 0, done.stderr
    assert session_file.read(folder / "final.ganplay").here.state.iteration == 20


def test_a_clock_that_jumps_moves_no_session_out_of_sight(tmp_path: Path) -> None:
    """Files of the future and of 1970 are offered as any other."""
    from playground.ui import left_behind
    from tests.support.sessions import busy_session, saved

    for name, when in (("future", 4e9), ("past", 0.0)):
        os.utime(saved(tmp_path / f"{name}.ganplay", busy_session()), (when, when))
    assert {one.path.stem for one in left_behind.found(tmp_path)} == {"future", "past"}
