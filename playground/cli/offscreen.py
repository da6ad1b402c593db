"""The real window without a display, for commands that picture it."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playground.core.errors import InputError
from playground.core.experiment import EXPERIMENT, Experiment

if TYPE_CHECKING:
    from playground.engine.letters import Letter
    from playground.ui.window import Window

TURNS = 3
"""Turns of the event loop, with nothing left to do, after which the window must still look the same."""
STRIDE, STOPS = 25, 32
"""A run that is pictured pauses this many times at least this many iterations apart: 12 measurements make a diagnosis."""
PATIENCE_SECONDS = 3600.0
PATIENCE_AT_END = 0.8
"""Seconds for the training thread, which may be in the middle of importing torch."""


class Interrupts:
    """While it is open the first Ctrl-C is only recorded, so that nothing is interrupted midway; the second ends the
    process.
    """

    def __init__(self) -> None:
        self.seen = False
        self._before: Any = None
        self._here = threading.current_thread() is threading.main_thread()

    def __enter__(self) -> Interrupts:
        if self._here:
            self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        if self._here:
            signal.signal(signal.SIGINT, self._before)

    def _note(self, *_: object) -> None:
        self.seen = True
        signal.signal(signal.SIGINT, signal.default_int_handler)


class Offscreen:
    """A window that is not on any screen."""

    def __init__(self, app: Any, window: Window, interrupts: Interrupts) -> None:
        self.window = window
        self._app, self._interrupts = app, interrupts

    def wait(self, done: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
        """Runs the window's event loop until a condition holds; KeyboardInterrupt after Ctrl-C."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not done():
            if self._interrupts.seen:
                raise KeyboardInterrupt
            self._app.processEvents()
            time.sleep(0.002)

    def rest(self) -> None:
        """Waits until every command is obeyed and the last picture is shown."""
        self.wait(lambda: self.window.controller.bridge.resting)

    def settle(self) -> None:
        """Waits until the window shows all of the moment at hand, which then depends on nothing else: not on how fast this
        machine is, nor on the pictures before it.
        """
        self.wait(self._still())
        if self.window.controller.display.score_spread:
            self.window.controller.show(score_spread=0.0)  # that of the pictures before
            self.wait(self._still())

    def _still(self) -> Callable[[], bool]:
        """Asked once in each turn of the event loop: True when no command, picture or delayed drawing is on its way, and
        nothing has changed for TURNS turns.
        """
        from playground.ui.stillness import still  # Qt only once the platform is chosen

        looks: list[Any] = []

        def unchanged() -> bool:
            if not still(self.window, self.window.controller.bridge):
                looks.clear()
                return False
            look = self.window.grab().toImage()
            if looks and looks[-1] != look:
                looks.clear()
            looks.append(look)
            return len(looks) > TURNS

        return unchanged

    @property
    def failed(self) -> bool:
        """True if training has diverged, or could not go on."""
        from playground.engine.letters import Diverged, Failed

        return isinstance(self.window.news.last, Failed | Diverged)

    def train(self, iterations: int) -> None:
        """Trains a new run this long, unless it diverges. Pictures are made at the same iterations on any machine, as the
        curves of the metrics, the diagnosis and the Numbers view show what was measured in them.
        """
        from playground.engine.commands import Shots, Stop

        self.rest()
        stride = max(STRIDE, -(-iterations // STOPS))
        for stop in (*range(stride, iterations, stride), iterations):
            if self.failed:
                return
            self.window.controller.play(Stop(at_iteration=stop), Shots(frozenset()))
            self.rest()

    def load_session(self, path: Path) -> None:
        """Continues a session file; InputError if it is not one."""
        from playground.engine.letters import Failed, Loaded, LoadFailed

        self.rest()  # its run has the same number in any case
        heard: list[Letter] = []
        bridge = self.window.controller.bridge
        bridge.told.connect(heard.append)
        self.window.controller.load_session(path)
        self.wait(lambda: any(isinstance(letter, Loaded | LoadFailed | Failed) for letter in heard))
        last = next(letter for letter in heard if isinstance(letter, Loaded | LoadFailed | Failed))
        if isinstance(last, LoadFailed | Failed):
            raise InputError(last.reason if isinstance(last, LoadFailed) else last.message)
        self.settle()
        self.window.stage.welcome.hide()


@contextmanager
def offscreen(
    experiment: Experiment = EXPERIMENT,
    theme: str = "light",
    size: tuple[int, int] = (1440, 900),
    *,
    on_screen: bool = False,
    separate_process: bool = False,
    level: str = "workshop",
) -> Iterator[Offscreen]:
    """The window, open for the duration of the block, at a level; `on_screen` if it needs a real display."""
    os.environ["QT_QPA_PLATFORM"] = "xcb" if on_screen else "offscreen"

    from PyQt6.QtCore import qInstallMessageHandler  # Qt only once the platform is chosen

    from playground import app as program
    from playground.engine.where import chosen
    from playground.ui.disposal import dispose
    from playground.ui.settings import unwatched

    before = qInstallMessageHandler(_only_news)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, Interrupts() as interrupts:
        settings = unwatched(Path(folder) / "settings.json", level)
        app = program.make_application(["gan-playground"])
        opened = program.open_window(app, experiment, settings, theme, chosen(separate_process))
        opened.window.files.autosave.stop()  # nobody will come back to this window
        opened.window.setAnimated(False)
        opened.window.resize(*size)
        opened.window.show()
        try:
            yield Offscreen(app, opened.window, interrupts)
        finally:
            opened.window.close()
            if opened.thread.ident is not None:
                opened.thread.join(PATIENCE_AT_END)
            dispose(opened.window)  # the process may continue with other windows
            qInstallMessageHandler(before)


def _only_news(_kind: object, _context: object, text: str | None) -> None:
    """Drops the offscreen platform's known complaints; everything else goes to standard error."""
    if text and "This plugin does not support" not in text:
        sys.stderr.write(text + "\n")
