"""Mixtures of Gaussians: the targets whose modes can be counted."""

from functools import cache

import numpy as np
import numpy.typing as npt

from playground.core.arrays import F64, PlanePoints
from playground.core.targets import cells
from playground.core.targets.density import gaussians
from playground.core.targets.target import Labels, Modes, Push, Target


def labels_of(modes: Modes) -> Labels:
    """Which mode of a mixture the first uniform chooses."""
    thresholds = modes.weights.cumsum()[:-1].astype(np.float32)
    return lambda u: np.searchsorted(thresholds, u[:, 0], side="right")


def of_modes(modes: Modes) -> Push:
    """Draws from a mixture of Gaussians: the first uniform chooses the mode."""
    chosen = labels_of(modes)
    centres = modes.centres.astype(np.float32)
    factors = np.linalg.cholesky(modes.covariances).astype(np.float32)
    lower = np.ascontiguousarray(factors[:, (0, 1, 1), (0, 0, 1)].T)  # `take` by columns is three times as fast

    def push(u: PlanePoints, g: PlanePoints) -> PlanePoints:
        mode = chosen(u)
        points = centres.take(mode, 0)
        xx, yx, yy = lower.take(mode, 1)
        points[:, 0] += xx * g[:, 0]
        points[:, 1] += yx * g[:, 0] + yy * g[:, 1]
        return points

    return push


def mixture(
    name: str, label: str, about: str, centres: npt.ArrayLike, deviations: npt.ArrayLike, *, source: str
) -> Target:
    """Equally likely Gaussians at centres (k, 2), with standard deviations that broadcast to (k, 2); not yet scaled
    to the plane.
    """
    middle = np.asarray(centres, dtype=np.float64)
    variances = np.broadcast_to(np.square(np.asarray(deviations, dtype=np.float64)), middle.shape)
    modes = Modes(middle, variances[:, :, None] * np.eye(2), np.full(len(middle), 1 / len(middle)))
    return of_gaussians(modes, name, label, about, source)


def of_gaussians(modes: Modes, name: str, label: str, about: str, source: str) -> Target:
    """The mixture of these modes; each is a class."""

    def part(k: int) -> Target:
        one = Modes(modes.centres[k : k + 1].copy(), modes.covariances[k : k + 1].copy(), np.ones(1))
        return of_gaussians(one, name, label, about, source)

    log_density = gaussians(modes)
    return Target(
        name,
        label,
        about,
        uniforms=1,
        push=of_modes(modes),
        modes=modes,
        labels=labels_of(modes),
        part=cache(part),
        log_density=log_density,
        cells=cells.of_modes(modes, log_density),
        blur=cells.narrowest(modes),
        density_kind="exact",
        source=source,
    )


def standardised(target: Target) -> Target:
    """The mixture scaled to mean 0 and overall variance 1, using the moments of its modes."""
    modes = target.modes
    assert modes is not None
    mean = modes.weights @ modes.centres
    between = modes.weights @ np.square(modes.centres - mean).sum(axis=1)
    within = modes.weights @ np.trace(modes.covariances, axis1=1, axis2=2)
    return target.placed((-float(mean[0]), -float(mean[1])), float(((between + within) / 2) ** -0.5))


def _ring(count: int) -> F64:
    # count distinct angles: linspace to 2 pi inclusive gives 7 modes, one of them double (Unrolled GAN's notebook)
    angles = 2 * np.pi * np.arange(count) / count
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def _grid(side: int) -> F64:
    ticks = np.arange(side) - (side - 1) / 2
    return np.stack(np.meshgrid(ticks, ticks, indexing="ij"), axis=-1).reshape(-1, 2)


RING8 = standardised(
    mixture(
        "ring8",
        "Ring of 8",
        "Eight soft clumps on a circle. The generator must find every one of them, and divide its points evenly.",
        _ring(8),
        0.05,
        source="The classic ring with softer clumps (sigma/r = 0.05), learned quickly enough for a class to watch.",
    )
)
RING8_WIDE = mixture(
    "ring8_wide",
    "Ring of 8, radius 2",
    "The ring of 8 at the size used in the study of mode collapse and its cures. It is not rescaled, since learning "
    "rates and penalties act differently on a smaller ring.",
    _ring(8),
    0.05,
    source="The soft ring of the cures study: radius 2, sigma 0.1. Not brought to unit spread.",
).placed((0.0, 0.0), 2.0)
RING8_HARD = standardised(
    mixture(
        "ring8_hard",
        "Ring of 8, hard",
        "The ring as used in papers: its eight clumps are tiny dots. At first almost all generated points fall into "
        "the empty space between them.",
        _ring(8),
        0.01,
        source="VEEGAN (Srivastava 2017), sigma/r = 0.01. PacGAN and WGAN-GP's toy code differ only by a factor, "
        "and are the same target here.",
    )
)
GRID25 = standardised(
    mixture(
        "grid25",
        "Grid of 25",
        "Twenty-five tiny dots in a square. The standard test for a generator that forgets some of the data.",
        _grid(5),
        0.025,
        source="VEEGAN (Srivastava 2017), sigma/spacing = 0.025. WGAN-GP's toy code divides the same grid by 2.828, "
        "and is the same target here.",
    )
)
GRID25_SOFT = standardised(
    mixture(
        "grid25_soft",
        "Grid of 25, soft",
        "The grid with wider clumps, which is much quicker to learn. Compare how many modes are missed on each grid.",
        _grid(5),
        0.1,
        source="The grid of 25 with sigma/spacing = 0.1, for the classroom.",
    )
)
GANLAB_GAUSSIANS = standardised(
    mixture(
        "ganlab_gaussians",
        "GAN Lab: two Gaussians",
        "One round cloud and one tall cloud, half of the points in each. An easy first example with two modes.",
        [(0.3, 0.7), (0.7, 0.4)],
        [(0.1, 0.1), (0.05, 0.2)],
        source="GAN Lab (Kahng 2018), ganlab_input_providers.ts, gaussians.",
    )
)
GANLAB_DISJOINT = standardised(
    mixture(
        "ganlab_disjoint",
        "GAN Lab: three dots",
        "Three small dots far apart. A continuous generator can only reach all three by drawing thin bridges.",
        [(0.35, 0.75), (0.75, 0.6), (0.45, 0.35)],
        0.025,
        source="GAN Lab (Kahng 2018), ganlab_input_providers.ts, disjoint.",
    )
)
FFJORD_8GAUSSIANS = standardised(
    mixture(
        "ffjord_8gaussians",
        "FFJORD: 8 Gaussians",
        "The ring with clumps so wide that they almost touch, as drawn in papers on normalising flows.",
        _ring(8),
        0.125,
        source="FFJORD (Grathwohl 2019), lib/toy_data.py, 8gaussians: radius 4, standard deviation 0.5.",
    )
)
GAUSSIAN = mixture(
    "gaussian",
    "One Gaussian",
    "A single round cloud: the simplest target. With Gaussian noise as input, "
    "the generator only has to copy its input.",
    [(0, 0)],
    1,
    source="The standard normal distribution.",
)
FAR_GAUSSIAN = mixture(
    "far_gaussian",
    "Far Gaussian",
    "One small cloud far from a new generator's points: the only target that is deliberately off-centre. With the "
    "saturating loss the discriminator wins at once, the gradient vanishes and the generator does not move.",
    [(3, 3)],
    0.1,
    source="N((3, 3), 0.1^2 I), after Arjovsky and Bottou (2017) on disjoint supports.",
)
