"""The legend of the plane: a switch for each layer with its mark and name, and the scale of D's colours."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QBrush, QColor, QIcon, QLinearGradient, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PyQt6.QtWidgets import QCheckBox, QLabel, QWidget
from superqt import QFlowLayout

from playground.core.lenses.scale import FIXED, Scale
from playground.i18n import Text, tr
from playground.ui.backdrop import Backdrop
from playground.ui.labels import Label
from playground.ui.palette import LIGHT, Neutrals, Role, class_colour, rgb, surface_colours
from playground.ui.terms import explain
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


def _dot(role: Role) -> Painted:
    def paint(p: QPainter, n: Neutrals) -> None:
        p.setBrush(QColor(n.of(role)))
        p.drawEllipse(QPointF(11, 7), 4, 4)

    return paint


def _ringed(p: QPainter, n: Neutrals) -> None:
    p.setPen(QPen(QColor(n.text), 1.4))
    p.setBrush(QColor(n.real))
    p.drawEllipse(QPointF(11, 7), 4, 4)


def _diamond(p: QPainter, n: Neutrals) -> None:
    p.setBrush(QColor(n.fake))
    p.drawPolygon(QPolygonF([QPointF(11, 2), QPointF(16, 7), QPointF(11, 12), QPointF(6, 7)]))


def _surface(p: QPainter, n: Neutrals) -> None:
    p.fillRect(QRectF(1, 2, 20, 10), QColor(n.plane))
    p.fillRect(QRectF(1, 2, 20, 10), QBrush(scale_gradient(20, n)))


def _shade(role: Role) -> Painted:
    def paint(p: QPainter, n: Neutrals) -> None:
        colour = n.of(role)
        gradient = QLinearGradient(1, 0, 21, 0)
        gradient.setColorAt(0, QColor(*rgb(colour), 20))
        gradient.setColorAt(1, QColor(*rgb(colour), 220))
        p.fillRect(QRectF(1, 2, 20, 10), QBrush(gradient))

    return paint


def _both(p: QPainter, n: Neutrals) -> None:
    """The two densities, one over the other."""
    for place, colour in ((8.0, n.real), (14.0, n.fake)):
        p.setBrush(QColor(*rgb(colour), 160))
        p.drawEllipse(QPointF(place, 7), 6, 6)


def _line(role: Role, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> Painted:
    def paint(p: QPainter, n: Neutrals) -> None:
        p.setPen(QPen(QColor(n.of(role)), 1.6, style))
        p.drawLine(QPointF(2, 11), QPointF(20, 3))

    return paint


def _arrow(role: Role) -> Painted:
    def paint(p: QPainter, n: Neutrals) -> None:
        p.setPen(QPen(QColor(n.of(role)), 1.6))
        p.drawLine(QPointF(3, 11), QPointF(19, 4))
        p.drawPolyline(QPolygonF([QPointF(13, 3.5), QPointF(19, 4), QPointF(15.5, 9)]))

    return paint


def scale_gradient(width: float, neutrals: Neutrals) -> QLinearGradient:
    """The surface's colours from "fake" at the left to "real" at the right, over a width in pixels."""
    gradient = QLinearGradient(0, 0, width, 0)
    table = surface_colours(neutrals)
    for i in range(0, 256, 15):
        gradient.setColorAt(i / 255, QColor(*(int(c) for c in table[i])))
    return gradient


def _classes(p: QPainter, n: Neutrals) -> None:
    """Three dots in the colours of three classes."""
    for k, place in enumerate((4.0, 11.0, 18.0)):
        p.setBrush(QColor(class_colour(k, n)))
        p.drawEllipse(QPointF(place, 7), 3, 3)


SWATCHES: dict[str, Painted] = {
    "dot": _dot("real"),
    "ringed dot": _ringed,
    "diamond": _diamond,
    "surface": _surface,
    "blue": _shade("real"),
    "orange": _shade("fake"),
    "both": _both,
    "line": _line("discriminator"),
    "dashes": _line("discriminator", Qt.PenStyle.DotLine),
    "purple line": _line("generator"),
    "purple dot": _dot("generator"),
    "orange line": _line("fake"),
    "neutral arrow": _arrow("discriminator"),
    "classes": _classes,
}
"""The function that draws a small version of each kind of mark."""

SIGNS: dict[str, tuple[str, Role]] = {
    "dot": ("●", "real"),
    "ringed dot": ("◉", "real"),
    "diamond": ("◆", "fake"),
    "line": ("─", "discriminator"),
    "dashes": ("┄", "discriminator"),
    "purple line": ("─", "generator"),
    "purple dot": ("●", "generator"),
    "orange line": ("─", "fake"),
    "neutral arrow": ("→", "discriminator"),
    "blue": ("■", "real"),
    "orange": ("■", "fake"),
}
"""The letter that stands for a mark in a line of text, and its colour; a surface has the colour bar instead."""

SCALES: dict[tuple[str, bool], tuple[Text, Text]] = {
    ("probability", False): (
        "D",
        (
            "D's output, the probability of “real”, on a fixed scale: no colour where D can only guess, full colour where it is "
            "{high:z.0%} sure."
        ),
    ),
    ("probability", True): (
        "stretched",
        (
            "D's output, the probability of “real”. The colours are stretched to the values of this picture, from {low:z.2f} "
            "to {high:z.2f}, so that small differences are visible: even a D that guesses has strong colours."
        ),
    ),
    ("score", False): (
        "score",
        (
            "With this objective D's output is a score, not a probability. Shown is the score minus the midpoint of its means "
            "on real and fake points; the boundary is where it is 0. The scale changes only when scores outgrow it."
        ),
    ),
    ("score", True): (
        "stretched",
        (
            "D's score minus the midpoint of its means on real and fake points, stretched to the values of this picture, from "
            "{low:z.2f} to {high:z.2f}."
        ),
    ),
    ("difference", False): (
        "D - D*",
        "D's output minus that of a perfect D: orange where D's output is too low, blue where it is too high.",
    ),
    ("difference", True): (
        "stretched",
        (
            "D's output minus that of a perfect D, stretched to the values of this picture, from {low:z.2f} to {high:z.2f}: "
            "orange where D's output is too low, blue where it is too high."
        ),
    ),
}
"""The name and the explanation of each kind of scale, fixed and stretched."""


ENDS: dict[str, tuple[Text, Text]] = {
    "probability": ("fake", "real"),
    "score": ("fake", "real"),
    "difference": ("too low", "too high"),
}
"""What the bar's ends mean, by the kind of scale."""


def number(scale: Scale, value: float) -> str:
    """A number of the bar: a probability plainly, anything else with its sign."""
    if scale.kind == "probability":
        return f"{value:z.2f}".removeprefix("0") if 0 < value < 1 else f"{value:z.2f}"
    return f"{value:+.2g}" if value else "0"


class ColourScale(QWidget):
    """A bar with the colours of the image on the plane, from "fake" to "real", and the values below it."""

    def __init__(self) -> None:
        super().__init__()
        self._neutrals = LIGHT
        self._shown = FIXED
        self._backdrop = Backdrop()
        self._fit()
        self._say()
        explain(self, "part:colour_scale")

    def _fit(self) -> None:
        """As large as its words need in this font."""
        metrics = self.fontMetrics()
        self.setFixedSize(120 + 2 * metrics.horizontalAdvance(tr("too high")), 2 * metrics.height() + 6)

    def changeEvent(self, a0: QEvent | None) -> None:
        super().changeEvent(a0)
        if a0 is not None and a0.type() == QEvent.Type.FontChange:
            self._fit()

    def show_scale(self, scale: Scale) -> None:
        """Shows what the colours mean now; repaints only if that has changed."""
        if scale != self._shown:
            self._shown = scale
            self._say()
            self.update()

    def restyle(self, neutrals: Neutrals) -> None:
        self._neutrals = neutrals
        self.update()

    def words(self) -> tuple[str, str]:
        """The labels at the left and at the right end."""
        left, right = ENDS[self._shown.kind]
        return tr(left), tr(right)

    def numbers(self) -> tuple[str, ...]:
        """The numbers below the bar, from left to right."""
        return tuple(number(self._shown, value) for _, value in self._shown.ticks())

    def kind(self) -> str:
        """What stands beside the numbers: what they are, where it is not a probability on the fixed scale."""
        plain = self._shown.kind == "probability" and not self._shown.stretched
        return "" if plain else tr(SCALES[self._shown.kind, self._shown.stretched][0])

    def _say(self) -> None:
        tip = tr(SCALES[self._shown.kind, self._shown.stretched][1], low=self._shown.low, high=self._shown.high)
        self.setToolTip(tip)
        self.setAccessibleDescription(tip)

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        """Copies the bar, which is drawn only when it has changed: it lies on the plane and is painted with each picture."""
        if not self.isEnabled():  # no image is on
            return
        painter = QPainter(self)
        self._backdrop.draw(painter, self, (self._shown, self._neutrals.plane), self._draw)
        painter.end()

    def _draw(self, painter: QPainter) -> None:
        metrics = painter.fontMetrics()
        left, right = self.words()
        line, ends = metrics.height(), (metrics.horizontalAdvance(left) + 6, metrics.horizontalAdvance(right) + 6)
        kind = self.kind()
        widest = max(map(metrics.horizontalAdvance, self.numbers()))
        room = max(*ends, metrics.horizontalAdvance(kind) + 6 + widest / 2 if kind else 0)
        bar = QRectF(room, 3, self.width() - 2 * room, line - 4)
        painter.setPen(QColor(self._neutrals.text))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, 0, room - 6, line), middle | Qt.AlignmentFlag.AlignRight, left)
        painter.drawText(QRectF(self.width() - room + 6, 0, room, line), middle, right)
        painter.fillRect(bar, QColor(self._neutrals.plane))
        painter.save()
        painter.translate(bar.left(), 0)
        painter.fillRect(bar.translated(-bar.left(), 0), QBrush(scale_gradient(bar.width(), self._neutrals)))
        painter.restore()
        painter.setPen(QPen(QColor(self._neutrals.dim), 1))
        painter.drawRect(bar)
        painter.setPen(QColor(self._neutrals.text))
        centre = Qt.AlignmentFlag.AlignHCenter
        for (place, _), words in zip(self._shown.ticks(), self.numbers(), strict=True):
            x = bar.center().x() + place * bar.width() / 2
            painter.drawLine(QPointF(x, bar.bottom() - 3), QPointF(x, bar.bottom() + 3))
            painter.drawText(QRectF(x - 30, bar.bottom() + 3, 60, line), centre, words)
        painter.drawText(QRectF(0, bar.bottom() + 3, self.width(), line), middle | Qt.AlignmentFlag.AlignRight, kind)


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
            self.switches[name] = explain(switch, f"layer:{name}")
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
