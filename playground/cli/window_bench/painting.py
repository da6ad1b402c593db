"""What a picture costs the GUI thread, over the bare surface and dots painted alone: at the level that people meet first."""

from __future__ import annotations

import time

import numpy as np
from PyQt6.QtCore import QRectF, QSize, Qt, QTimer
from PyQt6.QtGui import QImage, QPainter, QPaintEvent, QPixmap
from PyQt6.QtWidgets import QWidget

from playground.cli.window_bench.stand import Stand, stand
from playground.engine.bench.measured import Measured, over
from playground.ui.picture_rate import Policy
from playground.ui.views.plane.drawn import shared

ROUNDS, SECONDS = 5, 2.0
RATE = Policy("bench", "", "", 32, 1.0)
DOTS, DOT = 2000, 5
GRID = 64


class Bare(QWidget):
    """The least that such a picture needs: one image, scaled smoothly, and copies of one dot."""

    def __init__(self, size: QSize) -> None:
        super().__init__()
        self.resize(size)
        rng = np.random.default_rng(0)
        self._shades = rng.integers(0, 2**32, (GRID, GRID), np.uint32) | np.uint32(0xFF000000)
        self._dot = QPixmap(DOT, DOT)
        self._dot.fill(Qt.GlobalColor.black)
        self._copies, numbers = shared(QPainter.PixmapFragment, DOTS)
        numbers[:, :2] = rng.random((DOTS, 2)) * (size.width(), size.height())
        numbers[:, 2:] = (0, 0, DOT, DOT, 1, 1, 0, 1)
        self.painted = 0

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 (Qt's own)
        self.painted += 1
        pixels = self._shades.tobytes()
        image = QImage(pixels, GRID, GRID, 4 * GRID, QImage.Format.Format_ARGB32_Premultiplied)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(self.rect()), image)
        painter.drawPixmapFragments(self._copies, self._dot)
        painter.end()


def gui_ms_over_bare() -> Measured:
    """Processor time of the GUI thread for each picture, while it trains on a thread at 32 pictures a second; and for each
    paint of the bare widget of the plane's size, at the same beat, at rest.
    """
    from playground.engine.bench.speed import REFERENCE  # this loads torch

    ours, theirs = [], []
    with stand(REFERENCE) as s:
        s.window.levels.choose("story")
        s.bridge.follow(RATE)
        bare = Bare(s.window.plane.graphics.viewport().size())
        bare.show()
        s.play(1.0)
        for _ in range(ROUNDS):
            began, seen = time.thread_time(), s.pictures
            s.play(SECONDS)
            ours.append(1000 * (time.thread_time() - began) / max(s.pictures - seen, 1))
            s.rest()
            theirs.append(_alone(s, bare))
        bare.close()
    return over(ours, theirs, "ms", 2)


def _alone(s: Stand, bare: Bare) -> float:
    """Milliseconds of processor time for each paint of the bare widget."""
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(bare.update)
    timer.start(s.bridge.interval)
    began, seen = time.thread_time(), bare.painted
    s.live(SECONDS)
    timer.stop()
    return 1000 * (time.thread_time() - began) / max(bare.painted - seen, 1)
