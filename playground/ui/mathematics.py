"""Formulas drawn as mathematics: rows of glyphs with scripts and fractions, and the widget that shows one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from PyQt6.QtCore import QPointF, QRectF, QSize
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPalette, QPen
from PyQt6.QtWidgets import QSizePolicy, QWidget

from playground.core.glossary.notation import Fraction, Glyphs, Row, Script, parse
from playground.i18n import tr

SCRIPT, IN_FRACTION = 0.7, 0.85
"""Sizes of scripts and of the parts of a fraction, as factors."""
LARGEST, SMALLEST = 13.0, 7.0
"""Points."""
GAP = 2.0
"""Pixels between the line of a fraction and its parts."""


@lru_cache(maxsize=64)
def serif(points: float, italic: bool) -> QFont:
    """The font of mathematics."""
    font = QFont("DejaVu Serif", -1)
    font.setStyleHint(QFont.StyleHint.Serif)
    font.setPointSizeF(points)
    font.setItalic(italic)
    return font


@dataclass(frozen=True)
class Extent:
    """What a row takes: its width, and its height above and below the baseline; pixels."""

    width: float = 0.0
    up: float = 0.0
    down: float = 0.0

    def beside(self, other: Extent) -> Extent:
        """That of both, side by side."""
        return Extent(self.width + other.width, max(self.up, other.up), max(self.down, other.down))


@dataclass(frozen=True, eq=False)
class Piece:
    """Some glyphs in their place, or, without text, the line of a fraction."""

    box: QRectF
    text: str = ""
    baseline: QPointF = field(default_factory=QPointF)
    font: QFont = field(default_factory=QFont)


def extent(row: Row, points: float) -> Extent:
    """What a row takes at this size of type."""
    whole = Extent()
    for node in row:
        whole = whole.beside(_extent(node, points))
    return whole


def _extent(node: Glyphs | Script | Fraction, points: float) -> Extent:
    metrics = QFontMetricsF(serif(points, italic=False))
    if isinstance(node, Glyphs):
        own = QFontMetricsF(serif(points, node.italic))
        return Extent(own.horizontalAdvance(node.text), metrics.ascent() * 0.85, metrics.descent())
    if isinstance(node, Script):
        inside, lift = extent(node.inside, points * SCRIPT), _lift(points, node.raised)
        return Extent(inside.width, inside.up + lift, inside.down - lift)
    above, below = (extent(part, points * IN_FRACTION) for part in (node.above, node.below))
    axis = metrics.xHeight() / 2
    return Extent(
        max(above.width, below.width) + 6,
        axis + GAP + above.up + above.down,
        GAP + below.up + below.down - axis,
    )


def _lift(points: float, raised: bool) -> float:
    """How far a script's baseline lies above the row's."""
    metrics = QFontMetricsF(serif(points, italic=False))
    return metrics.xHeight() * 0.8 if raised else -metrics.descent() * 0.75


def laid(row: Row, at: QPointF, points: float) -> Iterator[Piece]:
    """The pieces of a row whose baseline begins at this place."""
    x, y = at.x(), at.y()
    for node in row:
        size = _extent(node, points)
        if isinstance(node, Glyphs):
            box = QRectF(x, y - size.up, size.width, size.up + size.down)
            yield Piece(box, node.text, QPointF(x, y), serif(points, node.italic))
        elif isinstance(node, Script):
            yield from laid(node.inside, QPointF(x, y - _lift(points, node.raised)), points * SCRIPT)
        else:
            axis = y - QFontMetricsF(serif(points, italic=False)).xHeight() / 2
            above, below = (extent(part, points * IN_FRACTION) for part in (node.above, node.below))
            yield Piece(QRectF(x + 1, axis, size.width - 2, 0))
            top = QPointF(x + (size.width - above.width) / 2, axis - GAP - above.down)
            bottom = QPointF(x + (size.width - below.width) / 2, axis + GAP + below.up)
            yield from laid(node.above, top, points * IN_FRACTION)
            yield from laid(node.below, bottom, points * IN_FRACTION)
        x += size.width


def draw(painter: QPainter, pieces: Iterator[Piece], colour: QColor) -> None:
    """Draws the pieces."""
    painter.setPen(QPen(colour, 1))
    for piece in pieces:
        if piece.text:
            painter.setFont(piece.font)
            painter.drawText(piece.baseline, piece.text)
        else:
            painter.drawLine(piece.box.topLeft(), piece.box.topRight())


def fitting(rows: tuple[Row, ...], width: float) -> float:
    """The largest size of type, in points, at which none of the rows is wider than this."""
    points = LARGEST
    while points > SMALLEST and max(extent(row, points).width for row in rows) > width:
        points -= 0.5
    return points


class Mathematics(QWidget):
    """Shows one formula at its left, smaller where it would be too wide; a screen reader gets its text."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Row, ...] = ()
        self.setAccessibleName(tr("formula"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_formula(self, text: str) -> None:
        """Shows this formula, whose rows are its lines; none hides the widget."""
        self._rows = tuple(map(parse, text.split("\n"))) if text else ()
        self.setAccessibleDescription(text)
        self.setVisible(bool(text))
        sizes = [extent(row, LARGEST) for row in self._rows]
        self.setFixedHeight(round(sum(size.up + size.down + 4 for size in sizes)))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(100, self.height())

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        if not self._rows:
            return
        painter = QPainter(self)
        points = fitting(self._rows, self.width())
        colour = self.palette().color(QPalette.ColorRole.Text)
        share = self.height() / len(self._rows)
        for k, row in enumerate(self._rows):
            size = extent(row, points)
            baseline = k * share + (share - size.up - size.down) / 2 + size.up
            draw(painter, laid(row, QPointF(0, baseline), points), colour)
        painter.end()
