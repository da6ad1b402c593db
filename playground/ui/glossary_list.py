"""The searchable list of all terms, beside the card's content of the one that is chosen."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from playground.core.glossary import GLOSSARY
from playground.i18n import tr
from playground.ui.screens import resize_within
from playground.ui.term_card import Lessons, TermText

NAME = Qt.ItemDataRole.UserRole


class GlossaryList(QDialog):
    """A window that stays open beside the game."""

    def __init__(self, parent: QWidget, lessons: Lessons) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Glossary"))
        self.search, self.names, self.text = QLineEdit(), QListWidget(), TermText(lessons)
        self.search.setPlaceholderText(tr("Search"))
        self.search.setAccessibleName(tr("search the glossary"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.names.setAccessibleName(tr("terms"))
        self.names.currentItemChanged.connect(self._show)
        for term in sorted(GLOSSARY, key=lambda term: tr(term.title).casefold()):
            item = QListWidgetItem(tr(term.title))
            item.setData(NAME, term.name)
            self.names.addItem(item)
        left = QVBoxLayout()
        left.addWidget(self.search)
        left.addWidget(self.names, 1)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.addWidget(self.text)
        inside.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(content)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QHBoxLayout(self)
        layout.addLayout(left, 2)
        layout.addWidget(area, 3)
        resize_within(self, 760, 520)
        self.names.setCurrentRow(0)

    def shown(self) -> list[str]:
        """The names of the terms that fit the search."""
        items = (self.names.item(row) for row in range(self.names.count()))
        return [str(item.data(NAME)) for item in items if item is not None and not item.isHidden()]

    def _filter(self, words: str) -> None:
        """Leaves the terms that have all the words in their title, name or text."""
        wanted = words.casefold().split()
        for row in range(self.names.count()):
            item = self.names.item(row)
            assert item is not None
            term = GLOSSARY[str(item.data(NAME))]
            where = " ".join((tr(term.title), term.name, tr(term.words))).casefold()
            item.setHidden(not all(word in where for word in wanted))
        current = self.names.currentItem()
        if current is None or current.isHidden():
            best = self._best(wanted)
            if best is not None:
                self.names.setCurrentItem(best)

    def _best(self, wanted: list[str]) -> QListWidgetItem | None:
        """Of the terms that fit, the first that has the words in its title; without one the first of all."""
        items = [self.names.item(row) for row in range(self.names.count())]
        fitting = [item for item in items if item is not None and not item.isHidden()]
        titled = (item for item in fitting if all(word in item.text().casefold() for word in wanted))
        return next(titled, fitting[0] if fitting else None)

    def _show(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.text.show_term(GLOSSARY[str(item.data(NAME))])
