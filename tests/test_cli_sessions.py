"""The command line saves sessions, goes on with them to the bit, and exports everything from them."""

import contextlib
import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from playground.cli import main
from playground.cli.outcome import FILES
from playground.core.experiment import Experiment
from playground.core.experiment import file as experiment_file
from playground.core.session import file as session_file

QUICK = ["--set", "batch=32", "--set", "g_width=8", "--set", "d_width=8", "--set", "spectral_norm=on"]
COMMAND = [sys.executable, "-m", "playground"]


def quietly(*arguments: object) -> int:
    with contextlib.redirect_stdout(io.StringIO()):
        return main([str(a) for a in arguments])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of 400 iterations in one go, and one of 200 and 200 (in one process, which loads torch and Qt once)."""
    home = tmp_path_factory.mktemp("runs")
    half = str(home / "half")
    commands = [
        ["train", *QUICK, "--iterations", "400", "--out", str(home / "whole")],
        ["train", *QUICK, "--iterations", "200", "--out", half],
        ["train", f"{half}/final.ganplay", "--iterations", "200", "--out", str(home / "both")],
    ]
    code = f"from playground.cli import main\nfor command in {commands!r}:\n    assert main(command) == 0"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("00 iterations in") == 3
    return home


def test_out_writes_all_five_files(folder: Path) -> None:
    for out in ("whole", "half", "both"):
        assert sorted(path.name for path in (folder / out).iterdir()) == sorted(FILES)
    experiment = experiment_file.read(folder / "whole" / "experiment.toml")
    assert experiment == Experiment(batch=32, g_width=8, d_width=8, spectral_norm="on")
    with Image.open(folder / "whole" / "picture.png") as image:
        assert min(image.size) > 600


def test_200_and_200_iterations_equal_400_bit_for_bit(folder: Path) -> None:
    both, whole = (session_file.read(folder / out / "final.ganplay").here for out in ("both", "whole"))
    assert both.state.iteration == whole.state.iteration == 400
    assert both.state.equals(whole.state)
    assert not whole.state.equals(session_file.read(folder / "half" / "final.ganplay").here.state)
    for name in ("curves.csv", "samples.csv", "experiment.toml"):
        assert (folder / "both" / name).read_bytes() == (folder / "whole" / name).read_bytes(), name
    pictures = [np.asarray(Image.open(folder / out / "picture.png")) for out in ("both", "whole")]
    assert np.array_equal(*pictures)


def test_the_curves_hold_losses_of_each_iteration_and_metrics_now_and_then(folder: Path) -> None:
    head, *rows = [line.split(",") for line in (folder / "whole" / "curves.csv").read_text().splitlines()]
    assert head[:5] == ["iteration", "d_loss", "g_loss", "d_real", "d_fake"]
    assert "sliced_wasserstein" in head
    at = head.index("sliced_wasserstein")
    assert [int(row[0]) for row in rows] == list(range(401))
    assert [int(row[0]) for row in rows if row[at]] == [0, 100, 200, 300, 400]


def test_a_session_goes_on_with_a_live_knob_turned_and_refuses_another_network(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = folder / "half" / "final.ganplay"
    assert quietly("train", session, "--iterations", 3, "--set", "learning_rate_d=0.01") == 0
    for arguments, word in ((["--set", "g_width=9"], "g_width"), (["--preset", "start"], "not both")):
        with pytest.raises(SystemExit) as caught:
            quietly("train", session, *arguments, "--iterations", 3)
        assert caught.value.code == 2
        assert word in capsys.readouterr().err


def test_export_writes_numbers_scripts_and_experiments_without_a_window(folder: Path, tmp_path: Path) -> None:
    names = {"curves": "c.csv", "samples": "s.npy", "script": "gan.py", "experiment": "e.toml"}
    asked = [word for name, file in names.items() for word in (f"--{name}", tmp_path / file)]
    assert quietly("export", folder / "whole" / "final.ganplay", *asked, "--points", 250) == 0
    assert (tmp_path / "c.csv").read_bytes() == (folder / "whole" / "curves.csv").read_bytes()
    assert np.load(tmp_path / "s.npy").shape == (250, 2)
    assert (tmp_path / "e.toml").read_bytes() == (folder / "whole" / "experiment.toml").read_bytes()
    compile((tmp_path / "gan.py").read_text(), "gan.py", "exec")
    assert "400" in (tmp_path / "gan.py").read_text()
    assert quietly("export", "--preset", "start", "--script", tmp_path / "p.py") == 0
    assert quietly("export", tmp_path / "e.toml", "--samples", tmp_path / "s.csv") == 0
    assert len((tmp_path / "s.csv").read_text().splitlines()) == 2001


def test_export_makes_pictures_and_films_without_a_display(folder: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "export", str(folder / "whole" / "final.ganplay"), "--picture", str(tmp_path / "p.png"), "--scale", "1",
         "--view", "game", "--animation", str(tmp_path / "f.webp"), "--seconds", "0.5", "--fps", "10", "--width", "120"],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    with Image.open(tmp_path / "f.webp") as film:
        assert (film.n_frames, film.size[0]) == (5, 120)
    with Image.open(tmp_path / "p.png") as picture:
        assert len(picture.convert("RGB").getcolors(1 << 24) or []) > 50


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["export"], ["choose what to write"]),
        (["export", "--curves", "c.csv"], ["name a session"]),
        (["export", "none.ganplay", "--curves", "c.csv"], ["none.ganplay"]),
        (["export", "none.ganplay", "--curves", "c.txt"], ["c.txt", ".csv"]),
        (["export", "none.ganplay", "--picture", "c.jpg"], ["c.jpg", ".png or .svg"]),
        (["export", "none.ganplay", "--animation", "c.avi"], ["c.avi", ".webp"]),
        (["export", "none.ganplay", "--samples", "/no/such/s.csv"], ["/no/such"]),
        (["export", "none.ganplay", "--samples", "s.csv", "--points", "0"], ["--points", "0"]),
        (["export", "none.ganplay", "--picture", "s.png", "--view", "moon"], ["moon", "plane"]),
        (["export", "--preset", "nothing", "--script", "s.py"], ["nothing"]),
        (["train", "none.ganplay"], ["none.ganplay"]),
        (["train", "--out", __file__, "--iterations", "1"], ["test_cli_sessions.py", "folder"]),
    ],
)
def test_a_bad_argument_is_one_line_and_exit_status_2(
    arguments: list[str], words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    for word in words:
        assert word in err
