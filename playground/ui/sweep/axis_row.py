"""One row of the sweep's builder: a knob, and its values as a list or as a range on the knob's own scale."""

from __future__ import annotations

from string import Formatter

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSpinBox, QStackedWidget, QToolButton, QWidget

from playground.core.errors import InputError
from playground.core.experiment import KINDS, KNOBS, KnobValue
from playground.engine.sweep.build import MOST_STEPS, SWEPT, split, spread_over
from playground.i18n import Literal, compose, tr
from playground.ui.labels import Label
from playground.ui.typed_number import read_number

LIST, RANGE = "list", "range"


class AxisRow(QWidget):
    """Emits `changed` at every change, and `closed` at a click on its cross."""

    changed = pyqtSignal()
    closed = pyqtSignal(object)

    def __init__(self, name: str, value: KnobValue) -> None:
        super().__init__()
        self.knob, self.how, self.values = QComboBox(), QComboBox(), QLineEdit()
        self.low, self.high, self.steps = QLineEdit(), QLineEdit(), QSpinBox()
        self.cross = QToolButton()
        self._pages = QStackedWidget()
        for key in SWEPT:
            self.knob.addItem(compose("{label} ({key})", label=tr(KNOBS[key].label), key=Literal(key)), key)
        self.knob.setCurrentIndex(self.knob.findData(name))
        self.knob.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.knob.setMinimumContentsLength(26)
        self.how.addItem(tr("these values"), LIST)
        self.how.addItem(tr("a range"), RANGE)
        self.steps.setRange(2, MOST_STEPS)
        self.steps.setValue(5)
        self.cross.setText("✕")
        self.cross.setAutoRaise(True)
        self._tell()
        self._lay_out()
        self._offer(str(value) if isinstance(value, str) else f"{value:g}")
        self.knob.currentIndexChanged.connect(lambda _: self._offer())
        self.how.currentIndexChanged.connect(self._turn)
        for edit in (self.values, self.low, self.high):
            edit.textChanged.connect(self.changed)
        self.steps.valueChanged.connect(self.changed)
        self.cross.clicked.connect(lambda: self.closed.emit(self))

    def _tell(self) -> None:
        said = (
            (self.knob, tr("Knob"), tr("The knob that is swept.")),
            (self.how, tr("How its values are given"), tr("A list of values, or a range in equal steps.")),
            (self.values, tr("Values"), tr("Values set apart by blanks or semicolons, such as 0.1 1 10.")),
            (self.low, tr("Lowest value"), tr("The lowest value.")),
            (self.high, tr("Highest value"), tr("The highest value.")),
            (self.steps, tr("Number of values"), tr("How many values, evenly apart on the knob's own scale.")),
            (self.cross, tr("Remove"), tr("Remove this knob from the sweep.")),
        )
        for widget, name, words in said:
            widget.setAccessibleName(name)
            widget.setToolTip(words)

    def _lay_out(self) -> None:
        span = QWidget()
        inside = QHBoxLayout(span)
        inside.setContentsMargins(0, 0, 0, 0)
        parts = {"low": self.low, "high": self.high, "n": self.steps}
        # the fields in the order of the language
        for words, name, *_ in Formatter().parse(tr("{low} to {high} in {n} steps")):
            if words.strip():
                inside.addWidget(Label(words.strip()))
            if name:
                inside.addWidget(parts[name])
        self._pages.addWidget(self.values)
        self._pages.addWidget(span)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.knob, 1)
        layout.addWidget(self.how)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.cross)

    @property
    def name(self) -> str:
        return str(self.knob.currentData())

    def _offer(self, text: str | None = None) -> None:
        """What suits the knob that is now chosen: all its names, or its whole range."""
        knob = KNOBS[self.name]
        named = bool(knob.names)
        for widget in (self, self.values, self.low, self.high, self.how):
            widget.blockSignals(True)
        self.values.setText(" ".join(knob.names) if text is None or named else text)
        self.low.setText("" if knob.low is None else f"{knob.low:g}")
        self.high.setText("" if knob.high is None else f"{knob.high:g}")
        if named:
            self.how.setCurrentIndex(self.how.findData(LIST))
        self.how.setEnabled(not named)
        for widget in (self, self.values, self.low, self.high, self.how):
            widget.blockSignals(False)
        self._turn()

    def _turn(self) -> None:
        self._pages.setCurrentIndex(self.how.currentIndex())
        self.changed.emit()

    def read(self) -> tuple[KnobValue, ...]:
        """The values, each checked by the knob; InputError, one sentence, says what is wrong."""
        knob, kind = KNOBS[self.name], KINDS[self.name]
        try:
            if self.how.currentData() == RANGE:
                found = spread_over(
                    self.name, read_number(self.low.text()), read_number(self.high.text()), self.steps.value()
                )
            else:
                parts = split(self.values.text())
                found = [part if kind is str else _number(part, kind) for part in parts]
            if not found:
                raise InputError(tr("{key} needs at least one value", key=self.name))
            return tuple(knob.check(self.name, value, kind) for value in found)
        except InputError as error:
            message = str(error)
            raise InputError(message if self.name in message else f"{self.name}: {message}") from None


def _number(text: str, kind: type) -> float | int:
    value = read_number(text)
    return int(value) if kind is int and value.is_integer() else value
