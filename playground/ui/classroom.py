"""Class mode: leaves on the screen what a teacher has chosen, and carries the choice into links and files."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QObject, pyqtSlot

from playground.core import classroom
from playground.core.classroom import Shown
from playground.core.experiment import KNOBS
from playground.ui.class_bar import ClassBar
from playground.ui.leveling import Levels
from playground.ui.levels import LEARNING_RATES, LESSON, TOP_MENUS, Level, class_level
from playground.ui.view_specs import VIEW_SPECS

PANELS = tuple(row.name for row in VIEW_SPECS if row.name != "lesson")


class ClassMode(QObject):
    """Of one window. A level of the table ends it; a lesson only interrupts it."""

    def __init__(self, levels: Levels, bar: ClassBar, say: Callable[..., object]) -> None:
        super().__init__(levels)
        self._levels, self._bar, self._say = levels, bar, say
        self._level = levels.level
        """The newest level that is not a lesson's."""
        bar.all_wanted.connect(self.end)
        levels.entered.connect(self._follow)

    def current(self) -> Shown | None:
        """What is shown now, for a link or a file; None if nothing is hidden for a class."""
        return self._level.shown

    def begin(self, shown: Shown) -> None:
        """Shows this and nothing else. Names that this program does not have are reported."""
        kept, missing = classroom.known(shown, PANELS, (*KNOBS, LEARNING_RATES), TOP_MENUS)
        if missing:
            self._say(missing)
        if not kept.hides:
            self.end()
            return
        self._levels.show_level(class_level(kept))

    @pyqtSlot()
    def end(self) -> None:
        """Shows everything again."""
        self._levels.choose("workshop")

    def _follow(self, level: Level) -> None:
        if level.name != LESSON:
            self._level = level
        self._bar.setVisible(level.shown is not None and level.shown.hides)
