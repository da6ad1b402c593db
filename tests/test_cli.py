"""The command line does what it says, and bad input gets one sentence and exit status 2."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from playground.cli import main
from playground.core.experiment import KNOBS, Experiment
from playground.core.targets import TARGETS

QUICK = ["--set", "batch=32", "--set", "g_width=8", "--set", "d_width=8"]
COMMAND = [sys.executable, "-m", "playground"]


def last_json(text: str) -> dict:
    return json.loads(text.strip().splitlines()[-1])


def test_train_prints_one_json_object_with_the_promised_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", *QUICK, "--iterations", "40", "--seed", "3", "--json"]) == 0
    out = last_json(capsys.readouterr().out)
    assert out["iterations"] == 40
    assert out["seconds"] > 0
    assert 0 < out["d_loss"] < 10
    assert 0 < out["g_loss"] < 10
    for key in ("metrics", "metrics_raw"):
        assert set(out[key]) == {
            "modes",
            "modes_total",
            "high_quality",
            "sliced_wasserstein",
            "sliced_wasserstein_floor",
        }
        assert out[key]["modes_total"] == 8
        assert 0 <= out[key]["high_quality"] <= 1
        assert out[key]["sliced_wasserstein"] > out[key]["sliced_wasserstein_floor"] > 0


def test_train_says_the_verdict_and_its_witnesses(capsys: pytest.CaptureFixture[str]) -> None:
    main(["train", *QUICK, "--iterations", "40", "--json"])
    said = last_json(capsys.readouterr().out)["verdict"]
    assert set(said) == {"good", "sentence", "witnesses"}
    assert said["good"] is all(witness["passes"] for witness in said["witnesses"].values())
    assert {"sliced_wasserstein", "recall", "coverage", "c2st", "modes"} <= set(said["witnesses"])
    for witness in said["witnesses"].values():
        assert set(witness) == {"value", "floor", "passes"}
    main(["train", *QUICK, "--iterations", "40"])
    assert said["sentence"] in capsys.readouterr().out.splitlines()


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others(capsys: pytest.CaptureFixture[str]) -> None:
    def numbers(seed: int) -> dict:
        main(["train", *QUICK, "--iterations", "10", "--seed", str(seed), "--json"])
        out = last_json(capsys.readouterr().out)
        del out["seconds"]
        return out

    assert numbers(1) == numbers(1)
    assert numbers(1) != numbers(2)


def test_without_an_average_both_metrics_are_of_the_raw_g(capsys: pytest.CaptureFixture[str]) -> None:
    main(["train", *QUICK, "--iterations", "10", "--set", "ema=0", "--json"])
    out = last_json(capsys.readouterr().out)
    assert out["metrics"] == out["metrics_raw"]


def test_a_target_without_modes_has_none(capsys: pytest.CaptureFixture[str]) -> None:
    main(["train", *QUICK, "--iterations", "1", "--set", "target=two_moons", "--json"])
    out = last_json(capsys.readouterr().out)
    assert out["metrics"]["modes"] is None
    assert out["metrics"]["sliced_wasserstein"] > 0


def test_train_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", *QUICK, "--iterations", "5"]) == 0
    out = capsys.readouterr().out
    assert "5 iterations" in out
    assert "modes" in out


def test_an_experiment_file_and_a_preset_are_begun_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(Experiment(target="heart", batch=32, g_width=8, d_width=8).to_toml())
    assert main(["train", str(path), "--iterations", "2", "--json"]) == 0
    assert last_json(capsys.readouterr().out)["metrics"]["modes"] is None
    assert main(["train", "--preset", "ganlab_disjoint", "--iterations", "2", "--json"]) == 0
    assert last_json(capsys.readouterr().out)["metrics"]["modes_total"] == 3


def test_a_run_that_blows_up_says_at_which_iteration_and_gives_finite_json(capsys: pytest.CaptureFixture[str]) -> None:
    wild = [
        "objective=wasserstein",
        "penalty=none",
        "optimizer_d=sgd",
        "optimizer_g=sgd",
        "learning_rate_d=1",
        "learning_rate_g=1",
    ]
    assert (
        main(["train", *QUICK, *[w for change in wild for w in ("--set", change)], "--iterations", "4000", "--json"])
        == 1
    )
    captured = capsys.readouterr()
    out = last_json(captured.out)
    assert out["iterations"] == out["diverged_at"] - 1
    assert str(out["diverged_at"]) in captured.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["train", "--set", "target=two_mons"], ["target", "two_mons", "two_moons"]),
        (["train", "--set", "batch"], ["batch", "KEY=VALUE"]),
        (["train", "--set", "speed=3"], ["unknown knob", "speed"]),
        (["train", "--set", "batch=-1"], ["batch", "-1", "from 1"]),
        (["train", "--iterations", "many"], ["--iterations", "many"]),
        (["train", "--iterations", "-1"], ["--iterations", "-1"]),
        (["train", "--seed", "1.5"], ["--seed", "1.5"]),
        (["train", "--preset", "nothing"], ["preset", "nothing", "start"]),
        (["train", "none.toml"], ["none.toml"]),
        (["train", "none.toml", "--preset", "start"], ["not both"]),
        (["train", "--colour", "red"], ["--colour"]),
        (["fly"], ["fly", "train"]),
        (["shot", "x.jpg"], ["x.jpg", ".png"]),
        (["shot", "/no/such/folder/x.png"], ["/no/such/folder"]),
        (["shot", "x.png", "--size", "10x10"], ["640x480"]),
        (["shot", "x.png", "--size", "wide"], ["wide"]),
        (["shot", "x.png", "--theme", "pink"], ["pink"]),
        (["shot", "x.png", "--level", "expert"], ["story", "workshop"]),
        (["no.toml"], ["no.toml"]),
    ],
)
def test_a_bad_argument_is_one_line_on_standard_error_and_exit_status_2(
    arguments: list[str], words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    for word in words:
        assert word in captured.err


def test_a_missing_device_is_reported_and_training_goes_on_on_the_cpu(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", *QUICK, "--iterations", "2", "--set", "device=cuda", "--json"]) == 0
    captured = capsys.readouterr()
    assert "cuda" in captured.err
    assert last_json(captured.out)["iterations"] == 2


def test_list_names_everything(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--json"]) == 0
    out = json.loads(capsys.readouterr().out)
    assert set(out) == {
        "targets",
        "objectives",
        "penalties",
        "optimizers",
        "activations",
        "initialisations",
        "metrics",
        "cures",
        "reproductions",
        "presets",
        "own_presets",
        "knobs",
        "views",
        "layers",
        "glossary",
        "lessons",
    }
    assert {"name", "title", "minutes", "steps"} == set(out["lessons"][0])
    assert out["lessons"][0]["name"] == "police"
    assert {"name", "title", "words", "formula"} == set(out["glossary"][0])
    assert {"mode_collapse", "learning_rate_d", "value"} <= {term["name"] for term in out["glossary"]}
    assert out["targets"] == list(TARGETS.names)
    assert {"default", "orthogonal"} <= set(out["initialisations"])
    assert {"high_quality", "sliced_wasserstein"} <= set(out["metrics"])
    assert {"none", "r1", "packing"} <= set(out["cures"])
    assert set(out["reproductions"]) == {
        *[
            "dirac",
            "optimism",
            "ring",
            "grid",
            "shapes",
            "cures",
            "numerics",
            "alpha",
            "negative-momentum",
            "path-angle",
        ]
    }
    assert {"start", "ganlab_ring"} <= set(out["presets"])
    assert [knob["name"] for knob in out["knobs"]] == list(KNOBS)
    assert all({"name", "range", "live"} <= set(knob) for knob in out["knobs"])
    assert main(["list"]) == 0
    text = capsys.readouterr().out
    for name in (
        *TARGETS.names,
        *KNOBS,
        *out["initialisations"],
        *out["metrics"],
        *out["cures"],
        *out["reproductions"],
    ):
        assert name in text


@pytest.mark.parametrize(("language", "said"), [("en", "usage: "), ("ko", "사용법: ")])
def test_help_explains_every_command_in_a_screenful(
    capsys: pytest.CaptureFixture[str], speak: Callable[[str], str], language: str, said: str
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--language", language, "--help"])
    assert caught.value.code == 0
    text = capsys.readouterr().out
    assert text.startswith(said)
    for command in ("train", "list", "shot", "reproduce"):
        assert command in text
    assert len(text.splitlines()) <= 40


def test_a_language_that_there_is_not_is_one_sentence(
    capsys: pytest.CaptureFixture[str], speak: Callable[[str], str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["train", "--language=xx"])
    assert caught.value.code == 2
    error = capsys.readouterr().err
    assert len(error.splitlines()) == 1
    assert "'xx'" in error
    assert "en, ko" in error


def test_shot_is_the_real_window_at_the_size_asked_for(tmp_path: Path) -> None:
    out = tmp_path / "window.png"
    done = subprocess.run(
        [*COMMAND, "shot", str(out), *QUICK, "--iterations", "30", "--size", "1024x700", "--theme", "dark"],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    data = out.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(data[16:20]), int.from_bytes(data[20:24])) == (1024, 700)
    assert len(data) > 30_000


def interrupted(after: float) -> tuple[str, str, int]:
    """Standard output, standard error and exit status of a long training that gets Ctrl-C after so many seconds."""
    process = subprocess.Popen(
        [*COMMAND, "train", *QUICK, "--iterations", "100000000", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    time.sleep(after)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    return out, err, process.returncode


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_ctrl_c_stops_cleanly_with_what_was_reached() -> None:
    for seconds in (4, 12, 30):  # on a busy machine torch may not be there yet
        out, err, status = interrupted(seconds)
        assert "Traceback" not in err or "import" in err
        if out:
            break
    assert status == 130
    assert last_json(out)["iterations"] > 0
    assert "Traceback" not in err


@pytest.mark.parametrize("name", ["points.csv", "drawing.PNG", "run.ganplay"])
def test_a_file_of_points_opens_the_window_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    opened: list[object] = []
    monkeypatch.setattr("playground.app.main", lambda _experiment, path, **_options: opened.append(path) or 0)
    path = tmp_path / name
    path.write_text("1,2\n3,4\n")
    assert main([str(path)]) == 0
    assert opened == [path]
    path.unlink()
    with pytest.raises(SystemExit) as caught:
        main([str(path)])
    assert caught.value.code == 2
