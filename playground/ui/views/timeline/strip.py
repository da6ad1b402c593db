"""The strip: a run's losses in miniature over its iterations, the user's changes, and the current position."""

from __future__ import annotations

import math
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QEvent, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QSizePolicy, QToolTip
from pyqtgraph.functions import arrayToQPath

from playground.core.experiment.differences import differences
from playground.core.session.history import Change, KnobsTurned, PointMoved
from playground.engine.timeline import Timeline
from playground.i18n import Text, tr, tr_n
from playground.ui.painted import Painted
from playground.ui.palette import LIGHT, Neutrals, Role

Places = TypeVar("Places", float, npt.NDArray[np.float64])

HEIGHT = 40
EDGE = 7
"""Pixels left and right of the time axis, besides the key."""
LEAST_AXIS = 140
"""Pixels: where the time axis would be shorter, the key is left out."""
CURVES: tuple[tuple[str, Text, Role], ...] = (
    ("g_loss", "G's loss", "generator"),
    ("d_loss", "D's loss", "discriminator"),
)
"""Each curve with its name and colour, in the order of drawing."""
NEAR = 6
"""A mark counts as pointed at within this many pixels."""


class Strip(Painted):
    """Time runs to the right, linear in iterations. Emits `scrubbed` on dragging and `released` at the end, with an iteration."""

    scrubbed = pyqtSignal(int)
    released = pyqtSignal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("timeline"))
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._time: Timeline | None = None
        self._neutrals = LIGHT
        self.caption = ""
        """The current position in words; drawn beside the cursor."""
        self._held: int | None = None
        """The iteration under the pointer while dragging."""

    def show_time(self, time: Timeline) -> None:
        self._time = time
        self.update()

    def restyle(self, neutrals: Neutrals) -> None:
        self._neutrals = neutrals
        self.update()

    # ---- places ----

    @property
    def key_font(self) -> QFont:
        """That of the curves' names."""
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.8)
        return font

    @property
    def start(self) -> int:
        """Where the time axis begins: right of the curves' names, if there is room for these."""
        metrics = QFontMetrics(self.key_font)
        key = max(metrics.horizontalAdvance(tr(words)) for _, words, _ in CURVES) + 4
        return EDGE + key if self.width() - key - 2 * EDGE >= LEAST_AXIS else EDGE

    def _x(self, iteration: Places) -> Places:
        last = self._time.last_iteration if self._time else 0
        return self.start + (self.width() - EDGE - self.start) * (iteration / (last or math.inf))

    def iteration_at(self, x: float) -> int:
        """The iteration at this x of the strip."""
        last = self._time.last_iteration if self._time else 0
        share = (x - self.start) / max(self.width() - EDGE - self.start, 1)
        return round(min(max(share, 0.0), 1.0) * last)

    # ---- the mouse ----

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and event.button() == Qt.MouseButton.LeftButton and self._time is not None:
            self._drag(event)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and self._held is not None:
            self._drag(event)

    def _drag(self, event: QMouseEvent) -> None:
        held = self.iteration_at(event.position().x())
        if held != self._held:
            self._held = held
            self.scrubbed.emit(held)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and self._held is not None:
            held, self._held = self._held, None
            self.released.emit(held)
            self.update()

    def event(self, event: QEvent | None) -> bool:
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.words_at(event.pos().x()), self)
            return True
        return super().event(event)

    def words_at(self, x: float) -> str:
        """The tooltip at this x."""
        if self._time is None or not self._time.last_iteration:
            return tr("The whole history is kept here: drag to go back in time.")
        if x < self.start - EDGE:
            return tr("Both losses over the whole run, each stretched to the height of this strip.")
        near = [change for change in self._time.changes if abs(self._x(change.iteration) - x) <= NEAR]
        if near:
            words = [f"{tr('iteration {n:,}', n=near[0].iteration)}:", *(in_words(change) for change in near[-6:])]
            return "\n".join(words)
        return tr("iteration {n:,}: release to go there, exactly as it was", n=self.iteration_at(x))

    # ---- painting ----

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        n = self._neutrals
        painter.fillRect(self.rect(), QColor(n.plane))
        painter.setPen(QColor(n.border))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        time = self._time
        if time is None or not time.last_iteration:
            painter.setPen(QColor(n.dim))
            words = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(2, 0, -2, 0), words, self.empty_words())
            return
        here = self._x(self._held if self._held is not None else time.iteration)
        for name, _, role in CURVES:
            self._draw_curve(painter, time, name, n.of(role))
        self._draw_key(painter)
        if here < self._x(time.last_iteration) - 1:
            later = QColor(n.window)
            later.setAlpha(150)
            painter.fillRect(QRectF(here, 1, self._x(time.last_iteration) - here + EDGE - 1, HEIGHT - 2), later)
        self._draw_marks(painter, time)
        self._draw_here(painter, here)
        self._draw_caption(painter, here)
        if time.replayed is not None:
            painter.fillRect(QRectF(0, HEIGHT - 3, self.width() * time.replayed, 3), QColor(n.accent))

    def empty_words(self) -> str:
        """What is said instead of curves, which are of whole iterations."""
        if self._time is None or not self._time.end:
            return tr("The run's history will be drawn here.")
        steps = self._time.end - len(self._time.changes)  # a change by hand is a moment too, and no step
        return tr_n("{n:,} single step, no whole iteration yet", "{n:,} single steps, no whole iteration yet", steps)

    def _draw_curve(self, painter: QPainter, time: Timeline, name: str, colour: str) -> None:
        xs, ys = decimated(time.losses.x, time.losses.y[name], max(self.width() - EDGE - self.start, 2))
        if len(xs) < 2:
            return
        low, high = np.nanpercentile(ys, [1, 99])
        share = np.clip((ys - low) / (high - low), 0, 1) if high > low else np.full(len(ys), 0.5)
        heights = HEIGHT - 12 - share * (HEIGHT - 20)
        painter.setPen(QPen(QColor(colour), 1))
        painter.drawPath(arrayToQPath(self._x(xs), heights))

    def _draw_key(self, painter: QPainter) -> None:
        """The names of the curves, one below the other, left of where time begins."""
        if self.start == EDGE:
            return
        painter.save()
        painter.setFont(self.key_font)
        height = (HEIGHT - 6) / len(CURVES)
        for k, (_, words, role) in enumerate(reversed(CURVES)):
            painter.setPen(QColor(self._neutrals.of(role)))
            room = QRectF(EDGE - 3, 3 + k * height, self.start - EDGE, height)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, tr(words))
        painter.restore()

    def _draw_marks(self, painter: QPainter, time: Timeline) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._neutrals.accent))
        drawn = -100.0
        for change in time.changes:
            x = self._x(change.iteration)
            if x - drawn >= 3:  # dragging a slider makes many changes, but one mark
                painter.drawPolygon(QPolygonF([QPointF(x - 4, 1), QPointF(x + 4, 1), QPointF(x, 8)]))
                drawn = x
        painter.setPen(QPen(QColor(self._neutrals.accent), 1, Qt.PenStyle.DotLine))
        for course in time.line_summaries:
            if course.parent == time.line or (course.number == time.line and course.parent is not None):
                x = self._x(course.forked_at)
                painter.drawLine(QPointF(x, 1), QPointF(x, HEIGHT - 1))

    def _draw_here(self, painter: QPainter, x: float) -> None:
        painter.setPen(QPen(QColor(self._neutrals.text), 1))
        painter.drawLine(QPointF(x, 0), QPointF(x, HEIGHT))
        painter.setBrush(QColor(self._neutrals.text))
        painter.drawEllipse(QPointF(x, HEIGHT - 5), 4, 4)

    def _draw_caption(self, painter: QPainter, x: float) -> None:
        width = painter.fontMetrics().horizontalAdvance(self.caption) + 8
        left = x + 7 if x + 7 + width < self.width() else x - 7 - width
        room = QRectF(left, HEIGHT / 2 - 9, width, 18)
        if self.caption:
            ground = QColor(self._neutrals.plane)
            ground.setAlpha(215)
            painter.fillRect(room, ground)
            painter.setPen(QColor(self._neutrals.text))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self.caption)


def in_words(change: Change) -> str:
    """A change by the user, in words."""
    if isinstance(change.done, KnobsTurned):
        return "; ".join(differences(change.before, change.done.experiment))
    if isinstance(change.done, PointMoved):
        done = change.done
        return tr("point {n} of G was moved to ({x:z.2f}, {y:z.2f})", n=done.point + 1, x=done.x, y=done.y)
    whose = "D" if change.done.network == "d" else "G"
    return tr("a parameter of {whose} was set to {value:z.4g}", whose=whose, value=change.done.value)


def decimated(
    x: npt.NDArray[np.int64], y: npt.NDArray[np.float32], columns: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The curve with at most about one point per column, each the mean of its section; NaN is left out."""
    good = np.isfinite(y)
    xs, ys = x[good].astype(np.float64), y[good].astype(np.float64)
    size = max(len(xs) // columns, 1)
    n = len(xs) // size * size
    if size == 1:
        return xs, ys
    return xs[:n].reshape(-1, size).mean(1), ys[:n].reshape(-1, size).mean(1)
