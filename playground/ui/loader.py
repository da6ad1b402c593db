"""Reads a person's file on a separate thread, so that the window stays alive; one at a time, and the newest wins."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, TypeVar

from PyQt6.QtCore import QObject, pyqtSignal

from playground.core.errors import InputError
from playground.i18n import tr
from playground.log import write

T = TypeVar("T")
Pulse = Callable[[float], None]


class _CancelledError(Exception):
    """Nobody wants the result any more."""


class Loader(QObject, Generic[T]):
    """`done` carries what was read, `failed` a sentence; neither comes after `cancel` or for what was begun before."""

    done = pyqtSignal(object)
    failed = pyqtSignal(str)
    progressed = pyqtSignal(float)
    """The share that is read, from 0 to 1."""
    _heard = pyqtSignal(int, str, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._number = 0
        self.busy = False
        """Whether something is being read."""
        self._heard.connect(self._tell)

    def start(self, job: Callable[[Pulse], T]) -> None:
        """Reads; `job` reports its progress to what it is given, which ends it when it is cancelled."""
        self._number += 1
        self.busy = True
        threading.Thread(target=self._run, args=(job, self._number), name="reading a file", daemon=True).start()

    def cancel(self) -> None:
        """What is being read is not wanted any more."""
        self._number += 1
        self.busy = False

    def _run(self, job: Callable[[Pulse], T], number: int) -> None:
        def pulse(share: float) -> None:
            if number != self._number:
                raise _CancelledError
            self._heard.emit(number, "progressed", share)

        with suppress(RuntimeError):  # the window is gone
            try:
                found = job(pulse)
            except _CancelledError:
                return
            except InputError as error:
                self._heard.emit(number, "failed", str(error))
            except Exception as error:  # noqa: BLE001 (shown, and in the log)
                write(traceback.format_exc())
                self._heard.emit(number, "failed", tr("the file could not be read: {error}", error=repr(error)))
            else:
                self._heard.emit(number, "done", found)

    def _tell(self, number: int, what: str, value: object) -> None:
        if number != self._number:
            return
        if what != "progressed":
            self.busy = False
        {"progressed": self.progressed, "failed": self.failed, "done": self.done}[what].emit(value)
