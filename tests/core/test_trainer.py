"""Training is exact to the bit: the same experiment gives the same run, a checkpoint goes on, and looking changes nothing."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.core.choices.latents import PRIORS
from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.optimizers import OPTIMIZERS
from playground.core.choices.penalties import PENALTIES
from playground.core.experiment import Experiment
from playground.core.experiment.rules import coupled_changes
from playground.core.lenses import LENSES, Display, Look
from playground.core.targets import TARGETS
from playground.core.training.noise import Batches, Stream
from playground.core.training.trainer import Trainer

SMALL = {"g_layers": 1, "d_layers": 1, "g_width": 8, "d_width": 8, "batch": 32}


OPTIONS = {
    "spectral_norm": {"spectral_norm": "on"},
    "packing": {"packing": 3},
    "batch_norm": {"batch_norm": "both"},
    "packing_and_dragan": {"packing": 2, "penalty": "dragan"},
    "instance_noise": {"instance_noise": 0.3, "instance_noise_iterations": 20},
    "unrolled": {"unrolled_steps": 2},
    "label_smoothing": {"label_smoothing": 0.1},
    "decay": {"decay_iterations": 20},
    "relativistic_average": {"objective": "relativistic_average"},
    "all_at_once": {
        "spectral_norm": "on",
        "packing": 2,
        "instance_noise": 0.1,
        "unrolled_steps": 1,
        "label_smoothing": 0.2,
        "decay_iterations": 15,
        "optimizer_d": "adam_ttur",
        "optimizer_g": "optimistic_adam",
    },
}
"""What can be switched on; in each of them an iteration is a D step and then a G step."""


def experiment(**changes: object) -> Experiment:
    """A small experiment with these knobs turned, one after the other, each with those that turn with it."""
    e = Experiment(**SMALL)
    for key, value in changes.items():
        e = e.changed(coupled_changes(e, key, value))
    return e


def trained(n: int, **changes: object) -> Trainer:
    trainer = Trainer(experiment(**changes))
    for _ in range(n):
        trainer.iterate()
    return trainer


def test_the_same_experiment_gives_the_same_run_bit_for_bit() -> None:
    assert trained(20).state().equals(trained(20).state())


def test_another_seed_gives_another_run() -> None:
    assert not trained(3).state().equals(trained(3, seed=1).state())


@pytest.mark.parametrize("objective", OBJECTIVES.names)
@pytest.mark.parametrize("penalty", PENALTIES.names)
def test_every_objective_with_every_penalty_moves_both_networks_and_stays_finite(objective: str, penalty: str) -> None:
    trainer = trained(0, objective=objective, penalty=penalty)
    before = trainer.state()
    for _ in range(10):
        trainer.iterate()
    after = trainer.state()
    assert after.finite()
    assert not torch.equal(before.d, after.d)
    assert not torch.equal(before.g, after.g)


EVERYTHING = {
    **{name: {"optimizer_d": name} for name in OPTIMIZERS.names},
    **{name: {"penalty": name} for name in PENALTIES.names},
    **OPTIONS,
}


@pytest.mark.parametrize("changes", EVERYTHING.values(), ids=EVERYTHING)
def test_a_checkpoint_restored_goes_on_bit_for_bit(changes: dict[str, object]) -> None:
    trainer = trained(13, **changes)
    kept = trainer.state()
    for _ in range(9):
        trainer.iterate()
    straight = trainer.state()
    trainer.restore(kept)
    for _ in range(9):
        trainer.iterate()
    assert trainer.state().equals(straight)
    assert straight.finite()
    other = trained(0, **changes)
    other.restore(kept)
    for _ in range(9):
        other.iterate()
    assert other.state().equals(straight)


def test_a_checkpoint_is_not_touched_by_later_training() -> None:
    trainer = trained(3)
    kept = trainer.state()
    copies = [t.clone() for t in kept.tensors]
    trainer.iterate()
    assert all(torch.equal(a, b) for a, b in zip(kept.tensors, copies, strict=True))


IN_TURNS = {
    **{name: {"objective": name} for name in ("non_saturating", "relativistic_pairing")},
    **{name: changes for name, changes in EVERYTHING.items() if experiment(**changes).updates == "alternating"},
}


@pytest.mark.parametrize("changes", IN_TURNS.values(), ids=IN_TURNS)
def test_a_d_step_and_then_a_g_step_equal_one_iteration_bit_for_bit(changes: dict[str, object]) -> None:
    whole, halves = trained(5, **changes), trained(5, **changes)
    whole.iterate()
    halves.d_update()
    halves.g_update()
    a, b = whole.state(), halves.state()
    assert all(torch.equal(x, y) for x, y in zip(a.tensors, b.tensors, strict=True))


@pytest.mark.parametrize(
    "changes",
    [{}, {"updates": "simultaneous"}, {"penalty": "consensus"}, {"optimizer_g": "extra_adam"}, {"unrolled_steps": 2}],
    ids=str,
)
def test_half_steps_move_one_network_alone(changes: dict[str, object]) -> None:
    trainer = trained(4, **changes)
    before = trainer.state()
    trainer.d_update()
    middle = trainer.state()
    trainer.g_update()
    after = trainer.state()
    assert torch.equal(before.g, middle.g)
    assert not torch.equal(before.d, middle.d)
    assert torch.equal(middle.d, after.d)
    assert not torch.equal(middle.g, after.g)


def test_two_g_steps_in_a_row_use_two_batches() -> None:
    trainer = trained(2)
    trainer.g_update()
    first = trainer.state().counters.draws
    trainer.g_update()
    assert trainer.state().counters.draws == first + 1


@pytest.mark.parametrize(("d", "g"), [(2, 1), (1, 3), (0, 1), (1, 0), (5, 2)])
def test_an_iteration_makes_as_many_updates_as_asked(d: int, g: int) -> None:
    counters = trained(4, d_updates=d, g_updates=g).state().counters
    assert (counters.iteration, counters.d_steps, counters.g_steps) == (4, 4 * d, 4 * g)


@pytest.mark.parametrize("option", ["plain", "spectral_norm", "packing", "batch_norm", "all_at_once"])
def test_looking_through_every_lens_changes_nothing(option: str) -> None:
    watched, free = (trained(0, **OPTIONS.get(option, {})) for _ in range(2))
    for _ in range(6):
        watched.iterate()
        free.iterate()
        look = Look(watched.experiment, watched.state(), Display(dots=100, grid=16))
        for lens in LENSES:
            lens.see(look)
    assert watched.state().equals(free.state())


def test_a_live_knob_acts_at_once_and_keeps_the_run() -> None:
    trainer = trained(3)
    before = trainer.state()
    trainer.configure(trainer.experiment.changed({"learning_rate_g": 1e-6, "target": "two_moons", "batch": 16}))
    trainer.iterate()
    moved = (trainer.state().g - before.g).abs().max().item()
    assert trainer.iteration == 4
    assert 0 < moved < 2e-6 + 1e-9  # Adam's step is at most about its learning rate


def test_changing_the_optimiser_forgets_its_memory_and_other_knobs_keep_it() -> None:
    trainer = trained(3)
    trainer.configure(trainer.experiment.changed({"penalty": "none"}))
    assert any(slot.abs().max() > 0 for slot in trainer.d.slots)
    trainer.configure(trainer.experiment.changed({"optimizer_d": "sgd"}))
    assert trainer.d.slots == ()
    trainer.configure(trainer.experiment.changed({"optimizer_d": "adam"}))
    assert all(slot.abs().max() == 0 for slot in trainer.d.slots)


def test_a_new_optimiser_warms_up_as_if_it_had_been_there_from_the_start() -> None:
    """Adam's bias correction counts its own steps: its first step is one learning rate, whenever it comes."""
    trainer = trained(30, optimizer_g="sgd")
    trainer.configure(trainer.experiment.changed({"optimizer_g": "adam", "learning_rate_g": 0.01}))
    before = trainer.state().g
    trainer.g_update()
    assert (trainer.state().g - before).abs().max().item() == pytest.approx(0.01, rel=1e-3)


def test_simultaneous_gradients_are_taken_at_one_point_and_alternating_ones_are_not() -> None:
    """D's first step is the same in both; G's is the one that answers the old D, or the new one."""
    start = trained(0).state()
    alternating, simultaneous = trained(1).state(), trained(1, updates="simultaneous").state()
    assert torch.equal(alternating.d, simultaneous.d)
    assert not torch.equal(alternating.g, simultaneous.g)
    alone = trained(0)
    alone.g_update()
    assert not torch.equal(start.g, alone.state().g)
    assert torch.equal(alone.state().g, simultaneous.g)


@pytest.mark.parametrize("layers", [0, 6])
@pytest.mark.parametrize("width", [1, 512])
def test_the_smallest_and_the_largest_networks_train(layers: int, width: int) -> None:
    trainer = trained(2, g_layers=layers, d_layers=layers, g_width=width, d_width=width, latent_size=32, batch=2)
    assert trainer.finite()
    assert trainer.state().g.numel() == trainer.experiment.g_shape.size


def test_a_structural_knob_is_no_business_of_a_running_trainer() -> None:
    trainer = trained(0)
    with pytest.raises(ValueError, match="new run"):
        trainer.configure(trainer.experiment.changed({"g_width": 9}))


def test_the_average_of_g_follows_it_and_is_g_itself_where_it_is_off() -> None:
    averaged, off = trained(30).state(), trained(30, ema=0.0).state()
    assert torch.equal(off.ema, off.g)
    assert not torch.equal(averaged.ema, averaged.g)
    assert (averaged.ema - averaged.g).norm() < averaged.g.norm()


def test_measured_losses_are_those_of_the_objective_on_that_batch() -> None:
    trainer = trained(7, penalty="none")
    before = trainer.state()
    e = trainer.experiment
    trainer.d_update()
    batches = Batches(e.seed, TARGETS[e.target], e.batch, e.latent_kind, e.latent_size)
    k = before.counters.draws
    d, g = e.d_shape, e.g_shape
    fakes = g(g.views(before.g), torch.from_numpy(batches.latent(k)))
    r = d(d.views(before.d), torch.from_numpy(batches.real(k))).squeeze(1)
    f = d(d.views(before.d), fakes).squeeze(1)
    measured = trainer.measured()
    assert measured.d_loss == pytest.approx(OBJECTIVES[e.objective].d_loss(r, f).item(), abs=1e-6)
    assert measured.d_real == pytest.approx(torch.sigmoid(r).mean().item(), abs=1e-6)
    assert measured.d_fake == pytest.approx(torch.sigmoid(f).mean().item(), abs=1e-6)


def test_r1_is_half_the_weight_times_the_squared_slope_at_real_points() -> None:
    """A linear D with SGD: the penalty's own gradient is weight * w, so that one step shrinks w by that."""
    changes = {"d_layers": 0, "optimizer_d": "sgd", "learning_rate_d": 0.1}
    plain, priced = trained(0, penalty="none", **changes), trained(0, penalty="r1", penalty_weight=0.5, **changes)
    w = plain.state().d[:2]
    plain.d_update()
    priced.d_update()
    difference = plain.state().d[:2] - priced.state().d[:2]
    assert torch.allclose(difference, 0.1 * 0.5 * w, atol=1e-7)


@settings(max_examples=30)
@given(st.integers(0, 400), st.integers(1, 600))
def test_a_draw_depends_on_its_number_alone(k: int, batch: int) -> None:
    def batches() -> Batches:
        return Batches(3, TARGETS["two_moons"], batch, "gaussian", 2)

    one, other = batches(), batches()
    for earlier in range(max(0, k - 3), k):
        one.real(earlier)
        one.latent(earlier)
    assert (one.real(k) == other.real(k)).all()
    assert (one.latent(k) == other.latent(k)).all()
    assert one.take(Stream.PENALTY, k).shape == (batch, 3)


SPREADS = {"gaussian": 1.0, "uniform": 3**-0.5, "mixture": (1.5**2 / 2 + 0.15**2) ** 0.5}


@pytest.mark.parametrize("kind", PRIORS.names)
@pytest.mark.parametrize("size", [1, 3])
def test_latents_have_the_distribution_they_are_named_for(kind: str, size: int) -> None:
    z = Batches(0, TARGETS["ring8"], 16_384, kind, size).latent(0)
    assert z.shape == (16_384, size)
    assert abs(z.mean()) < 0.025
    assert z[:, 0].std() == pytest.approx(SPREADS[kind], rel=0.02)
    assert (abs(z).max() <= 1) == (kind == "uniform")
    for share in (0.05, 0.3, 0.5, 0.8):
        assert (z[:, 0] < PRIORS[kind].quantile(share)).mean() == pytest.approx(share, abs=0.02)


def test_mixture_latents_are_eight_clumps_on_a_circle() -> None:
    z = Batches(0, TARGETS["ring8"], 16_384, "mixture", 2).latent(0)
    angle = np.arctan2(z[:, 1], z[:, 0]) * 8 / (2 * np.pi)
    clump, away = np.round(angle).astype(int) % 8, abs(angle - np.round(angle))
    assert np.bincount(clump, minlength=8) == pytest.approx(2048, rel=0.1)
    assert np.median(away) < 0.12
    assert np.hypot(z[:, 0], z[:, 1]).mean() == pytest.approx(1.5, abs=0.02)


def test_a_number_that_blows_up_is_noticed() -> None:
    trainer = trained(
        2,
        objective="wasserstein",
        penalty="none",
        optimizer_d="sgd",
        learning_rate_d=1.0,
        optimizer_g="sgd",
        learning_rate_g=1.0,
    )
    assert trainer.finite()
    for _ in range(400):
        trainer.iterate()
    assert not trainer.finite()
