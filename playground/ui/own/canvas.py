"""The canvas: the plane to draw on, with mouse, pen or keys."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QImage, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QPen, QTabletEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from playground.i18n import tr
from playground.ui.own.ink import SIDE, Ink
from playground.ui.palette import LIGHT, Neutrals, rgb

ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
LEAST = 320
"""Pixels of the screen along each side."""


class Square(QWidget):
    """A square part of the plane in the middle of the widget, with its axes."""

    def __init__(self) -> None:
        super().__init__()
        self.neutrals = LIGHT
        self.setMinimumSize(LEAST, LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        return QSize(420, 420)

    @property
    def square(self) -> QRectF:
        side = min(self.width(), self.height()) - 2
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    def restyle(self, neutrals: Neutrals) -> None:
        self.neutrals = neutrals
        self.update()

    def paint_ground(self, painter: QPainter) -> None:
        """The empty plane, its axes, and a frame that shows the keyboard focus."""
        square = self.square
        painter.fillRect(square, QColor(self.neutrals.plane))
        painter.setPen(QPen(QColor(self.neutrals.border), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(square.center().x(), square.top()), QPointF(square.center().x(), square.bottom()))
        painter.drawLine(QPointF(square.left(), square.center().y()), QPointF(square.right(), square.center().y()))
        focused = self.hasFocus()
        painter.setPen(QPen(QColor(self.neutrals.accent if focused else self.neutrals.border), 1.5 if focused else 1))
        painter.drawRect(square)


class Canvas(Square):
    """Draws on its ink; emits `changed` after each stroke and each undo."""

    changed = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.ink = Ink()
        self._cursor = QPointF(SIDE / 2, SIDE / 2)
        self._keys = False
        self._pen_down = False
        self._hover: QPointF | None = None
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(tr("canvas"))
        self.setToolTip(
            tr(
                "Draw with the mouse or a pen. Keys: arrows move the cross (Shift: further), Space paints, Ctrl+Z undoes."
            )
        )

    def _place(self, at: QPointF) -> QPointF:
        """Converts widget pixels to ink pixels."""
        square = self.square
        return QPointF(
            (at.x() - square.left()) / square.width() * SIDE, (at.y() - square.top()) / square.height() * SIDE
        )

    # ---- strokes ----

    def _begin(self, at: QPointF, pressure: float = 1.0) -> None:
        self._pen_down = True
        self.ink.begin(at.x(), at.y(), pressure)
        self.update()

    def _go_on(self, at: QPointF, pressure: float = 1.0) -> None:
        self.ink.go_on(at.x(), at.y(), pressure)
        self.update()

    def _end(self) -> None:
        if self._pen_down:
            self._pen_down = False
            self.ink.end()
            self.changed.emit()

    def undo(self) -> None:
        if self.ink.undo():
            self.update()
            self.changed.emit()

    def clear(self) -> None:
        self.ink.clear()
        self.update()
        self.changed.emit()

    # ---- mouse and pen ----

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self._keys = False
            self._begin(self._place(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is not None:
            self._hover = self._place(event.position())
            if self._pen_down and event.buttons() & Qt.MouseButton.LeftButton:
                self._go_on(self._hover)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self._end()

    def tabletEvent(self, event: QTabletEvent | None) -> None:
        """With a pen, more pressure gives more ink."""
        if event is None:
            return
        at, pressure = self._place(event.position()), max(0.05, event.pressure())
        self._hover = at
        if event.type() == QEvent.Type.TabletPress:
            self._begin(at, pressure)
        elif event.type() == QEvent.Type.TabletMove and self._pen_down:
            self._go_on(at, pressure)
        elif event.type() == QEvent.Type.TabletRelease:
            self._end()
        self.update()
        event.accept()

    def leaveEvent(self, event: QEvent | None) -> None:
        self._hover = None
        self.update()
        super().leaveEvent(event)

    # ---- keys ----

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None:
            return
        key = Qt.Key(event.key())
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        elif key in ARROWS:
            step = 8 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 2
            dx, dy = ARROWS[key]
            x, y = self._cursor.x() + step * dx, self._cursor.y() + step * dy
            self._cursor, self._keys = QPointF(min(max(x, 0), SIDE), min(max(y, 0), SIDE)), True
            if self._pen_down:
                self._go_on(self._cursor)
            self.update()
        elif key == Qt.Key.Key_Space:
            self._keys = True
            if not event.isAutoRepeat():
                self._begin(self._cursor)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._end()
        else:
            super().keyReleaseEvent(event)

    # ---- the picture ----

    def paintEvent(self, event: QPaintEvent | None) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.paint_ground(painter)
        square, scale = self.square, self.square.width() / SIDE
        pixels = np.zeros((SIDE, SIDE, 4), np.uint8)
        pixels[..., :3] = rgb(self.neutrals.real)
        pixels[..., 3] = np.sqrt(self.ink.pixels() / 255) * 255
        painter.drawImage(square, QImage(pixels.tobytes(), SIDE, SIDE, 4 * SIDE, QImage.Format.Format_RGBA8888))
        at = self._cursor if self._keys else self._hover
        if at is not None:
            painter.setClipRect(square)
            painter.setPen(QPen(QColor(self.neutrals.text), 1))
            centre = QPointF(square.left() + at.x() * scale, square.top() + at.y() * scale)
            painter.drawEllipse(centre, self.ink.radius * scale, self.ink.radius * scale)
            if self._keys:
                painter.drawLine(centre + QPointF(-7, 0), centre + QPointF(7, 0))
                painter.drawLine(centre + QPointF(0, -7), centre + QPointF(0, 7))
        painter.end()
