"""The map of a sweep: a cell for each pair of values of two knobs, coloured by a quantity, with diverged runs marked."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFontMetricsF, QHelpEvent, QLinearGradient, QMouseEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QSizePolicy, QToolTip, QWidget

from playground.i18n import tr, tr_n
from playground.ui.labels import literal
from playground.ui.palette import LIGHT, Neutrals, readable_on, sequential_colours
from playground.ui.sweep.summary import Map, Quantity

EMPTY = Map((), (), {}, 0.0, 1.0)
GAP = 2.0
LEGEND = 46.0
"""Pixels below the map."""


class HeatMap(QWidget):
    """`picked` when a cell is clicked, with its rows, the one to open first."""

    picked = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.setMinimumSize(300, 240)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Map of the sweep"))
        self.map = EMPTY
        self.quantity: Quantity | None = None
        self._axes = ("", "")
        self._neutrals = LIGHT
        self._table = sequential_colours(LIGHT.fit, LIGHT)

    def show_map(self, found: Map, quantity: Quantity, x: str, y: str) -> None:
        """x and y: the axes' labels; empty if an axis has no knob."""
        self.map, self.quantity, self._axes = found, quantity, (x, y)
        self._table = sequential_colours(self._neutrals.of(quantity.colour), self._neutrals)
        self.update()

    def restyle(self, neutrals: Neutrals) -> None:
        self._neutrals = neutrals
        if self.quantity is not None:
            self._table = sequential_colours(neutrals.of(self.quantity.colour), neutrals)
        self.update()

    # ---- geometry ----

    def _inside(self) -> QRectF:
        """The area of the cells."""
        metrics = QFontMetricsF(self.font())
        labels = max((metrics.horizontalAdvance(text) for text in self.map.y), default=0.0)
        left = min(labels, 0.3 * self.width()) + metrics.height() + 14
        below = LEGEND + 2 * metrics.height() + 12
        return QRectF(left, 6, max(1.0, self.width() - left - 8), max(1.0, self.height() - below - 6))

    def place(self, i: int, j: int) -> QRectF:
        """The rectangle of column i and row j, counted from the bottom."""
        inside, m = self._inside(), self.map
        w, h = inside.width() / len(m.x), inside.height() / len(m.y)
        cell = QRectF(inside.left() + i * w, inside.bottom() - (j + 1) * h, w, h)
        return cell.adjusted(GAP / 2, GAP / 2, -GAP / 2, -GAP / 2)

    def _at(self, point: QPointF) -> tuple[int, int] | None:
        return next((place for place in self.map.cells if self.place(*place).contains(point)), None)

    def colour(self, i: int, j: int) -> QColor | None:
        """The colour of a cell; None if none of its runs has a value."""
        value = self.map.cells[i, j].value
        if value is None or self.quantity is None:
            return None
        return QColor(*(int(c) for c in self._table[round(255 * self.map.strength(self.quantity, value))]))

    # ---- mouse ----

    def mousePressEvent(self, a0: QMouseEvent | None) -> None:
        assert a0 is not None
        place = self._at(a0.position())
        if place is not None and a0.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(self.map.cells[place].rows)

    def mouseMoveEvent(self, a0: QMouseEvent | None) -> None:
        assert a0 is not None
        hand = Qt.CursorShape.PointingHandCursor if self._at(a0.position()) else Qt.CursorShape.ArrowCursor
        self.setCursor(hand)

    def event(self, a0: QEvent | None) -> bool:
        if isinstance(a0, QHelpEvent) and a0.type() == QEvent.Type.ToolTip:
            place = self._at(QPointF(a0.pos()))
            QToolTip.showText(a0.globalPos(), literal(self.told(*place)) if place else "", self)
            return True
        return super().event(a0)

    def told(self, i: int, j: int) -> str:
        """The tooltip of a cell."""
        cell, q = self.map.cells[i, j], self.quantity
        assert q is not None
        lines = [
            f"{name}: {text}" for name, text in zip(self._axes, (self.map.x[i], self.map.y[j]), strict=True) if name
        ]
        value = "–" if cell.value is None else q.shown(cell.value)
        runs = len(cell.rows)
        told = tr_n(
            "{label}: {value} ({n} run)", "{label}: {value} (mean of {n} runs)", runs, label=q.label, value=value
        )
        lines.append(told)
        if cell.diverged:
            lines.append(tr("✕ {n} of {all} diverged", n=cell.diverged, all=len(cell.rows)))
        lines.append(
            tr("Click to open the run with seed {seed} in the main window, at iteration 0.", seed=cell.rows[0]["seed"])
        )
        return "\n".join(lines)

    # ---- painting ----

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        if self.quantity is None or not self.map.cells:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place in self.map.cells:
            self._paint_cell(painter, *place)
        self._paint_axes(painter)
        self._paint_legend(painter, self.quantity)
        painter.end()

    def _paint_cell(self, painter: QPainter, i: int, j: int) -> None:
        cell, box, q = self.map.cells[i, j], self.place(i, j), self.quantity
        assert q is not None
        colour = self.colour(i, j)
        text = QColor(self._neutrals.text)
        painter.setPen(QPen(QColor(self._neutrals.border), 1))
        if colour is None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)
        else:
            painter.fillRect(box, colour)
            text = QColor(readable_on(colour.name()))
        words = [] if cell.value is None else [q.shown(cell.value)]
        if cell.diverged:
            words.append("✕" if cell.diverged == len(cell.rows) else f"✕ {cell.diverged}/{len(cell.rows)}")
        metrics = QFontMetricsF(self.font())
        fits = all(metrics.horizontalAdvance(word) < box.width() - 2 for word in words)
        if not fits or len(words) * metrics.height() > box.height():
            words = ["✕"] if cell.diverged else []
        painter.setPen(text)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "\n".join(words))

    def _paint_axes(self, painter: QPainter) -> None:
        metrics, inside = QFontMetricsF(self.font()), self._inside()
        painter.setPen(QColor(self._neutrals.text))
        for j, text in enumerate(self.map.y):
            box = self.place(0, j)
            box = QRectF(metrics.height() + 4, box.top(), inside.left() - metrics.height() - 10, box.height())
            said = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, said)
        for i, text in enumerate(self.map.x):
            box = self.place(i, 0)
            said = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
            line = QRectF(box.left(), inside.bottom() + 3, box.width(), metrics.height())
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, said)
        painter.setPen(QColor(self._neutrals.dim))
        x, y = self._axes
        line = QRectF(inside.left(), inside.bottom() + metrics.height() + 5, inside.width(), metrics.height())
        painter.drawText(
            line, Qt.AlignmentFlag.AlignCenter, metrics.elidedText(x, Qt.TextElideMode.ElideRight, line.width())
        )
        painter.save()
        painter.translate(2, inside.bottom())
        painter.rotate(-90)
        up = QRectF(0, 0, inside.height(), metrics.height())
        painter.drawText(
            up, Qt.AlignmentFlag.AlignCenter, metrics.elidedText(y, Qt.TextElideMode.ElideRight, up.width())
        )
        painter.restore()

    def _paint_legend(self, painter: QPainter, q: Quantity) -> None:
        """The colours from pale to strong, with labels and values at both ends, and the meaning of the mark."""
        metrics, m = QFontMetricsF(self.font()), self.map
        ends = (m.high, m.low) if q.better == "lower" else (m.low, m.high)
        pale, strong = (f"{word} ({q.shown(value)})" for word, value in zip(q.ends, ends, strict=True))
        if m.low == m.high:
            pale, strong = "", q.shown(m.low)
        top = self.height() - LEGEND + 8
        left = metrics.horizontalAdvance(pale) + 14
        bar = QRectF(left, top, max(30.0, min(140.0, self.width() - left - metrics.horizontalAdvance(strong) - 20)), 14)
        gradient = QLinearGradient(bar.left(), 0, bar.right(), 0)
        for i in range(0, 256, 51):
            gradient.setColorAt(i / 255, QColor(*(int(c) for c in self._table[i])))
        painter.fillRect(bar, gradient)
        painter.setPen(QColor(self._neutrals.text))
        y = top + metrics.ascent() - 1
        painter.drawText(QPointF(6, y), pale)
        painter.drawText(QPointF(bar.right() + 8, y), strong)
        if any(cell.diverged for cell in m.cells.values()):
            painter.setPen(QColor(self._neutrals.diverged_text))
            painter.drawText(QPointF(6, y + metrics.height() + 2), "✕")
            painter.setPen(QColor(self._neutrals.dim))
            painter.drawText(QPointF(22, y + metrics.height() + 2), tr("diverged: a number became infinite or NaN"))
