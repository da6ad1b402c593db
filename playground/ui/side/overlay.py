"""One plot with the curves of one quantity for all runs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QFontMetricsF
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget
from superqt import QElidingLabel

from playground.core.arrays import F32
from playground.core.choices.objectives import OBJECTIVES
from playground.core.lenses import FIT
from playground.engine.letters import Picture
from playground.i18n import Text, tr
from playground.ui.axes import IterationAxis
from playground.ui.labels import Label
from playground.ui.palette import LIGHT, Neutrals, run_colour
from playground.ui.side.marks import LINES
from playground.ui.small_plot import restyle_plot
from playground.ui.theme import quiet
from playground.ui.views.curves import with_displayed

NEAR = 0.05
"""Curves that end within this share of the plot's width of the longest one have their letters stacked."""


@dataclass(frozen=True)
class Quantity:
    """One quantity to compare: its column in the record "losses" or "metrics", and its axis range if known."""

    column: str
    label: Text
    help: Text
    record: str = "losses"
    low: float | None = None
    high: float | None = None


QUANTITIES = {
    quantity.column: quantity
    for quantity in (
        Quantity(
            "sliced_wasserstein",
            "distance to P_data",
            "Sliced Wasserstein distance: how far, on average, the fakes would have to be moved to match the real points, "
            "in plane units. Lower is better for every objective.",
            "metrics",
            0.0,
        ),
        Quantity(
            "high_quality",
            "on target",
            "The share of fakes within 3 standard deviations of a mode.",
            "metrics",
            0.0,
            1.0,
        ),
        Quantity("modes", "modes", "The number of modes of P_data that the fakes reach.", "metrics", 0.0),
        Quantity("d_loss", "D's loss", "The loss that D minimises. Each objective has its own units."),
        Quantity("g_loss", "G's loss", "The loss that G minimises. Each objective has its own units."),
        Quantity("d_real", "D on real", "D's output on real points, D(x), averaged over each batch."),
        Quantity("d_fake", "D on fake", "D's output on fakes, D(G(z)), averaged over each batch."),
    )
}
"""By column, in the order of the combo box."""


def values(quantity: Quantity, picture: Picture) -> tuple[F32, F32]:
    """(iterations, values), float64 and float32 (n,), of a quantity so far, for the displayed G."""
    fit = picture.seen(FIT)
    raw = fit is not None and not fit.averaged and picture.experiment.ema > 0
    losses = quantity.record == "losses"
    record = with_displayed(picture.losses, picture.experiment) if losses else picture.metrics
    column = f"raw_{quantity.column}" if raw and quantity.record == "metrics" else quantity.column
    return record.x.astype(np.float64), record.y[column]


def note(quantity: Quantity, pictures: dict[str, Picture]) -> str:
    """A caveat for the comparison; empty if there is none."""
    objectives = {picture.experiment.objective for picture in pictures.values()}
    if quantity.column in ("d_loss", "g_loss") and len(objectives) > 1:
        return tr("The objectives differ: compare the curves' shapes, not their values.")
    scored = [n for n, p in pictures.items() if not OBJECTIVES[p.experiment.objective].probability]
    if quantity.column in ("d_real", "d_fake") and scored:
        return tr(
            "In {names} D's output is a score: shown relative to the midpoint of its means.", names=", ".join(scored)
        )
    without = [n for n, p in pictures.items() if (fit := p.seen(FIT)) is not None and fit.modes is None]
    if quantity.column in ("modes", "high_quality") and without:
        return tr("The P_data of {names} has no modes to count.", names=", ".join(without))
    return ""


def apart(heights: list[float], gap: float, top: float) -> list[float]:
    """The same heights, moved up as little as keeps any two a gap apart, and down again if above the top."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    moved = list(heights)
    for below, above in pairwise(order):
        moved[above] = max(moved[above], moved[below] + gap)
    for place, i in enumerate(reversed(order)):
        moved[i] = min(moved[i], top - place * gap)
    return moved


class Overlay(QWidget):
    """Shows one curve per run, from its latest picture, with the run's letter at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("curves of all runs"))
        self._neutrals = LIGHT
        self._pictures: dict[str, Picture] = {}
        self.choice = QComboBox()
        self.choice.setAccessibleName(tr("Quantity to compare"))
        for quantity in QUANTITIES.values():
            self.choice.addItem(tr(quantity.label), quantity.column)
            self.choice.setItemData(self.choice.count() - 1, tr(quantity.help), Qt.ItemDataRole.ToolTipRole)
        self.choice.currentIndexChanged.connect(self.draw)
        self.note = QElidingLabel()
        quiet(self.note)
        self.graphics = pg.PlotWidget(axisItems={"bottom": IterationAxis()}, enableMenu=False)
        self.graphics.setMinimumSize(160, 80)
        self._plot = self.graphics.getPlotItem()
        self._plot.hideButtons()
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.setDownsampling(auto=True, mode="peak")
        self._plot.getAxis("left").setWidth(44)
        self._plot.layout.setContentsMargins(0, 6, 4, 0)
        self.curves: dict[str, pg.PlotDataItem] = {}
        self.letters: dict[str, pg.TextItem] = {}
        axis = Label(tr("iteration"))
        quiet(axis)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.choice)
        head.addWidget(self.note, 1)
        head.addWidget(axis)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(self.graphics, 1)
        self.restyle(LIGHT)

    @property
    def quantity(self) -> Quantity:
        return QUANTITIES[self.choice.currentData()]

    def show_pictures(self, pictures: dict[str, Picture]) -> None:
        """Shows the latest picture of every run by name; curves of closed runs are removed."""
        self._pictures = pictures
        for name in set(self.curves) - set(pictures):
            self._plot.removeItem(self.curves.pop(name))
            self._plot.removeItem(self.letters.pop(name))
        for name in sorted(set(pictures) - set(self.curves)):
            self.curves[name] = self._plot.plot()
            self.letters[name] = pg.TextItem(name, anchor=(0, 0.5))
            self._plot.addItem(self.letters[name], ignoreBounds=True)
            self._dress(name)
        self.draw()

    def draw(self) -> None:
        """Draws the chosen quantity, with axes that fit all of it."""
        quantity = self.quantity
        self.choice.setToolTip(tr(quantity.help))
        ends: dict[str, tuple[float, float]] = {}
        low, high, last = quantity.low, quantity.high, 20.0
        for name, picture in self._pictures.items():
            x, y = values(quantity, picture)
            good = np.isfinite(y)
            self.curves[name].setData(x, y)
            if good.any():
                ends[name] = float(x[good][-1]), float(y[good][-1])
                low, high = (min(_or(low, y[good].min()), y[good].min()), max(_or(high, y[good].max()), y[good].max()))
                last = max(last, ends[name][0])
        low, high = _or(low, 0.0), _or(high, 1.0)
        span = (high - low) or 1.0
        self._plot.setXRange(0, last * 1.04, padding=0)
        self._plot.setYRange(low - (0.0 if low == quantity.low else 0.04 * span), high + 0.06 * span, padding=0)
        self._put_letters(ends, last, 1.1 * span, high + 0.06 * span)
        words = note(quantity, self._pictures)
        self.note.setText(words)
        self.note.setToolTip(words)

    def _put_letters(self, ends: dict[str, tuple[float, float]], last: float, span: float, top: float) -> None:
        """Puts each letter at the end of its curve; those at the right edge are kept apart."""
        for name, letter in self.letters.items():
            letter.setVisible(name in ends)
            if name in ends:
                letter.setPos(*ends[name])
        line = QFontMetricsF(self.font()).height() * span / max(1.0, self._plot.getViewBox().height())
        border = max((x for x, _ in ends.values()), default=0.0)
        here = {name: y for name, (x, y) in ends.items() if x >= border - NEAR * last}
        for name, height in zip(here, apart(list(here.values()), 0.8 * line, top - 0.5 * line), strict=True):
            self.letters[name].setPos(border, height)

    def _dress(self, name: str) -> None:
        colour = run_colour(name, self._neutrals)
        self.curves[name].setPen(pg.mkPen(colour, width=1, style=LINES[name]))
        self.letters[name].setColor(colour)

    def restyle(self, neutrals: Neutrals) -> None:
        self._neutrals = neutrals
        restyle_plot(self.graphics, neutrals)
        for name in self.curves:
            self._dress(name)


def _or(value: float | None, otherwise: float) -> float:
    return float(otherwise if value is None else value)
