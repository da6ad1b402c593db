"""Axes: of iterations, whole and none below 0; on a log scale; both with as many labels as fit."""

from __future__ import annotations

import math
from itertools import pairwise

import pyqtgraph as pg

from playground.i18n import tr

APART = 22.0
"""Pixels between two labels of a log scale, at least."""
LEADS = (tuple(range(1, 10)), (1, 2, 5), (1, 3), (1,))
"""What the labels of a log scale may begin with, from the densest choice to the sparsest."""
STRIDES = (1, 2, 3, 5, 10, 20, 50, 100)
"""Labels at every so many decades, where each decade's are too many."""


class IterationAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph ships no types
    """A bottom axis that counts iterations."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.enableAutoSIPrefix(False)

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """pyqtgraph's levels of ticks, without fractions and without iterations that there are not."""
        levels = super().tickValues(low, high, size)
        whole = [(gap, [x for x in ticks if x >= 0 and abs(x - round(x)) < 1e-6]) for gap, ticks in levels]
        return [(gap, ticks) for gap, ticks in whole if gap >= 1]

    def tickStrings(self, values: list[float], _scale: float, _spacing: float) -> list[str]:
        return [tr("{n:,}", n=round(value)) for value in values]


class LogAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph ships no types
    """A left axis of a plot in log mode, whose values are powers of 10: labels are never closer than APART."""

    def __init__(self) -> None:
        super().__init__("left")
        self.enableAutoSIPrefix(False)

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """One level of ticks, which are exponents of 10; for `size` pixels from `low` to `high`."""
        return [(1.0, log_ticks(low, high, size))]

    def tickStrings(self, values: list[float], _scale: float, _spacing: float) -> list[str]:
        return [f"{float(f'{10.0**value:.2g}'):g}" for value in values]


def log_ticks(low: float, high: float, size: float) -> list[float]:
    """Exponents of 10 between `low` and `high`, as many round ones as fit into `size` pixels; of a range too short for
    two of these, two that are not round.
    """
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        return []
    room = APART * (high - low) / max(size, 1.0)
    for leads, stride in [*((leads, 1) for leads in LEADS), *(((1,), stride) for stride in STRIDES)]:
        decades = range(math.floor(low / stride) * stride, math.ceil(high) + 1, stride)
        ticks = [decade + math.log10(lead) for decade in decades for lead in leads]
        ticks = [tick for tick in ticks if low <= tick <= high]
        if all(after - before >= room for before, after in pairwise(ticks)):
            return ticks if len(ticks) > 1 else [low + (high - low) * share for share in (0.2, 0.8)]
    return []
