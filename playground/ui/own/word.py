"""The tab in which a word, in any script, becomes P_data."""

from __future__ import annotations

from PyQt6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout

from playground.core.own_data.build import picture_text
from playground.i18n import tr, tr_c
from playground.ui.own.pictures import WEIGHTS, ink_of_word
from playground.ui.own.preview import Preview
from playground.ui.own.tab import Tab, row
from playground.ui.palette import Neutrals

MOST_LETTERS = 24


class Word(Tab):
    """A text field, and the weight of the letters."""

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setMaxLength(MOST_LETTERS)
        self.line.setPlaceholderText(tr("a word: GAN, 가짜, …"))
        self.line.setMinimumWidth(200)
        self.line.setClearButtonEnabled(True)
        self.weight = QComboBox()
        for label, weight in WEIGHTS:
            self.weight.addItem(tr_c("weight of letters", label), weight)
        self.weight.setCurrentIndex(2)
        self.preview = Preview()
        self.line.textChanged.connect(self.changed)
        self.weight.currentIndexChanged.connect(lambda _: self.changed.emit())
        layout = QVBoxLayout(self)
        layout.addLayout(row(tr("Word"), self.line, tr("Letters"), self.weight))
        layout.addWidget(self.preview, 1)

    def text(self) -> str | None:
        word = self.line.text().strip()
        made = picture_text(ink_of_word(word, self.weight.currentData()), self.scaled) if word else None
        self.preview.show_text(made)
        return made

    def restyle(self, neutrals: Neutrals) -> None:
        self.preview.restyle(neutrals)
