"""Projector mode: full screen, larger dots and text, and the plane and the game in place of the knobs."""

from __future__ import annotations

from collections.abc import Mapping

from PyQt6.QtCore import QObject, Qt, QTimer
from PyQt6.QtWidgets import QDockWidget, QMainWindow

from playground.ui.theme import Theme
from playground.ui.views.plane import Plane

SETTLES_MS = 50
"""So long the window's new size takes to reach its panels."""

SHARE = 0.3
"""Of the window's width: the panels on the right."""


class Projector(QObject):
    """Turns it on and off; afterwards the window is as it was: maximised or not, with the same panels as wide as before."""

    def __init__(
        self,
        window: QMainWindow,
        theme: Theme,
        plane: Plane,
        docks: Mapping[str, QDockWidget],
        left: str = "experiment",
    ) -> None:
        super().__init__(window)
        self._window, self._theme, self._plane, self._docks, self._left = window, theme, plane, docks, left
        self._before = Qt.WindowState.WindowNoState
        self._widths: dict[str, int] = {}
        """Of the docks that were to be seen, by their names; one behind another's tab does not know its width."""
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SETTLES_MS)
        self._later.timeout.connect(self._widen)

    def toggle(self) -> None:
        """On if it is off, off if it is on."""
        on = not self._theme.projecting
        if on:
            self._before = self._window.windowState()
            self._widths = {
                name: dock.width() for name, dock in self._docks.items() if not dock.visibleRegion().isEmpty()
            }
        self._theme.project(on)
        self._plane.project(on)
        if on:
            self._docks[self._left].hide()
            self._window.showFullScreen()
            self._later.start()
            return
        self._window.setWindowState(self._before)
        self._window.show()
        if self._left in self._widths:
            self._docks[self._left].show()
        self._later.start()

    def _widen(self) -> None:
        """The panels that are left have room for the larger text, or are as wide as they were; once the window has its size."""
        names = [name for name in self._widths if not self._docks[name].isHidden()]
        widths = dict(self._widths)
        if self._theme.projecting:
            widths = dict.fromkeys(names, round(SHARE * self._window.width()))
        self._window.resizeDocks(
            [self._docks[name] for name in names], [widths[name] for name in names], Qt.Orientation.Horizontal
        )
