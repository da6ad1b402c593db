"""The bar that shows how much of a file is read, with a button that cancels; it is seen only if reading takes a while."""

from __future__ import annotations

from typing import Generic, TypeVar

from PyQt6.QtCore import QTimer, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from playground.i18n import tr
from playground.ui.loader import Loader

T = TypeVar("T")

WAIT_MS = 250


class ReadingBar(QWidget, Generic[T]):
    """Belongs to a loader."""

    slow = pyqtSignal()
    """Reading takes a while: it should be seen."""

    def __init__(self, loader: Loader[T]) -> None:
        super().__init__()
        self._loader = loader
        self.bar = QProgressBar()
        self.bar.setRange(0, 100)
        self.bar.setAccessibleName(tr("how much of the file is read"))
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self._cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.bar, 1)
        layout.addWidget(self.cancel)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self._look)
        loader.progressed.connect(lambda share: self.bar.setValue(round(100 * share)))
        loader.done.connect(lambda _found: self.end())
        loader.failed.connect(lambda _why: self.end())
        self.hide()

    def begin(self) -> None:
        """Reading begins."""
        self.bar.setValue(0)
        self._timer.start()

    def _look(self) -> None:
        if self._loader.busy:
            self.show()
            self.slow.emit()

    def end(self) -> None:
        """Nothing is read any more."""
        self._timer.stop()
        self.hide()

    def _cancel(self) -> None:
        self._loader.cancel()
        self.end()
