"""What a screen reader says: a name for whatever can have the focus, and the state of every plot in a sentence."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pyqtgraph as pg
from PyQt6 import sip
from PyQt6.QtCore import QObject, Qt, QTimer
from PyQt6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDockWidget,
    QGroupBox,
    QLabel,
    QMenu,
    QMenuBar,
    QTabBar,
    QToolBar,
    QWidget,
)

from playground.core.lenses import SAMPLES
from playground.engine.letters import Picture
from playground.i18n import sentences, tr
from playground.ui.happening import facts, sentence
from playground.ui.plot_box import PlotBox
from playground.ui.scores import Score
from playground.ui.views.plane import Plane
from playground.ui.views.timeline.strip import Strip
from playground.ui.views.verdict_chart import VerdictChart
from playground.ui.window import Window

ROUND_MS, TICK_MS = 1500, 50
"""A reader that is asked says what was drawn at most this long ago; widgets take turns, so that no picture waits for all."""
REST_MS = 250
"""Between two turns where no picture and no focus has changed since the last round: only a slider of theory may have moved."""


class Spoken(QObject):
    """Gives names and summaries to all widgets of a window and of its dialogs, those that come later too.

    Regularly, and seldom where nothing changes: PyQt6 has no way to answer a reader at the moment when it asks.
    """

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._picture: Picture | None = None
        self._given: WeakKeyDictionary[QWidget, str] = WeakKeyDictionary()
        """The names that were given here: those may change."""
        window.controller.bridge.arrived.connect(self._look)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._some)
        self._left: list[QWidget] = []
        """The widgets whose turn has not come yet in this round."""
        self._each = 1
        self._news = False
        """Something has changed since this round began."""
        window.painted.connect(self._wake)
        application = QApplication.instance()
        if isinstance(application, QApplication):  # a dialog or a panel that comes takes the focus
            application.focusChanged.connect(self._wake)

    def _look(self, picture: Picture) -> None:
        self._picture = picture
        self._wake()

    def _wake(self, *_: object) -> None:
        """What is told now is told soon; at rest, once everything has been told, slowly."""
        self._news = True
        if self._timer.interval() != TICK_MS or not self._timer.isActive():
            self._timer.start(TICK_MS)

    def tell(self) -> None:
        """Every widget has its name, every visible plot its summary."""
        for widget in self._all():
            self._tell(widget)

    def _some(self) -> None:
        """The same for the next few widgets."""
        if not self._left:
            self._timer.setInterval(TICK_MS if self._news else REST_MS)
            self._news = False
            self._left = [widget for widget in self._all() if _has_words(widget)]
            self._each = -(-len(self._left) * TICK_MS // ROUND_MS)
        now, self._left = self._left[: self._each], self._left[self._each :]
        for widget in now:
            if not sip.isdeleted(widget):
                self._tell(widget)

    def _all(self) -> Iterator[QWidget]:
        for top in QApplication.topLevelWidgets():
            if top.isVisible() and not isinstance(top, QMenu) and (top is self._window or _below(top, self._window)):
                yield top
                yield from top.findChildren(QWidget)

    def _tell(self, widget: QWidget) -> None:
        for summary in _summaries_of(widget):
            if widget.isVisible():
                place, words = summary(widget, self._picture)
                if place.accessibleDescription() != words:
                    place.setAccessibleDescription(words)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            self._name(widget)

    def _name(self, widget: QWidget) -> None:
        had = widget.accessibleName()
        if not had or self._given.get(widget) == had:
            name = "" if _names_itself(widget) else _name_for(widget)
            if name != had:
                widget.setAccessibleName(name)
                self._given[widget] = name


def _below(widget: QWidget | None, window: QWidget) -> bool:
    while widget is not None:
        if widget is window:
            return True
        widget = widget.parentWidget()
    return False


def _summaries_of(widget: QWidget) -> tuple[Summary, ...]:
    """What says the state of a widget of this class."""
    kind = type(widget)
    if kind not in _KNOWN:
        _KNOWN[kind] = tuple(summary for of, summary in SUMMARIES if issubclass(kind, of))
    return _KNOWN[kind]


def _has_words(widget: QWidget) -> bool:
    """Whether something is said of this widget: it can have the focus, or shows a plot."""
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus or bool(_summaries_of(widget))


# ---- names ----


def _names_itself(widget: QWidget) -> bool:
    """Whether Qt takes a name from what the widget shows."""
    if isinstance(widget, QLabel) and (widget.text() or not widget.isVisible()):  # an empty one says nothing yet
        return True
    if isinstance(widget, QAbstractButton) and widget.text():
        return True
    if isinstance(widget, QGroupBox) and widget.title():
        return True
    return isinstance(widget, QMenuBar | QTabBar)


def _name_for(widget: QWidget) -> str:
    """A button's tip, or the name of what it belongs to: a slider has that of its knob, a plot that of its view."""
    if isinstance(widget, QAbstractButton):
        action = widget.defaultAction() if hasattr(widget, "defaultAction") else None
        tip: str = action.text() if action is not None else ""
        if tip := tip or widget.toolTip():
            return tip
    if isinstance(widget, pg.PlotWidget) and (title := widget.getPlotItem().titleLabel.text):
        return str(title)
    above = widget.parentWidget()
    while above is not None:
        if name := above.accessibleName() or _title(above):
            return name
        above = above.parentWidget()
    return tr("GAN playground")


def _title(widget: QWidget) -> str:
    if isinstance(widget, QComboBox):
        return widget.currentText()
    if isinstance(widget, QGroupBox):
        return widget.title()
    return widget.windowTitle() if isinstance(widget, QDockWidget | QToolBar) or widget.isWindow() else ""


# ---- summaries ----

Said = tuple[QWidget, str]


def _of_plane(plane: Plane, picture: Picture | None) -> Said:
    """How many points there are, where the fakes lie, and what is happening."""
    seen = picture.seen(SAMPLES) if picture is not None else None
    if picture is None or seen is None or not len(seen.fake):
        return plane.graphics, tr("Nothing is drawn yet.")
    middle, spread = seen.fake.mean(axis=0), seen.fake.std(axis=0)
    there = tr(
        "Iteration {i:,}: {real:,} real points and {fake:,} fakes, whose middle is at ({x:z.2f}, {y:z.2f}) and whose spread is "
        "{a:z.2f} across and {b:z.2f} upwards.",
        i=picture.counters.iteration,
        real=len(seen.real),
        fake=len(seen.fake),
        x=float(middle[0]),
        y=float(middle[1]),
        a=float(spread[0]),
        b=float(spread[1]),
    )
    seen_by_d = facts(picture)
    if not seen_by_d.known:  # the chart of D's verdicts is closed: D's means over the last batch
        seen_by_d = replace(seen_by_d, real=picture.measured.d_real, fake=picture.measured.d_fake)
    untrained = not picture.counters.d_steps and not picture.counters.g_steps
    return plane.graphics, sentences([there, sentence(seen_by_d) if seen_by_d.known or untrained else ""])


def _of_box(box: PlotBox, _picture: Picture | None) -> Said:
    """Each line's last value, and whether it rose or fell since the middle of what is drawn."""
    said = []
    for line in box.plot.lines:
        x, y = box.curves[line.column].getData()
        if x is None or not len(x) or not math.isfinite(y[-1]):
            continue
        words = {"line": tr(line.words), "value": Score(y[-1]), "before": Score(y[len(y) // 2]), "i": int(x[-1])}
        said.append(tr("{line}: {value:z.3f} at iteration {i:,}, {before:z.3f} halfway.", **words))
    return box.graphics, sentences(said) or tr("Nothing is drawn yet.")


def _of_chart(chart: VerdictChart, _picture: Picture | None) -> Said:
    return chart, sentences([f"{words}." if words else "" for words in chart.words()]) or tr("Nothing is drawn yet.")


def _of_strip(strip: Strip, picture: Picture | None) -> Said:
    """The position in the past."""
    if picture is None:
        return strip, tr("Nothing is drawn yet.")
    time = picture.timeline
    return strip, tr("At iteration {i:,} of {last:,}.", i=time.iteration, last=time.last_iteration)


def _of_plot(plot: pg.PlotWidget, _picture: Picture | None) -> Said:
    """How many points and lines any other plot has, and between which numbers they lie."""
    if isinstance(plot.parentWidget(), PlotBox | Plane):  # they say more
        return plot, plot.accessibleDescription()
    drawn = list(_drawn(plot.getPlotItem()))
    if not drawn:
        return plot, tr("Nothing is drawn yet.")
    x, y = (np.concatenate(part) for part in zip(*drawn, strict=True))
    return plot, tr(
        "{n:,} points, from {left:z.3g} to {right:z.3g} across and from {low:z.3g} to {high:z.3g} upwards.",
        n=len(x),
        left=float(x.min()),
        right=float(x.max()),
        low=float(y.min()),
        high=float(y.max()),
    )


def _drawn(item: pg.PlotItem) -> Iterator[tuple[Any, Any]]:  # arrays of whatever numbers pyqtgraph was given
    """The finite points of every curve and cloud of a plot, as two arrays each; a histogram's bars by their tops."""
    for one in item.items:
        if not one.isVisible():
            continue
        if isinstance(one, pg.BarGraphItem):
            x, y = one.opts.get("x", one.opts.get("x0")), one.opts.get("height")
        elif isinstance(one, pg.PlotDataItem | pg.PlotCurveItem | pg.ScatterPlotItem):
            x, y = one.getData()
        else:
            continue
        if x is None or y is None or not np.size(x):
            continue
        x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
        kept = np.isfinite(x) & np.isfinite(y)
        if kept.any():
            yield x[kept], y[kept]


Summary = Callable[[Any, Picture | None], Said]  # Any: the row's own kind

SUMMARIES: tuple[tuple[type[QWidget], Summary], ...] = (
    (Plane, _of_plane),
    (PlotBox, _of_box),
    (VerdictChart, _of_chart),
    (Strip, _of_strip),
    (pg.PlotWidget, _of_plot),
)
"""Each kind of picture with its sentence, and the widget that says it."""
_KNOWN: dict[type[QWidget], tuple[Summary, ...]] = {}
"""The rows for each class of widget that has been met."""
