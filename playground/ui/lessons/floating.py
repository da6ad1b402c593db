"""The lesson's card over a corner of the plane: the corner where it covers the least of what the step is about."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PyQt6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, pyqtSignal, pyqtSlot
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

    displaced = pyqtSignal()
    """The plane has another size, and all that lies on it has found its place there: the card is to be placed again."""
    _resized = pyqtSignal()

    def __init__(self, plane: Plane, dock: QDockWidget, card: LessonCard) -> None:
        super().__init__(plane)
        self.setObjectName("hint")
        self._plane, self._dock, self._card = plane, dock, card
        self._pending = False
        """`displaced` will be emitted."""
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(2, 4, 2, 2)
        self._resized.connect(self._tell, Qt.ConnectionType.QueuedConnection)  # type: ignore[call-arg]  # its stub lacks it
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
        (n, 2) in plane units, the fewest; at the size that the plane allows.
        """
        room = self._plane.rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        size = QSize(min(WIDTH, room.width()), min(round(SHARE * room.height()), room.height()))
        right, below = room.right() - size.width() + 1, room.bottom() - size.height() + 1
        rects = [QRect(QPoint(x, y), size) for x, y in ((right, room.top()), (right, below), (room.left(), below))]
        spots = [self._plane.place_of((float(x), float(y))) for x, y in points]
        self.setGeometry(min(rects, key=lambda rect: (_overlap(rect, about), sum(map(rect.contains, spots)))))

    @pyqtSlot()
    def _tell(self) -> None:
        self._pending = False
        self.displaced.emit()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """The plane hears of its size after this, and lays out its parts then: the card waits until that is done."""
        if event is not None and event.type() == QEvent.Type.Resize and self.floats and not self._pending:
            self._pending = True
            self._resized.emit()
        return super().eventFilter(watched, event)


def _overlap(rect: QRect, others: Sequence[QRect]) -> int:
    """The area in pixels that a rectangle has in common with others."""
    return sum(part.width() * part.height() for part in map(rect.intersected, others))


def points_of(picture: Picture | None, most: int = 200) -> np.ndarray:
    """The first real points and fakes of a picture, (n, 2)."""
    samples = picture.seen(SAMPLES) if picture is not None else None
    if samples is None:
        return np.empty((0, 2), np.float32)
    both = np.concatenate([samples.real[:most], samples.fake[:most]])
    kept: np.ndarray = both[np.isfinite(both).all(1)]
    return kept
