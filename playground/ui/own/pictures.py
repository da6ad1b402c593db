"""Ink from images and words: dark is dense. Sizes are checked before anything is decoded."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import numpy as np
from PyQt6.QtCore import QBuffer, QByteArray, QLoggingCategory, QSize, Qt
from PyQt6.QtGui import QColor, QFont, QImage, QImageReader, QPainter, QPainterPath
from PyQt6.QtSvg import QSvgRenderer

from playground.core.arrays import F64
from playground.core.errors import InputError
from playground.core.files.reading import contents
from playground.core.own_data.kinds import MOST_PIXELS, Ink
from playground.i18n import tr
from playground.ui.own.svg import check_svg, without_entities

LUMINANCE = (0.2126, 0.7152, 0.0722)
"""Of red, green and blue (Rec. 709)."""
MOST_MB = 128
"""The memory limit for one decoded image."""
MOST_BYTES = 64_000_000
MOST_SVG_BYTES = 4_000_000
MOST_SIDE = 30_000
MOST_JPEG_SIDE = 1024
HEIC = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"})
"""Brands of the pictures that telephones make."""
KINDS = (
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"GIF8", "GIF"),
    (b"RIFF", "WebP"),
    (b"BM", "BMP"),
)
FAINT = 0.1
"""If what is opaque in a partly transparent picture is darker than this on average, its darkness means nothing."""
CLEAR = 0.01
"""The share of transparent pixels from which a picture counts as partly transparent."""
FINE = 4
"""Pixels of a drawn word or SVG per pixel of ink, along each side."""
OfLetters: TypeAlias = Annotated[str, "translatable", "weight of letters"]
WEIGHTS: tuple[tuple[OfLetters, int], ...] = (("Light", 300), ("Regular", 400), ("Bold", 700), ("Black", 900))


def image_of(path: Path) -> QImage:
    """The image in a file, no larger than necessary; InputError if there is none or if it is too large to decode."""
    raw = contents(path, MOST_SVG_BYTES if is_svg(path) else MOST_BYTES)
    if not raw:
        raise InputError(tr("{path} is empty", path=path))
    return _svg(raw, str(path)) if is_svg(path) else _raster(raw, str(path))


def is_svg(path: Path) -> bool:
    """True for an SVG, judged by its name."""
    return path.suffix.lower() == ".svg"


def _raster(raw: bytes, where: str) -> QImage:
    QLoggingCategory.setFilterRules("qt.imageformats.*=false")  # what is wrong with a file is said below, in a sentence
    QImageReader.setAllocationLimit(MOST_MB)
    data = QByteArray(raw)
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    try:
        return _decoded(reader, raw, where)
    finally:
        reader.setDevice(None)  # a TIFF's reader still uses the buffer as it ends: it must end first


def _decoded(reader: QImageReader, raw: bytes, where: str) -> QImage:
    reader.setAutoTransform(True)
    size = reader.size()
    if not reader.canRead() or size.isEmpty():
        raise InputError(_unreadable(raw, where))
    needed = size.width() * size.height() * 4
    if reader.format().data() == b"jpeg" and max(size.width(), size.height()) > MOST_JPEG_SIDE:
        reader.setScaledSize(size.scaled(MOST_JPEG_SIDE, MOST_JPEG_SIDE, Qt.AspectRatioMode.KeepAspectRatio))
        needed = 0  # a photograph is decoded at the requested size
    if max(size.width(), size.height()) > MOST_SIDE or needed > MOST_MB * 1_000_000:
        raise InputError(
            tr(
                "{where} would be {w:,} × {h:,} pixels, which is too large",
                where=where,
                w=size.width(),
                h=size.height(),
            )
        )
    image = reader.read()
    if image.isNull():
        raise InputError(tr("{where} is damaged: {reason}", where=where, reason=reader.errorString()))
    return image


def _unreadable(raw: bytes, where: str) -> str:
    """Why a picture can't be read, naming its kind if that is known."""
    if raw[4:8] == b"ftyp" and raw[8:12] in HEIC:
        return tr("{where} is a HEIC or AVIF picture, which can't be read here: export it as JPEG or PNG", where=where)
    if kind := next((kind for begin, kind in KINDS if raw.startswith(begin)), ""):
        return tr("{where} is damaged: it is not a valid {kind}", where=where, kind=kind)
    return tr("{where} is not a readable picture (PNG, JPEG, TIFF, WebP or SVG)", where=where)


def _svg(raw: bytes, where: str) -> QImage:
    raw = without_entities(raw, where)
    check_svg(raw, where)
    QImageReader.setAllocationLimit(MOST_MB)  # for pictures within it
    renderer = QSvgRenderer(QByteArray(raw))
    size = renderer.defaultSize()
    if not renderer.isValid() or size.isEmpty():
        raise InputError(tr("{where} is damaged: it is not a valid SVG", where=where))
    image = _blank(size.scaled(MOST_PIXELS * FINE, MOST_PIXELS * FINE, Qt.AspectRatioMode.KeepAspectRatio))
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return image


def _blank(size: QSize) -> QImage:
    image = QImage(size.expandedTo(QSize(1, 1)), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    return image


def ink_of(image: QImage, inverted: bool = False) -> Ink:
    """How dark and opaque each pixel of an image is, uint8, at most 128 along each side; inverted, how light.

    Only how opaque, if the picture is a light shape on a transparent ground (`by_opacity`).
    """
    rgba = _pixels(image)
    light, opaque = rgba[..., :3] @ LUMINANCE, rgba[..., 3]
    dense = opaque if not inverted and _faint(rgba) else opaque * (light if inverted else 1 - light)
    dense[dense < 0.02] = 0  # compression artefacts on white paper
    if not dense.any():
        raise InputError(
            tr("the picture is empty: there is nothing light in it")
            if inverted
            else tr("the picture is empty: there is nothing dark in it")
        )
    made: Ink = np.round(255 * dense / dense.max()).astype(np.uint8)
    return made


def by_opacity(image: QImage) -> bool:
    """Whether a picture is a light shape on a transparent ground, which is taken by how opaque it is."""
    return _faint(_pixels(image))


def _faint(rgba: F64) -> bool:
    opaque = rgba[..., 3]
    if not opaque.any() or (opaque < 0.5).mean() < CLEAR:
        return False
    return float((opaque * (1 - rgba[..., :3] @ LUMINANCE)).sum() / opaque.sum()) < FAINT


def _pixels(image: QImage) -> F64:
    """Red, green, blue and opacity from 0 to 1, (rows, columns, 4), at most 128 along each side."""
    if max(image.width(), image.height()) > MOST_PIXELS:
        image = image.scaled(
            MOST_PIXELS, MOST_PIXELS, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    bits = image.constBits()
    assert bits is not None
    raw = np.frombuffer(bits.asstring(image.sizeInBytes()), np.uint8).reshape(image.height(), image.bytesPerLine())
    return np.asarray(raw[:, : image.width() * 4].reshape(image.height(), image.width(), 4) / 255.0, dtype=np.float64)


def ink_of_word(word: str, weight: int = 700) -> Ink:
    """A word in any script, as large as the ink allows."""
    font = QFont()
    font.setPixelSize(200)
    font.setWeight(QFont.Weight(weight))
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    path.addText(0, 0, font, word.strip())
    box = path.boundingRect()
    if box.isEmpty():
        raise InputError(tr("type a word first"))
    scale = MOST_PIXELS * FINE / max(box.width(), box.height())
    image = _blank(QSize(round(box.width() * scale), round(box.height() * scale)))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    painter.translate(-box.left(), -box.top())
    painter.fillPath(path, QColor(Qt.GlobalColor.black))
    painter.end()
    return ink_of(image)
