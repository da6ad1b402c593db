"""The plane: P_data, P_model and D's mind on one drawing, each layer with its own switch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QRectF, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QColor, QPainter
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from playground.core.lenses import PLANE
from playground.core.lenses.look import Rect
from playground.engine.letters import Picture
from playground.ui.layers import LAYERS
from playground.ui.palette import FAKE, GENERATOR, LIGHT, REAL, Neutrals, rgb, surface_colours

VIEW_SETTLES_MS = 120
"""After a pan or zoom D's surface is computed anew for what is now visible."""
DOT, DOT_PROJECTOR = 5, 9


class SmoothImage(pg.ImageItem):  # type: ignore[misc]  # pyqtgraph ships no types
    """An image whose cells melt into each other: D is smooth between the grid's points, and it paints faster too."""

    def paint(self, painter: QPainter, *args: Any) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        super().paint(painter, *args)


def _dots(symbol: str, colour: str, size: int, opacity: int) -> pg.ScatterPlotItem:
    return pg.ScatterPlotItem(
        pxMode=True, size=size, symbol=symbol, pen=None, brush=QColor(*rgb(colour), opacity), antialias=False
    )


LONGEST_ARROW = 0.9
LONGEST_BARB = 0.09
"""Plane units: one far-off fake must not draw across the whole plane."""


def arrows(tail: np.ndarray, shaft: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(x, y) of line segments in pairs: a shaft and two barbs for every arrow, for one curve with connect="pairs".

    Shafts longer than LONGEST_ARROW are cut there.
    """
    length = np.maximum(np.hypot(shaft[:, :1], shaft[:, 1:]), 1e-12)
    shaft = shaft * np.minimum(1, LONGEST_ARROW / length)
    head = tail + shaft
    back = shaft * np.minimum(0.3, LONGEST_BARB / length)
    barbs = [head - back @ np.array([[c, s], [-s, c]], np.float32) for c, s in ((0.9, 0.43), (0.9, -0.43))]
    segments = np.stack([tail, head, barbs[0], head, barbs[1], head], axis=1).reshape(-1, 2)
    return segments[:, 0], segments[:, 1]


class Plane(QWidget):
    """Shows pictures; asks for lenses by `lenses()`; says by `looked_at` which part of the plane is visible."""

    looked_at = pyqtSignal(tuple)
    layers_changed = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("plane")
        self._on = {layer.name: layer.on for layer in LAYERS}
        self._picture: Picture | None = None
        self.graphics = pg.PlotWidget()
        self._plot = self.graphics.getPlotItem()
        self._plot.setAspectLocked(True)
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        for side in ("left", "bottom"):
            self._plot.getAxis(side).setStyle(tickLength=-4)
        self._images = {
            name: SmoothImage(axisOrder="row-major", autoLevels=False, levels=(0, 255), lut=surface_colours())
            for name in ("surface", "optimal", "difference")
        }
        self._boundary, self._best_boundary = (
            pg.PlotCurveItem(connect="finite", skipFiniteCheck=True) for _ in range(2)
        )
        self._real = _dots("o", REAL, DOT, 150)
        self._fake = _dots("d", FAKE, DOT + 2, 210)
        self._arrows = pg.PlotCurveItem(connect="pairs", skipFiniteCheck=True)
        self.items: dict[str, Any] = {
            **self._images,
            "boundary": self._boundary,
            "optimal_boundary": self._best_boundary,
            "real": self._real,
            "fake": self._fake,
            "gradients": self._arrows,
        }
        for depth, item in enumerate(self.items.values()):
            item.setZValue(depth)
            self._plot.addItem(item, ignoreBounds=True)
        for name, on in self._on.items():
            self.items[name].setVisible(on)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(VIEW_SETTLES_MS)
        self._settle.timeout.connect(lambda: self.looked_at.emit(self.rect_shown()))
        self._plot.getViewBox().sigRangeChanged.connect(lambda *_: self._settle.start())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.graphics)
        self.restyle(LIGHT)
        self.fit()

    # ---- what is asked for ----

    def lenses(self) -> frozenset[str]:
        """The lenses that the layers that are on need."""
        return frozenset(layer.lens for layer in LAYERS if self._on[layer.name])

    def rect_shown(self) -> Rect:
        """(left, right, bottom, top) of what is visible, in plane units."""
        (left, right), (bottom, top) = self._plot.getViewBox().viewRange()
        return float(left), float(right), float(bottom), float(top)

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

    def fit(self) -> None:
        """The whole plane, as large as it can be."""
        left, right, bottom, top = PLANE
        self._plot.setRange(QRectF(left, bottom, right - left, top - bottom), padding=0)

    # ---- what is shown ----

    def show_picture(self, picture: Picture) -> None:
        """Draws the layers that are on; one whose lens this picture lacks stays as it was."""
        self._picture = picture
        draw = {
            "samples": self._draw_samples,
            "surface": self._draw_surface,
            "gradients": self._draw_gradients,
            "optimum": self._draw_optimum,
        }
        for lens, seen in picture.lenses.items():
            if lens in draw and lens in self.lenses():
                draw[lens](seen)

    def _draw_samples(self, samples: Any) -> None:
        if self._on["real"]:
            self._real.setData(samples.real[:, 0], samples.real[:, 1])
        if self._on["fake"]:
            self._fake.setData(samples.fake[:, 0], samples.fake[:, 1])

    def _draw_surface(self, surface: Any) -> None:
        self._draw_image("surface", surface.shade, surface.rect)
        if self._on["boundary"]:
            self._boundary.setData(surface.boundary[:, 0], surface.boundary[:, 1])

    def _draw_optimum(self, optimum: Any) -> None:
        if isinstance(optimum, str):  # the sentence that says why there is none; the stage shows it
            for name in ("optimal", "difference"):
                self._images[name].clear()
            self._best_boundary.clear()
            return
        self._draw_image("optimal", optimum.shade, optimum.rect)
        self._draw_image("difference", optimum.difference_shade, optimum.rect)
        if self._on["optimal_boundary"]:
            self._best_boundary.setData(optimum.boundary[:, 0], optimum.boundary[:, 1])

    def _draw_image(self, name: str, shade: np.ndarray, rect: Rect) -> None:
        if self._on[name]:
            left, right, bottom, top = rect
            self._images[name].setImage(shade, autoLevels=False)
            self._images[name].setRect(QRectF(left, bottom, right - left, top - bottom))

    def _draw_gradients(self, gradients: Any) -> None:
        whole = np.isfinite(gradients.tail).all(1) & np.isfinite(gradients.direction).all(1)
        tail = gradients.tail[whole]
        x, y = arrows(tail, gradients.direction[whole] * gradients.unit)
        self._arrows.setData(x, y)

    # ---- looks ----

    def restyle(self, neutrals: Neutrals) -> None:
        """The theme's neutrals; the colours of the data stay."""
        self.graphics.setBackground(neutrals.plane)
        for side in ("left", "bottom"):
            axis = self._plot.getAxis(side)
            axis.setPen(neutrals.border)
            axis.setTextPen(neutrals.dim)
        self._boundary.setPen(pg.mkPen(neutrals.discriminator, width=1))
        self._best_boundary.setPen(pg.mkPen(neutrals.discriminator, width=1, style=Qt.PenStyle.DashLine))
        self._arrows.setPen(pg.mkPen(GENERATOR, width=1))

    def project(self, on: bool) -> None:
        """Larger dots, for a projector."""
        size = DOT_PROJECTOR if on else DOT
        self._real.setSize(size)
        self._fake.setSize(size + 2)
        self._plot.getViewBox().setCursor(Qt.CursorShape.ArrowCursor)
