"""One run of the side-by-side window: its name, iteration, differences and plane."""

from __future__ import annotations

import math

from PyQt6.QtCore import QEvent, QObject, pyqtSignal
from PyQt6.QtGui import QMouseEvent, QResizeEvent
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout
from superqt import QElidingLabel

from playground.core.lenses import FIT, SURFACE
from playground.engine.letters import Picture
from playground.i18n import tr
from playground.ui.labels import Label
from playground.ui.palette import Neutrals, run_colour
from playground.ui.side.marks import badge, sample
from playground.ui.side.runner import Runner
from playground.ui.theme import quiet
from playground.ui.views.legend import ColourScale
from playground.ui.views.plane import Plane

LEAST_PLANE = 140
ROOMY = 220
"""Pixels: a narrower frame shows only the iteration's number."""
AXIS = 30
"""Pixels: fixed, as an axis as wide as its numbers would make planes differ in width, and thus in what they show."""
NARROWEST_SCALE, WIDEST_SCALE = 140, 250


class RunFrame(QFrame):
    """Emits `chosen` at a click anywhere on it, `closed` at a click on its cross."""

    chosen = pyqtSignal(str)
    closed = pyqtSignal(str)
    moved = pyqtSignal(str)
    """The user panned or zoomed this plane."""

    def __init__(self, run: Runner) -> None:
        super().__init__()
        self.run = run
        self.setObjectName("run")
        self.setAccessibleName(tr("Run {name}", name=run.name))
        self.badge = badge(run.name)
        self.badge.setToolTip(tr("Show the knobs of this run."))
        help_text = tr("On target: the share of fakes within 3 standard deviations of a mode.")
        self.state, self.fit, self.words = Label(), QElidingLabel(), QElidingLabel()
        self.state.setToolTip(tr("iteration"))
        self.fit.setToolTip(help_text)
        quiet(self.words)
        self.cross = QToolButton()
        self.cross.setText("✕")
        self.cross.setAutoRaise(True)
        self.plane = Plane()
        self.plane.setMinimumSize(LEAST_PLANE, LEAST_PLANE)
        self.plane.graphics.getPlotItem().getAxis("left").setWidth(AXIS)
        self.scale = ColourScale()
        self.scale.setMinimumWidth(NARROWEST_SCALE)
        self.scale.setMaximumWidth(WIDEST_SCALE)
        self.scale.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)  # all have the same size
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.badge)
        head.addWidget(self.state)
        head.addStretch(1)
        head.addWidget(self.cross)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 3, 6, 3)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(self.fit)
        layout.addWidget(self.words)
        layout.addWidget(self.plane, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.scale)
        layout.addLayout(foot)
        self.badge.clicked.connect(self._choose)
        self.cross.clicked.connect(self._close)
        self.plane.graphics.viewport().installEventFilter(self)
        self.box = self.plane.graphics.getPlotItem().getViewBox()
        self.box.sigRangeChangedManually.connect(self._move)
        self.plane.looked_at.connect(run.look_at)
        self.plane.layers_changed.connect(self.watch)
        run.shown.connect(self._show)
        self.watch()

    def watch(self) -> None:
        """Requests the lenses that the plane and the curves need."""
        self.run.watch(self.plane.lenses() | self.plane.lenses_at_rest() | {FIT})

    # ---- clicks ----

    def _choose(self) -> None:
        self.chosen.emit(self.run.name)

    def _close(self) -> None:
        self.closed.emit(self.run.name)

    def _move(self, *_: object) -> None:
        self.moved.emit(self.run.name)

    def mousePressEvent(self, a0: QMouseEvent | None) -> None:
        self._choose()
        super().mousePressEvent(a0)

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """A click into the plane also selects this run, and still reaches the plane."""
        if a1 is not None and a1.type() == QEvent.Type.MouseButtonPress:
            self._choose()
        return super().eventFilter(a0, a1)

    # ---- what is shown ----

    def _show(self) -> None:
        picture = self.run.picture
        if picture is None:
            return
        self.plane.show_picture(picture)
        surface = picture.seen(SURFACE)
        self.scale.setEnabled(surface is not None and self.plane.layer_on("surface"))
        if surface is not None:
            self.scale.show_scale(surface.scale)
        self._say_where()
        self.fit.setText(_how(picture))

    def _say_where(self) -> None:
        if (picture := self.run.picture) is not None:
            n = picture.counters.iteration
            self.state.setText(tr("iteration {n:,}", n=n) if self.width() >= ROOMY else f"{n:,}")

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        super().resizeEvent(a0)
        self._say_where()

    def say(self, words: str, behind: int, one_of_few: bool) -> None:
        """Shows how the run differs and how many iterations it is behind, and whether it may be closed."""
        if self.run.ended:
            words = self.run.ended
        elif behind:
            words = tr("catching up: {n:,} iterations behind, the others are waiting · {words}", n=behind, words=words)
        _say(self.words, words)
        self.cross.setEnabled(not one_of_few)
        self.cross.setToolTip(tr("At least two runs must stay.") if one_of_few else tr("Close this run."))

    def choose(self, on: bool, neutrals: Neutrals) -> None:
        """Draws a thick border in the run's colour if its knobs are shown."""
        colour, width = (run_colour(self.run.name, neutrals), 2) if on else (neutrals.border, 1)
        self.badge.setChecked(on)
        self.setStyleSheet(
            f"QFrame#run {{ border: {width}px solid {colour}; border-radius: 6px; margin: {2 - width}px }}"
        )

    def restyle(self, neutrals: Neutrals) -> None:
        self.plane.restyle(neutrals)
        self.scale.restyle(neutrals)
        self.badge.setIcon(sample(self.run.name, neutrals))
        self.choose(self.badge.isChecked(), neutrals)


def _say(label: QElidingLabel, words: str) -> None:
    label.setText(words)
    label.setToolTip(words)


def _how(picture: Picture) -> str:
    """The fit in numbers: modes if P_data has any, otherwise the distance."""
    fit = picture.seen(FIT)
    if fit is None:
        return "–"
    if fit.modes is not None:
        return tr(
            "{n} of {total} modes · {share:.0%} on target",
            n=fit.modes.captured,
            total=fit.modes.total,
            share=fit.modes.high_quality,
        )
    if not math.isfinite(fit.sliced_wasserstein):
        return tr("distance not finite")
    return tr("distance {d:.3f} (real: {floor:.3f})", d=fit.sliced_wasserstein, floor=fit.floor)
