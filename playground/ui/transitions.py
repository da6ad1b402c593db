"""Transitions between modes in the window: the matrix of where the latents of each mode went, and sentences about it."""

from __future__ import annotations

import math

import numpy as np
from PyQt6.QtCore import QEvent, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QToolTip, QVBoxLayout, QWidget

from playground.core.lenses import Refused
from playground.core.metrics.modes import RADIUS
from playground.core.metrics.transitions import Transitions
from playground.engine.letters import Analysed
from playground.i18n import tr
from playground.ui.labels import RichLabel, literal
from playground.ui.palette import LIGHT, Neutrals, readable_on, sequential_colours

HEIGHT = 240
MARGIN = 4.0
APART = 4.0
"""Pixels between the last label and the one before it."""
WIDEST = 70.0
"""Pixels that the names of the modes take at most, on the left."""


class Matrix(QWidget):
    """A cell for each pair of modes: its row is the mode at first, its column the mode at last. It is coloured by the share
    of its row, and says how many latents it counts where there is room.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(tr("transitions between modes"))
        self.found: Transitions | None = None
        self.restyle(LIGHT)

    def restyle(self, neutrals: Neutrals) -> None:
        """The theme's colours: those of G."""
        self._neutrals = neutrals
        self._table = sequential_colours(neutrals.generator, neutrals)
        self.update()

    def show_found(self, found: Transitions | None) -> None:
        """Draws this matrix, or hides."""
        self.found = found
        self.setVisible(found is not None)
        self.update()

    # ---- geometry ----

    @property
    def names(self) -> tuple[str, ...]:
        """The labels of the rows and of the columns."""
        assert self.found is not None
        return (*self.found.names, tr("none"))

    def _inside(self) -> QRectF:
        metrics = QFontMetricsF(self.font())
        left = min(WIDEST, max(metrics.horizontalAdvance(name) for name in self.names)) + metrics.height() + 10
        below = 2 * metrics.height() + 6
        return QRectF(left, MARGIN, max(1.0, self.width() - left - MARGIN), max(1.0, self.height() - below - MARGIN))

    def place(self, row: int, column: int) -> QRectF:
        """The rectangle of a cell; row 0 is at the top."""
        inside, n = self._inside(), len(self.names)
        w, h = inside.width() / n, inside.height() / n
        return QRectF(inside.left() + column * w, inside.top() + row * h, w, h).adjusted(0.5, 0.5, -0.5, -0.5)

    def event(self, a0: QEvent | None) -> bool:
        """Says what a cell counts when the pointer rests on it."""
        if isinstance(a0, QHelpEvent) and a0.type() == QEvent.Type.ToolTip and self.found is not None:
            inside, n, at = self._inside(), len(self.names), QPointF(a0.pos())
            if inside.contains(at):
                row = int((at.y() - inside.top()) / inside.height() * n)
                column = int((at.x() - inside.left()) / inside.width() * n)
                QToolTip.showText(a0.globalPos(), literal(self.told(min(row, n - 1), min(column, n - 1))), self)
                return True
        return super().event(a0)

    def told(self, row: int, column: int) -> str:
        """The tooltip of a cell."""
        assert self.found is not None
        return "\n".join(
            (
                tr("Latents: {n:,} of {all:,}", n=int(self.found.matrix[row, column]), all=self.found.latents),
                tr("Then: {place}", place=self._named(row)),
                tr("Now: {place}", place=self._named(column)),
            )
        )

    def _named(self, k: int) -> str:
        assert self.found is not None
        if k == len(self.found.names):
            return tr("on no mode")
        x, y = self.found.centres[k]
        return tr("mode {name} around ({x:z.2f}, {y:z.2f})", name=self.found.names[k], x=x, y=y)

    # ---- painting ----

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        if self.found is None:
            return
        painter, metrics = QPainter(self), QFontMetricsF(self.font())
        for (row, column), n in np.ndenumerate(self.found.matrix):
            box, colour = self.place(row, column), self.colour(row, column)
            painter.fillRect(box, colour)
            if n and metrics.horizontalAdvance(f"{n}") < box.width() and metrics.height() <= box.height():
                painter.setPen(QColor(readable_on(colour.name())))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{n}")
        self._paint_rows(painter, metrics)
        self._paint_columns(painter, metrics)
        painter.end()

    def colour(self, row: int, column: int) -> QColor:
        """A cell's colour: the plane's where it counts nothing."""
        assert self.found is not None
        if not self.found.matrix[row, column]:
            return QColor(self._neutrals.plane)
        return QColor(*(int(c) for c in self._table[round(255 * float(self.found.shares[row, column]))]))

    def _paint_rows(self, painter: QPainter, metrics: QFontMetricsF) -> None:
        inside, high = self._inside(), metrics.height()
        painter.setPen(QColor(self._neutrals.text))
        for k in labelled(len(self.names), high, high, inside.height()):
            line = QRectF(high + 4, self.place(k, 0).center().y() - high / 2, inside.left() - high - 8, high)
            said = metrics.elidedText(self.names[k], Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, said)
        painter.save()
        painter.translate(2, inside.bottom())
        painter.rotate(-90)
        painter.setPen(QColor(self._neutrals.dim))
        unclipped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip  # the font of another script may be taller
        painter.drawText(QRectF(0, 0, inside.height(), high), unclipped, tr("mode then"))
        painter.restore()

    def _paint_columns(self, painter: QPainter, metrics: QFontMetricsF) -> None:
        inside, high = self._inside(), metrics.height()
        wide = [min(WIDEST, metrics.horizontalAdvance(name) + 4) for name in self.names]
        painter.setPen(QColor(self._neutrals.text))
        for k in labelled(len(self.names), max(wide[:-1]), wide[-1], inside.width()):
            room = max(wide[k], self.place(0, k).width())
            line = QRectF(self.place(0, k).center().x() - room / 2, inside.bottom() + 2, room, high)
            line.moveRight(min(line.right(), float(self.width())))
            said = metrics.elidedText(self.names[k], Qt.TextElideMode.ElideRight, room)
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, said)
        painter.setPen(QColor(self._neutrals.dim))
        line = QRectF(inside.left(), inside.bottom() + high + 4, inside.width(), high)
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, tr("mode now"))


class ModeTransitions(QWidget):
    """The sentences and the matrix; hidden until something was counted, or refused."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.matrix = RichLabel(), Matrix()
        self.words.setWordWrap(True)
        self.setToolTip(
            tr(
                "The first 1,000 of the drawn latents are followed, mapped by the raw G. A fake is on the nearest mode if that is at "
                "most {radius:g} standard deviations away, else on none; the modes are those of the present P_data. A row of the "
                "matrix is the mode then, a column the mode now, and the colour is the share of the row: while G is at rest, only the "
                "diagonal is coloured.",
                radius=RADIUS,
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.words, self.matrix):
            column.addWidget(widget)
        self.forget()

    def restyle(self, neutrals: Neutrals) -> None:
        """The theme's colours."""
        self.matrix.restyle(neutrals)

    def forget(self) -> None:
        """Nothing was counted in this run."""
        self.matrix.show_found(None)
        self.setVisible(False)

    def hear(self, letter: Analysed) -> None:
        """Shows what was counted, or says why nothing was."""
        found = letter.result
        if isinstance(found, Refused):
            self.words.setText(tr(found.sentence))
            self.matrix.show_found(None)
        elif isinstance(found, Transitions):
            self.words.setText(" ".join(said_of_transitions(letter, found)))
            self.matrix.show_found(found)
        self.setVisible(True)


def labelled(n: int, needed: float, last: float, room: float) -> list[int]:
    """Which of n cells in a row of this length get a label: the last one, whose label is `last` pixels long, and as many of
    the others as have `needed` pixels each.
    """
    cell = room / n
    every = max(1, math.ceil(needed / cell))
    return [*range(0, n - max(every, math.ceil(((needed + last) / 2 + APART) / cell)), every), n - 1]


def said_of_transitions(letter: Analysed, found: Transitions) -> list[str]:
    """The sentences about the transitions."""
    return [
        tr(
            "From iteration {since:,} to {iteration:,}, of {n:,} fixed latents of the raw G: {moved:z.1%} have moved to another "
            "mode, {stayed:z.1%} are on the same one, {left:z.1%} have gone from a mode to none, {arrived:z.1%} from none to a mode, and "
            "{astray:z.1%} were and are on none.",
            since=letter.since,
            iteration=letter.iteration,
            n=found.latents,
            moved=found.moved,
            stayed=found.stayed,
            left=found.left,
            arrived=found.arrived,
            astray=found.astray,
        ),
        tr(
            "As seen at {times:,} moments of that stretch, <b>{changed:z.1%}</b> have changed their mode along the way, directly or by way "
            "of none: <b>{mean:z.2f}</b> changes per latent on average, and {most:,} at most. Between those moments there may have been "
            "more.",
            changed=found.changed,
            times=found.times,
            mean=float(found.changes.mean()),
            most=int(found.changes.max()),
        ),
    ]
