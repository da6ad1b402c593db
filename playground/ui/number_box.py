"""The one box for typed numbers: it takes both decimal signs, refuses what is ambiguous in place, and shows how it was read."""

from __future__ import annotations

from PyQt6.QtCore import QPoint, Qt, pyqtSignal
from PyQt6.QtGui import QValidator
from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QDoubleSpinBox, QToolTip, QVBoxLayout, QWidget

from playground.core.errors import InputError
from playground.i18n import tr
from playground.ui.labels import Label, literal
from playground.ui.typed_number import read_number

PARTIAL = frozenset("0123456789.,eE+-\u2212 '\u2019\u00a0\u202f")
"""What a number may be made of while it is being typed."""
DIGITS = 15
"""As many decimals as a number can have here; what is shown is as short as it can be without hiding any."""


class NumberBox(QDoubleSpinBox):
    """A number from `low` to `high`, whole or not."""

    refused = pyqtSignal(str)
    """What was typed means no number that is allowed here: one sentence, which is also shown at the box."""

    def __init__(self, low: float, high: float, *, whole: bool = False, step: float = 1.0, suffix: str = "") -> None:
        super().__init__()
        self._whole = whole
        self.setDecimals(0 if whole else DIGITS)
        self.setRange(low, high)
        self.setSingleStep(step)
        self.setSuffix(suffix)
        self.setKeyboardTracking(False)

    @property
    def number(self) -> int:
        """Its whole number."""
        return round(self.value())

    def textFromValue(self, v: float) -> str:
        return f"{v:z.0f}" if self._whole else f"{v:z.10g}"

    def valueFromText(self, text: str | None) -> float:
        return read_number(self._bare(text))

    def validate(self, input: str | None, pos: int) -> tuple[QValidator.State, str, int]:  # noqa: A002 (Qt's own name)
        text = input or ""
        if not set(self._bare(text)) <= PARTIAL:
            return QValidator.State.Invalid, text, pos
        good = not self._fault(self._bare(text))
        return (QValidator.State.Acceptable if good else QValidator.State.Intermediate), text, pos

    def fixup(self, str: str | None) -> str:  # noqa: A002 (Qt's own name)
        """What cannot be taken is explained at the box, and the number before it stays."""
        if sentence := self._fault(self._bare(str)):
            self.refused.emit(sentence)
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), literal(sentence), self)
        return self.prefix() + self.textFromValue(self.value()) + self.suffix()

    def _bare(self, text: str | None) -> str:
        return (text or "").removeprefix(self.prefix()).removesuffix(self.suffix()).strip()

    def _fault(self, text: str) -> str:
        """Why this text is not taken, in a sentence; nothing where it is."""
        try:
            value = read_number(text)
        except InputError as error:
            return str(error)
        if self._whole and value != round(value):
            return tr("{text} is not a whole number", text=text)
        if not self.minimum() <= value <= self.maximum():
            low, high = self.textFromValue(self.minimum()), self.textFromValue(self.maximum())
            return tr("{text} is not from {low} to {high}", text=text, low=low, high=high)
        return ""


def ask_whole(parent: QWidget, title: str, label: str, box: NumberBox, value: int) -> int | None:
    """Asks for a whole number in a small dialog; None where it is cancelled."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    words = Label(label)
    words.setTextFormat(Qt.TextFormat.PlainText)
    words.setBuddy(box)
    box.setValue(value)
    box.selectAll()
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    for widget in (words, box, buttons):
        layout.addWidget(widget)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return box.number if accepted else None
