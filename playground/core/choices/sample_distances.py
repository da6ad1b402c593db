"""Distances between two samples that need no discriminator: what a generator without an opponent minimises.

Each takes real points x and fakes y, (n, k) and (m, k), and gives a scalar that can be differentiated by y. Each is one
function that needs nothing else, as the exported script quotes it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from playground.core.lazy import Lazy

if TYPE_CHECKING:
    import torch
    from torch import Tensor
else:
    torch = Lazy("torch")


def energy_distance(x: Tensor, y: Tensor) -> Tensor:
    """2 E|x - y| - E|x - x'| - E|y - y'|, over pairs of different points (Szekely and Rizzo 2013, unbiased)."""

    def mean(a: Tensor, b: Tensor, pairs: int) -> Tensor:
        squares = (a[:, None] - b[None]).square().sum(2)
        return (squares + 1e-12).sqrt().sum() / pairs

    n, m = len(x), len(y)
    return 2 * mean(x, y, n * m) - mean(x, x, max(1, n * (n - 1))) - mean(y, y, max(1, m * (m - 1)))


def maximum_mean_discrepancy(x: Tensor, y: Tensor) -> Tensor:
    """MMD^2 with the sum of Gaussian kernels of widths 0.1, 0.2, 0.5, 1 and 2, over pairs of different points
    (Gretton et al. 2012, eq. 3; Li et al. 2015)."""
    widths = (0.1, 0.2, 0.5, 1.0, 2.0)

    def mean(a: Tensor, b: Tensor, same: int) -> Tensor:
        squares = (a[:, None] - b[None]).square().sum(2)
        kernel = torch.stack([(squares / (-2 * width * width)).exp() for width in widths]).sum()
        return (kernel - same * len(widths) * len(a)) / max(1, len(a) * (len(b) - same))

    return mean(x, x, 1) + mean(y, y, 1) - 2 * mean(x, y, 0)


def sinkhorn_divergence(x: Tensor, y: Tensor) -> Tensor:
    """OT(x, y) - OT(x, x) / 2 - OT(y, y) / 2 with the squared distance as cost and an entropy of weight 0.1 (Genevay et al.
    2018, eq. 4), by 50 of Sinkhorn's iterations; each potential is then differentiated by its own points (Feydy et al. 2019)."""
    weight, iterations = 0.1, 50

    def cost(a: Tensor, b: Tensor) -> Tensor:
        return (a[:, None] - b[None]).square().sum(2) / weight

    def transport(a: Tensor, b: Tensor) -> Tensor:
        fixed, at_a, at_b = cost(a.detach(), b.detach()), cost(a, b.detach()), cost(a.detach(), b)
        of_a, of_b = math.log(len(b)), math.log(len(a))
        g = torch.zeros_like(fixed[0])
        for _ in range(iterations):
            f = of_a - (g[None] - fixed).logsumexp(1)
            g = of_b - (f[:, None] - fixed).logsumexp(0)
        f, g = of_a - (g[None] - at_a).logsumexp(1), of_b - (f[:, None] - at_b).logsumexp(0)
        return weight * (f.mean() + g.mean())

    return transport(x, y) - transport(x, x) / 2 - transport(y, y) / 2
