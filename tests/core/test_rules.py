"""What makes no sense together is refused by name; a knob takes along those that must turn with it; some have no effect."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.core.choices.optimizers import OPTIMIZERS
from playground.core.choices.penalties import PENALTIES
from playground.core.errors import InputError
from playground.core.experiment import EXPERIMENT, KNOBS, Experiment
from playground.core.experiment.rules import IDLE, RULES, coupled_changes, without_effect
from playground.core.training.trainer import Trainer

AT_ONCE = {"updates": "simultaneous"}
BROKEN = {
    "own_without_data": {"target": "own"},
    "smoothing_without_labels": {"label_smoothing": 0.1, "objective": "hinge"},
    "extragradient_alone": {"optimizer_d": "extra_adam", **AT_ONCE},
    "extragradient_in_turns": {"optimizer_d": "extra_adam", "optimizer_g": "extra_adam"},
    "optimiser_of_d_for_g": {"optimizer_g": "adam_ttur"},
    "simultaneous_but_unequal": {"d_updates": 5, **AT_ONCE},
    "consensus_in_turns": {"penalty": "consensus"},
    "consensus_of_unlike": {"penalty": "consensus", "optimizer_d": "sgd", **AT_ONCE},
    "unrolled_and_consensus": {"penalty": "consensus", "unrolled_steps": 5, **AT_ONCE},
    "unrolled_without_listening": {"objective": "mmd", "unrolled_steps": 2},
    "packs_without_listening": {"objective": "sinkhorn", "packing": 2},
    "unrolled_and_extragradient": {
        "optimizer_d": "extra_adam",
        "optimizer_g": "extra_adam",
        "unrolled_steps": 5,
        **AT_ONCE,
    },
    "clipping_what_is_normalised": {"spectral_norm": "on", "penalty": "weight_clipping"},
    "classes_that_are_not_known": {"conditional": "projection", "target": "two_moons"},
    "classes_of_packs": {"conditional": "projection", "packing": 2},
    "classes_of_free_points": {"conditional": "concatenated", "generator": "points"},
    "classes_without_listening": {"conditional": "projection", "objective": "energy_distance"},
    "penalty_of_what_is_normalised": {"batch_norm": "d", "penalty": "r2"},
    "joint_and_normalised": {"batch_norm": "g", "penalty": "consensus", **AT_ONCE},
    "normalised_twice": {"batch_norm": "d", "spectral_norm": "on", "penalty": "none"},
    "normalised_without_layers": {"batch_norm": "g", "generator": "networks"},
    "normalised_projection": {"batch_norm": "d", "conditional": "projection", "penalty": "none"},
    "normalised_alone": {"batch_norm": "g", "batch": 1},
    "packs_larger_than_the_batch": {"packing": 4, "batch": 3},
}


def test_every_rule_is_tried_below() -> None:
    assert [rule.name for rule in RULES] == list(BROKEN)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_refuses_with_one_sentence_that_names_the_knobs_and_what_was_given(rule) -> None:
    changes = BROKEN[rule.name]
    with pytest.raises(InputError) as caught:
        Experiment.of(changes)
    told = str(caught.value)
    assert told == rule.sentence.format(**{**EXPERIMENT.values(), **changes, **rule.also()})
    assert "\n" not in told
    named = [key for key in changes if key in told]
    assert len(named) >= min(len(changes), 1)
    assert any(str(changes[key]) in told for key in named)


def test_all_defaults_keep_all_rules() -> None:
    assert not any(rule.broken(EXPERIMENT) for rule in RULES)


def turned(e: Experiment, **changes: object) -> Experiment:
    for key, value in changes.items():
        e = e.changed(coupled_changes(e, key, value))
    return e


def test_extragradient_is_chosen_and_left_by_both_players() -> None:
    for key in ("optimizer_d", "optimizer_g"):
        e = turned(EXPERIMENT, d_updates=3, unrolled_steps=2, **{key: "extra_adam"})
        assert (e.optimizer_d, e.optimizer_g) == ("extra_adam", "extra_adam")
        assert (e.updates, e.d_updates, e.unrolled_steps) == ("simultaneous", 1, 0)
        assert turned(e, **{key: "rmsprop"}).optimizer_d == turned(e, **{key: "rmsprop"}).optimizer_g == "rmsprop"
    away = turned(turned(EXPERIMENT, optimizer_d="extra_adam"), optimizer_d="adam_ttur")
    assert (away.optimizer_d, away.optimizer_g) == ("adam_ttur", "adam")


def test_consensus_brings_simultaneous_steps_and_one_optimiser() -> None:
    e = turned(EXPERIMENT, optimizer_d="adam_ttur", d_updates=5, unrolled_steps=3, penalty="consensus")
    assert (e.updates, e.d_updates, e.unrolled_steps, e.optimizer_d, e.optimizer_g) == (
        "simultaneous",
        1,
        0,
        "adam",
        "adam",
    )
    assert turned(e, optimizer_g="sgd").optimizer_d == "sgd"
    with pytest.raises(InputError, match="updates = alternating"):
        turned(e, updates="alternating")


def test_an_objective_without_labels_ends_label_smoothing() -> None:
    e = turned(EXPERIMENT, label_smoothing=0.1)
    assert turned(e, objective="minimax").label_smoothing == 0.1
    assert turned(e, objective="wasserstein").label_smoothing == 0


def test_a_lone_knob_turns_alone_and_only_changes_are_named() -> None:
    assert coupled_changes(EXPERIMENT, "batch", 64) == {"batch": 64}
    assert coupled_changes(EXPERIMENT, "optimizer_d", "sgd") == {"optimizer_d": "sgd"}
    assert coupled_changes(EXPERIMENT, "updates", "simultaneous") == {"updates": "simultaneous"}


@given(
    st.sampled_from([n for n in OPTIMIZERS.names if not OPTIMIZERS[n].only_for_d]),
    st.sampled_from(PENALTIES.names),
    st.sampled_from(KNOBS["updates"].names),
)
def test_every_sensible_whole_can_be_reached_by_turning_one_knob_at_a_time(
    optimizer: str, penalty: str, updates: str
) -> None:
    """Whatever was chosen for both players, in whatever order, is refused only where the whole is."""
    try:
        whole = Experiment.of(
            {"optimizer_d": optimizer, "optimizer_g": optimizer, "penalty": penalty, "updates": updates}
        )
    except InputError:
        return
    e = turned(EXPERIMENT, optimizer_d=optimizer, optimizer_g=optimizer, penalty=penalty, updates=updates)
    assert e == whole
    assert (
        turned(EXPERIMENT, updates=updates, penalty=penalty, optimizer_g=optimizer, optimizer_d=optimizer).changed(
            {"updates": updates}
        )
        == e
    )


SGD = {"optimizer_d": "sgd", "optimizer_g": "sgd"}
NO_EFFECT = {
    "penalty_weight": ({"penalty": "none"}, 5.0),
    "penalty_to": ({"decay_iterations": 0}, 0.3),
    "label_smoothing": ({"objective": "hinge"}, 0.2),
    "instance_noise_iterations": ({"instance_noise": 0.0}, 7),
    "decay_to": ({"decay_iterations": 0}, 0.3),
    "g_points": ({"generator": "network"}, 7),
    "g_networks": ({"generator": "network"}, 7),
    "batch_norm": ({"d_layers": 0, "g_layers": 0}, "g"),
    "leaky_slope": ({"d_activation": "tanh"}, 0.5),
    "g_layers": ({"generator": "points"}, 3),
    "g_width": ({"generator": "points"}, 16),
    "g_activation": ({"generator": "points"}, "relu"),
    "conditional": ({"target": "two_moons"}, "projection"),
    "d_updates": (AT_ONCE, 3),
    "g_updates": (AT_ONCE, 3),
    "beta1_d": (SGD, 0.3),
    "beta2_d": (SGD, 0.3),
    "beta1_g": (SGD, 0.3),
    "beta2_g": (SGD, 0.3),
}
"""By knob: where it has no effect, and another value for it."""


def test_every_knob_that_may_have_no_effect_is_tried_below() -> None:
    assert {key for keys, _ in IDLE for key in keys} == set(NO_EFFECT)
    assert without_effect(EXPERIMENT) < set(NO_EFFECT)


@pytest.mark.parametrize("key", NO_EFFECT)
def test_a_knob_without_effect_can_not_be_turned_or_leaves_training_the_same_to_the_bit(key: str) -> None:
    where, value = NO_EFFECT[key]
    e = Experiment.of({"g_layers": 1, "d_layers": 1, "g_width": 8, "d_width": 8, "batch": 32, **where})
    assert key in without_effect(e)
    try:
        turned_one = e.changed({key: value})
    except InputError:
        return
    before, after = Trainer(e), Trainer(turned_one)
    for trainer in (before, after):
        for _ in range(3):
            trainer.iterate()
    assert torch.equal(before.d.flat, after.d.flat)
    assert torch.equal(before.g.flat, after.g.flat)


def test_a_knob_with_effect_is_not_among_them() -> None:
    e = Experiment.of({"penalty": "r1", "instance_noise": 0.1, "decay_iterations": 9, "objective": "non_saturating"})
    assert without_effect(e) == {"g_points", "g_networks"}, "one network has no free points"
    assert without_effect(e.changed({"generator": "points"})) == {"g_networks", "g_layers", "g_width", "g_activation"}
