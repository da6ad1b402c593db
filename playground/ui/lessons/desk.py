"""The lessons of one window: the list, lessons from files, and the teacher."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QFileDialog

from playground.core.errors import InputError
from playground.core.lenses import Lens
from playground.core.lessons import read
from playground.i18n import tr
from playground.ui.controller import Controller
from playground.ui.lessons.names import lessons, names
from playground.ui.lessons.page import LessonPage
from playground.ui.lessons.places import Ground
from playground.ui.lessons.teacher import Teacher, progress_of
from playground.ui.leveling import Levels
from playground.ui.levels import Level
from playground.ui.palette import Neutrals
from playground.ui.settings import Settings


class LessonDesk(QObject):
    """Opens lessons by name, from the list and from files."""

    lenses_changed = pyqtSignal()

    def __init__(
        self, controller: Controller, ground: Ground, levels: Levels, settings: Settings, say: Callable[..., object]
    ) -> None:
        super().__init__(ground.window)
        self._ground, self._settings, self._say = ground, settings, say
        self.teacher = Teacher(controller, ground, levels, settings)
        self.teacher.lenses_changed.connect(self.lenses_changed)
        levels.entered.connect(self._speak)
        self.teacher.opened.connect(self._tell_of_begin)
        self.teacher.left.connect(self._tell_of_end)
        self.page: LessonPage | None = None

    def lenses(self) -> frozenset[Lens[object]]:
        """What the step at hand is measured with."""
        return self.teacher.lenses()

    def restyle(self, neutrals: Neutrals) -> None:
        self.teacher.frames.restyle(neutrals)

    # ---- opening ----

    def show(self) -> None:
        """The list of all lessons."""
        self.page = LessonPage(self._ground.window, self._settings, self.teacher.open, self.choose_file)
        self.page.show()

    def learn(self) -> None:
        """The first lesson that is not done, where it was left."""
        course = list(lessons())
        self.teacher.open(next((x for x in course if not progress_of(self._settings, x)[1]), course[0]))

    def knows(self, name: str) -> bool:
        """Whether there is a lesson of this name in the course."""
        return name in lessons()

    def open(self, name: str) -> None:
        """A lesson of the course; an unknown name is reported."""
        try:
            self.teacher.open(lessons()[name])
        except InputError as error:
            self._say(str(error))

    def open_path(self, path: Path) -> None:
        """A lesson from a file; one that can't be read is reported with its line, and changes nothing."""
        try:
            self.teacher.open(read(path, names()))
        except InputError as error:
            self._say(str(error))

    def choose_file(self) -> None:
        """Asks for a lesson's file."""
        name, _ = QFileDialog.getOpenFileName(self._ground.window, tr("Open a lesson"), "", tr("Lessons (*.toml)"))
        if name:
            self.open_path(Path(name))

    def _speak(self, level: Level) -> None:
        self._ground.stage.speak_plainly(level.panels is not None and level.knobs is not None)

    # ---- keys ----

    def focus_card(self) -> None:
        """The keyboard's focus goes to the card of the lesson."""
        if self.teacher.running:
            self._ground.panels.docks["lesson"].raise_()
            self.teacher.card.first_control().setFocus()

    # ---- what is said ----

    def _tell_of_begin(self, _name: str) -> None:
        self._say(tr("Your own run is put aside. It comes back as it was when you leave the lesson."))

    def _tell_of_end(self) -> None:
        self._say(tr("The lesson is left: this is your own run again, as it was."))
