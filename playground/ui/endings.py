"""Ends that come from outside: a signal closes the program as its window's cross does, and a desktop's end saves first."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from contextlib import suppress

from PyQt6.QtCore import QObject, QSocketNotifier
from PyQt6.QtWidgets import QApplication
from PyQt6.sip import voidptr

SIGNALS = ("SIGTERM", "SIGHUP", "SIGBREAK")
"""Each where the system has it. SIGINT stays Python's, so that Ctrl-C still means that."""


class Endings(QObject):
    """Closes all windows at a signal, and calls `save` when the desktop's session is about to end.

    A desktop that ends its session saves everywhere first and may then be stopped by another program: so nothing is closed
    there. It says separately when it really ends, by a signal or by quitting the application.
    """

    def __init__(self, app: QApplication, save: Callable[[], object]) -> None:
        super().__init__(app)
        self._app = app
        for asked in (app.commitDataRequest, app.saveStateRequest):
            asked.connect(lambda _manager: save())
        # Python runs a handler only once it runs again itself: the byte that arrives here wakes Qt's loop, and so Python
        self._here, self._there = socket.socketpair()
        for end in (self._here, self._there):
            end.setblocking(False)
        self._notifier = QSocketNotifier(voidptr(self._here.fileno()), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._drain)

    def listen(self) -> None:
        """From now on signals end the program in order. Only on the main thread."""
        signal.set_wakeup_fd(self._there.fileno(), warn_on_full_buffer=False)
        for name in SIGNALS:
            if (number := getattr(signal, name, None)) is not None:
                signal.signal(number, lambda *_: self.end())

    def _drain(self) -> None:
        with suppress(BlockingIOError):
            self._here.recv(4096)

    def end(self) -> None:
        """Every window closes, whatever is asked in front of it, and with them the program."""
        self._app.closeAllWindows()
        self._app.exit(0)
