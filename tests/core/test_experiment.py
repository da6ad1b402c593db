"""An experiment is one frozen value with declared knobs, and TOML is its exact other form."""

import contextlib
import dataclasses
import tomllib
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.errors import InputError
from playground.core.experiment import EXPERIMENT, GROUPS, KINDS, KNOBS, Experiment, parse_assignment
from playground.core.experiment import file as experiment_file
from playground.core.experiment.link import DEFAULTS, VERSION, link, read_link
from playground.core.experiment.presets import presets
from playground.core.experiment.rules import coupled_changes


def values_of(key: str) -> st.SearchStrategy[object]:
    """Any allowed value of a knob."""
    knob, kind = KNOBS[key], KINDS[key]
    if knob.names:
        return st.sampled_from(knob.names)
    if knob.reads is not None:
        return st.sampled_from(("", "mixture: 0 0 0.1 1", "mixture v1: 1 -2.5 0.3 2; 0 0 1e-2 1"))
    if kind is int:
        return st.integers(int(knob.low), int(knob.high))
    return st.floats(knob.low, knob.high)


@given(st.fixed_dictionaries({}, optional={key: values_of(key) for key in KNOBS}))
def test_toml_gives_back_the_same_experiment(changes: dict[str, object]) -> None:
    experiment = EXPERIMENT
    for key, value in changes.items():
        with contextlib.suppress(InputError):  # what makes no sense together is passed over
            experiment = experiment.changed(coupled_changes(experiment, key, value))
    assert Experiment.from_toml(experiment.to_toml()) == experiment


def test_every_knob_has_words_a_group_and_a_default_in_range() -> None:
    for key, knob in KNOBS.items():
        assert knob.label, key
        assert knob.help.endswith("."), key
        assert knob.group in GROUPS, key
        assert knob.names or knob.reads or knob.low < knob.high, key


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"btach": 3}, ["btach", "batch"]),
        ({"batch": 0}, ["batch", "0", "from 1 to 16384"]),
        ({"batch": 2.5}, ["batch", "2.5", "whole number"]),
        ({"batch": True}, ["batch", "True", "whole number"]),
        ({"batch": "many"}, ["batch", "'many'", "whole number"]),
        ({"learning_rate_d": float("nan")}, ["learning_rate_d", "nan", "1e-06 to 1"]),
        ({"learning_rate_d": -1.0}, ["learning_rate_d", "-1"]),
        ({"target": "two_mons"}, ["target", "two_mons", "two_moons"]),
        ({"target": 3}, ["target", "3", "name"]),
        ({"penalty_weight": 1e-9}, ["penalty_weight", "0 or from 0.0001 to 100"]),
    ],
)
def test_a_bad_value_is_one_sentence_with_key_value_and_what_is_allowed(changes: dict, words: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        Experiment.of(changes)
    for word in words:
        assert word in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_whole_number_is_taken_for_a_float_and_off_is_allowed_in_a_logarithmic_range() -> None:
    assert Experiment(learning_rate_d=1).learning_rate_d == 1.0
    assert Experiment(penalty_weight=0.0).penalty_weight == 0.0


def test_an_experiment_can_not_be_changed_in_place() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        EXPERIMENT.batch = 3  # type: ignore[misc]


def test_live_knobs_keep_the_run_and_structural_ones_do_not() -> None:
    assert EXPERIMENT.same_run(EXPERIMENT.changed({"learning_rate_g": 0.01, "target": "two_moons", "batch": 64}))
    for key, value in {"g_width": 32, "seed": 1, "latent_size": 3, "device": "cuda", "d_activation": "tanh"}.items():
        assert not EXPERIMENT.same_run(EXPERIMENT.changed({key: value})), key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("batch=256", ("batch", 256)),
        ("learning_rate_d=1e-3", ("learning_rate_d", 1e-3)),
        ("target=two_moons", ("target", "two_moons")),
    ],
)
def test_an_assignment_is_a_toml_value_or_a_bare_name(text: str, expected: tuple) -> None:
    assert parse_assignment(text) == expected


def test_an_assignment_without_an_equals_sign_is_refused() -> None:
    with pytest.raises(InputError, match="KEY=VALUE"):
        parse_assignment("batch")


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"batch = ", "not valid TOML"), (b"\xff\xfe", "UTF-8"), (b"speed = 3", "speed"), (b"x" * 2_000_000, "too large")],
)
def test_a_bad_file_is_one_sentence_that_names_it(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    with pytest.raises(InputError, match=words) as caught:
        experiment_file.read(path)
    assert "bad.toml" in str(caught.value)


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    for path, words in ((tmp_path, "is a folder"), (tmp_path / "none.toml", "can't be opened: no such file")):
        with pytest.raises(InputError, match=words):
            experiment_file.read(path)


def test_the_start_up_preset_is_the_start_up_experiment_and_all_presets_have_words() -> None:
    assert presets()["start"].experiment == EXPERIMENT
    for preset in presets():
        assert preset.label
        assert preset.help.endswith(".")


def test_no_preset_but_the_start_up_one_depends_on_the_start_up_experiment() -> None:
    """Each names every knob that was ever tuned there: read against the first defaults, its file means the same."""
    for preset in presets():
        text = (resources.files("playground") / "presets" / f"{preset.name}.toml").read_text(encoding="utf-8")
        values = {key: value for key, value in tomllib.loads(text).items() if key != "about"}
        assert preset.name == "start" or DEFAULTS[1].changed(values) == preset.experiment, preset.name


FIRST = {
    "batch": 256,
    "g_width": 64,
    "g_activation": "relu",
    "d_width": 64,
    "penalty_weight": 0.1,
    "learning_rate_d": 1e-3,
}


def test_a_link_means_what_it_meant_when_it_was_made() -> None:
    """The defaults of version 1, as its links were written with them."""
    assert read_link("ganplay:1").experiment == EXPERIMENT.changed(FIRST)
    assert read_link("ganplay:1?seed=3&g_width=16").experiment == EXPERIMENT.changed(
        {**FIRST, "seed": 3, "g_width": 16}
    )


@pytest.mark.parametrize("experiment", [EXPERIMENT, EXPERIMENT.changed({**FIRST, "seed": 3})], ids=["now", "first"])
def test_links_are_written_against_the_defaults_of_today_and_read_back(experiment: Experiment) -> None:
    assert DEFAULTS[VERSION] == EXPERIMENT, "the start-up experiment has changed: links need a new version"
    assert read_link(link(experiment)).experiment == experiment


def test_another_seed_is_the_same_as_a_changed_one() -> None:
    e = Experiment(batch=64, target="two_moons")
    assert e.with_seed(7) == e.changed({"seed": 7})
    assert hash(e.with_seed(7)) == hash(e.changed({"seed": 7}))
    with pytest.raises(InputError):
        e.with_seed(-1)
