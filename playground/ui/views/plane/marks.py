"""The marks of the plane: for each layer what item draws it and how it takes what its lens saw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor

from playground.ui.palette import FAKE, GENERATOR, REAL, Neutrals, rgb, single_colours, surface_colours
from playground.ui.views.plane.cloud import Dots
from playground.ui.views.plane.drawn import Polylines, Segments, Shades

DOT, DOT_PROJECTOR = 5, 9
LONGEST_ARROW = 0.9
LONGEST_BARB = 0.09
"""Plane units: one far-off fake must not draw across the whole plane."""
BARBS = np.array([[0.9, 0.43, 0.9, -0.43], [-0.43, 0.9, 0.43, 0.9]], np.float32)
"""An arrow's direction, turned to the one side and to the other."""


def image(colours: Callable[[], np.ndarray]) -> Callable[[], Shades]:
    """Makes an image of shades 0 to 255 in these colours."""
    return lambda: Shades(colours())


def dots(symbol: str, colour: str, opacity: int) -> Callable[[], Dots]:
    """Makes dots of one symbol and one colour: one brush for all, so that painting stays cheap."""
    return lambda: Dots(symbol, QColor(*rgb(colour), opacity), DOT)


def spots(colour: str, opacity: int) -> Callable[[], pg.ScatterPlotItem]:
    """Makes dots of which each may have its own size or colour: they paint slowly."""
    return lambda: pg.ScatterPlotItem(size=DOT, pen=None, brush=QColor(*rgb(colour), opacity), antialias=False)


def arrows(tail: np.ndarray, shaft: np.ndarray) -> np.ndarray:
    """Ends (n, 2) of line segments in pairs: a shaft and two barbs for every arrow.

    Shafts longer than LONGEST_ARROW are cut there; arrows that are not finite are left out.
    """
    whole = np.isfinite(tail).all(1) & np.isfinite(shaft).all(1)
    if not whole.all():
        tail, shaft = tail[whole], shaft[whole]
    length = np.maximum(np.hypot(shaft[:, :1], shaft[:, 1:]), 1e-12)
    shaft = shaft * np.minimum(1, LONGEST_ARROW / length)
    head = tail + shaft
    back = shaft * np.minimum(0.3, LONGEST_BARB / length)
    lines = np.empty((len(tail), 6, 2), np.float32)
    lines[:, 0] = tail
    lines[:, 1::2] = head[:, None]
    lines[:, 2::2] = head[:, None] - (back @ BARBS).reshape(-1, 2, 2)
    return lines.reshape(-1, 2)


def parted(lines: np.ndarray) -> np.ndarray:
    """Lines (n, k, 2) as one array (n (k + 1), 2) with a NaN row after each."""
    gap = np.full((len(lines), 1, 2), np.nan, np.float32)
    return np.concatenate([lines, gap], axis=1).reshape(-1, 2)


def show_image(item: Shades, shade: np.ndarray, rect: tuple[float, float, float, float]) -> None:
    """Shades (rows, columns), row 0 at the bottom, over a rectangle of the plane."""
    left, right, bottom, top = rect
    item.show_shades(shade, QRectF(left, bottom, right - left, top - bottom))


def _optimal(item: Shades, seen: Any) -> None:
    if isinstance(seen, str):
        item.clear()
    else:
        show_image(item, seen.shade, seen.rect)


def _difference(item: Shades, seen: Any) -> None:
    if isinstance(seen, str):
        item.clear()
    else:
        show_image(item, seen.difference_shade, seen.rect)


def _optimal_boundary(item: Polylines, seen: Any) -> None:
    item.show_points(np.zeros((0, 2), np.float32) if isinstance(seen, str) else seen.boundary)


def _manifold(item: Polylines, seen: Any) -> None:
    points = seen.points
    across = parted(points)
    along = () if len(points) == 1 else (parted(points.swapaxes(0, 1)),)
    item.show_points(np.concatenate([across, *along]))


def _squeeze(item: pg.ScatterPlotItem, seen: Any) -> None:
    """A dot in every cell, the stronger the more the cell is squeezed: five strengths, one brush each spot class."""
    if not seen.squeeze.size:
        item.clear()
        return
    p = seen.points
    centre = ((p[1:, 1:] + p[:-1, :-1] + p[1:, :-1] + p[:-1, 1:]) / 4).reshape(-1, 2)
    strength = np.clip((seen.squeeze.ravel() + 1) / 2, 0.05, 1)
    finite = np.isfinite(centre).all(1)
    item.setData(centre[finite, 0], centre[finite, 1], size=3 + 6 * strength[finite])


def _trails(item: Polylines, seen: Any) -> None:
    item.show_points(parted(seen.points.swapaxes(0, 1)))


@dataclass(frozen=True)
class Mark:
    """How one layer is drawn. `pen` is a colour, or "neutral" for the theme's; None where the item has its own."""

    make: Callable[[], Any]
    draw: Callable[[Any, Any], None]
    pen: str | None = None
    dashed: bool = False


MARKS: dict[str, Mark] = {
    "surface": Mark(image(surface_colours), lambda item, s: show_image(item, s.shade, s.rect)),
    "optimal": Mark(image(surface_colours), _optimal),
    "difference": Mark(image(surface_colours), _difference),
    "density_data": Mark(image(lambda: single_colours(REAL)), lambda item, s: show_image(item, s.shade_data, s.rect)),
    "density_model": Mark(image(lambda: single_colours(FAKE)), lambda item, s: show_image(item, s.shade_model, s.rect)),
    "field": Mark(Segments, lambda item, s: item.show_points(arrows(s.tail, s.direction * s.unit)), "neutral"),
    "manifold": Mark(Polylines, _manifold, GENERATOR),
    "squeeze": Mark(spots(GENERATOR, 150), _squeeze),
    "boundary": Mark(Polylines, lambda item, s: item.show_points(s.boundary), "neutral"),
    "optimal_boundary": Mark(Polylines, _optimal_boundary, "neutral", dashed=True),
    "real": Mark(dots("o", REAL, 150), lambda item, s: item.show_points(s.real)),
    "fake": Mark(dots("d", FAKE, 210), lambda item, s: item.show_points(s.fake)),
    "trails": Mark(Polylines, _trails, FAKE),
    "moves": Mark(Segments, lambda item, s: item.show_points(arrows(s.before, s.after - s.before)), "neutral"),
    "gradients": Mark(Segments, lambda item, s: item.show_points(arrows(s.tail, s.direction * s.unit)), GENERATOR),
}
"""By layer, from the bottom up."""


def pen(mark: Mark, neutrals: Neutrals) -> Any:
    """The pen of a mark in this theme: thin, as wider ones paint slowly."""
    colour = neutrals.discriminator if mark.pen == "neutral" else mark.pen
    return pg.mkPen(colour, width=1, style=Qt.PenStyle.DashLine if mark.dashed else Qt.PenStyle.SolidLine)
