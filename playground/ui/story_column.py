"""The right column of the first screen: the game's diagram with its formula, what happens and goes wrong, D's verdicts."""

from __future__ import annotations

from functools import partial

from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from playground.core.lenses import FIT, Lens
from playground.engine.letters import Picture
from playground.i18n import tr
from playground.ui.happening import facts, sentence
from playground.ui.labels import Label
from playground.ui.palette import Neutrals
from playground.ui.remedies import Why
from playground.ui.terms import explain
from playground.ui.turns import Part
from playground.ui.views.game import Game
from playground.ui.views.verdict_chart import VerdictChart
from playground.ui.wrapping import line_height

LINES = 4
"""The sentence's height in lines, however long it is: nothing below it moves."""


class StoryColumn(QWidget):
    """These and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.game, self.chart = Game(), VerdictChart()
        self.game.simplify()
        self.words = explain(Label(tr("loading torch …")), "part:happening")
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._fit()
        self.words.setAccessibleName(tr("what is happening"))
        self.why = Why()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(4)
        layout.addWidget(self.game)
        layout.addWidget(self.words)
        layout.addWidget(self.why)
        layout.addWidget(self.chart, 1)
        layout.addStretch(0)

    def _fit(self) -> None:
        """Room for the sentence in this font."""
        self.words.setFixedHeight(LINES * line_height(self.words))

    def changeEvent(self, a0: QEvent | None) -> None:
        super().changeEvent(a0)
        if a0 is not None and a0.type() in (QEvent.Type.FontChange, QEvent.Type.LanguageChange):
            self._fit()

    def lenses(self) -> frozenset[Lens[object]]:
        return self.game.lenses() | self.chart.lenses() | {FIT}  # for the diagnosis

    def show_picture(self, picture: Picture) -> None:
        """Shows the game, the sentence and the verdicts of this picture."""
        for part in self.parts(picture):
            part()

    def parts(self, picture: Picture) -> list[Part]:
        """The same, one part at a time."""
        return [
            partial(self.game.show_picture, picture),
            partial(self.chart.show_picture, picture),
            lambda: self.words.setText(sentence(facts(picture))),
        ]

    def restyle(self, neutrals: Neutrals) -> None:
        self.game.restyle(neutrals)
        self.chart.restyle(neutrals)
