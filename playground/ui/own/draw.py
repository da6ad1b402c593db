"""The tab for drawing P_data: brush, spray, eraser."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeySequence
from PyQt6.QtWidgets import QButtonGroup, QPushButton, QSlider, QToolButton, QVBoxLayout

from playground.core.lenses import PLANE
from playground.core.lenses.surface import grid_points
from playground.core.own_data.build import picture_text
from playground.core.own_data.kinds import Own, OwnPicture
from playground.core.own_data.target import own_target
from playground.core.own_data.text import written
from playground.i18n import Text, compose, tr
from playground.ui.keys import Keys
from playground.ui.own.canvas import Canvas
from playground.ui.own.ink import BRUSH, ERASER, PIXEL, SIDE, SPRAY
from playground.ui.own.tab import Tab, row
from playground.ui.palette import Neutrals

LEFT, _RIGHT, BOTTOM, _TOP = PLANE
TOOLS: tuple[tuple[str, Text, Text], ...] = (
    (BRUSH, "Brush", "Draws a line of even density. Drawing over it makes it denser."),
    (SPRAY, "Spray", "Scatters dots around the line."),
    (ERASER, "Eraser", "Removes ink."),
)


class Draw(Tab):
    """A drawing keeps its place on the plane, unless it is rescaled to the plane."""

    def __init__(self) -> None:
        super().__init__()
        self.canvas = Canvas()
        self.canvas.changed.connect(self.changed)
        self.tools: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        for name, label, tip in TOOLS:
            button = QToolButton()
            button.setText(tr(label))
            button.setToolTip(tr(tip))
            button.setCheckable(True)
            button.setChecked(name == self.canvas.ink.tool)
            button.clicked.connect(lambda _checked, name=name: self.take(name))
            self._group.addButton(button)
            self.tools[name] = button
        self.size_of_tool = QSlider(Qt.Orientation.Horizontal)
        self.size_of_tool.setRange(1, 24)
        self.size_of_tool.setValue(round(self.canvas.ink.radius))
        self.size_of_tool.setFixedWidth(90)
        self.size_of_tool.setToolTip(tr("The tool's width."))
        self.size_of_tool.setAccessibleName(tr("size of the tool"))
        self.size_of_tool.valueChanged.connect(self._resize)
        self.undo = QPushButton(tr("Undo"))
        self.undo.setToolTip(compose("{keys}", keys=Keys((QKeySequence(QKeySequence.StandardKey.Undo),))))
        self.undo.clicked.connect(self.canvas.undo)
        self.clear = QPushButton(tr("Clear"))
        self.clear.clicked.connect(self.canvas.clear)
        self.setStyleSheet("QToolButton:checked { background: palette(highlight); color: palette(highlighted-text); }")
        layout = QVBoxLayout(self)
        layout.addLayout(row(*self.tools.values(), tr("Size"), self.size_of_tool, self.undo, self.clear))
        layout.addWidget(self.canvas, 1)

    def take(self, tool: str) -> None:
        """Selects this tool."""
        self.canvas.ink.tool = tool
        self.tools[tool].setChecked(True)
        self.canvas.setFocus()

    def _resize(self, radius: int) -> None:
        self.canvas.ink.radius = float(radius)
        self.canvas.update()

    def text(self) -> str | None:
        ink = self.canvas.ink
        return None if ink.empty else picture_text(ink.pixels(), self.scaled, (LEFT, BOTTOM, PIXEL))

    def show_own(self, own: Own) -> bool:
        if not isinstance(own, OwnPicture):
            return False
        log_density = own_target(written(own)).log_density
        assert log_density is not None
        density = np.exp(log_density(grid_points(PLANE, SIDE).astype(np.float64))).reshape(SIDE, SIDE)[::-1]
        if density.max() > 0:
            self.canvas.ink.show((density / density.max()).astype(np.float32))
            self.canvas.update()
        return True

    def restyle(self, neutrals: Neutrals) -> None:
        self.canvas.restyle(neutrals)
