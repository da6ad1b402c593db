"""The path angle has the closed forms of attraction, of rotation and of both, and the sign of the authors' code."""

import math

import numpy as np
import pytest

from playground.core.errors import InputError
from playground.core.theory.path import path_angle

ALONG = np.linspace(-0.5, 2.0, 51)
"""It has 0, 1/2 and 1."""
TURN = np.array([[0.0, -1.0], [1.0, 0.0]])


def line(miss: float) -> tuple[np.ndarray, np.ndarray]:
    """From (-1, miss) to (0, miss): it passes the origin, the equilibrium, at that distance."""
    return np.array([-1.0, miss]), np.array([0.0, miss])


@pytest.mark.parametrize("miss", [0.0, 0.1])
def test_attraction_is_a_switch_from_plus_to_minus(miss: float) -> None:
    seen = path_angle(lambda w: -w, *line(miss), ALONG)
    x = ALONG - 1
    away = np.hypot(x, miss)
    with np.errstate(invalid="ignore"):
        np.testing.assert_allclose(seen.cosine, -x / away, atol=1e-12)
    np.testing.assert_allclose(seen.norm, away, atol=1e-12)
    np.testing.assert_allclose(seen.switches, [1.0], atol=1e-9)
    assert seen.bump == pytest.approx((math.nan, 0.0), nan_ok=True)


@pytest.mark.parametrize("sense", [-1, 1])
def test_rotation_is_a_bump_without_a_switch(sense: int) -> None:
    seen = path_angle(lambda w: sense * TURN @ w, *line(0.1), ALONG)
    np.testing.assert_allclose(seen.cosine, -sense * 0.1 / np.hypot(ALONG - 1, 0.1), atol=1e-12)
    assert len(seen.switches) == 0
    ends = seen.cosine[[0, -1]]
    assert seen.bump == pytest.approx((1.0, -sense - (ends.min() if sense > 0 else ends.max())))


def test_rotation_straight_through_the_equilibrium_is_at_right_angles() -> None:
    seen = path_angle(lambda w: TURN @ w, *line(0.0), ALONG)
    known = np.isfinite(seen.cosine)
    np.testing.assert_allclose(seen.cosine[known], 0, atol=1e-12)
    assert np.isnan(seen.cosine[ALONG == 1]).all()
    assert seen.norm[ALONG == 1] == 0


@pytest.mark.parametrize("turn", [0.5, 1.0, 4.0])
def test_both_at_once_shift_the_switch_by_the_ratio_of_their_speeds(turn: float) -> None:
    """v = -w - turn T w: along the line <u, v> = -x + turn miss, which is zero at x = turn miss."""
    seen = path_angle(lambda w: -w - turn * TURN @ w, *line(0.1), ALONG)
    np.testing.assert_allclose(seen.switches, [1 + 0.1 * turn], atol=2e-3)
    x = ALONG - 1
    expected = (0.1 * turn - x) / (math.hypot(1, turn) * np.hypot(x, 0.1))
    np.testing.assert_allclose(seen.cosine, expected, atol=1e-12)


def test_the_sign_is_that_of_the_authors_code() -> None:
    """plot_path_tools.py: cos = <gradient, w - w'> / (|gradient| |w - w'|), the field being minus the gradient."""
    draw = np.random.default_rng(4)
    matrix, w, other = draw.normal(size=(5, 5)), draw.normal(size=5), draw.normal(size=5)
    seen = path_angle(lambda p: -matrix @ p, w, other, np.array([0.6, 1.5]))
    for a, cosine in zip(seen.along, seen.cosine, strict=True):
        gradient = matrix @ (a * other + (1 - a) * w)
        theirs = gradient @ (w - other) / np.linalg.norm(w - other) / np.linalg.norm(gradient)
        assert cosine == pytest.approx(theirs, abs=1e-12)


def test_neither_scale_changes_the_angle() -> None:
    plain = path_angle(lambda w: -w + TURN @ w, *line(0.3), ALONG)
    scaled = path_angle(lambda w: 7 * (-w + TURN @ w), 3 * line(0.3)[0], 3 * line(0.3)[1], ALONG)
    np.testing.assert_allclose(scaled.cosine, plain.cosine, atol=1e-12)
    np.testing.assert_allclose(scaled.norm, 21 * plain.norm, atol=1e-12)


def test_one_point_is_no_path() -> None:
    with pytest.raises(InputError, match="two different points"):
        path_angle(lambda w: -w, np.ones(3), np.ones(3), ALONG)


def test_a_field_that_vanishes_has_neither_angle_nor_signature() -> None:
    seen = path_angle(np.zeros_like, *line(0.1), ALONG)
    assert np.isnan(seen.cosine).all()
    assert len(seen.switches) == 0
    assert seen.bump == pytest.approx((math.nan, 0.0), nan_ok=True)
