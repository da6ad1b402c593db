"""A small preview of samples of the user's data, before and after it is used."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent

from playground.core.arrays import PlanePoints
from playground.core.lenses import PLANE
from playground.core.own_data.target import own_target
from playground.ui.own.canvas import Square

DOTS = 4000


class Preview(Square):
    """Samples of an own_data text on the plane."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumSize(240, 240)
        self._points: PlanePoints = np.zeros((0, 2), np.float32)

    def show_text(self, text: str | None) -> None:
        """Shows samples of this data."""
        self._points = own_target(text).sample(DOTS, np.random.default_rng(0)) if text else self._points[:0]
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_ground(painter)
        square = self.square
        painter.setClipRect(square)
        painter.setPen(Qt.PenStyle.NoPen)
        colour = QColor(self.neutrals.real)
        colour.setAlpha(150)
        painter.setBrush(colour)
        left, right, bottom, top = PLANE
        x = square.left() + (self._points[:, 0] - left) / (right - left) * square.width()
        y = square.top() + (top - self._points[:, 1]) / (top - bottom) * square.height()
        for px, py in zip(x.tolist(), y.tolist(), strict=True):
            painter.drawEllipse(QPointF(px, py), 1.1, 1.1)
        painter.end()
