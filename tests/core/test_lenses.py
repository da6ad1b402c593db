"""Lenses see what they say they see, in every state, and never touch it."""

import numpy as np
import pytest
import torch

from playground.core.choices.penalties import PENALTIES
from playground.core.experiment import Experiment
from playground.core.lenses import (
    ANATOMY,
    GRADIENTS,
    LENSES,
    MANIFOLD,
    MOVES,
    NUMBERS,
    READING,
    SAMPLES,
    SURFACE,
    Display,
    Look,
    Refused,
)
from playground.core.lenses.manifold import areas
from playground.core.lenses.numbers import fixed_points
from playground.core.training.linearised import Linearised
from playground.core.training.packing import packed, packed_uniforms
from playground.core.training.trainer import Trainer

SMALL = {"g_layers": 1, "d_layers": 1, "g_width": 8, "d_width": 8, "batch": 32}
DISPLAY = Display(dots=80, grid=12, probes=((0.1, 0.2), (-1.0, 1.0)), latent=(0.3, -0.4), walk=(0.0, 0.0, 1.0, 1.0))


def look_at(trainer: Trainer, display: Display = DISPLAY) -> Look:
    return Look(trainer.experiment, trainer.state(), display)


@pytest.mark.parametrize("lens", LENSES, ids=lambda lens: lens.name)
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"objective": "wasserstein"},
        {"latent_size": 1},
        {"spectral_norm": "on"},
        {"packing": 2},
        {"batch_norm": "both", "penalty": "none"},
        {"generator": "points"},
    ],
    ids=str,
)
def test_a_lens_is_a_pure_function_and_leaves_the_state_as_it_was(lens, changes: dict) -> None:
    trainer = Trainer(Experiment(**{**SMALL, **changes}))
    trainer.iterate()
    state = trainer.state()
    copies = [t.clone() for t in state.tensors]
    once, again = (lens.see(Look(trainer.experiment, state, DISPLAY)) for _ in range(2))
    assert all(torch.equal(a, b) for a, b in zip(state.tensors, copies, strict=True))
    assert str(once) == str(again)


@pytest.mark.parametrize("kind", ["network", "points"])
@pytest.mark.parametrize("lens", LENSES, ids=lambda lens: lens.name)
def test_a_lens_sees_a_state_that_has_blown_up_without_a_warning(lens, kind: str) -> None:
    trainer = Trainer(Experiment(**SMALL, generator=kind))
    for flat in (trainer.g.flat, trainer.d.flat, trainer.ema):
        flat.copy_(torch.where(torch.arange(len(flat)) % 3 == 0, torch.inf, torch.nan))
    not_numbers = lens.see(look_at(trainer))
    trainer.g.flat.fill_(1e30)
    trainer.ema.fill_(1e30)
    trainer.d.flat.fill_(-1e30)
    huge = lens.see(look_at(trainer))
    assert type(huge) is type(not_numbers)


def test_the_surface_is_d_and_its_shades_lie_around_one_half() -> None:
    trainer = Trainer(Experiment(**SMALL))
    surface = SURFACE.see(look_at(trainer))
    e = trainer.experiment
    x = torch.tensor([[-3.2 + 6.4 * (7 + 0.5) / 12, -3.2 + 6.4 * (2 + 0.5) / 12]])
    expected = torch.sigmoid(e.d_shape(e.d_shape.views(trainer.d.flat), x)).item()
    assert surface.value[2, 7] == pytest.approx(expected, abs=1e-6)
    assert (surface.shade[surface.value >= surface.scale.high] == 255).all()
    assert (surface.shade[surface.value > 0.5] >= 127).all()


def test_arrows_point_where_g_s_loss_falls() -> None:
    """A small step of the fakes along the arrows lowers G's loss on them."""
    trainer = Trainer(Experiment(**SMALL))
    look = look_at(trainer)
    seen = GRADIENTS.see(look)
    before = torch.nn.functional.softplus(-look.d_at(torch.tensor(seen.tail))).mean()
    after = torch.nn.functional.softplus(-look.d_at(torch.tensor(seen.tail + 0.05 * seen.direction))).mean()
    assert after < before


def test_the_last_move_is_that_of_the_last_g_update() -> None:
    trainer = Trainer(Experiment(**SMALL))
    trainer.iterate()
    before = look_at(trainer).raw_fakes.clone()
    trainer.g_update()
    moves = MOVES.see(look_at(trainer))
    assert np.allclose(moves.before, before.numpy())
    assert np.allclose(moves.after, look_at(trainer).raw_fakes.numpy())
    assert not np.allclose(moves.before, moves.after)


def test_the_manifold_measures_how_much_g_squeezes() -> None:
    """The identity keeps areas, so every cell of a uniform latent is squeezed alike; halving one axis is seen."""
    trainer = Trainer(Experiment(g_layers=0, d_layers=0, latent_kind="uniform", ema=0.0))
    trainer.g.flat.copy_(torch.tensor([1.0, 0, 0, 1.0, 0, 0]))
    trainer.ema.copy_(trainer.g.flat)
    seen = MANIFOLD.see(look_at(trainer))
    assert seen.points.shape == (21, 21, 2)
    assert np.allclose(seen.squeeze, 0, atol=1e-3)
    assert areas(seen.points).sum() == pytest.approx(0.98**2 * 4, rel=1e-3)


def test_a_reading_agrees_with_the_surface() -> None:
    trainer = Trainer(Experiment(**SMALL))
    look = look_at(trainer)
    first, _ = READING.see(look)
    assert first.d == pytest.approx(float(look.verdicts(torch.tensor([[0.1, 0.2]]))[0]))


def test_the_anatomy_is_the_iteration_that_comes() -> None:
    trainer = Trainer(Experiment(**SMALL))
    trainer.iterate()
    anatomy = ANATOMY.see(look_at(trainer))
    z = torch.tensor(anatomy.z)
    trainer.iterate()
    measured = trainer.measured()
    assert anatomy.d_loss == pytest.approx(measured.d_loss, abs=1e-6)
    assert anatomy.g_loss == pytest.approx(measured.g_loss, abs=1e-6)
    assert float(anatomy.d_real.mean()) == pytest.approx(measured.d_real, abs=1e-5)
    g = trainer.experiment.g_shape
    assert np.allclose(anatomy.moved, g(g.views(trainer.g.flat), z).detach().numpy(), atol=1e-6)


TINY = {"g_layers": 1, "d_layers": 1, "g_width": 4, "d_width": 4, "batch": 16}


def test_the_numbers_are_those_of_autograd() -> None:
    trainer = Trainer(Experiment(**TINY))
    look = look_at(trainer, Display(dots=256))
    seen = NUMBERS.see(look)
    d = [p.clone().requires_grad_() for p in look.d_parameters]
    r = look.d(d, torch.tensor(look.reals)).squeeze(1)
    f = look.d(d, look.raw_fakes.clone()).squeeze(1)
    loss = torch.nn.functional.softplus(-r).mean() + torch.nn.functional.softplus(f).mean()
    gradient = torch.cat([g.ravel() for g in torch.autograd.grad(loss, d)])
    assert seen.d_gradient == pytest.approx(float(gradient.norm()), rel=1e-4)
    assert seen.d[0].weights.share.sum() == pytest.approx(1, abs=1e-5)
    assert [layer.units for layer in seen.g] == [4, 2]
    assert seen.d[-1].activations is None


@pytest.mark.parametrize("penalty", ["r1", "r1_r2", "gradient_penalty", "dragan"])
@pytest.mark.parametrize("packing", [1, 2])
def test_the_penalty_paid_is_what_the_total_loss_has_beyond_the_objectives(penalty: str, packing: int) -> None:
    """Finite differences of D's output give its slope at the penalised points, which are drawn here once more."""

    def paid_by(**changes: object) -> tuple[Look, float | None]:
        look = look_at(Trainer(Experiment(**{**TINY, "d_activation": "tanh", **changes})), Display(dots=256))
        return look, NUMBERS.see(look).d_penalty

    look, paid = paid_by(penalty=penalty, penalty_weight=0.7, packing=packing)
    entry, draw = PENALTIES[penalty], fixed_points(look)
    real = packed(draw.real[0], packing)
    fake = packed(look.fakes_of(draw.latent[0], averaged=False), packing)
    assert draw.uniforms is not None
    points = (
        entry.at(real, fake, packed_uniforms(draw.uniforms[0], packing))
        if callable(entry.at)
        else {"real": real, "both": torch.cat((real, fake))}[entry.at]
    ).double()
    parameters = [p.double() for p in look.d_parameters]
    h = 1e-6
    columns = []
    for i in range(points.shape[1]):
        nudge = torch.zeros(points.shape[1], dtype=torch.float64)
        nudge[i] = h
        columns.append((look.d(parameters, points + nudge) - look.d(parameters, points - nudge)).squeeze(1) / (2 * h))
    assert entry.price is not None
    assert paid == pytest.approx(0.7 * float(entry.price(torch.stack(columns, 1))), rel=1e-4)
    assert paid_by(penalty="none")[1] is None
    assert paid_by(penalty=penalty, penalty_weight=0.0)[1] is None


def test_dead_units_are_counted() -> None:
    trainer = Trainer(Experiment(**{**TINY, "d_activation": "relu"}))
    weight, bias = trainer.d.shape.views(trainer.d.flat)[:2]
    weight[1:3] = 0.0
    bias[1:3] = -1.0
    seen = NUMBERS.see(look_at(trainer))
    assert seen.d[0].dead >= 2


def test_g_s_stretch_is_its_singular_values() -> None:
    trainer = Trainer(Experiment(g_layers=0, d_layers=0))
    trainer.g.flat.copy_(torch.tensor([3.0, 0, 0, -0.5, 0, 0]))
    seen = NUMBERS.see(look_at(trainer))
    assert np.allclose(seen.stretch, [3.0, 0.5], atol=1e-5)
    assert seen.folded == 1.0


def test_the_game_s_eigenvalues_are_those_of_the_dirac_gan_where_the_networks_are_one() -> None:
    """G's bias alone moves one point against a linear D: at the equilibrium the field turns at +-i f'(0) = +-i/2."""
    sgd = {"optimizer_d": "sgd", "optimizer_g": "sgd"}
    trainer = Trainer(Experiment(target="dirac", g_layers=0, d_layers=0, objective="minimax", penalty="none", **sgd))
    trainer.g.flat.zero_()
    trainer.d.flat.zero_()
    found = NUMBERS.see(look_at(trainer)).game
    assert isinstance(found, Linearised)
    values = np.sort(found.eigenvalues.imag)
    assert values[0] == pytest.approx(-0.5, abs=0.01)
    assert values[-1] == pytest.approx(0.5, abs=0.01)
    assert np.allclose(
        found.eigenvalues.real, np.where(np.abs(found.eigenvalues.imag) > 0.1, 0, found.eigenvalues.real), atol=1e-3
    )
    assert found.kind == "circles"


def test_large_networks_have_no_eigenvalues_to_wait_for() -> None:
    game = NUMBERS.see(look_at(Trainer(Experiment()))).game
    assert isinstance(game, Refused)
    assert "only computed for small networks" in game.sentence
    assert "on demand" in game.sentence


@pytest.mark.parametrize("objective", ["non_saturating", "wasserstein", "hinge", "relativistic_average"])
@pytest.mark.parametrize("backwards", [False, True])
def test_all_lenses_can_share_one_look_in_any_order(objective: str, backwards: bool) -> None:
    trainer = Trainer(Experiment(**TINY, objective=objective))
    trainer.iterate()
    look = look_at(trainer)
    for lens in reversed(list(LENSES)) if backwards else LENSES:
        lens.see(look)
    assert np.isfinite(NUMBERS.see(look).d_gradient)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"updates": "simultaneous"}, "at once"),
        ({"d_updates": 3}, "one D update"),
        ({"g_updates": 2}, "one D update"),
        ({"unrolled_steps": 2}, "unrolling"),
        ({"instance_noise": 0.3}, "noise"),
        ({"objective": "energy_distance"}, "does not listen"),
    ],
)
def test_an_iteration_that_has_other_stages_is_not_told_in_these(changes: dict, word: str) -> None:
    seen = ANATOMY.see(look_at(Trainer(Experiment(**SMALL, **changes))))
    assert isinstance(seen, Refused)
    assert word in seen.sentence


def test_a_vanishing_gradient_is_drawn_small() -> None:
    trainer = Trainer(Experiment(**SMALL, objective="minimax"))
    trainer.d.shape.views(trainer.d.flat)[-1].fill_(-60.0)
    seen = GRADIENTS.see(look_at(trainer))
    assert np.hypot(*(seen.direction * seen.unit).T).max() < 1e-6


def test_after_a_half_step_the_raw_g_is_shown() -> None:
    trainer = Trainer(Experiment(**SMALL))
    for _ in range(5):
        trainer.iterate()
    look = Look(trainer.experiment, trainer.state(), DISPLAY, half="g")
    seen = SAMPLES.see(look)
    assert not seen.averaged
    assert np.allclose(seen.fake, look.raw_fakes.numpy())
    assert MOVES.see(look).mean > 0
