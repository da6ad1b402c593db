"""Sizes of windows, as far as the screen allows: none is ever larger than what is there."""

from __future__ import annotations

from PyQt6.QtCore import QSize
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QWidget


def room(widget: QWidget) -> QSize:
    """What the widget's screen has free for windows."""
    screen = widget.screen() or QGuiApplication.primaryScreen()
    return QSize(800, 600) if screen is None else screen.availableGeometry().size()


def resize_within(widget: QWidget, width: int, height: int) -> None:
    """The window has this size, or less where the screen has no more."""
    widget.resize(QSize(width, height).boundedTo(room(widget)))
