"""The press writes frames to an animation file on a separate thread; if cancelled or failed, it leaves no file."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from pathlib import Path

from playground.core.errors import InputError
from playground.core.files.exports import exported, kind_of
from playground.ui.exporting.movie import MOVIES, Frame, Reel

AHEAD = 4
"""Frames that may wait to be written."""


class _GivenUpError(Exception):
    """The animation was cancelled."""


class Press:
    """Takes `count` frames by `offer`, then `finish`; `ended` tells when the file is complete, `reason` why it is
    not.
    """

    def __init__(self, path: Path, count: int, fps: int) -> None:
        self._write = MOVIES[kind_of(path, MOVIES)].write
        self._path, self._count, self._fps = path, count, fps
        self._frames: queue.Queue[Frame | None] = queue.Queue(AHEAD)
        self._given_up = threading.Event()
        self.reason = ""
        self._thread = threading.Thread(target=self._run, name="press", daemon=True)
        self._thread.start()

    @property
    def ended(self) -> bool:
        return not self._thread.is_alive()

    def offer(self, frame: Frame | None) -> bool:
        """False if too many frames are waiting; None marks the end."""
        try:
            self._frames.put_nowait(frame)
        except queue.Full:
            return False
        return True

    def give_up(self) -> None:
        """Cancels, leaving no file."""
        self._given_up.set()

    def join(self, seconds: float) -> None:
        self._thread.join(seconds)

    def _run(self) -> None:
        try:
            with exported(self._path) as file:
                self._write(file, Reel(self._taken(), self._count, self._fps))
                self._look_up()
        except _GivenUpError:
            pass
        except InputError as error:
            self.reason = str(error)
        except Exception as error:  # noqa: BLE001 (any error of an encoder must be reported)
            self.reason = f"{self._path}: {type(error).__name__}: {error}"

    def _taken(self) -> Iterator[Frame]:
        while True:
            self._look_up()
            try:
                frame = self._frames.get(timeout=0.1)
            except queue.Empty:
                continue
            if frame is None:
                return
            yield frame

    def _look_up(self) -> None:
        if self._given_up.is_set():
            raise _GivenUpError
