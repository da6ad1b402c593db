"""The knobs of the selected run: its P_data, a choice of presets, and every knob of its experiment."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QComboBox, QFormLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from playground.core.experiment import KNOBS, Experiment
from playground.core.experiment.presets import presets, with_data_of
from playground.engine.letters import Letter, Ready
from playground.i18n import tr
from playground.ui.knob_editors import ChoiceKnob
from playground.ui.knobs import KnobPanel
from playground.ui.labels import Label
from playground.ui.palette import Neutrals
from playground.ui.side.marks import badge, sample
from playground.ui.side.runner import Runner

WIDTH = 282


class Sheet(QWidget):
    """The controls of one run."""

    def __init__(self, run: Runner) -> None:
        super().__init__()
        self._run = run
        self.title = badge(run.name)
        self.title.setText(tr("Knobs of run {name}", name=run.name))
        self.title.setCheckable(False)
        self.title.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.title.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.target = ChoiceKnob(KNOBS["target"])
        self.target.setAccessibleName(tr(KNOBS["target"].label))
        self.target.setToolTip(tr(KNOBS["target"].help))
        self.preset = _presets()
        self.knobs = KnobPanel()
        area = QScrollArea()
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(self.knobs)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        form = QFormLayout()
        form.setContentsMargins(6, 2, 6, 2)
        form.addRow(Label(tr("P_data")), self.target)
        form.addRow(Label(tr("Preset")), self.preset)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.title)
        layout.addLayout(form)
        layout.addWidget(area, 1)
        self.target.changed.connect(self._aim)
        self.preset.activated.connect(self._load)
        self.knobs.changed.connect(run.controller.change)
        run.controller.experiment_changed.connect(self._show)
        run.bridge.told.connect(self._greet)
        self._show(run.experiment)

    def _aim(self, target: str) -> None:
        self._run.controller.change("target", target)

    def _load(self, _index: int) -> None:
        preset = presets()[self.preset.currentData()].experiment
        self._run.controller.load(with_data_of(self._run.experiment, preset))

    def _show(self, experiment: Experiment) -> None:
        self.target.show_value(experiment.target)
        self.knobs.show_experiment(experiment)
        same = [i for i, preset in enumerate(presets()) if preset.experiment == experiment]
        self.preset.setCurrentIndex(same[0] if same else -1)

    def _greet(self, letter: Letter) -> None:
        if isinstance(letter, Ready):
            self.knobs.offer_devices(letter.devices)

    def restyle(self, neutrals: Neutrals) -> None:
        self.title.setIcon(sample(self._run.name, neutrals))
        self.knobs.restyle(neutrals)


def _presets() -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(tr("Preset"))
    combo.setToolTip(tr("Load a preset's experiment into this run."))
    combo.setPlaceholderText(tr("none"))
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(8)
    for preset in presets():
        combo.addItem(tr(preset.label), preset.name)
        combo.setItemData(combo.count() - 1, tr(preset.help), Qt.ItemDataRole.ToolTipRole)
    return combo


class KnobStack(QStackedWidget):
    """One sheet per run; the selected run's is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: dict[str, Sheet] = {}
        self.setFixedWidth(WIDTH)

    def add(self, run: Runner, neutrals: Neutrals) -> None:
        sheet = self.sheets[run.name] = Sheet(run)
        sheet.restyle(neutrals)
        self.addWidget(sheet)

    def remove(self, name: str) -> None:
        sheet = self.sheets.pop(name)
        self.removeWidget(sheet)
        sheet.deleteLater()

    def choose(self, name: str) -> None:
        self.setCurrentWidget(self.sheets[name])

    def restyle(self, neutrals: Neutrals) -> None:
        for sheet in self.sheets.values():
            sheet.restyle(neutrals)
