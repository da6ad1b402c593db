"""The latent pad: the latent space with its prior; pick or drag z and watch G(z) move on the plane."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QPointF, Qt, pyqtSignal
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent, MouseDragEvent

from playground.core.choices.latents import PRIORS
from playground.core.experiment import Experiment
from playground.core.lenses import HELD, Lens
from playground.core.lenses.look import shown_latents
from playground.engine.letters import Picture
from playground.i18n import tr
from playground.ui import held as marked
from playground.ui.class_choice import ClassChoice
from playground.ui.labels import Label
from playground.ui.palette import LIGHT, Neutrals, rgb
from playground.ui.small_plot import restyle_plot
from playground.ui.terms import explain

SHOWN = 400
REACH = 3.2
PATH = 300
"""The number of steps of the dragged path to keep."""


class Ground(pg.ViewBox):  # type: ignore[misc]  # pyqtgraph ships no types
    """The pad itself, wherever it is pressed: `pressed` emits a place of it on a click, and all along a drag."""

    pressed = pyqtSignal(QPointF)

    def mouseClickEvent(self, ev: MouseClickEvent) -> None:
        if ev.button() == Qt.MouseButton.LeftButton:
            ev.accept()
            self.pressed.emit(self.mapSceneToView(ev.scenePos()))

    def mouseDragEvent(self, ev: MouseDragEvent, axis: int | None = None) -> None:  # noqa: ARG002 (pyqtgraph's own signature)
        if ev.button() == Qt.MouseButton.LeftButton:
            ev.accept()
            self.pressed.emit(self.mapSceneToView(ev.scenePos()))


class LatentPad(QWidget):
    """Emits `held` with the held z (empty: none), `walked` with the two ends of a walk, `dimensions` with the two shown, and
    `asked` with the number of the class that G is to make.
    """

    held = pyqtSignal(tuple)
    walked = pyqtSignal(tuple)
    dimensions = pyqtSignal(tuple)
    asked = pyqtSignal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("latent"))
        explain(self, "part:latent_pad")
        self._z: np.ndarray | None = None
        self._mark_a: np.ndarray | None = None
        self._experiment: Experiment | None = None
        self.path: list[tuple[float, float]] = []
        ground = Ground(enableMenu=False)
        self.graphics = pg.PlotWidget(viewBox=ground, enableMenu=False)
        plot = self.graphics.getPlotItem()
        plot.setAspectLocked(True)
        plot.hideButtons()
        plot.setMouseEnabled(x=False, y=False)
        plot.setRange(xRange=(-REACH, REACH), yRange=(-REACH, REACH), padding=0)
        self._prior = pg.ScatterPlotItem(size=4, pen=None)
        self._line = pg.PlotCurveItem()
        self._handle = pg.TargetItem(pos=(0, 0), size=marked.SIZE, symbol=marked.SYMBOL)
        for item in (self._prior, self._line, self._handle):
            plot.addItem(item, ignoreBounds=True)
        self._handle.sigPositionChanged.connect(self._dragged)
        ground.pressed.connect(lambda where: self._place(where.x(), where.y()))
        self._say = Label()
        self._say.setWordWrap(True)
        self._make_controls()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 4)
        layout.addLayout(self._choose)
        layout.addWidget(self.graphics, 1)
        layout.addWidget(self._say)
        layout.addLayout(self._buttons)
        self.restyle(LIGHT)
        self._handle.setVisible(False)
        self._tell()

    def _make_controls(self) -> None:
        self._choose = QHBoxLayout()
        self.axes = (QComboBox(), QComboBox())
        self._choose.addWidget(Label(tr("latents shown")))
        for combo in self.axes:
            combo.activated.connect(lambda _: self._choose_axes())
            self._choose.addWidget(combo)
        self._choose.addStretch(1)
        self.of_class = ClassChoice()
        self.of_class.chosen.connect(self.asked)
        self._choose.addWidget(self.of_class)
        self._buttons = QHBoxLayout()
        self.mark, self.drop = QPushButton(tr("Walk from here")), QPushButton(tr("Release"))
        self.mark.setToolTip(
            tr(
                "Use this z as the start: then every z you pick shows G's path from there, along a straight line of latents."
            )
        )
        self.drop.setToolTip(tr("Release the held latent."))
        self.mark.clicked.connect(self._mark)
        self.drop.clicked.connect(self.let_go)
        self._buttons.addWidget(self.mark)
        self._buttons.addWidget(self.drop)

    def lenses(self) -> frozenset[Lens[object]]:
        return frozenset({HELD} if self._z is not None else ())

    def restyle(self, neutrals: Neutrals) -> None:
        restyle_plot(self.graphics, neutrals)
        self.of_class.restyle(neutrals)
        self._prior.setBrush(QColor(*rgb(neutrals.dim), 150))
        self._line.setPen(pg.mkPen(neutrals.text, width=1, style=Qt.PenStyle.DashLine))
        marked.dress(self._handle, neutrals)
        self._handle.setHoverBrush(QColor(neutrals.dim))
        self._handle.setHoverPen(pg.mkPen(neutrals.plane, width=3))

    # ---- what is shown ----

    def show_experiment(self, experiment: Experiment) -> None:
        """Shows the prior of this experiment; a held latent of another size is released."""
        old, self._experiment = self._experiment, experiment
        self.of_class.show_classes(experiment)
        same = old is not None and (old.latent_size, old.latent_kind, old.seed) == (
            experiment.latent_size,
            experiment.latent_kind,
            experiment.seed,
        )
        if same:
            return
        if self._z is not None and len(self._z) != experiment.latent_size:
            self.let_go()
        for i, combo in enumerate(self.axes):
            combo.clear()
            combo.addItems([f"z{k + 1}" for k in range(experiment.latent_size)])
            combo.setCurrentIndex(min(i, experiment.latent_size - 1))
            combo.setEnabled(experiment.latent_size > 2)
        self._draw_prior()

    def _axes(self) -> tuple[int, int]:
        return max(0, self.axes[0].currentIndex()), max(0, self.axes[1].currentIndex())

    def _draw_prior(self) -> None:
        e = self._experiment
        assert e is not None
        z = shown_latents(e.seed, e.latent_kind, e.latent_size, SHOWN)
        a, b = self._axes()
        self._prior.setData(z[:, a], z[:, b] if e.latent_size > 1 else np.zeros(len(z)))

    def _choose_axes(self) -> None:
        self._draw_prior()
        self.dimensions.emit(self._axes())
        if self._z is not None:
            self.hold(self._z)

    def show_picture(self, picture: Picture) -> None:
        """Follows the experiment; while a latent is held, its fake's position is added to the path."""
        self.show_experiment(picture.experiment)
        self.of_class.show_classes(picture.experiment, picture.display.label)
        seen = picture.seen(HELD)
        if refusal := picture.refusal(HELD):
            self._say.setText(tr(refusal))
            return
        if seen is None or self._z is None:
            return
        at = (float(seen.at[0]), float(seen.at[1]))
        if not self.path or self.path[-1] != at:
            self.path = [*self.path, at][-PATH:]
        self._tell(at)

    # ---- the user's actions ----

    def hold(self, z: np.ndarray) -> None:
        """Holds this latent: the star marks it here, and G(z) is marked on the plane."""
        self._z = np.array(z, np.float32)
        self._handle.setVisible(True)
        self._handle.blockSignals(True)
        a, b = self._axes()
        self._handle.setPos(float(self._z[a]), float(self._z[b]) if len(self._z) > 1 else 0.0)
        self._handle.blockSignals(False)
        if self._mark_a is not None and len(self._mark_a) == len(self._z):
            start = self._mark_a
            self._line.setData(
                [start[a], self._z[a]], [start[b] if len(start) > 1 else 0, self._z[b] if len(start) > 1 else 0]
            )
            self.walked.emit((*map(float, start), *map(float, self._z)))
        self.held.emit(tuple(map(float, self._z)))

    def let_go(self) -> None:
        """Releases the held latent."""
        self._z = self._mark_a = None
        self.path = []
        self._handle.setVisible(False)
        self._line.clear()
        self.walked.emit(())
        self.held.emit(())
        self._tell()

    def _mark(self) -> None:
        if self._z is not None:
            self._mark_a = self._z.copy()
            self.path = []
            self._tell()

    def _place(self, x: float, y: float) -> None:
        e = self._experiment
        if e is None:
            return
        reach = min(REACH, PRIORS[e.latent_kind].edge)
        z = np.zeros(e.latent_size, np.float32) if self._z is None else self._z.copy()
        a, b = self._axes()
        z[a] = np.clip(x, -reach, reach)
        if e.latent_size > 1:
            z[b] = np.clip(y, -reach, reach)
        self.hold(z)

    def _dragged(self) -> None:
        position = self._handle.pos()
        self._place(float(position.x()), float(position.y()))

    def _tell(self, at: tuple[float, float] | None = None) -> None:
        self.mark.setEnabled(self._z is not None)
        self.drop.setEnabled(self._z is not None)
        if self._z is None:
            self._say.setText(
                tr("Click or drag here to pick a latent z, or double-click a fake on the plane to see its z.")
            )
        elif self._mark_a is not None and np.array_equal(self._mark_a, self._z):
            self._say.setText(tr("Now click where the walk should end."))
        elif at is not None:
            z = ", ".join(f"{v:z.2f}" for v in self._z[:4]) + (" …" if len(self._z) > 4 else "")
            name = self.of_class.box.currentText()
            self._say.setText(
                tr("z = ({z}), class {name}  →  G(z, {name}) = ({x:z.2f}, {y:z.2f})", z=z, name=name, x=at[0], y=at[1])
                if name
                else tr("z = ({z})  →  G(z) = ({x:z.2f}, {y:z.2f})", z=z, x=at[0], y=at[1])
            )
