"""The lesson's card over a corner of the plane: the corner where it covers the least of what the step is about."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PyQt6.QtCore import QEvent, QObject, QPoint, QRect, QSize
from PyQt6.QtWidgets import QDockWidget, QFrame, QVBoxLayout

from playground.core.lenses import SAMPLES
from playground.engine.letters import Picture
from playground.ui.corner import NotInPictures
from playground.ui.lessons.card import LessonCard
from playground.ui.views.plane import Plane

WIDTH, SHARE = 300, 0.56
"""Pixels, and of the plane's height."""
MARGIN = 8


class FloatingCard(NotInPictures, QFrame):
    """Holds the card while it floats; hidden while it is docked."""

    def __init__(self, plane: Plane, dock: QDockWidget, card: LessonCard) -> None:
        super().__init__(plane)
        self.setObjectName("hint")
        self._plane, self._dock, self._card = plane, dock, card
        self._about: tuple[QRect, ...] = ()
        """What is not to be covered, in the plane."""
        self._points = np.empty((0, 2), np.float32)
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(2, 4, 2, 2)
        plane.installEventFilter(self)
        self.hide()

    @property
    def floats(self) -> bool:
        return not self.isHidden()

    def take(self) -> None:
        """The card leaves its dock."""
        self._inside.addWidget(self._card)
        self._card.show()
        self.show()
        self.raise_()

    def give_back(self) -> None:
        """The card is in its dock again."""
        if self.floats:
            self.hide()
            self._dock.setWidget(self._card)
            self._card.show()

    def avoid(self, about: Sequence[QRect], points: np.ndarray) -> None:
        """Goes to the corner where it covers none of these rectangles of the plane if there is one, and of the points,
        (n, 2) in plane units, the fewest.
        """
        self._about, self._points = tuple(about), points
        self.place()

    def place(self) -> None:
        """To the best corner, at the size that the plane allows."""
        room = self._plane.rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        size = QSize(min(WIDTH, room.width()), min(round(SHARE * room.height()), room.height()))
        right, below = room.right() - size.width() + 1, room.bottom() - size.height() + 1
        corners = [QPoint(x, y) for x, y in ((right, room.top()), (right, below), (room.left(), below))]
        best = min(corners, key=lambda corner: self._covered(QRect(corner, size)))
        self.setGeometry(QRect(best, size))

    def _covered(self, rect: QRect) -> tuple[int, int]:
        """The area of what the step is about below this rectangle, and the number of points."""
        area = sum(part.width() * part.height() for part in (rect.intersected(about) for about in self._about))
        spots = [self._plane.place_of((float(x), float(y))) for x, y in self._points]
        return area, sum(map(rect.contains, spots))

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() == QEvent.Type.Resize and self.floats:
            self.place()
        return super().eventFilter(watched, event)


def points_of(picture: Picture | None, most: int = 200) -> np.ndarray:
    """The first real points and fakes of a picture, (n, 2)."""
    samples = picture.seen(SAMPLES) if picture is not None else None
    if samples is None:
        return np.empty((0, 2), np.float32)
    both = np.concatenate([samples.real[:most], samples.fake[:most]])
    kept: np.ndarray = both[np.isfinite(both).all(1)]
    return kept
