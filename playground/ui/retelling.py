"""Tells a window again what it shows, once it speaks another language: what is drawn, and what follows the picture."""

from __future__ import annotations

from typing import Protocol

from PyQt6.QtCore import QObject
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QApplication, QMainWindow, QMenu, QMenuBar

from playground.i18n import language
from playground.ui.central import Stage
from playground.ui.languages import Language, lacks_font
from playground.ui.leveling import Levels
from playground.ui.menus import add_languages, name_tops, tell_keys
from playground.ui.retranslating import remember
from playground.ui.settings import LANGUAGE, Settings


class Told(Protocol):
    """What is needed of a window."""

    settings: Settings
    stage: Stage
    levels: Levels
    menus: dict[str, QMenu]
    actions_by_id: dict[str, QAction]

    def menuBar(self) -> QMenuBar | None: ...
    def show_again(self) -> object: ...


class Retelling(QObject):
    """Belongs to a window. Nothing that runs is asked for anything: the last picture is shown once more."""

    def __init__(self, window: QMainWindow, told: Told) -> None:
        super().__init__(window)
        self._window = told
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        spoken = Language.of(app)
        add_languages(told.menus["View"], told.actions_by_id["projector"], spoken, self._keep)
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
        tell_keys(w.actions_by_id)
        w.show_again()
        w.levels.fit()
        self._look_for_font()
