"""Tells a window again what it shows, once it speaks another language: what is drawn, and what follows the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QApplication

from playground.i18n import language
from playground.ui.languages import Language, lacks_font
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
        spoken = Language.of(app)
        add_languages(window.menus["View"], window.actions_by_id["projector"], spoken, self._keep)
        spoken.changed.connect(self._tell)
        self._said = remember(window)
        spoken.memories.add(self._said)
        self._look_for_font()

    def _keep(self, wish: str) -> None:
        self._window.settings.set(LANGUAGE, wish)

    def _look_for_font(self) -> None:
        if sentence := lacks_font(language()):
            self._window.stage.banner.say(sentence, lasting=True)

    def _tell(self) -> None:
        w = self._window
        bar = w.menuBar()
        assert bar is not None
        name_tops(bar)
        w.show_again()
        w.levels.fit()
        w.update()
        self._look_for_font()
