"""The list of lessons: what each shows, how long it takes, and what has been done of it."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QFont
from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from playground.core.lessons import Lesson
from playground.i18n import compose, tr
from playground.ui.labels import Label
from playground.ui.lessons.names import lessons
from playground.ui.lessons.teacher import progress_of
from playground.ui.screens import resize_within
from playground.ui.settings import Settings

NAME = Qt.ItemDataRole.UserRole


def state_of(settings: Settings, lesson: Lesson) -> str:
    """Minutes and progress, in words."""
    step, done = progress_of(settings, lesson)
    minutes = tr("{n} minutes", n=lesson.minutes)
    if step:
        return tr("{minutes} · at step {n} of {total}", minutes=minutes, n=step + 1, total=len(lesson.steps))
    return tr("{minutes} · ✓ done", minutes=minutes) if done else minutes


class LessonPage(QDialog):
    """Opens the chosen lesson by a double-click, Enter or its button."""

    def __init__(
        self,
        parent: QWidget,
        settings: Settings,
        open_lesson: Callable[[Lesson], object],
        open_file: Callable[[], object],
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Lessons"))
        self._open, self._open_file = open_lesson, open_file
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setSpacing(3)
        self.list.setAccessibleName(tr("lessons"))
        for number, lesson in enumerate(lessons(), 1):
            title = tr("{n}. {title}", n=number, title=tr(lesson.title))
            line = compose("{title}  ({state})", title=title, state=state_of(settings, lesson))
            item = QListWidgetItem(f"{line}\n{tr(lesson.about)}")
            item.setData(NAME, lesson.name)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(self._begin)
        head = Label(tr("Each lesson runs the live game. Your own run is put aside and comes back when you leave."))
        head.setWordWrap(True)
        font = QFont(head.font())
        font.setBold(True)
        head.setFont(font)
        buttons = QDialogButtonBox()
        self.begin = QPushButton(tr("Begin"))
        self.file = QPushButton(tr("Open a lesson from a file…"))
        buttons.addButton(self.file, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.begin, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Close)
        self.begin.clicked.connect(self._begin)
        self.file.clicked.connect(self._from_file)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.addWidget(head)
        layout.addWidget(self.list, 1)
        layout.addWidget(buttons)
        resize_within(self, 720, 620)

    def _begin(self, _item: object = None) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.close()
            self._open(lessons()[str(item.data(NAME))])

    def _from_file(self) -> None:
        self.close()
        self._open_file()
