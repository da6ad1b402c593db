"""The items that draw the marks: they cover the visible area and pass whole arrays to Qt, in one or two calls per picture.

pyqtgraph's own items compute their bounds many times per picture, in Python; here bounds do not depend on the data.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PyQt6 import sip
from PyQt6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PyQt6.QtGui import QImage, QPainter, QPolygonF, QTransform
from pyqtgraph.functions import arrayToQPolygonF

from playground.core.arrays import F64, PlanePoints

S = TypeVar("S")

NUMBERS_OF: dict[type, int] = {QLineF: 4, QPointF: 2, QPainter.PixmapFragment: 10}
"""The number of 8-byte numbers in each structure."""
BAND = 90
"""The number of screen lines painted at once: from 96 lines on Qt distributes them among threads, which would compete with
training for its core (docs/performance.md)."""


def shared(kind: type[S], n: int) -> tuple[sip.array[S | None], F64]:
    """An array of n Qt structures, and a view of its numbers, (n, NUMBERS_OF[kind]).

    To be kept: PyQt never frees the 80 bytes of the array object itself, and each slice of one is another (PyQt6-sip 13.13).
    """
    structures: sip.array[S | None] = sip.array(kind, n)  # type: ignore[call-arg]  # its stub knows no constructor
    if n == 0:
        return structures, np.zeros((0, NUMBERS_OF[kind]))
    numbers = np.frombuffer(sip.voidptr(structures, 8 * n * NUMBERS_OF[kind]), np.float64)  # type: ignore[call-overload]
    return structures, numbers.reshape(n, NUMBERS_OF[kind])


class Visible:
    """A mixin for pyqtgraph items: the item covers the visible part of the plane, whatever it shows."""

    def boundingRect(self: pg.GraphicsObject) -> QRectF:
        return self.viewRect() or QRectF()

    def viewTransformChanged(self: pg.GraphicsObject) -> None:
        self.prepareGeometryChange()
        pg.GraphicsObject.viewTransformChanged(self)


class Shades(Visible, pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph ships no types
    """An image with smooth interpolation, as D is smooth between the grid points; it also paints faster."""

    def __init__(self) -> None:
        super().__init__()
        self._colours = np.zeros(256, np.uint32)
        self._shade = np.zeros((0, 0), np.uint8)
        self._pixels = np.zeros((0, 0), np.uint32)
        """The image's memory, which Qt does not copy."""
        self._image: QImage | None = None
        self._rect = QRectF()

    def set_colours(self, colours: npt.NDArray[np.uint8]) -> None:
        """The colours of the shades 0 to 255, uint8 (256, 4): red, green, blue, opacity."""
        r, g, b, a = colours.astype(np.uint32).T
        r, g, b = ((colour * a + 127) // 255 for colour in (r, g, b))  # premultiplied: Qt's fastest format
        self._colours = np.asarray(a << 24 | r << 16 | g << 8 | b, np.uint32)
        if self._image is not None:
            self.show_shades(self._shade, self._rect)

    def show_shades(self, shade: npt.NDArray[np.uint8], rect: QRectF) -> None:
        """Shades 0 to 255 (rows, columns), row 0 at the bottom, over a rectangle of the plane."""
        self._shade = shade
        self._pixels = self._colours[shade]
        rows, columns = shade.shape
        pixels: Any = self._pixels.data  # QImage takes a memoryview; PyQt's stub says bytes
        self._image = QImage(pixels, columns, rows, 4 * columns, QImage.Format.Format_ARGB32_Premultiplied)
        self._rect = rect
        self.update()

    def clear(self) -> None:
        self._image = None
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        if self._image is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        at = painter.transform()
        stretched = QTransform(at).translate(self._rect.left(), self._rect.top())
        stretched.scale(self._rect.width() / self._image.width(), self._rect.height() / self._image.height())
        if self._exportOpts is not False:
            painter.setTransform(stretched)
            painter.drawImage(0, 0, self._image)
            return
        seen = at.mapRect(self._rect.intersected(self.viewRect())).toAlignedRect().adjusted(0, 0, 1, 1)
        device = painter.device()
        band = max(1, int(BAND / (device.devicePixelRatioF() if device is not None else 1)))
        for top in range(seen.top(), seen.bottom() + 1, band):
            painter.save()
            painter.resetTransform()
            painter.setClipRect(QRect(seen.left(), top, seen.width(), band), Qt.ClipOperation.IntersectClip)
            painter.setTransform(stretched)
            painter.drawImage(0, 0, self._image)
            painter.restore()


class Lines(Visible, pg.PlotCurveItem):  # type: ignore[misc]  # pyqtgraph ships no types
    """Any number of lines in one colour. Exported pictures get them as a single path from pyqtgraph."""

    CONNECT = ""

    def __init__(self) -> None:
        super().__init__(connect=self.CONNECT, skipFiniteCheck=True)
        self._points: PlanePoints = np.zeros((0, 2), np.float32)
        self.strength = 1.0
        """0 to 1: how strongly the lines are drawn, besides the opacity that a person chose."""

    def show_points(self, points: PlanePoints) -> None:
        """Sets the lines' vertices (n, 2)."""
        self._points = points
        self.update()

    def setExportMode(self, export: bool, opts: Mapping[str, object] | None = None) -> None:
        if export:
            self.setData(self._points[:, 0], self._points[:, 1])
        super().setExportMode(export, opts)

    def paint(self, painter: QPainter, *args: object) -> None:
        painter.setOpacity(painter.opacity() * self.strength)
        if self._exportOpts is not False:
            super().paint(painter, *args)
        elif len(self._points):
            painter.setPen(self.opts["pen"])
            self.draw(painter)

    def draw(self, painter: QPainter) -> None:
        """Draws the lines in plane units; the pen has the same width at any scale."""
        raise NotImplementedError


class Segments(Lines):
    """Line segments, each given by its two ends, all finite."""

    CONNECT = "pairs"

    def __init__(self) -> None:
        super().__init__()
        self._lines, self._numbers = shared(QLineF, 0)

    def show_points(self, points: PlanePoints) -> None:
        super().show_points(points)
        n = len(points) // 2
        if n > len(self._lines):
            self._lines, self._numbers = shared(QLineF, 2 * n)
        self._numbers[:n] = points.reshape(-1, 4)
        self._numbers[n:] = (
            np.tile(points[0], 2) if n else 0.0
        )  # what is not used lies on the first end, without length

    def draw(self, painter: QPainter) -> None:
        if len(self._points):
            painter.drawLines(self._lines)


class Polylines(Lines):
    """Polylines, separated by non-finite vertices; if no vertex is finite, as in a diverged run, nothing is drawn."""

    CONNECT = "finite"

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[QPolygonF] = []

    def show_points(self, points: PlanePoints) -> None:
        gaps = np.flatnonzero(~np.isfinite(points).all(1)).tolist()
        super().show_points(points if len(gaps) < len(points) else points[:0])
        ends = zip([-1, *gaps], [*gaps, len(points)], strict=True)
        pieces = (points[before + 1 : after] for before, after in ends if after - before > 2)
        self._pieces = [arrayToQPolygonF(piece[:, 0], piece[:, 1]) for piece in pieces]

    def draw(self, painter: QPainter) -> None:
        for piece in self._pieces:
            painter.drawPolyline(piece)
