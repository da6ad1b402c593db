"""How two experiments differ is said in words that name every knob, and never more than that."""

from dataclasses import replace

import pytest

from playground.core.experiment import EXPERIMENT, KNOBS, Experiment
from playground.core.experiment.differences import differences, knob_name

ONE, OTHER = "mixture: 0 0 0.1 1", "mixture: 0 0 0.1 1; 2 0 0.3 2"


def test_nothing_differing_is_said_too() -> None:
    assert differences(EXPERIMENT, Experiment()) == ("the same experiment",)


def test_a_choice_is_told_by_its_label_and_a_number_as_the_panel_shows_it() -> None:
    other = EXPERIMENT.changed({"objective": "wasserstein", "learning_rate_g": 0.0003, "batch": 4096})
    labels = KNOBS["objective"].choice_label
    assert differences(EXPERIMENT, other) == (
        "Batch size 128 → 4,096",
        f"Objective: {labels('wasserstein')} instead of {labels('non_saturating')}",
        "G's learning rate 0.001 → 0.0003",
    )
    assert "Batch size 4,096 → 128" in differences(other, EXPERIMENT)


def test_a_knob_that_both_players_have_says_whose_it_is() -> None:
    other = EXPERIMENT.changed({"g_width": 32, "d_layers": 2, "d_activation": "tanh"})
    width, layers, activation = differences(EXPERIMENT, other)
    assert width == "G's width 16 → 32"
    assert layers == "D's hidden layers 3 → 2"
    assert activation.startswith("D's activation: tanh instead of ")
    names = [knob_name(key) for key in KNOBS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("key", [key for key in KNOBS if key != "own_data"])
def test_every_knob_has_its_phrase(key: str) -> None:
    knob = KNOBS[key]
    other = object.__new__(Experiment)
    vars(other).update(vars(EXPERIMENT))
    now = getattr(EXPERIMENT, key)
    vars(other)[key] = next(n for n in knob.names if n != now) if knob.names else now + 1
    (phrase,) = differences(EXPERIMENT, other)
    assert phrase.startswith(knob_name(key))
    assert (" instead of " in phrase) == bool(knob.names)


def test_own_data_is_never_dumped() -> None:
    one = EXPERIMENT.changed({"target": "own", "own_data": ONE})
    other = replace(one, own_data=OTHER)
    assert differences(one, other) == ("different own data",)
    assert differences(EXPERIMENT, other) == (
        f"P_data: Your own instead of {KNOBS['target'].choice_label(EXPERIMENT.target)}",
    )
    assert differences(EXPERIMENT, replace(EXPERIMENT, own_data=ONE)) == ("different own data (not in use)",)
