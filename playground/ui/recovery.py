"""Recovery: sessions that were kept automatically are offered, at the next start and whenever a person asks for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QDateTime, QLocale, QObject, Qt
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from playground.core.files.sentence import plain
from playground.core.session.glance import glance
from playground.core.targets import TARGETS
from playground.i18n import tr, tr_n
from playground.ui.autosave import Autosave
from playground.ui.banner import Offer
from playground.ui.labels import Label
from playground.ui.left_behind import KEPT, LeftBehind
from playground.ui.screens import resize_within
from playground.ui.theme import quiet


class Recovery(QObject):
    """Belongs to a window; `say` puts a sentence with offers on its banner, `open_door` a door on its welcome card."""

    def __init__(
        self,
        window: QWidget,
        autosave: Autosave,
        say: Callable[..., object],
        open_door: Callable[[str, Callable[[], object]], object],
    ) -> None:
        super().__init__(window)
        self._window, self._autosave, self._say, self._open_door = window, autosave, say, open_door
        self.dialog: KeptSessions | None = None
        autosave.lost.connect(self._offer_lost)

    # ---- offers ----

    def offer(self) -> None:
        """At a start: what was lost, or else where one left off; how many old ones were deleted; who else is there."""
        others, deleted = self._autosave.begin(), self._autosave.prune()
        found = self._autosave.left_behind()
        lost = sum(not one.closed for one in found)
        words = [_left_words(found[0], lost)] if lost else []
        if deleted:
            words.append(
                tr(
                    "The newest {kept} closed sessions are kept; older ones that were deleted: {n}.",
                    kept=KEPT,
                    n=deleted,
                )
            )
        if others:
            words.append(others_words(others))
        offers: list[Offer] = []
        if lost:
            offers.append((tr("Restore"), partial(self.restore, found[0].path)))
        elif found:
            self._open_door(_left_words(found[0], lost), partial(self.restore, found[0].path))
        if lost == 1:
            offers.append((tr("Discard"), partial(self.discard, found[0].path)))
        if words and len(found) > 1:
            offers.append((tr("Show all…"), self.show))
        if words:
            self._say(" ".join(words), *offers, lasting=lost > 0)

    def _offer_lost(self, code: int | None, path: Path | None) -> None:
        """The process that trained is gone, and with it the run; not so what was saved by itself."""
        words = tr("The training process stopped unexpectedly (exit code {code}); a new one has started.", code=code)
        if path is None:
            self._say(words)
        else:
            self._say(words, (tr("Restore the last autosave"), partial(self.restore, path)), lasting=True)

    # ---- deeds, on one session each ----

    def restore(self, path: Path) -> None:
        """Goes on with it."""
        if not self._autosave.take_up(path):
            self._say(_taken())

    def discard(self, path: Path) -> None:
        """It is deleted, and no other is."""
        if not self._autosave.throw_away(path):
            self._say(_taken())

    # ---- the list ----

    def show(self) -> None:
        """Lists all that are kept, with what can be done about each."""
        self.dialog = KeptSessions(self._window, self._autosave.left_behind, self.restore, self.discard)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.show()


def _taken() -> str:
    return tr("Another window has this session by now.")


class KeptSessions(QDialog):
    """A row for each session: when, what and how far, with a button to restore it and one to discard it."""

    def __init__(
        self,
        parent: QWidget,
        found: Callable[[], list[LeftBehind]],
        restore: Callable[[Path], object],
        discard: Callable[[Path], object],
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Sessions kept automatically"))
        self._found, self._restore, self._discard = found, restore, discard
        self.rows: dict[Path, tuple[QPushButton, QPushButton]] = {}
        """Of each session the buttons Restore and Discard."""
        self._area = QScrollArea()
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        note = Label(
            tr("Sessions of closed windows: the newest {n} are kept. Lost sessions stay until you decide.", n=KEPT)
        )
        note.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(quiet(note))
        layout.addWidget(self._area, 1)
        layout.addWidget(buttons)
        resize_within(self, 620, 320)
        self._list()

    def _list(self) -> None:
        """The sessions as they are now."""
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setColumnStretch(2, 1)
        self.rows = {}
        for row, one in enumerate(self._found()):
            restore, discard = QPushButton(tr("Restore")), QPushButton(tr("Discard"))
            restore.clicked.connect(partial(self._take_up, one.path))
            discard.clicked.connect(partial(self._throw_away, one.path))
            state = tr("closed") if one.closed else tr("not closed")
            for column, widget in enumerate((Label(_time(one)), Label(state), Label(_what(one)), restore, discard)):
                grid.addWidget(widget, row, column)
            for button in (restore, discard):
                button.setAccessibleName(f"{button.text()}: {_of(one)}")
            self.rows[one.path] = restore, discard
        if not self.rows:
            grid.addWidget(Label(tr("There are none.")), 0, 0)
        grid.setRowStretch(max(len(self.rows), 1), 1)
        self._area.setWidget(inside)

    def _take_up(self, path: Path) -> None:
        self.accept()
        self._restore(path)

    def _throw_away(self, path: Path) -> None:
        self._discard(path)
        self._list()


# ---- in words ----


def others_words(others: int) -> str:
    """How many other windows are open, in words."""
    return tr_n(
        "Another window of this program is open; each saves its own session.",
        "{n} other windows of this program are open; each saves its own session.",
        others,
    )


def _left_words(first: LeftBehind, lost: int) -> str:
    if lost == 0:
        return tr("Continue where you left off: {session}.", session=_of(first))
    if lost == 1:
        return tr("The program ended unexpectedly. The session as it was at {time} is still there.", time=_time(first))
    return tr(
        "The program ended unexpectedly. {n} sessions are still there; the newest is {session}.",
        n=lost,
        session=_of(first),
    )


def _time(one: LeftBehind) -> str:
    """When it was saved, as it is written where the person lives."""
    when = QDateTime.fromSecsSinceEpoch(int(one.changed))
    return QLocale().toString(when, QLocale.FormatType.ShortFormat)


def _what(one: LeftBehind) -> str:
    """Its target and iteration."""
    seen = glance(one.path)
    if seen is None:
        return tr("a file that can't be read")
    label = TARGETS[seen.target].label if seen.target in TARGETS else plain(seen.target, 40)
    return tr("{target}, iteration {n:,}", target=tr(label), n=seen.iteration)


def _of(one: LeftBehind) -> str:
    return tr("{what}, saved {time}", what=_what(one), time=_time(one))
