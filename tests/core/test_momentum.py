"""Heavy-ball momentum on bilinear games behaves as the theorems of "Negative momentum for improved game dynamics" say."""

import numpy as np
import pytest

from playground.core.theory import (
    DIRAC_GAMES,
    METHODS,
    BilinearGame,
    TwoTimescales,
    distances,
    heavy_ball,
    multipliers,
    numeric_jacobian,
    trajectory,
)

XY = BilinearGame("xy", "xy")
SKEW = BilinearGame("skew", "skew", ((0.9, -0.3), (0.2, 0.4)))
SINGULAR = np.linalg.svd(np.array(SKEW.matrix), compute_uv=False)


def radius(beta_g: float, beta_d: float, h: float, *, alternating: bool, game: BilinearGame = XY) -> float:
    return float(np.abs(multipliers(game, heavy_ball(beta_g, beta_d, alternating=alternating), h)).max())


def test_the_field_is_minus_each_players_gradient() -> None:
    at = np.array([0.3, -1.0, 0.7, 0.2])
    g, d = (numeric_jacobian(lambda p, i=i: np.atleast_1d(SKEW.player_losses(p)[i]), at)[0] for i in (0, 1))
    np.testing.assert_allclose(SKEW.field(at), -np.concatenate([g[:2], d[2:]]), atol=1e-9)
    np.testing.assert_allclose(SKEW.jacobian(), numeric_jacobian(SKEW.field, at), atol=1e-9)
    np.testing.assert_allclose(SKEW.field(np.stack([at, 2 * at])), [SKEW.field(at), 2 * SKEW.field(at)])


@pytest.mark.parametrize("alternating", [True, False])
@pytest.mark.parametrize("betas", [(-0.5, 0.0), (0.3, -0.7), (0.5, 0.5)])
def test_the_operator_is_the_derivative_of_a_step(betas: tuple[float, float], alternating: bool) -> None:
    method, h = heavy_ball(*betas, alternating=alternating), 0.3

    def step(both: np.ndarray) -> np.ndarray:
        return np.concatenate([method.update(SKEW, both[:4], both[4:], h), both[:4]])

    numeric = numeric_jacobian(step, np.zeros(8))
    np.testing.assert_allclose(method.operator(SKEW.jacobian(), h), numeric, atol=1e-9)


@pytest.mark.parametrize(("alternating", "plain"), [(True, "alternating"), (False, "simultaneous")])
def test_without_momentum_it_is_the_plain_method(alternating: bool, plain: str) -> None:
    mine = heavy_ball(0, 0, alternating=alternating)
    paths = [trajectory(SKEW, method, SKEW.start, 20, 0.3) for method in (mine, METHODS[plain])]
    np.testing.assert_array_equal(*paths)


def test_the_momentum_is_that_of_the_last_move() -> None:
    """By hand on xy from (1, 1): G's first step is -h, its second -h y + beta times the first."""
    h, beta = 0.1, -0.5
    path = trajectory(XY, heavy_ball(beta, beta, alternating=True), (1.0, 1.0), 2, h)
    x1 = 1 - h
    y1 = 1 + h * x1
    x2 = x1 - h * y1 + beta * (x1 - 1)
    np.testing.assert_allclose(path, [[1, 1], [x1, y1], [x2, y1 + h * x2 + beta * (y1 - 1)]], atol=1e-15)


@pytest.mark.parametrize("beta", np.linspace(-0.99, 0.99, 23))
@pytest.mark.parametrize("h", [0.02, 0.2, 1.0])
def test_simultaneous_steps_diverge_with_any_momentum(beta: float, h: float) -> None:
    assert radius(beta, beta, h, alternating=False) > 1 + 1e-9


@pytest.mark.parametrize("h", [0.02, 0.2, 1.0, 1.9])
def test_alternating_steps_without_momentum_keep_within_a_bounded_ratio(h: float) -> None:
    """x^2 + y^2 - h x y never changes."""
    assert radius(0, 0, h, alternating=True) == pytest.approx(1, abs=1e-9)
    path = trajectory(XY, heavy_ball(0, 0, alternating=True), (1.0, 1.0), 3000, h)
    kept = (path**2).sum(1) - h * path.prod(1)
    np.testing.assert_allclose(kept, kept[0], rtol=1e-9)


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5, 0.9, 1.0])
def test_negative_momentum_of_one_player_converges_at_the_theorems_rate(share: float) -> None:
    """Theorem 6: for h <= 1 / largest singular value and momenta -1/2 and 0, as fast as max(1/2, 1 - h^2 least^2 / 16)."""
    h = share / SINGULAR.max()
    bound = max(0.5, 1 - (h * SINGULAR.min()) ** 2 / 16)
    assert radius(-0.5, 0, h, alternating=True, game=SKEW) <= bound
    assert radius(0, -0.5, h, alternating=True, game=SKEW) <= bound


def test_negative_momentum_of_both_players_converges_below_the_largest_step_only() -> None:
    assert radius(-0.5, -0.5, 0.99, alternating=True) < 1
    assert radius(-0.5, -0.5, 1.0, alternating=True) == pytest.approx(1)
    assert radius(-0.5, -0.5, 1.01, alternating=True) > 1


@pytest.mark.parametrize("tau", [0.25, 4.0])
def test_on_two_timescales_the_largest_step_is_smaller_by_the_root_of_their_ratio(tau: float) -> None:
    """Negative momentum below 1, plain turns at most 2, five turns of D at most 2 / sqrt(5), all over sqrt(tau)."""
    game = TwoTimescales(DIRAC_GAMES["wasserstein"], tau)
    for name, bound in (("negative_momentum", 1.0), ("alternating", 2.0), ("alternating_5", 2 / 5**0.5)):
        largest = bound / tau**0.5
        assert np.abs(multipliers(game, METHODS[name], 0.99 * largest)).max() < 1 + 1e-9
        assert np.abs(multipliers(game, METHODS[name], 1.01 * largest)).max() > 1


@pytest.mark.parametrize("h", [0.05, 0.5])
def test_positive_momentum_diverges_even_in_turns(h: float) -> None:
    assert radius(0.5, 0.5, h, alternating=True) > 1


def test_the_distance_shrinks_at_the_rate_of_the_largest_multiplier() -> None:
    game, method = SKEW, METHODS["negative_momentum"]
    away = distances(game, trajectory(game, method, game.start, 4000, 0.5))
    rate = (away[4000] / away[2000]) ** (1 / 2000)
    assert rate == pytest.approx(float(np.abs(multipliers(game, method, 0.5)).max()), abs=1e-4)
