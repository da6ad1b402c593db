"""What lies on the plane itself: the colour bar and notes in its corners, and the reading beside the pointer."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QEvent, QObject, QPoint, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent
from PyQt6.QtWidgets import QLabel, QVBoxLayout, QWidget

from playground.i18n import tr
from playground.ui.backdrop import Backdrop
from playground.ui.labels import Label, RichLabel
from playground.ui.palette import Neutrals, rgb
from playground.ui.theme import quiet
from playground.ui.views.legend import ColourScale

GAP = 10
"""Pixels between the pointer and its reading."""
ROUND = 4
"""Pixels: the radius of the corners of the ground behind what is said."""
AXIS = 38
"""Pixels that the plane's axis takes at the left."""


class Remark(Label):
    """A dimmed label that is drawn once and copied with each picture of the plane below it."""

    def __init__(self) -> None:
        super().__init__()
        quiet(self)
        self._backdrop = Backdrop()

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        self._backdrop.draw(painter, self, (self.text(), self._colour().rgba()), self._draw)
        painter.end()

    def _colour(self) -> QColor:
        return self.palette().color(self.foregroundRole())

    def _draw(self, painter: QPainter) -> None:
        painter.setPen(self._colour())
        painter.drawText(self.contentsRect(), self.alignment() | Qt.TextFlag.TextWordWrap, self.text())


class Corner(QWidget):
    """The colour bar at the upper left of the plane, with what is to be said about the layers below it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("corner")
        self._ground, self._backdrop = QColor(), Backdrop()
        self.scale = ColourScale()
        self.note, self.moves, self.arrows = Remark(), Remark(), Remark()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 2, 6, 2)
        layout.setSpacing(1)
        for widget in (self.scale, self.moves, self.note, self.arrows):
            layout.addWidget(widget)
        for label in (self.note, self.moves, self.arrows):
            label.setWordWrap(True)
            label.setFixedWidth(self.scale.width())
            label.hide()
        parent.installEventFilter(self)

    def say(self, label: QLabel, words: str) -> None:
        """Shows these words on one of the labels, or hides it if there are none; moves only if something has changed."""
        if label.text() != words or label.isHidden() is bool(words):
            label.setText(words)
            label.setVisible(bool(words))
            self.place()

    def show_scale(self, on: bool) -> None:
        """The bar, where an image is on."""
        if self.scale.isHidden() is on:
            self.scale.setVisible(on)
            self.place()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() == QEvent.Type.Resize:
            self.place()
        return super().eventFilter(watched, event)

    def place(self) -> None:
        parent = self.parentWidget()
        assert parent is not None
        parts = (self.moves, self.note, self.arrows, self.scale)
        self.setVisible(any(not part.isHidden() for part in parts))
        for label in (self.note, self.moves, self.arrows):
            label.setFixedWidth(self.scale.width())
        self.adjustSize()
        self.move(AXIS + 4, 4)

    def restyle(self, neutrals: Neutrals) -> None:
        self.scale.restyle(neutrals)
        self._ground = QColor(*rgb(neutrals.plane), 200)
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        self._backdrop.draw(painter, self, self._ground.rgba(), self._draw)
        painter.end()

    def _draw(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._ground)
        painter.drawRoundedRect(self.rect(), ROUND, ROUND)


class NotInPictures:
    """A mixin for what lies on the plane for the person before it, and in no picture."""


class PointerReading(NotInPictures, RichLabel):
    """The reading under the pointer, in a few lines beside it; never under it, and never beyond the plane."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.setObjectName("hint")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setMargin(5)
        self.setAccessibleName(tr("values at the pointer"))
        self.hide()

    def show_at(self, where: QPoint, words: str) -> None:
        """Shows the words beside this place of the parent."""
        self.setText(words)
        self.adjustSize()
        parent = self.parentWidget()
        assert parent is not None
        x = where.x() + GAP if where.x() + GAP + self.width() <= parent.width() else where.x() - GAP - self.width()
        y = where.y() + GAP if where.y() + GAP + self.height() <= parent.height() else where.y() - GAP - self.height()
        self.move(max(x, 0), max(y, 0))
        self.show()
        self.raise_()


class Caption(RichLabel):
    """What a picture shows: target, iteration, and the layers that are on; on the plane only while a picture is made.

    `words` makes its rich text, and is asked only then: training makes many pictures that nobody saves.
    """

    def __init__(self, parent: QWidget, words: Callable[[], str]) -> None:
        super().__init__(parent=parent)
        self._words = words
        self.setObjectName("hint")
        self.setMargin(5)
        self.hide()

    def place(self) -> None:
        """Says what is there now, at the lower right of the plane."""
        self.setText(self._words())
        parent = self.parentWidget()
        assert parent is not None
        self.adjustSize()
        self.move(parent.width() - self.width() - 6, parent.height() - self.height() - 28)
        self.raise_()
