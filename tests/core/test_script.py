"""Export as PyTorch: the script plays the app's own game with every choice there is, is short and tidy, and refuses by name."""

import ast
import csv
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.core.choices.networks import ACTIVATIONS, INITIALISATIONS
from playground.core.choices.optimizers import OPTIMIZERS
from playground.core.choices.penalties import PENALTIES
from playground.core.errors import InputError
from playground.core.experiment import EXPERIMENT, KNOBS, Experiment
from playground.core.experiment.presets import presets
from playground.core.experiment.rules import coupled_changes
from playground.core.lenses import Display, Look
from playground.core.lenses.samples import see
from playground.core.own_data.build import points_text
from playground.core.own_data.target import target_of
from playground.core.script import TOLERANCE, TOLERANCE_OF_RATIOS, parts, script, writing
from playground.core.targets import TARGETS
from playground.core.training.trainer import Trainer
from tests.support.script_cases import (
    CASES,
    GENTLE_STEPS,
    ITERATIONS,
    OWN,
    RATIOS,
    SMALL,
)


def experiment(**changes: Any) -> Experiment:
    """A small experiment with these knobs turned, one after the other, each with those that turn with it."""
    e = Experiment(**SMALL)
    for key, value in changes.items():
        e = e.changed(coupled_changes(e, key, value))
    return e.changed(changes)


@cache
def written(e: Experiment) -> str:
    return script(e)


def module(e: Experiment) -> dict[str, Any]:
    """What the script of an experiment defines."""
    names: dict[str, Any] = {"__name__": "script"}
    exec(compile(written(e), "script.py", "exec"), names)
    return names


def off(e: Experiment) -> float:
    """The largest difference of a loss between script and app, relative to the loss or to 1."""
    _, losses = module(e)["train"](ITERATIONS)
    trainer, ours = Trainer(e), []
    for _ in range(ITERATIONS):
        trainer.iterate()
        measured = trainer.measured()
        ours.append((measured.d_loss, measured.g_loss))
    theirs = np.array(losses)
    assert np.array_equal(np.isnan(theirs), np.isnan(ours))
    return float(np.nanmax(np.abs(theirs - ours) / np.maximum(1, np.abs(ours))))


@pytest.mark.parametrize("case", CASES)
def test_the_script_plays_the_same_game(case: str) -> None:
    assert off(experiment(**CASES[case])) < TOLERANCE


@pytest.mark.parametrize("case", RATIOS)
def test_the_script_plays_the_same_game_where_rounding_is_divided_by_rounding(case: str) -> None:
    assert off(experiment(**RATIOS[case])) < TOLERANCE_OF_RATIOS


@pytest.mark.parametrize(
    "changes",
    [{}, {"conditional": "projection"}, {"batch_norm": "g"}, {"batch_norm": "both", "d_updates": 2, **GENTLE_STEPS}],
)
@pytest.mark.parametrize("ema", [0.0, 0.9])
def test_the_script_shows_the_same_samples(ema: float, changes: dict[str, Any]) -> None:
    e = experiment(ema=ema, **changes)
    names = module(e)
    real, fake = names["samples"](names["train"](ITERATIONS)[0])
    trainer = Trainer(e)
    for _ in range(ITERATIONS):
        trainer.iterate()
    seen = see(Look(e, trainer.state(), Display()))
    assert np.array_equal(real, seen.real)
    assert np.abs(fake - seen.fake).max() < TOLERANCE


# ---- P_data ----


@pytest.mark.parametrize("name", [name for name in TARGETS.names if name != "own"])
def test_every_target_is_sampled_bit_for_bit(name: str) -> None:
    points = module(experiment(target=name))["sample"](4096, np.random.default_rng(3))
    assert points.dtype == np.float32
    assert np.array_equal(points, TARGETS[name].sample(4096, np.random.default_rng(3)))


@pytest.mark.parametrize("kind", OWN)
def test_own_data_are_sampled_bit_for_bit(kind: str) -> None:
    e = Experiment(**SMALL, target="own", own_data=OWN[kind])
    points = module(e)["sample"](4096, np.random.default_rng(3))
    assert points.dtype == np.float32
    assert np.array_equal(points, target_of(e).sample(4096, np.random.default_rng(3)))


# ---- nothing is passed over in silence ----

FILES = {
    "targets": TARGETS,
    "penalties": PENALTIES,
    "optimizers": OPTIMIZERS,
    "activations": ACTIVATIONS,
    "initialisations": INITIALISATIONS,
}


@pytest.mark.parametrize("file", FILES)
def test_every_registered_choice_has_its_section(file: str) -> None:
    assert set(parts.sections(file)) == set(FILES[file].names)


def test_every_optimiser_of_d_can_be_unrolled() -> None:
    assert set(parts.sections("ahead")) == set(OPTIMIZERS.names)


def test_every_knob_is_expressed() -> None:
    assert set(writing.CHOICES) | writing.PLAIN == set(KNOBS)
    assert not set(writing.CHOICES) & writing.PLAIN


@pytest.mark.parametrize(("key", "file"), writing.CHOICES.items())
def test_a_choice_without_a_section_is_refused_by_name(key: str, file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    table = {name: text for name, text in parts.sections(file).items() if name != getattr(EXPERIMENT, key)}
    monkeypatch.setattr(writing, "sections", lambda _: table)
    with pytest.raises(InputError, match="The PyTorch script can't express"):
        script(EXPERIMENT)


def test_a_refusal_is_one_sentence_that_names_the_knob_its_value_and_what_can_be_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(writing.CHOICES, "optimizer_g", "ahead")  # type: ignore[index]
    monkeypatch.setattr(writing, "sections", lambda file: {"sgd": ""} if file == "ahead" else parts.sections(file))
    with pytest.raises(InputError) as refusal:
        script(EXPERIMENT)
    assert str(refusal.value) == "The PyTorch script can't express optimizer_g = adam yet; use one of: sgd"


def test_a_knob_that_scripts_do_not_know_is_refused_where_it_is_turned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "PLAIN", writing.PLAIN - {"packing"})
    script(EXPERIMENT)
    with pytest.raises(InputError, match=r"can't express packing = 2 yet; set it back to 1"):
        script(experiment(packing=2))


def test_own_data_too_long_for_a_script_are_refused_by_name() -> None:
    many = points_text(np.random.default_rng(7).normal(size=(5000, 2)))
    with pytest.raises(InputError, match=r"can't express target = own with this own_data: .* 24,000 are allowed"):
        script(Experiment(target="own", own_data=many))


def test_a_game_in_which_nobody_learns_is_refused() -> None:
    with pytest.raises(InputError, match="d_updates = 0 with g_updates = 0"):
        script(experiment(d_updates=0, g_updates=0))


# ---- the text ----


def test_a_script_is_written_without_torch() -> None:
    code = (
        "import sys; from playground.core.experiment import EXPERIMENT; from playground.core.script import script; "
        "script(EXPERIMENT); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_start_up_script_is_short_and_says_what_it_is() -> None:
    text = script(EXPERIMENT, iterations=700)
    assert len(text.splitlines()) < 200
    words = ast.get_docstring(ast.parse(text))
    assert words is not None
    for word in (
        "Ring of 8",
        "Non-saturating",
        "R1",
        "Adam",
        "pip install torch matplotlib",
        "Philox",
        "GAN Playground",
    ):
        assert word in words
    assert "\nITERATIONS = 700\n" in text


def test_only_what_is_chosen_appears() -> None:
    text = script(EXPERIMENT)
    for word in (
        "hinge",
        "DRAGAN",
        "SGD",
        "Optimistic",
        "Spectral",
        "packed",
        "NOISE",
        "UNROLLED",
        "SMOOTHING",
        "#?",
        "{{",
    ):
        assert word not in text


@pytest.mark.parametrize("device", ["cuda", "mps"])
def test_another_device_is_where_everything_is_moved(device: str) -> None:
    text = script(experiment(device=device))
    assert f'DEVICE = "{device}"' in text
    names: dict[str, Any] = {"__name__": "script"}
    exec(compile(text.replace(f'"{device}"', '"cpu"'), "script.py", "exec"), names)
    real, fake = names["samples"](names["train"](2)[0])
    assert real.shape == fake.shape == (1000, 2)


def test_every_script_is_tidy(tmp_path: Path) -> None:
    made = [experiment(**changes) for changes in CASES.values()]
    made += [experiment(target=name) for name in TARGETS.names if name != "own"]
    made += [Experiment(target="own", own_data=text) for text in OWN.values()]
    made += [preset.experiment for preset in presets()]
    made += [EXPERIMENT, experiment(device="cuda"), experiment(device="mps", spectral_norm="on", initialisation="he")]
    for i, e in enumerate(made):
        (tmp_path / f"script{i}.py").write_text(written(e), encoding="utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    for job in (["check"], ["format", "--diff"]):
        command = [*ruff, *job, "--isolated", "--no-cache", "--line-length", "120", str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_script_runs_by_itself_with_torch_and_numpy_alone(tmp_path: Path) -> None:
    e = experiment()
    (tmp_path / "script.py").write_text(written(e), encoding="utf-8")
    command = [sys.executable, "script.py", "--iterations", "20", "--no-show", "--losses", "out.csv"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    with (tmp_path / "out.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["iteration", "d_loss", "g_loss"]
    assert [int(row[0]) for row in rows[1:]] == list(range(1, 21))
    assert np.allclose([[float(x) for x in row[1:]] for row in rows[1:]], module(e)["train"](20)[1], rtol=0, atol=1e-6)

    tree = ast.parse(written(e))
    imported = {
        (node.module or "" if isinstance(node, ast.ImportFrom) else alias.name).partition(".")[0]
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert imported <= {"torch", "numpy"} | sys.stdlib_module_names


def test_a_script_speaks_the_language_of_the_program(speak: Callable[[str], str]) -> None:
    """Its words only: the code is the same."""
    e = EXPERIMENT.changed({"penalty": "r1", "packing": 2, "instance_noise": 0.1})
    english = script(e)
    speak("ko")
    korean = script(e)
    assert "비포화" in korean
    assert "8점 고리" in korean
    assert "Trains a small GAN" not in korean
    assert "Trains a small GAN" in english

    def code(text: str) -> str:
        tree = ast.parse(text)
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
                node.body = node.body[1:] or [ast.Pass()]
        return ast.unparse(tree)

    assert code(korean) == code(english)
