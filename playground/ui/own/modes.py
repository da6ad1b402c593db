"""The canvas of a mixture: Gaussians to add, drag, widen and weight."""

from __future__ import annotations

from math import hypot

from PyQt6.QtCore import QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent

from playground.core.lenses import PLANE
from playground.core.own_data.build import Mode
from playground.core.own_data.kinds import MOST_MODES
from playground.i18n import tr
from playground.ui.own.canvas import ARROWS, Square

LEFT, RIGHT, BOTTOM, TOP = PLANE
NARROWEST, WIDEST = 0.01, 2.0
LIGHTEST, HEAVIEST = 0.05, 20.0
NEW_SD = 0.2
GRIP = 9.0
"""Pixels around a centre in which a click grabs it, even if the mode is narrow."""


class Modes(Square):
    """`changed` after each change, `chosen` when another mode (or none, -1) is selected."""

    changed = pyqtSignal()
    chosen = pyqtSignal(int)

    def __init__(self) -> None:
        super().__init__()
        self.modes: list[Mode] = [(-1.0, 0.0, 0.3, 1.0), (1.0, 0.0, 0.3, 1.0)]
        self.held = 0
        self._dragging = False
        self._offset = QPointF()
        self.setAccessibleName(tr("Gaussians"))
        self.setToolTip(
            tr(
                "Double-click adds a Gaussian; drag moves it; the wheel widens it, with Ctrl it changes its weight. "
                "Keys: Page Up and Page Down select one, Insert adds, arrows move, + and − change the width, Delete removes."
            )
        )

    # ---- positions ----

    @property
    def _scale(self) -> float:
        return self.square.width() / (RIGHT - LEFT)

    def on_screen(self, x: float, y: float) -> QPointF:
        """The position in the widget of a point of the plane."""
        return QPointF(self.square.left() + (x - LEFT) * self._scale, self.square.top() + (TOP - y) * self._scale)

    def _on_plane(self, at: QPointF) -> tuple[float, float]:
        x = LEFT + (at.x() - self.square.left()) / self._scale
        y = TOP - (at.y() - self.square.top()) / self._scale
        return min(max(x, LEFT), RIGHT), min(max(y, BOTTOM), TOP)

    def _under(self, at: QPointF) -> int:
        """The mode whose centre is nearest to a position in the widget, if that is on the mode; else -1."""
        apart = [self.on_screen(x, y) - at for x, y, _, _ in self.modes]
        distances = [hypot(d.x(), d.y()) for d in apart]
        near = [k for k, d in enumerate(distances) if d <= max(GRIP, 2 * self.modes[k][2] * self._scale)]
        return min(near, key=lambda k: distances[k], default=-1)

    # ---- changes ----

    def show_modes(self, modes: list[Mode]) -> None:
        """Shows these, without emitting `changed`."""
        self.modes = modes
        self._hold(0 if modes else -1)

    def _hold(self, k: int) -> None:
        self.held = k
        self.chosen.emit(k)
        self.update()

    def add(self, x: float, y: float) -> None:
        """Adds a Gaussian there, with the width and weight of the selected one."""
        if len(self.modes) >= MOST_MODES:
            return
        sd, weight = self.modes[self.held][2:] if 0 <= self.held < len(self.modes) else (NEW_SD, 1.0)
        self.modes.append((x, y, sd, weight))
        self._hold(len(self.modes) - 1)
        self.changed.emit()

    def remove(self) -> None:
        """Removes the selected Gaussian, unless it is the last one."""
        if len(self.modes) > 1 and self.held >= 0:
            del self.modes[self.held]
            self._hold(min(self.held, len(self.modes) - 1))
            self.changed.emit()

    def change(self, **values: float) -> None:
        """Sets the selected Gaussian's x, y, sd or weight."""
        if self.held < 0:
            return
        x, y, sd, weight = self.modes[self.held]
        self.modes[self.held] = (
            min(max(values.get("x", x), LEFT), RIGHT),
            min(max(values.get("y", y), BOTTOM), TOP),
            min(max(values.get("sd", sd), NARROWEST), WIDEST),
            min(max(values.get("weight", weight), LIGHTEST), HEAVIEST),
        )
        self.chosen.emit(self.held)
        self.update()
        self.changed.emit()

    # ---- mouse and keys ----

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is None or event.button() != Qt.MouseButton.LeftButton:
            return
        k = self._under(event.position())
        if k >= 0:
            self._hold(k)
            self._dragging = True
            self._offset = self.on_screen(*self.modes[k][:2]) - event.position()

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and self._dragging:
            x, y = self._on_plane(event.position() + self._offset)
            self.change(x=x, y=y)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        super().mouseReleaseEvent(event)
        self._dragging = False

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and event.button() == Qt.MouseButton.LeftButton and self._under(event.position()) < 0:
            self.add(*self._on_plane(event.position()))

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        if event is None or self.held < 0:
            return
        factor = 1.1 ** (event.angleDelta().y() / 120)
        _, _, sd, weight = self.modes[self.held]
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.change(weight=weight * factor)
        else:
            self.change(sd=sd * factor)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None:
            return
        key, k = Qt.Key(event.key()), self.held
        if key in ARROWS and k >= 0:
            step = 0.5 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0.05
            dx, dy = ARROWS[key]
            self.change(x=self.modes[k][0] + step * dx, y=self.modes[k][1] - step * dy)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and self.modes:
            self._hold((k + (1 if key == Qt.Key.Key_PageDown else -1)) % len(self.modes))
        elif key == Qt.Key.Key_Insert:
            self.add(0.0, 0.0)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus) and k >= 0:
            self.change(sd=self.modes[k][2] * (1 / 1.1 if key == Qt.Key.Key_Minus else 1.1))
        else:
            super().keyPressEvent(event)

    # ---- the picture ----

    def paintEvent(self, event: QPaintEvent | None) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_ground(painter)
        painter.setClipRect(self.square)
        total = sum(weight for *_, weight in self.modes)
        for k, (x, y, sd, weight) in enumerate(self.modes):
            at, radius = self.on_screen(x, y), sd * self._scale
            colour = QColor(self.neutrals.real)
            for width, alpha in ((2.0, 0.15), (1.0, 0.35)):
                colour.setAlphaF(min(1.0, alpha * (0.5 + 0.5 * weight * len(self.modes) / total)))
                painter.setBrush(colour)
                held = k == self.held and width == 2
                painter.setPen(QPen(QColor(self.neutrals.text if held else self.neutrals.real), 2 if held else 1))
                painter.drawEllipse(at, width * radius, width * radius)
            painter.setPen(QColor(self.neutrals.text))
            box = QRectF(at.x() - 24, at.y() - 10, 48, 20)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tr("{share:z.0%}", share=weight / total))
        painter.end()
