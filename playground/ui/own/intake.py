"""The desk: receives own data (panel, file, drop, clipboard) and passes it to the experiment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PyQt6.QtCore import QEvent, QMimeData, QObject, pyqtSignal
from PyQt6.QtGui import QDragMoveEvent, QDropEvent, QGuiApplication, QImage
from PyQt6.QtWidgets import QWidget

from playground.core.errors import InputError
from playground.core.experiment.rules import coupled_changes
from playground.core.own_data.data_files import sheet_of_pasted
from playground.i18n import tr
from playground.ui.controller import Controller
from playground.ui.own.panel import Panel
from playground.ui.palette import LIGHT, Neutrals

LOOKED_AT = 20_000
"""Characters of a pasted text by which it is known as a table."""


class Opener(Protocol):
    """Opens files that are not P_data."""

    def takes(self, path: Path) -> bool: ...
    def open_path(self, path: Path) -> None: ...
    def takes_text(self, text: str) -> bool: ...


def reads_as_points(text: str) -> bool:
    """Whether a text begins like a table with two columns of numbers; only its first lines are looked at."""
    head = text if len(text) <= LOOKED_AT else text[:LOOKED_AT].rpartition("\n")[0]
    try:
        sheet = sheet_of_pasted(head, "")
        for column in sheet.guess()[0]:
            sheet.values(column)
    except InputError:
        return False
    return True


class Desk(QObject):
    """Belongs to a window and handles drops on it. Data that can't be read is reported by `refused` and changes
    nothing.
    """

    refused = pyqtSignal(str)

    def __init__(self, controller: Controller, window: QWidget, files: Opener) -> None:
        super().__init__(window)
        self._controller, self._window, self._files = controller, window, files
        self._neutrals = LIGHT
        self._last = ""
        self.panel: Panel | None = None
        self._accept_drops(window)

    # ---- the panel ----

    def open(self) -> None:
        """Shows the panel, loading the experiment's own data unless the panel made it."""
        panel = self._made()
        text = self._controller.experiment.own_data
        if text and text != self._last:
            self._last = text
            panel.show_text(text)
        panel.show()
        panel.activateWindow()

    def choose(self) -> None:
        """Sets P_data to own data, if there is any; opens the panel, to change it or to make some."""
        if self._controller.experiment.own_data:
            self._controller.change("target", "own")
        self.open()

    def _accept_drops(self, widget: QWidget) -> None:
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def _made(self) -> Panel:
        if self.panel is None:
            self.panel = Panel(self._window)
            self._accept_drops(self.panel)
            self.panel.restyle(self._neutrals)
            self.panel.made.connect(self._use)
            self.panel.failed.connect(self.refused)
            self.panel.file.opened.connect(self.load)
            self.panel.file.pasted.connect(self.paste)
            self.panel.file.progress.slow.connect(self._show_reading)
        return self.panel

    def _use(self, text: str) -> None:
        self._last = text
        try:
            e = self._controller.experiment
            self._controller.load(
                e.changed({**coupled_changes(e, "own_data", text), "target": "own", "own_data": text})
            )
        except InputError as error:
            self.refused.emit(str(error))

    def restyle(self, neutrals: Neutrals) -> None:
        self._neutrals = neutrals
        if self.panel is not None:
            self.panel.restyle(neutrals)

    # ---- files, drops, clipboard ----

    def load(self, path: Path) -> None:
        """P_data from a file; an experiment or session file is opened instead."""
        if self._files.takes(path):
            self._files.open_path(path)
        else:
            self._take(lambda panel: panel.file.load(path))

    def paste(self) -> None:
        """P_data from the clipboard."""
        clipboard = QGuiApplication.clipboard()
        data = clipboard.mimeData() if clipboard is not None else None
        if data is None or not self.take_mime(data):
            self.refused.emit(
                tr("The clipboard contains neither two columns of numbers, nor a picture, nor a ganplay: link.")
            )

    def take_mime(self, data: QMimeData) -> bool:
        """P_data from dropped or copied data; False if it is unusable."""
        if data.hasUrls() and (path := data.urls()[0].toLocalFile()):
            self.load(Path(path))
        elif data.hasText() and reads_as_points(data.text()):  # a spreadsheet also puts a picture of its cells there
            self._take(lambda panel: panel.file.load_text(data.text()))
        elif data.hasImage():
            image = data.imageData()
            if not isinstance(image, QImage) or image.isNull():
                return False
            self._take(lambda panel: panel.file.load_image(image))
        elif data.hasText() and self._files.takes_text(data.text()):
            return True
        elif data.hasText() and data.text().strip():
            self._take(lambda panel: panel.file.load_text(data.text()))
        else:
            return False
        return True

    @property
    def reading(self) -> bool:
        """Whether a file or the clipboard is still being read."""
        return self.panel is not None and self.panel.file.loader.busy

    def _show_reading(self) -> None:
        """The panel, where reading can be watched and cancelled."""
        panel = self._made()
        panel.tabs.setCurrentWidget(panel.file)
        panel.show()

    def _take(self, load: Callable[[Panel], None]) -> None:
        """Begins to read; what is read is then used, or refused and nothing changed."""
        load(self._made())

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if isinstance(event, QDragMoveEvent):  # a drag-enter event is also a drag-move event
            data = event.mimeData()
            if data is not None and (data.hasUrls() or data.hasImage() or data.hasText()):
                event.acceptProposedAction()
                return True
        elif isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            data = event.mimeData()
            if data is not None and self.take_mime(data):
                event.acceptProposedAction()
                return True
        return super().eventFilter(watched, event)
