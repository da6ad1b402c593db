"""Metrics against brute force: all pairs of points in double loops or whole matrices of float64."""

from __future__ import annotations

from functools import cache

import numpy as np

from playground.core.arrays import F64
from playground.core.metrics import mode_report, sliced_wasserstein
from playground.core.metrics.grid import Grid, histogram, jsd
from playground.core.metrics.kernels import BANDWIDTHS, energy_distance, mmd2
from playground.core.metrics.nearest import Neighbourhood
from playground.core.metrics.neighbours import c2st, coverage, density, precision, recall
from playground.core.targets import TARGETS
from playground.engine.audit.check import largest


@cache
def clouds(seed: int) -> tuple[F64, F64]:
    """Two clouds of 300 points, as float32 numbers."""
    rng = np.random.default_rng(seed)
    pair = rng.normal(size=(300, 2)), rng.normal(0.3, 1.2, size=(300, 2))
    return tuple(x.astype(np.float32).astype(np.float64) for x in pair)  # type: ignore[return-value]


def pairs(a: F64, b: F64) -> F64:
    """All distances (n, m)."""
    return np.asarray(np.sqrt(((a[:, None] - b[None]) ** 2).sum(2)))


def sliced() -> tuple[float, int]:
    """scipy's distance on a line, averaged over the 64 directions."""
    from scipy.stats import wasserstein_distance

    off = []
    for seed in range(5):
        x, y = clouds(seed)
        ways = [np.array([np.cos(a), np.sin(a)]) for a in np.arange(64) * np.pi / 64]
        theirs = np.mean([wasserstein_distance(x @ way, y @ way) for way in ways])
        off.append(abs(sliced_wasserstein(x, y) / float(theirs) - 1))
    return largest(off)


def kernels() -> tuple[float, int]:
    """Energy distance and MMD of all pairs."""
    off = []
    for seed in range(5):
        x, y = clouds(seed)
        theirs = 2 * pairs(x, y).mean() - pairs(x, x).mean() - pairs(y, y).mean()
        off.append(abs(energy_distance(x, y) / theirs - 1))
        n = len(x)

        def kernel(d: F64) -> F64:
            return np.asarray(np.mean([np.exp(-(d**2) / (2 * w**2)) for w in BANDWIDTHS], axis=0))

        within = sum((kernel(pairs(a, a)).sum() - n) / (n * (n - 1)) for a in (x, y))
        off.append(abs(mmd2(x, y, scale=1.0) / (within - 2 * kernel(pairs(x, y)).mean()) - 1))
    return largest(off)


def neighbours() -> tuple[float, int]:
    """Precision, recall, density, coverage and the nearest-neighbour test, from matrices of all distances."""
    off = []
    for seed in range(5):
        x, y = clouds(seed)
        across, within = pairs(x, y), (pairs(x, x), pairs(y, y))
        radii = [[np.sort(d, axis=1)[:, k] for k in (3, 5)] for d in within]
        nearest = [np.where(np.eye(len(d), dtype=bool), np.inf, d).min(1) for d in within]
        right = (nearest[0] < across.min(1)).sum() + (nearest[1] < across.min(0)).sum()
        theirs = (
            (across < radii[0][0][:, None]).any(0).mean(),
            (across < radii[1][0][None]).any(1).mean(),
            (across < radii[0][1][:, None]).sum() / (5 * len(y)),
            (across.min(1) < radii[0][1]).mean(),
            right / (len(x) + len(y)),
        )
        real, fake = Neighbourhood(x), Neighbourhood(y)
        ours = [score(real, fake) for score in (precision, recall, density, coverage, c2st)]
        off += [abs(a - float(b)) for a, b in zip(ours, theirs, strict=True)]
    return largest(off)


def modes() -> tuple[float, int]:
    """Captured modes and the share on target, point by point."""
    off = []
    for name in ("ring8", "grid25", "ganlab_gaussians"):
        target = TARGETS[name]
        points = target.sample(400, np.random.default_rng(4)) * np.float32(1.1)
        assert target.modes is not None
        found, on = set(), 0
        for point in points.astype(np.float64):
            far = [
                float((point - c) @ np.linalg.solve(cov, point - c))
                for c, cov in zip(target.modes.centres, target.modes.covariances, strict=True)
            ]
            if min(far) <= 9:
                on += 1
                found.add(int(np.argmin(far)))
        report = mode_report(points, target.modes)
        off += [abs(report.captured - len(found)), abs(report.high_quality - on / len(points))]
    return largest(off)


def grid() -> tuple[float, int]:
    """The Jensen-Shannon divergence of numpy's histograms, with a cell for the outside."""
    off = []
    for seed in range(5):
        edges = np.linspace(-2, 2, 41)
        shares = []
        for cloud in clouds(seed):
            cells, _, _ = np.histogram2d(cloud[:, 0], cloud[:, 1], bins=(edges, edges))
            shares.append(np.append(cells.ravel(), len(cloud) - cells.sum()) / len(cloud))
        p, q = shares
        m = (p + q) / 2
        with np.errstate(divide="ignore", invalid="ignore"):
            theirs = 0.5 * sum(float(np.nansum(np.where(s > 0, s * np.log(s / m), 0))) for s in (p, q))
        plane = Grid(0.0, 0.0, 2.0)
        off.append(abs(jsd(*(histogram(cloud, plane) for cloud in clouds(seed))) - theirs))
    return largest(off)
