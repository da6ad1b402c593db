"""The optimisers: against torch's own, against the papers' algorithms written out, and on a game that plain ones lose."""

import pytest
import torch
from torch import Tensor

from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.optimizers import OPTIMIZERS, Rates
from playground.core.choices.penalties import PENALTIES
from playground.core.experiment import Experiment
from playground.core.experiment.rules import coupled_changes
from playground.core.targets import TARGETS
from playground.core.training.noise import Batches
from playground.core.training.schedule import learning_rate_factor, penalty_weight
from playground.core.training.trainer import Trainer

RATES = Rates(0.01, 0.5, 0.9)


def loss(p: Tensor) -> Tensor:
    return (p**4).sum() + (p[1:] * p[:-1]).sum()


@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("adam", lambda p: torch.optim.Adam(p, lr=0.01, betas=(0.5, 0.9))),
        ("adam_ttur", lambda p: torch.optim.Adam(p, lr=0.04, betas=(0.5, 0.9))),
        ("sgd", lambda p: torch.optim.SGD(p, lr=0.01)),
        ("momentum", lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.5)),
        ("rmsprop", lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.9)),
    ],
    ids=lambda x: x if isinstance(x, str) else "",
)
def test_optimisers_walk_as_torchs_own(name: str, theirs) -> None:
    torch.manual_seed(3)
    start = torch.randn(40, dtype=torch.float64)
    mine, other = start.clone(), start.clone().requires_grad_()
    optimizer, reference = OPTIMIZERS[name], theirs([other])
    slots = tuple(torch.zeros_like(start) for _ in optimizer.slots)
    for t in range(1, 26):
        leaf = mine.clone().requires_grad_()
        optimizer.update(mine, torch.autograd.grad(loss(leaf), leaf)[0], slots, t, RATES)
        reference.zero_grad()
        loss(other).backward()
        reference.step()
    assert torch.allclose(mine, other.detach(), atol=1e-9)
    assert not torch.allclose(mine, start, atol=0.05)


@pytest.mark.parametrize("name", OPTIMIZERS.names)
def test_the_step_in_place_is_the_pure_step(name: str) -> None:
    torch.manual_seed(4)
    optimizer = OPTIMIZERS[name]
    fast = torch.randn(40)
    pure, memory = fast.clone(), tuple(torch.zeros(40) for _ in optimizer.slots)
    slots = tuple(torch.zeros(40) for _ in optimizer.slots)
    for t in range(1, 20):
        gradient = torch.randn(40)
        optimizer.update(fast, gradient, slots, t, RATES)
        pure, memory = optimizer.pure(pure, gradient, memory, t, RATES)
    assert torch.allclose(fast, pure, atol=1e-6)
    assert all(torch.allclose(a, b, atol=1e-6) for a, b in zip(slots, memory, strict=True))


@pytest.mark.parametrize("name", [o.name for o in OPTIMIZERS])
def test_a_gradient_of_nothing_has_a_finite_derivative(name: str) -> None:
    """A dead unit's weights have the gradient 0 for ever, and unrolled D differentiates through that."""
    optimizer = OPTIMIZERS[name]
    gradient = torch.zeros(3, requires_grad=True)
    slots = tuple(torch.zeros(3) for _ in optimizer.slots)
    after, _ = optimizer.pure(torch.ones(3), gradient, slots, 1, RATES)
    assert torch.autograd.grad(after.sum(), gradient)[0].isfinite().all()


def test_optimistic_adam_is_the_papers_algorithm() -> None:
    """omd.py, line by line, in plain numbers: p -= 2 lr_t m_t / sqrt(v_t), p += lr_(t-1) m_(t-1) / sqrt(v_(t-1))."""
    torch.manual_seed(5)
    gradients = torch.randn(12).tolist()
    p, m, v, before = 0.3, 0.0, 0.0, 0.0
    mine, slots = torch.tensor([0.3]), tuple(torch.zeros(1) for _ in range(3))
    for t, g in enumerate(gradients, 1):
        m, v = 0.5 * m + 0.5 * g, 0.9 * v + 0.1 * g * g
        step = 0.01 * (1 - 0.9**t) ** 0.5 / (1 - 0.5**t) * m / v**0.5
        p, before = p - 2 * step + before, step
        OPTIMIZERS["optimistic_adam"].update(mine, torch.tensor([g]), slots, t, RATES)
        assert mine.item() == pytest.approx(p, abs=1e-6)


@pytest.mark.parametrize("beta1", [0.5, -0.5])
def test_lookahead_is_adam_that_returns_half_way_every_five_steps(beta1: float) -> None:
    """Chavdarova et al. 2021, algorithm 1, around torch's own Adam; its constructor alone refuses a negative momentum."""
    torch.manual_seed(6)
    start = torch.randn(9, dtype=torch.float64)
    mine, theirs = start.clone(), start.clone().requires_grad_()
    adam = torch.optim.Adam([theirs], lr=0.01)
    adam.param_groups[0]["betas"] = (beta1, 0.9)
    slots, slow = tuple(torch.zeros_like(start) for _ in range(3)), start.clone()
    for t in range(1, 18):
        leaf = mine.clone().requires_grad_()
        rates = Rates(0.01, beta1, 0.9)
        OPTIMIZERS["lookahead_adam"].update(mine, torch.autograd.grad(loss(leaf), leaf)[0], slots, t, rates)
        adam.zero_grad()
        loss(theirs).backward()
        adam.step()
        if t % 5 == 0:
            with torch.no_grad():
                theirs.copy_(slow + 0.5 * (theirs - slow))
            slow = theirs.detach().clone()
    assert torch.allclose(mine, theirs.detach(), atol=1e-9)


STEP = Rates(0.5, -0.5, 0.0)
"""On a bilinear game, min over x of max over y of x y: a learning rate at which plain gradient descent runs away."""


@pytest.mark.parametrize(
    ("name", "at_once", "ends"),
    [
        ("sgd", True, "runs away"),
        ("optimistic_sgd", True, "converges"),
        ("momentum", True, "runs away"),
        ("sgd", False, "circles"),
        ("momentum", False, "converges"),
    ],
)
def test_a_bilinear_game_ends_as_the_papers_prove(name: str, at_once: bool, ends: str) -> None:
    """Daskalakis et al. 2018, theorem 1 (optimism); Gidel et al. 2019, theorems 4 to 6 (beta = -1/2: no help if both move at once,
    convergence if they move in turns)."""
    optimizer, players = OPTIMIZERS[name], [torch.tensor([1.0]), torch.tensor([0.5])]
    slots = [tuple(torch.zeros(1) for _ in optimizer.slots) for _ in players]
    for t in range(1, 401):
        slope_x = players[1].clone()
        slope_y = -players[0].clone()
        optimizer.update(players[0], slope_x, slots[0], t, STEP)
        optimizer.update(players[1], slope_y if at_once else -players[0], slots[1], t, STEP)
    away = float(torch.cat(players).norm()) / 1.25**0.5
    assert away > 1e3 if ends == "runs away" else away < 1e-3 if ends == "converges" else 0.5 < away < 2


def experiment(**changes: object) -> Experiment:
    e = Experiment(g_layers=1, d_layers=1, g_width=8, d_width=8, batch=32, penalty="none", learning_rate_d=1e-3)
    for key, value in changes.items():
        e = e.changed(coupled_changes(e, key, value))
    return e


def losses_on(trainer: Trainer, d: list[Tensor], g: list[Tensor], k: int) -> tuple[Tensor, Tensor]:
    """(D's loss, G's loss) of draw k at these parameters, as the objective says."""
    e = trainer.experiment
    batches = Batches(e.seed, TARGETS[e.target], e.batch, e.latent_kind, e.latent_size)
    fakes = e.g_shape(g, torch.from_numpy(batches.latent(k)))
    r = e.d_shape(d, torch.from_numpy(batches.real(k))).squeeze(1)
    f = e.d_shape(d, fakes).squeeze(1)
    return OBJECTIVES[e.objective].d_loss(r, f), OBJECTIVES[e.objective].g_loss(r, f)


def test_extragradient_is_two_adams_that_look_ahead_together_and_step_back() -> None:
    """Gidel's extragradient.py: both moments move in the look ahead too; the step starts from where the players stood."""
    trainer = Trainer(experiment(optimizer_d="extra_adam"))
    d, g = ([p.clone().requires_grad_() for p in player.frozen] for player in (trainer.d, trainer.g))
    adams = [torch.optim.Adam(p, lr=1e-3, betas=(0.0, 0.9)) for p in (d, g)]

    def gradients(k: int) -> list[Tensor]:
        of_d, of_g = losses_on(trainer, d, g, k)
        return [*torch.autograd.grad(of_d, d, retain_graph=True), *torch.autograd.grad(of_g, g)]

    def step(found: list[Tensor]) -> None:
        for p, part in zip((*d, *g), found, strict=True):
            p.grad = part
        for adam in adams:
            adam.step()

    for i in range(5):
        trainer.iterate()
        stood = [p.detach().clone() for p in (*d, *g)]
        step(gradients(2 * i))
        ahead = gradients(2 * i + 1)
        with torch.no_grad():
            for p, old in zip((*d, *g), stood, strict=True):
                p.copy_(old)
        step(ahead)
    for mine, theirs in zip((*trainer.d.frozen, *trainer.g.frozen), (*d, *g), strict=True):
        assert torch.allclose(mine, theirs, atol=1e-5)


WEIGHT = 2.0


def adjusted(name: str, v: Tensor, jacobian: Tensor, split: int) -> Tensor:
    """The papers' formulas with the whole Jacobian at hand."""
    if name == "consensus":
        return v + WEIGHT * jacobian.T @ v
    if name == "symplectic":
        turned = (0.5 * (jacobian - jacobian.T)).T @ v
        pull = jacobian.T @ v
        sign = torch.sign((v @ pull) * (turned @ pull) / len(v) + 0.1)
        return v + sign * WEIGHT * turned
    crossed = jacobian.clone()
    crossed[:split, :split] = 0
    crossed[split:, split:] = 0
    return torch.linalg.solve(torch.eye(len(v), dtype=v.dtype) + WEIGHT * crossed, v)


@pytest.mark.parametrize("objective", ["non_saturating", "minimax", "wasserstein"])
@pytest.mark.parametrize("name", [p.name for p in PENALTIES if p.joint is not None])
def test_a_joint_adjustment_is_the_papers_formula_of_the_games_jacobian(name: str, objective: str) -> None:
    """SGD at learning rate 1 moves by minus the adjusted gradient; the Jacobian is differentiated here as a whole."""
    e = experiment(
        optimizer_d="sgd",
        optimizer_g="sgd",
        objective=objective,
        penalty=name,
        penalty_weight=WEIGHT,
        learning_rate_d=1.0,
        learning_rate_g=1.0,
        g_activation="tanh",
        d_activation="tanh",
    )
    trainer = Trainer(e)
    start = torch.cat((trainer.d.flat, trainer.g.flat)).double()
    n = e.d_shape.size

    def field(point: Tensor) -> Tensor:
        d, g = e.d_shape.views(point[:n]), e.g_shape.views(point[n:])
        z, x = (torch.from_numpy(b).double() for b in (trainer.batches.latent(0), trainer.batches.real(0)))
        r, f = e.d_shape(d, x).squeeze(1), e.d_shape(d, e.g_shape(g, z)).squeeze(1)
        objective = OBJECTIVES[e.objective]
        (of_d,) = torch.autograd.grad(objective.d_loss(r, f), point, create_graph=True)
        (of_g,) = torch.autograd.grad(objective.g_loss(r, f), point, create_graph=True)
        return torch.cat((of_d[:n], of_g[n:]))

    point = start.clone().requires_grad_()
    jacobian = torch.autograd.functional.jacobian(field, point)
    expected = adjusted(name, field(point).detach(), jacobian, n)
    trainer.iterate()
    moved = start - torch.cat((trainer.d.flat, trainer.g.flat)).double()
    assert torch.allclose(moved, expected, atol=2e-4 * float(expected.norm()))
    assert not torch.allclose(expected, field(point), atol=1e-2 * float(expected.norm()))


def distance_from_the_equilibrium(steps: int = 500, **changes: object) -> tuple[float, float]:
    """(at first, mean of the last 100 steps): |(b, w)| in the game w b that a linear critic D(x) = w x and a shift b play.

    P_data is one point, the objective Wasserstein: the bilinear game of Gidel et al. 2019 and Daskalakis et al. 2018.
    """
    e = experiment(
        target="dirac",
        g_layers=0,
        d_layers=0,
        latent_size=1,
        objective="wasserstein",
        updates="simultaneous",
        batch=4096,
        ema=0.0,
        beta2_d=0.99,
        beta2_g=0.99,
        **{"learning_rate_d": 0.02, "learning_rate_g": 0.02, **changes},
    )
    trainer = Trainer(e)
    away = []
    for _ in range(steps):
        away.append(torch.cat((trainer.g.frozen[1], trainer.d.frozen[0][0])).norm().item())
        trainer.iterate()
    return away[0], sum(away[-100:]) / 100


FAST = {"learning_rate_d": 0.2, "learning_rate_g": 0.2}


@pytest.mark.parametrize("name", ["sgd", "adam"])
def test_plain_steps_do_not_arrive_in_a_bilinear_game(name: str) -> None:
    first, last = distance_from_the_equilibrium(optimizer_d=name, optimizer_g=name)
    assert last > 0.8 * first


@pytest.mark.parametrize(
    ("changes", "near"),
    [
        ({"optimizer_d": "optimistic_adam", "optimizer_g": "optimistic_adam"}, 0.2),
        ({"optimizer_d": "extra_adam"}, 0.15),
        ({"optimizer_d": "sgd", "optimizer_g": "sgd", "penalty": "consensus", "penalty_weight": 1.0}, 0.02),
        ({"optimizer_d": "optimistic_sgd", "optimizer_g": "optimistic_sgd", **FAST}, 0.05),
        ({"optimizer_d": "extra_sgd", **FAST}, 0.05),
        ({"optimizer_d": "sgd", "optimizer_g": "sgd", "penalty": "symplectic", "penalty_weight": 1.0}, 0.02),
        ({"optimizer_d": "sgd", "optimizer_g": "sgd", "penalty": "competitive", "penalty_weight": 0.2, **FAST}, 0.05),
    ],
    ids=["optimistic_adam", "extra_adam", "consensus", "ogda", "extragradient", "symplectic", "competitive"],
)
def test_methods_that_anticipate_the_opponent_arrive_in_a_bilinear_game(changes: dict, near: float) -> None:
    assert distance_from_the_equilibrium(**changes)[1] < near


def test_learning_rates_fall_linearly_and_then_stay() -> None:
    e = experiment(decay_iterations=100, decay_to=0.2)
    assert [learning_rate_factor(e, i) for i in (0, 50, 100, 1000)] == pytest.approx([1.0, 0.6, 0.2, 0.2])
    assert learning_rate_factor(experiment(), 10**6) == 1.0


def test_the_weight_of_a_penalty_falls_evenly_on_a_log_scale_and_then_stays() -> None:
    e = experiment(decay_iterations=100, penalty="r1_r2", penalty_weight=0.02, penalty_to=0.01)
    assert [penalty_weight(e, i) for i in (0, 50, 100, 1000)] == pytest.approx([2e-2, 2e-3, 2e-4, 2e-4])
    assert penalty_weight(e.changed({"penalty_to": 1.0}), 50) == 0.02
    assert penalty_weight(e.changed({"decay_iterations": 0}), 50) == 0.02
    assert penalty_weight(e.changed({"penalty": "weight_clipping"}), 50) == 0.02, "a bound is no price"


def test_d_pays_the_weight_of_the_moment() -> None:
    falling = Trainer(experiment(penalty="r1", penalty_weight=4.0, penalty_to=0.01, decay_iterations=10, decay_to=1.0))
    for _ in range(5):
        falling.iterate()
    there = Trainer(experiment(penalty="r1", penalty_weight=0.4))
    there.restore(falling.state())
    other = Trainer(experiment(penalty="r1", penalty_weight=4.0))
    other.restore(falling.state())
    for trainer in (falling, there, other):
        trainer.iterate()
    assert torch.allclose(falling.state().d, there.state().d, atol=1e-7)
    assert not torch.allclose(falling.state().d, other.state().d, atol=1e-5)


@pytest.mark.parametrize("name", ["sgd", "adam"])
def test_a_decayed_step_is_a_step_at_the_decayed_rate(name: str) -> None:
    slow = Trainer(experiment(optimizer_d=name, optimizer_g=name, decay_iterations=10, decay_to=0.0))
    for _ in range(5):
        slow.iterate()
    state = slow.state()
    halved = Trainer(experiment(optimizer_d=name, optimizer_g=name, learning_rate_d=5e-4, learning_rate_g=5e-4))
    halved.restore(state)
    slow.iterate()
    halved.iterate()
    for mine, theirs in zip(slow.state().tensors, halved.state().tensors, strict=True):
        assert torch.allclose(mine, theirs, atol=1e-7)
    for _ in range(4):
        slow.iterate()
    before = slow.state()
    slow.iterate()
    assert torch.equal(slow.state().g, before.g)
