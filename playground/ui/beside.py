"""The windows beside the main one: theory, runs side by side and sweeps, each imported and created at first use."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QWidget

from playground.core.lessons.lesson import Theory
from playground.ui.controller import Controller
from playground.ui.layers import LAYERS
from playground.ui.settings import Settings
from playground.ui.theme import Theme
from playground.ui.views.plane import Plane

if TYPE_CHECKING:
    from playground.ui.side import SideView
    from playground.ui.sweep import SweepView
    from playground.ui.views.theory import TheoryView


class Beside(QObject):
    """Belongs to a window, and closes with it the windows it has opened."""

    def __init__(self, window: QWidget, controller: Controller, plane: Plane, theme: Theme, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._controller, self._plane = window, controller, plane
        self._theme, self._settings = theme, settings
        self.theory: TheoryView | None = None
        self.side: SideView | None = None
        self.sweeps: SweepView | None = None

    def show_theory(self) -> None:
        """The theory games."""
        if self.theory is None:
            from playground.ui.views.theory import TheoryView

            self.theory = TheoryView(self._window)
            self._theme.changed.connect(self.theory.restyle)
            self.theory.restyle(self._theme.neutrals)
        _front(self.theory)

    def show_game(self, game: Theory) -> None:
        """The theory games, set up as a lesson says."""
        from playground.ui.views.theory.setup import table_setup

        self.show_theory()
        assert self.theory is not None
        self.theory.change(replace(table_setup(game.game, game.method), h=game.h, steps=game.steps))

    def show_side(self) -> None:
        """Copies of the window's run; that run pauses so that they get the processor."""
        c = self._controller
        if self.side is None:
            from playground.ui.side import SideView

            if c.playing:
                c.pause()
            layers = {layer.name: self._plane.layer_on(layer.name) for layer in LAYERS}
            self.side = SideView(c.experiment, c.display, layers, self._theme, self._window)
            self.side.closed.connect(self._forget_side)
        _front(self.side)

    def _forget_side(self) -> None:
        self.side = None

    def show_sweeps(self, path: Path | None = None) -> None:
        """The sweeps, with a file of results if one is given; a run clicked there opens in the window."""
        if self.sweeps is None:
            from playground.ui.sweep import SweepView

            self.sweeps = SweepView(
                self._theme, self._settings.folder, self._window, lambda: self._controller.experiment
            )
            self.sweeps.opened.connect(self._controller.load)
            self.sweeps.closed.connect(self._forget_sweeps)
        _front(self.sweeps)
        if path is not None:
            self.sweeps.open(path)

    def _forget_sweeps(self) -> None:
        self.sweeps = None

    def close(self) -> None:
        """Ends all runs that these windows train: each is told before any is waited for."""
        if self.sweeps is not None:
            self.sweeps.background.cancel()
        for window in (self.side, self.sweeps):
            if window is not None:
                window.close()


def _front(window: QWidget) -> None:
    window.show()
    window.activateWindow()
