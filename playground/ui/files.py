"""Files: experiments, sessions, links, presets of one's own and recent files."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QObject, QUrl, pyqtSignal
from PyQt6.QtGui import QDesktopServices, QGuiApplication
from PyQt6.QtWidgets import QFileDialog, QInputDialog, QMenu, QWidget

from playground.core.classroom import Shown
from playground.core.errors import InputError
from playground.core.experiment import file as experiment_file
from playground.core.experiment.link import is_link, left_out, link, read_link
from playground.core.experiment.presets import own_presets
from playground.core.files import reading, toml
from playground.core.files.reasons import why
from playground.core.lessons import is_lesson
from playground.core.session.file import SUFFIX
from playground.engine.letters import Letter, Loaded, LoadFailed, Saved, SaveFailed
from playground.engine.sweep.rows import is_table
from playground.i18n import Literal, tr
from playground.ui.autosave import Autosave
from playground.ui.controller import Controller
from playground.ui.settings import Settings

RECENT = "files/recent"
MOST_RECENT = 10


class Files(QObject):
    """Belongs to a window; a file that can't be read or written is reported by `say` and changes nothing.

    `layout` gives the window's layout, as text that is saved with a session; `shown` what a class is to see.
    """

    saved = pyqtSignal(bool)
    """The session was saved; True for an autosave."""
    moved = pyqtSignal(object)
    """The Path that the session was last saved to or opened from has changed."""
    laid_out = pyqtSignal(str)
    """A session was opened; carries the layout saved with it."""
    table_opened = pyqtSignal(object)
    """The Path of a sweep's results."""
    points_opened = pyqtSignal(object)
    """The Path of any other file, to be opened as P_data."""

    lesson_opened = pyqtSignal(object)
    """The Path of a lesson."""
    class_wanted = pyqtSignal(object)
    """What was opened says what a class is to see: a `Shown`."""

    def __init__(
        self,
        window: QWidget,
        controller: Controller,
        settings: Settings,
        say: Callable[..., object],
        *,
        layout: Callable[[], str],
        shown: Callable[[], Shown | None],
    ) -> None:
        super().__init__(window)
        self._window, self._controller, self._settings = window, controller, settings
        self._say, self._layout, self._shown = say, layout, shown
        self.session: Path | None = None
        """The file that the session was last saved to or opened from."""
        self.autosave = Autosave(controller, settings.folder / "autosave")
        self._openers: dict[str, Callable[[Path], None]] = {".toml": self._open_experiment, SUFFIX: self._open_session}
        self.autosave.troubled.connect(say)
        controller.bridge.told.connect(self._listen)

    # ---- opening ----

    def open(self) -> None:
        """Asks for a file, and opens it."""
        name, _ = QFileDialog.getOpenFileName(
            self._window,
            tr("Open"),
            "",
            tr(
                "Sessions, experiments, lessons and sweeps (*.ganplay *.toml *.csv *.parquet);;All files, as P_data (*)"
            ),
        )
        if name:
            self.open_path(Path(name))

    def open_path(self, path: Path) -> None:
        """A session, an experiment, a sweep's results, or a file of points; one that can't be read is rejected."""
        opener = self._openers.get(path.suffix.lower())
        if opener is None and is_table(path):
            self.table_opened.emit(path)
        elif opener is None:
            self.points_opened.emit(path)
        else:
            opener(path)

    def takes(self, path: Path) -> bool:
        """True for files opened here, as opposed to files of points."""
        return path.suffix.lower() in self._openers or is_table(path)

    def takes_text(self, text: str) -> bool:
        """Opens a link; False if the text is not one."""
        if not is_link(text):
            return False
        try:
            linked = read_link(text)
        except InputError as error:
            self._say(str(error))
            return True
        self._controller.load(linked.experiment)
        if linked.shown is not None:
            self.class_wanted.emit(linked.shown)
        if linked.note:
            self._say(linked.note)
        return True

    def _open_experiment(self, path: Path) -> None:
        try:
            text = reading.text(path, toml.MOST_BYTES)
            if is_lesson(text):
                self.lesson_opened.emit(path)
                return
            filed = experiment_file.parsed(text, path)
            self._controller.load(filed.experiment)
            if filed.shown is not None:
                self.class_wanted.emit(filed.shown)
            self._remember(path)
        except InputError as error:
            self._say(str(error))

    def _open_session(self, path: Path) -> None:
        self._controller.load_session(path)

    # ---- saving ----

    def save_session(self) -> None:
        """Saves to the session's file; asks for one the first time."""
        if self.session is None:
            self.save_session_as()
        else:
            self._controller.save(self.session, self._layout())

    def save_session_as(self) -> None:
        """Asks for a file, and saves the session to it."""
        name, _ = QFileDialog.getSaveFileName(
            self._window, tr("Save session"), str(self.session or "session" + SUFFIX), tr("Sessions (*.ganplay)")
        )
        if name:
            path = Path(name)
            self._controller.save(path if path.suffix else path.with_suffix(SUFFIX), self._layout())

    def save_experiment(self) -> None:
        """Asks for a file, and writes every knob to it."""
        name, _ = QFileDialog.getSaveFileName(
            self._window, tr("Save experiment"), "experiment.toml", tr("Experiments (*.toml)")
        )
        if name and self._write(Path(name)):
            self._remember(Path(name))

    def _write(self, path: Path) -> bool:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            experiment_file.write(path, self._controller.experiment, shown=self._shown())
        except OSError as error:
            self._say(tr("{path} can't be written: {reason}", path=path, reason=why(error)))
            return False
        return True

    def _listen(self, letter: Letter) -> None:
        match letter:
            case Saved(path, quiet):
                if not quiet:
                    self._now_at(path)
                    self._say(tr("Saved the session to {path}", path=path))
                self.saved.emit(quiet)
            case SaveFailed(_, reason, False) | LoadFailed(_, reason):
                self._say(reason)
            case Loaded(path, layout):
                if path.parent != self.autosave.path.parent:
                    self._now_at(path)
                if layout:
                    self.laid_out.emit(layout)
            case _:
                pass

    def _now_at(self, path: Path) -> None:
        self.session = path
        self.moved.emit(path)
        self._remember(path)

    # ---- recent files ----

    def recent(self) -> list[Path]:
        """The recently opened or saved files that still exist, newest first."""
        names = self._settings.get(RECENT, "").split("\n")
        return [path for path in map(Path, filter(None, names)) if path.is_file()]

    def _remember(self, path: Path) -> None:
        path = path.resolve()
        names = [str(path), *(str(other) for other in self.recent() if other != path)]
        self._settings.set(RECENT, "\n".join(names[:MOST_RECENT]))

    def fill_recent(self, menu: QMenu) -> None:
        """Rebuilds the menu of recent files."""
        menu.clear()
        for path in self.recent():
            _offer(menu, str(path), partial(self.open_path, path))
        if menu.isEmpty():
            _offer(menu, tr("none yet"), lambda: None, enabled=False)

    # ---- the user's presets ----

    @property
    def _presets(self) -> Path:
        return self._settings.folder / "presets"

    def keep_preset(self) -> None:
        """Asks for a name, and saves the experiment as a preset."""
        name, said = QInputDialog.getText(self._window, tr("Save as preset"), tr("Name"))
        if said and name.strip():
            self.keep_preset_as(name)

    def keep_preset_as(self, name: str) -> None:
        """Saves the experiment as a preset with that name."""
        stem = re.sub(r"[^\w \-.]+", "_", name.strip())[:60].strip(" .")
        if not stem:
            self._say(tr("a preset's name must contain a letter or a digit"))
        elif self._write(self._presets / f"{stem}.toml"):
            self._say(tr("Saved preset {name}", name=Literal(stem)))

    def fill_presets(self, menu: QMenu) -> None:
        """Rebuilds the menu of the user's presets."""
        menu.clear()
        for name, path in own_presets(self._presets).items():
            _offer(menu, name, partial(self._open_experiment, path))
        if not menu.isEmpty():
            menu.addSeparator()
        _offer(menu, tr("Save this experiment…"), self.keep_preset)
        folder = QUrl.fromLocalFile(str(self._presets))
        _offer(menu, tr("Open folder"), lambda: QDesktopServices.openUrl(folder), enabled=self._presets.is_dir())

    # ---- links ----

    def copy_link(self) -> None:
        """Copies the experiment and its seed as a short link to the clipboard."""
        clipboard = QGuiApplication.clipboard()
        text = link(self._controller.experiment, self._shown())
        if clipboard is not None:
            clipboard.setText(text)
        more = left_out(self._controller.experiment)
        self._say(tr("Copied: {link}", link=text) + (" " + more if more else ""))


def _offer(menu: QMenu, words: str, do: Callable[[], object], enabled: bool = True) -> None:
    action = menu.addAction(words)
    assert action is not None
    action.setEnabled(enabled)
    action.triggered.connect(lambda _checked: do())
