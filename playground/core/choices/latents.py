"""The distributions of the latent vectors z: how they are drawn, and their quantiles along one coordinate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import inf
from statistics import NormalDist

import numpy as np

from playground.core.arrays import F32
from playground.core.registry import Registry
from playground.i18n import Text

CLUMPS, RADIUS, SPREAD = 8, 1.5, 0.15
"""The mixture: this many Gaussians of this standard deviation on a circle of this radius, in the first two coordinates."""


@dataclass(frozen=True)
class Prior:
    """One distribution of latents. `draw(rng, n, size)` gives float32 (n, size); `quantile(share)` is that of the first
    coordinate, for a share strictly between 0 and 1; `reach` is how far a view of latents goes to each side, and `edge` how
    far there are any.
    """

    name: str
    label: Text
    help: Text
    draw: Callable[[np.random.Generator, int, int], F32]
    quantile: Callable[[float], float]
    reach: float
    edge: float = inf


def _gaussian(rng: np.random.Generator, n: int, size: int) -> F32:
    return rng.standard_normal((n, size), dtype=np.float32)


def _uniform(rng: np.random.Generator, n: int, size: int) -> F32:
    return rng.random((n, size), dtype=np.float32) * 2 - 1


def _mixture(rng: np.random.Generator, n: int, size: int) -> F32:
    angle = 2 * np.pi * np.floor(CLUMPS * rng.random(n)) / CLUMPS
    z = rng.standard_normal((n, size), dtype=np.float32)
    z[:, :2] *= np.float32(SPREAD)
    z[:, :2] += (RADIUS * np.stack([np.cos(angle), np.sin(angle)], axis=1))[:, :size].astype(np.float32)
    return z


@cache
def _mixture_quantile(share: float) -> float:
    parts = [NormalDist(RADIUS * np.cos(2 * np.pi * k / CLUMPS), SPREAD) for k in range(CLUMPS)]
    low, high = -RADIUS - 10 * SPREAD, RADIUS + 10 * SPREAD
    for _ in range(60):
        middle = (low + high) / 2
        below = sum(part.cdf(middle) for part in parts) / CLUMPS < share
        low, high = (middle, high) if below else (low, middle)
    return (low + high) / 2


PRIORS: Registry[Prior] = Registry("latent distribution")
for _entry in (
    Prior("gaussian", "Gaussian", "One bell around 0.", _gaussian, NormalDist().inv_cdf, 2.5),
    Prior(
        "uniform",
        "Uniform",
        "A square with sharp edges, from -1 to 1.",
        _uniform,
        lambda share: 2 * share - 1,
        1.0,
        1.0,
    ),
    Prior(
        "mixture",
        "8 separate bells",
        "Eight narrow bells on a circle, in the first two numbers of z: modes that are apart can come from latents that are apart. "
        "With a latent size of 1 they are the circle's shadow, five bells on a line.",
        _mixture,
        _mixture_quantile,
        2.0,
    ),
):
    PRIORS.add(_entry)


GRID = 200
"""Quantiles by which the mean and the deviation of a range are found."""


@cache
def ranges_of(n: int, kind: str) -> tuple[tuple[float, float], ...]:
    """The mean of z's first number in each of n equally likely ranges, and its deviation there as a share of that of the whole
    prior, n pairs.
    """
    values = [PRIORS[kind].quantile((k + 0.5) / (n * GRID)) for k in range(n * GRID)]
    parts = np.array(values).reshape(n, GRID)
    shares = parts.std(axis=1) / np.std(values)
    return tuple(zip(parts.mean(axis=1).tolist(), shares.tolist(), strict=True))


def edges_of(n: int, kind: str) -> tuple[float, ...]:
    """The n - 1 edges between n equally likely ranges of z's first number, ascending float32 values."""
    edges = [PRIORS[kind].quantile(i / n) for i in range(1, n)]
    return tuple(np.array(edges, np.float32).tolist())
