"""What holds D back, or changes what it sees: clipping, spectral norm, packing, instance noise, unrolled steps."""

import pytest
import torch
from torch import Tensor, nn
from torch.nn.utils import parametrizations

from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.optimizers import OPTIMIZERS
from playground.core.experiment import Experiment
from playground.core.experiment.rules import coupled_changes
from playground.core.lenses import Display, Look
from playground.core.targets import TARGETS
from playground.core.training.functional import kind_of
from playground.core.training.losses import Losses, Seen, Terms
from playground.core.training.noise import Batches, Stream, generator
from playground.core.training.player import Player
from playground.core.training.schedule import instance_noise
from playground.core.training.spectral import d_parameters, normalised, turn
from playground.core.training.trainer import Trainer, packed

SMALL = {"g_layers": 1, "d_layers": 2, "g_width": 8, "d_width": 16, "batch": 32}


def trained(n: int, **changes: object) -> Trainer:
    trainer = Trainer(Experiment(**{**SMALL, **changes}))
    for _ in range(n):
        trainer.iterate()
    return trainer


def batches_of(trainer: Trainer) -> Batches:
    e = trainer.experiment
    return Batches(e.seed, TARGETS[e.target], e.batch, e.latent_kind, e.latent_size)


# ---- weight clipping ----


def test_clipped_weights_stay_within_c_and_reach_it() -> None:
    trainer = trained(0, penalty="weight_clipping", penalty_weight=0.05, objective="wasserstein", d_updates=5)
    assert trainer.d.flat.abs().max() > 0.1
    for _ in range(10):
        trainer.iterate()
        assert trainer.d.flat.abs().max().item() == pytest.approx(0.05)
    assert trainer.g.flat.abs().max() > 0.1


def test_weight_0_turns_every_penalty_off() -> None:
    plain = trained(4, penalty="none").state()
    for name in ("r1", "dragan", "weight_clipping"):
        assert trained(4, penalty=name, penalty_weight=0.0).state().equals(plain), name


# ---- spectral norm ----


def test_d_becomes_1_lipschitz_layer_by_layer() -> None:
    trainer = trained(60, spectral_norm="on", penalty="none", objective="hinge", learning_rate_d=1e-3)
    for weight in d_parameters(trainer.experiment, trainer.state())[::2]:
        assert torch.linalg.svdvals(weight)[0].item() == pytest.approx(1.0, abs=0.02)
    assert all(torch.linalg.svdvals(w)[0] > 0 for w in trainer.d.frozen[::2])


def test_a_normalised_weight_and_its_gradient_are_those_of_torch() -> None:
    torch.manual_seed(0)
    linear = parametrizations.spectral_norm(nn.Linear(5, 7))
    weight = linear.parametrizations.weight.original
    norm = linear.parametrizations.weight[0]
    u = nn.functional.normalize(torch.randn(7), dim=0)
    norm._u.copy_(u)
    norm._v.copy_(nn.functional.normalize(weight.detach().T @ u, dim=0))
    linear.eval()
    mine = normalised([weight, linear.bias], [u])[0]
    assert torch.allclose(mine, linear.weight, atol=1e-6)
    way = torch.randn(7, 5)
    gradients = [torch.autograd.grad((way * w).sum(), weight)[0] for w in (mine, linear.weight)]
    assert torch.allclose(*gradients, atol=1e-5)


def test_a_power_iteration_is_that_of_torch() -> None:
    """torch goes u, v -> W v -> W^T u; one turn of u is the same where v belongs to u."""
    torch.manual_seed(1)
    linear = parametrizations.spectral_norm(nn.Linear(5, 7))
    norm, weight = linear.parametrizations.weight[0], linear.parametrizations.weight.original.detach()
    u = nn.functional.normalize(torch.randn(7), dim=0)
    norm._u.copy_(u)
    norm._v.copy_(nn.functional.normalize(weight.T @ u, dim=0))
    linear.train()
    theirs = linear.weight
    turn([weight], [u])
    assert torch.allclose(norm._u, u, atol=1e-6)
    assert torch.allclose(normalised([weight, linear.bias], [u])[0], theirs, atol=1e-6)


def test_only_d_moves_the_directions_and_a_look_sees_the_d_that_g_will_see() -> None:
    trainer = trained(5, spectral_norm="on")
    before = trainer.state()
    points = torch.randn(50, 2)
    look = Look(trainer.experiment, before, Display())
    look.verdicts(points)
    assert torch.equal(look.d_at(points), trainer.d.output(trainer.d.frozen, points))
    trainer.g_update()
    middle = trainer.state()
    assert all(torch.equal(a, b) for a, b in zip(before.directions, middle.directions, strict=True))
    trainer.d_update()
    after = trainer.state()
    hidden = zip(middle.directions[:-1], after.directions[:-1], strict=True)  # the last layer's has one number, 1 or -1
    assert not any(torch.equal(a, b) for a, b in hidden)
    assert all(u.norm().item() == pytest.approx(1, abs=1e-5) for u in after.directions)


# ---- packing ----


@pytest.mark.parametrize("m", [1, 2, 3, 4])
def test_packs_are_neighbours_side_by_side_and_the_rest_is_left_out(m: int) -> None:
    points = torch.arange(22.0).reshape(11, 2)
    packs = packed(points, m)
    assert packs.shape == (11 // m, 2 * m)
    assert torch.equal(packs.reshape(-1), torch.arange(22.0)[: 2 * m * (11 // m)])


def test_a_packed_d_is_trained_on_packs_of_one_kind() -> None:
    trainer = trained(3, packing=2, penalty="none")
    before = trainer.state()
    e, k = trainer.experiment, before.counters.draws
    assert e.d_shape.widths[0] == 4
    trainer.d_update()
    batches = batches_of(trainer)
    fakes = e.g_shape(e.g_shape.views(before.g), torch.from_numpy(batches.latent(k)))
    d = e.d_shape.views(before.d)
    r = e.d_shape(d, torch.from_numpy(batches.real(k)).reshape(16, 4)).squeeze(1)
    f = e.d_shape(d, fakes.reshape(16, 4)).squeeze(1)
    measured = trainer.measured()
    assert measured.d_loss == pytest.approx(OBJECTIVES[e.objective].d_loss(r, f).item(), abs=1e-6)
    assert measured.d_fake == pytest.approx(torch.sigmoid(f).mean().item(), abs=1e-6)


def test_the_plane_shows_a_packed_d_at_copies_of_one_point() -> None:
    trainer = trained(3, packing=3)
    look = Look(trainer.experiment, trainer.state(), Display())
    points = torch.randn(20, 2)
    expected = look.d(look.d_parameters, torch.cat((points, points, points), 1)).squeeze(1)
    assert torch.equal(look.d_at(points), expected)


# ---- instance noise ----


def test_instance_noise_fades_linearly_or_stays() -> None:
    fading = Experiment(instance_noise=0.4, instance_noise_iterations=100)
    assert [instance_noise(fading, i) for i in (0, 25, 100, 500)] == pytest.approx([0.4, 0.3, 0.0, 0.0])
    assert instance_noise(Experiment(instance_noise=0.4), 10**6) == 0.4


def test_d_sees_real_and_fake_points_with_their_own_noise() -> None:
    trainer = trained(0, instance_noise=0.5, instance_noise_iterations=10, penalty="none")
    for _ in range(4):
        trainer.iterate()
    before = trainer.state()
    e, k = trainer.experiment, before.counters.draws
    trainer.d_update()
    batches = batches_of(trainer)
    noise = 0.3 * torch.from_numpy(batches.take(Stream.INSTANCE_NOISE, k))
    assert noise.std().item() == pytest.approx(0.3, rel=0.2)
    d = e.d_shape.views(before.d)
    fakes = e.g_shape(e.g_shape.views(before.g), torch.from_numpy(batches.latent(k)))
    r = e.d_shape(d, torch.from_numpy(batches.real(k)) + noise[:, :2]).squeeze(1)
    f = e.d_shape(d, fakes + noise[:, 2:]).squeeze(1)
    assert trainer.measured().d_loss == pytest.approx(OBJECTIVES[e.objective].d_loss(r, f).item(), abs=1e-6)
    after = e.d_shape.views(trainer.state().d)
    trainer.g_update()
    f = e.d_shape(after, fakes + noise[:, 2:]).squeeze(1)
    assert trainer.measured().g_loss == pytest.approx(OBJECTIVES[e.objective].g_loss(f, f).item(), abs=1e-6)


def test_noise_that_has_faded_is_no_noise() -> None:
    start = trained(5, instance_noise=0.5, instance_noise_iterations=3).state()
    noisy, plain = trained(0, instance_noise=0.5, instance_noise_iterations=3), trained(0)
    for trainer in (noisy, plain):
        trainer.restore(start)
        trainer.iterate()
    assert noisy.state().equals(plain.state())


# ---- unrolled D ----


@pytest.mark.parametrize("objective", ["minimax", "non_saturating", "relativistic_pairing"])
@pytest.mark.parametrize("optimizer", [o.name for o in OPTIMIZERS if not o.extrapolates])
@pytest.mark.parametrize("penalty", ["none", "r1"])
def test_the_unrolled_gradient_is_that_of_g_against_the_d_that_answers_it(
    objective: str, optimizer: str, penalty: str
) -> None:
    """The oracle plays D's steps forward for G moved a little this way and that way, and never differentiates through them."""
    e = Experiment(
        g_layers=1,
        d_layers=1,
        g_width=4,
        d_width=5,
        g_activation="tanh",
        d_activation="tanh",
        objective=objective,
        penalty=penalty,
    )
    torch.manual_seed(2)
    g0, d0 = (0.7 * torch.randn(shape.size, dtype=torch.float64) for shape in (e.g_shape, e.d_shape))
    z, x = (torch.randn(16, 2, dtype=torch.float64) for _ in range(2))
    losses, terms = Losses.of(kind_of(e)), Terms(e.penalty_weight, e.label_smoothing)

    def player() -> Player:
        d = Player(e.d_shape, d0.clone(), OPTIMIZERS[optimizer])
        d.equip(OPTIMIZERS[optimizer], e.rates_d.times(30))
        for slot in d.slots:  # a memory to start from
            slot.fill_(0.02)
        d.age = 3
        return d

    def loss_of(g: Tensor) -> Tensor:
        """G's loss against D after three ordinary steps."""
        d, fakes = player(), e.g_shape(e.g_shape.views(g), z)
        for _ in range(3):
            d.step(d.gradient(losses.of_d(d.critic(d.leaves), Seen(x, fakes.detach(), None), terms).total))
        return losses.of_g_unrolled(d.critic(d.frozen), x, fakes, terms).detach()

    g = g0.clone().requires_grad_()
    d, seen = player(), Seen(x, e.g_shape(e.g_shape.views(g), z), None)
    later = d.ahead(3, lambda parameters: losses.of_d(d.critic(parameters), seen, terms).total, 1.0)
    found = torch.autograd.grad(losses.of_g_unrolled(d.critic(later), seen.real, seen.fake, terms), g)[0]
    fakes, answer = e.g_shape(e.g_shape.views(g), z), [p.detach() for p in later]
    plain = torch.autograd.grad(losses.of_g_unrolled(d.critic(answer), x, fakes, terms), g)[0]
    for _ in range(3):
        way = torch.randn(len(g0), dtype=torch.float64)
        way /= way.norm()
        slope = ((loss_of(g0 + 1e-5 * way) - loss_of(g0 - 1e-5 * way)) / 2e-5).item()
        assert (found @ way).item() == pytest.approx(slope, rel=1e-4, abs=1e-6)
    assert (found - plain).norm() > 1e-3 * plain.norm()


def test_unrolling_leaves_ds_own_step_alone_and_changes_gs() -> None:
    ordinary, unrolled = trained(0), trained(0, unrolled_steps=3)
    for trainer in (ordinary, unrolled):
        trainer.iterate()
    assert torch.equal(ordinary.state().d, unrolled.state().d)
    assert not torch.equal(ordinary.state().g, unrolled.state().g)


@pytest.mark.parametrize("optimizer", [o.name for o in OPTIMIZERS if not o.extrapolates])
def test_unrolled_training_stays_finite_with_dead_units(optimizer: str) -> None:
    e = Experiment(**SMALL, d_activation="relu", unrolled_steps=5)
    for key in ("optimizer_d", "optimizer_g"):
        if not (key == "optimizer_g" and OPTIMIZERS[optimizer].only_for_d):
            e = e.changed(coupled_changes(e, key, optimizer))
    trainer = Trainer(e)
    for _ in range(10):
        trainer.iterate()
    assert trainer.finite()


def test_streams_of_noise_are_their_own() -> None:
    draws = [generator(0, stream).standard_normal(4).tolist() for stream in Stream]
    assert len({tuple(d) for d in draws}) == len(draws)
