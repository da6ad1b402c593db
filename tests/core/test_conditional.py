"""Conditional GANs: both players are told the class, real points and fakes have the same classes, and each view is of one class."""

import csv
import io
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 (the field's own name for it)

from playground.core.choices.conditionals import Projection, conditional_d
from playground.core.choices.networks import Mlp
from playground.core.errors import InputError
from playground.core.experiment import EXPERIMENT, Experiment
from playground.core.experiment.link import link, read_link
from playground.core.experiment.rules import coupled_changes, without_effect
from playground.core.files.exports import samples_csv
from playground.core.lenses import (
    SAMPLES,
    Display,
    Look,
)
from playground.core.own_data.build import own_points, points_text
from playground.core.own_data.grouping import labelled
from playground.core.own_data.target import target_of
from playground.core.own_data.text import written
from playground.core.session.archive import sizes, state_of
from playground.core.training.noise import Batches
from playground.core.training.trainer import Trainer
from playground.engine.many import BATCHED, Many
from tests.support.conditional import GAMES, PLAIN, formed, judge, make, nearest, slope, small
from tests.support.pure import played

# ---- the forms ----


def test_projection_adds_the_inner_product_of_the_class_and_the_features() -> None:
    shape = conditional_d("projection", Mlp((2, 5, 7, 1), "tanh"), 3)
    assert isinstance(shape, Projection)
    flat = shape.first("default", np.random.default_rng(0))
    assert len(flat) == shape.size == 2 * 5 + 5 + 5 * 7 + 7 + 7 + 1 + 3 * 7
    w1, b1, w2, b2, w3, b3, v = (p.double().numpy() for p in shape.views(flat))
    x, y = np.random.default_rng(1).normal(size=(6, 2)), np.array([0, 1, 2, 2, 1, 0])
    phi = np.tanh(np.tanh(x @ w1.T + b1) @ w2.T + b2)
    expected = phi @ w3[0] + b3[0] + (v[y] * phi).sum(1)  # Miyato and Koyama 2018, eq. 3, with a linear psi
    given = torch.from_numpy(np.concatenate([x, np.eye(3)[y]], axis=1))
    assert np.allclose(shape([p.double() for p in shape.views(flat)], given)[:, 0].numpy(), expected, atol=1e-12)


@formed
@pytest.mark.parametrize("layers", [0, 1, 3])
def test_every_form_takes_the_class_beside_the_point(form: str, layers: int) -> None:
    e = small(form, d_layers=layers, target="grid25_soft")
    x = torch.randn(5, 2 + 25)
    assert e.d_shape(e.d_shape.views(e.d_shape.first("he", np.random.default_rng(0))), x).shape == (5, 1)
    assert sum(int(np.prod(s)) for s in e.d_shape.shapes) == e.d_shape.size
    assert e.g_shape(e.g_shape.views(e.g_shape.first("he", np.random.default_rng(0))), torch.randn(5, 27)).shape == (
        5,
        2,
    )


# ---- the classes of a batch ----


def own(weights: tuple[int, ...]) -> str:
    """Points around places 3 apart, so many at each, labelled by place."""
    rng = np.random.default_rng(3)
    labels = np.repeat(np.arange(len(weights)), weights)
    points = rng.normal(size=(len(labels), 2)) * 0.2 + 3.0 * labels[:, None]
    return written(
        own_points(points, "none", 0.1, labelled(labels.astype(np.uint8), [f"k{n}" for n in range(len(weights))]))
    )


UNEQUAL = {"target": "own", "own_data": own((300, 100, 50))}


@pytest.mark.parametrize("changes", [{}, UNEQUAL, {"training_points": 64}], ids=["modes", "labels", "a finite set"])
def test_real_points_carry_the_class_they_are_drawn_from_and_fakes_have_the_same(changes: dict[str, Any]) -> None:
    e = small("concatenated", **changes)
    batches, plain = Batches.of(e), Batches.of(e.changed({"conditional": "none"}))
    for k in (0, 700, 1):
        real, z = batches.real(k), batches.latent(k)
        assert np.array_equal(real[:, :2], plain.real(k))
        assert np.array_equal(z[:, :2], plain.latent(k))
        assert np.array_equal(real[:, 2:].argmax(1), nearest(real[:, :2], e))
        assert (real[:, 2:].sum(1) == 1).all()
        assert np.array_equal(z[:, 2:], real[:, 2:])


def test_classes_have_the_frequencies_of_the_data() -> None:
    e = small("concatenated", batch=16_384, **UNEQUAL)
    share = Batches.of(e).latent(0)[:, 2:].mean(0)
    assert share == pytest.approx(np.array([300, 100, 50]) / 450, abs=0.015)  # 4 standard errors
    shown = Look(e, Trainer(e).state(), Display(dots=16_384)).drawn_labels
    assert shown is not None
    assert np.bincount(shown) / len(shown) == pytest.approx(np.array([300, 100, 50]) / 450, abs=0.015)


def test_a_class_is_a_target_by_itself() -> None:
    for e in (small("projection", target="ring8"), small("projection", **UNEQUAL)):
        target = target_of(e)
        assert target.part is not None
        for k in range(e.classes):
            points = target.part(k).sample(300, np.random.default_rng(0))
            assert (nearest(points, e) == k).all()
            assert target.part(k) is target.part(k)


# ---- the game ----


def restated(e: Experiment, d: list[Tensor], g: list[Tensor], k: int = 0) -> tuple[Tensor, Tensor, Tensor]:
    """D's total loss, D's loss without penalty and G's loss on draw k, restated in float64."""
    batches, t = Batches.of(e.changed({"conditional": "none"})), torch.from_numpy
    x, z = t(batches.real(k)).double(), t(batches.latent(k)).double()
    y = F.one_hot(t(nearest(x.numpy(), e)), 8).double()
    fake = make(e, g, z, y)
    if e.instance_noise:
        from playground.core.training.noise import Stream

        n = t(batches.take(Stream.INSTANCE_NOISE, k)).double()
        x, fake = x + e.instance_noise * n[:, :2], fake + e.instance_noise * n[:, 2:]
    r, f = judge(e, d, x, y), judge(e, d, fake.detach(), y)
    at_g = judge(e, [p.detach() for p in d], fake, y)
    if e.objective == "relativistic_pairing":
        loss_d, loss_g = F.softplus(f - r).mean(), F.softplus(r.detach() - at_g).mean()
    else:
        loss_d, loss_g = F.softplus(-r).mean() + F.softplus(f).mean(), F.softplus(-at_g).mean()
    paid = torch.zeros(())
    if e.penalty in ("r1", "r1_r2"):
        paid = 0.5 * slope(lambda x: judge(e, d, x, y), x).square().sum(1).mean()
    if e.penalty == "r1_r2":
        paid = paid + 0.5 * slope(lambda x: judge(e, d, x, y), fake).square().sum(1).mean()
    if e.penalty in ("gradient_penalty", "dragan"):
        from playground.core.training.noise import Stream

        u = t(batches.take(Stream.PENALTY, k)).double()
        there = fake + u[:, :1] * (x - fake)
        if e.penalty == "dragan":
            there = x + u[:, :1] * 0.5 * x.std(correction=0) * u[:, 1:]
        paid = (slope(lambda x: judge(e, d, x, y), there).norm(dim=1) - 1).square().mean()
    return loss_d + e.penalty_weight * paid, loss_d.detach(), loss_g


@formed
@pytest.mark.parametrize("game", GAMES)
def test_losses_and_gradients_are_those_of_a_plain_restatement(form: str, game: str) -> None:
    e = small(form, updates="simultaneous", **PLAIN, **GAMES[game])
    trainer = Trainer(e)
    before = trainer.state()
    d = [p.double().requires_grad_() for p in e.d_shape.views(before.d.clone())]
    g = [p.double().requires_grad_() for p in e.g_shape.views(before.g.clone())]
    total, loss_d, loss_g = restated(e, d, g)
    by_d = torch.cat([p.flatten() for p in torch.autograd.grad(total, d)])
    by_g = torch.cat([p.flatten() for p in torch.autograd.grad(loss_g, g)])
    trainer.iterate()
    after, measured = trainer.state(), trainer.measured()
    assert measured.d_loss == pytest.approx(float(loss_d), abs=1e-5)
    assert measured.g_loss == pytest.approx(float(loss_g.detach()), abs=1e-5)
    for stood, came, gradient in ((before.d, after.d, by_d), (before.g, after.g, by_g)):
        moved = (stood - came).double() / 0.05
        assert float((moved - gradient).abs().max()) < 2e-5
        assert float(gradient.abs().max()) > 1e-3


WAYS: dict[str, dict[str, Any]] = {
    **GAMES,
    "consensus": {"penalty": "consensus", "updates": "simultaneous"},
    "more updates": {"d_updates": 2, "g_updates": 2},
    "by another activation": {"d_activation": "silu", "g_activation": "gelu"},
    "free of layers": {"d_layers": 0, "g_layers": 0},
}


@formed
@pytest.mark.parametrize("way", WAYS)
def test_the_pure_iteration_plays_the_same_game(form: str, way: str) -> None:
    """The compiled engine, batches and eigenvalues are made of it."""
    e = small(form, **{**PLAIN, **WAYS[way]})
    trainer = Trainer(e)
    for _ in range(3):
        ahead = played(trainer)
        trainer.iterate()
        for ours, theirs in zip(trainer.state().tensors[:2], ahead.vectors[:2], strict=True):
            assert float((ours - theirs.detach()).abs().max()) < 1e-5
        assert float(ahead.d_loss.detach()) == pytest.approx(trainer.measured().d_loss, abs=1e-5)


@formed
def test_a_batch_of_runs_trains_as_each_does_alone(form: str) -> None:
    runs = [small(form, seed=seed, **PLAIN) for seed in range(4)]
    many = Many(runs, BATCHED, threads=1)
    many.advance(10)
    assert not many.note
    for e, trained in zip(runs, many.trained(), strict=True):
        alone = Trainer(e)
        for _ in range(10):
            alone.iterate()
        assert float((alone.state().g - trained.state.g).abs().max()) < 1e-4


def test_without_classes_nothing_has_changed() -> None:
    trainer = Trainer(EXPERIMENT)
    for _ in range(20):
        trainer.iterate()
    assert trainer.measured().d_loss == pytest.approx(
        0.5238653421401978, abs=1e-4
    )  # measured before there were classes


# ---- what is refused, and what goes along ----


@pytest.mark.parametrize(
    "changes",
    [
        {"target": "two_moons"},
        {"packing": 2},
        {"generator": "points"},
        {"objective": "energy_distance"},
    ],
    ids=str,
)
def test_what_cannot_be_told_the_class_is_refused_in_one_sentence_and_turning_its_knob_turns_classes_off(
    changes: dict[str, Any],
) -> None:
    e = small("projection")
    with pytest.raises(InputError, match="conditional = projection with ") as caught:
        e.changed(changes)
    assert "\n" not in str(caught.value)
    ((key, value),) = changes.items()
    assert e.changed(coupled_changes(e, key, value)).conditional == "none"


def test_a_run_cannot_go_on_with_another_number_of_classes() -> None:
    e = small("projection")
    assert e.same_run(e.changed({"target": "ring8_hard"}))
    assert not e.same_run(e.changed({"target": "grid25"}))
    assert e.changed({"conditional": "none"}).same_run(e.changed({"conditional": "none", "target": "grid25"}))
    assert "conditional" in without_effect(Experiment(target="two_moons"))
    assert "conditional" not in without_effect(Experiment(target="ring8"))
    assert (
        e.changed(
            coupled_changes(e.changed({"conditional": "none", "packing": 2}), "conditional", "projection")
        ).packing
        == 1
    )


def test_old_files_and_links_mean_nobody_is_told_the_class() -> None:
    old = "\n".join(line for line in EXPERIMENT.to_toml().splitlines() if not line.startswith("conditional"))
    assert Experiment.from_toml(old) == EXPERIMENT
    assert EXPERIMENT.conditional == "none"
    e = small("projection")
    assert read_link(link(e)).experiment == e
    assert "conditional" not in link(EXPERIMENT)
    assert Experiment.from_toml(e.to_toml()) == e


@formed
@pytest.mark.parametrize("spectral", ["off", "on"])
def test_a_state_is_kept_in_a_file_as_it_is(form: str, spectral: str) -> None:
    e = small(form, spectral_norm=spectral)
    trainer = Trainer(e)
    for _ in range(5):
        trainer.iterate()
    state = trainer.state()
    lengths, *_ = sizes(e)
    assert lengths == [len(t) for t in state.tensors]
    again = state_of(np.concatenate([t.numpy() for t in state.tensors]), state.counters, e)
    assert again.equals(state)
    trainer.iterate()
    other = Trainer(e)
    other.restore(again)
    other.iterate()
    assert other.state().equals(trainer.state())


def test_exported_samples_name_the_class_of_each_point() -> None:
    e = small("projection", **UNEQUAL)
    samples = SAMPLES.see(Look(e, Trainer(e).state(), Display(dots=60)))
    assert samples.labels is not None
    named = replace(samples, names=("k0", 'a "b", c', "k2"))
    head, *rows = csv.reader(io.StringIO(samples_csv(named).decode()))
    assert head == ["x", "y", "kind", "class"]
    assert [row[3] for row in rows] == [named.names[k] for k in samples.labels] * 2
    assert [row[2] for row in rows] == ["real"] * 60 + ["fake"] * 60
    plain = SAMPLES.see(Look(EXPERIMENT, Trainer(EXPERIMENT).state(), Display(dots=5)))
    assert samples_csv(plain).startswith(b"x,y,kind\n")


def test_own_data_without_classes_turn_classes_off() -> None:
    text = points_text(np.random.default_rng(0).normal(size=(30, 2)))
    e = small("projection")
    assert coupled_changes(e, "own_data", text)["conditional"] == "none"
    assert "conditional" not in coupled_changes(e, "own_data", own((3, 3)))
