"""A finite training set: what is drawn, what stays as it was, and that memorisation is told from generalisation."""

import dataclasses
from typing import Any

import numpy as np
import pytest
import torch

from playground.core.experiment import EXPERIMENT, Experiment
from playground.core.experiment.presets import presets
from playground.core.lenses import LENSES, NUMBERS, TRAINING, Display, Look, Refused
from playground.core.lenses.look import numpy_of
from playground.core.lenses.neighbours import measure
from playground.core.lenses.numbers import fixed_points
from playground.core.metrics import METRICS, reference
from playground.core.metrics.copying import nearer, z_u
from playground.core.own_data.target import target_of
from playground.core.targets import TARGETS
from playground.core.training.noise import (
    HELD_OUT,
    Batches,
    Stream,
    held_out,
    held_out_normals,
    reference_of,
    training_set,
)
from playground.core.training.trainer import Trainer

FIFTY = EXPERIMENT.changed({"training_points": 50, "target": "two_moons", "batch": 96})
COPYING = METRICS["data_copying"]


def test_every_real_point_of_every_batch_is_one_of_the_set() -> None:
    found = training_set(FIFTY)
    assert found is not None
    assert found.points.shape == (50, 2)
    batches, rows = Batches.of(FIFTY), {tuple(row) for row in found.points.tolist()}
    drawn = np.concatenate([batches.real(k) for k in range(400)])
    assert {tuple(row) for row in drawn.tolist()} == rows, "each is drawn sooner or later, and no other"
    counts = np.unique(drawn, axis=0, return_counts=True)[1]
    assert counts.std() < 3 * (len(drawn) / 50) ** 0.5, "all equally often"


def test_batch_k_is_a_function_of_seed_and_k_alone() -> None:
    forwards, backwards = Batches.of(FIFTY), Batches.of(FIFTY)
    ks = [0, 1, 169, 170, 171, 600]
    there = {k: forwards.real(k).copy() for k in ks}
    assert all(np.array_equal(backwards.real(k), there[k]) for k in reversed(ks))
    assert np.array_equal(forwards.span(Stream.DATA, 169, 3), np.stack([there[k] for k in (169, 170, 171)]))
    other = Batches.of(FIFTY.changed({"seed": FIFTY.seed + 1}))
    assert not np.array_equal(other.real(0), there[0])


def test_endless_batches_and_all_other_streams_are_as_they_were() -> None:
    endless = FIFTY.changed({"training_points": 0})
    assert training_set(endless) is None
    a, b = Batches.of(endless), Batches.of(FIFTY)
    e = endless
    plain = Batches(e.seed, TARGETS[e.target], e.batch, e.latent_kind, e.latent_size)
    assert np.array_equal(a.real(3), plain.real(3))
    for stream in (Stream.LATENT, Stream.PENALTY, Stream.INSTANCE_NOISE):
        assert np.array_equal(a.take(stream, 3), b.take(stream, 3))
    assert [int(stream) for stream in Stream] == list(range(9)), "streams keep their numbers"
    assert Trainer(endless).held_out() is None


POINTS = 64
SMALL_NETS: dict[str, Any] = {"g_layers": 1, "d_layers": 1, "g_width": 6, "d_width": 6}


def test_no_held_out_point_is_in_the_set_and_d_is_measured_on_them() -> None:
    new = held_out(FIFTY.seed, target_of(FIFTY))
    assert new.shape == (HELD_OUT, 2)
    found = training_set(FIFTY)
    assert found is not None
    assert not {tuple(row) for row in new.tolist()} & {tuple(row) for row in found.points.tolist()}
    for changes in ({}, {"packing": 2}, {"spectral_norm": "on"}, {"objective": "wasserstein"}):
        trainer = Trainer(FIFTY.changed(changes))
        trainer.iterate()
        before = trainer.state()
        value = trainer.held_out()
        assert value is not None
        assert np.isfinite(value)
        assert before.equals(trainer.state()), "measuring changes nothing"
    trainer = Trainer(FIFTY)
    trainer.iterate()
    look = Look(FIFTY, trainer.state(), Display())
    assert trainer.held_out() == pytest.approx(float(look.verdicts(torch.tensor(new)).mean()), abs=1e-5)


def test_the_rank_statistic_is_that_of_all_pairs() -> None:
    rng = np.random.default_rng(0)
    a, b = np.round(rng.random(60), 1), np.sort(np.round(rng.random(80), 1))
    pairs = np.where(a[:, None] < b, 1.0, np.where(a[:, None] == b, 0.5, 0.0)).mean()
    assert nearer(a, b) == pytest.approx(pairs)
    assert nearer(np.full(5, np.inf), b) == 0
    from scipy.stats import mannwhitneyu

    u = mannwhitneyu(rng.random(200), rng.random(300), method="asymptotic", use_continuity=False)
    share = 1 - u.statistic / (200 * 300)
    assert 2 * (1 - _phi(abs(z_u(share, 200, 300)))) == pytest.approx(u.pvalue, abs=1e-3)


def _phi(z: float) -> float:
    from scipy.special import ndtr

    return float(ndtr(z))


@pytest.mark.parametrize("target", ["two_moons", "ring8", "gaussian"])
@pytest.mark.parametrize("n", [20, 500])
def test_a_copying_g_is_caught_and_a_perfect_g_is_not(target: str, n: int) -> None:
    """The level is 1 %, so of 40 perfect samples at most two may be caught (p = .007 for three or more)."""
    e = EXPERIMENT.changed({"target": target, "training_points": n})
    against = reference_of(e)
    found = training_set(e)
    assert found is not None
    rng = np.random.default_rng(5)
    caught = 0
    for _ in range(40):
        caught += not COPYING.reading(COPYING.measure(against.target.sample(against.n, rng), against), against).passes
    assert caught <= 2
    copies = found.points[rng.integers(n, size=against.n)]
    slightly = copies + 0.005 * rng.standard_normal(copies.shape)
    for fakes in (copies, slightly):
        reading = COPYING.reading(COPYING.measure(fakes, against), against)
        assert not reading.passes
        assert reading.value > 0.85
    far = COPYING.reading(COPYING.measure(copies + 9, against), against)
    assert far.passes, "fakes far from everything are no copies"


def test_a_training_set_shares_floors_with_endless_data_and_alone_has_this_metric() -> None:
    plain, finite = reference("two_moons"), reference_of(FIFTY)
    assert finite.real is plain.real
    assert METRICS["sliced_wasserstein"].floor(finite) == METRICS["sliced_wasserstein"].floor(plain)
    assert COPYING.floor(plain) is None
    assert COPYING.floor(finite) == pytest.approx(0.5, abs=0.03)
    for e, there in ((FIFTY, True), (FIFTY.changed({"training_points": 0}), False)):
        trainer = Trainer(e)
        trainer.iterate()
        readings = measure(Look(e, trainer.state(), Display()), averaged=True).readings
        assert ("data_copying" in {reading.name for reading in readings}) == there


def test_the_layer_shows_the_set_and_is_refused_without_one() -> None:
    for e in (FIFTY, FIFTY.changed({"training_points": 0})):
        seen = LENSES["training"].see(Look(e, Trainer(e).state(), Display()))
        if e.training_points:
            assert np.array_equal(seen.points, training_set(e).points)
            assert seen.size == 50
        else:
            assert isinstance(seen, Refused)
    assert TRAINING.name == "training"


def test_the_set_is_structural() -> None:
    assert not FIFTY.same_run(FIFTY.changed({"training_points": 51}))
    assert {f.name: f.metadata for f in dataclasses.fields(EXPERIMENT)}.keys() >= {"training_points"}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_the_preset_memorises_and_endless_data_cures_it(seed: int) -> None:
    for name in ("memorisation", "memorisation_cured"):
        e = presets()[name].experiment.changed({"seed": seed})
        trainer, apart = Trainer(e), []
        for k in range(3000):
            trainer.iterate()
            if e.training_points and k >= 2500 and k % 20 == 0:
                apart.append(trainer.measured().d_real - (trainer.held_out() or 0))
        look = Look(e, trainer.state(), Display())
        fakes = numpy_of(look.sample(2500, averaged=True))
        if e.training_points:
            against = reference_of(e)
            value = COPYING.measure(fakes, against)
            assert value > 0.75
            assert z_u(value, 2500, 2500) < -20
            assert np.mean(apart) > 0.1, "D takes new points for less real"
        else:
            finite = reference_of(presets()["memorisation"].experiment.changed({"seed": seed}))
            assert COPYING.measure(fakes, finite) < 0.55


def test_the_numbers_of_the_game_are_those_of_the_points_that_are_trained_on() -> None:
    """The field at a state is minus the gradients that training takes there, if a batch holds the whole set."""
    e = Experiment(**SMALL_NETS, training_points=POINTS, batch=POINTS, penalty="r1", d_activation="tanh")
    trainer = Trainer(e)
    for _ in range(20):
        trainer.iterate()
    look = Look(e, trainer.state(), Display(dots=POINTS))
    drawn, finite = fixed_points(look), training_set(e)
    assert finite is not None
    assert np.array_equal(drawn.real[0].numpy(), np.resize(finite.points, (POINTS, 2)))
    numbers = NUMBERS.see(look)
    parameters = [p.clone().requires_grad_() for p in look.d_parameters]
    r = look.d(parameters, torch.tensor(finite.points)).squeeze(1)
    f = look.d(parameters, look.raw_fakes).squeeze(1)
    loss = torch.nn.functional.softplus(-r).mean() + torch.nn.functional.softplus(f).mean()
    gradient = torch.cat([g.ravel() for g in torch.autograd.grad(loss, parameters)])
    assert numbers.d_gradient == pytest.approx(float(gradient.norm()), rel=1e-4)


def test_held_out_points_are_seen_with_the_same_instance_noise_as_those_of_training() -> None:
    noisy = FIFTY.changed({"instance_noise": 0.3})
    trainer = Trainer(noisy)
    points = held_out(noisy.seed, target_of(noisy))
    normals = held_out_normals(noisy.seed)
    assert abs(float(normals.std()) - 1) < 0.1
    look = Look(noisy, trainer.state(), Display())
    shown = torch.tensor(points + np.float32(0.3) * normals)
    assert trainer.held_out() == pytest.approx(float(look.verdicts(shown).mean()), abs=1e-5)
    assert trainer.held_out() == trainer.held_out()
