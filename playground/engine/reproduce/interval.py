"""The confidence interval of a share of runs, and whether two shares agree."""

from __future__ import annotations


def clopper_pearson(hits: int, of: int, level: float = 0.95) -> tuple[float, float]:
    """The exact interval of a probability after `hits` of `of` independent trials (Clopper and Pearson 1934); (0, 1) for
    no trial.
    """
    from scipy.special import betaincinv  # takes a moment to load

    rest = (1 - level) / 2
    low = float(betaincinv(hits, of - hits + 1, rest)) if hits else 0.0
    high = float(betaincinv(hits + 1, of - hits, 1 - rest)) if hits < of else 1.0
    return low, high


def differ(hits: int, of: int, other_hits: int, other_of: int, level: float = 0.01) -> bool:
    """True if Fisher's exact test rejects at this level that both shares are of one probability."""
    import numpy as np
    from scipy.stats import fisher_exact

    table = np.array([[hits, of - hits], [other_hits, other_of - other_hits]])
    return float(fisher_exact(table).pvalue) < level
