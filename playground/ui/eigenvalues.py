"""The game's eigenvalues and the multipliers of one iteration, as two planes and in words."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from playground.core.lenses import Refused
from playground.core.lenses.numbers import LARGE, SMALL
from playground.core.training.extreme import Outermost
from playground.core.training.linearised import AT_REST, Linearised
from playground.engine.letters import Analysed
from playground.i18n import Text, tr
from playground.ui.analyses import said_of_outermost
from playground.ui.labels import RichLabel
from playground.ui.palette import LIGHT, Neutrals, Role
from playground.ui.small_plot import restyle_plot, small_plot
from playground.ui.terms import explain

PREDICTIONS: dict[str, tuple[Text, Text]] = {
    "settles": ("settles", "near rest, and each iteration brings the players closer to it"),
    "circles": ("circles", "near rest, and the players circle it, as far as can be told neither closer nor farther"),
    "leaves": ("leaves", "near rest, and each iteration takes the players farther away from it"),
}
LAMPS: dict[str, Role] = {"settles": "fit_text", "circles": "fake_text", "leaves": "diverged_text"}
CIRCLE = np.exp(2j * np.pi * np.linspace(0, 1, 721))
"""Points of the unit circle."""


class GameEigenvalues(QWidget):
    """The eigenvalues with the line at 0, the multipliers with the unit circle, and what they say."""

    def __init__(self) -> None:
        super().__init__()
        self._neutrals = LIGHT
        self._shown: tuple[Linearised | Refused, int] | None = None
        self._found: Analysed | None = None
        self.plane = explain(small_plot(150), "part:eigenvalues")
        self.circle = explain(small_plot(150), "part:eigenvalues")
        self._axis = pg.InfiniteLine(angle=90, pos=0)
        self._round = pg.PlotCurveItem(CIRCLE.real, CIRCLE.imag)
        self._values, self._multipliers = (
            pg.ScatterPlotItem(size=6, symbol=symbol, brush=None) for symbol in ("x", "o")
        )
        for plot, items in ((self.plane, (self._axis, self._values)), (self.circle, (self._round, self._multipliers))):
            for item in items:
                plot.addItem(item, ignoreBounds=item is self._round)
        self.of_field, self.of_iteration = (explain(RichLabel(), "part:eigenvalues") for _ in range(2))
        self.of_field.setText(f"<b>{tr('eigenvalues of the game: real part to the right, imaginary part up')}</b>")
        self.of_iteration.setText(f"<b>{tr('multipliers of one iteration, with the unit circle')}</b>")
        self.words = explain(RichLabel(), "part:eigenvalues")
        self.words.setToolTip(
            tr(
                "The eigenvalues are those of the game's Jacobian: how the field along which both players descend changes "
                "around this state. The multipliers say by how much one training iteration, with this optimiser and its "
                "learning rates, stretches a small deviation: inside the unit circle it shrinks. Both are for the raw G, on "
                "256 fixed points, with the penalty. They predict something only near rest: where Newton's step to the rest "
                "point leaves at most {share:.0%} of the field. Flat directions, along which next to nothing moves, are left out then.",
                share=AT_REST,
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.of_field, self.words, self.plane, self.of_iteration, self.circle):
            if isinstance(widget, RichLabel):
                widget.setWordWrap(True)
            column.addWidget(widget)

    def restyle(self, neutrals: Neutrals) -> None:
        """The theme's colours."""
        self._neutrals = neutrals
        for plot in (self.plane, self.circle):
            restyle_plot(plot, neutrals)
        for line in (self._axis, self._round):
            line.setPen(pg.mkPen(neutrals.dim, style=Qt.PenStyle.DashLine))
        for dots in (self._values, self._multipliers):
            dots.setPen(pg.mkPen(neutrals.text))
        if self._shown is not None:
            self.show_game(*self._shown)

    def show_game(self, game: Linearised | Refused, parameters: int) -> None:
        """Draws the game near a state, or says why it can't be."""
        self._shown = game, parameters
        if isinstance(game, Refused) and game.sentence == LARGE and self._found is not None:
            assert isinstance(self._found.result, Outermost)
            self._show_found(self._found.result, self._found)
            return
        self._found = None
        found = None if isinstance(game, Refused) else game
        multipliers = None if found is None else found.multipliers
        for widget in (self.of_field, self.plane):
            widget.setVisible(found is not None)
        for widget in (self.of_iteration, self.circle):
            widget.setVisible(multipliers is not None)
        if isinstance(game, Refused):
            self.words.setText(tr(game.sentence, n=parameters, most=SMALL))
            return
        self.words.setText(" ".join(self._said(game)))
        _draw(self.plane, self._values, game.eigenvalues, 0)
        if multipliers is not None:
            _draw(self.circle, self._multipliers, multipliers, 1)

    def forget(self) -> None:
        """Another run: what was found of the one before is no longer shown."""
        self._found = None

    def hear(self, letter: Analysed) -> None:
        """Draws the outermost eigenvalues that were found at a moment; they stay until all of them are shown."""
        if letter.what != "eigenvalues":
            return
        if isinstance(letter.result, Refused):
            self.words.setText(tr(letter.result.sentence))
        elif isinstance(letter.result, Outermost):
            self._found = letter
            self._show_found(letter.result, letter)

    def _show_found(self, found: Outermost, letter: Analysed) -> None:
        for widget in (self.of_field, self.plane):
            widget.setVisible(True)
        for widget in (self.of_iteration, self.circle):
            widget.setVisible(found.multipliers is not None)
        self.words.setText(" ".join(said_of_outermost(letter, found)))
        _draw(self.plane, self._values, found.eigenvalues, 0)
        if found.multipliers is not None:
            _draw(self.circle, self._multipliers, found.multipliers, 1)

    def _said(self, game: Linearised) -> list[str]:
        """The sentences about it."""
        said = [tr("The field's norm |v| is <b>{norm:.3g}</b>, with the penalty.", norm=game.norm)]
        if game.kind:
            kind, words = PREDICTIONS[game.kind]
            said.append(
                tr(
                    '<span style="color:{colour}">●</span> <b>{kind}</b>: {words}.',
                    colour=self._neutrals.of(LAMPS[game.kind]),
                    kind=tr(kind),
                    words=tr(words),
                )
            )
        elif game.left > AT_REST:
            said.append(
                tr(
                    "<b>{n} of {m}</b> eigenvalues have a positive real part; not at rest, no prediction.",
                    n=game.leaving,
                    m=len(game.eigenvalues),
                )
            )
        else:
            said.append(
                tr(
                    "<b>{n} of {m}</b> eigenvalues have a positive real part; no prediction.",
                    n=game.leaving,
                    m=len(game.eigenvalues),
                )
            )
        if game.why:
            said.append(tr("The multipliers of an iteration are not computed for {reason}.", reason=game.why))
        elif game.largest is not None:
            said.append(
                tr(
                    "The largest multiplier of one iteration has the size <b>{size:z.4f}</b> and turns by {angle:z.2f}°.",
                    size=abs(game.largest),
                    angle=np.degrees(np.angle(game.largest)),
                )
            )
            if game.held:
                said.append(tr("The optimiser's scales are frozen as they are now."))
        return said


def _draw(plot: pg.PlotWidget, dots: pg.ScatterPlotItem, values: np.ndarray, centre: float) -> None:
    """Draws complex numbers, upwards at a scale at which rounding errors can't be seen."""
    dots.setData(values.real, values.imag)
    away = float(np.abs(values - centre).max(initial=0.0)) or 1.0
    high = 1.1 * max(float(np.abs(values.imag).max(initial=0.0)), 0.1 * away)
    plot.setYRange(-high, high, padding=0)
