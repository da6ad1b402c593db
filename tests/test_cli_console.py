"""The console never sees a traceback: a reader that goes, a full disk, an old encoding, a strange name."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from playground.cli import main, outcome
from playground.core.errors import InputError
from playground.core.experiment import Experiment
from playground.core.session import file as session_file
from playground.engine.run import Run
from playground.engine.sweep.lock import only_writer
from playground.ui.exporting.movie import MOVIES, Reel
from tests.support.disk import FullFile, small_disk

PROGRAM = Path(sys.executable).with_name("gan-playground")
SMALL = ["--set", "g_width=4", "--set", "d_width=4", "--iterations", "3"]
SWEEP = "iterations = 5\nseeds = [0]\n[experiment]\ng_width = 4\nd_width = 4\n[grid]\npenalty_weight = [0.1, 1.0]\n"
posix = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")


def shell(line: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["bash", "-c", line],
        cwd=folder,
        env={**os.environ, "P": str(PROGRAM), **environment},
        capture_output=True,
        timeout=120,
        check=False,
    )


@posix
def test_a_reader_that_goes_is_no_error(tmp_path: Path) -> None:
    done = shell('"$P" list | head -1; exit ${PIPESTATUS[0]}', tmp_path)
    assert done.stderr == b""
    assert done.stdout.count(b"\n") == 1
    assert done.returncode in (0, 141)


@posix
@pytest.mark.parametrize("command", ["list", "list --json", "train --set g_width=4 --set d_width=4 --iterations 3"])
def test_a_full_disk_is_one_sentence(command: str, tmp_path: Path) -> None:
    done = shell(f'"$P" {command} > /dev/full', tmp_path)
    assert done.returncode == 1
    assert done.stderr == b"gan-playground: the output could not be written: No space left on device\n"


@posix
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_an_encoding_that_lacks_a_letter_gets_it_escaped(encoding: str, tmp_path: Path) -> None:
    done = shell('"$P" list', tmp_path, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert done.returncode == 0, done.stderr
    assert rb"\u03b2" in done.stdout or "β".encode(encoding, "ignore")


@posix
def test_a_name_that_is_not_utf_8_is_printed_escaped_and_nothing_is_lost(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(SWEEP)
    done = shell('"$P" sweep s.toml --workers 1 --out "$(printf "r\\xff.csv")"', tmp_path)
    assert b"Traceback" not in done.stderr
    assert done.returncode == 0, done.stderr
    (table,) = [name for name in os.listdir(os.fsencode(tmp_path)) if name.endswith(b".csv")]
    with open(os.path.join(os.fsencode(tmp_path), table), "rb") as file:
        assert file.read().count(b"\n") == 3


def test_the_session_is_written_first_and_a_full_disk_does_not_lose_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    run = Run(Experiment(g_width=16, d_width=16))
    for _ in range(70):
        run.advance("iteration", careful=False)
    assert run.prove() is None
    with small_disk(tmp_path / "full", 16) as mounted:
        if not mounted:
            pytest.skip("nothing can be mounted here")
        with pytest.raises(
            InputError, match=r"final\.ganplay can't be written: No space left.* saved as (\S+) instead"
        ) as said:
            outcome.write(tmp_path / "full", run)
    elsewhere = Path(str(said.value).split("saved as ")[1].split(" instead")[0])
    assert session_file.read(elsewhere).here.state.equals(run.trainer.state())


@pytest.mark.parametrize("kind", [".mp4", ".webp", ".gif"])
def test_a_film_on_a_full_disk_says_so_in_words(kind: str) -> None:
    rng = np.random.default_rng(0)
    frames = (rng.integers(0, 255, (64, 64, 3), dtype=np.uint8) for _ in range(60))
    with pytest.raises(OSError, match="No space left on device"):
        MOVIES[kind].write(FullFile(3000), Reel(frames, 60, 20))


def test_two_sweeps_never_write_to_one_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "s.toml").write_text(SWEEP)
    with only_writer(tmp_path / "s.csv"), pytest.raises(SystemExit) as ended:
        main(["sweep", str(tmp_path / "s.toml")])
    assert ended.value.code == 2
    assert "is being written by another sweep" in capsys.readouterr().err
    assert not (tmp_path / "s.csv").exists()
    with only_writer(tmp_path / "s.csv"):
        assert sorted(path.name for path in tmp_path.iterdir()) == [".s.csv.lock", "s.toml"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["s.toml"]


def test_the_lock_ends_with_its_process_however_that_ends(tmp_path: Path) -> None:
    code = (
        "import os, pathlib\nfrom playground.engine.sweep.lock import only_writer\n"
        f"with only_writer(pathlib.Path({str(tmp_path / 's.csv')!r})):\n    os.kill(os.getpid(), 9)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode != 0
    with only_writer(tmp_path / "s.csv"):
        pass
