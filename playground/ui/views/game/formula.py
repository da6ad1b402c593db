"""The value function as a formula with the value of each term under it, and V on its own scale."""

from __future__ import annotations

import math
from collections.abc import Iterator

from PyQt6.QtCore import QPoint, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPolygonF

from playground.core.glossary import PLACES
from playground.core.glossary.notation import Row, parse
from playground.core.lenses import Value
from playground.core.lenses.value import LOG_4
from playground.i18n import tr
from playground.ui.backdrop import Backdrop
from playground.ui.mathematics import draw, extent, fitting, laid
from playground.ui.painted import Painted
from playground.ui.palette import LIGHT, Neutrals
from playground.ui.terms import explain

Part = tuple[str, str]
"""(the value that stands below it, its text in the glossary's notation)."""
HEAD: tuple[Part, ...] = (("", "min_G max_D "), ("v", "V(D, G)"), ("", " ="))
PARTS: tuple[Part, ...] = (("real", "E_x log D(x)"), ("", " + "), ("fake", "E_z log(1 − D(G(z)))"))
LATEX = r"min_G max_D V(D,G) = E_x log D(x) + E_z log(1 - D(G(z)))"
HEIGHT, FIRST, SECOND, SCALE = 134, 20, 48, 98
"""Pixels: all in all, and down to the baselines of both lines and to the scale."""


def number(value: float) -> str:
    """A value of the formula as it is shown."""
    return f"{value:z.3f}"


BEYOND = 0.05
"""V is farther below "a guess" than this share of the scale: the mark points out of it."""


class Formula(Painted):
    """Shows a Value, or the sentence that explains why there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._neutrals = LIGHT
        self._value: Value | None = None
        self._refusal = ""
        self._backdrop = Backdrop()
        self._places: dict[str, tuple[float, float, float]] = {}
        """Where each number stands: left, top and width of its box."""
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(tr("value function"))
        self.setAccessibleDescription(LATEX)
        explain(self, "part:formula")
        self.setToolTip(
            tr(
                "The value of the game: D maximises it, G minimises it. 0: D can't be fooled. -log 4 = -1.386: D can only "
                "guess. Below that D is being fooled. Measured on 2,500 real points not used in training, and on as many fakes "
                "of the raw G."
            )
        )

    def show_value(self, value: Value | None, refusal: str) -> None:
        self._value, self._refusal = value, refusal
        self.update()

    def restyle(self, neutrals: Neutrals) -> None:
        self._neutrals = neutrals
        self.update()

    def _points(self) -> float:
        """The size of type at which the longer line fits."""
        lines = (parse("".join(text for _, text in line)) for line in (HEAD, PARTS))
        return fitting(tuple(lines), self.width() - 16)

    def _starts(self) -> Iterator[tuple[str, Row, QPointF]]:
        """Each part of both lines: its name, its row and where its baseline begins."""
        points = self._points()
        left = (self.width() - sum(extent(parse(text), points).width for _, text in PARTS)) / 2
        for line, y in ((HEAD, FIRST), (PARTS, SECOND)):
            x = left
            for name, text in line:
                row = parse(text)
                yield name, row, QPointF(x, y)
                x += extent(row, points).width

    def place_at(self, at: QPoint) -> str:
        """The symbol there; beside the letters, the part of the formula."""
        if self._refusal:
            return ""
        if at.y() > SCALE - 24:
            return "part:value_scale"
        points, found = self._points(), ""
        for name, row, start in self._starts():
            for piece in laid(row, start, points):
                if piece.box.adjusted(-1, -2, 1, 2).contains(QPointF(at)):
                    found = symbol if (symbol := f"symbol:{piece.text.strip()}") in PLACES else f"symbol:{name}"
        return found

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._refusal:
            painter.setPen(QColor(self._neutrals.dim))
            painter.drawText(
                QRectF(self.rect()).adjusted(8, 4, -8, -4),
                Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter,
                tr(self._refusal),
            )
        else:
            self._backdrop.draw(painter, self, self._neutrals.text, self._still)
            if self._value is not None:
                self._numbers(painter, self._value)
                self._mark(painter, self._value)
        painter.end()

    def _still(self, painter: QPainter) -> None:
        """What is the same in every picture: the formula and the scale. Notes where the numbers belong."""
        self._places.clear()
        points = self._points()
        for name, row, start in self._starts():
            draw(painter, laid(row, start, points), QColor(self._neutrals.text))
            width = extent(row, points).width
            if start.y() == SECOND and name:
                self._places[name] = (start.x() - 20, SECOND + 8, width + 40)
            elif start.y() == FIRST:
                self._places["v"] = (start.x() + width + 4, FIRST - 14, 60)
        self._scale(painter)

    def _numbers(self, painter: QPainter, value: Value) -> None:
        centre, left = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignLeft
        for name, side, term in (
            ("real", centre, value.on_real),
            ("fake", centre, value.on_fake),
            ("v", left, value.v),
        ):
            self._number(painter, self._places[name], side, term, name)

    def _number(
        self, painter: QPainter, box: tuple[float, float, float], side: Qt.AlignmentFlag, value: float, name: str
    ) -> None:
        colours = {"v": self._neutrals.text, "real": self._neutrals.real_text, "fake": self._neutrals.fake_text}
        bold = QFont(self.font())
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(QColor(colours[name]))
        left, top, width = box
        painter.drawText(QRectF(left, top, width, 18), side | Qt.AlignmentFlag.AlignVCenter, number(value))

    def _scale(self, painter: QPainter) -> None:
        """V between "D can only guess" and "D can't be fooled", and which way each player pushes it."""
        left, right, y = 14.0, self.width() - 14.0, float(SCALE)
        painter.setFont(self.font())
        painter.setPen(QPen(QColor(self._neutrals.dim), 1))
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        for x in (left, right):
            painter.drawLine(QPointF(x, y - 4), QPointF(x, y + 4))
        half = (right - left) / 2
        for words, side in (
            (tr("◂ G lowers V"), Qt.AlignmentFlag.AlignLeft),
            (tr("D raises V ▸"), Qt.AlignmentFlag.AlignRight),
        ):
            x = left if side is Qt.AlignmentFlag.AlignLeft else left + half
            painter.drawText(QRectF(x, y - 20, half, 16), side, words)
        for words, side in (
            (tr("-log 4: a guess"), Qt.AlignmentFlag.AlignLeft),
            (tr("0: never fooled"), Qt.AlignmentFlag.AlignRight),
        ):
            x = left if side is Qt.AlignmentFlag.AlignLeft else left + half
            painter.drawText(QRectF(x, y + 13, half, 18), side, words)

    def _mark(self, painter: QPainter, value: Value) -> None:
        """Where V is on the scale."""
        left, right, y = 14.0, self.width() - 14.0, float(SCALE)
        if math.isfinite(value.v):
            share = 1 + value.v / LOG_4
            place = left + (right - left) * min(1.0, max(0.0, share))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._neutrals.discriminator))
            up = [QPointF(place, y - 1), QPointF(place - 7, y + 11), QPointF(place + 7, y + 11)]
            beyond = [QPointF(left - 12, y), QPointF(left - 1, y - 7), QPointF(left - 1, y + 7)]
            painter.drawPolygon(QPolygonF(beyond if share < -BEYOND else up))
