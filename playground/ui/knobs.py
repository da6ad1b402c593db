"""The control panel, generated from the experiment's knobs: one editor per knob, in collapsible groups."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QGridLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)
from superqt import QCollapsible

from playground.core.experiment import EXPERIMENT, GROUPS, KINDS, KNOBS, Experiment
from playground.core.experiment.knobs import Knob
from playground.core.experiment.rules import without_effect
from playground.i18n import compose, tr
from playground.ui.icons import sign
from playground.ui.knob_editors import RATES, ChoiceKnob, Editor, LearningRates, NoWheel, NumberKnob, Reset, shown
from playground.ui.labels import Label
from playground.ui.levels import LEARNING_RATES
from playground.ui.palette import Neutrals
from playground.ui.terms import explain
from playground.ui.theme import quiet

ELSEWHERE = ("target", "own_data")
"""Shown by the gallery and the own-data panel instead."""
NEW_RUN = " •"
"""After the name of a knob whose change begins a new run."""
CHOICES = {
    "objective": "objective",
    "penalty": "penalty",
    "optimizer_d": "optimizer",
    "optimizer_g": "optimizer",
}
"""Knobs whose choices have terms of their own, and the kind of their places."""
OPEN_AT_FIRST = ("Generator", "Discriminator", "Objective")


class KnobPanel(QWidget):
    """All knobs except the target, which has a gallery; `changed` carries the knob that the user changed, and its
    value.
    """

    changed = pyqtSignal(str, object)
    rates_changed = pyqtSignal(float)
    """Both learning rates are wanted larger by this factor."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("knobs"))
        self._only: tuple[str, ...] | None = None
        self.editors: dict[str, Editor] = {}
        self.labels: dict[str, QLabel] = {}
        self.resets: dict[str, Reset] = {}
        self._no_wheel = NoWheel(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 0, 6, 0)
        layout.setSpacing(0)
        self.groups: dict[str, QCollapsible] = {}
        self._keys: dict[str, list[str]] = {}
        """The knobs of each group."""
        self._unfolded: dict[str, bool] = {}
        """Which groups were open before only some knobs were shown."""
        self.rates = LearningRates()
        self.rates.changed.connect(self.rates_changed)
        self.rates.opened.connect(self._show_both_rates)
        for group in GROUPS:
            fold = explain(QCollapsible(tr(group)), f"group:{group}")
            fold.setDuration(0)
            if (inner := fold.layout()) is not None:
                inner.setContentsMargins(0, 0, 0, 0)
            keys = [key for key, knob in KNOBS.items() if knob.group == group and key not in ELSEWHERE]
            fold.addWidget(self._grid(keys))
            self._keys[group] = keys
            if group in OPEN_AT_FIRST:
                fold.expand(animate=False)
            self.groups[group] = fold
            layout.addWidget(fold)
        self._note = quiet(Label(tr("{mark} a change begins a new run", mark=NEW_RUN.strip())))
        layout.addWidget(self._note)
        layout.addStretch(1)
        self.show_only(None)

    def show_only(self, keys: tuple[str, ...] | None) -> None:
        """Shows these knobs alone, without the headings of their groups; None: all of them, in their groups."""
        if keys is not None and not self._unfolded:
            self._unfolded = {name: fold.isExpanded() for name, fold in self.groups.items()}
        self._only = keys
        self._note.setVisible(keys is None or any(key in KNOBS and not KNOBS[key].live for key in keys))
        widest = max(label.sizeHint().width() for label in self.labels.values())
        for label in self.labels.values():
            label.setMinimumWidth(0 if keys is not None else widest)  # the editors of all groups have one left edge
        for editor in self.editors.values():
            if isinstance(editor, NumberKnob):
                editor.compact(keys is not None)
        for group, fold in self.groups.items():
            here = [key for key in self._keys[group] if keys is None or key in keys]
            joint = keys is not None and LEARNING_RATES in keys and RATES[0] in self._keys[group]
            for key in self._keys[group]:
                self._show_row(key, key in here)
            if RATES[0] in self._keys[group]:
                self.rates.setVisible(joint)
                self.rates.label.setVisible(joint)
            fold.setVisible(bool(here) or joint)
            fold.toggleButton().setVisible(keys is None)
            if keys is not None:
                fold.expand(animate=False)
            elif self._unfolded.get(group, True) is False:
                fold.collapse(animate=False)
        if keys is None:
            self._unfolded = {}
        else:
            self._show_both_rates(self.rates.more.isChecked())

    def _show_row(self, key: str, on: bool) -> None:
        self.resets[key].allow(on and self._only is None)  # where few knobs are shown the column is narrow
        for widget in (self.labels[key], self.editors[key]):
            widget.setVisible(on)

    def _show_both_rates(self, on: bool) -> None:
        if self._only is not None and LEARNING_RATES in self._only:
            for key in RATES:
                self._show_row(key, on or key in self._only)

    def _grid(self, keys: list[str]) -> QWidget:
        widget = QWidget()
        grid = QGridLayout(widget)
        grid.setContentsMargins(4, 0, 0, 6)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(1, 1)
        if RATES[0] in keys:
            for column, part in enumerate((self.rates.label, self.rates)):
                grid.addWidget(explain(part, "knob:learning_rates"), len(keys), column)
        for row, key in enumerate(keys):
            label, editor = self._row(key, KNOBS[key])
            grid.addWidget(label, row, 0)
            grid.addWidget(editor, row, 1)
            grid.addWidget(self._reset(key), row, 2)
        return widget

    def _reset(self, key: str) -> Reset:
        """The button that gives a knob its first value again."""
        first = getattr(EXPERIMENT, key)
        reset = Reset((self.labels[key], self.editors[key], *self.editors[key].findChildren(QWidget)))
        name = tr(KNOBS[key].label)
        reset.setToolTip(tr("Back to {value}, as at the start.", value=shown(KNOBS[key], first)))
        reset.setAccessibleName(tr("reset {knob}", knob=name))
        reset.clicked.connect(lambda _checked: self.changed.emit(key, first))
        self.resets[key] = reset
        return reset

    def _row(self, key: str, knob: Knob) -> tuple[QLabel, Editor]:
        editor: Editor = ChoiceKnob(knob) if knob.names else NumberKnob(knob, KINDS[key] is int)
        editor.changed.connect(lambda value: self.changed.emit(key, value))
        restarts = "" if knob.live else tr("Changing this starts a new run.")
        tip = compose(
            "<p><b>{label}</b> {unit}</p><p>{help}</p><p><i>{restarts}</i></p>",
            label=tr(knob.label),
            unit=tr(knob.unit),
            help=tr(knob.help),
            restarts=restarts,
        )
        label = Label(tr(knob.label) if knob.live else compose("{label}{mark}", label=tr(knob.label), mark=NEW_RUN))
        label.setToolTip(tip)
        label.setBuddy(editor)
        label.setWordWrap(True)
        editor.setToolTip(tip)
        editor.setAccessibleName(tr(knob.label))
        for child in (editor, *editor.findChildren(QWidget)):
            child.installEventFilter(self._no_wheel)
            child.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.editors[key], self.labels[key] = explain(editor, f"knob:{key}"), explain(label, f"knob:{key}")
        return label, editor

    def show_experiment(self, experiment: Experiment) -> None:
        """Shows this experiment's values; greys out knobs that have no effect in it."""
        idle = without_effect(experiment)
        self.rates.show_rates(experiment.learning_rate_d, experiment.learning_rate_g)
        for key, editor in self.editors.items():
            editor.show_value(getattr(experiment, key))
            if key in CHOICES:  # the label is explained by the knob, its list by what is chosen
                explain(editor, f"{CHOICES[key]}:{getattr(experiment, key)}")
            editor.setEnabled(key not in idle)
            self.labels[key].setEnabled(key not in idle)
            self.resets[key].differs = getattr(experiment, key) != getattr(EXPERIMENT, key)

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
