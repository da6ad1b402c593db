"""The two spirals of the flow papers, with their two kinds of noise."""

from functools import cache

import numpy as np

from playground.core.arrays import F64, PlanePoints
from playground.core.targets.cells import of_nodes
from playground.core.targets.density import gauss_legendre, smeared
from playground.core.targets.target import Target

_TURN = 3 * np.pi
"""Angle of the outer end; the spiral's radius equals its angle."""
_JITTER = 0.5
"""Side of the square of each point's uniform jitter, before the arm is mirrored."""
_NOISE = 0.3
"""Standard deviation of the round noise: 0.1 after FFJORD's division by 3."""


def _push(u: PlanePoints, g: PlanePoints) -> PlanePoints:
    angle = _TURN * np.sqrt(u[:, 0])
    arm = np.stack([-angle * np.cos(angle), angle * np.sin(angle)], axis=1) + _JITTER * u[:, 1:3]
    side = np.where(u[:, 3:] < 0.5, np.float32(1), np.float32(-1))
    return np.asarray(side * arm + _NOISE * g, dtype=np.float32)


@cache
def _quadrature() -> tuple[F64, F64]:
    """Panels of equal length along one arm, three by three nodes in the square of the jitter, and the mirror image."""
    panels = 18
    root, along = gauss_legendre(np.sqrt(np.linspace(0, 1, panels + 1)))
    angle = _TURN * root
    arm = np.stack([-angle * np.cos(angle), angle * np.sin(angle)], axis=1)
    step, across = gauss_legendre(np.array([0.0, _JITTER]), order=3)
    square = np.stack(np.meshgrid(step, step, indexing="ij"), axis=-1).reshape(-1, 2)
    share = np.outer(across, across).ravel() / _JITTER**2
    nodes = (arm[:, None] + square).reshape(-1, 2)
    # root is the square root of a uniform, so its density is 2 root
    weights = np.outer(2 * root * along, share).ravel()
    return np.concatenate([nodes, -nodes]), np.concatenate([weights, weights]) / 2


# E|arm + jitter|^2, derived by hand; the mirror image makes the mean 0.
_SQUARE = _TURN**2 / 2 + _JITTER * (4 / (3 * np.pi) + 2 - 8 / (9 * np.pi**2)) + 2 * _JITTER**2 / 3

TWO_SPIRALS = Target(
    "two_spirals",
    "Two spirals",
    "Two arms wound around one another. The thin gaps between long curves need a discriminator that resolves fine detail.",
    uniforms=4,
    push=_push,
    log_density=smeared(_quadrature, _NOISE),
    cells=of_nodes(_quadrature, _NOISE),
    blur=_NOISE,
    density_kind="quadrature",
    source="FFJORD (Grathwohl 2019), lib/toy_data.py, 2spirals.",
).placed((0.0, 0.0), float((_SQUARE / 2 + _NOISE**2) ** -0.5))
