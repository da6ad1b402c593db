"""The toolbar of the side-by-side window, with the same keys as in the main window."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from playground.i18n import Text, compose, tr
from playground.ui.actions import ACTIONS
from playground.ui.hangul import with_hangul
from playground.ui.icons import icon
from playground.ui.keys import Keys
from playground.ui.palette import LIGHT, Neutrals
from playground.ui.toolbar import Speed

BUTTONS: dict[str, tuple[Text, Text]] = {
    "play": (
        "Play",
        "Train all runs, none more than a moment ahead of the slowest. When paused, all are at the same iteration.",
    ),
    "step": ("Step", "One iteration of every run."),
    "restart": ("Restart", "Start every run again from iteration 0, from its own initial weights."),
    "fit": ("Fit", "Show all of every plane again."),
}
"""By the action of the main window whose keys and icon they share: text and help."""


class Bar(QWidget):
    """One button for each of BUTTONS, one that adds a run, and the speed control."""

    def __init__(self, acts: dict[str, Callable[[], object]]) -> None:
        super().__init__()
        self._neutrals = LIGHT
        self.speed = Speed()
        self.buttons: dict[str, QToolButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 0)
        keys = {entry.id: entry.sequences() for entry in ACTIONS}
        for name, (words, help_text) in BUTTONS.items():
            self._add(name, tr(words), tr(help_text), keys[name], acts[name])
        self.buttons["play"].setObjectName("play")
        layout.addWidget(self.speed)
        layout.addStretch(1)
        help_text = tr("Add a run with the experiment of the selected one; it starts at iteration 0.")
        self._add("add", tr("+ Add run"), help_text, [QKeySequence("+")], acts["add"])

    def _add(self, name: str, words: str, help_text: str, keys: list[QKeySequence], act: Callable[[], object]) -> None:
        button = self.buttons[name] = QToolButton()
        button.setText(words)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(18, 18))
        button.setAutoRaise(True)
        button.setToolTip(compose("{tip} ({keys})", tip=help_text, keys=Keys(tuple(keys))))
        button.clicked.connect(act)
        for key in with_hangul(keys):
            QShortcut(key, self).activated.connect(act)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(button)

    def show_playing(self, playing: bool) -> None:
        self.buttons["play"].setText(tr("Pause") if playing else tr("Play"))
        self.buttons["play"].setIcon(icon("pause" if playing else "play", self._neutrals.on_accent))

    def restyle(self, neutrals: Neutrals, playing: bool) -> None:
        self._neutrals = neutrals
        self.show_playing(playing)
        for name in ("step", "restart", "fit"):
            self.buttons[name].setIcon(icon(name, neutrals.text))
