"""The dots of the plane in the colours of their classes: one set of dots for each colour and kind."""

from __future__ import annotations

import pyqtgraph as pg
from PyQt6.QtGui import QColor, QPainter
from PyQt6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from playground.core.lenses.classes import Classes
from playground.ui.palette import CLASS_COLOURS, LIGHT, Neutrals, class_colour
from playground.ui.views.plane.cloud import Dots
from playground.ui.views.plane.drawn import Visible


class ClassDots(Visible, pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph ships no types
    """Discs for real points and diamonds for fakes. There are more classes than colours, which are used again then."""

    def __init__(self, size: int, narrow: int) -> None:
        super().__init__()
        self._narrow = narrow
        self.real = [Dots("o", size) for _ in CLASS_COLOURS]
        self.fake = [Dots("d", size + narrow) for _ in CLASS_COLOURS]
        for item in (*self.real, *self.fake):
            item.setParentItem(self)
        self.dress(LIGHT)

    def dress(self, neutrals: Neutrals) -> None:
        """Gives the dots a theme's colours."""
        for items in (self.real, self.fake):
            for k, item in enumerate(items):
                item.set_colours(QColor(class_colour(k, neutrals)), QColor(neutrals.plane))

    def show_classes(self, seen: Classes) -> None:
        """Draws the points, each in its class's colour."""
        for k, (real, fake) in enumerate(zip(self.real, self.fake, strict=True)):
            real.show_points(seen.real[seen.of_real % len(CLASS_COLOURS) == k])
            fake.show_points(seen.fake[seen.of_fake % len(CLASS_COLOURS) == k])

    def clear(self) -> None:
        for item in (*self.real, *self.fake):
            item.show_points(item.points[:0])

    def setSize(self, size: int) -> None:
        """Sets the size of the discs in pixels."""
        for item in self.real:
            item.setSize(size)
        for item in self.fake:
            item.setSize(size + self._narrow)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem | None, widget: QWidget | None = None) -> None:
        """The dots paint themselves."""
