"""Asking what something means: the "?" pointer, Shift+F1, the marks on the panels' titles, and the card that answers."""

from __future__ import annotations

from collections.abc import Mapping

from PyQt6.QtCore import QEvent, QObject, QPoint, Qt
from PyQt6.QtGui import QHelpEvent, QKeyEvent
from PyQt6.QtWidgets import QAbstractButton, QApplication, QDockWidget, QToolButton, QWhatsThis, QWidget

from playground.core.glossary import Term
from playground.i18n import tr
from playground.ui.focus import ENTER
from playground.ui.glossary_list import GlossaryList
from playground.ui.term_card import MARGIN, WIDTH, Lessons, TermCard
from playground.ui.terms import term_of

ROOM = 260
"""Pixels of height that a window needs to hold a card; in a smaller one it opens over the main window."""


class TitleMark(QToolButton):
    """A "?" on the title of a dock, left of its own buttons, wherever Qt puts these."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self.setText("?")
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        name = tr("what “{panel}” means", panel=dock.windowTitle())
        self.setAccessibleName(name)
        self.setToolTip(tr("What this panel is. Shift+F1 asks about anything else."))
        self.dock = dock
        self._beside = dock.findChild(QAbstractButton, "qt_dockwidget_floatbutton")
        if self._beside is not None:
            self._beside.installEventFilter(self)
        self._follow()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() in (
            QEvent.Type.Move,
            QEvent.Type.Resize,
            QEvent.Type.Show,
            QEvent.Type.Hide,
        ):
            self._follow()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Enter asks, as Space means the run in this window."""
        if a0 is not None and a0.key() in ENTER:
            self.click()
        else:
            super().keyPressEvent(a0)

    def _follow(self) -> None:
        button = self._beside
        if button is None:
            return
        box = button.geometry()
        self.setGeometry(box.left() - box.width() - 4, box.top(), box.width() + 2, box.height())
        self.setVisible(not button.isHidden())


class Asking(QObject):
    """Answers with a card. `lessons` leads from a term to its lesson."""

    def __init__(
        self, window: QWidget, home: QWidget, docks: Mapping[str, QDockWidget], lessons: Lessons | None = None
    ) -> None:
        super().__init__(window)
        self._window, self._home = window, home
        self._lessons = lessons or Lessons()
        self._listening = False
        self.card: TermCard | None = None
        self.list: GlossaryList | None = None
        self.marks: dict[str, TitleMark] = {}
        for name, dock in docks.items():
            mark = TitleMark(dock)
            mark.clicked.connect(self._asked_by_mark)
            self.marks[name] = mark

    # ---- ways of asking ----

    def ask(self) -> None:
        """About the widget that has the focus; without one, the next click says what about.

        The plane has the focus whenever no other widget does, so it does not count.
        """
        focused = QApplication.focusWidget()
        term = None if focused is None or focused is self._home else term_of(focused)
        if focused is not None and term is not None:
            self.answer(term, focused, focused.rect().center())
        else:
            self.listen()

    def listen(self) -> None:
        """The "?" pointer: the next click asks, and Escape ends it."""
        app = QApplication.instance()
        assert app is not None
        if not self._listening:
            self._listening = True
            app.installEventFilter(self)
        QWhatsThis.enterWhatsThisMode()

    def end(self) -> None:
        """Puts the "?" pointer away: it belongs to the whole program, and would outlive the window."""
        if self._listening:
            QWhatsThis.leaveWhatsThisMode()

    def _asked_by_mark(self) -> None:
        mark = self.sender()
        assert isinstance(mark, TitleMark)
        term = term_of(mark.dock)
        if term is not None:
            self.answer(term, mark, mark.rect().center())

    def show_list(self) -> None:
        """All terms, to search."""
        if self.list is None:
            self.list = GlossaryList(self._window, self._lessons)
        self.list.show()
        self.list.raise_()
        self.list.activateWindow()
        self.list.search.setFocus()

    # ---- answers ----

    def answer(self, term: Term, widget: QWidget, at: QPoint) -> None:
        """Opens the card beside a spot of a widget."""
        window = widget.window() or self._window
        if window.width() < WIDTH + 2 * MARGIN or window.height() < ROOM:
            window = self._window
        if self.card is not None and self.card.parentWidget() is not window:
            self.card.dismiss()
            self.card.deleteLater()
            self.card = None
        if self.card is None:
            self.card = TermCard(window, self._lessons)
            self.card.destroyed.connect(self._forget)
        self.card.show_term(term, window.mapFromGlobal(widget.mapToGlobal(at)))

    def _forget(self) -> None:
        """A window that had the card is gone."""
        self.card = None

    # ---- the "?" pointer ----

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is None:
            return False
        kind = event.type()
        if isinstance(event, QHelpEvent) and isinstance(watched, QWidget):
            term = term_of(watched, event.pos())
            if kind == QEvent.Type.QueryWhatsThis:
                event.setAccepted(term is not None)
                return True
            if kind == QEvent.Type.WhatsThis:
                event.accept()
                QWhatsThis.leaveWhatsThisMode()
                if term is not None:
                    self.answer(term, watched, event.pos())
                return True
        elif kind == QEvent.Type.LeaveWhatsThisMode:
            self._rest()
        elif isinstance(event, QKeyEvent) and kind == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            event.accept()  # the key then reaches Qt, which ends this mode; in the window it has another meaning
            return True
        return False

    def _rest(self) -> None:
        app = QApplication.instance()
        if self._listening and app is not None:
            self._listening = False
            app.removeEventFilter(self)
