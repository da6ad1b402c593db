"""A backdrop: the part of a widget that rarely changes, drawn once into a pixmap and copied with each picture."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QPaintEngine, QPainter, QPixmap
from PyQt6.QtWidgets import QWidget

from playground.i18n import language


class Backdrop:
    """Drawn again when its key, the language, or the widget's size, font or resolution has changed."""

    def __init__(self) -> None:
        self._drawn: tuple[Hashable, QPixmap] | None = None

    def draw(self, painter: QPainter, widget: QWidget, key: Hashable, paint: Callable[[QPainter], object]) -> None:
        """Copies it, or draws it with `paint` where it is not known or a picture is made of lines, not of pixels."""
        engine = painter.paintEngine()
        if engine is None or engine.type() is not QPaintEngine.Type.Raster:
            paint(painter)
            return
        ratio = painter.deviceTransform().m11()  # of the screen, or of a picture that is saved
        size = widget.size()
        whole = (key, language(), size.width(), size.height(), widget.font().key(), ratio)
        if self._drawn is None or self._drawn[0] != whole:
            pixmap = QPixmap(size * ratio)
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            inner = QPainter(pixmap)
            inner.setFont(widget.font())
            inner.setRenderHints(painter.renderHints())
            paint(inner)
            inner.end()
            self._drawn = whole, pixmap
        painter.drawPixmap(0, 0, self._drawn[1])
