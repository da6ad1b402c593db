"""One plot over iterations: its title, its legend, its curves with their names, its dashed lines and its band."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from playground.core.lenses import FIT as FIT_LENS
from playground.engine.curves import Curve
from playground.i18n import tr
from playground.ui.axes import IterationAxis
from playground.ui.curve_specs import Plot
from playground.ui.labels import RichLabel
from playground.ui.palette import LIGHT, Neutrals, Role, rgb
from playground.ui.scores import Score
from playground.ui.small_plot import restyle_plot
from playground.ui.terms import explain

NEAR = 12.0
"""Pixels: a curve this close to a spot is what the spot shows."""
BAND = 45
"""How opaque the band of real points is, of 255."""
AS_TEXT: dict[Role, Role] = {"real": "real_text", "fake": "fake_text", "fit": "fit_text"}
"""Colours of lines that are not dark enough for text."""


RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
PLAIN = (1e-2, 1e4)
"""Axes whose largest number lies between these have plain numbers."""


def common_exponent(top: float) -> int:
    """The power of ten by which an axis's numbers are divided, if its largest has this size."""
    return 0 if not top or PLAIN[0] <= top < PLAIN[1] else math.floor(math.log10(top))


class PlotBox(QWidget):
    """One plot, with its title and below that its legend above it."""

    def __init__(self, plot: Plot) -> None:
        super().__init__()
        self.plot = plot
        self.setToolTip(tr(plot.help))
        explain(self, f"plot:{plot.name}")
        self._title = RichLabel(f"<b>{tr(plot.title)}</b>")
        self.words = RichLabel()
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self._title.setContentsMargins(4, 0, 4, 0)
        self._head = QHBoxLayout()
        self._head.setContentsMargins(4, 0, 4, 0)
        self._head.addWidget(self.words, 1)
        self.graphics = pg.PlotWidget(axisItems={"bottom": IterationAxis()}, enableMenu=False)
        self.graphics.setMinimumHeight(64)
        self.graphics.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        item = self.graphics.getPlotItem()
        item.hideButtons()
        item.setMouseEnabled(x=False, y=False)
        item.setDownsampling(auto=True, mode="peak")
        item.getAxis("left").setWidth(38)
        item.layout.setContentsMargins(0, 6, 4, 0)
        item.setXRange(0, 100, padding=0)
        item.enableAutoRange(axis="y")
        self.curves = {line.column: item.plot() for line in plot.lines}
        self.ends = {line.column: pg.TextItem(tr(line.words)) for line in plot.lines}
        """The name of each line, at its end."""
        for name in self.ends.values():
            name.hide()
            item.addItem(name, ignoreBounds=True)
        self.graphics.scene().sigMouseMoved.connect(self._point)
        self._at: float | None = None
        self._exponent = 0
        self._named: tuple[bool, ...] = ()
        self.levels = [pg.InfiniteLine(angle=0) for _ in range(2)]
        for level in self.levels:
            level.setVisible(False)
            item.addItem(level, ignoreBounds=False)
        self.band = pg.LinearRegionItem(orientation="horizontal", movable=False, pen=pg.mkPen(None))
        """Where real points score by chance."""
        self.band.setZValue(-10)
        self.band.hide()
        item.addItem(self.band, ignoreBounds=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._title)
        layout.addLayout(self._head)
        layout.addWidget(self.graphics, 1)
        self.restyle(LIGHT)

    def add(self, button: QWidget) -> None:
        """Adds a button at the right of the legend."""
        self._head.addWidget(button)

    def show_curves(self, records: dict[str, Curve], prefix: str) -> None:
        """Draws the records; `prefix` is "raw_" if the raw G's metrics are shown."""
        for line in self.plot.lines:
            curve = records[line.record]
            column = prefix + line.column if line.record == "metrics" else line.column
            if len(curve.x) and column in curve.y:
                if len(curve.x) > 1:
                    self._stretch(float(curve.x[-1]))
                self.curves[line.column].setData(curve.x.astype(np.float64), curve.y[column])
            else:
                self.curves[line.column].clear()
        self._show_exponent()
        self._name_ends()
        if (known := self._known()) != self._named:
            self._named = known
            self._say()

    def _known(self) -> tuple[bool, ...]:
        """Which of the lines this run has."""
        return tuple(not line.rare or self.curves[line.column].getData()[0] is not None for line in self.plot.lines)

    def _show_exponent(self) -> None:
        """Gives the y axis a common power of ten, which the legend names, where plain numbers would be all zeros or very long."""
        ys = [y for _, y in (curve.getData() for curve in self.curves.values()) if y is not None]
        tops = [float(np.abs(y[np.isfinite(y)]).max(initial=0.0)) for y in ys]
        exponent = common_exponent(max(tops, default=0.0))
        if exponent != self._exponent:
            self._exponent = exponent
            self.graphics.getPlotItem().getAxis("left").setScale(10.0**-exponent)
            self._say()

    def _name_ends(self) -> None:
        """Puts each line's name at its end: above the line that ends highest, below any other. A rare line has its name in
        its middle, where it is in no other's way.
        """
        at = {}
        for line in self.plot.lines:
            x, y = self.curves[line.column].getData()
            place = len(x) // 2 if line.rare and x is not None else -1
            if x is not None and len(x) and np.isfinite(y[place]):
                at[line.column] = float(x[place]), float(y[place])
        ends = {line.column: at[line.column][1] for line in self.plot.lines if line.column in at and not line.rare}
        highest = max(ends, key=lambda column: ends[column], default="")
        for column, name in self.ends.items():
            name.setVisible(column in at)
            if column in at:
                name.setAnchor(((1 if column in ends else 0.5), 1 if column == highest else 0))
                name.setPos(*at[column])

    def _stretch(self, last: float) -> None:
        """Fits the x axis to all iterations. pyqtgraph's automatic range may never settle with thinned curves (each range
        selects other points, and these give another range), which freezes the window.
        """
        self.graphics.setXRange(0, last, padding=0.02)

    def _point(self, position: QPointF) -> None:
        """Shows the curves' values at the iteration under the pointer, in place of their names."""
        box = self.graphics.getPlotItem().getViewBox()
        self._at = float(box.mapSceneToView(position).x()) if box.sceneBoundingRect().contains(position) else None
        self._say()

    def place_at(self, at: QPoint) -> str:
        """The axis of iterations, or the curve or dashed line that is near."""
        item, box = self.graphics.getPlotItem(), self.graphics.getPlotItem().getViewBox()
        spot = self.graphics.mapToScene(self.graphics.mapFrom(self, at))
        if item.getAxis("bottom").sceneBoundingRect().contains(spot):
            return "axis:iteration"
        if not box.sceneBoundingRect().contains(spot):
            return ""
        x = float(box.mapSceneToView(spot).x())
        near = {"curve:level": [level.value() for level in self.levels if level.isVisible()]}
        for column, curve in self.curves.items():
            xs, ys = curve.getData()
            near[f"curve:{column}"] = [] if xs is None or not len(xs) else [float(ys[int(np.argmin(np.abs(xs - x)))])]
        heights = {
            place: min(abs(box.mapViewToScene(QPointF(x, y)).y() - spot.y()) for y in values)
            for place, values in near.items()
            if values and np.isfinite(values).all()
        }
        closest = min(heights, key=lambda place: heights[place], default="")
        return closest if heights.get(closest, NEAR + 1) <= NEAR else ""

    def leaveEvent(self, event: QEvent | None) -> None:
        self._at = None
        self._say()
        super().leaveEvent(event)

    def _say(self) -> None:
        parts, iteration = [], None
        for line in self.plot.lines:
            x, y = self.curves[line.column].getData()
            if line.rare and (x is None or not len(x)):
                continue
            said = tr(line.words)
            if self._at is not None and x is not None and len(x):
                i = int(np.argmin(np.abs(x - self._at)))
                iteration, said = int(x[i]), f"{Score(y[i]):z.3f}"
            sign = "╍" if line.rare else "━"
            parts.append(f'<span style="color:{self._neutrals.of(line.colour)}">{sign}</span> {said}')
        head = []
        if iteration is not None:
            head = [tr("at {n:,}", n=iteration)]
        elif self.plot.unit:
            head = [tr(self.plot.unit)]
        if self._exponent:
            head.append(f"×10{str(self._exponent).translate(RAISED)}")
        if self._at is None:  # only then is there room for it
            parts.append(f'<span style="color:{self._neutrals.dim}">┅ {tr(self.plot.level)}</span>')
        self.words.setText("&nbsp;&nbsp;".join(head + parts))

    def show_levels(self, *values: float | None) -> None:
        """Draws dashed lines at these values; None hides one."""
        for level, value in zip(self.levels, (*values, None, None), strict=False):
            level.setVisible(value is not None)
            if value is not None and level.value() != value:
                level.setValue(value)

    def show_band(self, band: tuple[float, float] | None) -> None:
        """Shades the scores between these two; None shades nothing."""
        known = band is not None and bool(np.isfinite(band).all())
        self.band.setVisible(known)
        if band is not None and known and tuple(self.band.getRegion()) != band:
            self.band.setRegion(band)

    def set_title(self, title: str) -> None:
        self._title.setText(f"<b>{title}</b>")

    def restyle(self, neutrals: Neutrals) -> None:
        restyle_plot(self.graphics, neutrals)
        self._neutrals = neutrals
        for line in self.plot.lines:
            style = Qt.PenStyle.DashLine if line.rare else Qt.PenStyle.SolidLine
            self.curves[line.column].setPen(pg.mkPen(neutrals.of(line.colour), width=1, style=style))
            self.ends[line.column].setColor(neutrals.of(AS_TEXT.get(line.colour, line.colour)))
        self._say()
        colours = [neutrals.fit] if self.plot.lens is FIT_LENS else [neutrals.dim, neutrals.generator]
        for level, colour in zip(self.levels, colours * 2, strict=False):
            level.setPen(pg.mkPen(colour, width=1, style=Qt.PenStyle.DashLine))
        self.band.setBrush(pg.mkBrush(*rgb(neutrals.fit), BAND))
