"""The pieces of the game, each against an oracle: closed forms, torch's own implementations, finite differences."""

import math

import pytest
import torch
from scipy.optimize import minimize_scalar
from torch import nn

from playground.core.choices.networks import ACTIVATIONS, INITIALISATIONS, Mlp, initial_parameters
from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.penalties import PENALTIES
from playground.core.experiment import Experiment
from playground.core.training.noise import Stream, generator

UNDECIDED = {"least_squares": 0.5, "kl": 1.0}
"""D's output where it is undecided; 0 for all others."""


LISTENING = [o for o in OBJECTIVES if o.distance is None]
"""Those by which G listens to D; the distances are in test_sample_distances.py."""


@pytest.mark.parametrize("objective", LISTENING, ids=lambda o: o.name)
def test_losses_at_the_equilibrium_are_those_of_theory(objective) -> None:
    """Where P_model = P_data and D is best it is undecided everywhere (science.md 3.2)."""
    undecided = torch.full((500,), UNDECIDED.get(objective.name, 0.0), dtype=torch.float64)
    d, g = objective.equilibrium
    assert objective.d_loss(undecided, undecided).item() == pytest.approx(d, abs=1e-12)
    if g is not None:
        assert objective.g_loss(undecided, undecided).item() == pytest.approx(g, abs=1e-12)


@pytest.mark.parametrize("objective", LISTENING, ids=lambda o: o.name)
def test_g_has_a_loss_at_the_equilibrium_only_if_all_best_constant_ds_agree_on_it(objective) -> None:
    """Hinge and Wasserstein leave the constant free, and with it G's loss: no line is drawn for it."""
    constants = torch.linspace(-2, 2, 401, dtype=torch.float64)
    d = torch.stack([objective.d_loss(c.repeat(2), c.repeat(2)) for c in constants])
    best = constants[d < d.min() + 1e-9]
    g = torch.stack([objective.g_loss(c.repeat(2), c.repeat(2)) for c in best])
    assert (objective.equilibrium[1] is None) == bool(g.max() - g.min() > 1e-6)


@pytest.mark.parametrize("objective", LISTENING, ids=lambda o: o.name)
@pytest.mark.parametrize("which", ["d_loss", "g_loss"])
def test_gradients_of_the_losses_equal_finite_differences(objective, which: str) -> None:
    torch.manual_seed(1)
    r, f = (torch.randn(6, dtype=torch.float64, requires_grad=True) for _ in range(2))
    assert torch.autograd.gradcheck(getattr(objective, which), (r, f), check_undefined_grad=False)


@pytest.mark.parametrize("objective", LISTENING, ids=lambda o: o.name)
def test_d_gains_by_raising_real_and_lowering_fake_and_g_by_raising_fake(objective) -> None:
    middle = UNDECIDED.get(objective.name, 0.0)
    r, f = (torch.full((4,), middle + x, dtype=torch.float64, requires_grad=True) for x in (0.3, -0.3))
    wish_r, wish_f = (-x for x in torch.autograd.grad(objective.d_loss(r, f), (r, f)))
    assert (wish_r > 0).all()
    assert (wish_f <= 0).all()
    assert (-torch.autograd.grad(objective.g_loss(r, f), f)[0] > 0).all()


def logit(x: float) -> torch.Tensor:
    return torch.tensor([x], dtype=torch.float64)


LOG_LOSSES = [o for o in OBJECTIVES if o.smoothing]


@pytest.mark.parametrize("objective", LOG_LOSSES, ids=lambda o: o.name)
def test_with_smoothed_labels_d_is_best_at_045_and_pays_1376(objective) -> None:
    """science.md 3.2: real labels 0.9. The equilibrium is where D's loss is least over one logit for all points."""
    d_loss = objective.d_loss_with(0.1)
    found = minimize_scalar(lambda x: d_loss(logit(x), logit(x)).item(), bounds=(-3, 3), options={"xatol": 1e-9})
    best = logit(found.x)
    assert torch.sigmoid(best).item() == pytest.approx(0.45, abs=1e-6)
    d, g = objective.equilibrium_with(0.1)
    assert d == pytest.approx(found.fun, abs=1e-10)
    assert d == pytest.approx(1.376, abs=5e-4)
    assert g == pytest.approx(objective.g_loss(best, best).item(), abs=1e-6)


@pytest.mark.parametrize("objective", LOG_LOSSES, ids=lambda o: o.name)
def test_smoothing_is_cross_entropy_with_a_softer_label_and_nothing_at_0(objective) -> None:
    torch.manual_seed(4)
    r, f = torch.randn(50), torch.randn(50)
    bce = nn.BCEWithLogitsLoss()
    expected = bce(r, torch.full((50,), 0.8)) + bce(f, torch.zeros(50))
    assert objective.d_loss_with(0.2)(r, f).item() == pytest.approx(expected.item(), rel=1e-5)
    assert objective.d_loss_with(0.0) is objective.d_loss
    assert objective.equilibrium_with(0.0) == objective.equilibrium


def test_a_zero_sum_objective_pays_g_what_d_loses_but_for_a_term_on_real_points() -> None:
    torch.manual_seed(5)
    r, f, other = (torch.randn(50, dtype=torch.float64) for _ in range(3))
    assert [o.name for o in OBJECTIVES if o.zero_sum] == [
        "minimax",
        "wasserstein",
        "kl",
        "reverse_kl",
        "chi_squared",
    ]
    for objective in (o for o in OBJECTIVES if o.zero_sum):
        sums = [objective.d_loss(r, x) + objective.g_loss(r, x) for x in (f, other)]
        assert sums[0].item() == pytest.approx(sums[1].item(), abs=1e-12)


REAL, FAKE = torch.tensor([6, 3, 1]), torch.tensor([2, 3, 5])
"""Ten real points and ten fakes on three places of the plane."""


def best_outputs(objective) -> tuple[torch.Tensor, float]:
    """D's best output at each of the three places, and its loss there, found numerically."""
    d = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    search = torch.optim.LBFGS(
        [d], max_iter=500, tolerance_grad=1e-13, tolerance_change=1e-16, line_search_fn="strong_wolfe"
    )

    def closure() -> torch.Tensor:
        search.zero_grad()
        loss = objective.d_loss(d.repeat_interleave(REAL), d.repeat_interleave(FAKE))
        loss.backward()
        return loss

    search.step(closure)
    return d.detach(), closure().item()


@pytest.mark.parametrize(
    ("name", "divergence"),
    [
        ("kl", lambda p, q: (p * (p / q).log()).sum()),
        ("reverse_kl", lambda p, q: (q * (q / p).log()).sum()),
        ("chi_squared", lambda p, q: ((p - q) ** 2 / q).sum()),
    ],
)
def test_the_best_ds_loss_is_minus_the_divergence_that_the_objective_is_named_after(name: str, divergence) -> None:
    _, loss = best_outputs(OBJECTIVES[name])
    assert -loss == pytest.approx(divergence(REAL.double() / 10, FAKE.double() / 10).item(), abs=1e-7)


@pytest.mark.parametrize("objective", [o for o in OBJECTIVES if o.probability], ids=lambda o: o.name)
def test_the_best_probability_is_that_of_the_densities_to_the_power_alpha(objective) -> None:
    """Goodfellow et al. 2014, proposition 1, for alpha = 1; Kurri et al. 2021, theorem 1."""
    d, _ = best_outputs(objective)
    p, q = (REAL / 10.0) ** objective.tilt, (FAKE / 10.0) ** objective.tilt
    assert torch.sigmoid(d).numpy() == pytest.approx((p / (p + q)).numpy(), abs=1e-5)
    assert objective.tilt == 1 or "alpha" in objective.name


@pytest.mark.parametrize("objective", [o for o in OBJECTIVES if "relativistic" in o.name], ids=lambda o: o.name)
def test_a_relativistic_objective_knows_differences_alone(objective) -> None:
    torch.manual_seed(6)
    r, f = torch.randn(50, dtype=torch.float64), torch.randn(50, dtype=torch.float64)
    assert objective.g_needs_real
    for loss in (objective.d_loss, objective.g_loss):
        assert loss(r + 7, f + 7).item() == pytest.approx(loss(r, f).item(), abs=1e-10)
    assert objective.g_loss(r, f).item() == pytest.approx(objective.d_loss(f, r).item(), abs=1e-12)


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
    ("name", "steep", "flat"),
    [
        ("r1", 0.5 * 25, 0.5 * 0.25),
        ("r2", 0.5 * 25, 0.5 * 0.25),
        ("r1_r2", 25, 0.25),
        ("gradient_penalty", 16, 0.25),
        ("one_sided_gradient_penalty", 16, 0),
        ("dragan", 16, 0.25),
    ],
)
def test_penalties_of_a_linear_d_in_closed_form(name: str, steep: float, flat: float) -> None:
    """D(x) = w.x has the gradient w everywhere; here |w| = 5, then 1/2."""
    penalty = PENALTIES[name]
    gradient = torch.tensor([[3.0, 4.0]]).expand(200, 2)
    assert penalty.price(gradient).item() == pytest.approx(steep, rel=1e-6)
    assert penalty.price(gradient / 10).item() == pytest.approx(flat, rel=1e-5)


@pytest.mark.parametrize("name", ["gradient_penalty", "one_sided_gradient_penalty"])
def test_gradient_penalties_look_between_real_and_fake(name: str) -> None:
    real, fake = torch.ones(50, 2), -torch.ones(50, 2)
    u = torch.rand(50, 3)
    points = PENALTIES[name].at(real, fake, u)
    assert torch.allclose(points, -1 + 2 * u[:, :1].expand(50, 2))


def test_dragan_looks_in_a_cloud_around_the_real_points() -> None:
    """Up to half the batch's standard deviation away, as in DRAGAN.ipynb."""
    torch.manual_seed(7)
    real, u = 3 * torch.randn(4000, 2), torch.rand(4000, 3)
    away = PENALTIES["dragan"].at(real, -real, u) - real
    assert torch.allclose(away, u[:, :1] * u[:, 1:] * 0.5 * torch.tensor(real.numpy().std()), atol=1e-5)
    assert away.max().item() == pytest.approx(1.5, rel=0.1)


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
        linear = nn.Linear(shape.widths[i], len(parameters[2 * i]))
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
    expected = {"he": 2 / 200, "xavier": 4 / 500, "orthogonal": 2 / 300, "ganlab": 1 / 200, "dcgan": 0.02**2}[way]
    assert weight.var().item() == pytest.approx(expected, rel=0.03)


def test_orthogonal_weights_are_orthogonal() -> None:
    shape = Mlp((8, 20, 1), "relu")
    weight = shape.views(initial_parameters(shape, "orthogonal", generator(7, Stream.WEIGHTS)))[0]
    assert torch.allclose(weight.T @ weight, 2 * torch.eye(8), atol=1e-5)


def test_the_networks_have_the_asked_for_shapes() -> None:
    e = Experiment(latent_size=5, g_layers=0, d_layers=6, d_width=16, packing=3)
    assert e.g_shape.widths == (5, 2)
    assert e.d_shape.widths == (6, 16, 16, 16, 16, 16, 16, 1)
