"""The planes of all runs with shared axes and layers, in the rows and columns that make them largest."""

from __future__ import annotations

import math

from PyQt6.QtCore import QObject
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QGridLayout, QWidget

from playground.i18n import tr
from playground.ui.layer_panel import LayerPanel
from playground.ui.layers import BASIC, LAYERS
from playground.ui.palette import Neutrals
from playground.ui.side.frame import RunFrame
from playground.ui.views.legend import Legend

WORDS = 112
"""Pixels of a frame's height outside its plane."""


def best_columns(n: int, width: int, height: int) -> tuple[int, int]:
    """The number of columns that makes the planes of n runs largest (the most columns on a tie), and the height they need."""

    def side(columns: int) -> float:
        return min(width / columns, height / math.ceil(n / columns) - WORDS)

    columns = max(range(1, n + 1), key=lambda columns: (side(columns), columns))
    return columns, round((side(columns) + WORDS) * math.ceil(n / columns))


class Grid(QWidget):
    """The frames by name. Panning or zooming one plane applies to all."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: dict[str, RunFrame] = {}
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)

    def add(self, frame: RunFrame) -> None:
        others = list(self.frames.values())
        self.frames[frame.run.name] = frame
        self.frames = dict(sorted(self.frames.items()))
        frame.moved.connect(self._follow)
        self._place()
        if others:
            self._copy_range(others[0], frame)

    def remove(self, name: str) -> None:
        frame = self.frames.pop(name)
        self._layout.removeWidget(frame)
        frame.hide()
        frame.deleteLater()
        self._place()

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        super().resizeEvent(a0)
        self._place()

    def _place(self) -> None:
        columns, _ = best_columns(max(1, len(self.frames)), self.width(), self.height())
        for i in range(max(self._layout.columnCount(), self._layout.rowCount())):
            self._layout.setColumnStretch(i, int(i < columns))
            self._layout.setRowStretch(i, int(i * columns < len(self.frames)))
        for i, frame in enumerate(self.frames.values()):
            place = divmod(i, columns)
            index = self._layout.indexOf(frame)
            if index < 0 or self._layout.getItemPosition(index)[:2] != place:
                self._layout.addWidget(frame, *place)

    # ---- shared axes ----

    def _follow(self, name: str) -> None:
        for other in self.frames.values():
            if other.run.name != name:
                self._copy_range(self.frames[name], other)

    @staticmethod
    def _copy_range(source: RunFrame, to: RunFrame) -> None:
        x, y = (
            source.box.targetRange()
        )  # the visible range is this one, extended to the plane's shape, which is the same for all
        to.box.setRange(xRange=x, yRange=y, padding=0)

    def fit(self) -> None:
        """Shows all of every plane."""
        for frame in self.frames.values():
            frame.plane.fit()


class SharedLayers(QObject):
    """One legend and one panel of layers, for all planes."""

    def __init__(self, grid: Grid, on: dict[str, bool]) -> None:
        super().__init__(grid)
        self._grid = grid
        self._on = {layer.name: on.get(layer.name, layer.on) for layer in LAYERS}
        self._opacity: dict[str, float] = {}
        self.legend = Legend([(la.name, tr(la.label), tr(la.help), la.swatch, self._on[la.name]) for la in LAYERS])
        self.panel = LayerPanel()
        self.legend.add(self.panel)
        for name, shown in self._on.items():
            self.panel.switches[name].setChecked(shown)
            self.legend.switches[name].setVisible(shown or name in BASIC)
        for source in (self.legend, self.panel):
            source.switched.connect(self._switch)
        self.panel.faded.connect(self._fade)

    def dress(self, frame: RunFrame) -> None:
        """Makes a new plane show the same layers as the others."""
        for name, shown in self._on.items():
            frame.plane.switch(name, shown)
        for name, opacity in self._opacity.items():
            frame.plane.fade(name, opacity)

    def _switch(self, name: str, on: bool) -> None:
        """Shows or hides a layer; at most one layer of a group stays on."""
        group = next(layer.group for layer in LAYERS if layer.name == name)
        for layer in LAYERS:
            if on and group and layer.group == group and layer.name != name:
                self.legend.switches[layer.name].setChecked(False)
        self._on[name] = on
        for switches in (self.legend.switches, self.panel.switches):
            switches[name].setChecked(on)
        self.legend.switches[name].setVisible(on or name in BASIC)
        for frame in self._grid.frames.values():
            frame.plane.switch(name, on)

    def _fade(self, name: str, opacity: float) -> None:
        self._opacity[name] = opacity
        for frame in self._grid.frames.values():
            frame.plane.fade(name, opacity)

    def restyle(self, neutrals: Neutrals) -> None:
        self.legend.restyle(neutrals)
        self.panel.restyle(neutrals)
