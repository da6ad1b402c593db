"""Curves with a width: a point drawn along a path, blurred by a round Gaussian."""

from collections.abc import Callable
from functools import cache
from math import ceil

import numpy as np
import numpy.typing as npt

from playground.core.arrays import F64, PlanePoints
from playground.core.targets.cells import of_nodes
from playground.core.targets.density import gauss_legendre, smeared
from playground.core.targets.target import Target

Reals = npt.NDArray[np.floating]
Path = Callable[[Reals], Reals]
"""u of any shape, on [0, 1) -> points of shape (*u.shape, 2)."""

_PANEL = 9.0
"""The widest step of 16 quadrature nodes along a curve, in noise widths: the density is then accurate to 1e-5."""


def along(path: Path, noise: float, pieces: int) -> tuple[F64, F64]:
    """Quadrature nodes (m, 2) and weights (m,) on a path that is smooth in each of its equal pieces."""
    probe = (np.arange(pieces)[:, None] + (np.arange(256) + 0.5) / 256) / pieces
    longest = np.linalg.norm(np.diff(path(probe), axis=1), axis=-1).max() * 256
    panels = pieces * ceil(longest / (_PANEL * noise))
    u, weights = gauss_legendre(np.linspace(0, 1, panels + 1))
    return np.asarray(path(u), dtype=np.float64), weights


def curve(name: str, label: str, about: str, *, path: Path, noise: float, source: str, pieces: int = 1) -> Target:
    """path(u) + noise * g, not yet scaled to the plane; the path may jump only between `pieces` equal parts of [0,
    1).
    """

    def push(u: PlanePoints, g: PlanePoints) -> PlanePoints:
        return np.asarray(path(u[:, 0]) + noise * g, dtype=np.float32)

    nodes = cache(lambda: along(path, noise, pieces))
    return Target(
        name,
        label,
        about,
        uniforms=1,
        push=push,
        log_density=smeared(nodes, noise),
        cells=of_nodes(nodes, noise),
        blur=noise,
        density_kind="quadrature",
        source=source,
    )


def _moons(u: Reals) -> Reals:
    angle = 2 * np.pi * (u % 0.5)
    upper = u < 0.5
    x = np.where(upper, np.cos(angle), 1 - np.cos(angle))
    y = np.where(upper, np.sin(angle), 0.5 - np.sin(angle))
    return np.stack([x, y], axis=-1)


def _swiss_roll(u: Reals) -> Reals:
    angle = 1.5 * np.pi * (1 + 2 * u)
    return np.stack([angle * np.cos(angle), angle * np.sin(angle)], axis=-1)


def _s_curve(u: Reals) -> Reals:
    angle = 3 * np.pi * (u - 0.5)
    return np.stack([np.sin(angle), np.sign(angle) * (np.cos(angle) - 1)], axis=-1)


# The moments below are those of the paths, derived by hand; the overall variance is the mean of both axes' variances,
# and the noise adds its square.
_MOONS_MEAN = (0.5, 0.25)
_MOONS_VARIANCE = (0.75 + 0.5 - 1 / np.pi + 1 / 8 - 1 / 16) / 2
_ROLL_MEAN = (2.0, 2 / (3 * np.pi))
_ROLL_VARIANCE = (9.75 * np.pi**2 - _ROLL_MEAN[0] ** 2 - _ROLL_MEAN[1] ** 2) / 2
_S_VARIANCE = 1 + 2 / (3 * np.pi)


def centred(target: Target, mean: tuple[float, float], variance: float) -> Target:
    """The target of this mean and overall variance moved to mean 0 and overall variance 1."""
    return target.placed((-mean[0], -mean[1]), float(variance**-0.5))


TWO_MOONS = centred(
    curve(
        "two_moons",
        "Two moons",
        "Two interlocking half circles. Two pieces without clumps: the generator must bend its cloud twice and tear it once.",
        path=_moons,
        noise=0.05,
        pieces=2,
        source="scikit-learn make_moons with noise 0.05.",
    ),
    _MOONS_MEAN,
    _MOONS_VARIANCE + 0.05**2,
)
FFJORD_TWO_MOONS = centred(
    curve(
        "ffjord_two_moons",
        "FFJORD: two moons",
        "The two moons with twice the width. Softer data is easier to cover, and harder to tell from a blur.",
        path=_moons,
        noise=0.1,
        pieces=2,
        source="FFJORD (Grathwohl 2019), lib/toy_data.py, moons: make_moons with noise 0.1.",
    ),
    _MOONS_MEAN,
    _MOONS_VARIANCE + 0.1**2,
)
SWISS_ROLL = centred(
    curve(
        "swiss_roll",
        "Swiss roll",
        "A rolled-up ribbon. The generator has to learn one long thin curve and leave the gaps between turns empty.",
        path=_swiss_roll,
        noise=0.25,
        source="WGAN-GP (Gulrajani 2017), gan_toy.py: make_swiss_roll with noise 0.25.",
    ),
    _ROLL_MEAN,
    _ROLL_VARIANCE + 0.25**2,
)
FFJORD_SWISS_ROLL = centred(
    curve(
        "ffjord_swiss_roll",
        "FFJORD: Swiss roll",
        "The Swiss roll with four times the width, as drawn in papers on normalising flows.",
        path=_swiss_roll,
        noise=1.0,
        source="FFJORD (Grathwohl 2019), lib/toy_data.py, swissroll: make_swiss_roll with noise 1.",
    ),
    _ROLL_MEAN,
    _ROLL_VARIANCE + 1.0**2,
)
S_CURVE = centred(
    curve(
        "s_curve",
        "S curve",
        "A letter S. One unbroken line is an easy shape for a generator: nothing has to be torn apart.",
        path=_s_curve,
        noise=0.1,
        pieces=2,
        source="scikit-learn make_s_curve seen from the side, with noise 0.1.",
    ),
    (0.0, 0.0),
    _S_VARIANCE + 0.1**2,
)
GANLAB_LINE = centred(
    curve(
        "ganlab_line",
        "GAN Lab: line",
        "A thin straight line, the easiest of the thin targets: watch the cloud flatten onto it.",
        path=lambda u: np.stack([0.8 - 0.75 * u, 0.6 + 0.3 * u], axis=-1),
        noise=0.01,
        source="GAN Lab (Kahng 2018), ganlab_input_providers.ts, line.",
    ),
    (0.8 - 0.375, 0.6 + 0.15),
    (0.75**2 + 0.3**2) / 24 + 0.01**2,
)
GANLAB_RING = centred(
    curve(
        "ganlab_ring",
        "GAN Lab: ring",
        "A slightly flattened ring. The generator starts as a filled cloud and must push its middle out to the rim.",
        path=lambda u: np.stack([0.5 + 0.3 * np.cos(2 * np.pi * u), 0.45 + 0.25 * np.sin(2 * np.pi * u)], axis=-1),
        noise=0.025,
        source="GAN Lab (Kahng 2018), ganlab_input_providers.ts, ring (an ellipse).",
    ),
    (0.5, 0.45),
    (0.3**2 + 0.25**2) / 4 + 0.025**2,
)
FFJORD_LINE = centred(
    curve(
        "ffjord_line",
        "FFJORD: line",
        "A straight diagonal line of even density.",
        path=lambda u: np.stack([5 * u - 2.5, 5 * u - 2.5], axis=-1),
        noise=0.05,
        source="FFJORD (Grathwohl 2019), lib/toy_data.py, line. The original has no width and so no density in the "
        "plane; here it has noise 0.05.",
    ),
    (0.0, 0.0),
    25 / 12 + 0.05**2,
)
FFJORD_COS = centred(
    curve(
        "ffjord_cos",
        "FFJORD: wave",
        "One period of a sine. Points are spread evenly from left to right, so its steep middle is sparser than its crests.",
        path=lambda u: np.stack([5 * u - 2.5, 2.5 * np.sin(5 * u - 2.5)], axis=-1),
        noise=0.05,
        source="FFJORD (Grathwohl 2019), lib/toy_data.py, cos (which is a sine). The original has no width and so no "
        "density in the plane; here it has noise 0.05.",
    ),
    (0.0, 0.0),
    (25 / 12 + 2.5**2 * (1 - np.sin(5) / 5) / 2) / 2 + 0.05**2,
)
