"""The plots beside the portrait: the distance over steps and the complex plane; and the base class of all three."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from playground.core.theory import PhasePortrait
from playground.i18n import tr
from playground.ui.labels import RichLabel
from playground.ui.palette import LIGHT, Neutrals
from playground.ui.small_plot import restyle_plot
from playground.ui.terms import explain
from playground.ui.views.theory.words import number

Item = TypeVar("Item")

DECADES = 100.0
"""A distance that spans more than this factor is drawn on a logarithmic axis."""
SMALLEST = 1e-40


class Graph(QWidget):
    """A line of text above a plot that can't be panned or zoomed."""

    def __init__(self, name: str, help_text: str, view: pg.ViewBox | None = None) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setToolTip(help_text)
        self.neutrals = LIGHT
        self.words = RichLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.RichText)
        # one line: the text changes during playback and must not move what is below
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.words.setMargin(2)
        self.graphics = pg.PlotWidget(viewBox=view, enableMenu=False)
        self.graphics.setMinimumSize(100, 90)
        self.item = self.graphics.getPlotItem()
        self.item.hideButtons()
        self.item.setMouseEnabled(x=False, y=False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.words)
        layout.addWidget(self.graphics, 1)

    def put(self, item: Item) -> Item:
        """Adds an item to the plot without affecting its range, and returns it."""
        self.item.addItem(item, ignoreBounds=True)
        return item

    def restyle(self, neutrals: Neutrals) -> None:
        self.neutrals = neutrals
        restyle_plot(self.graphics, neutrals)


def mark(symbol: str, size: int) -> pg.ScatterPlotItem:
    """Points of one symbol; the size is in pixels."""
    return pg.ScatterPlotItem(pxMode=True, size=size, symbol=symbol, pen=None)


class Distance(Graph):
    """The distance of both players from the equilibrium, step by step."""

    def __init__(self) -> None:
        super().__init__(
            tr("distance"),
            tr(
                "The distance of G and D together from the equilibrium after each step. If it spans several powers of ten the "
                "axis is logarithmic, and a straight line down means that each step removes the same share."
            ),
        )
        explain(self, "part:theory_distance")
        self.item.getAxis("left").setWidth(52)
        self.line = self.put(pg.PlotCurveItem(connect="finite", antialias=True))
        self.logarithmic = False
        self._distance = self._y = np.zeros(1)

    def show_portrait(self, portrait: PhasePortrait) -> None:
        """Fits both axes to the whole experiment."""
        self._distance = portrait.distance
        y = np.where(np.isfinite(portrait.distance), portrait.distance, np.nan)
        positive = np.maximum(y, SMALLEST)
        self.logarithmic = bool(np.nanmax(positive) > DECADES * np.nanmin(positive))
        self._y = np.log10(positive) if self.logarithmic else y
        self.item.getAxis("left").setLogMode(self.logarithmic)
        low, high = (np.nanmin(self._y), np.nanmax(self._y)) if self.logarithmic else (0.0, np.nanmax(y) or 1.0)
        self.item.setRange(xRange=(0, len(y) - 1), yRange=(low, high + 0.06 * (high - low)), padding=0.0)

    def restyle(self, neutrals: Neutrals) -> None:
        super().restyle(neutrals)
        self.line.setPen(pg.mkPen(neutrals.fit, width=1))

    def reveal(self, steps: int) -> None:
        """Draws the first steps."""
        self.line.setData(np.arange(steps + 1.0), self._y[: steps + 1])
        now = self._distance[steps]
        if np.isfinite(now):
            self.words.setText(tr("<b>{distance}</b> from equilibrium", distance=number(now)))
        else:
            self.words.setText(tr("<b>no longer finite</b>"))


class Spectrum(Graph):
    """The complex plane: the eigenvalues of the field and the multipliers of one step, with the unit circle."""

    def __init__(self) -> None:
        super().__init__(
            tr("complex plane"),
            tr(
                "Crosses are the eigenvalues of the game's Jacobian: left of the dashed line the field pulls inward, on it the "
                "field only rotates. Dots are the multipliers of one step: inside the circle each step comes closer, outside "
                "it moves away."
            ),
        )
        self.item.setAspectLocked(True)
        turn = np.linspace(0, 2 * np.pi, 181)
        explain(self, "part:spectrum")
        self.circle = self.put(pg.PlotCurveItem(np.cos(turn), np.sin(turn), antialias=True))
        self.border = self.put(pg.InfiniteLine(angle=90))
        self.eigenvalues, self.multipliers = self.put(mark("x", 11)), self.put(mark("o", 9))
        self.words.setText(tr("<b>×</b> eigenvalues &nbsp; <b>●</b> multipliers"))

    def show_portrait(self, portrait: PhasePortrait) -> None:
        values = np.concatenate([portrait.eigenvalues, portrait.multipliers])
        for mark, shown in ((self.eigenvalues, portrait.eigenvalues), (self.multipliers, portrait.multipliers)):
            mark.setData(shown.real, shown.imag)
        side = max(1.2, 1.15 * float(np.max(np.abs(values), initial=0.0)))
        self.item.setRange(QRectF(-side, -side, 2 * side, 2 * side), padding=0)

    def restyle(self, neutrals: Neutrals) -> None:
        super().restyle(neutrals)
        self.circle.setPen(pg.mkPen(neutrals.dim, width=1))
        self.border.setPen(pg.mkPen(neutrals.dim, width=1, style=Qt.PenStyle.DashLine))
        self.eigenvalues.setPen(pg.mkPen(neutrals.text, width=1))
        self.eigenvalues.setBrush(QColor(neutrals.text))
        self.multipliers.setBrush(QColor(neutrals.text))
