"""The distances of a generator without an opponent: against closed forms, scipy and an exact transport, and that they train one."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.optimize import linear_sum_assignment
from scipy.stats import energy_distance as energy_of_scipy

from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.sample_distances import (
    energy_distance,
    maximum_mean_discrepancy,
    sinkhorn_divergence,
)
from playground.core.experiment import Experiment
from playground.core.lenses import Display, Look
from playground.core.metrics import reference
from playground.core.metrics.sliced import sliced_wasserstein
from playground.core.own_data.target import target_of
from playground.core.training.trainer import Trainer

DISTANCES = [o for o in OBJECTIVES if o.distance is not None]


def cloud(n: int, seed: int, shift: float = 0.0) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(seed).normal(size=(n, 2)) + shift)


def test_the_energy_distance_is_scipys_on_a_line() -> None:
    """scipy keeps the pairs of a point with itself; its distance is the root of half of ours with them."""
    x, y = cloud(60, 1)[:, :1], cloud(50, 2, 0.7)[:, :1]
    ours = float(energy_distance(x, y))
    within = [(a[:, None] - a[None]).abs().sum().item() for a in (x, y)]
    for points, total in zip((x, y), within, strict=True):
        n = len(points)
        ours += total / (n * (n - 1)) - total / n**2
    theirs = 2 * energy_of_scipy(x[:, 0].numpy(), y[:, 0].numpy()) ** 2 / 2
    assert ours == pytest.approx(theirs, rel=1e-4)


def test_the_mmd_is_the_kernels_written_out() -> None:
    x, y = cloud(12, 3), cloud(9, 4, 0.5)

    def kernel(a: torch.Tensor, b: torch.Tensor) -> float:
        d = float((a - b).square().sum())
        return sum(float(np.exp(-d / (2 * w * w))) for w in (0.1, 0.2, 0.5, 1.0, 2.0))

    within = [
        sum(kernel(a[i], a[j]) for i in range(len(a)) for j in range(len(a)) if i != j) / (len(a) * (len(a) - 1))
        for a in (x, y)
    ]
    across = sum(kernel(a, b) for a in x for b in y) / (len(x) * len(y))
    assert float(maximum_mean_discrepancy(x, y)) == pytest.approx(sum(within) - 2 * across, rel=1e-5)


def test_far_apart_the_sinkhorn_divergence_is_the_cost_of_the_best_assignment() -> None:
    """The entropy's part cancels where both clouds have the same shape; what is left is the exact transport."""
    x = cloud(64, 5)
    y = x + torch.tensor([6.0, -2.0], dtype=torch.float64)
    cost = (x[:, None] - y[None]).square().sum(2).numpy()
    rows, columns = linear_sum_assignment(cost)
    assert float(sinkhorn_divergence(x, y)) == pytest.approx(cost[rows, columns].mean(), rel=1e-3)


@pytest.mark.parametrize("objective", DISTANCES, ids=lambda o: o.name)
def test_equal_clouds_are_at_no_distance_on_average_and_other_clouds_farther_apart(objective) -> None:
    same = [float(objective.distance(cloud(100, 2 * s), cloud(100, 2 * s + 1))) for s in range(20)]
    other = [float(objective.distance(cloud(100, 2 * s), cloud(100, 2 * s + 1, 1.0))) for s in range(5)]
    if objective.equilibrium[1] is None:
        assert min(same) >= -1e-6
    else:
        assert abs(np.mean(same)) < 3 * np.std(same) / 20**0.5
    assert min(other) > max(same)


@pytest.mark.parametrize("objective", [o for o in DISTANCES if o.name != "sinkhorn"], ids=lambda o: o.name)
def test_the_gradient_is_that_of_finite_differences(objective) -> None:
    x, y = cloud(7, 6), cloud(5, 7, 0.3).requires_grad_()
    assert torch.autograd.gradcheck(lambda y: objective.distance(x, y), y)


def test_sinkhorns_gradient_is_that_of_the_converged_plan() -> None:
    """Danskin: at convergence only the cost is differentiated. Clouds this close converge within the 50 iterations."""
    x, y = 0.3 * cloud(20, 8), (0.3 * cloud(20, 9)).requires_grad_()
    (found,) = torch.autograd.grad(sinkhorn_divergence(x, y), y)
    step = 1e-4
    for i, k in ((0, 0), (7, 1)):
        nudge = torch.zeros_like(y)
        nudge[i, k] = step
        there = y.detach()
        slope = (sinkhorn_divergence(x, there + nudge) - sinkhorn_divergence(x, there - nudge)) / (2 * step)
        assert float(found[i, k]) == pytest.approx(float(slope), rel=1e-3, abs=1e-6)


@pytest.mark.parametrize("objective", DISTANCES, ids=lambda o: o.name)
def test_g_comes_closer_without_listening_to_d(objective) -> None:
    e = Experiment(objective=objective.name, g_width=16, batch=128, learning_rate_g=5e-3, d_width=8, d_layers=1)
    trainer, against = Trainer(e), reference(target_of(e))
    first = gap(e, trainer, against)
    deaf = Trainer(e.changed({"learning_rate_d": 1e-5}))
    for _ in range(150):
        trainer.iterate()
        deaf.iterate()
    assert gap(e, trainer, against) < first / 3
    assert torch.equal(trainer.g.flat, deaf.g.flat)
    assert not torch.equal(trainer.d.flat, deaf.d.flat)


def gap(e: Experiment, trainer: Trainer, against) -> float:
    fakes = Look(e, trainer.state(), Display()).sample(against.n, averaged=False).numpy()
    return float(sliced_wasserstein(fakes, against.real))
