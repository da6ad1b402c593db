"""The small games obey their theory: fields, eigenvalues, multipliers and trajectories."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from playground.core.theory import (
    DIRAC_GAMES,
    GAMES,
    LINEAR_GAMES,
    METHODS,
    TwoTimescales,
    distances,
    eigenvalues,
    multipliers,
    numeric_jacobian,
    trajectory,
)

HALF = 0.5
"""The slope of the logistic loss at 0."""
SLOPE = {"minimax": HALF, "non_saturating": HALF, "wasserstein": 1.0, "relativistic_pairing": HALF}
each_game = pytest.mark.parametrize("game", GAMES, ids=lambda g: g.name)
each_method = pytest.mark.parametrize("method", METHODS, ids=lambda m: m.name)


def some_points(game, n=30):
    near = np.array(game.equilibrium)
    return near + np.random.default_rng(3).uniform(-2, 2, size=(n, len(near)))


def gradient(function, at, width=1e-6):
    return numeric_jacobian(lambda x: np.atleast_1d(function(x)), at, width)[0]


@each_game
def test_field_is_minus_each_players_gradient(game):
    if getattr(game, "consensus", 0):
        game = replace(game, consensus=0.0)
    half = len(game.start) // 2
    for p in some_points(game):
        g = gradient(lambda x: game.player_losses(x)[0], p)
        d = gradient(lambda x: game.player_losses(x)[1], p)
        np.testing.assert_allclose(game.field(p), -np.concatenate([g[:half], d[half:]]), atol=1e-8)


def test_consensus_adds_the_exact_gradient_of_half_the_squared_field():
    game = DIRAC_GAMES["minimax_consensus"]
    plain = replace(game, consensus=0.0)
    for p in some_points(game):
        pull = gradient(lambda x: 0.5 * np.sum(plain.field(x) ** 2), p)
        np.testing.assert_allclose(game.field(p), plain.field(p) - game.consensus * pull, atol=1e-8)


def test_published_consensus_is_the_formula_of_the_notebook():
    """In the authors' convention psi is minus ours; their second-order term carries a factor 1/2."""
    game = DIRAC_GAMES["minimax_consensus_published"]
    for theta, psi in some_points(game):
        q = -psi
        s = 1 / (1 + np.exp(q * theta))
        curve = -s * (1 - s) * s * (theta**2 + q**2) / 2
        want_theta = -q * s - (theta * s**2 + q * curve)
        want_q = theta * s - (q * s**2 + theta * curve)
        np.testing.assert_allclose(game.field(np.array([theta, psi])), [want_theta, -want_q], atol=1e-12)


@each_game
def test_field_takes_a_grid_as_it_takes_a_point(game):
    points = some_points(game, 6)
    np.testing.assert_allclose(
        game.field(points.reshape(2, 3, -1)).reshape(6, -1), [game.field(p) for p in points], rtol=1e-12, atol=1e-15
    )


@each_game
def test_analytic_jacobian_is_the_numeric_one(game):
    if not game.smooth:
        assert eigenvalues(game).size == 0
        return
    at = np.array(game.equilibrium)
    np.testing.assert_allclose(game.field(at), 0, atol=1e-14)
    np.testing.assert_allclose(game.jacobian(), numeric_jacobian(game.field, at), atol=1e-8)


@each_method
@pytest.mark.parametrize("game", [g for g in GAMES if g.smooth], ids=lambda g: g.name)
def test_operator_is_the_derivative_of_the_step(game, method):
    at = np.array(game.equilibrium)
    dims, h = len(at), 0.3

    def step(both):
        return np.concatenate([method.update(game, both[:dims], both[dims:], h), both[:dims]])

    numeric = numeric_jacobian(step, np.concatenate([at, at]))
    operator = method.operator(game.jacobian(), h)
    if len(operator) == 2 * dims:
        np.testing.assert_allclose(operator, numeric, atol=1e-7)
    else:
        np.testing.assert_allclose(operator, numeric[:dims, :dims], atol=1e-7)
        np.testing.assert_allclose(numeric[:dims, dims:], 0, atol=1e-12)


@pytest.mark.parametrize("name", SLOPE)
def test_unregularised_games_only_turn(name):
    np.testing.assert_allclose(eigenvalues(DIRAC_GAMES[name]), [-1j * SLOPE[name], 1j * SLOPE[name]], atol=1e-12)


@pytest.mark.parametrize("g", [0.1, 0.3, 0.99, 1.01, 2.0])
@pytest.mark.parametrize("name", SLOPE)
def test_r1_gives_the_damped_eigenvalues(name, g):
    game = replace(DIRAC_GAMES[name], penalty=g)
    root = np.sqrt(complex(g * g / 4 - SLOPE[name] ** 2))
    np.testing.assert_allclose(eigenvalues(game), np.sort([-g / 2 - root, -g / 2 + root]), atol=1e-12)


def test_critical_damping_of_the_logistic_loss_is_at_one():
    critical = eigenvalues(DIRAC_GAMES["minimax_r1_critical"])
    np.testing.assert_allclose(critical, [-0.5, -0.5], atol=1e-7)
    under, over = (eigenvalues(replace(DIRAC_GAMES["minimax"], penalty=g)) for g in (0.98, 1.02))
    assert abs(under[0].imag) > 0.01
    assert abs(over[0].imag) == 0
    assert max(over.real) > -0.5
    assert max(under.real) > -0.5


def test_instance_noise_damps_d_by_half_the_variance():
    noise = DIRAC_GAMES["minimax_noise"].noise
    np.testing.assert_allclose(sum(eigenvalues(DIRAC_GAMES["minimax_noise"])), -(noise**2) / 2, atol=1e-10)


def test_consensus_damps_both_by_the_squared_slope():
    for name in ("minimax_consensus", "minimax_consensus_published"):
        np.testing.assert_allclose(eigenvalues(DIRAC_GAMES[name]), [-0.25 - 0.5j, -0.25 + 0.5j], atol=1e-12)


@pytest.mark.parametrize("h", [0.01, 0.2, 1.0])
@pytest.mark.parametrize("name", SLOPE)
def test_simultaneous_steps_push_a_pure_turn_outward_for_every_h(name, h):
    radius = np.abs(multipliers(DIRAC_GAMES[name], METHODS["simultaneous"], h))
    np.testing.assert_allclose(radius, np.sqrt(1 + h**2 * SLOPE[name] ** 2), rtol=1e-12)
    assert min(radius) > 1


@pytest.mark.parametrize(("method", "d_steps"), [("alternating", 1), ("alternating_d_first", 1), ("alternating_5", 5)])
@pytest.mark.parametrize("name", SLOPE)
def test_alternating_steps_stay_on_the_circle_up_to_their_bound(name, method, d_steps):
    """While sqrt(n_g n_d) h f'(0) <= 2."""
    bound = 2 / (np.sqrt(d_steps) * SLOPE[name])
    for share in (0.1, 0.5, 0.99):
        radius = np.abs(multipliers(DIRAC_GAMES[name], METHODS[method], share * bound))
        np.testing.assert_allclose(radius, 1, atol=1e-9)
    assert max(np.abs(multipliers(DIRAC_GAMES[name], METHODS[method], 1.01 * bound))) > 1.01


def test_pairing_alone_is_the_field_of_the_non_saturating_gan():
    pairing, plain = DIRAC_GAMES["relativistic_pairing"], DIRAC_GAMES["non_saturating"]
    points = some_points(plain, 100)
    np.testing.assert_array_equal(pairing.field(points), plain.field(points))


def test_the_first_optimistic_step_is_a_gradient_step():
    game = LINEAR_GAMES["linear_wgan"]
    plain, optimistic = (trajectory(game, METHODS[m], game.start, 1, 0.1) for m in ("simultaneous", "optimistic"))
    np.testing.assert_allclose(plain, optimistic)


@pytest.mark.parametrize("method", ["optimistic", "extragradient"])
def test_a_bilinear_game_shrinks_at_the_rate_of_its_largest_multiplier(method):
    game = LINEAR_GAMES["linear_wgan"]
    away = distances(game, trajectory(game, METHODS[method], game.start, 2000, 0.1))
    rate = (away[2000] / away[1000]) ** (1 / 1000)
    assert rate == pytest.approx(max(np.abs(multipliers(game, METHODS[method], 0.1))), abs=1e-4)


@each_method
@pytest.mark.parametrize("name", ["wasserstein_clip", "linear_wgan_clip"])
def test_clipping_holds_after_every_step_and_leaves_g_alone(name, method):
    game = GAMES[name]
    half = len(game.start) // 2
    path = trajectory(game, method, (5.0,) * half + (0.5,) * half, 200, 0.2)
    assert np.all(np.abs(path[1:, half:]) <= game.clip)
    assert np.min(path[1, :half]) > game.clip


def test_theory_needs_neither_torch_nor_qt():
    code = "import sys, playground.core.theory; sys.exit(any(m in sys.modules for m in ('torch', 'PyQt6', 'scipy')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("tau", [0.25, 4.0])
@pytest.mark.parametrize("game", GAMES, ids=lambda g: g.name)
def test_on_two_timescales_d_moves_tau_times_as_far_and_nothing_else_changes(game, tau):
    slower = TwoTimescales(game, tau)
    points = np.random.default_rng(2).normal(size=(7, len(game.equilibrium)))
    half = len(game.equilibrium) // 2
    np.testing.assert_allclose(slower.field(points)[:, :half], game.field(points)[:, :half])
    np.testing.assert_allclose(slower.field(points)[:, half:], tau * game.field(points)[:, half:])
    if game.smooth:
        at = np.array(game.equilibrium)
        np.testing.assert_allclose(slower.jacobian(), numeric_jacobian(slower.field, at), atol=1e-6)


def test_a_fast_d_is_critically_damped_where_the_closed_form_says():
    """R1 of weight c on the minimax Dirac-GAN: l^2 + tau c l + tau / 4 = 0, so no turning from tau c^2 = 1 on."""
    game = DIRAC_GAMES["minimax_r1"]
    for tau, turns in ((1.05 / game.penalty**2, False), (0.95 / game.penalty**2, True)):
        assert (np.abs(eigenvalues(TwoTimescales(game, tau)).imag).max() > 1e-6) == turns
