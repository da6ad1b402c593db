"""The marks of the plane: for each layer the item that draws it and the lens it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor

from playground.core.lenses import (
    CLASSES,
    DENSITY,
    FIELD,
    GRADIENTS,
    MANIFOLD,
    MOVES,
    OPTIMUM,
    SAMPLES,
    SURFACE,
    TRAILS,
    TRAINING,
    Field,
    Gradients,
    Lens,
    Manifold,
    Surface,
)
from playground.engine.letters import Picture
from playground.ui.palette import LIGHT, Neutrals, Role, rgb, single_colours, surface_colours
from playground.ui.views.plane.classes import ClassDots
from playground.ui.views.plane.cloud import Dots
from playground.ui.views.plane.drawn import Lines, Polylines, Segments, Shades

T = TypeVar("T")
Item = TypeVar("Item")

DOT, DOT_PROJECTOR = 5, 9
NARROW = 2
"""Pixels by which a diamond is taller than a disc of the same area."""
LONGEST_ARROW = 0.9
LONGEST_BARB = 0.09
"""Plane units: the arrow of one distant fake must not cross the whole plane."""
BARBS = np.array([[0.9, 0.43, 0.9, -0.43], [-0.43, 0.9, 0.43, 0.9]], np.float32)
"""Rotates an arrow's direction to either side."""


def dots(symbol: str, size: int) -> Callable[[], Dots]:
    """A factory of dots of one symbol: one brush for all, so that painting is fast."""
    return lambda: Dots(symbol, size)


def spots() -> pg.ScatterPlotItem:
    """Dots with individual sizes or colours; these paint slowly."""
    return pg.ScatterPlotItem(size=DOT, pen=None, antialias=False)


def surface(item: Shades, neutrals: Neutrals) -> None:
    """Colours an image as D's surface."""
    item.set_colours(surface_colours(neutrals))


def _density(role: Role) -> Callable[[Shades, Neutrals], None]:
    return lambda item, n: item.set_colours(single_colours(n.of(role)))


def _outlined(role: Role) -> Callable[[Dots, Neutrals], None]:
    return lambda item, n: item.set_colours(QColor(n.of(role)), QColor(n.plane))


def _ringed(role: Role, rim: Role) -> Callable[[Dots, Neutrals], None]:
    return lambda item, n: item.set_colours(QColor(n.of(role)), QColor(n.of(rim)))


def _translucent(role: Role) -> Callable[[pg.ScatterPlotItem, Neutrals], None]:
    return lambda item, n: item.setBrush(QColor(*rgb(n.of(role)), 150))


def _line(role: Role, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> Callable[[Lines, Neutrals], None]:
    """One pixel wide, as wider pens paint slowly."""
    return lambda item, n: item.setPen(pg.mkPen(n.of(role), width=1, style=style))


def arrows(tail: np.ndarray, shaft: np.ndarray) -> np.ndarray:
    """Ends (n, 2) of line segments in pairs: a shaft and two barbs for every arrow.

    Shafts longer than LONGEST_ARROW are cut there; non-finite arrows are left out.
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


def _manifold(item: Polylines, seen: Manifold) -> None:
    points = seen.points
    across = parted(points)
    along = () if len(points) == 1 else (parted(points.swapaxes(0, 1)),)
    item.show_points(np.concatenate([across, *along]))


def _squeeze(item: pg.ScatterPlotItem, seen: Manifold) -> None:
    """Draws a dot in every cell of G's sheet, larger where the cell is squeezed more."""
    if not seen.squeeze.size:
        item.clear()
        return
    p = seen.points
    centre = ((p[1:, 1:] + p[:-1, :-1] + p[1:, :-1] + p[:-1, 1:]) / 4).reshape(-1, 2)
    strength = np.clip((seen.squeeze.ravel() + 1) / 2, 0.05, 1)
    finite = np.isfinite(centre).all(1)
    sizes = np.rint(
        3 + 6 * strength[finite]
    )  # whole pixels: pyqtgraph keeps a picture of every size that it has ever drawn
    item.setData(centre[finite, 0], centre[finite, 1], size=sizes)


def _pushed(item: Segments, seen: Field | Gradients) -> None:
    item.show_points(arrows(seen.tail, seen.direction * seen.unit))


def _boundary(item: Polylines, seen: Surface) -> None:
    item.strength = seen.clarity
    item.show_points(seen.boundary)


def _no_line(item: Polylines) -> None:
    item.show_points(np.zeros((0, 2), np.float32))


def _no_dots(item: Dots) -> None:
    item.show_points(np.zeros((0, 2), np.float32))


@dataclass(frozen=True)
class Mark:
    """How one layer is drawn."""

    lens: Lens[object]
    make: Callable[[], pg.GraphicsObject]
    show: Callable[[pg.GraphicsObject, Picture], None]
    """Shows the lens's result, or nothing if it refused; if the picture has neither, the item is unchanged."""
    dress: Callable[[pg.GraphicsObject, Neutrals], None]
    """Gives the item a theme's colours; it is made in those of the light theme."""


def through(
    lens: Lens[T],
    make: Callable[[], Item],
    draw: Callable[[Item, T], object],
    dress: Callable[[Item, Neutrals], None],
    *,
    clear: Callable[[Item], object] | None = None,
) -> Mark:
    """A mark whose item draws this lens's result; `clear` is for a lens that may refuse."""

    def show(item: Item, picture: Picture) -> None:
        if (seen := picture.seen(lens)) is not None:
            draw(item, seen)
        elif clear is not None and picture.refusal(lens):
            clear(item)

    def dressed() -> Item:
        item = make()
        dress(item, LIGHT)
        return item

    return Mark(lens, dressed, show, dress)


MARKS: dict[str, Mark] = {
    "surface": through(SURFACE, Shades, lambda item, s: show_image(item, s.shade, s.rect), surface),
    "optimal": through(OPTIMUM, Shades, lambda item, s: show_image(item, s.shade, s.rect), surface, clear=Shades.clear),
    "difference": through(
        OPTIMUM, Shades, lambda item, s: show_image(item, s.difference_shade, s.rect), surface, clear=Shades.clear
    ),
    "density_data": through(DENSITY, Shades, lambda item, s: show_image(item, s.shade_data, s.rect), _density("real")),
    "density_model": through(
        DENSITY, Shades, lambda item, s: show_image(item, s.shade_model, s.rect), _density("fake")
    ),
    "field": through(FIELD, Segments, _pushed, _line("discriminator")),
    "manifold": through(MANIFOLD, Polylines, _manifold, _line("generator"), clear=_no_line),
    "squeeze": through(MANIFOLD, spots, _squeeze, _translucent("generator"), clear=lambda item: item.clear()),
    "boundary": through(SURFACE, Polylines, _boundary, _line("discriminator")),
    "optimal_boundary": through(
        OPTIMUM,
        Polylines,
        lambda item, s: item.show_points(s.boundary),
        _line("discriminator", Qt.PenStyle.DashLine),
        clear=_no_line,
    ),
    "gradients": through(GRADIENTS, Segments, _pushed, _line("discriminator")),
    "real": through(SAMPLES, dots("o", DOT), lambda item, s: item.show_points(s.real), _outlined("real")),
    "fake": through(SAMPLES, dots("d", DOT + NARROW), lambda item, s: item.show_points(s.fake), _outlined("fake")),
    "training": through(
        TRAINING,
        dots("o", DOT + 2 * NARROW),
        lambda item, s: item.show_points(s.points),
        _ringed("real", "text"),
        clear=_no_dots,
    ),
    "classes": through(
        CLASSES,
        lambda: ClassDots(DOT, NARROW),
        ClassDots.show_classes,
        ClassDots.dress,
        clear=ClassDots.clear,
    ),
    "trails": through(
        TRAILS, Polylines, lambda item, s: item.show_points(parted(s.points.swapaxes(0, 1))), _line("fake")
    ),
    "moves": through(
        MOVES, Segments, lambda item, s: item.show_points(arrows(s.before, s.after - s.before)), _line("discriminator")
    ),
}
"""By layer, bottom to top."""
