"""Sentences of the window that once said more than was true, each with the calculation that it now rests on."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.penalties import PENALTIES
from playground.core.theory import DIRAC_GAMES, METHODS, multipliers


def largest(game: str, method: str, h: float, **changes: float) -> float:
    return float(np.abs(multipliers(replace(DIRAC_GAMES[game], **changes), METHODS[method], h)).max())


@pytest.mark.parametrize(("game", "best"), [("minimax", 1.0), ("wasserstein", 2.0)])
def test_r1_pulls_inward_harder_only_up_to_its_critical_weight(game: str, best: float) -> None:
    radii = {weight: largest(game, "simultaneous", 0.2, penalty=weight * best) for weight in (0.5, 1.0, 2.0, 4.0)}
    assert radii[0.5] > radii[1.0] < radii[2.0] < radii[4.0]
    if game == "minimax":
        assert radii[1.0] == pytest.approx(0.900, abs=5e-4)
        assert radii[4.0] == pytest.approx(0.987, abs=5e-4)


@pytest.mark.parametrize(("method", "d_steps"), [("alternating", 1), ("alternating_5", 5), ("alternating_d_first", 1)])
@pytest.mark.parametrize(("game", "slope"), [("minimax", 0.5), ("wasserstein", 1.0)])
def test_an_alternating_orbit_is_bounded_only_for_small_steps(
    method: str, d_steps: int, game: str, slope: float
) -> None:
    limit = 2 / (np.sqrt(d_steps) * slope)
    assert largest(game, method, 0.99 * limit) == pytest.approx(1, abs=1e-6)
    assert largest(game, method, 1.01 * limit) > 1.1


def test_the_noise_of_dragan_only_points_right_and_up() -> None:
    real, u = torch.randn(500, 2), torch.rand(500, 3)
    at = PENALTIES["dragan"].at
    assert callable(at)
    assert bool((at(real, real, u) >= real).all())


def test_least_squares_of_pearson_measure_between_the_sum_and_twice_the_model() -> None:
    """The best D is (p - q) / (p + q), and D's loss there is 1 - chi^2 / 2, chi^2 = sum (2q - (p + q))^2 / (p + q)."""
    generator = np.random.default_rng(0)
    p, q = (part / part.sum() for part in generator.random((2, 6)))
    best = torch.tensor((p - q) / (p + q))

    def loss(d: torch.Tensor) -> float:
        """In expectation: the losses are means, so each output counts by its probability."""
        one = [OBJECTIVES["least_squares_pearson"].d_loss(x, torch.full((1,), -1.0)) for x in d.split(1)]
        other = [OBJECTIVES["least_squares_pearson"].d_loss(torch.full((1,), 1.0), x) for x in d.split(1)]
        return float(p @ np.array(one) + q @ np.array(other))

    chi = float((((2 * q) - (p + q)) ** 2 / (p + q)).sum())
    assert loss(best) == pytest.approx(1 - chi / 2)
    for _ in range(20):
        assert loss(best + 0.1 * torch.randn(6, dtype=torch.float64)) > loss(best)
