"""The two export dialogs: for a picture, and for an animation with its progress."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PyQt6.QtCore import QSize, pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from playground.i18n import tr, tr_c
from playground.ui.exporting.animation import MOST_FRAMES, Animation, Plan
from playground.ui.labels import Label
from playground.ui.number_box import NumberBox
from playground.ui.theme import quiet

Offered = Sequence[tuple[str, str, QSize]]
"""A subject for a picture: its name, its label and its size on the screen."""
USUAL_SCALE = 2
RATES = (10, 15, 20, 25, 30)
USUAL_SECONDS, USUAL_RATE = 8, 20


def _spin(low: int, high: int, value: int, suffix: str = "") -> NumberBox:
    spin = NumberBox(low, high, whole=True, suffix=suffix)
    spin.setValue(value)
    return spin


def _choice(rows: Sequence[tuple[str, str]]) -> QComboBox:
    box = QComboBox()
    for name, words in rows:
        box.addItem(words, name)
    return box


def _quiet() -> QLabel:
    label = Label()
    quiet(label)
    label.setWordWrap(True)
    return label


class _Asking(QDialog):
    """A form, a line that describes the result, and two buttons; `chosen` when a file is to be named."""

    chosen = pyqtSignal()

    def __init__(self, parent: QWidget, title: str, subjects: Offered) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._sizes = {name: size for name, _, size in subjects}
        self.what = _choice([(name, words) for name, words, _ in subjects])
        self.form = QFormLayout()
        self.form.addRow(Label(tr("Picture of")), self.what)
        self.legend = QCheckBox(tr("with target, iteration, legend and colour bar"))
        self.legend.setChecked(True)
        self.form.addRow("", self.legend)
        self.summary = _quiet()
        self.summary.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.save = QPushButton(tr("Save as…"))
        self.save.clicked.connect(self.chosen)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.buttons.addButton(self.save, QDialogButtonBox.ButtonRole.ActionRole)
        for button in self.buttons.buttons():
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)
        self.buttons.rejected.connect(self.reject)
        self.column = QVBoxLayout(self)
        self.column.addLayout(self.form)
        self.column.addWidget(self.summary)
        self.column.addWidget(self.buttons)
        self.save.setDefault(True)  # only now it belongs to this dialog, which would else choose another

    @property
    def subject(self) -> str:
        """What the picture shows."""
        return str(self.what.currentData())

    @property
    def size_now(self) -> QSize:
        """Its size on the screen."""
        return self._sizes[self.subject]


class PictureDialog(_Asking):
    """What the picture shows, and how large it is."""

    def __init__(self, parent: QWidget, subjects: Offered) -> None:
        super().__init__(parent, tr("Save picture"), subjects)
        self.scale = _spin(1, 8, USUAL_SCALE, " ×")
        self.scale.setToolTip(
            tr("Pixels in the file for each one on the screen; 2 is sharp in print. Not used for vectors.")
        )
        self.form.addRow(Label(tr_c("of a picture", "Scale")), self.scale)
        self.what.currentIndexChanged.connect(self._say)
        self.scale.valueChanged.connect(self._say)
        self._say()

    def _say(self) -> None:
        size = self.size_now * self.scale.number
        self.summary.setText(
            tr("PNG of {w:,} × {h:,} pixels, or SVG, sharp at any size.", w=size.width(), h=size.height())
        )


class AnimationDialog(_Asking):
    """What is animated, for how long, and how large; while it is being made, its progress."""

    def __init__(self, parent: QWidget, subjects: Offered, iterations: int) -> None:
        """`iterations` is the length of the history."""
        super().__init__(parent, tr("Save animation"), subjects)
        self._iterations = iterations
        self._animation: Animation | None = None
        self.past = _choice([("past", tr("the history, from its start")), ("onwards", tr("the run from here on"))])
        self.stride = _spin(1, 10_000, 10)
        self.stride.setToolTip(tr("Iterations from one frame to the next."))
        self.seconds = _spin(1, 120, USUAL_SECONDS, f" {tr('s')}")
        self.rate = _choice([(str(rate), str(rate)) for rate in RATES])
        self.rate.setCurrentIndex(RATES.index(USUAL_RATE))
        self.width_wanted = _spin(64, 3840, min(self.size_now.width(), 1280), f" {tr('px')}")
        for words, widget in (
            (tr("Animate"), self.past),
            (tr("Iterations per frame"), self.stride),
            (tr_c("of a film", "Length"), self.seconds),
            (tr("Frames per second"), self.rate),
            (tr_c("of a film", "Width"), self.width_wanted),
        ):
            self.form.addRow(Label(words), widget)
        self.bar = QProgressBar()
        self.bar.hide()
        self.column.insertWidget(2, self.bar)
        if not iterations:
            self.past.setCurrentIndex(1)
        for box in (self.what, self.past, self.rate):
            box.currentIndexChanged.connect(self._say)
        for spin in (self.stride, self.seconds, self.width_wanted):
            spin.valueChanged.connect(self._say)
        self._say()

    def plan(self, path: Path) -> Plan:
        """The settings in the form."""
        rate = int(self.rate.currentData())
        frames = min(self.seconds.number * rate, MOST_FRAMES)
        stride = 0 if self.past.currentData() == "past" else self.stride.number
        return Plan(path, frames, rate, self.width_wanted.number, stride, self.legend.isChecked())

    def _say(self) -> None:
        plan = self.plan(Path())
        self.form.setRowVisible(self.stride, bool(plan.stride))
        height = round(plan.width * self.size_now.height() / max(self.size_now.width(), 1))
        span = (
            tr("the next {n:,} iterations", n=plan.stride * (plan.frames - 1))
            if plan.stride
            else tr("iterations 0 to {n:,}", n=self._iterations)
        )
        self.summary.setText(
            tr("{n:,} frames of {w:,} × {h:,} pixels: {span}.", n=plan.frames, w=plan.width, h=height, span=span)
        )

    def follow(self, animation: Animation) -> None:
        """Shows the progress, and closes when it is done; Cancel stops it."""
        self._animation = animation
        for row in range(self.form.rowCount()):
            item = self.form.itemAt(row, QFormLayout.ItemRole.FieldRole)
            if item is not None and (widget := item.widget()) is not None:
                widget.setEnabled(False)
        self.save.setEnabled(False)
        self.bar.setRange(0, animation.plan.frames)
        self.bar.setValue(0)
        self.bar.show()
        animation.advanced.connect(self._advance)
        animation.ended.connect(self._end)  # a method, which Qt forgets with the dialog: it may be gone by then

    def _end(self, _reason: str) -> None:
        self.done(0)

    def _advance(self, done: int) -> None:
        self.bar.setValue(done)
        if done == self.bar.maximum():
            self.summary.setText(tr("Writing the file…"))

    def reject(self) -> None:
        """Cancel, Escape and the close button: cancels an animation in progress, and closes once it has stopped."""
        if self._animation is not None and not self._animation.over:
            self.summary.setText(tr("Going back to where it began…"))
            self._animation.cancel()
        else:
            super().reject()
