"""A widget that paints itself, which a screen reader calls an image.

PyQt6 has no QAccessible, so the role of a widget follows from its class alone: a QLabel that has a pixmap is an image.
"""

from __future__ import annotations

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QPixmap
from PyQt6.QtWidgets import QLabel


class Painted(QLabel):
    """As a plain QWidget in all but its role; a subclass has its `paintEvent`."""

    def __init__(self) -> None:
        super().__init__()
        nothing = QPixmap(1, 1)
        nothing.fill(Qt.GlobalColor.transparent)
        self.setPixmap(nothing)

    def sizeHint(self) -> QSize:
        return QSize()

    def minimumSizeHint(self) -> QSize:
        return QSize()
