"""The control panel, generated from the experiment's knobs: one editor per knob, in collapsible groups."""

from __future__ import annotations

import math

from PyQt6.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSlider,
    QVBoxLayout,
    QWidget,
)
from superqt import QCollapsible

from playground.core.experiment import GROUPS, KINDS, KNOBS, Experiment
from playground.core.experiment.knobs import Knob
from playground.core.experiment.rules import without_effect
from playground.i18n import tr
from playground.ui.icons import sign
from playground.ui.labels import Label
from playground.ui.number_box import NumberBox
from playground.ui.palette import Neutrals

TICKS = 240
ELSEWHERE = ("target", "own_data")
"""Shown by the gallery and the own-data panel instead."""
OPEN_AT_FIRST = ("Generator", "Discriminator", "Objective")


class KnobBox(NumberBox):
    """A knob's number; its arrows change it by a step that suits its size."""

    def __init__(self, knob: Knob, whole: bool) -> None:
        assert knob.low is not None
        assert knob.high is not None
        super().__init__(min(knob.low, knob.low if knob.gap is None else knob.gap), knob.high, whole=whole)
        self._knob = knob
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(68)

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
        self.slider.setMinimumWidth(50)
        self.box = KnobBox(knob, whole)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.box)
        self.slider.valueChanged.connect(lambda tick: self._say(value_at(knob, tick / TICKS, whole)))
        self.box.valueChanged.connect(self._say)

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


Editor = NumberKnob | ChoiceKnob


class NoWheel(QObject):
    """Reserves the wheel for scrolling the panel: it must not change a knob that happens to be under the pointer."""

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget):
            event.ignore()
            return True
        return False


class KnobPanel(QWidget):
    """All knobs except the target, which has a gallery; `changed` carries the knob that the user changed, and its
    value.
    """

    changed = pyqtSignal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("knobs")
        self.editors: dict[str, Editor] = {}
        self.labels: dict[str, QLabel] = {}
        self._no_wheel = NoWheel(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 0, 6, 0)
        layout.setSpacing(0)
        self.groups: dict[str, QCollapsible] = {}
        for group in GROUPS:
            fold = QCollapsible(tr(group))
            fold.setDuration(0)
            if (inner := fold.layout()) is not None:
                inner.setContentsMargins(0, 0, 0, 0)
            fold.addWidget(
                self._grid([key for key, knob in KNOBS.items() if knob.group == group and key not in ELSEWHERE])
            )
            if group in OPEN_AT_FIRST:
                fold.expand(animate=False)
            self.groups[group] = fold
            layout.addWidget(fold)
        layout.addStretch(1)

    def _grid(self, keys: list[str]) -> QWidget:
        widget = QWidget()
        grid = QGridLayout(widget)
        grid.setContentsMargins(4, 0, 0, 6)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(1, 1)
        for row, key in enumerate(keys):
            label, editor = self._row(key, KNOBS[key])
            grid.addWidget(label, row, 0)
            grid.addWidget(editor, row, 1)
        return widget

    def _row(self, key: str, knob: Knob) -> tuple[QLabel, Editor]:
        editor: Editor = ChoiceKnob(knob) if knob.names else NumberKnob(knob, KINDS[key] is int)
        editor.changed.connect(lambda value: self.changed.emit(key, value))
        restarts = "" if knob.live else tr("Changing this starts a new run.")
        tip = f"<p><b>{tr(knob.label)}</b> {tr(knob.unit)}</p><p>{tr(knob.help)}</p><p><i>{restarts}</i></p>"
        label = Label(tr(knob.label) + ("" if knob.live else " ⟲"))
        label.setToolTip(tip)
        label.setBuddy(editor)
        label.setMinimumWidth(96)
        editor.setToolTip(tip)
        editor.setAccessibleName(tr(knob.label))
        for child in (editor, *editor.findChildren(QWidget)):
            child.installEventFilter(self._no_wheel)
            child.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.editors[key], self.labels[key] = editor, label
        return label, editor

    def show_experiment(self, experiment: Experiment) -> None:
        """Shows this experiment's values; greys out knobs that have no effect in it."""
        idle = without_effect(experiment)
        for key, editor in self.editors.items():
            editor.show_value(getattr(experiment, key))
            editor.setEnabled(key not in idle)
            self.labels[key].setEnabled(key not in idle)

    def restyle(self, neutrals: Neutrals) -> None:
        """Draws the arrows of the groups."""
        closed, opened = (sign(symbol, neutrals.text) for symbol in "▸▾")
        for fold in self.groups.values():
            fold.setCollapsedIcon(closed)
            fold.setExpandedIcon(opened)

    def offer_devices(self, devices: tuple[str, ...]) -> None:
        """Greys out the devices that this machine lacks."""
        combo = self.editors["device"]
        assert isinstance(combo, ChoiceKnob)
        model = combo.model()
        for i in range(combo.count()):
            item = model.item(i)  # type: ignore[union-attr]  # a combo box's own model is a QStandardItemModel
            item.setEnabled(combo.itemData(i) in devices)
