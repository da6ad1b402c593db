"""The value function as a formula with the value of each term under it, and V on its own scale."""

from __future__ import annotations

import math

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QWidget

from playground.core.lenses import Value
from playground.core.lenses.value import LOG_4
from playground.i18n import tr
from playground.ui.palette import LIGHT, Neutrals

Run = tuple[str, bool, bool]
"""(text, italic, subscript)."""
Term = tuple[str, tuple[Run, ...]]
"""(the value that stands below it, its text)."""
HEAD: tuple[Term, ...] = (
    ("", (("min", False, False), ("G", True, True), (" max", False, False), ("D", True, True), (" ", False, False))),
    (
        "v",
        (
            ("V", True, False),
            ("(", False, False),
            ("D", True, False),
            (",", False, False),
            ("G", True, False),
            (")", False, False),
        ),
    ),
    ("", ((" =", False, False),)),
)
TERMS: tuple[Term, ...] = (
    (
        "real",
        (
            ("E", False, False),
            ("x", True, True),
            (" log ", False, False),
            ("D", True, False),
            ("(", False, False),
            ("x", True, False),
            (")", False, False),
        ),
    ),
    ("", ((" + ", False, False),)),
    (
        "fake",
        (
            ("E", False, False),
            ("z", True, True),
            (" log(1", False, False),
            ("−", False, False),
            ("D", True, False),
            ("(", False, False),
            ("G", True, False),
            ("(", False, False),
            ("z", True, False),
            (")))", False, False),
        ),
    ),
)
LATEX = r"min_G max_D V(D,G) = E_x log D(x) + E_z log(1 - D(G(z)))"
HEIGHT, FIRST, SECOND, SCALE = 142, 20, 48, 98
"""Pixels: all in all, and down to the baselines of both lines and to the scale."""


def number(value: float) -> str:
    """A value of the formula as it is shown."""
    return f"{value:z.3f}"


class Formula(QWidget):
    """Shows a Value, or the sentence that explains why there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._neutrals = LIGHT
        self._value: Value | None = None
        self._refusal = ""
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(tr("value function"))
        self.setAccessibleDescription(LATEX)
        self.setToolTip(
            tr(
                "The value of the game: D maximises it, G minimises it. 0: D can't be fooled. -log 4 = -1.386: D can only "
                "guess. Below that D is being fooled. Measured on 2,500 points not used in training."
            )
        )

    def show_value(self, value: Value | None, refusal: str) -> None:
        self._value, self._refusal = value, refusal
        self.update()

    def restyle(self, neutrals: Neutrals) -> None:
        self._neutrals = neutrals
        self.update()

    def fonts(self, points: float) -> dict[tuple[bool, bool], QFont]:
        """Serif fonts by (italic, subscript)."""
        made = {}
        for italic in (False, True):
            for small in (False, True):
                font = QFont("DejaVu Serif", -1)
                font.setStyleHint(QFont.StyleHint.Serif)
                font.setPointSizeF(points * (0.7 if small else 1))
                font.setItalic(italic)
                made[italic, small] = font
        return made

    def _width(self, fonts: dict[tuple[bool, bool], QFont], terms: tuple[Term, ...] = TERMS) -> float:
        return sum(QFontMetricsF(fonts[i, s]).horizontalAdvance(t) for _, runs in terms for t, i, s in runs)

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
            points = 13.0
            while self._width(self.fonts(points)) > self.width() - 16 and points > 7:
                points -= 0.5
            self._formula(painter, self.fonts(points))
            self._scale(painter)
        painter.end()

    def _formula(self, painter: QPainter, fonts: dict[tuple[bool, bool], QFont]) -> None:
        value = self._value
        numbers = {"v": value.v, "real": value.on_real, "fake": value.on_fake} if value else {}
        start = (self.width() - self._width(fonts)) / 2
        end = self._line(painter, fonts, HEAD, (start, FIRST), {})
        if value is not None:
            self._number(painter, (end + 4, FIRST - 14, 60), Qt.AlignmentFlag.AlignLeft, numbers["v"], "v")
        self._line(painter, fonts, TERMS, (start, SECOND), numbers)

    def _line(
        self,
        painter: QPainter,
        fonts: dict[tuple[bool, bool], QFont],
        terms: tuple[Term, ...],
        at: tuple[float, float],
        numbers: dict[str, float],
    ) -> float:
        """Draws terms from a place on, with their numbers below them; where they end."""
        x, y = at
        for name, runs in terms:
            start = x
            for text, italic, small in runs:
                font = fonts[italic, small]
                painter.setFont(font)
                painter.setPen(QColor(self._neutrals.text))
                painter.drawText(QPointF(x, y + (5 if small else 0)), text)
                x += QFontMetricsF(font).horizontalAdvance(text)
            if name in numbers:
                box = (start - 20, y + 8, x - start + 40)
                self._number(painter, box, Qt.AlignmentFlag.AlignHCenter, numbers[name], name)
        return x

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
        if self._value is not None and math.isfinite(self._value.v):
            place = left + (right - left) * min(1.0, max(-0.02, 1 + self._value.v / LOG_4))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._neutrals.discriminator))
            painter.drawPolygon(
                QPolygonF([QPointF(place, y - 1), QPointF(place - 7, y + 11), QPointF(place + 7, y + 11)])
            )
