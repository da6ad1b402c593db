"""The plane's axes: numbers are drawn again only where they must be, not under every picture."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QPainter, QPicture
from PyQt6.QtWidgets import QGraphicsItem


class Axis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph ships no types
    """An axis whose ticks reach into the plane and so are drawn with it; its numbers lie outside."""

    def __init__(self, side: str) -> None:
        self._unlettered = QPicture()
        self._letters = QRectF()
        super().__init__(side)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)  # says what is drawn anew

    def drawPicture(self, painter: QPainter, line: Any, ticks: Any, texts: Any) -> None:
        super().drawPicture(painter, line, ticks, texts)
        apart = QPainter(self._unlettered)
        super().drawPicture(apart, line, ticks, [])
        apart.end()
        for place, *_ in texts:
            self._letters |= QRectF(place)

    def paint(self, painter: QPainter, option: Any, widget: Any) -> None:
        if self.picture is None:
            self._unlettered, self._letters = QPicture(), QRectF()
            super().paint(painter, option, widget)
        elif option.exposedRect.intersects(self._letters):
            super().paint(painter, option, widget)
        else:
            self._unlettered.play(painter)
