"""Dots of one kind: markers while they are few, and one image of them all, counted into the screen's pixels, when many.

Markers cost 1 ms a thousand, the image as much for any number (docs/performance.md).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QColor, QImage, QPainter, QTransform

MOST_MARKERS = 5000
"""More points than this are an image."""
Pixels = tuple[tuple[int, int], ...]


def _within(radius: float, metric: Any) -> Pixels:
    reach = range(-int(radius), int(radius) + 1)
    return tuple((x, y) for x in reach for y in reach if metric(abs(x), abs(y)) <= radius)


SHAPES: dict[str, tuple[Pixels, Pixels]] = {
    "o": (((0, 0), (1, 0), (0, 1), (1, 1)), _within(1, max)),
    "d": (_within(1, lambda x, y: x + y), _within(2, lambda x, y: x + y)),
}
"""Which pixels a point covers, small and large, by the marker that it stands for: a square, or the smallest diamond."""
LARGE = 8
"""Markers of at least this many pixels are large."""
FAINT = 0.55
"""The opacity of a lone point, as a share of a marker's; where many lie it rises to the marker's."""


def counted(points: npt.NDArray[Any], to_pixels: tuple[float, float, float, float], size: tuple[int, int]) -> Any:
    """How many points lie in each pixel, int64 (height, width), row 0 on top.

    `to_pixels`: (scale x, scale y, left, top), so that pixel = scale * point + offset; `size`: (width, height).
    """
    (sx, sy, left, top), (width, height) = to_pixels, size
    x, y = points[:, 0] * np.float32(sx) + np.float32(left), points[:, 1] * np.float32(sy) + np.float32(top)
    inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    flat = y[inside].astype(np.int64) * width + x[inside].astype(np.int64)
    return np.bincount(flat, minlength=width * height).reshape(height, width)


def spread(counts: npt.NDArray[np.int64], shape: Pixels) -> npt.NDArray[np.uint8]:
    """How many points cover each pixel (as many as can be told apart), where each point covers a shape of pixels."""
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
    """The premultiplied ARGB of a pixel that 0, 1, ... 255 points cover: never more opaque than a marker."""
    alpha = colour.alphaF() * (1 - (1 - FAINT) ** np.arange(256))
    parts = [alpha, *(alpha * c for c in (colour.redF(), colour.greenF(), colour.blueF()))]
    a, r, g, b = (np.round(255 * part).astype(np.uint32) for part in parts)
    return np.asarray(a << 24 | r << 16 | g << 8 | b, np.uint32)


class Dots(pg.ScatterPlotItem):  # type: ignore[misc]  # pyqtgraph ships no types
    """Dots of one symbol and one colour, in the pixels of the screen."""

    def __init__(self, symbol: str, colour: QColor, size: int) -> None:
        self._points: npt.NDArray[Any] | None = None
        self._drawn: tuple[Any, QImage] | None = None
        self._pixels = np.zeros((0, 0), np.uint32)
        """Under the image, which only borrows it."""
        self._shades = shades(colour)
        super().__init__(pxMode=True, size=size, symbol=symbol, pen=None, brush=colour, antialias=False)

    def show_points(self, points: npt.NDArray[Any]) -> None:
        """Draws points (n, 2); those that are not finite are left out. The same array again costs nothing."""
        if points is self._points:
            return
        self._points = points
        if self.many:
            if len(self.data):
                self.clear()
            self._drawn = None
            self.update()
            return
        whole = np.isfinite(points).all(1)
        shown = points if whole.all() else points[whole]
        if len(shown) != len(self.data) or not len(shown):
            self.prepareGeometryChange()
            self.setData(shown[:, 0], shown[:, 1])
        else:  # they moved and kept their looks: nothing but places is new
            self.data["x"], self.data["y"] = shown[:, 0], shown[:, 1]
            self.prepareGeometryChange()
            self.bounds = [None, None]
            self.invalidate()

    @property
    def many(self) -> bool:
        """True where the points are an image."""
        return self._points is not None and len(self._points) > MOST_MARKERS

    def boundingRect(self) -> QRectF:
        return QRectF(self.viewRect()) if self.many else super().boundingRect()

    def setSize(self, size: Any, *args: Any, **kwargs: Any) -> None:
        self._drawn = None
        super().setSize(size, *args, **kwargs)

    def paint(self, painter: QPainter, *args: Any) -> None:
        if not self.many:
            super().paint(painter, *args)
            return
        image = self.image()
        where = painter.worldTransform().mapRect(QRectF(self.viewRect()))
        painter.save()
        painter.setWorldTransform(QTransform())  # pixels go to pixels: neither scaled nor turned over, so it is quick
        painter.drawImage(QPointF(round(where.left()), round(where.top())), image)
        painter.restore()

    def image(self) -> QImage:
        """All points in the visible part of the plane, a pixel for each of the screen's."""
        view, (pixel_x, pixel_y) = QRectF(self.viewRect()), self.pixelSize()
        width, height = max(round(view.width() / pixel_x), 1), max(round(view.height() / pixel_y), 1)
        sx, sy = width / view.width(), -height / view.height()
        to_pixels = sx, sy, -view.left() * sx, -view.bottom() * sy
        key = (to_pixels, width, height)
        if self._drawn is None or self._drawn[0] != key:
            assert self._points is not None
            if self._pixels.shape != (height, width):
                self._pixels = np.empty((height, width), np.uint32)
            shape = SHAPES[self.opts["symbol"]][self.opts["size"] >= LARGE]
            covered = spread(counted(self._points, to_pixels, (width, height)), shape)
            np.take(self._shades, covered, out=self._pixels, mode="clip")
            borrowed: Any = self._pixels.data
            image = QImage(borrowed, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
            self._drawn = key, image
        return self._drawn[1]
