"""The grips on free points: a person takes hold of one on the plane, with the mouse or with keys, and moves it."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QEvent, QObject, QPointF, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent, MouseDragEvent

from playground.core.lenses import FreePoints
from playground.ui.palette import LIGHT, Neutrals

NEAR = 12
"""Pixels: this close to a point a press takes hold of it."""
RING = 17
"""Pixels: the ring around the point that is held."""
STEP, FINE = 0.05, 0.01
"""Plane units that an arrow key moves the held point, and the same with Shift."""
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
NEXT = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}


class Ground(pg.ViewBox):  # type: ignore[misc]  # pyqtgraph ships no types
    """The plane's ground: a drag that begins on a free point moves that point, any other moves the plane."""

    grips: Grips

    def mouseDragEvent(self, ev: MouseDragEvent, axis: int | None = None) -> None:
        if not self.grips.drag(ev):
            super().mouseDragEvent(ev, axis)

    def mouseClickEvent(self, ev: MouseClickEvent) -> None:
        if ev.button() == Qt.MouseButton.LeftButton:
            self.grips.hold(self.grips.near(ev.scenePos()))
        super().mouseClickEvent(ev)


class Grips(QObject):
    """`moved` carries a point's number, where it should be, and the gesture; `dropped` says that a drag is over.

    A gesture is a drag, or all that the keys do with a point while it is held. Does nothing until it is `allowed`.
    """

    moved = pyqtSignal(int, float, float, int)
    dropped = pyqtSignal()

    def __init__(self, graphics: pg.PlotWidget, ground: Ground, depth: int) -> None:
        super().__init__(graphics)
        self._ground, ground.grips = ground, self
        self.allowed = False
        self.held: int | None = None
        """The point that the arrow keys move."""
        self._gesture = 0
        self._dragged: tuple[float, float] | None = None
        """From the pointer to the point that is being dragged; None where none is."""
        self._wanted: tuple[float, float] | None = None
        """Where the held point should be, until a picture shows it there."""
        self._seen: FreePoints | None = None
        self._ring = pg.ScatterPlotItem(size=RING, symbol="o", brush=None)
        self._ring.setZValue(depth)
        self._ring.setVisible(False)
        graphics.getPlotItem().addItem(self._ring, ignoreBounds=True)
        graphics.installEventFilter(self)
        self.restyle(LIGHT)

    # ---- what is shown ----

    def show(self, seen: FreePoints | None) -> None:
        """The points of this picture, None if G is a network."""
        self._seen = seen
        if seen is None or (self.held is not None and self.held >= len(seen.at)):
            self.hold(None)
        elif self.held is not None:
            if self._dragged is None and self._wanted is not None and np.allclose(seen.at[self.held], self._wanted):
                self._wanted = None
            self._draw()

    def settle(self) -> None:
        """All moves have been obeyed: from now on the held point is where the picture shows it."""
        if self._dragged is None and self._wanted is not None:
            self._wanted = None
            self._draw()

    def place_of(self, point: int) -> tuple[float, float]:
        """Where a point is in the picture at hand, plane units."""
        assert self._seen is not None
        x, y = self._seen.at[point].tolist()
        return x, y

    def _draw(self) -> None:
        self._ring.setVisible(self.held is not None)
        if self.held is not None:
            x, y = self._wanted or self.place_of(self.held)
            self._ring.setData([x], [y])

    def restyle(self, neutrals: Neutrals) -> None:
        self._ring.setPen(pg.mkPen(neutrals.text, width=2))

    # ---- taking hold ----

    def near(self, scene: QPointF) -> int | None:
        """The free point that a press there takes hold of; None if there is none."""
        if not self.allowed or self._seen is None:
            return None
        where, (wide, high) = self._ground.mapSceneToView(scene), self._ground.viewPixelSize()
        off = (self._seen.at - (where.x(), where.y())) / (wide, high)
        far = np.nan_to_num(np.hypot(off[:, 0], off[:, 1]), nan=np.inf)
        nearest = int(far.argmin())
        return nearest if far[nearest] <= NEAR else None

    def hold(self, point: int | None) -> None:
        """Takes hold of a point, or of none: a new gesture."""
        self.held, self._dragged, self._wanted = point, None, None
        self._gesture += 1
        self._draw()

    def drag(self, ev: MouseDragEvent) -> bool:
        """Moves a point with the pointer; False where the drag is none of a point."""
        if ev.button() != Qt.MouseButton.LeftButton:
            return False
        if ev.isStart():
            point = self.near(ev.buttonDownScenePos())
            self.hold(point)
            if point is not None:
                start, (x, y) = self._ground.mapSceneToView(ev.buttonDownScenePos()), self.place_of(point)
                self._dragged = x - start.x(), y - start.y()
        if self._dragged is None or self.held is None:
            return False
        ev.accept()
        where, (dx, dy) = self._ground.mapSceneToView(ev.scenePos()), self._dragged
        self._move(where.x() + dx, where.y() + dy)
        if ev.isFinish():
            self._dragged = None
            self.dropped.emit()
        return True

    def _move(self, x: float, y: float) -> None:
        """Wants the held point there, or where the visible part of the plane ends."""
        assert self.held is not None
        (left, right), (bottom, top) = self._ground.viewRange()
        self._wanted = float(np.clip(x, left, right)), float(np.clip(y, bottom, top))
        self._draw()
        self.moved.emit(self.held, *self._wanted, self._gesture)

    # ---- keys ----

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """While the plane has the focus: Page Down and Page Up take hold of a point, and arrow keys move it."""
        if isinstance(event, QKeyEvent) and self.allowed and self._seen is not None:
            if event.type() == QEvent.Type.ShortcutOverride and self._means(event):
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and self._means(event):
                self._press(event, self._seen)
                return True
        return super().eventFilter(watched, event)

    def _means(self, event: QKeyEvent) -> bool:
        """True if the key is for the points: the arrows and Escape only while one is held."""
        plain = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        held = self.held is not None and (event.key() in ARROWS or event.key() == Qt.Key.Key_Escape)
        return plain == Qt.KeyboardModifier.NoModifier and (held or event.key() in NEXT)

    def _press(self, event: QKeyEvent, seen: FreePoints) -> None:
        key, n = Qt.Key(event.key()), len(seen.at)
        if key in NEXT:
            self.hold((0 if NEXT[key] > 0 else n - 1) if self.held is None else (self.held + NEXT[key]) % n)
        elif key in ARROWS and self.held is not None:
            step = FINE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
            x, y = self._wanted or self.place_of(self.held)
            self._move(x + step * ARROWS[key][0], y + step * ARROWS[key][1])
        else:
            self.hold(None)
