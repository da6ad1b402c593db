"""Numerically safe logarithms of densities: sums of Gaussians, in blocks of bounded memory."""

from collections.abc import Callable
from math import log, pi

import numpy as np
import numpy.typing as npt

from playground.core.arrays import F64
from playground.core.targets.target import LogDensity, Modes

Quadrature = Callable[[], tuple[F64, F64]]
"""() -> nodes (m, 2) in the target's own units, weights (m,) that sum to 1."""

_BLOCK = 2**17
"""Entries of one (points, components) table: 0.5 MB of float32 stays in the processor's cache."""


def in_blocks(log_density: LogDensity, x: F64, width: int) -> F64:
    """log_density of x (n, 2), computed in blocks of rows, as each row takes `width` entries of memory."""
    step = max(1, _BLOCK // width)
    blocks = [log_density(x[start : start + step]) for start in range(0, len(x), step)]
    return np.concatenate(blocks) if blocks else np.empty(0)


def log_sum_exp(terms: npt.NDArray[np.floating]) -> F64:
    """log(sum(exp(terms))) over the last axis; terms (n, k) finite -> (n,)."""
    top = terms.max(axis=-1, keepdims=True)
    return np.asarray(top[..., 0] + np.log(np.exp(terms - top).sum(axis=-1)), dtype=np.float64)


def gaussians(modes: Modes) -> LogDensity:
    """The exact log density of a mixture of Gaussians."""
    whiten = np.linalg.inv(np.linalg.cholesky(modes.covariances))
    log_peaks = np.log(modes.weights / (2 * np.pi)) + np.log(np.linalg.det(whiten))

    def block(x: F64) -> F64:
        z = np.einsum("kij,nkj->nki", whiten, x[:, None] - modes.centres)
        return log_sum_exp(log_peaks - 0.5 * (z * z).sum(axis=-1))

    return lambda x: in_blocks(block, x, 8 * len(modes))


def smeared(quadrature: Quadrature, noise: float) -> LogDensity:
    """The log density of quadrature nodes blurred by a round Gaussian of this standard deviation.

    Differences are taken and exponentiated in float32, four times as fast as float64: near the mass the
    rounding is about 1e-5 of log p. The nodes are computed on the first call only.
    """
    scale = np.sqrt(0.5) / noise

    def log_density(x: F64) -> F64:
        nodes, weights = quadrature()
        node_x, node_y = (scale * nodes.T).astype(np.float32)
        log_weights = np.log(weights).astype(np.float32)

        def block(scaled: F64) -> F64:
            terms = np.square(scaled[:, :1].astype(np.float32) - node_x)
            terms += np.square(scaled[:, 1:].astype(np.float32) - node_y)
            return log_sum_exp(np.subtract(log_weights, terms, out=terms))

        return in_blocks(block, scale * x, len(nodes)) - log(2 * pi * noise**2)

    return log_density


def gauss_legendre(edges: F64, order: int = 16) -> tuple[F64, F64]:
    """Nodes and weights (panels * order,) that integrate over the panels between edges (panels + 1,)."""
    nodes, weights = np.polynomial.legendre.leggauss(order)
    half = np.diff(edges)[:, None] / 2
    return (edges[:-1, None] + half * (nodes + 1)).ravel(), (half * weights).ravel()
