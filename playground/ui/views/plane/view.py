"""The plane itself: shows pictures through the marks of the layers that are on, and reports the visible part and the pointer."""

from __future__ import annotations

from collections.abc import Callable

import pyqtgraph as pg
from PyQt6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent

from playground.core.lenses import FREE_POINTS, MOVES, PLANE, READING, Lens, Unit
from playground.core.lenses.look import Rect
from playground.engine.letters import Picture
from playground.i18n import tr
from playground.ui.layers import LAYERS
from playground.ui.palette import LIGHT, Neutrals
from playground.ui.small_plot import restyle_plot
from playground.ui.terms import explain
from playground.ui.views.plane.axis import Axis
from playground.ui.views.plane.drawn import Shades
from playground.ui.views.plane.grips import Grips, Ground
from playground.ui.views.plane.marks import DOT, DOT_PROJECTOR, MARKS, NARROW, show_image, spots, surface
from playground.ui.views.plane.pins import Pins

VIEW_SETTLES_MS = 120
"""This long after a pan or zoom D's surface is recomputed for the visible part."""
POINTER_MS = 40
"""The shortest time between two readings under the pointer."""


class Plane(QWidget):
    """Shows pictures; `lenses()` gives the lenses it needs. Emits `looked_at` with the visible part of the plane,
    `pointed_at` with the pointer's position (None: elsewhere), and `pinned` with the position of a click with Shift.
    """

    looked_at = pyqtSignal(tuple)
    layers_changed = pyqtSignal()
    pointed_at = pyqtSignal(object)
    pinned = pyqtSignal(tuple)
    picked = pyqtSignal(tuple)
    """A double click: selects the fake nearest to this position."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("plane"))
        explain(self, "view:plane")
        self._on = {layer.name: layer.on for layer in LAYERS}
        self._picture: Picture | None = None
        ground = Ground(enableMenu=False)
        axes = {side: Axis(side) for side in ("left", "bottom")}
        self.graphics = pg.PlotWidget(viewBox=ground, axisItems=axes, enableMenu=False)
        self._plot = self.graphics.getPlotItem()
        self._plot.setAspectLocked(True)
        self._plot.hideButtons()
        for side in ("left", "bottom"):
            self._plot.getAxis(side).setStyle(tickLength=-4)
        self.items: dict[str, pg.GraphicsObject] = {name: mark.make() for name, mark in MARKS.items()}
        for depth, (name, item) in enumerate(self.items.items()):
            item.setZValue(depth)
            item.setVisible(self._on[name])
            self._plot.addItem(item, ignoreBounds=True)
        self._unit_image, self._unit_dots = Shades(), spots()
        self._unit: Unit | None = None
        for item in (self._unit_image, self._unit_dots):
            item.setZValue(len(self.items))
            item.setVisible(False)
            self._plot.addItem(item, ignoreBounds=True)
        self.pins = Pins(self._plot, depth=len(self.items))
        self.grips = Grips(self.graphics, ground, depth=len(self.items))
        self._settle = self._timer(VIEW_SETTLES_MS, self._say_rect)
        self._plot.getViewBox().sigRangeChanged.connect(self._await_rect)
        self._pointer: tuple[float, float] | None = None
        self._point = self._timer(POINTER_MS, self._say_pointer)
        self._clicked_at = (0.0, 0.0)
        self._pin = self._timer(QApplication.doubleClickInterval(), self._say_pin)
        scene = self.graphics.scene()
        scene.sigMouseMoved.connect(self._moved)
        scene.sigMouseClicked.connect(self._clicked)
        self.graphics.leaveEvent = self._left
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.graphics)
        self.restyle(LIGHT)
        self.fit()

    def _timer(self, milliseconds: int, do: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(do)  # a method of this widget, which Qt forgets with it
        return timer

    def _await_rect(self) -> None:
        self._settle.start()

    def _say_rect(self) -> None:
        self.looked_at.emit(self.rect_shown())

    def _say_pointer(self) -> None:
        self.pointed_at.emit(self._pointer)

    def _say_pin(self) -> None:
        self.pinned.emit(self._clicked_at)

    # ---- what is needed ----

    def lenses(self) -> frozenset[Lens[object]]:
        """The lenses of the layers that are on, and those of the pointer and the free points."""
        return frozenset(mark.lens for name, mark in MARKS.items() if self._on[name]) | {READING, FREE_POINTS}

    def lenses_at_rest(self) -> frozenset[Lens[object]]:
        """What it shows only at rest: how far the step of G alone has moved its fakes."""
        return frozenset({MOVES})

    def refusals(self, picture: Picture) -> tuple[str, ...]:
        """Why layers that are on show nothing in this picture: sentences, untranslated, each once."""
        told = (picture.refusal(mark.lens) for name, mark in MARKS.items() if self._on[name])
        return tuple(dict.fromkeys(sentence for sentence in told if sentence))

    def rect_shown(self) -> Rect:
        """(left, right, bottom, top) of the visible part, in plane units."""
        (left, right), (bottom, top) = self._plot.getViewBox().viewRange()
        return float(left), float(right), float(bottom), float(top)

    def place_of(self, point: tuple[float, float]) -> QPoint:
        """Where a point of the plane lies in this widget."""
        scene = self._plot.getViewBox().mapViewToScene(QPointF(*point))
        at: QPoint = self.graphics.mapTo(self, self.graphics.mapFromScene(scene))
        return at

    def place_at(self, at: QPoint) -> str:
        """The axis there, if there is one."""
        spot = self.graphics.mapToScene(self.graphics.mapFrom(self, at))
        sides = {"bottom": "axis:x", "left": "axis:y"}
        hit = (place for side, place in sides.items() if self._plot.getAxis(side).sceneBoundingRect().contains(spot))
        return next(hit, "")

    def layer_on(self, name: str) -> bool:
        return self._on[name]

    def switch(self, name: str, on: bool) -> None:
        """Shows or hides a layer."""
        if self._on[name] != on:
            self._on[name] = on
            self.items[name].setVisible(on)
            if self._picture is not None:
                self.show_picture(self._picture)
            self.layers_changed.emit()

    def fade(self, name: str, opacity: float) -> None:
        """Sets a layer's opacity, 0 to 1."""
        self.items[name].setOpacity(opacity)

    def fit(self) -> None:
        """Shows the whole plane, as large as possible."""
        left, right, bottom, top = PLANE
        self._plot.setRange(QRectF(left, bottom, right - left, top - bottom), padding=0)

    # ---- the pointer ----

    def _moved(self, position: QPointF) -> None:
        box = self._plot.getViewBox()
        inside = box.sceneBoundingRect().contains(position)
        where = box.mapSceneToView(position) if inside else None
        self._pointer = (float(where.x()), float(where.y())) if where is not None else None
        if not self._point.isActive():
            self._point.start()

    def _left(self, _event: QEvent) -> None:
        self._pointer = None
        self._point.start()

    def _clicked(self, event: MouseClickEvent) -> None:
        box = self._plot.getViewBox()
        if not box.sceneBoundingRect().contains(event.scenePos()):
            return
        where = box.mapSceneToView(event.scenePos())
        self._clicked_at = (float(where.x()), float(where.y()))
        if event.double():
            self._pin.stop()
            self.picked.emit(self._clicked_at)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier and event.button() == Qt.MouseButton.LeftButton:
            self._pin.start()  # wait: a double click must not pin

    # ---- what is shown ----

    def show_picture(self, picture: Picture) -> None:
        """Draws the layers that are on; one whose lens is missing from this picture is unchanged."""
        self._picture = picture
        if picture.experiment.generator != "points" or picture.seen(FREE_POINTS) is not None:
            self.grips.show(picture.seen(FREE_POINTS))
        moves = picture.seen(MOVES)
        alone = moves is not None and moves.half == "g" and not picture.playing
        self.items["moves"].setVisible(self._on["moves"] or alone)
        if alone:
            MARKS["moves"].show(self.items["moves"], picture)
        for name, mark in MARKS.items():
            if self._on[name]:
                mark.show(self.items[name], picture)

    def show_unit(self, unit: Unit | None) -> None:
        """Overlays one hidden unit: of D as an image, of G as the colours of its fakes; None removes it."""
        self._unit = unit
        self._unit_image.setVisible(unit is not None and unit.points is None)
        self._unit_dots.setVisible(unit is not None and unit.points is not None)
        if unit is None:
            return
        if unit.points is None:
            show_image(self._unit_image, unit.shade, unit.rect)
        else:
            fake, real = QColor(self._neutrals.fake), QColor(self._neutrals.real)
            brushes = [fake if shade < 128 else real for shade in unit.shade]
            self._unit_dots.setData(unit.points[:, 0], unit.points[:, 1], brush=brushes)

    # ---- style ----

    def restyle(self, neutrals: Neutrals) -> None:
        self._neutrals = neutrals
        restyle_plot(self.graphics, neutrals)
        for name, mark in MARKS.items():
            mark.dress(self.items[name], neutrals)
        surface(self._unit_image, neutrals)
        self.show_unit(self._unit)
        self.pins.restyle(neutrals)
        self.grips.restyle(neutrals)

    def project(self, on: bool) -> None:
        """Larger dots, for a projector."""
        size = DOT_PROJECTOR if on else DOT
        self.items["real"].setSize(size)
        self.items["fake"].setSize(size + NARROW)
        self.items["classes"].setSize(size)
