"""The pieces of the game, each against an oracle: closed forms, torch's own implementations, finite differences."""

import math

import pytest
import torch
from torch import Tensor, nn

from playground.core.experiment import Experiment
from playground.core.networks import ACTIVATIONS, INITIALISATIONS, Mlp, initial_parameters
from playground.core.noise import Stream, generator
from playground.core.objectives import OBJECTIVES
from playground.core.optimizers import OPTIMIZERS, Rates
from playground.core.penalties import PENALTIES

UNDECIDED = {"least_squares": 0.5}
"""D's output where it is undecided; 0 for all others."""


@pytest.mark.parametrize("objective", OBJECTIVES, ids=lambda o: o.name)
def test_losses_at_the_equilibrium_are_those_of_theory(objective) -> None:  # noqa: ANN001
    """Where P_model = P_data and D is best it is undecided everywhere (science.md 3.2)."""
    undecided = torch.full((500,), UNDECIDED.get(objective.name, 0.0), dtype=torch.float64)
    d, g = objective.equilibrium
    assert objective.d_loss(undecided, undecided).item() == pytest.approx(d, abs=1e-12)
    if g is not None:
        assert objective.g_loss(undecided, undecided).item() == pytest.approx(g, abs=1e-12)


@pytest.mark.parametrize("objective", OBJECTIVES, ids=lambda o: o.name)
@pytest.mark.parametrize("which", ["d_loss", "g_loss"])
def test_gradients_of_the_losses_equal_finite_differences(objective, which: str) -> None:  # noqa: ANN001
    torch.manual_seed(1)
    r, f = (torch.randn(6, dtype=torch.float64, requires_grad=True) for _ in range(2))
    assert torch.autograd.gradcheck(getattr(objective, which), (r, f), check_undefined_grad=False)


@pytest.mark.parametrize("objective", OBJECTIVES, ids=lambda o: o.name)
def test_d_gains_by_raising_real_and_lowering_fake_and_g_by_raising_fake(objective) -> None:  # noqa: ANN001
    r, f = (torch.zeros(4, dtype=torch.float64, requires_grad=True) for _ in range(2))
    wish_r, wish_f = (-x for x in torch.autograd.grad(objective.d_loss(r, f), (r, f)))
    assert (wish_r > 0).all()
    assert (wish_f <= 0).all()
    assert (-torch.autograd.grad(objective.g_loss(r, f), f)[0] > 0).all()


def test_log_loss_is_binary_cross_entropy() -> None:
    torch.manual_seed(2)
    r, f = torch.randn(100), torch.randn(100)
    bce = nn.BCELoss()
    expected = bce(torch.sigmoid(r), torch.ones(100)) + bce(torch.sigmoid(f), torch.zeros(100))
    assert OBJECTIVES["minimax"].d_loss(r, f).item() == pytest.approx(expected.item(), rel=1e-5)


def test_the_saturating_gradient_vanishes_where_d_is_sure_and_the_other_does_not() -> None:
    f = torch.tensor([-10.0], requires_grad=True)
    saturating = torch.autograd.grad(OBJECTIVES["minimax"].g_loss(f, f), f)[0].item()
    other = torch.autograd.grad(OBJECTIVES["non_saturating"].g_loss(f, f), f)[0].item()
    assert saturating / other == pytest.approx(math.exp(-10), rel=1e-3)


@pytest.mark.parametrize(
    ("name", "price"), [("r1", 0.5 * 25), ("r2", 0.5 * 25), ("r1_r2", 25), ("gradient_penalty", 16)]
)
def test_penalties_of_a_linear_d_in_closed_form(name: str, price: float) -> None:
    """D(x) = w.x with |w| = 5 has the gradient w everywhere."""
    penalty = PENALTIES[name]
    gradient = torch.tensor([[3.0, 4.0]]).expand(200, 2)
    assert penalty.price(gradient).item() == pytest.approx(price, rel=1e-6)


def test_the_gradient_penalty_looks_between_real_and_fake() -> None:
    real, fake = torch.ones(50, 2), -torch.ones(50, 2)
    u = torch.rand(50, 3)
    points = PENALTIES["gradient_penalty"].at(real, fake, u)
    assert torch.allclose(points, -1 + 2 * u[:, :1].expand(50, 2))


@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("adam", lambda p: torch.optim.Adam(p, lr=0.01, betas=(0.5, 0.9))),
        ("sgd", lambda p: torch.optim.SGD(p, lr=0.01)),
    ],
)
def test_optimisers_walk_as_torchs_own(name: str, theirs) -> None:  # noqa: ANN001
    torch.manual_seed(3)
    start = torch.randn(40)
    mine, other = start.clone(), start.clone().requires_grad_()
    optimizer, reference = OPTIMIZERS[name], theirs([other])
    slots = tuple(torch.zeros(40) for _ in optimizer.slots)

    def loss(p: Tensor) -> Tensor:
        return (p**4).sum() + (p[1:] * p[:-1]).sum()

    for t in range(1, 60):
        leaf = mine.clone().requires_grad_()
        optimizer.update(mine, torch.autograd.grad(loss(leaf), leaf)[0], slots, t, Rates(0.01, 0.5, 0.9))
        reference.zero_grad()
        loss(other).backward()
        reference.step()
    assert torch.allclose(mine, other.detach(), atol=2e-6)
    assert not torch.allclose(mine, start, atol=0.05)


@pytest.mark.parametrize("activation", ACTIVATIONS.names)
@pytest.mark.parametrize("layers", [0, 1, 3])
def test_an_mlp_is_the_same_function_as_torchs_modules(activation: str, layers: int) -> None:
    shape = Mlp((2, *[7] * layers, 3), activation)
    flat = initial_parameters(shape, "default", generator(0, Stream.WEIGHTS))
    assert flat.shape == (shape.size,)
    parameters = shape.views(flat)
    x = torch.randn(11, 2)
    y, act = x, ACTIVATIONS[activation].function
    for i in range(layers + 1):
        linear = nn.Linear(shape.widths[i], shape.widths[i + 1])
        with torch.no_grad():
            linear.weight.copy_(parameters[2 * i])
            linear.bias.copy_(parameters[2 * i + 1])
        y = linear(y)
        y = act(y) if i < layers else y
    assert torch.allclose(shape(parameters, x), y, atol=1e-6)
    assert [h.shape for h in shape.hidden(parameters, x)] == [(11, 7)] * layers


def test_the_default_initialisation_has_torchs_spread() -> None:
    shape = Mlp((64, 256, 256), "relu")
    mine = shape.views(initial_parameters(shape, "default", generator(5, Stream.WEIGHTS)))[2]
    theirs = nn.Linear(256, 256).weight
    assert mine.std().item() == pytest.approx(theirs.std().item(), rel=0.02)
    assert mine.abs().max().item() <= 256**-0.5


@pytest.mark.parametrize("way", [w for w in INITIALISATIONS.names if w != "default"])
def test_initialisations_have_the_variance_they_name(way: str) -> None:
    shape = Mlp((200, 300, 100), "relu")
    weight = shape.views(initial_parameters(shape, way, generator(6, Stream.WEIGHTS)))[0]
    expected = {"he": 2 / 200, "xavier": 4 / 500, "orthogonal": 2 / 300, "ganlab": 1 / 200}[way]
    assert weight.var().item() == pytest.approx(expected, rel=0.03)


def test_orthogonal_weights_are_orthogonal() -> None:
    shape = Mlp((8, 20, 1), "relu")
    weight = shape.views(initial_parameters(shape, "orthogonal", generator(7, Stream.WEIGHTS)))[0]
    assert torch.allclose(weight.T @ weight, 2 * torch.eye(8), atol=1e-5)


def test_the_networks_have_the_asked_for_shapes() -> None:
    e = Experiment(latent_size=5, g_layers=0, d_layers=6, d_width=16)
    assert e.generator.widths == (5, 2)
    assert e.discriminator.widths == (2, 16, 16, 16, 16, 16, 16, 1)
