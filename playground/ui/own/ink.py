"""Ink: the marks of brush, spray and eraser. They depend on the path of a stroke, not on its speed."""

from __future__ import annotations

from math import hypot

import numpy as np

from playground.core.arrays import F32
from playground.core.lenses import PLANE
from playground.core.own_data.kinds import MOST_PIXELS
from playground.core.own_data.kinds import Ink as Pixels

SIDE = MOST_PIXELS
LEFT, RIGHT, BOTTOM, _TOP = PLANE
PIXEL = (RIGHT - LEFT) / SIDE
"""Plane units."""
MOST = 4.0
"""Overlapping strokes count up to this many times."""
UNDOS = 50
BRUSH, SPRAY, ERASER = "brush", "spray", "eraser"
STEP = 0.25
"""The distance between two stamps of a stroke, as a share of the radius."""


class Ink:
    """The amount of ink over the plane, float32 (128, 128), top row first; strokes can be undone."""

    def __init__(self) -> None:
        self.amount: F32 = np.zeros((SIDE, SIDE), np.float32)
        self.tool, self.radius = BRUSH, 4.0
        self._past: list[F32] = []
        self._at: tuple[float, float] | None = None
        self._since = 0.0
        self._rng = np.random.default_rng(0)
        rows, columns = np.indices((SIDE, SIDE), dtype=np.float32)
        self._x, self._y = columns + 0.5, rows + 0.5

    # ---- strokes; positions are in pixels, (0, 0) is the upper left corner ----

    def begin(self, x: float, y: float, pressure: float = 1.0) -> None:
        """Starts a stroke with one stamp."""
        self._keep()
        self._at, self._since = (x, y), 0.0
        self._stamp(x, y, pressure)

    def go_on(self, x: float, y: float, pressure: float = 1.0) -> None:
        """Continues a stroke: stamps at even distances along the path, however few or many events report it."""
        if self._at is None:
            return
        (x0, y0), step = self._at, max(0.5, STEP * self.radius)
        length = hypot(x - x0, y - y0)
        along = step - self._since
        while along <= length:
            t = along / length
            self._stamp(x0 + t * (x - x0), y0 + t * (y - y0), pressure)
            along += step
        self._since = length - (along - step)
        self._at = (x, y)

    def end(self) -> None:
        self._at = None

    def _stamp(self, x: float, y: float, pressure: float) -> None:
        if self.tool == SPRAY:
            drops = self._rng.normal((x, y), 0.6 * self.radius, (round(2 + 2 * self.radius), 2))
            inside = drops[((drops >= 0) & (drops < SIDE)).all(axis=1)].astype(np.intp)
            np.add.at(self.amount, (inside[:, 1], inside[:, 0]), 0.5 * pressure)
        else:
            distance = np.hypot(self._x - x, self._y - y)
            disc = np.clip(self.radius + 0.5 - distance, 0, 1)  # the edge is soft over one pixel
            if self.tool == ERASER:
                self.amount *= 1 - disc
            else:
                self.amount += STEP * pressure * disc
        np.minimum(self.amount, MOST, out=self.amount)

    # ---- undo ----

    def _keep(self) -> None:
        self._past = [*self._past[1 - UNDOS :], self.amount.copy()]

    def undo(self) -> bool:
        """Undoes the last stroke (or clearing); False if there is none."""
        if not self._past:
            return False
        self.amount = self._past.pop()
        self._at = None
        return True

    def clear(self) -> None:
        """Removes all ink; this can be undone too."""
        self._keep()
        self.amount = np.zeros_like(self.amount)

    def show(self, amount: F32) -> None:
        """Replaces the ink (128, 128)."""
        self._keep()
        self.amount = amount.astype(np.float32)

    @property
    def empty(self) -> bool:
        return not self.pixels().any()

    def pixels(self) -> Pixels:
        """The ink as a picture, uint8 (128, 128), with 255 at its darkest."""
        top = float(self.amount.max())
        return np.round(self.amount * (255 / top if top > 0 else 0)).astype(np.uint8)
