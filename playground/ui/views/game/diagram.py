"""The diagram: six boxes with live miniatures, the paths between them, and the paths of the two gradients back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from PyQt6.QtCore import QPoint, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFont, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent

from playground.core.arrays import F32
from playground.core.lenses import PLANE, Manifold, Surface, Verdicts
from playground.i18n import tr
from playground.ui.backdrop import Backdrop
from playground.ui.painted import Painted
from playground.ui.palette import LIGHT, Neutrals, surface_colours
from playground.ui.terms import explain
from playground.ui.theme import SMALL
from playground.ui.views.game.miniatures import diamonds, discs, strokes
from playground.ui.views.game.story import ALL, NAMES

COLUMNS = {"z": 0, "g": 1, "fake": 2, "real": 0, "d": 1, "verdicts": 2}
LOWER = ("real", "d", "verdicts")
PATHS = (("z", "g"), ("g", "fake"), ("fake", "d"), ("real", "d"), ("d", "verdicts"))
MOST_DOTS, MOST_ARROWS = 150, 60
FAR = 1e5
"""Pixels: points farther away are not drawn."""
DIM = 0.25
ROOM = 46
"""Pixels between the two rows, for the text under the upper one."""


@dataclass(frozen=True, eq=False)
class Parts:
    """The contents of each box; None if unknown. Points are points of the plane, latents z are (n, latent size).
    `points`: G itself, if it is free points.

    `arrows`: tails and heads, (n, 2) each; `words`: the text under a box, by its name.
    """

    z: F32 | None = None
    g: Manifold | None = None
    points: F32 | None = None
    fake: F32 | None = None
    real: F32 | None = None
    d: Surface | None = None
    verdicts: Verdicts | None = None
    arrows: tuple[F32, F32] | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    listens: bool = True
    """Whether G learns from D's output; else no gradient comes back from there."""


class Diagram(Painted):
    """Draws `parts`; boxes that are not lit are dimmed; a click on a box emits its name."""

    clicked = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self.parts = Parts()
        self.lit = ALL
        self.story = False
        self.phase = 0
        self.bounds = PLANE
        self._backdrop = Backdrop()
        self._fixed: tuple[F32 | None, F32 | None] = None, None
        self._fixing = 0
        """The latents and real points that the backdrop shows, the same arrays throughout a run; how often they changed."""
        self._moving: dict[str, Callable[[QPainter, QRectF], None]] = {
            "g": self._sheet,
            "fake": self._fakes,
            "d": self._surface,
            "verdicts": self._verdicts,
        }
        """What draws the contents that each picture changes."""
        self.setMouseTracking(True)
        self.setAccessibleName(tr("the game"))
        explain(self, "part:diagram")
        self.setToolTip(
            tr(
                "z → G → fakes; real and fake → D → D's output; dashed: how D and G learn. Click a box to open its own view."
            )
        )
        self.restyle(LIGHT)

    def show_parts(self, phase: int, parts: Parts) -> None:
        """Shows new contents; `phase` makes the dashes of the gradient paths move."""
        self.parts = parts
        self.phase = phase
        self.update()

    def restyle(self, neutrals: Neutrals) -> None:
        self._neutrals = neutrals
        self._lut = np.ascontiguousarray(surface_colours(neutrals)[:, [2, 1, 0, 3]])
        self.update()

    def resizeEvent(self, _event: QResizeEvent | None) -> None:
        self.setFixedHeight(int(2 * self._side() + 6 + ROOM + 36))

    def _side(self) -> float:
        return min(140.0, (self.width() - 16 - 2 * 34) / 3)

    def box(self, name: str) -> QRectF:
        """The rectangle of a box."""
        side = self._side()
        gap = (self.width() - 16 - 3 * side) / 2
        top = 6.0 if name not in LOWER else 6.0 + side + ROOM
        return QRectF(8 + COLUMNS[name] * (side + gap), top, side, side)

    def place_at(self, at: QPoint) -> str:
        """The box there, with the name below it."""
        name = next((name for name in NAMES if self.box(name).adjusted(0, 0, 0, 32).contains(QPointF(at))), "")
        return f"box:{name}" if name else ""

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is not None:
            for name in NAMES:
                if self.box(name).contains(event.position()):
                    self.clicked.emit(name)

    # ---- painting ----

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.parts.z is not self._fixed[0] or self.parts.real is not self._fixed[1]:
            self._fixed, self._fixing = (self.parts.z, self.parts.real), self._fixing + 1
        key = (self._fixing, frozenset(self.lit), self.story, self._neutrals.plane, self.bounds)
        self._backdrop.draw(painter, self, key, self._still)
        self._gradients_back(painter)
        for name in NAMES:
            if (draw := self._moving.get(name)) is not None:
                self._inside(painter, name, draw)
            self._rim(painter, name)
        painter.end()

    def _still(self, painter: QPainter) -> None:
        """What is the same in every picture of a run: paths, grounds, names, latents and real points."""
        for a, b in PATHS:
            self._path(painter, a, b)
        for name in NAMES:
            painter.setOpacity(self._opacity(name))
            painter.fillRect(self.box(name), QColor(self._neutrals.plane))
            self._name(painter, name)
        self._inside(painter, "z", self._z)
        self._inside(painter, "real", self._reals)

    def _opacity(self, *names: str) -> float:
        return 1.0 if set(names) <= self.lit else DIM

    def _inside(self, painter: QPainter, name: str, draw: Callable[[QPainter, QRectF], None]) -> None:
        """Draws what a box holds."""
        rect = self.box(name)
        painter.setOpacity(self._opacity(name))
        painter.save()
        painter.setClipRect(rect)
        draw(painter, rect)
        painter.restore()
        painter.setOpacity(1)

    def _place_of_name(self, name: str) -> QRectF:
        rect = self.box(name)
        return QRectF(rect.left() - 30, rect.bottom() + 1, rect.width() + 60, 16)

    def _name(self, painter: QPainter, name: str) -> None:
        plain, told = NAMES[name]
        font = QFont(self.font())
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(self._neutrals.text))
        words = tr(told) if self.story else tr(plain)
        place = self._place_of_name(name)
        half = painter.fontMetrics().horizontalAdvance(words) / 2
        beyond = max(0.0, place.center().x() + half - self.width())
        painter.drawText(place.translated(-beyond, 0), Qt.AlignmentFlag.AlignCenter, words)

    def _rim(self, painter: QPainter, name: str) -> None:
        """A box's border, and the words below its name."""
        painter.setOpacity(self._opacity(name))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self._neutrals.border), 1))
        painter.drawRect(self.box(name))
        if below := self.parts.words.get(name, ""):
            font, place = QFont(self.font()), self._place_of_name(name)
            font.setPointSizeF(font.pointSizeF() * SMALL)
            painter.setFont(font)
            painter.setPen(QColor(self._neutrals.text))
            sides = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignCenter, Qt.AlignmentFlag.AlignRight)
            column = COLUMNS[name]
            wide = QRectF(6, place.top() + 14, self.width() - 12, 16) if column != 1 else place.translated(0, 14)
            painter.drawText(wide, sides[column], below)
        painter.setOpacity(1)

    def _path(self, painter: QPainter, a: str, b: str) -> None:
        painter.setOpacity(self._opacity(a, b))
        start, end = self.box(a), self.box(b)
        painter.setPen(QPen(QColor(self._neutrals.dim), 1.4))
        if start.top() == end.top():
            p, q = QPointF(start.right() + 3, start.center().y()), QPointF(end.left() - 4, end.center().y())
        else:
            p, q = QPointF(start.left() - 3, start.bottom() + 2), QPointF(end.right() + 3, end.top() - 3)
        painter.drawLine(p, q)
        self._head(painter, p, q)
        painter.setOpacity(1)

    def _head(self, painter: QPainter, p: QPointF, q: QPointF) -> None:
        along = q - p
        length = max(1.0, (along.x() ** 2 + along.y() ** 2) ** 0.5)
        u = along / length
        side = QPointF(-u.y(), u.x())
        painter.drawPolyline(QPolygonF([q - u * 7 + side * 4, q, q - u * 7 - side * 4]))

    def _gradients_back(self, painter: QPainter) -> None:
        """D's gradient from its output, G's through D and the fakes; the dashes move during training."""
        d, verdicts, fake, g = (self.box(name) for name in ("d", "verdicts", "fake", "g"))
        low = verdicts.center().y() + verdicts.height() * 0.3
        high = fake.center().y() + fake.height() * 0.3
        routes = (
            (("verdicts", "d"), [QPointF(verdicts.left() - 3, low), QPointF(d.right() + 4, low)]),
            (
                ("verdicts", "fake"),
                [
                    QPointF(verdicts.center().x() + 18, verdicts.top() - 3),
                    QPointF(fake.center().x() + 18, fake.bottom() + 22),
                ],
            ),
            (("fake", "g"), [QPointF(fake.left() - 3, high), QPointF(g.right() + 4, high)]),
        )
        colour = QColor(self._neutrals.discriminator)
        for names, (p, q) in routes:
            if names == ("verdicts", "fake") and not self.parts.listens:
                continue
            painter.setOpacity(self._opacity(*names))
            pen = QPen(colour, 1.6)
            pen.setDashPattern([4, 3])
            pen.setDashOffset(-self.phase % 7)
            painter.setPen(pen)
            painter.drawLine(p, q)
            painter.setPen(QPen(colour, 1.6))
            self._head(painter, p, q)
        painter.setOpacity(1)

    def _to_box(
        self, rect: QRectF, points: np.ndarray, bounds: tuple[float, float, float, float] | None = None
    ) -> np.ndarray:
        """Points (..., 2) of the plane, or of other bounds, in a box's pixels; NaN if too far away."""
        left, right, bottom, top = bounds or self.bounds
        x = rect.left() + (points[..., 0] - left) / (right - left) * rect.width()
        y = rect.top() + (top - points[..., 1]) / (top - bottom) * rect.height()
        places = np.stack([x, y], -1).astype(np.float64)
        places[~(np.abs(places) < FAR).all(-1)] = np.nan
        return places

    def _z(self, painter: QPainter, rect: QRectF) -> None:
        z = self.parts.z
        if z is not None:
            flat = np.concatenate([z, np.zeros_like(z)], axis=1)[:, :2] if z.shape[1] == 1 else z[:, :2]
            discs(painter, self._to_box(rect, flat[:MOST_DOTS], (-3, 3, -3, 3)), self._neutrals.dim, 2.8)

    def _reals(self, painter: QPainter, rect: QRectF) -> None:
        if (real := self.parts.real) is not None:
            discs(painter, self._to_box(rect, real[:MOST_DOTS]), self._neutrals.real, 3.2)

    def _sheet(self, painter: QPainter, rect: QRectF) -> None:
        manifold = self.parts.g
        if self.parts.points is not None:
            discs(painter, self._to_box(rect, self.parts.points[:MOST_DOTS]), self._neutrals.generator, 3.2)
        if manifold is None:
            return
        points = manifold.points
        across = [points.swapaxes(0, 1)[::2]] if len(points) > 1 else []
        for lines in (points[:: 2 if len(points) > 1 else 1], *across):
            strokes(painter, self._to_box(rect, lines), self._neutrals.generator, 0.7)

    def _fakes(self, painter: QPainter, rect: QRectF) -> None:
        if (fake := self.parts.fake) is not None:
            diamonds(painter, self._to_box(rect, fake[:MOST_DOTS]), self._neutrals.fake, 2)
        if self.parts.arrows is not None:
            tail, head = self.parts.arrows
            ends = np.stack([self._to_box(rect, tail[:MOST_ARROWS]), self._to_box(rect, head[:MOST_ARROWS])], 1)
            strokes(painter, ends, self._neutrals.discriminator, 0.8)

    def _surface(self, painter: QPainter, rect: QRectF) -> None:
        surface = self.parts.d
        if surface is None:
            return
        pixels = np.ascontiguousarray(self._lut[surface.shade[::-1]])
        h, w = surface.shade.shape
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(rect, QImage(pixels.tobytes(), w, h, 4 * w, QImage.Format.Format_ARGB32))

    def _verdicts(self, painter: QPainter, rect: QRectF) -> None:
        """Real above, fake below, each dot at D's output from left (fake) to right (real), in the colour of that output."""
        seen = self.parts.verdicts
        if seen is None:
            return
        painter.setPen(QPen(QColor(self._neutrals.border), 1))
        painter.drawLine(QPointF(rect.center().x(), rect.top()), QPointF(rect.center().x(), rect.bottom()))
        spread = (
            1.0 if seen.probability else 2 * max(1e-6, float(np.nanmax(np.abs(np.concatenate([seen.real, seen.fake])))))
        )
        for row, values in ((0.28, seen.real), (0.72, seen.fake)):
            place = np.clip(values[:MOST_DOTS] / spread + (0.0 if seen.probability else 0.5), 0.0, 1.0)
            place = place[np.isfinite(place)]
            heights = row + 0.17 * ((np.arange(len(place)) * 37 % 100) / 50 - 1)
            places = np.stack(
                [rect.left() + 4 + place * (rect.width() - 8), rect.top() + rect.height() * heights], 1
            ).astype(np.float64)
            discs(painter, places, self._neutrals.dim, 4.8)
            for colour, those in ((self._neutrals.fake, place < 0.5), (self._neutrals.real, place >= 0.5)):
                discs(painter, places[those], colour, 4.4)
