"""The banner: important news above the plane, with buttons for what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QToolButton

from playground.i18n import tr
from playground.ui.labels import Label
from playground.ui.retranslating import Parts, in_words, parts_of

Offer = tuple[str, Callable[[], object]]
"""The words on a button, and what it does."""


@dataclass(frozen=True, eq=False)
class Announcement:
    """A sentence with its offers, by where their words come from, so that they can be said in another language."""

    sentence: Parts
    offers: tuple[tuple[Parts, Callable[[], object]], ...]


class Banner(QFrame):
    """One sentence, a few buttons, and a cross that closes it.

    What is `lasting` comes back once other news has gone, and stays until a person takes an offer or dismisses it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("banner")
        self._lasting: list[Announcement] = []
        self._shown: Announcement | None = None
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
        cross.clicked.connect(self.dismiss)
        self._layout.addWidget(cross)
        self.hide()

    @property
    def text(self) -> str:
        return self._words.text()

    def _take(self, do: Callable[[], object]) -> None:
        self.dismiss()
        do()

    def say(self, sentence: str, *offers: Offer, lasting: bool = False) -> Announcement:
        """Shows a sentence and offers, each a button that does its thing and takes the banner away."""
        news = Announcement(parts_of(sentence), tuple((parts_of(words), do) for words, do in offers))
        if lasting:
            self._lasting.append(news)
        self._show(news)
        return news

    def dismiss(self) -> None:
        """What is shown is done with; what lasts and was hidden by it comes back."""
        if self._shown in self._lasting:
            self._lasting.remove(self._shown)
        self._next()

    def withdraw(self, news: Announcement) -> None:
        """These news are no longer true, whether they are shown or wait."""
        if news in self._lasting:
            self._lasting.remove(news)
        if self._shown is news:
            self._next()

    def pass_by(self) -> None:
        """What is shown is no longer news, unless it lasts."""
        if self._shown not in self._lasting:
            self._next()

    def _next(self) -> None:
        if self._lasting:
            self._show(self._lasting[-1])
        else:
            self._shown = None
            self.hide()

    def changeEvent(self, event: QEvent | None) -> None:
        """In another language, what is shown is said again."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.LanguageChange and self._shown is not None:
            self._show(self._shown)

    def _show(self, news: Announcement) -> None:
        self._shown = news
        for button in self._buttons:
            self._layout.removeWidget(button)
            button.deleteLater()
        self._buttons = []
        for words, do in news.offers:
            button = QPushButton(in_words(words))
            button.clicked.connect(lambda _checked, do=do: self._take(do))
            self._layout.insertWidget(self._layout.count() - 1, button)
            self._buttons.append(button)
        self._words.setText(in_words(news.sentence))
        self.show()
