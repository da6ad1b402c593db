"""Dots of one kind: drawn as markers if there are few, and as one image of counts per screen pixel if there are many.

Markers cost 1 ms per thousand; the image costs the same for any number (docs/performance.md).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QBrush, QColor, QImage, QPainter, QPixmap, QTransform
from PyQt6.QtWidgets import QStyleOptionGraphicsItem, QWidget
from pyqtgraph.graphicsItems.ScatterPlotItem import drawSymbol, renderSymbol

from playground.core.arrays import I64, Floating
from playground.ui.views.plane.drawn import Visible, shared

MOST_MARKERS = 5000
"""More points than this are drawn as an image."""
Pixels = tuple[tuple[int, int], ...]
Affine = tuple[float, float, float, float]
"""(scale x, scale y, left, top)."""


def _within(radius: float, metric: Callable[[int, int], int]) -> Pixels:
    reach = range(-int(radius), int(radius) + 1)
    return tuple((x, y) for x in reach for y in reach if metric(abs(x), abs(y)) <= radius)


SHAPES: dict[str, tuple[Pixels, Pixels]] = {
    "o": (((0, 0), (1, 0), (0, 1), (1, 1)), _within(1, max)),
    "d": (_within(1, lambda x, y: x + y), _within(2, lambda x, y: x + y)),
}
"""The pixels that a point covers, small and large, by the marker it stands for: a square, or the smallest diamond."""
NO_PEN = pg.mkPen(None)
FARTHEST = 2.0**30
"""Qt's pixel coordinates are 32-bit integers."""
LARGE = 8
"""Markers of at least this many pixels are large."""
FAINT = 0.55
"""The opacity of a single point, relative to a marker's; with many points it rises to the marker's."""
RIM = 0.8
"""Pixels of a marker's outline, around it."""


def counted(points: Floating, to_pixels: Affine, size: tuple[int, int]) -> I64:
    """The number of points in each pixel, int64 (height, width), row 0 on top.

    `to_pixels`: (scale x, scale y, left, top), so that pixel = scale * point + offset; `size`: (width, height).
    """
    (sx, sy, left, top), (width, height) = to_pixels, size
    x, y = points[:, 0] * np.float32(sx) + np.float32(left), points[:, 1] * np.float32(sy) + np.float32(top)
    inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    flat = y[inside].astype(np.int64) * width + x[inside].astype(np.int64)
    return np.bincount(flat, minlength=width * height).reshape(height, width)


def spread(counts: npt.NDArray[np.int64], shape: Pixels) -> npt.NDArray[np.uint8]:
    """The number of points covering each pixel (capped so that uint8 suffices), if each point covers a shape of pixels."""
    few = np.empty(counts.shape, np.uint8)
    np.minimum(counts, 255 // len(shape), out=few, casting="unsafe")
    reach = max(max(abs(x), abs(y)) for x, y in shape)
    wide = np.pad(few, reach)
    height, width = counts.shape
    covered = np.zeros_like(few)
    for x, y in shape:
        covered += wide[reach - y : reach - y + height, reach - x : reach - x + width]
    return covered


def shades(colour: QColor) -> npt.NDArray[np.uint32]:
    """The premultiplied ARGB of a pixel covered by 0, 1, ... 255 points: never more opaque than a marker."""
    alpha = colour.alphaF() * (1 - (1 - FAINT) ** np.arange(256))
    parts = [alpha, *(alpha * c for c in (colour.redF(), colour.greenF(), colour.blueF()))]
    a, r, g, b = (np.round(255 * part).astype(np.uint32) for part in parts)
    return np.asarray(a << 24 | r << 16 | g << 8 | b, np.uint32)


def pixels(points: Floating, at: QTransform) -> npt.NDArray[np.float64]:
    """The painter's pixels (n, 2) of points of the plane, which is never rotated; clipped to Qt's range."""
    places = np.empty(points.shape)
    for axis, (scale, offset) in enumerate(((at.m11(), at.dx()), (at.m22(), at.dy()))):
        np.multiply(points[:, axis], scale, out=places[:, axis])
        places[:, axis] += offset
    return np.clip(places, -FARTHEST, FARTHEST, out=places)


class Dots(Visible, pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph ships no types
    """Dots of one symbol and colour, sized in screen pixels. As markers they have a thin outline, so that they stand out on
    any ground and from each other; it is part of the marker's small image and costs nothing more.
    """

    def __init__(self, symbol: str, size: int) -> None:
        super().__init__()
        self.symbol, self._size = symbol, size
        self._brush, self._outline = QBrush(), NO_PEN
        self.points: Floating = np.zeros((0, 2))
        """The points that are drawn."""
        self._given: Floating | None = None
        self._sprite: tuple[float, QPixmap] | None = None
        self._copies, self._places = shared(QPainter.PixmapFragment, 0)
        self._copied: QTransform | None = None
        """The transform for which the copies are placed; None if they must be placed again."""
        self._drawn: tuple[tuple[Affine, int, int], QImage] | None = None
        self._pixels = np.zeros((0, 0), np.uint32)
        """The image's memory, which Qt does not copy."""
        self._shades = np.zeros(256, np.uint32)

    def set_colours(self, fill: QColor, outline: QColor) -> None:
        """The colours of the dots and of the thin line around each."""
        self._brush, self._outline, self._shades = QBrush(fill), pg.mkPen(outline, width=2 * RIM), shades(fill)
        self._drawn = self._sprite = self._copied = None
        self.update()

    def show_points(self, points: Floating) -> None:
        """Draws points (n, 2), without non-finite ones. Passing the same array again costs nothing."""
        if points is not self._given:
            self._given = self.points = points
            if not self.many and not (whole := np.isfinite(points).all(1)).all():
                self.points = points[whole]
            self._drawn = self._copied = None
            self.update()

    @property
    def many(self) -> bool:
        """True if the points are drawn as an image."""
        return len(self.points) > MOST_MARKERS

    def setSize(self, size: int) -> None:
        """Sets the size in pixels, from tip to tip."""
        self._size = size
        self._drawn = self._sprite = self._copied = None
        self.update()

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem | None, widget: QWidget | None = None) -> None:
        if self.many:
            self._paint_image(painter)
        elif self._exportOpts is not False:
            self._paint_shapes(painter)
        elif len(self.points):
            self._paint_copies(painter, 1.0 if widget is None else widget.devicePixelRatioF())

    def _paint_copies(self, painter: QPainter, ratio: float) -> None:
        """Copies one small image of a dot to all positions: for the screen."""
        if self._sprite is None or self._sprite[0] != ratio:
            picture = renderSymbol(self.symbol, self._size, self._outline, QBrush(), dpr=ratio)
            renderSymbol(self.symbol, self._size, NO_PEN, self._brush, device=picture, dpr=ratio)
            picture.setDevicePixelRatio(1)
            self._sprite, self._copied = (ratio, QPixmap.fromImage(picture)), None
        sprite, at = self._sprite[1], painter.transform()
        if self._copied != at:
            if len(self._copies) != len(self.points):
                self._copies, self._places = shared(QPainter.PixmapFragment, len(self.points))
            self._places[:, :2] = pixels(self.points, at)
            self._places[:, 2:] = (0, 0, sprite.width(), sprite.height(), 1 / ratio, 1 / ratio, 0, 1)
            self._copied = at
        painter.resetTransform()
        painter.drawPixmapFragments(self._copies, sprite)

    def _paint_shapes(self, painter: QPainter) -> None:
        """Draws each visible dot as a separate shape: for pictures at any scale and vector graphics."""
        places, visible = pixels(self.points, at := painter.transform()), at.mapRect(QRectF(self.viewRect()))
        seen = visible.adjusted(*(side * self._size / 2 for side in (-1, -1, 1, 1)))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for x, y in places.tolist():
            if seen.contains(x, y):
                for pen, brush in ((self._outline, QBrush()), (NO_PEN, self._brush)):
                    painter.resetTransform()
                    painter.translate(x, y)
                    drawSymbol(painter, self.symbol, self._size, pen, brush)

    def _paint_image(self, painter: QPainter) -> None:
        image = self.image()
        where = painter.worldTransform().mapRect(QRectF(self.viewRect()))
        painter.save()
        painter.setWorldTransform(QTransform())  # pixel to pixel, neither scaled nor flipped: this is fast
        painter.drawImage(QPointF(round(where.left()), round(where.top())), image)
        painter.restore()

    def image(self) -> QImage:
        """All points in the visible part of the plane, at the screen's resolution."""
        view, (pixel_x, pixel_y) = QRectF(self.viewRect()), self.pixelSize()
        width, height = max(round(view.width() / pixel_x), 1), max(round(view.height() / pixel_y), 1)
        sx, sy = width / view.width(), -height / view.height()
        to_pixels = sx, sy, -view.left() * sx, -view.bottom() * sy
        key = (to_pixels, width, height)
        if self._drawn is None or self._drawn[0] != key:
            if self._pixels.shape != (height, width):
                self._pixels = np.empty((height, width), np.uint32)
            shape = SHAPES[self.symbol][self._size >= LARGE]
            covered = spread(counted(self.points, to_pixels, (width, height)), shape)
            np.take(self._shades, covered, out=self._pixels, mode="clip")
            borrowed: Any = self._pixels.data  # QImage takes a memoryview; PyQt's stub says bytes
            image = QImage(borrowed, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
            self._drawn = key, image
        return self._drawn[1]
