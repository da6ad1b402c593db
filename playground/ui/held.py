"""The mark of the held latent: on the latent pad, and of its fake on the plane."""

from __future__ import annotations

import pyqtgraph as pg
from PyQt6.QtGui import QColor

from playground.ui.palette import Neutrals

SIZE = 30
"""Pixels: one mark, much larger than a dot."""
SYMBOL = "star"


def dress(mark: pg.ScatterPlotItem | pg.TargetItem, neutrals: Neutrals) -> None:
    """Colours the mark like text, with an outline like the plane, so that it is none of the data and stands out on all."""
    mark.setBrush(QColor(neutrals.text))
    mark.setPen(pg.mkPen(neutrals.plane, width=3))
