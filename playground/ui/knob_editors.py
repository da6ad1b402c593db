"""The editors of knobs: a slider with a box for a number, a list for a choice, and one slider for both learning rates."""

from __future__ import annotations

import math

from PyQt6.QtCore import QEvent, QObject, QPoint, Qt, pyqtSignal
from PyQt6.QtGui import QCursor, QPaintEvent
from PyQt6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QSlider,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolButton,
    QWidget,
)

from playground.core.experiment import KNOBS
from playground.core.experiment.knobs import Knob
from playground.i18n import tr
from playground.ui.labels import Label
from playground.ui.number_box import NumberBox
from playground.ui.theme import quiet

TICKS = 240
RATES = ("learning_rate_d", "learning_rate_g")


class KnobBox(NumberBox):
    """A knob's number; its arrows change it by a step that suits its size."""

    def __init__(self, knob: Knob, whole: bool) -> None:
        assert knob.low is not None
        assert knob.high is not None
        super().__init__(min(knob.low, knob.low if knob.gap is None else knob.gap), knob.high, whole=whole)
        self._knob = knob
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def stepBy(self, steps: int) -> None:
        position = place_of(self._knob, self.value()) + steps * (1 / 40 if self._knob.scale == "log" else 1 / TICKS)
        value = value_at(self._knob, min(1.0, max(0.0, position)), self._whole)
        if self._whole and value == round(self.value()):
            value = self.value() + (1 if steps > 0 else -1)
        self.setValue(value)


def place_of(knob: Knob, value: float) -> float:
    """A value's position on the knob's slider, 0 to 1."""
    assert knob.low is not None
    assert knob.high is not None
    low, high = knob.low, knob.high
    if knob.scale in ("log", "power of two"):
        if value < low:
            return 0.0
        return math.log(value / low) / math.log(high / low)
    return (value - low) / (high - low)


def value_at(knob: Knob, place: float, whole: bool) -> float:
    """The value at a position on the slider, 0 to 1, suitably rounded; the far left is the gap value, if any."""
    assert knob.low is not None
    assert knob.high is not None
    low, high = knob.low, knob.high
    if place <= 0:
        return low if knob.gap is None else knob.gap
    if knob.scale == "power of two":
        return min(high, 2.0 ** round(math.log2(low) + place * math.log2(high / low)))
    if knob.scale == "log":
        return float(f"{low * (high / low) ** place:.2g}")
    value = low + place * (high - low)
    return float(round(value)) if whole else min(high, round(value, 3))


class NumberKnob(QWidget):
    """A slider and a box for the same number."""

    changed = pyqtSignal(object)

    def __init__(self, knob: Knob, whole: bool) -> None:
        super().__init__()
        self._knob, self._whole = knob, whole
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, TICKS)
        self.slider.setTracking(knob.live)
        self.box = KnobBox(knob, whole)
        self.compact(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.box)
        self.slider.valueChanged.connect(lambda tick: self._say(value_at(knob, tick / TICKS, whole)))
        self.box.valueChanged.connect(self._say)

    def compact(self, on: bool) -> None:
        """As narrow as its number allows, for a narrow column."""
        self.slider.setMinimumWidth(30 if on else 50)
        self.box.setFixedWidth(50 if on else 68)

    def _say(self, value: float) -> None:
        self.show_value(value)
        self.changed.emit(round(value) if self._whole else float(value))

    def show_value(self, value: float) -> None:
        """Shows a value without emitting `changed`."""
        for widget, shown in ((self.slider, round(place_of(self._knob, value) * TICKS)), (self.box, value)):
            widget.blockSignals(True)
            widget.setValue(shown)  # type: ignore[arg-type]  # an int for the slider, a float for the box
            widget.blockSignals(False)


class ChoiceKnob(QComboBox):
    """A choice of one table entry."""

    changed = pyqtSignal(object)

    def __init__(self, knob: Knob) -> None:
        super().__init__()
        for i, name in enumerate(knob.names):
            self.addItem(knob.choice_label(name), name)
            if not isinstance(knob.choices, tuple) and knob.choices is not None:
                self.setItemData(i, tr(knob.choices[name].help), Qt.ItemDataRole.ToolTipRole)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.activated.connect(lambda _: self.changed.emit(self.currentData()))

    def show_value(self, name: str) -> None:
        self.setCurrentIndex(self.findData(name))

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        """As any list, but what does not fit ends in "…"."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        style = self.style()
        assert style is not None
        field = style.subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, field.width() - 4
        )
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


class LearningRates(QWidget):
    """One slider for both learning rates, whose ratio it keeps; a button shows the two behind it."""

    changed = pyqtSignal(float)
    """The factor by which both are to change."""
    opened = pyqtSignal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._knob, self._rates = KNOBS[RATES[0]], (1.0, 1.0)
        self.label = Label(tr("Learning rates"))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, TICKS)
        self.slider.setAccessibleName(self.label.text())
        self.slider.setMinimumWidth(50)
        self.value = Label()
        self.more = QToolButton()
        self.more.setText("⋯")
        self.more.setCheckable(True)
        self.more.setAutoRaise(True)
        self.more.setToolTip(tr("Show D's and G's learning rates one by one."))
        self.more.setAccessibleName(self.more.toolTip())
        self.label.setBuddy(self.slider)
        for widget in (self.label, self.slider):
            widget.setToolTip(tr("The learning rates of D and G together; their ratio stays the same."))
        quiet(self.value)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.slider, 0, 0)
        layout.addWidget(self.more, 0, 1)
        layout.addWidget(self.value, 1, 0, 1, 2)
        self.more.toggled.connect(self.opened)
        self.slider.valueChanged.connect(self._say)

    def _say(self, tick: int) -> None:
        wanted = value_at(self._knob, tick / TICKS, whole=False)
        if wanted > 0 and self._rates[0] > 0:
            self.changed.emit(wanted / self._rates[0])

    def show_rates(self, d: float, g: float) -> None:
        """Shows them without emitting `changed`; the slider stands at D's."""
        self._rates = d, g
        self.slider.blockSignals(True)
        self.slider.setValue(round(place_of(self._knob, d) * TICKS))
        self.slider.blockSignals(False)
        self.value.setText(tr("D {d:g} · G {g:g}", d=d, g=g))


Editor = NumberKnob | ChoiceKnob


class Reset(QToolButton):
    """A small button beside a knob, there while the pointer is on the row and the value is not the first one."""

    def __init__(self, row: tuple[QWidget, ...]) -> None:
        super().__init__()
        self.differs, self._allowed = False, True
        self._row = row
        self.setText("↺")
        self.setAutoRaise(True)
        self.setFixedSize(16, 18)
        self.allow(True)
        self.hide()
        for widget in (*row, self):
            widget.installEventFilter(self)
        self.clicked.connect(self.hide)

    def allow(self, on: bool) -> None:
        """Its row is there, and room for it, so that nothing moves when it comes."""
        self._allowed = on
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(on)
        self.setSizePolicy(policy)
        if not on:
            self.hide()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() == QEvent.Type.Enter:
            self.setVisible(self.differs and self._allowed)
        elif event is not None and event.type() == QEvent.Type.Leave and watched is not self:
            self.setVisible(self.isVisible() and self.geometry().adjusted(-9, 0, 2, 0).contains(self._pointer()))
        return super().eventFilter(watched, event)

    def leaveEvent(self, a0: QEvent | None) -> None:
        self.hide()
        super().leaveEvent(a0)

    def _pointer(self) -> QPoint:
        parent = self.parentWidget()
        return QPoint(-1, -1) if parent is None else parent.mapFromGlobal(QCursor.pos())


class NoWheel(QObject):
    """Reserves the wheel for scrolling the panel: it must not change a knob that happens to be under the pointer."""

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget):
            event.ignore()
            return True
        return False


def shown(knob: Knob, value: object) -> str:
    """A knob's value as its editor shows it."""
    return knob.choice_label(str(value)) if knob.names else f"{value:g}" if isinstance(value, float) else str(value)
