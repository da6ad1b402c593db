"""Frames around the things that a step is about, drawn over the window; they take no input and do not blink."""

from __future__ import annotations

from PyQt6.QtCore import QPoint, QRect, QRectF, Qt, QTimer
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QWidget

from playground.ui.corner import NotInPictures
from playground.ui.lessons.places import Ground, places
from playground.ui.palette import LIGHT, Neutrals

EVERY_MS = 200
"""Things may move when panels do."""
MARGIN = 3
"""Pixels around a thing."""


class Frames(NotInPictures, QWidget):
    """Lies over the whole window and frames what `show_about` names."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground.window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._ground = ground
        self._about: tuple[str, ...] = ()
        self.rects: list[QRect] = []
        """Of the frames, in the window."""
        self._neutrals = LIGHT
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.follow)
        self.hide()

    def show_about(self, about: tuple[str, ...]) -> None:
        """Frames these things from now on; none: no frames."""
        self._about = about
        self.setVisible(bool(about))
        if about:
            self._timer.start()
        else:
            self._timer.stop()
        self.follow()

    def follow(self) -> None:
        """The frames are where the things are now."""
        window = self.parentWidget()
        assert window is not None
        rects = []
        for name in self._about:
            for widget, rect in places(self._ground, name):
                at = QRect(widget.mapTo(window, rect.topLeft()), rect.size())
                rects.append(at.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN).intersected(window.rect()))
        if rects != self.rects or self.size() != window.size():
            self.rects = rects
            self.setGeometry(QRect(QPoint(), window.size()))
            self.raise_()
            self.update()

    def restyle(self, neutrals: Neutrals) -> None:
        self._neutrals = neutrals
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in ((self._neutrals.base, 5.0), (self._neutrals.accent, 2.5)):
            painter.setPen(QPen(QColor(colour), width))
            for rect in self.rects:
                painter.drawRoundedRect(QRectF(rect).adjusted(2, 2, -2, -2), 5, 5)
        painter.end()
