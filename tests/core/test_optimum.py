"""The optimum against theory: where both densities are known, D*, V and the divergence must be those of the formulas."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from playground.core.experiment import Experiment
from playground.core.lenses import OPTIMUM, READING, VALUE, Display, Look, Refused
from playground.core.lenses.estimate import densities
from playground.core.lenses.optimum import Optimum
from playground.core.lenses.surface import grid_points
from playground.core.lenses.value import LOG_4, Value, value_of
from playground.core.targets import TARGETS
from playground.core.training.trainer import Trainer

RECT = (-4.0, 4.0, -4.0, 4.0)
DISPLAY = Display(dots=500, grid=64, rect=RECT)
LINEAR = Experiment(target="gaussian", g_layers=0, ema=0.0, penalty="none", d_layers=2, d_width=32, batch=512)


def with_known_model(weight: list[list[float]], bias: list[float], **changes: object) -> Trainer:
    """A run whose G is x = W z + b, so that P_model is exactly the Gaussian N(b, W W^T)."""
    trainer = Trainer(LINEAR.changed(changes))
    trainer.g.flat.copy_(torch.tensor([*weight[0], *weight[1], *bias]))
    return trainer


def exact_densities(weight: list[list[float]], bias: list[float]) -> tuple[np.ndarray, np.ndarray]:
    """p_data, the standard Gaussian, and p_model, in closed form on the display's grid."""
    x = grid_points(RECT, DISPLAY.grid).astype(float)
    w, b = np.array(weight), np.array(bias)
    white = np.linalg.solve(w, (x - b).T).T
    p = np.exp(-0.5 * (x**2).sum(1)) / (2 * np.pi)
    q = np.exp(-0.5 * (white**2).sum(1)) / (2 * np.pi) / abs(np.linalg.det(w))
    n = DISPLAY.grid
    return p.reshape(n, n), q.reshape(n, n)


NEAR = ([[0.8, 0.2], [0.0, 0.7]], [0.6, -0.3])
AREA = (8 / DISPLAY.grid) ** 2


def jsd(p: np.ndarray, q: np.ndarray) -> float:
    """Jensen-Shannon divergence in nats, by the sum over the grid."""
    m = (p + q) / 2
    return float((p * np.log(p / m) + q * np.log(q / m)).sum() * AREA / 2)


def test_the_estimated_p_model_is_as_good_as_it_says() -> None:
    trainer = with_known_model(*NEAR)
    found = densities(Look(trainer.experiment, trainer.state(), DISPLAY), RECT, DISPLAY.grid)
    p, q = exact_densities(*NEAR)
    x = grid_points(RECT, DISPLAY.grid).astype(float)
    variance = 1 + found.bandwidth**2
    smoothed = np.exp(-0.5 * (x**2).sum(1) / variance).reshape(p.shape) / (2 * np.pi * variance)
    assert np.allclose(found.data, smoothed, atol=5e-4)
    assert found.model.sum() * AREA == pytest.approx(1, abs=0.01)
    off = np.abs(found.model - q)[found.seen] / np.maximum(q[found.seen], 1e-3)
    assert np.median(off) < 1.5 * found.error
    assert found.error < 0.5


def test_the_optimal_d_is_p_over_p_plus_q() -> None:
    trainer = with_known_model(*NEAR)
    best = OPTIMUM.see(Look(trainer.experiment, trainer.state(), DISPLAY))
    assert isinstance(best, Optimum)
    p, q = exact_densities(*NEAR)
    weight = np.where(np.isfinite(best.best), p + q, 0)
    assert weight.sum() > 0.98 * (p + q).sum()
    off = np.abs(np.nan_to_num(best.best) - p / (p + q))
    assert (off * weight).sum() / weight.sum() < 0.03
    inside = np.hypot(*best.boundary[np.isfinite(best.boundary).all(1)].T) < 1.5
    at = best.boundary[np.isfinite(best.boundary).all(1)][inside]
    w, b = np.array(NEAR[0]), np.array(NEAR[1])
    white = np.linalg.solve(w, (at - b).T).T
    logit = -0.5 * (at**2).sum(1) + 0.5 * (white**2).sum(1) + np.log(abs(np.linalg.det(w)))
    assert np.median(np.abs(logit)) < 0.3


@pytest.mark.parametrize(
    "changes",
    [
        {"label_smoothing": 0.3},
        {"instance_noise": 0.6},
        {"label_smoothing": 0.2, "instance_noise": 0.8, "instance_noise_iterations": 10},
    ],
)
def test_the_optimal_d_is_that_of_the_game_which_d_plays(changes: dict[str, float]) -> None:
    """(1 - s) p / (p + q) for labels 1 - s, p and q with the covariance of the noise added; half of it after 5 of 10
    iterations.
    """
    trainer = with_known_model(*NEAR, **changes)
    weight, bias = np.array(NEAR[0]), np.array(NEAR[1])
    fades = 0.5 if "instance_noise_iterations" in changes else 1.0
    noise = changes.get("instance_noise", 0.0) * fades
    display = replace(DISPLAY, probes=((0.3, 0.4), (-0.7, 0.2), (1.2, -1.1)))
    state = trainer.state()
    look = Look(trainer.experiment, replace(state, counters=replace(state.counters, iteration=5)), display)
    best = OPTIMUM.see(look)
    assert isinstance(best, Optimum)
    x = grid_points(RECT, DISPLAY.grid).astype(float)

    def gaussian(middle: np.ndarray, covariance: np.ndarray) -> np.ndarray:
        away = x - middle
        squared = (away * np.linalg.solve(covariance, away.T).T).sum(1)
        return np.exp(-squared / 2) / (2 * np.pi * np.linalg.det(covariance) ** 0.5)

    p = gaussian(np.zeros(2), (1 + noise**2) * np.eye(2))
    q = gaussian(bias, weight @ weight.T + noise**2 * np.eye(2))
    expected = ((1 - changes.get("label_smoothing", 0.0)) * p / (p + q)).reshape(best.best.shape)
    known = np.isfinite(best.best)
    assert np.abs(best.best - expected)[known].mean() < 0.02
    assert np.abs(best.best - expected)[known].max() < 0.2
    for reading in READING.see(look):
        column, row = int((reading.x + 4) * 8), int((reading.y + 4) * 8)
        assert reading.best == pytest.approx(float(best.best[row, column]), abs=2e-3)


def test_a_trained_d_becomes_d_star_and_its_value_the_bound() -> None:
    """D* for two known Gaussians, learned: mean |D - D*| < 0.03, weighted by p + q; V = -log 4 + 2 JSD within 0.02."""
    trainer = with_known_model(*NEAR)
    for rate in (3e-3, 1e-3, 2e-4):
        trainer.configure(trainer.experiment.changed({"learning_rate_d": rate}))
        for _ in range(500):
            trainer.d_update()
    look = Look(trainer.experiment, trainer.state(), DISPLAY)
    p, q = exact_densities(*NEAR)
    d = look.verdicts(torch.tensor(grid_points(RECT, DISPLAY.grid))).reshape(p.shape)
    assert (np.abs(d - p / (p + q)) * (p + q)).sum() / (p + q).sum() < 0.03
    value = VALUE.see(look)
    assert isinstance(value, Value)
    true = jsd(p, q)
    assert true > 0.05
    assert value.v == pytest.approx(-LOG_4 + 2 * true, abs=0.02 + 3 * value.error)
    assert value.jsd == pytest.approx((LOG_4 + value.v) / 2)
    assert 0.6 * true < value.jsd_at_least < value.jsd


def test_the_bound_on_the_divergence_is_right_in_97_percent_of_draws() -> None:
    """With D* itself, whose V is -log 4 + 2 JSD: of 1,000 draws of 2,500 points, 97 % of the bounds don't exceed the
    JSD, and they are not needlessly low.
    """
    p, q = exact_densities(*NEAR)
    true = jsd(p, q)
    rng = np.random.default_rng(4)
    best, shape = torch.tensor((p / (p + q)).ravel()), (1000, 2500)
    real = torch.log(best[rng.choice(p.size, shape, p=p.ravel() / p.sum())])
    fake = torch.log1p(-best[rng.choice(p.size, shape, p=q.ravel() / q.sum())])
    draws = [value_of(*both) for both in zip(real, fake, strict=True)]
    assert np.mean([value.jsd_at_least > true for value in draws]) < 0.03
    assert np.mean([value.jsd > true for value in draws]) > 0.4, "the estimate alone is no bound"
    assert np.mean([value.jsd_at_least for value in draws]) > 0.85 * true


def test_c_of_g_is_two_jsd_minus_log_4() -> None:
    """E_p log D* + E_q log(1 - D*) by the sum over the grid (Goodfellow 2014, theorem 1)."""
    p, q = exact_densities(*NEAR)
    best = p / (p + q)
    c = float((p * np.log(best) + q * np.log(1 - best)).sum() * AREA)
    mass = (p + q).sum() * AREA / 2  # a little lies outside the grid
    assert c == pytest.approx(2 * jsd(p, q) - LOG_4 * mass, abs=1e-6)


def test_an_untrained_d_proves_little_and_never_more_than_there_is() -> None:
    trainer = with_known_model(*NEAR)
    value = VALUE.see(Look(trainer.experiment, trainer.state(), DISPLAY))
    assert isinstance(value, Value)
    assert value.jsd_at_least < jsd(*exact_densities(*NEAR))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"target": "two_points"}, "without a density"),
        ({"objective": "wasserstein"}, "not a probability"),
        ({"packing": 2}, "packs"),
    ],
)
def test_where_there_is_no_optimum_a_sentence_says_why(changes: dict, words: str) -> None:
    trainer = Trainer(Experiment(g_layers=1, d_layers=1, **changes))
    seen = OPTIMUM.see(Look(trainer.experiment, trainer.state(), DISPLAY))
    assert isinstance(seen, Refused)
    assert words in seen.sentence


def test_every_target_with_a_density_has_an_optimum_to_show() -> None:
    for target in TARGETS:
        if target.log_density is not None and target.name != "own":
            trainer = Trainer(Experiment(target=target.name, g_layers=1, d_layers=1, g_width=8, d_width=8))
            seen = OPTIMUM.see(Look(trainer.experiment, trainer.state(), Display(dots=100, grid=24)))
            assert isinstance(seen, Optimum), target.name
            known = seen.best[np.isfinite(seen.best)]
            assert known.size
            assert known.min() >= 0
            assert known.max() <= 1
