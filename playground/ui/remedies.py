"""A diagnosis on the screen: the row of its remedies, and the block with its sentence above them."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from superqt import QElidingLabel

from playground.core.experiment.diagnosis import Diagnosis, Remedy
from playground.i18n import tr
from playground.ui.labels import Label
from playground.ui.terms import explain
from playground.ui.theme import quiet
from playground.ui.wrapping import line_height

MOST = 3
"""Remedies offered at once."""
LINES = 3
"""The sentence's height in lines."""


class RemedyRow(QWidget):
    """A button for each remedy, in one line; without any it is empty and as high."""

    chosen = pyqtSignal(object)
    """The Remedy that a person wants."""

    def __init__(self) -> None:
        super().__init__()
        explain(self, "part:diagnosis")
        self._remedies: tuple[Remedy, ...] = ()
        self._title = quiet(Label(tr("Try:")))
        self.buttons = [QPushButton() for _ in range(MOST)]
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._title)
        for button in self.buttons:
            button.setObjectName("slim")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(self._choose)
            layout.addWidget(button)
        layout.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.show_remedies(())

    def show_remedies(self, remedies: tuple[Remedy, ...]) -> None:
        """Offers the first MOST of them."""
        if remedies[:MOST] == self._remedies and self._title.isHidden() is not bool(remedies):
            return
        self._remedies = remedies[:MOST]
        self._title.setVisible(bool(remedies))
        for k, button in enumerate(self.buttons):
            button.setVisible(k < len(self._remedies))
            if k < len(self._remedies):
                remedy = self._remedies[k]
                button.setText(remedy.label)
                button.setAccessibleName(tr("try {remedy}", remedy=remedy.label))
                restarts = tr("It starts a new run.") if remedy.new_run else tr("The running game goes on with it.")
                button.setToolTip(f"<p>{restarts}</p><p>{remedy.evidence}</p>")

    def sizeHint(self) -> QSize:
        return QSize(0, self.buttons[0].sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _choose(self) -> None:
        k = self.buttons.index(self.sender())  # type: ignore[arg-type]  # one of its own buttons
        self.chosen.emit(self._remedies[k])


class Why(QWidget):
    """The sentence of a diagnosis with its remedies below; as high without one, so that nothing below it moves."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.row = QElidingLabel(), RemedyRow()
        explain(self, "part:diagnosis")
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.words.setAccessibleName(tr("what has gone wrong"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.words)
        layout.addWidget(self.row)
        self._fit()

    def _fit(self) -> None:
        self.words.setFixedHeight(LINES * line_height(self.words))

    def changeEvent(self, a0: QEvent | None) -> None:
        super().changeEvent(a0)
        if a0 is not None and a0.type() in (QEvent.Type.FontChange, QEvent.Type.LanguageChange):
            self._fit()

    def show_diagnosis(self, diagnosis: Diagnosis | None) -> None:
        """Shows it, or nothing."""
        self.words.setText(diagnosis.sentence if diagnosis is not None else "")
        self.words.setToolTip(diagnosis.sentence if diagnosis is not None else "")
        self.row.show_remedies(diagnosis.remedies if diagnosis is not None else ())
