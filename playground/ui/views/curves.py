"""The plots over iterations: what D makes of real and fake points, the two losses, and how near P_model is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QEvent, QPointF, Qt
from PyQt6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from playground.core.choices.objectives import OBJECTIVES
from playground.core.experiment import Experiment
from playground.core.lenses import FIT as FIT_LENS
from playground.core.lenses import Fit, Lens
from playground.engine.curves import Curve
from playground.engine.letters import Picture
from playground.i18n import tr
from playground.ui.labels import Label, RichLabel
from playground.ui.palette import FAKE, FIT, GENERATOR, LIGHT, REAL, Neutrals
from playground.ui.theme import quiet

DISCRIMINATOR = "D"
"""Stands for the theme's neutral colour."""


@dataclass(frozen=True)
class Line:
    """One curve of a plot: which column of which record, its words, its colour; dashed for what is not measured."""

    column: str
    words: str
    colour: str
    record: str = "losses"


@dataclass(frozen=True)
class Plot:
    """One small plot: its title, help and curves."""

    name: str
    title: str
    help: str
    lines: tuple[Line, ...]
    lens: Lens[Fit] | None = None
    low: float | None = None
    high: float | None = None


PLOTS = (
    Plot(
        "verdicts",
        "D's verdict",
        "How real D thinks the real points are, D(x), and the fakes, D(G(z)), on average over each batch. "
        "Where both meet at the dashed line, D can only guess: the counterfeits are as good as the notes.",
        (Line("d_real", "real D(x)", REAL), Line("d_fake", "fake D(G(z))", FAKE)),
    ),
    Plot(
        "losses",
        "Losses",
        "What each player pays; both fall and rise as the other learns. Neither going to 0 is a good sign: "
        "the dashed lines are the losses of a perfect G against the best D.",
        (Line("d_loss", "D's loss", DISCRIMINATOR), Line("g_loss", "G's loss", GENERATOR)),
    ),
    Plot(
        "distance",
        "Distance to P_data",
        "Sliced Wasserstein distance: how far, on average, the fakes would have to be carried to become the real points, "
        "in plane units. The dashed line is what as many real points score by chance: no G can stay below it.",
        (Line("sliced_wasserstein", "fakes", FIT, "metrics"),),
        lens=FIT_LENS,
        low=0.0,
    ),
    Plot(
        "quality",
        "High-quality share",
        "The share of fakes within 3 standard deviations of a mode. The dashed line is the 98.9 % that real points reach.",
        (Line("high_quality", "fakes", FIT, "metrics"),),
        lens=FIT_LENS,
        low=0.0,
        high=1.08,
    ),
)


class PlotBox(QWidget):
    """One plot with its title and its words on a line above it."""

    def __init__(self, plot: Plot) -> None:
        super().__init__()
        self.plot = plot
        self.setToolTip(tr(plot.help))
        self._title = RichLabel(f"<b>{tr(plot.title)}</b>")
        self.words = RichLabel()
        self.words.setTextFormat(Qt.TextFormat.RichText)
        head = QHBoxLayout()
        head.setContentsMargins(4, 0, 4, 0)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self.words)
        self.graphics = pg.PlotWidget()
        self.graphics.setMinimumHeight(64)
        self.graphics.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        item = self.graphics.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.setMouseEnabled(x=False, y=False)
        item.setDownsampling(auto=True, mode="peak")
        item.getAxis("left").setWidth(38)
        item.layout.setContentsMargins(0, 6, 4, 0)
        item.setXRange(0, 100, padding=0)
        item.enableAutoRange(axis="y")
        self.curves = {line.column: item.plot() for line in plot.lines}
        self.graphics.scene().sigMouseMoved.connect(self._point)
        self._at: float | None = None
        self.levels = [pg.InfiniteLine(angle=0) for _ in range(2)]
        for level in self.levels:
            level.setVisible(False)
            item.addItem(level, ignoreBounds=False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.graphics, 1)
        self.restyle(LIGHT)

    def show_curves(self, records: dict[str, Curve], prefix: str) -> None:
        """Draws the record; `prefix` is "raw_" where the raw G's metrics are shown."""
        for line in self.plot.lines:
            curve = records[line.record]
            column = prefix + line.column if line.record == "metrics" else line.column
            if len(curve.x):
                if len(curve.x) > 1:
                    self._stretch(float(curve.x[-1]))
                self.curves[line.column].setData(curve.x.astype(np.float64), curve.y[column])
            else:
                self.curves[line.column].clear()

    def _stretch(self, last: float) -> None:
        """All iterations are seen. Never pyqtgraph's own automatic range: with thinned curves it can find no rest, each
        range asking for other points and these for another range, and the window freezes in painting."""
        self.graphics.setXRange(0, last, padding=0.02)

    def _point(self, position: QPointF) -> None:
        """Reads the curves at the iteration under the pointer, instead of naming them."""
        box = self.graphics.getPlotItem().getViewBox()
        self._at = float(box.mapSceneToView(position).x()) if box.sceneBoundingRect().contains(position) else None
        self._say()

    def leaveEvent(self, event: QEvent | None) -> None:
        self._at = None
        self._say()
        super().leaveEvent(event)

    def _say(self) -> None:
        parts, iteration = [], None
        for line in self.plot.lines:
            x, y = self.curves[line.column].getData()
            colour = self._neutrals.discriminator if line.colour == DISCRIMINATOR else line.colour
            said = tr(line.words)
            if self._at is not None and x is not None and len(x):
                i = int(np.argmin(np.abs(x - self._at)))
                iteration, said = int(x[i]), f"{y[i]:.3f}"
            parts.append(f'<span style="color:{colour}">━</span> {said}')
        head = [] if iteration is None else [tr("at {n:,}", n=iteration)]
        self.words.setText("&nbsp;&nbsp;".join(head + parts))

    def show_levels(self, *values: float | None) -> None:
        """Dashed lines at these values; None hides one."""
        for level, value in zip(self.levels, (*values, None, None), strict=False):
            level.setVisible(value is not None)
            if value is not None and level.value() != value:
                level.setValue(value)

    def set_title(self, title: str) -> None:
        self._title.setText(f"<b>{title}</b>")

    def restyle(self, neutrals: Neutrals) -> None:
        self.graphics.setBackground(neutrals.plane)
        for side in ("left", "bottom"):
            axis = self.graphics.getPlotItem().getAxis(side)
            axis.setPen(neutrals.border)
            axis.setTextPen(neutrals.dim)
        self._neutrals = neutrals
        for line in self.plot.lines:
            colour = neutrals.discriminator if line.colour == DISCRIMINATOR else line.colour
            self.curves[line.column].setPen(pg.mkPen(colour, width=1))
        self._say()
        colours = [FIT] if self.plot.lens is FIT_LENS else [neutrals.dim, GENERATOR]
        for level, colour in zip(self.levels, colours * 2, strict=False):
            level.setPen(pg.mkPen(colour, width=1, style=Qt.PenStyle.DashLine))


class Curves(QWidget):
    """The column of plots; the last that is visible carries the word "iteration"."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("curves")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 4)
        layout.setSpacing(4)
        self.boxes = {plot.name: PlotBox(plot) for plot in PLOTS}
        for box in self.boxes.values():
            layout.addWidget(box, 1)
        self._column = layout
        axis = Label(tr("iteration"))
        quiet(axis)
        axis.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(axis)
        for name in ("distance", "quality"):
            low, high = self.boxes[name].plot.low, self.boxes[name].plot.high
            self.boxes[name].graphics.setLimits(xMin=0, yMin=low)
            if high is not None:
                self.boxes[name].graphics.setYRange(0, high, padding=0)

    def put_first(self, widget: QWidget) -> None:
        """Another plot on top of the column."""
        self._column.insertWidget(0, widget, 1)

    def lenses(self) -> frozenset[Lens[object]]:
        return frozenset(plot.lens for plot in PLOTS if plot.lens is not None)

    def show_picture(self, picture: Picture) -> None:
        """Draws every plot of this picture."""
        for part in self.parts(picture):
            part()

    def parts(self, picture: Picture) -> list[Callable[[], None]]:
        """The same, a plot at a time."""
        return [partial(self._show, name, picture) for name in self.boxes]

    def _show(self, name: str, picture: Picture) -> None:
        fit = picture.seen(FIT_LENS)
        probability = OBJECTIVES[picture.experiment.objective].probability
        records = {"losses": picture.losses if probability else scores(picture.losses), "metrics": picture.metrics}
        prefix = "raw_" if fit is not None and not fit.averaged and picture.experiment.ema > 0 else ""
        self.boxes[name].show_curves(records, prefix)
        _FRAMES[name](self.boxes[name], picture.experiment, fit)

    def restyle(self, neutrals: Neutrals) -> None:
        for box in self.boxes.values():
            box.restyle(neutrals)


def _verdicts(box: PlotBox, experiment: Experiment, _fit: Fit | None) -> None:
    probability = OBJECTIVES[experiment.objective].probability
    box.set_title(tr("D's verdict") if probability else tr("D's score"))
    box.show_levels(0.5 if probability else 0.0)
    if probability:
        box.graphics.setYRange(0, 1.08, padding=0)
    else:
        box.graphics.enableAutoRange(axis="y")


def _losses(box: PlotBox, experiment: Experiment, _fit: Fit | None) -> None:
    box.show_levels(*OBJECTIVES[experiment.objective].equilibrium_with(experiment.label_smoothing))


def _distance(box: PlotBox, _experiment: Experiment, fit: Fit | None) -> None:
    if fit is not None:
        box.show_levels(fit.floor)


def _quality(box: PlotBox, _experiment: Experiment, fit: Fit | None) -> None:
    box.setVisible(fit is None or fit.modes is not None)
    if fit is not None:
        box.show_levels(fit.ceiling)


_FRAMES: dict[str, Callable[[PlotBox, Experiment, Fit | None], None]] = {
    "verdicts": _verdicts,
    "losses": _losses,
    "distance": _distance,
    "quality": _quality,
}
"""What stands around the curves of each plot."""


def scores(curve: Curve) -> Curve:
    """The same record with D's means shifted so that their midpoint is 0: a score has no zero of its own."""
    middle = (curve.y["d_real"] + curve.y["d_fake"]) / 2
    shifted = {name: np.asarray(curve.y[name] - middle, np.float32) for name in ("d_real", "d_fake")}
    return Curve(curve.x, {**curve.y, **shifted})
