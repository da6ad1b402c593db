"""The app: connects window and session, and handles errors in either."""

from __future__ import annotations

import gc
import os
import queue
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

if sys.platform == "win32":
    import torch  # noqa: F401  (on Windows torch must be loaded before Qt: WinError 1114, pytorch #166628)

os.environ.setdefault("QT_API", "pyqt6")

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QApplication
from pyqtgraph.util.garbage_collector import GarbageCollector

from playground import log
from playground.child import end_all_below, keep_imports_safe
from playground.core.classroom import Shown
from playground.core.experiment import EXPERIMENT, Experiment
from playground.core.lessons import Lesson
from playground.engine.any_session import AnySession
from playground.engine.deadline import Deadline
from playground.engine.letters import Letter, Ready
from playground.engine.moving_session import MovingSession
from playground.engine.where import Machine, Where, is_apart
from playground.ui.bridge import Bridge
from playground.ui.controller import Controller
from playground.ui.endings import Endings
from playground.ui.icons import icon
from playground.ui.languages import SYSTEM, Language
from playground.ui.picture_rate import policy_of
from playground.ui.settings import LANGUAGE, THEME, Settings, where_of
from playground.ui.spoken import Spoken
from playground.ui.theme import Theme
from playground.ui.whereabouts import Whereabouts
from playground.ui.window import CLOSING_SECONDS, Window

if TYPE_CHECKING:
    from collections.abc import Sequence

SWITCH_SECONDS = 0.0005
"""How long a thread may hold the interpreter: short, so that painting and training barely delay each other."""
COLLECT_SECONDS = 0.5
LEAST_SECONDS = 0.1
"""How long the session is waited for where other windows have used up all the time."""


class Crash(QObject):
    """Replaces Qt's abort: an error in any slot or thread is shown, and the app keeps running."""

    seen = pyqtSignal(str, str)

    def install(self) -> None:
        sys.excepthook = self._hook
        threading.excepthook = lambda args: self._hook(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        self.seen.emit(f"{kind.__name__}: {error}", text)  # first: a person must see it, wherever it can be written
        log.write(text)


@dataclass
class App:
    """A window on a session, not yet shown."""

    window: Window
    session: MovingSession
    thread: threading.Thread
    theme: Theme


class Application(QApplication):
    """The single QApplication, with name and icon.

    Garbage is collected only on this thread: a cycle of widgets collected by the training thread would be destroyed
    there, and Qt would crash.
    """

    def __init__(self, argv: Sequence[str]) -> None:
        super().__init__(list(argv))
        self.setApplicationName("gan-playground")
        self.setApplicationDisplayName("GAN playground")
        self.setDesktopFileName("gan-playground")
        self.setWindowIcon(icon("app", "#000000"))
        self._collector = GarbageCollector(interval=COLLECT_SECONDS)


def make_application(argv: Sequence[str]) -> QApplication:
    """The application, created on the first call."""
    app = QApplication.instance()
    return app if isinstance(app, QApplication) else Application(argv)


def open_window(
    app: QApplication,
    experiment: Experiment = EXPERIMENT,
    settings: Settings | None = None,
    theme: str | None = None,
    separate_process: Where | None = None,
) -> App:
    """A window whose session's thread starts, and imports torch, as soon as the window has been painted.

    Training runs where `separate_process`, or else the settings say; it can move later.
    """
    settings = settings or Settings()
    session = MovingSession(experiment, is_apart(separate_process or where_of(settings), Machine.here()))
    look = Theme(app, theme or settings.get(THEME, "system"))
    controller = Controller(Bridge(session, policy_of(settings)), experiment)
    controller.bridge.told.connect(keep_for_good)
    window = Window(controller, look, settings)
    Spoken(window)
    Whereabouts(window)
    thread = threading.Thread(target=session.run, name="training", daemon=True)
    window.painted.connect(thread.start)
    return App(window, session, thread, look)


def keep_for_good(letter: Letter) -> None:
    """Exempts all objects that exist when torch is ready from collection, which would otherwise take 100 ms each
    time.
    """
    if isinstance(letter, Ready) and not gc.get_freeze_count():  # a second window's cycles must stay collectable
        gc.freeze()


def main(
    experiment: Experiment = EXPERIMENT,
    session: Path | None = None,
    *,
    compiled: bool = False,
    separate_process: Where | None = None,
    lesson: Lesson | None = None,
    shown: Shown | None = None,
    language: str = "",
) -> int:
    """Opens the window, with a session file or a lesson if one is given, and returns when it is closed.

    `shown`: what a class is to see of it. `language`: for this once, instead of the one kept in the settings.

    The process then ends within two seconds of that, whatever its threads are doing, and leaves none behind.
    """
    keep_imports_safe()
    log.start()
    sys.setswitchinterval(SWITCH_SECONDS)
    app = make_application(sys.argv[:1])
    settings = Settings()
    Language.of(app).choose(language or settings.get(LANGUAGE, SYSTEM))
    opened = open_window(app, experiment, settings, separate_process=separate_process)
    crash = Crash()
    crash.seen.connect(opened.window.news.report)
    crash.install()  # after pyqtgraph, which installs its own hook
    Endings(app, opened.window.files.autosave.save_if_changed).listen()
    opened.window.show()
    if shown is not None:
        opened.window.class_mode.begin(shown)
    if session is not None:
        opened.window.files.open_path(session)
    if lesson is not None:
        opened.window.lessons.teacher.open(lesson)
    if compiled:
        opened.window.actions_by_id["compile"].trigger()
    code = app.exec()
    end(opened, code, leave)
    return code


def end(opened: App, code: int, leave: Callable[[int], object]) -> None:
    """Waits for the session until the window's deadline for closing, which began with its closing, and then leaves.

    It leaves even where all threads have ended: torch's own, and a compiler's, are not ours to end in order.
    """
    deadline = opened.window.deadline or Deadline(CLOSING_SECONDS)
    if opened.thread.ident is not None:
        opened.thread.join(max(deadline.left, LEAST_SECONDS))
    opened.session.end(deadline)
    opened.window.files.autosave.close(_unread(opened.session))
    leave(code)


def _unread(session: AnySession) -> Iterator[Letter]:
    """What it still had to say after the window was closed."""
    with suppress(queue.Empty):
        while True:
            yield session.letters.get_nowait()


def leave(code: int) -> None:
    """Ends this process at once, and all that it began."""
    sys.stdout.flush()
    sys.stderr.flush()
    end_all_below(os.getpid())
    os._exit(code)
