"""Concentric rings: a round Gaussian swept along circles, whose density is a Bessel function."""

from math import ceil, log, pi

import numpy as np

from playground.core.arrays import F64, PlanePoints
from playground.core.targets.cells import of_nodes
from playground.core.targets.density import log_sum_exp
from playground.core.targets.target import LogDensity, Target


def _log_density(radii: F64, noise: float) -> LogDensity:
    """log of the mean over R of exp(-(r^2 + R^2) / 2s^2) I0(r R / s^2) / (2 pi s^2)."""

    def log_density(x: F64) -> F64:
        from scipy.special import i0e  # loading scipy takes longer than loading all targets

        r = np.linalg.norm(x, axis=1)[:, None]
        terms = np.log(i0e(r * radii / noise**2)) - (r - radii) ** 2 / (2 * noise**2)
        return log_sum_exp(terms) - log(len(radii) * 2 * pi * noise**2)

    return log_density


def _nodes(radii: F64, noise: float) -> tuple[F64, F64]:
    """Nodes (m, 2) and weights (m,) on the circles, at most one noise width apart: exact to 1e-8, as they are periodic."""
    circles, weights = [], []
    for radius in radii:
        count = ceil(2 * pi * radius / noise)
        angle = 2 * pi * np.arange(count) / count
        circles.append(radius * np.stack([np.cos(angle), np.sin(angle)], axis=1))
        weights.append(np.full(count, 1 / (count * len(radii))))
    return np.concatenate(circles), np.concatenate(weights)


def rings(name: str, label: str, about: str, radii: tuple[float, ...], noise: float, *, source: str) -> Target:
    """Equally likely circles of these radii, blurred by a round Gaussian and scaled to overall variance 1."""
    each = np.asarray(radii, dtype=np.float64)

    def push(u: PlanePoints, g: PlanePoints) -> PlanePoints:
        ring = each.astype(np.float32)[np.minimum((u[:, 0] * len(each)).astype(np.intp), len(each) - 1)]
        angle = 2 * np.pi * u[:, 1]
        circle = ring[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
        return np.asarray(circle + noise * g, dtype=np.float32)

    target = Target(
        name,
        label,
        about,
        uniforms=2,
        push=push,
        log_density=_log_density(each, noise),
        cells=of_nodes(lambda: _nodes(each, noise), noise),
        blur=noise,
        density_kind="exact",
        source=source,
    )
    return target.placed((0.0, 0.0), float((np.square(each).mean() / 2 + noise**2) ** -0.5))


FOUR_RINGS = rings(
    "four_rings",
    "Four rings",
    "Four rings inside one another, with equal shares of the points: the inner rings are shorter, so their points are denser.",
    (3.0, 2.25, 1.5, 0.75),
    0.08,
    source="FFJORD (Grathwohl 2019), lib/toy_data.py, rings.",
)
CIRCLES = rings(
    "circles",
    "Two circles",
    "One circle inside another. No path connects them, so the generator has to tear its cloud.",
    (1.0, 0.5),
    0.05,
    source="scikit-learn make_circles with factor 0.5 and noise 0.05.",
)
FFJORD_CIRCLES = rings(
    "ffjord_circles",
    "FFJORD: two circles",
    "The two circles with wider lines, as drawn in papers on normalising flows.",
    (1.0, 0.5),
    0.08,
    source="FFJORD (Grathwohl 2019), lib/toy_data.py, circles: make_circles with factor 0.5 and noise 0.08.",
)
