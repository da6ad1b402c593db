"""Transitions between modes: counted exactly, whatever the order of the latents."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.metrics.modes import NONE, RADIUS, modes_of
from playground.core.metrics.transitions import Transitions, transitions
from playground.core.targets.target import Modes

NAMES = ("a", "b", "c")
CENTRES = np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 2.0]])


def counted(seen: list[list[int]]) -> Transitions:
    return transitions(np.array(seen), NAMES, CENTRES)


def test_a_point_is_on_the_mode_that_is_nearest_by_its_own_spread() -> None:
    """The second mode is flat: 2.5 units to its right are within its deviations, above it they are not."""
    spread = np.array([np.eye(2) * 0.01, np.diag([1.0, 0.0001]), np.eye(2) * 0.01])
    modes = Modes(CENTRES, spread, np.full(3, 1 / 3))
    points = [[0, 0.29], [0, 0.31], [4.5, 0], [2, 0.031], [0, 2], [np.nan, 0], [np.inf, 0]]
    assert modes_of(np.array(points), modes).tolist() == [0, NONE, 1, NONE, 2, NONE, NONE]
    assert RADIUS == 3


def test_g_that_swaps_two_modes_gives_exactly_that_matrix() -> None:
    before = [0] * 5 + [1] * 3 + [2] * 2
    found = counted([before, [1] * 5 + [0] * 3 + [2] * 2])
    assert found.matrix.tolist() == [[0, 5, 0, 0], [3, 0, 0, 0], [0, 0, 2, 0], [0, 0, 0, 0]]
    assert (found.moved, found.stayed, found.left, found.arrived, found.astray) == (0.8, 0.2, 0, 0, 0)
    assert found.changes.tolist() == [1] * 8 + [0] * 2
    assert found.shares[0].tolist() == [0, 1, 0, 0]


def test_at_rest_all_are_on_the_diagonal() -> None:
    found = counted([[0, 1, 2, NONE, 1]] * 4)
    assert found.matrix.tolist() == np.diag([1, 2, 1, 1]).tolist()
    assert (found.moved, found.stayed, found.astray) == (0, 0.8, 0.2)
    assert not found.changes.any()


def test_to_none_and_from_none_is_not_from_mode_to_mode() -> None:
    found = counted([[0, NONE, 1, NONE], [NONE, 2, 1, NONE]])
    assert found.matrix.tolist() == [[0, 0, 0, 1], [0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 1, 1]]
    assert [found.moved, found.stayed, found.left, found.arrived, found.astray] == [0, 0.25, 0.25, 0.25, 0.25]
    assert not found.changes.any()


def test_changes_are_counted_along_the_way_also_by_way_of_none() -> None:
    """There and back; by way of none; away to none and back to the same; from none at first."""
    ways = [[0, 1, 0, 0], [0, NONE, NONE, 2], [1, NONE, 1, NONE], [NONE, 2, 0, 1]]
    found = counted(np.array(ways).T.tolist())
    assert found.changes.tolist() == [2, 1, 0, 2]
    assert found.changed == 0.75
    assert found.times == 4


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_latents_does_not_matter(seed: int) -> None:
    draw = np.random.default_rng(seed)
    seen = draw.integers(NONE, 3, (6, 50))
    order = draw.permutation(50)
    one, other = counted(seen.tolist()), counted(seen[:, order].tolist())
    assert np.array_equal(one.matrix, other.matrix)
    assert np.array_equal(one.changes[order], other.changes)
    shares = (one.moved, one.stayed, one.left, one.arrived, one.astray)
    assert shares == (other.moved, other.stayed, other.left, other.arrived, other.astray)
    assert sum(shares) == pytest.approx(1)
    assert one.matrix.sum() == one.latents == 50
