"""The bar that says that only some of the window is shown in class, with the one click that shows all of it."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy

from playground.i18n import tr
from playground.ui.labels import Label


class ClassBar(QFrame):
    """Hidden unless something is left out for a class."""

    all_wanted = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("banner")
        self.words = Label(tr("For this class, some panels, knobs or menus are hidden. Nothing is locked."))
        self.words.setWordWrap(True)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.all = QPushButton(tr("Show everything"))
        self.all.setToolTip(tr("Go to the workshop, with all panels, knobs and menus."))
        self.all.clicked.connect(self.all_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 6, 4)
        row.addWidget(self.words, 1)
        row.addWidget(self.all)
        self.hide()
