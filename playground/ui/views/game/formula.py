"""The value function as a formula with the value of each term under it, and V on its own scale."""

from __future__ import annotations

import math

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QWidget

from playground.core.lenses import Value
from playground.core.lenses.value import LOG_4
from playground.i18n import tr
from playground.ui.palette import FAKE, LIGHT, REAL, Neutrals

Run = tuple[str, bool, bool]
"""(text, italic, subscript)."""
TERMS: tuple[tuple[str, tuple[Run, ...]], ...] = (
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
    ("", ((" = ", False, False),)),
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
LATEX = r"V(D,G) = E_x log D(x) + E_z log(1 - D(G(z)))"


class Formula(QWidget):
    """Shows a Value, or the sentence that explains why there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._neutrals = LIGHT
        self._value: Value | None = None
        self._refusal = ""
        self.setFixedHeight(104)
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

    def _width(self, fonts: dict[tuple[bool, bool], QFont]) -> float:
        return sum(QFontMetricsF(fonts[i, s]).horizontalAdvance(t) for _, runs in TERMS for t, i, s in runs)

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
        colours = {"v": self._neutrals.text, "real": REAL, "fake": FAKE}
        x = (self.width() - self._width(fonts)) / 2
        for name, runs in TERMS:
            start = x
            for text, italic, small in runs:
                font = fonts[italic, small]
                painter.setFont(font)
                painter.setPen(QColor(self._neutrals.text))
                painter.drawText(QPointF(x, 26 + (5 if small else 0)), text)
                x += QFontMetricsF(font).horizontalAdvance(text)
            if name in numbers:
                bold = QFont(self.font())
                bold.setBold(True)
                painter.setFont(bold)
                painter.setPen(QColor(colours[name]))
                painter.drawText(
                    QRectF(start - 20, 34, x - start + 40, 18), Qt.AlignmentFlag.AlignCenter, f"{numbers[name]:.3f}"
                )

    def _scale(self, painter: QPainter) -> None:
        left, right, y = 14.0, self.width() - 14.0, 66.0
        painter.setFont(self.font())
        painter.setPen(QPen(QColor(self._neutrals.dim), 1))
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        for x in (left, right):
            painter.drawLine(QPointF(x, y - 4), QPointF(x, y + 4))
        low, high = tr("-log 4: D can only guess"), tr("0: D can't be fooled")
        half = (right - left) / 2 + 10
        painter.drawText(QRectF(left - 10, y + 12, half, 18), Qt.AlignmentFlag.AlignLeft, low)
        painter.drawText(QRectF(right - half + 10, y + 12, half, 18), Qt.AlignmentFlag.AlignRight, high)
        if self._value is not None and math.isfinite(self._value.v):
            place = left + (right - left) * min(1.0, max(-0.02, 1 + self._value.v / LOG_4))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._neutrals.discriminator))
            painter.drawPolygon(
                QPolygonF([QPointF(place, y + 1), QPointF(place - 5, y + 10), QPointF(place + 5, y + 10)])
            )
