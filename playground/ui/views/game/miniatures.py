"""Miniatures: many discs, diamonds or lines of one colour, drawn in a single call."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor, QPainter, QPen
from pyqtgraph.functions import arrayToQPath, create_qpolygonf, ndarray_from_qpolygonf

DIAMOND = np.array([[0, -1], [1, 0], [0, 1], [-1, 0], [0, -1]], float)


def discs(painter: QPainter, places: np.ndarray, colour: str | QColor, size: float) -> None:
    """Discs with a diameter of `size` pixels at places (n, 2); NaN is skipped."""
    places = places[np.isfinite(places).all(1)]
    polygon = create_qpolygonf(len(places))
    ndarray_from_qpolygonf(polygon)[:] = places
    painter.setPen(QPen(QColor(colour), size, cap=Qt.PenCapStyle.RoundCap))
    painter.drawPoints(polygon)


def diamonds(painter: QPainter, places: np.ndarray, colour: str | QColor, size: float) -> None:
    """Diamonds, `size` pixels from the centre to a corner, at places (n, 2); NaN is skipped."""
    places = places[np.isfinite(places).all(1)]
    corners = (places[:, None] + size * DIAMOND).reshape(-1, 2)
    joined = np.arange(len(corners)) % len(DIAMOND) != len(DIAMOND) - 1
    path = arrayToQPath(corners[:, 0], corners[:, 1], joined.astype(np.int32))
    path.setFillRule(Qt.FillRule.WindingFill)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawPath(path)


def strokes(painter: QPainter, lines: np.ndarray, colour: str | QColor, width: float) -> None:
    """Lines (n, k, 2), each through its k points; a line is broken at NaN."""
    gap = np.full((len(lines), 1, 2), np.nan)
    points = np.concatenate([lines, gap], axis=1).reshape(-1, 2)
    painter.setPen(QPen(QColor(colour), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(arrayToQPath(points[:, 0], points[:, 1], "finite"))
