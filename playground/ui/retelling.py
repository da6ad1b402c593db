"""Tells a window again what it shows, once it speaks another language: what is drawn, and what follows the picture."""

from __future__ import annotations

from typing import Protocol

from PyQt6.QtCore import QObject
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QApplication, QMainWindow, QMenu, QMenuBar

from playground.i18n import language
from playground.ui.after_paint import AfterPaint
from playground.ui.banner import Announcement
from playground.ui.central import Stage
from playground.ui.languages import Language, lacks_font
from playground.ui.leveling import Levels
from playground.ui.menus import add_languages, name_tops
from playground.ui.retranslating import remember
from playground.ui.settings import LANGUAGE, Settings


class Told(Protocol):
    """What is needed of a window."""

    settings: Settings
    stage: Stage
    levels: Levels
    menus: dict[str, QMenu]
    actions_by_id: dict[str, QAction]
    later: AfterPaint

    def menuBar(self) -> QMenuBar | None: ...
    def show_again(self) -> object: ...


class Retelling(QObject):
    """Belongs to a window. Nothing that runs is asked for anything: the last picture is shown once more."""

    def __init__(self, window: QMainWindow, told: Told) -> None:
        super().__init__(window)
        self._window = told
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._spoken = Language.of(app)
        add_languages(told.menus["View"], told.actions_by_id["projector"], self._spoken, self._keep)
        self._spoken.changed.connect(self._tell)
        told.later.leave(self._remember)
        self._no_font: Announcement | None = None
        self._look_for_font()

    def _remember(self) -> None:
        window = self.parent()
        assert isinstance(window, QMainWindow)
        self._said = remember(window)
        self._spoken.memories.add(self._said)

    def _keep(self, wish: str) -> None:
        self._window.settings.set(LANGUAGE, wish)

    def _look_for_font(self) -> None:
        banner = self._window.stage.banner
        if self._no_font is not None:
            banner.withdraw(self._no_font)
            self._no_font = None
        if sentence := lacks_font(language()):
            self._no_font = banner.say(sentence, lasting=True)

    def _tell(self) -> None:
        w = self._window
        bar = w.menuBar()
        assert bar is not None
        name_tops(bar)
        w.show_again()
        w.levels.fit()
        self._look_for_font()
