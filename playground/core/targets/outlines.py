"""Outlines of familiar figures, drawn at an even speed: a star, a heart."""

from functools import cache

import numpy as np

from playground.core.arrays import F64
from playground.core.targets.curves import Reals, centred, curve

_STAR_INNER = np.sin(np.pi / 10) / np.sin(3 * np.pi / 10)
"""Radius of a pentagram's inner corners when its points are at radius 1."""


def _star(u: Reals) -> Reals:
    corner = np.arange(11)
    radius = np.where(corner % 2, _STAR_INNER, 1.0)
    angle = np.pi * (0.5 + corner / 5)
    ends = corner / 10
    x, y = (np.interp(u, ends, radius * turn(angle)) for turn in (np.cos, np.sin))
    return np.stack([x, y], axis=-1)


def _heart_at(t: Reals) -> Reals:
    x = 16 * np.sin(t) ** 3
    y = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
    return np.stack([x, y], axis=-1)


@cache
def _heart_table() -> tuple[F64, F64]:
    t = np.linspace(0, 2 * np.pi, 4097)
    length = np.concatenate([[0], np.linalg.norm(np.diff(_heart_at(t), axis=0), axis=1).cumsum()])
    return length / length[-1], t


def _heart(u: Reals) -> Reals:
    return _heart_at(np.interp(u, *_heart_table()))


# Integrated numerically along the curve, by length.
_HEART_MEAN = (0.0, 0.740856)
_HEART_VARIANCE = 91.573199

STAR = centred(
    curve(
        "star",
        "Star",
        "The outline of a star. Sharp corners are hard for a smooth generator: watch how it rounds them off.",
        path=_star,
        noise=0.04,
        pieces=10,
        source="A pentagram's outline with noise 0.04 of its radius.",
    ),
    (0.0, 0.0),
    (1 + _STAR_INNER * np.cos(np.pi / 5) + _STAR_INNER**2) / 6 + 0.04**2,
)
HEART = centred(
    curve(
        "heart",
        "Heart",
        "The outline of a heart: one closed curve with a tip and a notch. The generator must leave its inside empty.",
        path=_heart,
        noise=0.6,
        pieces=2,
        source="x = 16 sin^3 t, y = 13 cos t - 5 cos 2t - 2 cos 3t - cos 4t, evenly by length, with noise 0.6.",
    ),
    _HEART_MEAN,
    _HEART_VARIANCE + 0.6**2,
)
