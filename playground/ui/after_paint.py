"""Work that a window leaves until it stands before the person: what nobody can see or use before that."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QWidget


class AfterPaint(QTimer):
    """Belongs to a window, and does what it was given, in order, once: when the window has been painted, or soon if it is
    hidden.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._works: list[Callable[[], object]] = []
        self._painted = False
        self.setSingleShot(True)
        self.timeout.connect(self._soon)

    def leave(self, work: Callable[[], object]) -> None:
        """Leaves this for later: where the window has been painted already, for the next turn of the event loop."""
        self._works.append(work)
        self.start(0)

    @property
    def done(self) -> bool:
        """Nothing is left."""
        return not self._works

    def painted(self) -> None:
        """The window has been painted: all is done in the next turn of the event loop."""
        self._painted = True
        self.start(0)

    def _soon(self) -> None:
        if self._painted or not self._window.isVisible():
            works, self._works = self._works, []
            for work in works:
                work()
