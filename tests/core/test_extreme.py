"""The game of large networks: Arnoldi's eigenvalues against whole Jacobians, and the path against the field itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from playground.core.errors import InputError
from playground.core.experiment import Experiment
from playground.core.lenses.look import Display, Look
from playground.core.lenses.numbers import SMALL, fixed_points
from playground.core.theory.path import PathAngle
from playground.core.training.arnoldi import Krylov, krylov
from playground.core.training.extreme import Outermost, outermost, path
from playground.core.training.linearised import linearised, maps_of
from playground.core.training.trainer import Trainer

NETS: dict[str, Any] = {"d_layers": 1, "d_width": 12, "g_layers": 1, "g_width": 8, "d_activation": "tanh"}


def last(parts: Any) -> Any:
    """The result of an analysis; its shares must rise to it."""
    *shares, result = parts
    assert shares == sorted(shares)
    assert all(0 < share <= 1 for share in shares)
    return result


def test_arnoldi_finds_the_outermost_eigenvalues_of_a_matrix() -> None:
    rng = np.random.default_rng(3)
    rotated, _ = np.linalg.qr(rng.standard_normal((200, 200)))
    matrix = rotated @ np.diag([9.0, -7.0, 6.0, *rng.uniform(-2, 2, 197)]) @ rotated.T
    start = rng.standard_normal(200)
    space = last(krylov(lambda u: matrix @ u, start, 50))
    values, residuals = space.eigenvalues()
    for value in (9.0, -7.0, 6.0):
        i = int(np.argmin(np.abs(values - value)))
        assert abs(values[i] - value) < 1e-6
        assert residuals[i] < 1e-3


def test_a_space_that_products_do_not_leave_gives_its_eigenvalues_exactly() -> None:
    matrix = np.diag([3.0, -1.0, 5.0, 2.0])
    space = last(krylov(lambda u: matrix @ u, np.array([1.0, 1.0, 0.0, 0.0]), 4))
    assert isinstance(space, Krylov)
    values, residuals = space.eigenvalues()
    assert sorted(values.real) == pytest.approx([-1.0, 3.0])
    assert np.all(residuals == 0)


@pytest.mark.parametrize(
    "changes",
    [{}, {"updates": "simultaneous", "penalty": "symplectic", "penalty_weight": 0.5}, {"beta1_g": 0.5, "packing": 2}],
    ids=["start-up rules", "adjusted", "momentum and packs"],
)
def test_the_outermost_eigenvalues_and_multipliers_are_those_of_the_whole_matrices(changes: dict[str, Any]) -> None:
    e = Experiment(**NETS, **changes)
    trainer = Trainer(e)
    for _ in range(60):
        trainer.iterate()
    look = Look(e, trainer.state(), Display())
    assert look.d.size + look.g.size < SMALL
    whole = linearised(e, look.state, fixed_points(look))
    found = last(outermost(e, look.state, fixed_points(look)))
    assert isinstance(found, Outermost)
    assert whole is not None
    assert whole.multipliers is not None
    assert found.multipliers is not None
    assert found.norm == pytest.approx(whole.norm)
    assert min(len(found.eigenvalues), len(found.multipliers)) >= 3
    rightmost = whole.eigenvalues[np.argmax(whole.eigenvalues.real)]
    assert found.eigenvalues[0].real == pytest.approx(rightmost.real, rel=1e-3)
    assert abs(found.multipliers[0]) == pytest.approx(np.abs(whole.multipliers).max(), rel=1e-3)
    scale = np.abs(whole.eigenvalues).max()
    for value in found.eigenvalues:
        assert np.abs(whole.eigenvalues - value).min() < 5e-3 * scale


def test_a_path_is_the_field_seen_along_the_line_between_two_states() -> None:
    e = Experiment(**NETS)
    trainer = Trainer(e)
    for _ in range(30):
        trainer.iterate()
    start = trainer.state()
    for _ in range(30):
        trainer.iterate()
    end = trainer.state()
    look = Look(e, end, Display())
    along = np.array([0.0, 0.7, 1.0, 1.3])
    found = last(path(e, start, end, fixed_points(look), along))
    assert isinstance(found, PathAngle)
    field = maps_of(e, end, fixed_points(look)).field
    w, there = torch.cat((start.d, start.g)).double(), torch.cat((end.d, end.g)).double()
    for a, cosine, norm in zip(along, found.cosine, found.norm, strict=True):
        v = field(w + a * (there - w))
        assert norm == pytest.approx(float(v.norm()))
        assert cosine == pytest.approx(float(torch.nn.functional.cosine_similarity(v, there - w, dim=0)))
    with pytest.raises(InputError, match="two different points"):
        last(path(e, end, end, fixed_points(look)))
