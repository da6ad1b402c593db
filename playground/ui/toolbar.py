"""The toolbar: play, steps, restart, seed and speed."""

from __future__ import annotations

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QAction, QColor, QPalette
from PyQt6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QSlider, QToolBar, QToolButton, QWidget

from playground.i18n import tr
from playground.ui.icons import icon
from playground.ui.labels import Label
from playground.ui.palette import Neutrals, Role
from playground.ui.terms import explain

PACES: tuple[float | None, ...] = (1, 2, 5, 10, 20, 50, 100, 200, 500, None)
"""Iterations per second; None is as fast as possible."""

PLAYERS: dict[str, Role] = {"step_d": "discriminator", "step_g": "generator"}
"""The buttons of one player alone, in its colour."""


LINES = 84
"""The height of a line beside the tools, in percent: two fit, also in letters that are taller than Latin ones."""


class Speed(QWidget):
    """A slider over PACES that shows its value, or, while training begins slowly, says so beside a button that ends it."""

    changed = pyqtSignal(object)
    hurried = pyqtSignal()
    """Full speed is wanted now."""

    def __init__(self) -> None:
        super().__init__()
        explain(self, "part:speed")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, len(PACES) - 1)
        self.slider.setValue(len(PACES) - 1)
        self.slider.setPageStep(1)
        self.slider.setMinimumWidth(40)
        self.slider.setMaximumWidth(90)
        tip = tr("The maximum number of iterations per second: slow to watch single steps, fast to see the result.")
        self.slider.setToolTip(tip)
        self.slider.setAccessibleName(tr("speed"))
        self._words = Label()
        self._words.setMinimumWidth(self.fontMetrics().horizontalAdvance(self.words(500)) + 4)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 0)
        self._title = Label(tr("speed"))
        self.full = QToolButton()
        self.full.setText(tr("Full speed"))
        self.full.setToolTip(tr("End the slow beginning: train as fast as possible from now on."))
        self.full.clicked.connect(self.hurried)
        for widget in (self._title, self.slider, self._words, self.full):
            layout.addWidget(widget)
        self.show_slow(False)
        self.slider.valueChanged.connect(self._say)
        self._words.setText(self.words(self.pace))

    def follow(self, other: Speed) -> None:
        """The two show the same from now on; `other` is the one that is heard."""
        self.slider.valueChanged.connect(other.slider.setValue)
        other.slider.valueChanged.connect(self.slider.setValue)

    def show_slow(self, on: bool) -> None:
        """Whether training is being slowed, so that its beginning can be seen."""
        self._title.setText(tr("slow beginning") if on else tr("speed"))
        self._title.setToolTip(
            tr(
                "A new run starts at 20 iterations a second and reaches full speed after 8 seconds of training, so that "
                "its first moves can be seen. Run > Begin slowly turns this off."
            )
            if on
            else ""
        )
        self._words.setVisible(not on)
        self.full.setVisible(on)

    @property
    def pace(self) -> float | None:
        return PACES[self.slider.value()]

    @staticmethod
    def words(pace: float | None) -> str:
        return tr("full") if pace is None else tr("{n:g} it/s", n=pace)

    def _say(self) -> None:
        self._words.setText(self.words(self.pace))
        self.changed.emit(self.pace)


class Toolbar(QToolBar):
    """Buttons of the actions marked for the toolbar, the speed, and on the right the current iteration."""

    def __init__(self, actions: dict[str, QAction], toolbar_ids: list[str]) -> None:
        super().__init__(tr("Toolbar"))
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setIconSize(QSize(18, 18))
        self._actions, self._ids = actions, toolbar_ids
        self.play = QToolButton()
        self.play.setObjectName("play")
        self.play.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.play.setDefaultAction(actions["play"])
        self.play.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        menu = QMenu(self)
        menu.addActions([actions["run_to"], actions["run_modes"]])
        self.play.setMenu(menu)
        self.addWidget(self.play)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        for name in toolbar_ids:
            if name == "restart":
                self.addSeparator()
            self.addAction(actions[name])
        self.addSeparator()
        self.speed = Speed()
        self._speed = self.addWidget(self.speed)
        gap = QWidget()
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(gap)
        self.addAction(actions["workshop"])
        self.iteration = explain(Label(), "part:iteration")
        self.iteration.setTextFormat(Qt.TextFormat.RichText)
        self.iteration.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.iteration.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.addWidget(self.iteration)
        self.show_iteration(0)

    def show_only(self, ids: tuple[str, ...] | None) -> None:
        """Shows these actions' buttons alone, without the speed; None: all, with it."""
        for name in self._ids:
            button = self.widgetForAction(self._actions[name])
            if button is not None:
                button.setVisible(ids is None or name in ids)
        assert self._speed is not None
        self._speed.setVisible(ids is None)

    def show_iteration(self, iteration: int, updates: str = "") -> None:
        """Shows the iteration, and below it, smaller, the updates where they have to be said."""
        lines = [tr('iteration <b style="font-size:large">{n:,}</b>', n=iteration) + "&nbsp;"]
        if updates:
            lines.append(f'<span style="font-size:small">{updates}&nbsp;</span>')
        self.iteration.setText(f'<div style="line-height:{LINES}%">{"<br>".join(lines)}</div>')
        self.iteration.setToolTip(
            tr("All updates of both players so far: those in whole iterations and those in single steps.")
            if updates
            else ""
        )

    def show_playing(self, playing: bool) -> None:
        self._actions["play"].setText(tr("Pause") if playing else tr("Play"))
        self._actions["play"].setIcon(self._icons["pause" if playing else "play"])

    def restyle(self, neutrals: Neutrals, playing: bool) -> None:
        self._icons = {name: icon(name, neutrals.on_accent) for name in ("play", "pause")}
        self.show_playing(playing)
        for name in (*self._ids, "workshop"):
            colour = neutrals.of(PLAYERS.get(name, "text"))
            self._actions[name].setIcon(icon(self._actions[name].property("svg"), colour))
            button = self.widgetForAction(self._actions[name])
            if button is not None and name in PLAYERS:
                palette = button.palette()
                palette.setColor(QPalette.ColorRole.ButtonText, QColor(colour))
                button.setPalette(palette)
