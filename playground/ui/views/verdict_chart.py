"""The verdicts as a chart: how D's outputs on real points and on fakes are spread between "fake" and "real"."""

from __future__ import annotations

from functools import partial

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QSizePolicy

from playground.core.arrays import F32
from playground.core.lenses import VERDICTS, Lens, Verdicts
from playground.engine.letters import Picture
from playground.i18n import tr
from playground.ui.backdrop import Backdrop
from playground.ui.painted import Painted
from playground.ui.palette import LIGHT, Neutrals
from playground.ui.scores import RESOLUTION, Score
from playground.ui.terms import explain

BINS = 25
"""An odd number, so that a guess has a bar in the middle."""
LEAST_HEIGHT, MOST_HEIGHT = 98, 320


def shares(values: F32, low: float, high: float) -> np.ndarray:
    """float64 (BINS,): the share of the values in each of equal bins; those beyond an end count there, NaN nowhere."""
    finite = np.clip(values[np.isfinite(values)], low, high)
    counts, _ = np.histogram(finite, bins=BINS, range=(low, high))
    return np.asarray(counts / max(len(values), 1))


def span(seen: Verdicts) -> tuple[float, float]:
    """The axis: 0 to 1 for a probability; for a score as far as needed, the same on both sides of the middle."""
    if seen.probability:
        return 0.0, 1.0
    values = np.abs(np.concatenate([seen.real, seen.fake]))
    values = values[np.isfinite(values)]
    far = max(float(values.max()) if values.size else 0.0, RESOLUTION)
    far = float(f"{2 ** np.ceil(np.log2(far)):.3g}")  # by powers of two, so that the axis rarely changes
    return -far, far


class VerdictChart(Painted):
    """Real points above the axis, fakes below it; each with the mean of D's output."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("D's verdicts"))
        explain(self, "part:verdict_chart")
        self.setToolTip(
            tr(
                "D's output on real points (above) and on fakes of the raw G (below), as histograms. At first D parts them; "
                "at the draw both lie at 1/2, where D can only guess."
            )
        )
        self.setMinimumHeight(LEAST_HEIGHT)
        self.setMaximumHeight(MOST_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._neutrals = LIGHT
        self._seen: Verdicts | None = None
        self._backdrop = Backdrop()

    def lenses(self) -> frozenset[Lens[object]]:
        return frozenset({VERDICTS})

    def show_picture(self, picture: Picture) -> None:
        """Shows the verdicts of this picture."""
        seen = picture.seen(VERDICTS)
        if seen is not None:
            self._seen = seen
            self.update()

    def restyle(self, neutrals: Neutrals) -> None:
        self._neutrals = neutrals
        self.update()

    def words(self) -> tuple[str, str]:
        """The labels of the real points' and of the fakes' histogram."""
        if self._seen is None:
            return "", ""
        form = "z.2f" if self._seen.probability else "+z.2f"
        means = (f"{Score(np.mean(values)):{form}}" for values in (self._seen.real, self._seen.fake))
        real, fake = means
        return tr("real: D says {mean} on average", mean=real), tr("fake: D says {mean} on average", mean=fake)

    # ---- painting ----

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        metrics, pad, said = painter.fontMetrics(), 8.0, self.words()
        line = max(metrics.height(), *(metrics.boundingRect(words).height() + 3 for words in said))
        axis = QRectF(pad, line + 2, self.width() - 2 * pad, self.height() - 3 * line - 8)
        low, high = (0.0, 1.0) if self._seen is None else span(self._seen)
        self._backdrop.draw(
            painter, self, (low, high, self._neutrals.plane, line), partial(self._frame, axis=axis, line=line)
        )
        if self._seen is not None:
            real, fake = shares(self._seen.real, low, high), shares(self._seen.fake, low, high)
            tallest = max(float(real.max()), float(fake.max()), 0.25)
            self._bars(painter, axis, real / tallest, self._neutrals.real, up=True)
            self._bars(painter, axis, fake / tallest, self._neutrals.fake, up=False)
            self._marks(painter, axis, low, high)
        self._axes(painter, axis)
        left = Qt.AlignmentFlag.AlignLeft
        painter.setPen(QColor(self._neutrals.text))
        painter.drawText(QRectF(axis.left(), 0, axis.width(), line), left, said[0])
        painter.drawText(QRectF(axis.left(), axis.bottom() + line + 4, axis.width(), line), left, said[1])
        painter.end()

    def _bars(self, painter: QPainter, axis: QRectF, heights: np.ndarray, colour: str, up: bool) -> None:
        middle, half, width = axis.center().y(), axis.height() / 2 - 2, axis.width() / BINS
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        tops = [middle - height * half if up else middle for height in heights.tolist()]
        painter.drawRects(
            *[
                QRectF(axis.left() + k * width + 0.5, top, width - 1, height * half)
                for k, (top, height) in enumerate(zip(tops, heights.tolist(), strict=True))
            ]
        )

    def _marks(self, painter: QPainter, axis: QRectF, low: float, high: float) -> None:
        """A line at each mean, in its half."""
        assert self._seen is not None
        painter.setPen(QPen(QColor(self._neutrals.text), 2))
        for values, end in ((self._seen.real, axis.top()), (self._seen.fake, axis.bottom())):
            mean = float(np.mean(values))
            if np.isfinite(mean):
                x = axis.left() + (min(max(mean, low), high) - low) / (high - low) * axis.width()
                painter.drawLine(QPointF(x, axis.center().y()), QPointF(x, end))

    def _axes(self, painter: QPainter, axis: QRectF) -> None:
        """The line between real points and fakes, and the dashed one where D only guesses; over the bars."""
        colour, centre = QColor(self._neutrals.dim), axis.center()
        painter.setPen(QPen(colour, 1))
        painter.drawLine(QPointF(axis.left(), centre.y()), QPointF(axis.right(), centre.y()))
        painter.setPen(QPen(colour, 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(centre.x(), axis.top()), QPointF(centre.x(), axis.bottom()))

    def _frame(self, painter: QPainter, axis: QRectF, line: int) -> None:
        """The ground with its lines, and what the ends and the middle of the axis mean."""
        n, left = self._neutrals, Qt.AlignmentFlag.AlignLeft
        painter.fillRect(axis, QColor(n.plane))
        painter.setPen(QPen(QColor(n.border), 1))
        painter.drawRect(axis)
        probability = self._seen is None or self._seen.probability
        low, high = (0.0, 1.0) if self._seen is None else span(self._seen)
        ends = (tr("0: fake"), tr("1/2"), tr("1: real")) if probability else (f"{low:g}", "0", f"{high:g}")
        where = (left, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)
        painter.setPen(QColor(n.dim))
        for words, side in zip(ends, where, strict=True):
            painter.drawText(QRectF(axis.left(), axis.bottom() + 1, axis.width(), line), side, words)
