"""The portraits of the small games are whole, and their verdicts are those of the literature."""

import numpy as np
import pytest

from playground.core.theory import DIRAC_GAMES, GAMES, LINEAR_GAMES, METHODS, SCHEDULES, judge, phase_portrait
from playground.core.theory.verdict import trend

VERDICTS = {
    "minimax": ("diverges", "orbits", "orbits"),
    "wasserstein": ("diverges", "orbits", "orbits"),
    "non_saturating": ("orbits", "converges", "converges"),
    "wasserstein_clip": ("orbits", "orbits", "orbits"),
    "wasserstein_gp": ("orbits", "orbits", "orbits"),
    "minimax_r1": ("converges",) * 3,
    "minimax_r1_critical": ("converges",) * 3,
    "non_saturating_r1": ("converges",) * 3,
    "wasserstein_r1": ("converges",) * 3,
    "minimax_noise": ("converges",) * 3,
    "minimax_consensus": ("converges", "converges", "diverges"),
    "minimax_consensus_published": ("converges",) * 3,
    "relativistic_pairing": ("orbits", "converges", "converges"),
    "relativistic_pairing_r1": ("converges",) * 3,
}


@pytest.mark.parametrize("name", VERDICTS)
def test_verdicts_are_those_of_the_literature(name):
    portraits = [phase_portrait(DIRAC_GAMES[name], METHODS[schedule], cells=3) for schedule in SCHEDULES]
    assert tuple(p.verdict.kind for p in portraits) == VERDICTS[name]


def test_every_dirac_game_has_a_verdict_to_be_held_to():
    assert set(VERDICTS) == set(DIRAC_GAMES.names)


@pytest.mark.parametrize(
    ("method", "kind", "source"),
    [
        ("simultaneous", "diverges", "multipliers"),
        ("alternating", "orbits", "trajectory"),
        ("optimistic", "converges", "multipliers"),
        ("extragradient", "converges", "multipliers"),
    ],
)
def test_verdicts_of_the_linear_wgan_say_what_decided(method, kind, source):
    verdict = phase_portrait(LINEAR_GAMES["linear_wgan"], METHODS[method], 0.1, 1000, cells=3).verdict
    assert (verdict.kind, verdict.source) == (kind, source)
    assert verdict.text.lower().startswith(kind)


def test_a_jump_at_the_equilibrium_leaves_the_verdict_to_the_trajectory():
    portrait = phase_portrait(DIRAC_GAMES["wasserstein_gp"], METHODS["simultaneous"], cells=3)
    assert portrait.verdict.source == "trajectory"
    assert portrait.multipliers.size == portrait.eigenvalues.size == 0


@pytest.mark.parametrize(
    ("curve", "kind"),
    [
        (lambda t: np.exp(-t), "converges"),
        (lambda t: (1 + t) ** -0.5, "converges"),
        (lambda t: 2 + np.sin(7 * t), "orbits"),
        (np.exp, "diverges"),
        (lambda t: np.where(t < 5, 1, np.inf), "diverges"),
    ],
)
def test_trend_reads_a_curve(curve, kind):
    assert trend(curve(np.linspace(0, 10, 301))) == kind


def test_a_contradicted_local_verdict_says_so():
    verdict = judge(np.array([0.5 + 0j]), np.full(300, 2.0))
    assert (verdict.kind, verdict.source) == ("orbits", "trajectory")
    assert "not from this start" in verdict.text


def test_a_trajectory_out_of_sight_ends_in_nan_without_a_warning():
    portrait = phase_portrait(DIRAC_GAMES["wasserstein"], METHODS["simultaneous"], 2.0, 500)
    assert np.isnan(portrait.trajectory[-1]).all()
    assert np.isinf(portrait.distance[-1])
    assert np.isfinite(portrait.grid).all()
    assert portrait.verdict.kind == "diverges"


@pytest.mark.parametrize("game", GAMES, ids=lambda g: g.name)
def test_portrait_is_consistent_and_read_only(game):
    for plane in range(len(game.start) // 2):
        p = phase_portrait(game, METHODS["alternating"], 0.1, 50, plane=plane, cells=5)
        assert p.grid.shape == p.vectors.shape == (5, 5, 2)
        assert p.trajectory.shape == (51, 2)
        assert p.distance.shape == (51,)
        np.testing.assert_allclose(p.grid[2, 2], p.equilibrium)
        assert p.grid[0, 0, 0] < p.grid[0, 1, 0]
        assert p.grid[0, 0, 1] < p.grid[1, 0, 1]
        assert p.axes == (game.axes[plane], game.axes[len(game.start) // 2 + plane])
        for array in (p.grid, p.vectors, p.trajectory, p.distance, p.eigenvalues, p.multipliers):
            assert not array.flags.writeable
