"""D's output at the pinned points over the iterations: one curve per pin, from when it was set."""

from __future__ import annotations

from collections.abc import Callable

import pyqtgraph as pg
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from playground.core.lenses.reading import Reading
from playground.i18n import tr
from playground.ui.axes import IterationAxis
from playground.ui.labels import RichLabel
from playground.ui.palette import LIGHT, Neutrals
from playground.ui.small_plot import restyle_plot
from playground.ui.terms import explain

MOST_POINTS = 4000
STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
SHADES: tuple[Callable[[Neutrals], str], ...] = (lambda n: n.discriminator, lambda n: n.dim)
"""D at a pin is neutral: the first pins strong, the others dim."""
LETTERS = "ABCDEFGH"


class Pinned(QWidget):
    """Hidden until there is a pin. Curves have different dashes and their pin's letter, so that colour is not needed."""

    def __init__(self) -> None:
        super().__init__()
        self.setToolTip(
            tr(
                "D's output at the points you pinned with Shift and a click on the plane; do the same on a pin to remove it."
            )
        )
        explain(self, "part:pins")
        self._history: list[tuple[list[int], list[float]]] = []
        self.graphics = pg.PlotWidget(axisItems={"bottom": IterationAxis()}, enableMenu=False)
        self.graphics.setLimits(xMin=0)
        self.graphics.setXRange(0, 100, padding=0)
        self.graphics.setMinimumHeight(64)
        item = self.graphics.getPlotItem()
        item.hideButtons()
        item.setMouseEnabled(x=False, y=False)
        item.getAxis("left").setWidth(38)
        self.curves = [item.plot() for _ in LETTERS]
        self._letters = [pg.TextItem(letter, anchor=(1, 0.5)) for letter in LETTERS]
        for letter in self._letters:
            item.addItem(letter, ignoreBounds=True)
            letter.hide()
        title = RichLabel(f"<b>{tr('D at the pins')}</b>")
        title.setContentsMargins(4, 0, 0, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(title)
        layout.addWidget(self.graphics, 1)
        self.restyle(LIGHT)
        self.hide()

    def begin(self, count: int) -> None:
        """Starts new curves for this many pins."""
        self._history = [([], []) for _ in range(count)]
        for curve, letter in zip(self.curves, self._letters, strict=True):
            curve.clear()
            letter.hide()
        self.setVisible(count > 0)

    def show_readings(self, iteration: int, readings: tuple[Reading, ...]) -> None:
        """Adds one point to each curve; after going back in time they continue from there."""
        if len(readings) != len(self._history):
            return
        for (xs, ys), reading, curve, letter in zip(self._history, readings, self.curves, self._letters, strict=False):
            while xs and iteration < xs[-1]:
                xs.pop()
                ys.pop()
            if xs and iteration == xs[-1]:
                ys[-1] = reading.d
            else:
                xs.append(iteration)
                ys.append(reading.d)
            if len(xs) > MOST_POINTS:
                del xs[1::2], ys[1::2]
            curve.setData(xs, ys)
            letter.setPos(xs[-1], ys[-1])
            letter.show()
        first = min(xs[0] for xs, _ in self._history)
        self.graphics.setXRange(first, max(iteration, first + 1), padding=0.02)

    def restyle(self, neutrals: Neutrals) -> None:
        restyle_plot(self.graphics, neutrals)
        for i, (curve, letter) in enumerate(zip(self.curves, self._letters, strict=True)):
            curve.setPen(pg.mkPen(SHADES[i // len(STYLES)](neutrals), width=1, style=STYLES[i % len(STYLES)]))
            letter.setColor(neutrals.text)
