"""The plane's axes: their numbers are redrawn only when needed, not with every picture."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QPainter, QPen, QPicture
from PyQt6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

Line = tuple[QPen, QPointF, QPointF]
Text = tuple[QRectF, int, str]
"""Its rectangle, Qt's alignment flags, and the text."""


class Axis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph ships no types
    """An axis whose ticks reach into the plane and are drawn with it; its numbers lie outside."""

    def __init__(self, side: str) -> None:
        self._unlettered = QPicture()
        self._letters = QRectF()
        super().__init__(side)
        self.setFlag(
            QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption
        )  # makes Qt report the exposed rectangle

    def drawPicture(self, painter: QPainter, line: Line, ticks: Sequence[Line], texts: Sequence[Text]) -> None:
        super().drawPicture(painter, line, ticks, texts)
        apart = QPainter(self._unlettered)
        super().drawPicture(apart, line, ticks, [])
        apart.end()
        for place, *_ in texts:
            self._letters |= QRectF(place)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None) -> None:
        if self.picture is None:
            self._unlettered, self._letters = QPicture(), QRectF()
            super().paint(painter, option, widget)
        elif option.exposedRect.intersects(self._letters):
            super().paint(painter, option, widget)
        else:
            self._unlettered.play(painter)
