"""Gradients had by hand are those of autograd, for whatever is trained by hand."""

import pytest
import torch

from playground.core.choices.networks import ACTIVATIONS, Mlp, initial_parameters
from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.penalties import PENALTIES
from playground.core.experiment import Experiment
from playground.core.training import backprop
from playground.core.training.noise import Stream, generator
from playground.core.training.trainer import Trainer

BY_HAND = [a.name for a in ACTIVATIONS if a.pull]
PRICED = [p.name for p in PENALTIES if p.price]


def moves(by_hand: bool, **changes: object) -> torch.Tensor:
    """How one iteration of SGD at rate 1 moves D's and G's parameters: minus their gradients."""
    e = Experiment(
        **{
            "g_layers": 2,
            "d_layers": 2,
            "g_width": 16,
            "d_width": 16,
            "batch": 33,
            "penalty": "none",
            "optimizer_d": "sgd",
            "optimizer_g": "sgd",
            "learning_rate_d": 1.0,
            "learning_rate_g": 1.0,
            "updates": "simultaneous",
            **changes,
        }
    )
    trainer = Trainer(e)
    assert trainer.d.by_hand
    trainer.d.by_hand = trainer.g.by_hand = by_hand
    before = trainer.state()
    trainer.iterate()
    after = trainer.state()
    return torch.cat((after.d - before.d, after.g - before.g)) / (before.d.norm() + before.g.norm())


def agree(**changes: object) -> None:
    mine, theirs = moves(True, **changes), moves(False, **changes)
    assert theirs.norm() > 1e-4
    assert (mine - theirs).abs().max().item() < 1e-6


@pytest.mark.parametrize("objective", OBJECTIVES.names)
@pytest.mark.parametrize("penalty", ["none", "r1", "gradient_penalty"])
def test_by_hand_is_autograd_for_every_objective(objective: str, penalty: str) -> None:
    agree(objective=objective, penalty=penalty, penalty_weight=1.0)


@pytest.mark.parametrize("penalty", PRICED)
@pytest.mark.parametrize("packing", [1, 2])
@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
def test_by_hand_is_autograd_for_every_penalty_of_straight_networks(
    penalty: str, packing: int, activation: str
) -> None:
    agree(penalty=penalty, packing=packing, d_activation=activation, penalty_weight=1.0)


@pytest.mark.parametrize("objective", OBJECTIVES.names)
@pytest.mark.parametrize("penalty", [p.name for p in PENALTIES if not p.joint])
def test_by_hand_is_autograd_for_free_points_with_every_objective_and_penalty(objective: str, penalty: str) -> None:
    points = {"generator": "points", "g_points": 9, "objective": objective, "penalty": penalty}
    agree(**points)
    agree(
        **points, packing=2 if OBJECTIVES[objective].distance is None else 1, instance_noise=0.3, latent_kind="uniform"
    )


@pytest.mark.parametrize("activation", BY_HAND)
@pytest.mark.parametrize("layers", [0, 1, 3])
def test_by_hand_is_autograd_for_every_activation_and_depth(activation: str, layers: int) -> None:
    agree(g_activation=activation, d_activation=activation, g_layers=layers, d_layers=layers)
    agree(d_activation="leaky_relu", penalty="r1", g_layers=layers, d_layers=layers)


@pytest.mark.parametrize(
    "changes", [{"label_smoothing": 0.1}, {"instance_noise": 0.5}, {"penalty": "r1", "d_layers": 1}]
)
def test_by_hand_is_autograd_with_options(changes: dict[str, object]) -> None:
    agree(**changes)
    agree(**changes, packing=3)


@pytest.mark.parametrize("objective", [o for o in OBJECTIVES if o.d_by_hand], ids=lambda o: o.name)
def test_slopes_of_the_losses_by_hand_are_those_of_autograd_even_where_d_is_sure(objective) -> None:
    torch.manual_seed(1)
    r, f = ((10 * torch.randn(50, dtype=torch.float64)).requires_grad_() for _ in range(2))
    loss = objective.d_loss(r, f)
    value, slope = objective.d_by_hand(torch.cat((r, f)).detach(), f.detach())
    assert value.item() == pytest.approx(loss.item(), rel=1e-8)
    assert torch.allclose(slope, torch.cat(torch.autograd.grad(loss, (r, f))), rtol=1e-8, atol=0)
    if objective.distance is not None:
        return
    loss = objective.g_loss(r, f)
    value, slope = objective.g_by_hand(r.detach(), f.detach())
    assert value.item() == pytest.approx(loss.item(), rel=1e-8)
    assert torch.allclose(slope, torch.autograd.grad(loss, f)[0], rtol=1e-8, atol=0)


@pytest.mark.parametrize("activation", BY_HAND)
def test_signals_give_the_derivative_by_the_input(activation: str) -> None:
    assert ACTIVATIONS[activation].straight == (activation in ("relu", "leaky_relu"))
    shape = Mlp((3, 9, 9, 1), activation)
    parameters = shape.views(initial_parameters(shape, "default", generator(0, Stream.WEIGHTS)))
    x = torch.randn(20, 3, requires_grad=True)
    layers = backprop.forward(shape, parameters, x.detach())
    assert torch.equal(layers[-1], shape(parameters, x))
    found = backprop.signals(shape, parameters, layers, torch.ones(20, 1))
    theirs = torch.autograd.grad(shape(parameters, x).sum(), x)[0]
    assert torch.allclose(backprop.by_input(parameters, found), theirs, atol=1e-6)


def test_what_can_not_be_had_by_hand_is_left_to_autograd() -> None:
    small = {"g_layers": 1, "d_layers": 1, "g_width": 8, "d_width": 8}
    assert not Trainer(Experiment(**small, d_activation="silu")).d.by_hand
    assert not Trainer(Experiment(**small, spectral_norm="on")).d.by_hand
    smooth = Trainer(Experiment(**small, d_activation="tanh", penalty="r1", penalty_weight=10.0))
    assert smooth.d.by_hand
    before = smooth.state()
    smooth.d_update()
    other = Trainer(smooth.experiment)
    other.d.by_hand = False
    other.restore(before)
    other.d_update()
    assert torch.allclose(smooth.state().d, other.state().d, atol=1e-6)
