"""The legend of the plane: a switch for each layer with its mark and name, and the scale of D's colours."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QBrush, QColor, QIcon, QLinearGradient, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PyQt6.QtWidgets import QCheckBox, QLabel, QSizePolicy, QWidget
from superqt import QFlowLayout

from playground.i18n import tr
from playground.ui.labels import Label
from playground.ui.palette import FAKE, GENERATOR, LIGHT, REAL, Neutrals, rgb, surface_colours
from playground.ui.theme import quiet

SWATCH = QSize(22, 14)


def swatch(kind: str, neutrals: Neutrals) -> QIcon:
    """A small picture of the mark itself, so that the legend matches the plane."""
    scale = 3
    pixmap = QPixmap(SWATCH * scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.scale(scale, scale)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    SWATCHES[kind](painter, neutrals)
    painter.end()
    return QIcon(pixmap)


Painted = Callable[[QPainter, Neutrals], None]


def _dot(colour: str) -> Painted:
    def paint(p: QPainter, _n: Neutrals) -> None:
        p.setBrush(QColor(colour))
        p.drawEllipse(QPointF(11, 7), 4, 4)

    return paint


def _diamond(p: QPainter, _n: Neutrals) -> None:
    p.setBrush(QColor(FAKE))
    p.drawPolygon(QPolygonF([QPointF(11, 2), QPointF(16, 7), QPointF(11, 12), QPointF(6, 7)]))


def _surface(p: QPainter, _n: Neutrals) -> None:
    p.fillRect(QRectF(1, 2, 20, 10), QBrush(scale_gradient(20)))


def _shade(colour: str) -> Painted:
    def paint(p: QPainter, _n: Neutrals) -> None:
        gradient = QLinearGradient(1, 0, 21, 0)
        gradient.setColorAt(0, QColor(*rgb(colour), 20))
        gradient.setColorAt(1, QColor(*rgb(colour), 220))
        p.fillRect(QRectF(1, 2, 20, 10), QBrush(gradient))

    return paint


def _line(colour: str | None, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> Painted:
    def paint(p: QPainter, n: Neutrals) -> None:
        p.setPen(QPen(QColor(colour or n.discriminator), 1.6, style))
        p.drawLine(QPointF(2, 11), QPointF(20, 3))

    return paint


def _arrow(colour: str | None) -> Painted:
    def paint(p: QPainter, n: Neutrals) -> None:
        p.setPen(QPen(QColor(colour or n.discriminator), 1.6))
        p.drawLine(QPointF(3, 11), QPointF(19, 4))
        p.drawPolyline(QPolygonF([QPointF(13, 3.5), QPointF(19, 4), QPointF(15.5, 9)]))

    return paint


def scale_gradient(width: float) -> QLinearGradient:
    """The surface's colours from "fake" at the left to "real" at the right, over a width in pixels."""
    gradient = QLinearGradient(0, 0, width, 0)
    table = surface_colours()
    for i in range(0, 256, 15):
        gradient.setColorAt(i / 255, QColor(*(int(c) for c in table[i])))
    return gradient


SWATCHES: dict[str, Painted] = {
    "dot": _dot(REAL),
    "diamond": _diamond,
    "surface": _surface,
    "blue": _shade(REAL),
    "orange": _shade(FAKE),
    "line": _line(None),
    "dashes": _line(None, Qt.PenStyle.DotLine),
    "purple line": _line(GENERATOR),
    "purple dot": _dot(GENERATOR),
    "orange line": _line(FAKE),
    "arrow": _arrow(GENERATOR),
    "orange arrow": _arrow(FAKE),
    "neutral arrow": _arrow(None),
}
"""The function that draws a small version of each kind of mark."""

SCALES = {
    "probability": (
        "fake {value:.2f}",
        "{value:.2f} real",
        (
            "The probability of “real”. The colours span the current range around 1/2, from {low:.2f} to {high:.2f}, "
            "so that small differences are visible too."
        ),
    ),
    "score": (
        "fake {value:+.2f}",
        "{value:+.2f} real",
        (
            "With this objective D's output is a score, not a probability. Shown is the score minus the midpoint of its means "
            "on real and fake points, from {low:.2f} to {high:.2f}; the boundary is where it is 0."
        ),
    ),
    "difference": (
        "too low {value:+.2f}",
        "{value:+.2f} too high",
        (
            "D's output minus that of a perfect D, from {low:.2f} to {high:.2f}: orange where D's output is too low, "
            "blue where it is too high."
        ),
    ),
}
"""The label at the left end, at the right end, and the explanation of each kind of scale."""


class ColourScale(QWidget):
    """A bar with the colours of the image on the plane and the values at its ends."""

    def __init__(self) -> None:
        super().__init__()
        self._neutrals = LIGHT
        self._shown = ("probability", 0.0, 1.0)
        self.setMinimumSize(250, 18)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._say()

    def show_scale(self, kind: str, low: float, high: float) -> None:
        """Sets the ends of the scale and its kind, a key of SCALES; repaints only if a visible digit changes."""
        new = (kind, round(low, 2), round(high, 2))
        if new != self._shown:
            self._shown = new
            self._say()
            self.update()

    def restyle(self, neutrals: Neutrals) -> None:
        self._neutrals = neutrals
        self.update()

    def words(self) -> tuple[str, str]:
        """The labels at the left and at the right end."""
        kind, low, high = self._shown
        left, right, _ = SCALES[kind]
        return tr(left, value=low), tr(right, value=high)

    def _say(self) -> None:
        kind, low, high = self._shown
        tip = tr(SCALES[kind][2], low=low, high=high)
        self.setToolTip(tip)
        self.setAccessibleDescription(tip)

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        if not self.isEnabled():  # no image is on; the space is kept, so that nothing moves
            return
        painter = QPainter(self)
        left, right = self.words()
        metrics = painter.fontMetrics()
        room = max(metrics.horizontalAdvance(words) for words in (left, right)) + 6
        bar = QRectF(room, 3, self.width() - 2 * room, self.height() - 6)
        painter.setPen(QColor(self._neutrals.text))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, 0, room - 6, self.height()), middle | Qt.AlignmentFlag.AlignRight, left)
        painter.drawText(QRectF(self.width() - room + 6, 0, room, self.height()), middle, right)
        painter.fillRect(bar, QColor(self._neutrals.plane))
        painter.translate(bar.left(), 0)
        painter.fillRect(bar.translated(-bar.left(), 0), QBrush(scale_gradient(bar.width())))
        painter.setPen(QPen(QColor(self._neutrals.dim), 1))
        painter.drawRect(bar.translated(-bar.left(), 0))
        painter.drawLine(QPointF(bar.width() / 2, bar.top()), QPointF(bar.width() / 2, bar.bottom()))
        painter.end()


class LayerSwitch(QCheckBox):
    """One layer's mark, name and switch."""

    def __init__(self, kind: str, words: str, help_text: str, on: bool) -> None:
        super().__init__(words)
        self._kind = kind
        self.setChecked(on)
        self.setToolTip(help_text)
        self.setIconSize(SWATCH)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.restyle(LIGHT)

    def restyle(self, neutrals: Neutrals) -> None:
        self.setIcon(swatch(self._kind, neutrals))


class Legend(QWidget):
    """A row of switches, one per layer; `rows` are (name, label, help, swatch, on)."""

    switched = pyqtSignal(str, bool)

    def __init__(self, rows: list[tuple[str, str, str, str, bool]]) -> None:
        super().__init__()
        self.switches: dict[str, LayerSwitch] = {}
        layout = QFlowLayout(self)
        layout.setContentsMargins(6, 2, 6, 2)
        layout.setHorizontalSpacing(10)
        layout.setVerticalSpacing(2)
        for name, words, help_text, kind, on in rows:
            switch = LayerSwitch(kind, words, help_text, on)
            switch.toggled.connect(lambda checked, name=name: self.switched.emit(name, checked))
            self.switches[name] = switch
            layout.addWidget(switch)
        self._layout = layout

    def add(self, widget: QWidget) -> None:
        """Adds a widget at the end of the row."""
        self._layout.addWidget(widget)

    def restyle(self, neutrals: Neutrals) -> None:
        for switch in self.switches.values():
            switch.restyle(neutrals)


def caption(text: str) -> QLabel:
    """A dimmed label."""
    label = Label(text)
    quiet(label)
    return label
