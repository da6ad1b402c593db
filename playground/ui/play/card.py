"""The card of a game: what to do, the score, the switches of the game, and the button that ends it."""

from __future__ import annotations

from PyQt6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from playground.i18n import tr
from playground.ui.labels import Label, RichLabel
from playground.ui.theme import quiet


class GameCard(QFrame):
    """Hidden until a game is played: its name, the score, and below them its controls; `add` puts one before End."""

    def __init__(self, name: str, task: str, keys: str) -> None:
        super().__init__()
        self.setObjectName("banner")
        self.setAccessibleName(name)
        self.task, self.score, self.keys = RichLabel(f"<b>{name}</b> {task}"), RichLabel(), Label(keys)
        self.end = QPushButton(tr("End"))
        self.end.setToolTip(tr("End the game. Your run from before is offered back, and this one is kept."))
        self._controls = QHBoxLayout()
        self._controls.addStretch(1)
        self._controls.addWidget(self.end)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 4, 6, 4)
        layout.setSpacing(2)
        for label in (self.task, self.score, self.keys):
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            layout.addWidget(label)
        quiet(self.keys)
        layout.addLayout(self._controls)
        self.hide()

    def add(self, widget: QWidget) -> None:
        """Another control of the game, before End."""
        self._controls.insertWidget(self._controls.count() - 1, widget)

    def say(self, score: str, explained: str) -> None:
        """The score, short enough to be read while playing, and what it means as a tool tip."""
        self.score.setText(score)
        self.score.setToolTip(explained)
