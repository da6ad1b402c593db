"""The theory window: a game with its controls, its phase portrait played step by step, and what theory says about it."""

from __future__ import annotations

import math
from collections.abc import Callable

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtGui import QHideEvent, QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.core.theory import PhasePortrait
from playground.i18n import tr
from playground.ui.icons import icon
from playground.ui.labels import RichLabel
from playground.ui.palette import LIGHT, Neutrals, Role
from playground.ui.screens import resize_within
from playground.ui.terms import explain
from playground.ui.theme import dress
from playground.ui.views.theory.controls import Controls
from playground.ui.views.theory.plots import Distance, Spectrum
from playground.ui.views.theory.portrait import Portrait
from playground.ui.views.theory.setup import Setup, family_of, table_setup
from playground.ui.views.theory.words import coordinate, eigenvalue_sentence, multiplier_sentence

SETTLES_MS = 50
"""The shortest time between two computations while a dial or the start is dragged."""
STEP_MS = 20
LAMPS: dict[str, tuple[str, Role]] = {
    "converges": ("●", "fit_text"),
    "orbits": ("○", "fake_text"),
    "diverges": ("▲", "diverged_text"),
}
LEAST_COLUMN, COLUMN = 226, 240


class TheoryView(QWidget):
    """Everything shown is a function of `setup`, and of how many of its steps are `shown`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(tr("Theory: one-parameter GANs"))
        self.setAccessibleName(self.windowTitle())
        explain(self, "part:theory")
        self.setup: Setup = table_setup("minimax")
        self.drawn: PhasePortrait = self.setup.portrait()
        self.shown = self.last
        self._dragging = False
        self.controls = Controls()
        self.portrait, self.distance, self.spectrum = Portrait(), Distance(), Spectrum()
        self.verdict, self.numbers, self.readout = RichLabel(), RichLabel(), RichLabel()
        for label in (self.verdict, self.numbers, self.readout):
            label.setWordWrap(True)
        self.play, self.step = QToolButton(), QToolButton()
        self.scrub = QSlider(Qt.Orientation.Horizontal)
        self._settle = _timer(self, SETTLES_MS, self._draw)
        self._settle.setSingleShot(True)
        self._clock = _timer(self, STEP_MS, self._advance)
        self._make_transport()
        self._lay_out()
        self._connect()
        resize_within(self, 1000, 640)
        self.restyle(LIGHT)

    # ---- parts ----

    def _make_transport(self) -> None:
        self.play.setObjectName("play")
        self.play.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.play.setToolTip(tr("Let both players move step by step; at the end, start again. (Space)"))
        self.step.setText(tr("Step"))
        self.step.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.step.setAutoRaise(True)
        self.step.setToolTip(tr("One step of the method; at the end, start again. (.)"))
        self.scrub.setToolTip(tr("Drag to see any step of the experiment."))
        self.scrub.setAccessibleName(tr("step of the experiment"))

    def _lay_out(self) -> None:
        area = QScrollArea()
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(self.controls)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setMinimumWidth(LEAST_COLUMN)
        area.setMaximumWidth(COLUMN)
        self.verdict.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.readout.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        transport = QHBoxLayout()
        for widget in (self.play, self.step, self.scrub):
            transport.addWidget(widget)
        middle, right = _column(self.portrait), _column(self.distance, self.spectrum)
        middle.addLayout(transport)
        middle.addWidget(self.readout)
        right.addWidget(self.numbers)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 6, 8, 6)
        layout.setHorizontalSpacing(8)
        layout.addWidget(area, 0, 0, 2, 1)
        layout.addWidget(self.verdict, 0, 1, 1, 2)
        layout.addLayout(middle, 1, 1)
        layout.addLayout(right, 1, 2)
        for column, stretch in enumerate((2, 4, 2)):
            layout.setColumnStretch(column, stretch)
        layout.setColumnMinimumWidth(2, 200)
        layout.setRowStretch(1, 1)

    def _connect(self) -> None:
        self.controls.wanted.connect(self.change)
        self.portrait.view.picked.connect(self._picked)
        self.play.clicked.connect(self.toggle)
        self.step.clicked.connect(self.one_step)
        self.scrub.valueChanged.connect(self._scrubbed)
        for keys, act in (("Space", self.toggle), (".", self.one_step), ("Ctrl+W", self.close), ("Esc", self.close)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    # ---- the experiment ----

    def change(self, setup: Setup) -> None:
        """Shows another experiment at the same step, or at its end if the old one was at its end."""
        if setup == self.setup:
            return
        self.setup = setup
        self.controls.show_setup(setup)
        if not self._settle.isActive():
            self._settle.start()

    def _picked(self, x: float, y: float, done: bool) -> None:
        self._dragging = not done
        self.change(self.setup.started_at(round(x, 2), round(y, 2)))
        if done:
            self._settle.start()

    def _draw(self) -> None:
        ended = self.shown >= self.last
        self.drawn = self.setup.portrait(self.portrait.span if self._dragging else None)
        self._show()
        self._reveal(self.last if ended else min(self.shown, self.last))

    # ---- play ----

    @property
    def last(self) -> int:
        """The number of steps of what is drawn."""
        return len(self.drawn.distance) - 1

    @property
    def playing(self) -> bool:
        return self._clock.isActive()

    def toggle(self) -> None:
        """Play if paused, pause if playing; at the end, start again."""
        if self.playing:
            self._clock.stop()
        else:
            if self.shown >= self.last:
                self._reveal(0)
            self._clock.start()
        self._show_playing()

    def one_step(self) -> None:
        """Pauses and takes one step; at the end, starts again."""
        self._pause()
        self._reveal(1 if self.shown >= self.last else self.shown + 1)

    def _advance(self) -> None:
        self._reveal(min(self.shown + 1, self.last))
        if self.shown >= self.last:
            self._pause()

    def _scrubbed(self, step: int) -> None:
        self._pause()
        self._reveal(step)

    def _pause(self) -> None:
        self._clock.stop()
        self._show_playing()

    def hideEvent(self, event: QHideEvent | None) -> None:
        if self._settle.isActive():
            self._settle.stop()
            self._draw()
        self._pause()
        super().hideEvent(event)

    # ---- what is shown ----

    def _show(self) -> None:
        portrait, family = self.drawn, family_of(self.setup.game)
        words = tr(family.g_axis, symbol=portrait.axes[0]), tr(family.d_axis, symbol=portrait.axes[1])
        self.portrait.show_portrait(self.setup, portrait, words)
        self.distance.show_portrait(portrait)
        self.spectrum.show_portrait(portrait)
        shape, role = LAMPS[portrait.verdict.kind]
        word, colon, why = portrait.verdict.text.partition(":")
        lamp = f'<span style="color:{self._neutrals.of(role)}; font-size:large">{shape}</span>'
        self.verdict.setText(f'{lamp} <span style="font-size:large"><b>{word}</b>{colon}{why}</span>')
        sentences = eigenvalue_sentence(portrait.eigenvalues), multiplier_sentence(portrait.multipliers)
        self.numbers.setText("<br>".join(s for s in sentences if s))

    def _reveal(self, steps: int) -> None:
        self.shown = steps
        self.portrait.reveal(steps)
        self.distance.reveal(steps)
        self.scrub.blockSignals(True)
        self.scrub.setRange(0, self.last)
        self.scrub.setValue(steps)
        self.scrub.blockSignals(False)
        self.readout.setText(self._where(steps))

    def _where(self, step: int) -> str:
        where = tr("step <b>{step:,}</b> of {steps:,}", step=step, steps=self.last)
        g, d = self.drawn.trajectory[step]
        if not math.isfinite(g + d):
            return tr("{where} · no longer finite", where=where)
        symbols = self.drawn.axes
        return f"{where} · {symbols[0]} {coordinate(g)} · {symbols[1]} {coordinate(d)}"

    def _show_playing(self) -> None:
        self.play.setText(tr("Pause") if self.playing else tr("Play"))
        self.play.setIcon(icon("pause" if self.playing else "play", self._neutrals.on_accent))

    def restyle(self, neutrals: Neutrals) -> None:
        self._neutrals = neutrals
        dress(self, neutrals)
        for part in (self.portrait, self.distance, self.spectrum):
            part.restyle(neutrals)
        self.step.setIcon(icon("step", neutrals.text))
        self._show_playing()
        self._show()
        self._reveal(self.shown)


def _timer(parent: QWidget, milliseconds: int, act: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setInterval(milliseconds)
    timer.timeout.connect(act)
    return timer


def _column(*graphs: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout()
    layout.setSpacing(4)
    for graph in graphs:
        layout.addWidget(graph, 1)
    return layout
