"""Which level the window is at: it shows and hides panels, knobs and tools, and keeps the workshop's layout meanwhile."""

from __future__ import annotations

from collections.abc import Iterable

from PyQt6.QtCore import QObject, Qt, pyqtSignal
from PyQt6.QtWidgets import QDockWidget, QMainWindow, QWidget

from playground.core.session.layout import Dock, Layout
from playground.ui.docking import facts, lay_out
from playground.ui.levels import FIRST, LEVELS, Level
from playground.ui.panels import Panels
from playground.ui.toolbar import Toolbar
from playground.ui.view_specs import VIEW_SPECS

AREA_OF = {row.name: row.area for row in VIEW_SPECS}
SIDES = {"left": 0, "right": 1}
"""Where a side's width is in a level."""
SHARES = (0.6, 0.3)
"""Of the window's height: a lesson's card, and the gallery with the knobs below it."""
LEAST_HEIGHT = 400
"""Of the story, in pixels: its diagram is lower where it is narrower, which Qt learns too late."""


class Levels(QObject):
    """The level of one window, the workshop at first; `changed` carries its name."""

    changed = pyqtSignal(str)
    entered = pyqtSignal(object)
    """The Level that is shown from now on, whether it is in the table or not."""

    def __init__(self, window: QMainWindow, panels: Panels, toolbar: Toolbar) -> None:
        super().__init__(window)
        self._window, self._panels, self._toolbar = window, panels, toolbar
        self._level: Level = LEVELS["workshop"]
        self._kept: Layout | None = None
        """How the docks lay when the workshop was left, or are to lie once it is entered."""
        panels.wanted.connect(self._make_room)

    @property
    def name(self) -> str:
        return self._level.name

    @property
    def level(self) -> Level:
        return self._level

    def docks(self) -> tuple[Dock, ...]:
        """How the workshop's docks lie."""
        if self._level.panels is not None and self._kept is not None:
            return self._kept.docks
        return facts(self._window, self._panels.docks, self._panels.seen)

    def lay_out(self, layout: Layout) -> None:
        """The workshop's docks lie like this, now or as soon as it is entered."""
        if self._level.panels is None:
            lay_out(self._window, self._panels.docks, layout)
        else:
            self._kept = layout

    def reset(self) -> None:
        """The panels are where they were at first, at this level and in the workshop."""
        self._kept = None
        if self._level.panels is None:
            self._panels.arrange()
        else:
            self.fit()

    def choose(self, name: str) -> None:
        """Goes to a level; one that there is not is the first."""
        level = LEVELS.get(name, LEVELS[FIRST])
        self.show_level(level)
        self.changed.emit(level.name)

    def show_level(self, level: Level) -> None:
        """Shows a level that need not be in the table, for a while: nobody is told, so that it is not remembered."""
        if level == self._level:
            return
        if self._level.panels is None:
            self._kept = Layout(self.docks())
        if any(name not in (self._level.panels or ()) for name in level.panels or ()):
            self._panels.arrange()  # its panels are side by side, wherever they were
        self._level = level
        self._show()
        self.entered.emit(level)

    def return_to(self, level: Level) -> None:
        """Goes back to a level from before, in the table or not."""
        if level == LEVELS.get(level.name):
            self.choose(level.name)
        else:
            self.show_level(level)

    def _show(self) -> None:
        level, docks, size = self._level, self._panels.docks, self._window.size()
        self._panels.experiment.show_only(level.knobs, level.narrowest[0])
        self._toolbar.show_only(level.tools)
        self._show_menus(level.menus)
        for dock in docks.values():
            self._dress(dock, plain=level.panels is not None)
        if level.panels is None:
            kept, self._kept = self._kept, None
            self._panels.arrange()
            if kept is not None:
                lay_out(self._window, docks, kept)
            self._settle(docks.values())
            self._window.resize(size)
            return
        for name, dock in docks.items():
            dock.setFloating(False)
            dock.setVisible(name in level.panels)
        self.fit()
        self._settle(
            docks[name] for name in level.panels
        )  # narrower contents are lower, which the window has not known
        self._window.resize(size)

    def _show_menus(self, names: tuple[str, ...] | None) -> None:
        """These menus on the bar, or all of them."""
        bar = self._window.menuBar()
        for top in bar.actions() if bar is not None else ():
            menu = top.menu()
            top.setVisible(names is None or (menu is not None and menu.objectName() in names))

    def fit(self) -> None:
        """The panels of a level with few of them are as wide as it says, and the plane has the rest."""
        if self._level.panels is None:
            return
        docks = [self._panels.docks[name] for name in self._level.panels]
        whole = self._window.width()
        sides = [SIDES[AREA_OF[name]] for name in self._level.panels]
        widths = [max(round(self._level.widths[side] * whole), self._level.narrowest[side]) for side in sides]
        self._panels.story.setMinimumSize(self._level.narrowest[1], LEAST_HEIGHT)
        self._settle(docks)  # with the least widths of this level, not of the last
        self._window.resizeDocks(docks, widths, Qt.Orientation.Horizontal)
        stacked = [self._panels.docks[name] for name in self._level.panels if AREA_OF[name] == "left"]
        if len(stacked) == len(SHARES):  # a lesson's card is read, so it has more of the height than the knobs below it
            heights = [round(share * self._window.height()) for share in SHARES]
            self._window.resizeDocks(stacked, heights, Qt.Orientation.Vertical)

    def _settle(self, docks: Iterable[QDockWidget]) -> None:
        """What the layouts have put off is done."""
        for widget in (*docks, self._window):
            if (arrangement := widget.layout()) is not None:
                arrangement.activate()

    @staticmethod
    def _dress(dock: QDockWidget, plain: bool) -> None:
        """With or without its title, by which it can be moved and closed."""
        bar = dock.titleBarWidget()
        if plain and bar is None:
            dock.setTitleBarWidget(QWidget(dock))
        elif not plain and bar is not None:
            dock.setTitleBarWidget(None)
            bar.deleteLater()

    def _make_room(self, name: str) -> None:
        """A panel is asked for that this level does not have: it is in the workshop."""
        if self._level.panels is not None and name not in self._level.panels:
            self.choose("workshop")
