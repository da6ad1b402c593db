"""The controls of the theory window: game, method, step size, steps, the game's own weight, and the start."""

from __future__ import annotations

from dataclasses import replace

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from playground.core.experiment.knobs import Knob
from playground.core.theory import GAMES, METHODS
from playground.i18n import tr
from playground.ui.knob_editors import NumberKnob
from playground.ui.labels import Label, RichLabel
from playground.ui.number_box import NumberBox
from playground.ui.theme import quiet
from playground.ui.views.theory.setup import (
    DIALS,
    FAMILIES,
    FARTHEST_START,
    SLOPE_PENALTY,
    STEP_SIZE,
    STEPS,
    TAU,
    Setup,
    dial_of,
    family_of,
    table_setup,
)


class Controls(QWidget):
    """Shows a set-up, and emits the one the user wants instead."""

    wanted = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self._setup = table_setup("minimax")
        self.teach, self.game_help, self.method_help = _text(), _text(dim=True), _text(dim=True)
        self.game, self.method = _games(), _methods()
        self.h, self.tau, self.steps = _number(STEP_SIZE), _number(TAU), _number(STEPS, whole=True)
        knobs = [dial.knob for dial in DIALS] + [SLOPE_PENALTY]
        self.dials = {knob.label: (_named(knob), _number(knob)) for knob in knobs}
        self.plane = QComboBox()
        self.plane.setToolTip(
            tr("G and D have two parameters each here. This selects the pair to draw; the other pair moves too.")
        )
        self.plane.setAccessibleName(tr("Drawn"))
        self.start = [_start_box(), _start_box()]
        self.symbols = [Label(), Label()]
        self.table = QPushButton(tr("Reset to published values"))
        self.table.setToolTip(tr("Step size, steps, weight and start as in the paper's experiment."))
        self._lay_out()
        self._connect()
        self.show_setup(self._setup)

    def _lay_out(self) -> None:
        self._form = QFormLayout()
        self._form.setContentsMargins(0, 2, 0, 2)
        self._form.setVerticalSpacing(5)
        self._form.addRow(_named(STEP_SIZE), self.h)
        self._form.addRow(_named(TAU), self.tau)
        for label, dial in self.dials.values():
            self._form.addRow(label, dial)
        self._form.addRow(_named(STEPS), self.steps)
        self._form.addRow(Label(tr("Drawn")), self.plane)
        pair = QHBoxLayout()
        for symbol, box in zip(self.symbols, self.start, strict=True):
            symbol.setBuddy(box)
            pair.addWidget(symbol)
            pair.addWidget(box, 1)
        self._form.addRow(Label(tr("Start")), pair)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(5)
        for title, combo, help_label in (
            (tr("Game"), self.game, self.game_help),
            (tr("How they move"), self.method, self.method_help),
        ):
            name = RichLabel(f"<b>{title}</b>")
            name.setBuddy(combo)
            for widget in (name, combo, help_label):
                layout.addWidget(widget)
        layout.insertWidget(0, self.teach)
        layout.addLayout(self._form)
        layout.addWidget(self.table)
        layout.addStretch(1)

    def _connect(self) -> None:
        self.game.activated.connect(lambda _: self._want(table_setup(self.game.currentData(), self._setup.method)))
        self.method.activated.connect(lambda _: self._want(replace(self._setup, method=self.method.currentData())))
        self.h.changed.connect(lambda h: self._want(replace(self._setup, h=h)))
        self.tau.changed.connect(lambda tau: self._want(replace(self._setup, tau=tau)))
        self.steps.changed.connect(lambda n: self._want(replace(self._setup, steps=n)))
        for _, dial in self.dials.values():
            dial.changed.connect(lambda weight: self._want(replace(self._setup, weight=weight)))
        self.plane.activated.connect(lambda i: self._want(replace(self._setup, plane=i)))
        for box in self.start:
            box.valueChanged.connect(lambda _: self._want(self._setup.started_at(*(b.value() for b in self.start))))
        self.table.clicked.connect(lambda: self._want(table_setup(self._setup.game, self._setup.method)))

    def _want(self, setup: Setup) -> None:
        self.show_setup(setup)
        self.wanted.emit(setup)

    def show_setup(self, setup: Setup) -> None:
        """Sets every control to this set-up without emitting anything."""
        self._setup = setup
        family, dial, game = family_of(setup.game), dial_of(setup.game), GAMES[setup.game]
        self.teach.setText(tr(family.teach))
        self.game_help.setText(tr(game.help))
        self.method_help.setText(tr(METHODS[setup.method].help))
        for i in range(self.game.count()):
            if (name := self.game.itemData(i)) is not None:
                self.game.setItemText(i, setup.label if name == setup.game else tr(GAMES[name].label))
        self.game.setCurrentIndex(self.game.findData(setup.game))
        self.method.setCurrentIndex(self.method.findData(setup.method))
        self.h.show_value(setup.h)
        self.tau.show_value(setup.tau)
        self.steps.show_value(setup.steps)
        for knob, (_, editor) in self.dials.items():
            mine = dial is not None and dial.knob.label == knob
            self._form.setRowVisible(editor, mine)
            if mine:
                editor.show_value(setup.weight)
        half = len(game.axes) // 2
        if self.plane.count() != half:
            self.plane.clear()
            self.plane.addItems([f"{game.axes[i]}, {game.axes[half + i]}" for i in range(half)])
        self.plane.setCurrentIndex(setup.plane)
        self._form.setRowVisible(self.plane, half > 1)
        for box, symbol, place, value in zip(self.start, self.symbols, setup.pair, setup.shown_start, strict=True):
            symbol.setText(game.axes[place])
            box.setAccessibleName(tr("Start of {symbol}", symbol=game.axes[place]))
            box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(False)


def _text(dim: bool = False) -> QLabel:
    label = Label()
    label.setWordWrap(True)
    if dim:
        quiet(label)
    return label


def _named(knob: Knob) -> QLabel:
    label = Label(tr(knob.label))
    label.setToolTip(tr(knob.help))
    return label


def _number(knob: Knob, whole: bool = False) -> NumberKnob:
    editor = NumberKnob(knob, whole)
    editor.setToolTip(tr(knob.help))
    for part in (editor.slider, editor.box):
        part.setAccessibleName(tr(knob.label))
    editor.box.setFixedWidth(54)
    return editor


def _start_box() -> NumberBox:
    box = NumberBox(-FARTHEST_START, FARTHEST_START, step=0.1)
    box.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
    box.setToolTip(tr("Where the experiment starts. Clicking or dragging on the portrait does the same."))
    return box


def _games() -> QComboBox:
    combo = _combo(tr("Game"))
    combo.setToolTip(tr("The two losses that play against each other, and what is added to them."))
    for family in FAMILIES:
        combo.addItem(tr(family.title))
        header = combo.model().item(combo.count() - 1)  # type: ignore[union-attr]  # a combo box's own model
        header.setEnabled(False)
        for entry in family.games:
            combo.addItem(tr(entry.label), entry.name)
            combo.setItemData(combo.count() - 1, tr(entry.help), Qt.ItemDataRole.ToolTipRole)
    return combo


def _methods() -> QComboBox:
    combo = _combo(tr("How they move"))
    combo.setToolTip(tr("Which player moves when, and along which arrows."))
    for entry in METHODS:
        combo.addItem(tr(entry.label), entry.name)
        combo.setItemData(combo.count() - 1, tr(entry.help), Qt.ItemDataRole.ToolTipRole)
    return combo


def _combo(name: str) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setMaxVisibleItems(24)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(12)
    return combo
