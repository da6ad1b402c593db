"""The axis of iterations: whole numbers only, none below 0, with separators and as many as fit."""

from __future__ import annotations

import pyqtgraph as pg
from PyQt6.QtCore import QLocale


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
        return [QLocale().toString(round(value)) for value in values]
