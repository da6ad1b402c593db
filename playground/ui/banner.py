"""The banner: important news above the plane, with buttons for what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QToolButton

from playground.i18n import tr
from playground.ui.labels import Label


class Banner(QFrame):
    """One sentence, a few buttons, and a cross that closes it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("banner")
        self._words = Label()
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._buttons: list[QPushButton] = []
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(10, 4, 6, 4)
        self._layout.addWidget(self._words, 1)
        cross = QToolButton()
        cross.setText("✕")
        cross.setAutoRaise(True)
        cross.setToolTip(tr("Dismiss"))
        cross.clicked.connect(self.hide)
        self._layout.addWidget(cross)
        self.hide()

    @property
    def text(self) -> str:
        return self._words.text()

    def _take(self, do: Callable[[], object]) -> None:
        self.hide()
        do()

    def say(self, sentence: str, *offers: tuple[str, Callable[[], object]]) -> None:
        """Shows a sentence and offers, each a button that runs its action and closes the banner."""
        for button in self._buttons:
            self._layout.removeWidget(button)
            button.deleteLater()
        self._buttons = []
        for words, do in offers:
            button = QPushButton(words)
            button.clicked.connect(lambda _checked, do=do: self._take(do))
            self._layout.insertWidget(self._layout.count() - 1, button)
            self._buttons.append(button)
        self._words.setText(sentence)
        self.show()
