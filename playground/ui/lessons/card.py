"""The card of a lesson: one step's words, its question, how it stands, and the way on and out."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QFont, QKeyEvent
from PyQt6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.core.lessons import Lesson
from playground.engine.lessons import Standing
from playground.i18n import tr
from playground.ui.labels import Label
from playground.ui.lessons.names import FORMULAS
from playground.ui.lessons.words import outcome, prediction, progress
from playground.ui.mathematics import Mathematics
from playground.ui.theme import LARGE, quiet, sized, weigh
from playground.ui.wrapping import WrappingRadioButton

MOST_ANSWERS = 4
SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse


class LessonCard(QWidget):
    """Shows a step; says what the person wants. It takes no input elsewhere."""

    next_wanted = pyqtSignal()
    back_wanted = pyqtSignal()
    leave_wanted = pyqtSignal()
    again_wanted = pyqtSignal()
    """The step is to be tried with another seed."""
    answered = pyqtSignal(int)
    float_wanted = pyqtSignal(bool)
    """Over a corner of the plane, or back beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("lesson"))
        self.setMinimumWidth(230)
        self.title, self.place = Label(), quiet(Label())
        sized(self.title, LARGE, QFont.Weight.DemiBold)
        self.words, self.formula = Label(), Mathematics()
        sized(self.words, 1.08, QFont.Weight.Normal)
        self.question = Label()
        sized(self.question, 1.0, QFont.Weight.DemiBold)
        self.progress, self.outcome, self.prediction, self.then = Label(), Label(), Label(), Label()
        sized(self.prediction, 1.0, QFont.Weight.DemiBold)
        for label in (self.title, self.words, self.question, self.outcome, self.prediction, self.then):
            label.setWordWrap(True)
            label.setTextInteractionFlags(SELECTABLE)
            label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._group = QButtonGroup(self)
        self.answers = [WrappingRadioButton() for _ in range(MOST_ANSWERS)]
        for i, answer in enumerate(self.answers):
            self._group.addButton(answer, i)
        self._group.idClicked.connect(self.answered)
        self._make_buttons()
        self._lay_out()
        self.show_nothing()

    def _make_buttons(self) -> None:
        self.back, self.next = QPushButton(tr("Previous")), QPushButton(tr("Next"))
        self.again, self.leave = QPushButton(tr("Another seed")), QPushButton(tr("Leave"))
        self.back.setToolTip(tr("The step before this one (Alt+Left)."))
        self.next.setToolTip(tr("The next step, whether this one is done or not (Alt+Right)."))
        self.again.setToolTip(tr("Try this step again, with other initial weights and batches."))
        self.leave.setToolTip(tr("Leave the lesson: your own run comes back as it was (Esc on this card)."))
        self.floats = QToolButton()
        self.floats.setCheckable(True)
        self.floats.setAutoRaise(True)
        self.floats.setText(tr("Float"))
        self.floats.setToolTip(
            tr("Show the card over a corner of the plane instead of beside it; again to put it back.")
        )
        self.floats.toggled.connect(self.float_wanted)
        for button, wanted in (
            (self.back, self.back_wanted),
            (self.next, self.next_wanted),
            (self.again, self.again_wanted),
            (self.leave, self.leave_wanted),
        ):
            button.clicked.connect(wanted)

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(8, 4, 8, 4)
        column.setSpacing(7)
        column.addWidget(self.title)
        under = QHBoxLayout()
        under.addWidget(self.place, 1)
        under.addWidget(self.floats)
        column.addLayout(under)
        for widget in (
            self.words,
            self.formula,
            self.question,
            *self.answers,
            self.progress,
            self.outcome,
            self.again,
            self.prediction,
            self.then,
        ):
            column.addWidget(widget)
        column.addStretch(1)
        self._area = QScrollArea()
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidgetResizable(True)
        self._area.setWidget(inside)
        viewport = self._area.viewport()
        assert viewport is not None
        for part in (inside, viewport):
            part.setAutoFillBackground(False)  # it looks the same over the plane
        self._area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(8, 0, 8, 4)
        for button in (self.leave, self.back, self.next):
            buttons.addWidget(button)
        buttons.insertStretch(1, 1)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area, 0, 0)
        layout.addLayout(buttons, 1, 0)
        for child in (self, *self.findChildren(QWidget)):
            child.installEventFilter(self)

    # ---- what it shows ----

    def show_nothing(self) -> None:
        """No lesson is open."""
        self.title.setText(tr("No lesson is open. Help > Lessons has them all."))
        for widget in (self.place, self.words, self.formula, self.question, *self.answers):
            widget.hide()
        for widget in (self.progress, self.outcome, self.prediction, self.then):
            widget.hide()
        for button in (self.again, self.leave, self.back, self.next, self.floats):
            button.hide()

    def show_step(self, lesson: Lesson, at: int) -> None:
        """Shows a step as it begins."""
        step = lesson.steps[at]
        self.title.setText(tr(lesson.title))
        self.place.setText(tr("Step {n} of {total}", n=at + 1, total=len(lesson.steps)))
        self.words.setText(tr(step.words))
        formula = FORMULAS.get(step.formula, "")
        self.formula.show_formula(formula)
        predict = step.predict
        self.question.setText(tr("Predict: {question}", question=tr(predict.question)) if predict is not None else "")
        self._group.setExclusive(False)
        for i, answer in enumerate(self.answers):
            shown = predict is not None and i < len(predict.answers)
            answer.setVisible(shown)
            answer.setChecked(False)
            answer.setEnabled(True)
            answer.say(tr(predict.answers[i].words) if predict is not None and shown else "")
        self._group.setExclusive(True)
        for button in (self.leave, self.back, self.next, self.floats):
            button.show()
        self.back.setEnabled(at > 0)
        self.next.setText(tr("Next") if at + 1 < len(lesson.steps) else tr("Finish"))
        for label in (self.title, self.place, self.words, self.question):
            label.setVisible(bool(label.text()))
        self.formula.setVisible(bool(formula))
        bar = self._area.verticalScrollBar()
        if bar is not None:
            bar.setValue(0)

    def show_standing(self, lesson: Lesson, at: int, standing: Standing) -> None:
        """Shows how the step stands."""
        step = lesson.steps[at]
        said = (
            (self.progress, progress(step, standing)),
            (self.outcome, outcome(step, standing)),
            (self.prediction, prediction(step, standing)),
            (self.then, tr(step.then) if standing.over else ""),
        )
        for label, words in said:
            if label.text() != words:
                label.setText(words)
            label.setVisible(bool(words))
        self.again.setVisible(standing.ending == "not here")
        for answer in self.answers:  # what came out is known: a prediction is made before
            answer.setEnabled(standing.ending in ("none", "waiting", "not yet"))
            if answer.font().bold() is not answer.isChecked():
                weigh(answer, QFont.Weight.Bold if answer.isChecked() else QFont.Weight.Normal)
        self.next.setDefault(standing.over)
        if self.next.font().bold() is not standing.over:
            weigh(self.next, QFont.Weight.Bold if standing.over else QFont.Weight.Normal)

    # ---- keys ----

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Esc on the card leaves the lesson; elsewhere it means what it always means."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and not self.leave.isHidden():
                self.leave_wanted.emit()
                return True
        return super().eventFilter(watched, event)

    def first_control(self) -> QAbstractButton:
        """Where the focus goes when the card is called by key: the first answer, or the way on."""
        return next((answer for answer in self.answers if answer.isVisible()), self.next)
