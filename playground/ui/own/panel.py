"""The panel: the four ways to make P_data, and how it is scaled to the plane."""

from __future__ import annotations

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout, QWidget

from playground.core.errors import InputError
from playground.core.own_data.build import in_words
from playground.core.own_data.text import read
from playground.i18n import tr
from playground.ui.labels import Label
from playground.ui.own.draw import Draw
from playground.ui.own.file import File
from playground.ui.own.mixture import Mixture
from playground.ui.own.tab import Tab
from playground.ui.own.word import Word
from playground.ui.palette import Neutrals
from playground.ui.screens import resize_within
from playground.ui.theme import quiet

WAIT_MS = 200
"""Changes are applied only after a pause: each new P_data costs the metrics some time."""


class Panel(QDialog):
    """`made` carries the user's own_data, after a short pause; `failed` why it can't be used."""

    made = pyqtSignal(str)
    failed = pyqtSignal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Your own P_data"))
        self.draw, self.word, self.file, self.mixture = Draw(), Word(), File(), Mixture()
        self.tabs = QTabWidget()
        for tab, label in (
            (self.draw, tr("Draw")),
            (self.word, tr("Word")),
            (self.file, tr("File")),
            (self.mixture, tr("Gaussians")),
        ):
            self.tabs.addTab(tab, label)
            tab.changed.connect(lambda tab=tab: self._soon(tab))
        self.file.loaded.connect(self._use_file)
        self.file.failed.connect(self._refuse)
        self.tick = QCheckBox(tr("Scale to the plane"))
        self.tick.setToolTip(
            tr(
                "Shifted and scaled, so that the mean is 0 and the overall standard deviation 1, as for the other targets: "
                "learning rates then have the same effect. For a file, its tab says how."
            )
        )
        self.tick.toggled.connect(self._scale)
        self.words = Label()
        quiet(self.words)
        self.words.setWordWrap(True)
        self.use = QPushButton(tr("Use it"))
        self.use.setToolTip(tr("Trains on this tab's data. Later changes apply automatically."))
        self.use.clicked.connect(lambda _checked: self.apply())
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.close)
        foot = QHBoxLayout()
        foot.addWidget(self.tick)
        foot.addStretch(1)
        foot.addWidget(self.use)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.words)
        layout.addLayout(foot)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(lambda: self._apply(self._pending))
        self._pending: Tab = self.draw
        self.tabs.currentChanged.connect(self._turn)
        self._turn()
        resize_within(self, 560, 660)

    @property
    def tab(self) -> Tab:
        """The open tab."""
        tab = self.tabs.currentWidget()
        assert isinstance(tab, Tab)
        return tab

    def _turn(self) -> None:
        self.tick.blockSignals(True)
        self.tick.setChecked(self.tab.scaled)
        self.tick.blockSignals(False)
        self.words.setText("")

    def _scale(self, on: bool) -> None:
        self.tab.scaled = on
        self._soon(self.tab)

    def _soon(self, tab: Tab) -> None:
        self._pending = tab
        self._timer.start()

    def apply(self) -> None:
        """Sends the open tab's data, or why it can't be used."""
        self._apply(self.tab)

    def _apply(self, tab: Tab) -> None:
        self._timer.stop()
        try:
            text = tab.text()
        except InputError as error:
            self._refuse(str(error))
            return
        if text is not None:
            self.words.setText(in_words(text))
            self.made.emit(text)

    def _use_file(self) -> None:
        self.tabs.setCurrentWidget(self.file)
        if self.file.unsure:
            self.show()  # so that it is seen, and can be changed
        self._apply(self.file)

    def _refuse(self, why: str) -> None:
        self.words.setText(why)
        self.failed.emit(why)

    def show_text(self, text: str) -> None:
        """Loads an experiment's own data into the matching tab."""
        own = read(text)
        for tab in (self.draw, self.file, self.mixture):
            if tab.show_own(own):
                tab.scaled = False  # it was already scaled, if requested
                self.tabs.setCurrentWidget(tab)
                self._turn()
                self.words.setText(in_words(text))

    def rest(self) -> None:
        """Stops sending data."""
        self._timer.stop()
        self.file.loader.cancel()

    def restyle(self, neutrals: Neutrals) -> None:
        for tab in (self.draw, self.word, self.file, self.mixture):
            tab.restyle(neutrals)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Enter in a field must not close the panel."""
        if event is None or event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
