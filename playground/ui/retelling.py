"""Tells a window again what it shows, once it speaks another language: what is drawn, and what follows the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QApplication

from playground.ui.languages import Language
from playground.ui.menus import add_languages, name_tops
from playground.ui.retranslating import remember
from playground.ui.settings import LANGUAGE

if TYPE_CHECKING:
    from playground.ui.window import Window


class Retelling(QObject):
    """Belongs to a window. Nothing that runs is asked for anything: the last picture is shown once more."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        language = Language.of(app)
        add_languages(window.menus["View"], language, self._keep)
        language.changed.connect(self._tell)
        self._said = remember(window)
        language.memories.add(self._said)

    def _keep(self, wish: str) -> None:
        self._window.settings.set(LANGUAGE, wish)

    def _tell(self) -> None:
        w = self._window
        bar = w.menuBar()
        assert bar is not None
        name_tops(bar)
        w.show_again()
        w.levels.fit()
        w.update()
