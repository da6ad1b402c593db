"""Conditional GANs: both players are told the class, real points and fakes have the same classes, and each view is of one class."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 (the field's own name for it)

from playground.core.choices.conditionals import CONDITIONALS, Projection, conditional_d
from playground.core.choices.networks import ACTIVATIONS, Mlp
from playground.core.errors import InputError
from playground.core.experiment import EXPERIMENT, Experiment
from playground.core.experiment.link import link, read_link
from playground.core.experiment.presets import presets
from playground.core.experiment.rules import coupled_changes, without_effect
from playground.core.files.exports import samples_csv
from playground.core.lenses import (
    ANATOMY,
    HELD,
    MANIFOLD,
    NUMBERS,
    OPTIMUM,
    READING,
    SAMPLES,
    SURFACE,
    VALUE,
    VERDICTS,
    Display,
    Look,
    Refused,
)
from playground.core.lenses.anatomy import Anatomy
from playground.core.lenses.estimate import densities
from playground.core.lenses.optimum import Optimum
from playground.core.lenses.surface import grid_points
from playground.core.own_data.build import own_points, points_text
from playground.core.own_data.grouping import labelled
from playground.core.own_data.target import target_of
from playground.core.own_data.text import written
from playground.core.session.archive import sizes, state_of
from playground.core.targets import TARGETS
from playground.core.training.noise import Batches
from playground.core.training.trainer import Trainer
from playground.engine.many import BATCHED, Many
from tests.support.pure import played

FORMS = [entry.name for entry in CONDITIONALS if entry.shape is not None]
SMALL: dict[str, Any] = {"g_layers": 1, "d_layers": 2, "g_width": 8, "d_width": 8, "batch": 32}
PLAIN: dict[str, Any] = {"optimizer_d": "sgd", "optimizer_g": "sgd", "learning_rate_d": 0.05, "learning_rate_g": 0.05}
GAMES: dict[str, dict[str, Any]] = {
    "r1": {"penalty": "r1", "penalty_weight": 0.7},
    "between": {"penalty": "gradient_penalty", "penalty_weight": 0.7},
    "around": {"penalty": "dragan", "penalty_weight": 0.7, "d_activation": "tanh"},
    "pairing": {"penalty": "none", "objective": "relativistic_pairing"},
    "noisy": {"penalty": "r1_r2", "instance_noise": 0.3},
}
formed = pytest.mark.parametrize("form", FORMS)


def small(form: str, **changes: Any) -> Experiment:
    return Experiment(**{**SMALL, "conditional": form, **changes})


def nearest(points: np.ndarray, e: Experiment) -> np.ndarray:
    """The mode nearest to each point, which for the ring is that it was drawn from."""
    modes = target_of(e).modes
    assert modes is not None
    found: np.ndarray = ((points[:, None] - modes.centres) ** 2).sum(2).argmin(1)
    return found


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


def judge(e: Experiment, parameters: list[Tensor], x: Tensor, y: Tensor) -> Tensor:
    """D(x, y) for one-hot y, restated."""
    act = ACTIVATIONS[e.d_activation].function
    layers = parameters[: 2 * e.d_layers + 2]
    h = torch.cat((x, y), 1) if e.conditional == "concatenated" else x
    for weight, bias in zip(layers[:-2:2], layers[1:-2:2], strict=True):
        h = act(h @ weight.t() + bias)
    out = h @ layers[-2].t() + layers[-1]
    return out[:, 0] + ((y @ parameters[-1]) * h).sum(1) if e.conditional == "projection" else out[:, 0]


def make(e: Experiment, parameters: list[Tensor], z: Tensor, y: Tensor) -> Tensor:
    h = torch.cat((z, y), 1)
    act = ACTIVATIONS[e.g_activation].function
    for weight, bias in zip(parameters[:-2:2], parameters[1:-2:2], strict=True):
        h = act(h @ weight.t() + bias)
    return h @ parameters[-2].t() + parameters[-1]


def slope(d: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    x = x.detach().requires_grad_()
    return torch.autograd.grad(d(x).sum(), x, create_graph=True)[0]


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


# ---- what is seen ----


@formed
def test_the_surface_and_the_readings_are_of_the_class_asked_for(form: str) -> None:
    trainer = Trainer(small(form))
    for _ in range(30):
        trainer.iterate()
    e, state = trainer.experiment, trainer.state()
    seen = {}
    for label in (0, 5):
        display = Display(grid=8, label=label, probes=((0.4, -0.3),), latent=(0.5, -1.0))
        look = Look(e, state, display)
        points = torch.from_numpy(np.concatenate([grid_points(display.rect, 8), np.float32([[0.4, -0.3]])]))
        y = F.one_hot(torch.full((len(points),), label), 8).float()
        d = torch.sigmoid(judge(e, list(e.d_shape.views(state.d)), points, y)).numpy()
        seen[label] = SURFACE.see(look).value
        assert np.allclose(seen[label].ravel(), d[:-1], atol=1e-6)
        assert READING.see(look)[0].d == pytest.approx(d[-1], abs=1e-6)
        held, sheet = HELD.see(look), MANIFOLD.see(look)
        expected = make(e, list(e.g_shape.views(state.ema)), torch.tensor([[0.5, -1.0]]), y[:1])
        assert np.allclose(held.at, expected.numpy()[0], atol=1e-6)
        assert sheet.points.shape == (21, 21, 2)
    assert not np.allclose(seen[0], seen[5])
    beyond = SURFACE.see(Look(e, state, Display(grid=8, label=99)))
    assert np.array_equal(beyond.value, SURFACE.see(Look(e, state, Display(grid=8, label=7))).value)


@formed
def test_dots_have_the_class_they_were_drawn_with_and_d_judges_them_as_such(form: str) -> None:
    trainer = Trainer(small(form))
    for _ in range(30):
        trainer.iterate()
    e, state = trainer.experiment, trainer.state()
    look = Look(e, state, Display(dots=400))
    samples, verdicts = SAMPLES.see(look), VERDICTS.see(look)
    assert np.array_equal(samples.labels, nearest(samples.real, e))
    y = F.one_hot(torch.tensor(samples.labels), 8).float()
    z = look.latents[:, :2]
    raw = make(e, list(e.g_shape.views(state.g)), z, y)
    for points, said in ((torch.tensor(samples.real), verdicts.real), (raw, verdicts.fake)):
        expected = torch.sigmoid(judge(e, list(e.d_shape.views(state.d)), points, y))
        assert np.allclose(said, expected.numpy(), atol=1e-6)
    assert SAMPLES.see(Look(EXPERIMENT, Trainer(EXPERIMENT).state(), Display())).labels is None


@formed
def test_slow_motion_and_numbers_are_of_the_game_that_is_trained(form: str) -> None:
    trainer = Trainer(small(form, d_width=6, g_width=6, penalty="r1"))
    for _ in range(20):
        trainer.iterate()
    e, state = trainer.experiment, trainer.state()
    look = Look(e, state, Display(dots=300))
    seen, numbers = ANATOMY.see(look), NUMBERS.see(look)
    assert isinstance(seen, Anatomy)
    trainer.iterate()
    measured = trainer.measured()
    assert seen.z.shape == seen.real.shape == seen.fake.shape == seen.pushes.shape == (32, 2)
    assert float(seen.d_real.mean()) == pytest.approx(measured.d_real, abs=1e-5)
    assert float(seen.d_fake.mean()) == pytest.approx(measured.d_fake, abs=1e-5)
    assert seen.g_loss == pytest.approx(measured.g_loss, abs=1e-5)
    assert len(seen.d_step) == len(numbers.d) == 3
    assert numbers.stretch is not None
    assert numbers.stretch.shape[1] == 2
    assert numbers.folded is not None
    assert not isinstance(numbers.game, Refused)
    d, g = (
        [p.double().requires_grad_() for p in shape.views(flat)]
        for shape, flat in ((e.d_shape, state.d), (e.g_shape, state.g))
    )
    points, labels = look.reals[:256], look.drawn_labels
    assert labels is not None
    x, y = torch.from_numpy(points.copy()).double(), F.one_hot(torch.from_numpy(labels[:256].copy()), 8).double()
    fake = make(e, g, look.latents[:256, :2].double(), y)
    total = F.softplus(-judge(e, d, x, y)).mean() + F.softplus(judge(e, d, fake.detach(), y)).mean()
    total = total + e.penalty_weight * 0.5 * slope(lambda x: judge(e, d, x, y), x).square().sum(1).mean()
    by_d = torch.autograd.grad(total, d)
    by_g = torch.autograd.grad(F.softplus(-judge(e, d, fake, y)).mean(), g)
    norm = float(sum(float(p.square().sum()) for p in (*by_d, *by_g)) ** 0.5)
    assert numbers.game.norm == pytest.approx(norm, rel=1e-4)


def made_by_hand(shift: int) -> tuple[Experiment, Any]:
    """A G(z, y) that makes exactly the mode `shift` after y of the ring, and its state."""
    e = Experiment(conditional="concatenated", g_layers=0, ema=0.0)
    trainer, modes = Trainer(e), TARGETS["ring8"].modes
    assert modes is not None
    weight, bias = e.g_shape.views(trainer.g.flat)
    weight.zero_()
    weight[0, 0] = weight[1, 1] = float(modes.covariances[0, 0, 0]) ** 0.5
    weight[:, 2:] = torch.from_numpy(np.roll(modes.centres, -shift, axis=0).T)
    bias.zero_()
    return e, trainer.state()


def test_the_best_d_of_a_class_compares_the_densities_of_that_class() -> None:
    """D*_y = p(x | y) / (p(x | y) + q(x | y)), as both have the same classes."""
    for shift in (0, 1):
        e, state = made_by_hand(shift)
        modes = TARGETS["ring8"].modes
        assert modes is not None
        for label in (0, 3):
            display = Display(label=label, probes=tuple(tuple(map(float, c)) for c in modes.centres))
            look = Look(e, state, display)
            seen, readings = OPTIMUM.see(look), READING.see(look)
            assert isinstance(seen, Optimum)
            known = np.isfinite(seen.best)
            found = [reading.best for reading in readings]
            other = (label + shift) % 8
            if shift == 0:
                assert np.abs(seen.best[known] - 0.5).max() < 0.25
                assert found[label] == pytest.approx(0.5, abs=0.05)
            else:
                assert found[label] > 0.99
                assert found[other] < 0.01
            assert [k for k in range(8) if np.isfinite(found[k])] == sorted({label, other})  # nothing of other classes
        both = densities(Look(e, state, Display()), display.rect, 64)
        assert abs(float(both.data.sum() / both.model.sum()) - 1) < 0.02  # those of all classes together are the ring's


def test_what_a_conditional_d_cannot_say_is_refused() -> None:
    e = small("projection")
    refused = VALUE.see(Look(e, Trainer(e).state(), Display()))
    assert isinstance(refused, Refused)
    assert refused.sentence.endswith(".")


@formed
def test_after_a_short_run_g_makes_each_class_to_order(form: str) -> None:
    e = presets()["conditional"].experiment.changed({"conditional": form})
    trainer, modes = Trainer(e), target_of(e).modes
    assert modes is not None
    for _ in range(600):
        trainer.iterate()
    state = trainer.state()
    for label in range(e.classes):
        fakes = Look(e, state, Display(label=label)).sample(500, averaged=True, of_class=True).numpy()
        assert (nearest(fakes, e) == label).mean() > 0.97
        far = ((fakes - modes.centres[label]) ** 2).sum(1) ** 0.5
        assert (far < 4 * float(modes.covariances[label, 0, 0]) ** 0.5).mean() > 0.95
