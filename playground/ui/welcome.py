"""The welcome card: three doors at the start, on a low card that covers nothing of the data."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QFont
from PyQt6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QWidget

from playground.i18n import tr
from playground.ui.corner import NotInPictures
from playground.ui.labels import RichLabel
from playground.ui.palette import LIGHT, Neutrals
from playground.ui.theme import LARGE, sized
from playground.ui.views.legend import caption

EDGE = 12
"""Pixels between the edge of the card and its words."""
MARGIN = 26
"""Pixels between the card and the lower edge of the plane, where its axis is."""


class Welcome(NotInPictures, QFrame):
    """See it explained, play, or continue where one left off; hidden at the first step."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("hint")
        self.play = QPushButton(tr("▶  Play"))
        self.play.setObjectName("big-play")
        sized(self.play, LARGE, QFont.Weight.DemiBold)
        self.play.setCursor(Qt.CursorShape.PointingHandCursor)
        self.learn = QPushButton(tr("Learn"))
        self.learn.setToolTip(tr("Lessons that run the live game, from the counterfeiter and the police on."))
        self.resume = QPushButton(tr("Continue where I left off"))
        self.resume.hide()
        self.hint = RichLabel()
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setWordWrap(True)
        self.state = caption(tr("loading torch …"))
        self.state.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.state.setWordWrap(True)
        doors = QHBoxLayout()
        doors.setSpacing(10)
        for door in (self.learn, self.play, self.resume):
            doors.addWidget(door, 0, Qt.AlignmentFlag.AlignVCenter)
        layout = QGridLayout(self)
        layout.setContentsMargins(EDGE, 6, EDGE, 6)
        layout.setVerticalSpacing(3)
        layout.addLayout(doors, 0, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self.hint, 1, 0)
        layout.addWidget(self.state, 2, 0)
        self.restyle(LIGHT)
        parent.installEventFilter(self)

    def restyle(self, neutrals: Neutrals) -> None:
        self.hint.setText(
            tr(
                '<b style="color:{blue}">●</b> Blue points are real, <b style="color:{orange}">◆</b> orange ones are '
                "fakes. Watch G learn to forge.",
                blue=neutrals.real_text,
                orange=neutrals.fake_text,
            )
        )

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() == QEvent.Type.Resize:
            self.centre()
        return super().eventFilter(watched, event)

    def centre(self) -> None:
        """Moves it to the bottom of the plane, where it does not cover the first points."""
        parent = self.parentWidget()
        assert parent is not None
        room = max(parent.width() - 2 * MARGIN, 1)
        self.setMaximumWidth(room)
        self.hint.setWordWrap(False)
        whole = self.hint.sizeHint().width()
        self.hint.setWordWrap(True)  # on one line where there is room
        self.hint.setMinimumWidth(min(whole, max(room - 2 * EDGE, 1)))
        self.adjustSize()
        self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - MARGIN)

    def ready(self) -> None:
        """torch has been loaded."""
        self.state.setText(tr("ready · press Space to play or pause"))

    def offer(self, words: str, resume: Callable[[], object]) -> None:
        """Opens the third door, to the session that these words describe."""
        self.resume.setToolTip(words)
        self.resume.clicked.connect(lambda _checked: resume())
        self.resume.show()
        self.centre()
