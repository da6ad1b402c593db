"""Inside the networks: every hidden unit as a small map over its input, and every weight and bias to read and edit."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PyQt6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from playground.core.lenses import NEURONS, Lens, Neurons
from playground.core.lenses.neurons import Network
from playground.engine.letters import Picture
from playground.i18n import tr, tr_c
from playground.ui.labels import Label
from playground.ui.network_words import HINT, hint
from playground.ui.number_box import NumberBox
from playground.ui.palette import LIGHT, Neutrals, surface_colours
from playground.ui.theme import quiet

SIDE, GAP, BIAS = 30, 8, 5
"""Pixels: a unit's map, the gap between two, the square of a bias."""
NEAR = 4.0
WIDEST = 6.0
"""Pixels: how close to an edge a click must be, and the width of the largest weight's edge."""
MOST_EDGES = 60
"""The number of weights drawn between two layers, the largest first; all weights into the unit under the pointer are drawn."""
Parameter = tuple[str, int, tuple[int, ...]]
"""(network, tensor, index), as in `WeightSet`."""


@dataclass(frozen=True)
class Edge:
    """One drawn weight."""

    line: QLineF
    parameter: Parameter
    value: float
    strength: float
    """|weight| divided by the largest in its layer."""


class Drawing(QWidget):
    """One network, left to right; emits `pointed` with the unit under the pointer, `chosen` with the parameter clicked."""

    pointed = pyqtSignal(object)
    chosen = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self.name = "d"
        self._network: Network | None = None
        self._columns: list[list[int]] = []
        self._edges: list[Edge] | None = None
        """None until needed: a network that is never painted is not laid out."""
        self._focus: tuple[int, int] | None = None
        self.restyle(LIGHT)
        self.setMouseTracking(True)

    def show_network(self, name: str, network: Network | None) -> None:
        """Shows the units of each layer, the most active on top; None shows nothing."""
        old = self._network
        self.name, self._network = name, network
        if network is None:
            self._columns, self._edges, self._focus = [], [], None
            self.update()
            return
        tall = max([2, *(len(layer.order) for layer in network.layers)])
        size = QSize(200, 22 + tall * (SIDE + GAP))
        if self.minimumSize() != size:
            self.setMinimumSize(size)
        outputs = len(network.parameters[-1])
        self._columns = [
            list(range(network.inputs)),
            *(layer.order.tolist() for layer in network.layers),
            list(range(outputs)),
        ]
        self._edges = None
        if old is not network:
            self.update()

    @property
    def focus(self) -> tuple[int, int] | None:
        """(column of weights, unit) under the pointer: all weights into it are drawn."""
        return self._focus

    @focus.setter
    def focus(self, focus: tuple[int, int] | None) -> None:
        if focus != self._focus:
            self._focus, self._edges = focus, None
            self.update()

    def restyle(self, neutrals: Neutrals) -> None:
        self._neutrals = neutrals
        self._lut = np.ascontiguousarray(surface_colours(neutrals)[:, [2, 1, 0, 3]])
        self.update()

    def columns(self) -> list[list[int]]:
        """The unit numbers that are drawn in each column: inputs, hidden layers, outputs."""
        return self._columns

    def place(self, column: int, row: int) -> QRectF:
        """The rectangle of the row-th unit of a column."""
        steps = max(1, len(self._columns) - 1)
        x = 6 + column * (self.width() - SIDE - 20) / steps
        return QRectF(x, 18 + row * (SIDE + GAP), SIDE, SIDE)

    @property
    def edges(self) -> list[Edge]:
        """The edges drawn between the columns."""
        if self._edges is None:
            self._edges = [edge for k in range(len(self._columns) - 1) for edge in self._between(k)]
        return self._edges

    def _between(self, k: int) -> list[Edge]:
        """The largest weights from column k to the next one, and all weights into the unit under the pointer."""
        assert self._network is not None
        sources, targets = self._columns[k], self._columns[k + 1]
        weight = self._network.parameters[2 * k][np.ix_(targets, sources)]
        size = np.abs(weight)
        heaviest = float(size.max(initial=0.0, where=np.isfinite(size))) or 1.0
        order = np.argsort(-size, axis=None, kind="stable")
        focused = [p for p in order[MOST_EDGES:] if self.focus == (k, targets[p // len(sources)])] if self.focus else []
        found = []
        for p in [*order[:MOST_EDGES].tolist(), *focused]:
            i, j = divmod(int(p), len(sources))
            start, end = self.place(k, j), self.place(k + 1, i)
            line = QLineF(QPointF(start.right(), start.center().y()), QPointF(end.left() - BIAS - 2, end.center().y()))
            value = float(weight[i, j])
            found.append(Edge(line, (self.name, 2 * k, (targets[i], sources[j])), value, abs(value) / heaviest))
        return found

    def resizeEvent(self, _event: QResizeEvent | None) -> None:
        self._edges = None

    def biases(self) -> list[tuple[QRectF, Parameter, float]]:
        """The square, parameter and value of each bias."""
        assert self._network is not None
        found: list[tuple[QRectF, Parameter, float]] = []
        for k, column in enumerate(self.columns()[1:]):
            for row, unit in enumerate(column):
                rect = self.place(k + 1, row)
                square = QRectF(rect.left() - BIAS - 1, rect.bottom() - BIAS, BIAS, BIAS)
                found.append(
                    (square, (self.name, 2 * k + 1, (unit,)), float(self._network.parameters[2 * k + 1][unit]))
                )
        return found

    # ---- painting ----

    def paintEvent(self, event: QPaintEvent | None) -> None:
        if self._network is None or event is None:
            return
        painter = QPainter(self)
        visible = QRectF(event.rect())
        for edge in self.edges:
            lit = self.focus == (edge.parameter[1] // 2, edge.parameter[2][0])
            ends = edge.line.y1(), edge.line.y2()
            if max(ends) >= visible.top() - WIDEST and min(ends) <= visible.bottom() + WIDEST:
                colour = QColor(self._neutrals.real if edge.value > 0 else self._neutrals.fake)
                colour.setAlphaF(1.0 if lit else 0.15 + 0.6 * min(1.0, edge.strength))
                style = Qt.PenStyle.SolidLine if edge.value > 0 else Qt.PenStyle.DotLine
                painter.setPen(QPen(colour, 0.6 + WIDEST * min(1.0, edge.strength) ** 1.5 / 3, style))
                painter.drawLine(edge.line)
        self._units(painter, visible)
        painter.setPen(QPen(QColor(self._neutrals.border), 1))
        for square, _, value in self.biases():
            if not visible.intersects(square):
                continue
            painter.fillRect(square, QColor(self._neutrals.text) if value > 0 else QColor(self._neutrals.plane))
            painter.drawRect(square)
        painter.end()

    def _units(self, painter: QPainter, visible: QRectF) -> None:
        network = self._network
        assert network is not None
        columns = self.columns()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for k, column in enumerate(columns):
            hidden = network.layers[k - 1] if 0 < k < len(columns) - 1 else None
            title = (
                tr_c("column of the network", "in")
                if k == 0
                else tr_c("column of the network", "out")
                if k == len(columns) - 1
                else tr("{n} units", n=hidden.width if hidden else 0)
            )
            painter.setPen(QColor(self._neutrals.dim))
            painter.drawText(
                QRectF(self.place(k, 0).left() - 16, 0, SIDE + 32, 16), Qt.AlignmentFlag.AlignCenter, title
            )
            for row, unit in enumerate(column):
                rect = self.place(k, row)
                if not visible.intersects(rect):
                    continue
                painter.fillRect(rect, QColor(self._neutrals.plane))
                if hidden is not None:
                    painter.drawImage(rect, self._image(hidden.shade[row]))
                else:
                    painter.setPen(QColor(self._neutrals.text))
                    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._letter(k == 0, unit))
                painter.setPen(QPen(QColor(self._neutrals.border), 1))
                painter.drawRect(rect)

    def _letter(self, is_input: bool, unit: int) -> str:
        assert self._network is not None
        if is_input and (k := unit - self._network.inputs + self._network.classes) >= 0:
            return f"c{k + 1}"
        if self.name == "g":
            return f"z{unit + 1}" if is_input else "xy"[unit]
        return "xy"[unit % 2] if is_input else "D"

    def _image(self, shade: np.ndarray) -> QImage:
        pixels = np.ascontiguousarray(self._lut[shade[::-1]])
        h, w = shade.shape
        return QImage(pixels.tobytes(), w, h, 4 * w, QImage.Format.Format_ARGB32)

    # ---- the mouse ----

    def unit_at(self, position: QPointF) -> tuple[str, int, int] | None:
        """The hidden unit drawn there, as (network, layer, unit); None if there is none."""
        if self._network is None:
            return None
        for k, column in enumerate(self.columns()[1:-1]):
            for row, unit in enumerate(column):
                if self.place(k + 1, row).contains(position):
                    return self.name, k, unit
        return None

    def parameter_at(self, position: QPointF) -> tuple[Parameter, float] | None:
        """The bias or the weight drawn there (the nearest of several edges), and its value."""
        if self._network is None:
            return None
        for square, parameter, value in self.biases():
            if square.adjusted(-3, -3, 3, 3).contains(position):
                return parameter, value
        near = min(self.edges, key=lambda edge: _distance(edge.line, position), default=None)
        if near is None or _distance(near.line, position) > NEAR:
            return None
        return near.parameter, near.value

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and self._network is not None:
            unit = self.unit_at(event.position())
            self.focus = None if unit is None else (unit[1], unit[2])
            self.pointed.emit(unit)

    def leaveEvent(self, _event: QEvent | None) -> None:
        self.pointed.emit(None)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if (
            event is not None
            and self._network is not None
            and (found := self.parameter_at(event.position())) is not None
        ):
            self.chosen.emit(found[0])


def _distance(line: QLineF, point: QPointF) -> float:
    """The distance from a point to a segment, in pixels."""
    along, to = line.p2() - line.p1(), point - line.p1()
    length = along.x() ** 2 + along.y() ** 2
    share = min(1.0, max(0.0, (to.x() * along.x() + to.y() * along.y()) / length)) if length else 0.0
    return math.hypot(to.x() - share * along.x(), to.y() - share * along.y())


class Networks(QWidget):
    """D or G with scrolling for wide layers; shows the selected parameter live and accepts a new value for it."""

    pointed = pyqtSignal(object)
    typed = pyqtSignal(str, int, tuple, float, float)
    """network, tensor, index, old value, new value."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("networks"))
        self._seen: Neurons | None = None
        self.chosen: Parameter | None = None
        self.which = QComboBox()
        self.which.addItem(tr("discriminator D"), "d")
        self.which.addItem(tr("generator G (raw)"), "g")
        self.which.activated.connect(lambda _: self._choose())
        self.drawing = Drawing()
        self.drawing.pointed.connect(self.pointed)
        self.drawing.chosen.connect(self._pick)
        area = QScrollArea()
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(self.drawing)
        area.setWidgetResizable(True)
        self.words = Label(tr(HINT))
        self.words.setWordWrap(True)
        self.value = NumberBox(-1e6, 1e6, step=0.1)
        self.value.setEnabled(False)
        self.value.setToolTip(tr("Type a new value: it takes effect at once. Undo reverts it."))
        self.value.valueChanged.connect(self._type)
        legend = Label(
            tr(
                "Maps and lines: blue above 0, orange (lines also dotted) below; thicker is larger. "
                "Only the largest weights are drawn, and all weights into the unit you point at. "
                "The most active units are on top."
            )
        )
        legend.setWordWrap(True)
        quiet(legend)
        row = QHBoxLayout()
        row.addWidget(self.words, 1)
        row.addWidget(self.value)
        self.value.setMaximumWidth(96)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.which)
        layout.addWidget(area, 1)
        layout.addLayout(row)
        layout.addWidget(legend)

    def lenses(self) -> frozenset[Lens[object]]:
        return frozenset({NEURONS})

    def restyle(self, neutrals: Neutrals) -> None:
        self.drawing.restyle(neutrals)

    def show_picture(self, picture: Picture) -> None:
        """Shows the networks of this picture; the selected parameter is updated unless it is being edited."""
        seen = picture.seen(NEURONS)
        if seen is not None:
            self._seen = seen
            self._draw(seen)
            self._read()

    def _choose(self) -> None:
        self.chosen = None
        self.value.setEnabled(False)
        if self._seen is not None:
            self._draw(self._seen)

    def _draw(self, seen: Neurons) -> None:
        name = self.which.currentData()
        network = seen.d if name == "d" else seen.g
        self.drawing.show_network(name, network)
        if network is None:
            self.chosen = None
        if self.chosen is None:
            self.words.setText(hint(network))

    def current(self) -> float | None:
        """The selected parameter's value in the displayed state; None if there is none."""
        if self._seen is None or self.chosen is None:
            return None
        name, tensor, index = self.chosen
        network = self._seen.d if name == "d" else self._seen.g
        parameters = () if network is None else network.parameters
        if tensor >= len(parameters) or any(i >= n for i, n in zip(index, parameters[tensor].shape, strict=True)):
            return None
        return float(parameters[tensor][index])

    def _pick(self, parameter: Parameter) -> None:
        self.chosen = parameter
        self.value.setEnabled(True)
        self._read()

    def _read(self) -> None:
        value = self.current()
        if value is None or self.chosen is None:
            self.value.setEnabled(False)
            return
        _, tensor, index = self.chosen
        layer = tensor // 2 + 1
        self.words.setText(
            tr(
                "weight into unit {to} of layer {layer} from {source}",
                to=index[0] + 1,
                layer=layer,
                source=index[1] + 1,
            )
            if tensor % 2 == 0
            else tr("bias of unit {to} of layer {layer}", to=index[0] + 1, layer=layer)
        )
        if not self.value.hasFocus():
            self.value.blockSignals(True)
            self.value.setValue(value)
            self.value.blockSignals(False)

    def _type(self, value: float) -> None:
        old = self.current()
        if old is not None and self.chosen is not None and self._seen is not None:
            name, tensor, index = self.chosen
            network = self._seen.d if name == "d" else self._seen.g
            first = (0,) if network is not None and network.one_of else ()
            self.typed.emit(name, tensor, (*first, *index), old, value)
