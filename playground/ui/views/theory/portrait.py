"""The phase portrait: each point is one G and one D; arrows show where both want to move, a line where they went."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QGraphicsSceneWheelEvent
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent, MouseDragEvent

from playground.core.arrays import F64
from playground.core.theory import PhasePortrait
from playground.i18n import tr
from playground.ui.palette import Neutrals, rgb
from playground.ui.terms import explain
from playground.ui.views.theory.plots import Graph, mark
from playground.ui.views.theory.setup import Setup

FAR = 50
"""A trajectory is drawn up to this many half sides of the square from its middle."""
ARROWS_A_SIDE = 16


def arrows(tail: F64, v: F64, cell: float) -> tuple[F64, F64]:
    """(x, y) of segments in pairs, a shaft and two barbs per arrow; tails and vectors are (n, 2), arrows shorter than a cell.

    Lengths are compressed, so that weak arrows are visible.
    """
    size = np.hypot(v[:, :1], v[:, 1:])
    seen = np.isfinite(size[:, 0]) & (size[:, 0] > 0)
    tail, v, size = tail[seen], v[seen], size[seen]
    shaft = v / size * cell * (0.25 + 0.55 * np.sqrt(size / size.max(initial=1e-300)))
    head = tail + shaft
    barbs = [head - 0.3 * shaft @ np.array([[c, s], [-s, c]]) for c, s in ((0.9, 0.5), (0.9, -0.5))]
    segments = np.stack([tail, head, barbs[0], head, barbs[1], head], axis=1).reshape(-1, 2)
    return segments[:, 0], segments[:, 1]


class PickBox(pg.ViewBox):  # type: ignore[misc]  # pyqtgraph ships no types
    """A view that can't be panned or zoomed; a click or drag picks a point. The last argument: whether the drag has ended."""

    picked = pyqtSignal(float, float, bool)

    def mouseDragEvent(self, ev: MouseDragEvent, axis: int | None = None) -> None:  # noqa: ARG002 (pyqtgraph's own signature)
        ev.accept()
        if ev.button() == Qt.MouseButton.LeftButton:
            self._pick(ev.pos(), ev.isFinish())

    def mouseClickEvent(self, ev: MouseClickEvent) -> None:
        if ev.button() == Qt.MouseButton.LeftButton:
            ev.accept()
            self._pick(ev.pos(), True)

    def wheelEvent(self, ev: QGraphicsSceneWheelEvent, axis: int | None = None) -> None:  # noqa: ARG002 (pyqtgraph's own signature)
        ev.ignore()

    def _pick(self, pos: QPointF, done: bool) -> None:
        point = self.mapToView(pos)
        (left, right), (bottom, top) = self.viewRange()
        self.picked.emit(min(right, max(left, point.x())), min(top, max(bottom, point.y())), done)


class Portrait(Graph):
    """The plane of both players: the field, their start and their path."""

    def __init__(self) -> None:
        self.view = PickBox(enableMenu=False)
        super().__init__(
            tr("phase portrait"),
            tr(
                "Each point of this plane is one G and one D. The small arrows show where both want to move from there, "
                "the line their path. Click or drag to start them elsewhere."
            ),
            self.view,
        )
        explain(self, "part:portrait")
        self.item.setAspectLocked(True)
        self.graphics.setCursor(Qt.CursorShape.CrossCursor)
        self.span = 1.0
        self._setup: Setup | None = None
        self._path: F64 = np.zeros((1, 2))
        self.arrows = self.put(pg.PlotCurveItem(connect="pairs", skipFiniteCheck=True))
        self.clips = [self.put(pg.InfiniteLine(angle=0)) for _ in range(2)]
        self.line = self.put(pg.PlotCurveItem(connect="finite", antialias=True))
        self.equilibrium = self.put(mark("o", 12))
        self.start = self.put(mark("s", 11))
        self.now = self.put(mark("d", 14))
        self.start.setBrush(None)
        self.view.sigRangeChanged.connect(lambda *_: self._draw_arrows())

    def show_portrait(self, setup: Setup, portrait: PhasePortrait, words: tuple[str, str]) -> None:
        """Draws everything except the trajectory; `words` are the labels of the two axes."""
        self._setup = setup
        self.span = float(np.max(portrait.grid[..., 0]) - portrait.equilibrium[0])
        self._path = portrait.trajectory.copy()
        away = np.abs(self._path - np.array(portrait.equilibrium)).max(axis=1)
        self._path[~(away < FAR * self.span)] = np.nan
        self.equilibrium.setData(portrait.equilibrium[:1], portrait.equilibrium[1:])
        self.start.setData(self._path[:1, 0], self._path[:1, 1])
        for line, sign in zip(self.clips, (-1, 1), strict=True):
            line.setVisible(portrait.clip is not None)
            line.setValue(sign * (portrait.clip or 0.0))
        self.item.setLabel("bottom", words[0], color=self.neutrals.generator, **{"font-weight": "600"})
        self.item.setLabel("left", words[1], color=self.neutrals.discriminator, **{"font-weight": "600"})
        side, (x, y) = 2 * self.span, portrait.equilibrium
        self.item.setRange(QRectF(x - self.span, y - self.span, side, side), padding=0)
        self._draw_arrows()
        marks = [
            tr('<span style="color:{colour}">□</span> start, drag it', colour=self.neutrals.text),
            tr('<span style="color:{colour}">◆</span> now', colour=self.neutrals.fake_text),
            tr('<span style="color:{colour}">●</span> equilibrium', colour=self.neutrals.real_text),
        ]
        if portrait.clip is not None:
            marks.append(tr("┄ clip"))
        self.words.setText(" &nbsp; ".join(marks))

    def _draw_arrows(self) -> None:
        """Draws arrows in the whole view, which is wider or taller than the square unless the window is square too."""
        if self._setup is None:
            return
        cell = 2 * self.span / ARROWS_A_SIDE
        sides = [np.arange(np.ceil(low / cell), high / cell) * cell for low, high in self.view.viewRange()]
        points = np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, 2)
        self.arrows.setData(*arrows(points, self._setup.field(points), cell))

    def reveal(self, steps: int) -> None:
        """Draws the trajectory's first steps."""
        seen = self._path[: steps + 1]
        self.line.setData(seen[:, 0], seen[:, 1])
        self.now.setData(seen[-1:, 0], seen[-1:, 1]) if np.isfinite(seen[-1]).all() else self.now.clear()

    def restyle(self, neutrals: Neutrals) -> None:
        super().restyle(neutrals)
        self.arrows.setPen(pg.mkPen(QColor(*rgb(neutrals.dim), 150), width=1))
        self.line.setPen(pg.mkPen(neutrals.text, width=1))
        self.start.setPen(pg.mkPen(neutrals.text, width=2))
        self.equilibrium.setBrush(QColor(neutrals.real))
        self.now.setBrush(QColor(neutrals.fake))
        self.now.setPen(pg.mkPen(neutrals.plane, width=1))
        for line in self.clips:
            line.setPen(pg.mkPen(neutrals.dim, width=1, style=Qt.PenStyle.DashLine))
        self.item.getAxis("left").setLabel(color=neutrals.discriminator)
