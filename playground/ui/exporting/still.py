"""Still pictures of the plane, of a panel or of the whole window: pixels at any scale, or vectors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyqtgraph as pg
from PyQt6.QtCore import QBuffer, QIODevice, QSize
from PyQt6.QtGui import QImage, QPalette, QPen
from PyQt6.QtWidgets import QGraphicsView, QWidget

from playground.core.errors import InputError
from playground.core.files.exports import kind_of, save
from playground.i18n import tr
from playground.ui.corner import Caption, Corner, NotInPictures
from playground.ui.exporting.vectors import svg_of

SCALES = (0.25, 16.0)


@contextmanager
def _dressed(widget: QWidget, legend: bool) -> Iterator[None]:
    """Inside this context the plane has its caption, colour bar and notes, or with no `legend` none of them; never what is
    there for the person before it.
    """
    captions = widget.findChildren(Caption)
    away: list[QWidget] = [child for child in widget.findChildren(QWidget) if isinstance(child, NotInPictures)]
    if not legend:
        away += widget.findChildren(Corner)
    away = [child for child in away if not child.isHidden()]
    for child in away:
        child.hide()
    for caption in captions:
        caption.setVisible(legend)
        caption.place()
    try:
        yield
    finally:
        for child in away:
            child.show()
        for caption in captions:
            caption.hide()


@contextmanager
def _as_shapes(widget: QWidget, scale: float = 1.0) -> Iterator[None]:
    """Inside this context pyqtgraph draws each dot as a shape instead of copying bitmaps, and scales the width of
    curves, whose lines Qt would otherwise draw one pixel wide at any scale.
    """
    views = [*widget.findChildren(QGraphicsView), *([widget] if isinstance(widget, QGraphicsView) else [])]
    scenes = [scene for view in views if (scene := view.scene()) is not None]
    items = [item for scene in scenes for item in scene.items() if hasattr(item, "setExportMode")]
    pens = {item: item.opts["pen"] for item in items if isinstance(item, pg.PlotCurveItem) and item.opts["pen"]}
    for item in items:
        item.setExportMode(True, {})
    for item, pen in pens.items():
        item.opts["pen"] = wide = QPen(pen)
        wide.setWidthF(max(1.0, pen.widthF() * scale))
    try:
        yield
    finally:
        for item in items:
            item.setExportMode(False)
        for item, pen in pens.items():
            item.opts["pen"] = pen


def pixels(widget: QWidget, scale: float = 1.0, size: QSize | None = None, legend: bool = True) -> QImage:
    """The widget redrawn at this scale; `size` in pixels, if rounding must not decide it; `legend`: says what it shows.

    InputError if there is not enough memory for this many pixels.
    """
    size = size or QSize(round(widget.width() * scale), round(widget.height() * scale))
    image = QImage(size, QImage.Format.Format_RGB32)
    if image.isNull():
        raise InputError(
            tr("A picture of {w:,} × {h:,} pixels is too large for this computer", w=size.width(), h=size.height())
        )
    image.setDevicePixelRatio(scale)
    image.fill(widget.palette().color(QPalette.ColorRole.Window))
    with _dressed(widget, legend), _as_shapes(widget, scale):
        QWidget.render(widget, image)  # a QGraphicsView has a different render()
    return image


def png(widget: QWidget, scale: float, legend: bool) -> bytes:
    """Pixels, `scale` for each of the screen's."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image = pixels(widget, scale, legend=legend)
    image.setDevicePixelRatio(1)
    if not image.save(buffer, "PNG"):
        raise InputError(tr("The picture can't be turned into a PNG file"))
    return bytes(buffer.data().data())


def svg(widget: QWidget, _scale: float, legend: bool) -> bytes:
    """Writes vectors, which are sharp at any scale."""
    with _dressed(widget, legend), _as_shapes(widget):
        return svg_of(widget)


PICTURES: dict[str, Callable[[QWidget, float, bool], bytes]] = {".png": png, ".svg": svg}
"""How a picture is written, by the file name's extension."""


def save_picture(path: Path, widget: QWidget, scale: float, legend: bool = True) -> None:
    """Writes a picture completely or not at all; InputError if it can't."""
    save(path, PICTURES[kind_of(path, PICTURES)](widget, scale, legend))
