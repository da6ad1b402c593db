"""The landscape: D's surface in three dimensions, with the real points and the fakes on it.

OpenGL is an optional extra (`pip install gan-playground[landscape]`); if it is missing, this view is not available.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtGui import QColor, QGuiApplication, QShowEvent, QVector3D
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from playground.core.lenses import SAMPLES, SURFACE, VERDICTS, Lens, Surface
from playground.engine.letters import Picture
from playground.i18n import Text, tr
from playground.ui.labels import Label
from playground.ui.palette import LIGHT, Neutrals, rgb, surface_colours
from playground.ui.theme import quiet

if TYPE_CHECKING:
    from pyqtgraph.opengl import GLViewWidget

HEIGHT = 2.2
"""Plane units between the lowest and the highest colour."""
MOST = 400


@dataclass(frozen=True)
class Missing:
    """What the landscape would need: its name, and an untranslated sentence that says how to get it."""

    what: str
    sentence: Text


PACKAGE = Missing("PyOpenGL", "The landscape needs OpenGL for Python: pip install PyOpenGL.")
SCREEN = Missing("OpenGL", "The landscape needs a display with OpenGL, which is not available here.")


def missing() -> Missing | None:
    """Why the landscape is not available; None if it is."""
    if importlib.util.find_spec("OpenGL") is None:
        return PACKAGE
    if QGuiApplication.platformName() in ("offscreen", "minimal", "vnc"):
        return SCREEN
    return None


class Landscape(QWidget):
    """Starts empty; the OpenGL part is created when it is first shown."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("landscape"))
        self._view: GLViewWidget | None = None
        self.restyle(LIGHT)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        words = Label(tr("Height is D's output: high is real, low is fake. Drag to turn, use the wheel to zoom."))
        words.setWordWrap(True)
        quiet(words)
        self._layout.addWidget(words)

    def lenses(self) -> frozenset[Lens[object]]:
        return frozenset({SURFACE, SAMPLES, VERDICTS})

    def showEvent(self, event: QShowEvent | None) -> None:
        if self._view is None:
            self._make()
        super().showEvent(event)

    def _make(self) -> None:
        from pyqtgraph import opengl as gl  # an optional extra

        self._view = gl.GLViewWidget()
        self._view.setCameraPosition(pos=QVector3D(0, 0, 0), distance=9, elevation=32, azimuth=-60)
        self._ground = gl.GLSurfacePlotItem(smooth=True, computeNormals=False, glOptions="translucent")
        self._dots = {
            name: gl.GLScatterPlotItem(size=5, pxMode=True, glOptions="translucent") for name in ("real", "fake")
        }
        for item in (self._ground, *self._dots.values()):
            item.setVisible(False)  # an item without data can't be painted
            self._view.addItem(item)
        self._layout.insertWidget(0, self._view, 1)
        self.restyle(self._neutrals)

    def restyle(self, neutrals: Neutrals) -> None:
        self._neutrals = neutrals
        self._table = surface_colours(neutrals).astype(np.float32) / 255
        if self._view is not None:
            self._view.setBackgroundColor(QColor(neutrals.plane))

    def show_picture(self, picture: Picture) -> None:
        """Shows the surface of this picture, coloured as on the plane, and its points at the height of D's output."""
        surface, samples = picture.seen(SURFACE), picture.seen(SAMPLES)
        if self._view is None or surface is None:
            return
        n = len(surface.value)
        left, right, bottom, top = surface.rect
        xs, ys = np.linspace(left, right, n), np.linspace(bottom, top, n)
        z = self.height_of(surface, surface.value)
        colours = self._table[surface.shade.T].copy()
        colours[..., 3] = 0.85
        light = np.array(rgb(self._neutrals.plane), np.float32) / 255
        strength = self._table[surface.shade.T][..., 3:]
        colours[..., :3] = strength * colours[..., :3] + (1 - strength) * light
        self._ground.setVisible(True)
        self._ground.setData(x=xs, y=ys, z=z.T, colors=colours.reshape(-1, 4))
        if samples is not None:
            for name, seen, colour in (
                ("real", samples.real, self._neutrals.real),
                ("fake", samples.fake, self._neutrals.fake),
            ):
                points = seen[:MOST]
                points = points[np.isfinite(points).all(1)]
                self._dots[name].setVisible(True)
                self._dots[name].setData(
                    pos=self._standing(surface, points), color=(*(c / 255 for c in rgb(colour)), 1.0)
                )

    def height_of(self, surface: Surface, values: np.ndarray) -> np.ndarray:
        """Plane units above the middle, float32, of the same shape; 0 where D is undecided."""
        return np.asarray(np.nan_to_num(surface.scale.place(values) * HEIGHT / 2), np.float32)

    def _standing(self, surface: Surface, points: np.ndarray) -> np.ndarray:
        n = len(surface.value)
        left, right, bottom, top = surface.rect
        i = np.clip(((points[:, 0] - left) / (right - left) * n).astype(int), 0, n - 1)
        j = np.clip(((points[:, 1] - bottom) / (top - bottom) * n).astype(int), 0, n - 1)
        return np.column_stack([points, self.height_of(surface, surface.value)[j, i] + 0.03])
