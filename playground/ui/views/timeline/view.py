"""The row under the plane: the strip, playback, "Continue from here", and the menu of runs and branches."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QInputDialog, QMenu, QPushButton, QToolButton, QWidget

from playground.core.experiment.differences import differences
from playground.engine.timeline import LineSummary, Timeline
from playground.i18n import Literal, Text, tr
from playground.ui.labels import literal
from playground.ui.palette import Neutrals
from playground.ui.terms import explain
from playground.ui.views.timeline.strip import Strip

FILMS: tuple[tuple[Text, float | None, float | None], ...] = (
    ("5 s", 5.0, None),
    ("15 s", 15.0, None),
    ("1 min", 60.0, None),
    ("10 it/s", None, 10.0),
    ("30 it/s", None, 30.0),
    ("100 it/s", None, 100.0),
    ("1,000 it/s", None, 1000.0),
)
"""(label, seconds for the whole history, or iterations per second)."""
BUDGETS = (64, 256, 1000, 4000)
"""Choices for the history's memory budget, in megabytes."""
MOST_WORDS = 60


def called(course: LineSummary) -> str:
    """A line's name, or a default name."""
    if course.name:
        return Literal(course.name)
    return tr("run {n}", n=course.number) if course.parent is None else tr("branch {n}", n=course.number)


class TimelineView(QWidget):
    """Emits what the user wants; `filmed` with a direction (-1, 0 or 1) and iterations per second."""

    filmed = pyqtSignal(int, float)
    now_wanted = pyqtSignal()
    branch_wanted = pyqtSignal()
    entered = pyqtSignal(int)
    renamed = pyqtSignal(int, str)
    forgotten = pyqtSignal(int)
    budget_wanted = pyqtSignal(int)

    def __init__(self) -> None:
        super().__init__()
        self._time: Timeline | None = None
        self.strip: Strip = Strip()
        self.rewind = self._button("◀", tr("Play the history backwards"), lambda: self._film(-1))
        self.forward = self._button("▶", tr("Play the history forwards"), lambda: self._film(1))
        for button in (self.rewind, self.forward):
            button.setCheckable(True)
        explain(self, "part:timeline")
        self.speed = QComboBox()
        for words, _, _ in FILMS:
            self.speed.addItem(tr(words))
        self.speed.setCurrentIndex(1)
        self.speed.setToolTip(tr("Playback speed: the duration of the whole history, or iterations per second."))
        self.speed.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.speed.setMinimumContentsLength(3)
        self.now = QPushButton(tr("Now"))
        self.now.setToolTip(tr("Return to the last moment of this run."))
        self.now.clicked.connect(self.now_wanted)
        self.branch = explain(QPushButton(tr("Continue from here")), "part:branch")
        self.branch.setToolTip(
            tr(
                "Start a branch: training continues from the displayed moment, and the old continuation is kept. "
                "Change something before or after, and compare."
            )
        )
        self.branch.clicked.connect(self.branch_wanted)
        self.now.hide()
        self.branch.hide()
        self.lines = explain(QToolButton(), "part:lines")
        self.lines.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.lines.setToolTip(tr("Runs and branches: switch to one, rename it, or delete it."))
        self.lines.setText(tr("run {n}", n=1) + " ▾")
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self._menu.setToolTipsVisible(True)
        self.lines.setMenu(self._menu)
        self.lines.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self._lay_out()

    def _button(self, text: str, tip: str, do: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.clicked.connect(lambda _checked: do())
        return button

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for button in (self.now, self.branch):
            button.setObjectName("slim")
        parts: tuple[QWidget, ...] = (
            self.rewind,
            self.forward,
            self.speed,
            self.strip,
            self.now,
            self.branch,
            self.lines,
        )
        for widget in parts:
            layout.addWidget(widget, int(widget is self.strip))

    # ---- what is shown ----

    def show_time(self, time: Timeline) -> None:
        """Shows the picture's place in the history."""
        self._time = time
        self.strip.show_time(time)
        past = not time.at_end
        for button in (self.now, self.branch):
            button.setEnabled(past)
            button.setVisible(past)
        self.strip.caption = self._words(time)
        for part in (self.rewind, self.forward, self.speed):
            part.setEnabled(time.last_iteration > 0)
        course = next(c for c in time.line_summaries if c.number == time.line)
        self.lines.setText(
            called(course) + (f" ({len(time.line_summaries)})" if len(time.line_summaries) > 1 else "") + " ▾"
        )

    def _words(self, time: Timeline) -> str:
        if time.replayed is not None:
            return tr("replaying: {share:z.0%}", share=time.replayed)
        if time.at_end:
            return ""
        truth = tr("exactly as it was") if time.exact else tr("as it was, to tolerance")
        return tr("{n:,} of {last:,}, {truth}", n=time.iteration, last=time.last_iteration, truth=truth)

    def show_film(self, direction: int) -> None:
        """Shows the direction of playback; 0: stopped."""
        self.rewind.setChecked(direction < 0)
        self.forward.setChecked(direction > 0)

    def restyle(self, neutrals: Neutrals) -> None:
        self.strip.restyle(neutrals)

    # ---- what is wanted ----

    def _film(self, direction: int) -> None:
        button = self.rewind if direction < 0 else self.forward
        _, seconds, pace = FILMS[self.speed.currentIndex()]
        if pace is None:
            assert seconds is not None
            pace = max(self._time.last_iteration if self._time else 1, 1) / seconds
        self.filmed.emit(direction if button.isChecked() else 0, pace)

    def _fill(self) -> None:
        """Fills the menu of lines with their current state."""
        self._menu.clear()
        time = self._time
        if time is None:
            return
        by_number = {course.number: course for course in time.line_summaries}
        for course in time.line_summaries:
            action = self._offer(self._menu, self._line(course, by_number), partial(self.entered.emit, course.number))
            action.setCheckable(True)
            action.setChecked(course.number == time.line)
            above = by_number.get(course.parent) if course.parent is not None else None
            if above is not None:
                action.setToolTip(literal("\n".join(differences(above.experiment, course.experiment))))
        self._menu.addSeparator()
        self._offer(self._menu, tr("New branch from here"), self.branch_wanted.emit)
        self._offer(self._menu, tr("Rename this one…"), self._ask_name)
        forget = self._menu.addMenu(tr("Delete"))
        assert forget is not None
        parents = {course.parent for course in time.line_summaries}
        for course in time.line_summaries:
            if course.number != time.line and course.number not in parents:
                self._offer(forget, called(course), partial(self.forgotten.emit, course.number))
        forget.setEnabled(not forget.isEmpty())
        self._menu.addSeparator()
        memory = self._menu.addMenu(
            tr("History: {used:z.0f} of {all:z.0f} MB", used=time.nbytes / 1e6, all=time.budget / 1e6)
        )
        assert memory is not None
        for size in BUDGETS:
            action = self._offer(memory, tr("{n:,} MB", n=size), partial(self.budget_wanted.emit, size))
            action.setCheckable(True)
            action.setChecked(size * 1_000_000 == time.budget)

    def _line(self, course: LineSummary, by_number: dict[int, LineSummary]) -> str:
        words = tr("{name}: {n:,} iterations", name=called(course), n=course.iterations)
        if course.parent is None:
            return words
        words = tr("{words}, from {n:,}", words=words, n=course.forked_at)
        above = by_number.get(course.parent)
        told = "; ".join(differences(above.experiment, course.experiment)) if above else ""
        return f"    {words} · {told[:MOST_WORDS]}{'…' if len(told) > MOST_WORDS else ''}"

    def _offer(self, menu: QMenu, words: str, do: Callable[[], object]) -> QAction:
        action = menu.addAction(words)
        assert action is not None
        action.triggered.connect(lambda _checked: do())
        return action

    def _ask_name(self) -> None:
        if self._time is None:
            return
        course = next(c for c in self._time.line_summaries if c.number == self._time.line)
        name, said = QInputDialog.getText(self, tr("Rename"), tr("Name"), text=course.name)
        if said:
            self.renamed.emit(course.number, name.strip()[:80])
