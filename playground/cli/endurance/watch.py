"""Watches a window for everything that must never happen: errors, warnings, letters of failure, stalls."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from types import TracebackType
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QTimer, qInstallMessageHandler
from PyQt6.QtWidgets import QApplication, QDialog

from playground.engine.letters import Failed, Letter, Lost

if TYPE_CHECKING:
    from playground.ui.window import Window

BEAT_MS = 20
STALL_SECONDS = 2.0
HARMLESS = ("This plugin does not support", "QStandardPaths: wrong permissions")
"""The offscreen platform says what it cannot do."""


class Watch(QObject):
    """Counts by kind, and keeps the first of each in words. Dialogs that wait for an answer are cancelled at the next beat."""

    def __init__(self, window: Window) -> None:
        super().__init__()
        self.counts: Counter[str] = Counter()
        self.first: dict[str, str] = {}
        self._before = sys.excepthook, threading.excepthook
        sys.excepthook = self._raised
        threading.excepthook = lambda a: self._raised(a.exc_type, a.exc_value or a.exc_type(), a.exc_traceback)
        self._qt = qInstallMessageHandler(lambda _kind, _context, text: self._warned(text or ""))
        window.controller.bridge.told.connect(self._told)
        self._last = time.perf_counter()
        self.longest = 0.0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT_MS)

    def close(self) -> None:
        """Everything reports to where it did before."""
        self._timer.stop()
        sys.excepthook, threading.excepthook = self._before
        qInstallMessageHandler(self._qt)

    def note(self, kind: str, words: str) -> None:
        """One more of a kind."""
        self.counts[kind] += 1
        self.first.setdefault(kind, words[:2000])

    def _raised(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        import traceback

        if not issubclass(kind, KeyboardInterrupt):
            self.note("exceptions", "".join(traceback.format_exception(kind, error, trace)))

    def _warned(self, text: str) -> None:
        if not any(words in text for words in HARMLESS):
            self.note("warnings", text)

    def _told(self, letter: Letter) -> None:
        if isinstance(letter, Failed | Lost):
            self.note("failures", letter.traceback if isinstance(letter, Failed) else repr(letter))

    def _beat(self) -> None:
        now = time.perf_counter()
        gap, self._last = now - self._last, now
        self.longest = max(self.longest, gap)
        if gap > STALL_SECONDS:
            self.note("stalls", f"{gap:.1f} s")
        if (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        if isinstance(modal := QApplication.activeModalWidget(), QDialog):
            modal.reject()
