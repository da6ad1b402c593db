"""The checkerboard and the pinwheel: flat or curved pieces of the plane, with densities in closed form."""

from math import log, pi

import numpy as np

from playground.core.arrays import F64, PlanePoints
from playground.core.targets.cells import by_midpoints, of_pixels
from playground.core.targets.density import log_sum_exp
from playground.core.targets.target import Target

_EDGE = 1e-6
"""Points keep this far inside their square, so that rounding never puts one where the density is 0."""


def _push_checkerboard(u: PlanePoints, _g: PlanePoints) -> PlanePoints:
    column = np.floor(4 * u[:, 0]) - 2
    row = column % 2 - np.where(u[:, 2] < 0.5, np.float32(2), np.float32(0))
    inside = np.stack([4 * u[:, 0] % 1, u[:, 1]], axis=1)
    return np.asarray(np.stack([column, row], axis=1) + _EDGE + (1 - 2 * _EDGE) * inside, dtype=np.float32)


def _log_checkerboard(x: F64) -> F64:
    column, row = np.floor(x).T
    black = (np.abs(x).max(axis=1) <= 2) & ((column - row) % 2 == 0)
    return np.where(black, -np.log(8), -np.inf)


CHECKERBOARD = Target(
    "checkerboard",
    "Checkerboard",
    "Eight squares of even density with sharp edges. A smooth generator cannot jump across the gaps: look for fakes on the white squares.",
    uniforms=3,
    push=_push_checkerboard,
    log_density=_log_checkerboard,
    cells=of_pixels((np.indices((4, 4)).sum(axis=0) + 1) % 2 / 8, -2.0, -2.0, 1.0),
    density_kind="exact",
    source="FFJORD (Grathwohl 2019), lib/toy_data.py, checkerboard.",
).placed((0.0, 0.0), (4 / 3) ** -0.5)

_ARMS = 5
_SPREAD = np.array([0.3, 0.1])
"""Standard deviation of a blade along and across, before it is bent."""
_RATE = 0.25


def _push_pinwheel(u: PlanePoints, g: PlanePoints) -> PlanePoints:
    blade = g * _SPREAD.astype(np.float32) + np.array([1, 0], dtype=np.float32)
    arm = np.minimum(np.floor(_ARMS * u[:, 0]), _ARMS - 1)
    angle = 2 * np.pi / _ARMS * arm + _RATE * np.exp(blade[:, 0])
    cos, sin = np.cos(angle), np.sin(angle)
    x = cos * blade[:, 0] + sin * blade[:, 1]
    y = cos * blade[:, 1] - sin * blade[:, 0]
    return np.asarray(np.stack([x, y], axis=1), dtype=np.float32)


def _unbend(radius: F64, angle: F64) -> F64:
    """The polar angle t on the straight blade that is bent to `angle`: t - rate * exp(radius * cos(t)) = angle.

    t starts where the bending folds the blade over (8 standard deviations out or more, if anywhere): from there one
    turn contains each angle exactly once, so bisection finds it.
    """
    start = np.full_like(radius, -np.pi)
    fold = np.zeros_like(radius)
    for _ in range(12):
        slope = np.exp(-radius * np.cos(fold)) / (_RATE * np.maximum(radius, 1e-12))
        fold = -np.arcsin(np.minimum(slope, 1))
    start[slope < 1] = fold[slope < 1]
    bent = start - _RATE * np.exp(radius * np.cos(start))
    goal = bent + (angle - bent) % (2 * np.pi)
    low, high = start, start + 2 * np.pi
    for _ in range(40):
        middle = (low + high) / 2
        short = middle - _RATE * np.exp(radius * np.cos(middle)) < goal
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return np.asarray(low, dtype=np.float64)


def _log_pinwheel(x: F64) -> F64:
    """Each blade's Gaussian, divided by the factor by which bending stretches area: 1 + rate * exp(f_x) * f_y."""
    radius = np.linalg.norm(x, axis=1)[:, None]
    angle = np.arctan2(x[:, 1], x[:, 0])[:, None] + 2 * np.pi / _ARMS * np.arange(_ARMS)
    straight = _unbend(np.broadcast_to(radius, angle.shape), angle)
    along, across = radius * np.cos(straight), radius * np.sin(straight)
    stretch = np.maximum(np.abs(1 + _RATE * np.exp(along) * across), 1e-300)  # 0 on the fold, where there is no mass
    terms = -0.5 * (((along - 1) / _SPREAD[0]) ** 2 + (across / _SPREAD[1]) ** 2) - np.log(stretch)
    return log_sum_exp(terms) - log(_ARMS * 2 * pi * 0.3 * 0.1)


PINWHEEL = Target(
    "pinwheel",
    "Pinwheel",
    "Five bent blades that nearly meet in the middle. Check whether all five are found, and whether they bend.",
    uniforms=1,
    push=_push_pinwheel,
    log_density=_log_pinwheel,
    cells=by_midpoints(_log_pinwheel, 0.1, reach=1 + 8 * 0.3),
    blur=0.1,
    density_kind="exact",
    source="FFJORD (Grathwohl 2019), lib/toy_data.py, pinwheel; after Johnson (2016).",
).placed((0.0, 0.0), ((1 + 0.3**2 + 0.1**2) / 2) ** -0.5)
