"""The card of a term: its words, its formula, what its growth means, and the lesson that shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PyQt6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QFont, QKeyEvent, QMouseEvent, QPalette, QWindow
from PyQt6.QtWidgets import QApplication, QFrame, QGridLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from playground.core.glossary import Term
from playground.i18n import tr
from playground.ui.labels import Label
from playground.ui.mathematics import Mathematics
from playground.ui.theme import LARGE, sized

WIDTH, MARGIN = 380, 8
"""Pixels: of a card, and between it and the edge of its window."""
BELOW = QPoint(12, 16)
"""From the spot that was asked about to the card's corner."""


def _none(_lesson: str) -> bool:
    return False


def _nowhere(_lesson: str) -> None:
    """There are no lessons."""


@dataclass(frozen=True)
class Lessons:
    """How a card leads to a lesson: whether there is one of this id, and what opens it."""

    exists: Callable[[str], bool] = _none
    open_lesson: Callable[[str], None] = _nowhere


class TermText(QWidget):
    """Everything there is to say of one term."""

    def __init__(self, lessons: Lessons) -> None:
        super().__init__()
        self._lessons = lessons
        self._term: Term | None = None
        self.title, self.words, self.formula = Label(), Label(), Mathematics()
        self.up, self.down = Label(), Label()
        self.lesson = QPushButton(tr("Show me in a lesson"))
        self.lesson.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.lesson.clicked.connect(self._open_lesson)
        self._signs = (Label("▲"), Label("▼"))
        for sign, meaning in zip(self._signs, (tr("when it goes up"), tr("when it goes down")), strict=True):
            sign.setAccessibleName(meaning)
            sign.setToolTip(meaning)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        for row, (sign, words) in enumerate(zip(self._signs, (self.up, self.down), strict=True)):
            grid.addWidget(sign, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(words, row, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (self.title, self.words, self.formula):
            layout.addWidget(part)
        layout.addLayout(grid)
        layout.addWidget(self.lesson, 0, Qt.AlignmentFlag.AlignLeft)
        selectable = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        for label in (self.title, self.words, self.up, self.down):
            label.setWordWrap(True)
            label.setTextInteractionFlags(selectable)
        sized(self.title, LARGE, QFont.Weight.DemiBold)

    def show_term(self, term: Term) -> None:
        """Shows this term instead of any other."""
        self._term = term
        self.title.setText(tr(term.title))
        self.words.setText(tr(term.words))
        self.formula.show_formula(term.formula)
        for sign, label, text in zip(self._signs, (self.up, self.down), (term.up, term.down), strict=True):
            label.setText(tr(text))
            for part in (sign, label):
                part.setVisible(bool(text))
        self.lesson.setVisible(bool(term.lesson) and self._lessons.exists(term.lesson))

    def _open_lesson(self) -> None:
        if self._term is not None:
            self._lessons.open_lesson(self._term.lesson)


class TermCard(QFrame):
    """A term over its window, beside what was asked about. Nothing else stops working: a click or the focus elsewhere
    closes it, and so does Escape.
    """

    closed = pyqtSignal()

    def __init__(self, window: QWidget, lessons: Lessons) -> None:
        super().__init__(window)
        self.setFrameShape(QFrame.Shape.Box)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("explanation"))
        self.text = TermText(lessons)
        self.cross = QToolButton()
        self.cross.setText("✕")
        self.cross.setAutoRaise(True)
        self.cross.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.cross.setToolTip(tr("Close"))
        self.cross.setAccessibleName(tr("close the explanation"))
        self.cross.clicked.connect(self.dismiss)
        layout = QGridLayout(self)
        layout.setContentsMargins(14, 10, 8, 12)
        layout.addWidget(self.text, 0, 0)
        layout.addWidget(self.cross, 0, 1, Qt.AlignmentFlag.AlignTop)
        layout.setColumnStretch(0, 1)
        self._watched: QWindow | None = None
        self._before: QWidget | None = None
        self.hide()

    def show_term(self, term: Term, at: QPoint) -> None:
        """Opens beside a spot, in pixels of the window, as far as the window has room."""
        self.text.show_term(term)
        self.setAccessibleDescription(f"{tr(term.title)}. {tr(term.words)}")
        self.setGeometry(self._placed(at))
        if (inside := self.text.layout()) is not None:
            inside.activate()
        if not self.isVisible():
            self._begin()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def _placed(self, at: QPoint) -> QRect:
        room = self._window().rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        width = min(WIDTH, room.width())
        layout, inside = self.layout(), self.text.layout()
        assert layout is not None
        assert inside is not None
        for stale in (inside, layout):  # else Qt forgets the last term's heights only in the next turn of its loop
            stale.activate()
        wanted = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else self.sizeHint().height()
        size = QSize(width, min(wanted, room.height()))
        corner = at + BELOW
        if corner.y() + size.height() > room.bottom():
            corner.setY(at.y() - BELOW.y() - size.height())  # above, rather than over what was asked about
        x = min(max(corner.x(), room.left()), room.right() - size.width() + 1)
        y = min(max(corner.y(), room.top()), room.bottom() - size.height() + 1)
        return QRect(QPoint(x, y), size)

    def _window(self) -> QWidget:
        window = self.parentWidget()
        assert window is not None
        return window

    # ---- until when it is open ----

    def _begin(self) -> None:
        """Watches for the end: a press elsewhere in its window, and the focus elsewhere in the program."""
        self._before = QApplication.focusWidget()
        self._watched = self._window().windowHandle()
        if self._watched is not None:
            self._watched.installEventFilter(self)
        _app().focusChanged.connect(self._follow_focus)

    def dismiss(self) -> None:
        """Closes it; the focus is where it was before."""
        if self.isHidden():
            return
        inside = self.hasFocus() or self.isAncestorOf(QApplication.focusWidget() or self._window())
        _app().focusChanged.disconnect(self._follow_focus)
        if self._watched is not None:
            self._watched.removeEventFilter(self)
        before, self._before, self._watched = self._before, None, None
        self.hide()
        if inside and before is not None:
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def _follow_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and new is not self and not self.isAncestorOf(new):
            self.dismiss()

    def eventFilter(self, _watched: QObject | None, event: QEvent | None) -> bool:
        if (
            isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonPress
            and not self.geometry().contains(event.position().toPoint())
        ):
            self.dismiss()
        return False

    def event(self, e: QEvent | None) -> bool:
        """Escape is the card's own while the focus is in it, whatever else it does in the window."""
        if isinstance(e, QKeyEvent) and e.type() == QEvent.Type.ShortcutOverride and e.key() == Qt.Key.Key_Escape:
            e.accept()
            return True
        return super().event(e)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)


def _app() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
