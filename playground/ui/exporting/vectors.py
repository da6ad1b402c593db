"""A widget as SVG: shapes and text that every viewer draws alike; only actual images stay images."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree as ET

from PyQt6.QtCore import QBuffer, QPoint, QRect
from PyQt6.QtGui import QPainter, QPicture
from PyQt6.QtSvg import QSvgGenerator
from PyQt6.QtWidgets import QWidget

from playground.i18n import tr

SVG = "http://www.w3.org/2000/svg"
NUMBERS = re.compile(r"(-?[\d.]+(?:e-?\d+)?),(-?[\d.]+(?:e-?\d+)?)")
FIXED_WIDTH = "non-scaling-stroke"
"""Marks lines whose width does not scale with the drawing; old and simple viewers don't support it."""
ET.register_namespace("", SVG)
ET.register_namespace("xlink", "http://www.w3.org/1999/xlink")

Matrix = tuple[float, float, float, float, float, float]


def svg_of(widget: QWidget) -> bytes:
    """The widget's contents, recorded first and then drawn, as Qt misplaces the clips of nested widgets."""
    record = QPicture()
    QWidget.render(widget, record)
    buffer = QBuffer()
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setSize(widget.size())
    generator.setViewBox(QRect(0, 0, widget.width(), widget.height()))
    generator.setResolution(widget.logicalDpiX())
    generator.setTitle(tr("GAN playground"))
    painter = QPainter(generator)
    painter.fillRect(widget.rect(), widget.palette().window())
    painter.drawPicture(QPoint(), record)
    painter.end()
    return _flat(bytes(buffer.data().data()))


def _flat(text: bytes) -> bytes:
    """The same drawing, in which lines of fixed width have no transformation that could widen them."""
    tree = ET.ElementTree(ET.fromstring(text))  # noqa: S314 (Qt has just written it)
    for group in tree.iter(f"{{{SVG}}}g"):
        transform = group.get("transform", "")
        if transform and len(group) and all(shape.get("vector-effect") == FIXED_WIDTH for shape in group):
            a, b, c, d, e, f = map(float, transform.removeprefix("matrix(").removesuffix(")").split(","))
            del group.attrib["transform"]
            for shape in group:
                for key in ("d", "points"):
                    if key in shape.attrib:
                        shape.set(key, _moved(shape.attrib[key], (a, b, c, d, e, f)))
    for shape in tree.iter():
        shape.attrib.pop("vector-effect", None)
    out = io.BytesIO()
    tree.write(out, encoding="UTF-8", xml_declaration=True)
    return out.getvalue()


def _moved(places: str, matrix: Matrix) -> str:
    """The numbers of a path or a polyline, all of which Qt writes as "x,y", after the transformation."""
    a, b, c, d, e, f = matrix

    def moved(place: re.Match[str]) -> str:
        x, y = float(place[1]), float(place[2])
        return f"{a * x + c * y + e:.2f},{b * x + d * y + f:.2f}"

    return NUMBERS.sub(moved, places)
