"""The builder of a sweep: knobs with their values, seeds and iterations; it says how many runs these are and about how long."""

from __future__ import annotations

import os
import queue
import threading
from pathlib import Path

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from playground.core.errors import InputError
from playground.core.experiment import Experiment
from playground.engine.sweep import plan as plans
from playground.engine.sweep.build import Built, measured_rate
from playground.engine.sweep.plan import Plan
from playground.i18n import tr, tr_n
from playground.ui.labels import Label
from playground.ui.sweep.axis_row import AxisRow
from playground.ui.theme import quiet

FIRST, NEXT = "learning_rate_d", ("learning_rate_g", "penalty_weight", "batch")
COUNT_MS, LOOK_MS = 120, 100


class Builder(QDialog):
    """`made`: the sweep is in this file, and should run. `folder`: where it is saved unless the user says otherwise."""

    made = pyqtSignal(object)

    def __init__(self, base: Experiment, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("New sweep"))
        self._base, self._folder = base, folder
        self.rows: list[AxisRow] = []
        self.plan: Plan | None = None
        self.rate: float | None = None
        """Iterations per second of the base experiment alone; None until measured."""
        self.add_button, self.seeds, self.iterations = QPushButton(tr("+ Add knob")), QSpinBox(), QSpinBox()
        self.count, self.time = Label(), Label()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.save = QPushButton(tr("Save and run…"))
        self.buttons.addButton(self.save, QDialogButtonBox.ButtonRole.AcceptRole)
        self._places = QVBoxLayout()
        self._rates: queue.SimpleQueue[float | None] = queue.SimpleQueue()
        self._stop = threading.Event()
        self._soon, self._look = QTimer(self), QTimer(self)
        self._lay_out()
        self._connect()
        self.add(FIRST)
        self._look.start(LOOK_MS)
        threading.Thread(target=self._measure, name="rate of a sweep", daemon=True).start()

    def _lay_out(self) -> None:
        self.seeds.setRange(1, 1000)
        self.seeds.setValue(2)
        self.iterations.setRange(1, plans.MOST_ITERATIONS)
        self.iterations.setValue(plans.ITERATIONS)
        for box, words in (
            (self.seeds, tr("Every combination is trained this many times, each with another seed.")),
            (self.iterations, tr("The length of every run.")),
        ):
            box.setToolTip(words)
            box.setGroupSeparatorShown(True)
        about = Label(
            tr("Everything else is as in the main window's experiment. Every combination of the values is trained.")
        )
        quiet(about)
        quiet(self.time)
        for label in (about, self.count, self.time):
            label.setWordWrap(True)
            label.setMinimumHeight(2 * label.fontMetrics().height())
            label.setAlignment(Qt.AlignmentFlag.AlignTop)
        form = QFormLayout()
        form.addRow(Label(tr("Seeds")), self.seeds)
        form.addRow(Label(tr("Iterations")), self.iterations)
        layout = QVBoxLayout(self)
        for part in (about, self._places, self.add_button, form, self.count, self.time, self.buttons):
            layout.addLayout(part) if isinstance(part, QVBoxLayout | QFormLayout) else layout.addWidget(part)
        self.setMinimumWidth(700)

    def _connect(self) -> None:
        self._soon.setSingleShot(True)
        self._soon.setInterval(COUNT_MS)
        self._soon.timeout.connect(self.check)
        self._look.timeout.connect(self._take_rate)
        self.add_button.clicked.connect(self._add_another)
        self.seeds.valueChanged.connect(self._later)
        self.iterations.valueChanged.connect(self._later)
        self.save.clicked.connect(self.ask)
        self.buttons.rejected.connect(self.reject)
        self.finished.connect(self._end)

    def _later(self) -> None:
        self._soon.start()

    # ---- rows ----

    def add(self, name: str | None = None) -> AxisRow:
        """Adds a row for this knob, or for one that has none yet."""
        there = {row.name for row in self.rows}
        name = name or next((key for key in NEXT if key not in there), FIRST)
        row = AxisRow(name, getattr(self._base, name))
        self.rows.append(row)
        self._places.addWidget(row)
        row.changed.connect(self._later)
        row.closed.connect(self.remove)
        self.check()
        return row

    def _add_another(self) -> None:
        self.add()

    def remove(self, row: AxisRow) -> None:
        self.rows.remove(row)
        row.hide()
        row.deleteLater()
        self.check()

    # ---- how many and how long ----

    def built(self) -> Built:
        """What the rows say; InputError if one is invalid."""
        axes = tuple((row.name, row.read()) for row in self.rows)
        return Built(self._base, axes, self.seeds.value(), self.iterations.value())

    def check(self) -> None:
        """Says how many runs there are and about how long they take, or why there are none."""
        try:
            self.plan = self.built().plan()
        except InputError as error:
            self.plan = None
            self.count.setText(str(error))
        else:
            self.count.setText(_counted(self.plan))
        self.time.setText(self._duration())
        self.save.setEnabled(self.plan is not None)

    def _duration(self) -> str:
        if self.plan is None:
            return ""
        if self.rate is None:
            return tr("Measuring how fast the main window's experiment trains…")
        together = min(os.cpu_count() or 1, len(self.plan.runs))
        seconds = len(self.plan.runs) * self.iterations.value() / self.rate / together
        return tr(
            "About {duration}. This is an estimate: it takes every run to be as fast as the main window's experiment, which "
            "was just measured alone at {rate:,.0f} iterations a second, with {n} at once.",
            duration=_said(seconds),
            rate=self.rate,
            n=together,
        )

    def _measure(self) -> None:
        try:
            self._rates.put(measured_rate(self._base, self._stop))
        except Exception:  # noqa: BLE001 (the estimate is left out; the sweep itself will say what is wrong)
            self._rates.put(None)

    def _take_rate(self) -> None:
        try:
            self.rate = self._rates.get_nowait()
        except queue.Empty:
            return
        self._look.stop()
        self.time.setText(self._duration() if self.rate else tr("How long it takes could not be estimated."))

    # ---- the end ----

    def ask(self) -> None:
        """Asks where to save the sweep, and saves it there."""
        name, _ = QFileDialog.getSaveFileName(
            self, tr("Save the sweep"), str(self._folder / "sweep.toml"), tr("Sweeps (*.toml)")
        )
        if name:
            self.write(Path(name) if name.lower().endswith(".toml") else Path(f"{name}.toml"))

    def write(self, path: Path) -> None:
        """Writes the sweep, reads it back, and has it run; a sentence says why it can't."""
        try:
            self.built().write(path)
            plans.read(path)
        except (InputError, OSError) as error:
            self.count.setText(str(error))
            return
        self.accept()
        self.made.emit(path)

    def _end(self) -> None:
        self._stop.set()
        self._look.stop()
        self._soon.stop()


def _counted(plan: Plan) -> str:
    words = tr_n("{n:,} run", "{n:,} runs", len(plan.runs))
    if not plan.skipped:
        return words
    left_out = tr_n("{n:,} combination is left out", "{n:,} combinations are left out", plan.skipped)
    return tr("{words}; {left_out}: {why}", words=words, left_out=left_out, why=plan.why)


def _said(seconds: float) -> str:
    if seconds < 90:
        return tr_n("{n} second", "{n} seconds", max(1, round(seconds)))
    if seconds < 5400:
        return tr_n("{n} minute", "{n} minutes", round(seconds / 60))
    return tr_n("{n:,} hour", "{n:,} hours", round(seconds / 3600))
