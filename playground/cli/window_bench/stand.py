"""The window under test: the real one, opened as the program opens it, and the measurements taken while it runs."""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer

from playground import app as program
from playground.core.experiment import Experiment
from playground.engine.letters import Picture, Ready
from playground.engine.where import chosen
from playground.ui.settings import unwatched

SIZE = (1440, 900)
PATIENCE_SECONDS = 60.0
SETTLE_SECONDS = 0.6


class Paints(QObject):
    """When a widget was painted, in seconds."""

    def __init__(self, widget: Any) -> None:
        super().__init__(widget)
        self.times: list[float] = []
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 (Qt's own)
        if event is not None and event.type() == QEvent.Type.Paint:
            self.times.append(time.perf_counter())
        return False


@dataclass(frozen=True)
class Stretch:
    """The rates in a stretch of time: iterations and pictures of different iterations, per second."""

    its: float
    pictures: float


class Stand:
    """One window, run in stretches; between them it pauses, and its event loop is idle."""

    def __init__(self, opened: program.App) -> None:
        self.opened, self.window = opened, opened.window
        self.controller, self.session = opened.window.controller, opened.session
        self.bridge = self.controller.bridge
        self.ready = False
        self.picture: Picture | None = None
        self._pictures, self._seen, self._when = 0, -1, 0.0
        self.bridge.arrived.connect(self._count)
        self.bridge.told.connect(self._listen)
        self.paints = Paints(self.window.plane.graphics.viewport())

    @property
    def pictures(self) -> int:
        """How many pictures of different iterations have arrived."""
        return self._pictures

    def _count(self, picture: Picture) -> None:
        self.picture = picture
        if picture.counters.iteration != self._seen:
            self._pictures += 1
            self._seen, self._when = picture.counters.iteration, time.perf_counter()

    def _listen(self, letter: object) -> None:
        self.ready = self.ready or isinstance(letter, Ready)

    def live(self, seconds: float) -> None:
        """The event loop runs as in the program, neither polled nor woken."""
        loop = QEventLoop()
        QTimer.singleShot(round(seconds * 1000), Qt.TimerType.PreciseTimer, loop.quit)
        loop.exec()

    def until(self, done: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
        """Runs until a condition holds; TimeoutError if it never does."""
        end = time.perf_counter() + seconds
        while not done():
            if time.perf_counter() > end:
                raise TimeoutError("the window did not reach the expected state")
            self.live(0.05)

    def rest(self) -> None:
        """Pauses, and waits until everything is shown."""
        self.controller.pause()
        self.until(lambda: self.bridge.resting)

    def play(self, seconds: float) -> Stretch:
        """Trains for this long, after a short warm-up; keeps playing afterwards."""
        if not self.controller.playing:
            self.controller.play()
            self.live(0.3)
        self.live(0.1)  # at least one picture, so that iterations are counted between pictures
        began, iteration, pictures = self._when, self._seen, self._pictures
        self.live(seconds)
        elapsed = self._when - began
        return Stretch((self._seen - iteration) / elapsed, (self._pictures - pictures) / elapsed)

    def beside(self, work: Callable[[], int], seconds: float) -> float:
        """Calls `work` repeatedly on a separate thread while the window is idle; returns its rate per second."""
        self.rest()
        found: list[float] = []

        def run() -> None:
            import torch  # torch's number of threads must be set on the computing thread

            torch.set_num_threads(1)
            done, began = 0, time.perf_counter()
            while (elapsed := time.perf_counter() - began) < seconds:
                done += work()
            found.append(done / elapsed)

        thread = threading.Thread(target=run)
        thread.start()
        while thread.is_alive():
            self.live(0.05)
        return found[0]


@contextmanager
def stand(experiment: Experiment, apart: bool = False) -> Iterator[Stand]:
    """The window, open, torch loaded and warm, its first picture shown, nothing trained yet; apart: training runs in
    a separate process.
    """
    sys.setswitchinterval(program.SWITCH_SECONDS)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        settings = unwatched(Path(folder) / "settings.json")
        app = program.make_application(["gan-playground"])
        opened = program.open_window(app, experiment, settings, "light", chosen(apart))
        opened.window.files.autosave.stop()  # nobody will come back to this window
        opened.window.resize(*SIZE)
        made = Stand(opened)
        opened.window.show()
        try:
            made.until(lambda: made.ready and made.picture is not None)
            made.live(SETTLE_SECONDS)
            yield made
        finally:
            opened.window.close()
            opened.thread.join(PATIENCE_SECONDS)
