"""The gallery of targets: a thumbnail of each P_data; a click makes it the target."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QEvent, QPointF, QRect, QSize, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QColor, QFontMetrics, QIcon, QPainter, QPixmap
from PyQt6.QtWidgets import QListView, QListWidget, QListWidgetItem

from playground.core.lenses import PLANE
from playground.core.targets import OWN, TARGETS, Target
from playground.i18n import tr
from playground.ui.icons import icon
from playground.ui.palette import LIGHT, Neutrals
from playground.ui.terms import explain
from playground.ui.theme import SMALL

THUMB = 60
SIDE = 2 * THUMB
"""Drawn at twice its size, for high-resolution screens."""
DOTS = 500
LEAST_CELL = QSize(96, 98)
SIDES, ABOVE = 14, 12
"""Pixels of a cell beside its name, both sides together, and above and below its thumbnail and its name."""
WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignHCenter)


def cell_for(metrics: QFontMetrics) -> QSize:
    """The smallest cell, but not below LEAST_CELL, in which every target's name is whole: no word is wider than it, and
    all lines fit below the thumbnail.
    """
    names = [tr(target.label) for target in TARGETS]
    word = max(metrics.horizontalAdvance(word) for name in names for word in name.split())
    width = max(LEAST_CELL.width(), word + SIDES)
    room = QRect(0, 0, width - SIDES, 10_000)
    tallest = max(metrics.boundingRect(room, WRAPPED, name).height() for name in names)
    return QSize(width, max(LEAST_CELL.height(), THUMB + tallest + ABOVE))


def dots(target: Target, neutrals: Neutrals) -> QPixmap:
    """Real points of the target on a transparent background."""
    pixmap = QPixmap(SIDE, SIDE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    colour = QColor(neutrals.real)
    colour.setAlpha(130)
    painter.setBrush(colour)
    left, right, bottom, top = PLANE
    points = target.sample(DOTS, np.random.default_rng(0))
    x = (points[:, 0] - left) / (right - left) * SIDE
    y = (top - points[:, 1]) / (top - bottom) * SIDE
    for px, py in zip(x, y, strict=True):
        painter.drawEllipse(QPointF(px, py), 1.4, 1.4)
    painter.end()
    return pixmap


def thumbnail(points: QPixmap, neutrals: Neutrals) -> QIcon:
    """A small plane with these dots."""
    pixmap = QPixmap(points.size())
    pixmap.fill(QColor(neutrals.plane))
    painter = QPainter(pixmap)
    painter.drawPixmap(0, 0, points)
    painter.setPen(QColor(neutrals.border))
    painter.drawRect(0, 0, SIDE - 1, SIDE - 1)
    painter.end()
    return QIcon(pixmap)


class Gallery(QListWidget):
    """Icons with names; `chosen` emits the target that was clicked. Thumbnails are drawn after the first paint."""

    chosen = pyqtSignal(str)
    own_wanted = pyqtSignal()
    """The cell of own data was clicked: the user wants to use it or to make it."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("P_data"))
        explain(self, "part:gallery")
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setIconSize(QSize(THUMB, THUMB))
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setObjectName("gallery")
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        small = self.font()
        small.setPointSizeF(small.pointSizeF() * SMALL)
        self.setFont(small)
        self._neutrals = LIGHT
        self._own: Target | None = None
        self._to_draw: list[int] = []
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.setInterval(0)
        self._next.timeout.connect(self._draw_next)
        self._dots: dict[tuple[str, str], QPixmap] = {}
        """By the target and the colour of the dots."""
        self._in_use = TARGETS.names[0]
        for target in TARGETS:
            item = QListWidgetItem(tr(target.label))
            item.setData(Qt.ItemDataRole.UserRole, target.name)
            item.setToolTip(f"<b>{tr(target.label)}</b><br>{tr(target.help)}")
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            self.addItem(item)
        self._fit_cells()
        self.currentItemChanged.connect(self._say)
        self.itemClicked.connect(self._open)
        self.itemActivated.connect(self._open)

    def _fit_cells(self) -> None:
        """Cells in which no name is cut, in the font of now."""
        cell = cell_for(self.fontMetrics())
        if cell != self.gridSize():
            self.setGridSize(cell)
            for item in map(self.item, range(self.count())):
                if item is not None:
                    item.setSizeHint(cell)

    def changeEvent(self, e: QEvent | None) -> None:
        super().changeEvent(e)
        if e is not None and e.type() == QEvent.Type.FontChange and self.count():
            self._fit_cells()

    def draw(self) -> None:
        """Draws the thumbnails one by one, when the window is idle."""
        self._to_draw = list(range(self.count()))
        self._next.start()

    def _draw_next(self) -> None:
        item = self.item(self._to_draw.pop(0))
        assert item is not None
        self._show_icon(item)
        if self._to_draw:
            self._next.start()

    def _show_icon(self, item: QListWidgetItem) -> None:
        """Sets the thumbnail in the current theme; its dots are drawn once for each theme."""
        name = item.data(Qt.ItemDataRole.UserRole)
        target = self._own if name == OWN.name else TARGETS[name]
        if target is None:
            item.setIcon(icon("pencil", self._neutrals.accent))
            return
        key = name, self._neutrals.real
        if key not in self._dots:
            self._dots[key] = dots(target, self._neutrals)
        item.setIcon(thumbnail(self._dots[key], self._neutrals))

    def thumbnail(self, name: str) -> QIcon:
        """The small picture of a target, as in its cell."""
        item = self.item(TARGETS.names.index(name))
        return QIcon() if item is None else item.icon()

    def show_own(self, own: Target | None) -> None:
        """The cell of own data shows these data; without any, a pencil."""
        if own is not self._own:
            self._own = own
            self._dots = {key: drawn for key, drawn in self._dots.items() if key[0] != OWN.name}
            item = self.item(TARGETS.names.index(OWN.name))
            assert item is not None
            self._show_icon(item)

    def restyle(self, neutrals: Neutrals) -> None:
        self._neutrals = neutrals
        for item in map(self.item, range(self.count())):
            if item is not None and not item.icon().isNull():
                self._show_icon(item)

    def mark(self, name: str) -> None:
        """Marks the target in use without emitting `chosen`."""
        self._in_use = name
        index = TARGETS.names.index(name)
        if index != self.currentRow():
            self.blockSignals(True)
            self.setCurrentRow(index)
            self.blockSignals(False)

    def _say(self, item: QListWidgetItem | None) -> None:
        if item is not None and (item.data(Qt.ItemDataRole.UserRole) != OWN.name or self._own is not None):
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))

    def _open(self, item: QListWidgetItem) -> None:
        if item.data(Qt.ItemDataRole.UserRole) == OWN.name:
            self.own_wanted.emit()
            self.mark(self._in_use)
