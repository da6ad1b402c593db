"""What is found on demand about the game at one moment: the outermost eigenvalues, the path that led there, and others."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QComboBox, QProgressBar, QPushButton, QVBoxLayout, QWidget

from playground.core.lenses import Refused
from playground.core.theory.path import PathAngle
from playground.core.training.extreme import Outermost
from playground.engine.commands import Analyse
from playground.engine.duality import UPDATES, DualityGap
from playground.engine.letters import Analysed, Picture
from playground.i18n import Text, tr
from playground.ui.labels import RichLabel
from playground.ui.palette import LIGHT, Neutrals
from playground.ui.small_plot import restyle_plot, small_plot
from playground.ui.terms import explain
from playground.ui.transitions import ModeTransitions

STRETCHES: dict[str, tuple[Text, float]] = {
    "half": ("the last half of the run", 0.5),
    "tenth": ("the last tenth of the run", 0.9),
    "all": ("the whole run", 0.0),
}
"""Where a path, or what is counted, begins: its label, and the share of the iterations so far."""
BUMP = 0.05
"""A bump of the cosine below this size is not called one."""


class Analyses(QWidget):
    """Buttons, the progress of what they began, and what was found; `wanted` carries commands."""

    wanted = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self._iteration = 0
        self._neutrals = LIGHT
        self.find_button = explain(QPushButton(tr("Find the outermost eigenvalues")), "part:eigenvalues")
        self.find_button.clicked.connect(lambda: self.wanted.emit(Analyse("eigenvalues")))
        self.measure = explain(QPushButton(tr("Measure the path over")), "part:path_angle")
        self.measure.clicked.connect(lambda: self._ask("path"))
        self.count = explain(QPushButton(tr("Count the transitions between modes over")), "part:transitions")
        self.count.clicked.connect(lambda: self._ask("transitions"))
        self.transitions = explain(ModeTransitions(), "part:transitions")
        self.stretch = QComboBox()
        self.stretch.setAccessibleName(tr("where the stretch of the run begins"))
        for name, (words, _) in STRETCHES.items():
            self.stretch.addItem(tr(words), name)
        self.gap = explain(QPushButton(tr("Measure the duality gap")), "part:duality_gap")
        self.gap.clicked.connect(lambda: self.wanted.emit(Analyse("duality")))
        self.gap_words = explain(RichLabel(), "part:duality_gap")
        self.gap_words.setWordWrap(True)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(6)
        self.words = explain(RichLabel(), "part:path_angle")
        self.words.setWordWrap(True)
        self.cosine, self.norm = (explain(small_plot(110), "part:path_angle") for _ in range(2))
        self._curves = self.cosine.plot(), self.norm.plot()
        self._ends = [pg.InfiniteLine(pos=1, angle=90) for _ in range(2)]
        self._level = pg.InfiniteLine(pos=0, angle=0)
        for plot, line in zip((self.cosine, self.norm), self._ends, strict=True):
            plot.addItem(line)
        self.cosine.addItem(self._level)
        self.cosine.setYRange(-1, 1, padding=0.05)
        self.cosine.setLabel("left", tr("path angle"))
        self.norm.setLabel("left", "|v|")
        self.norm.setLabel("bottom", tr("position on the line: 0 is its start, 1 is its end"))
        self._lay_out()
        self.forget()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (
            self.find_button,
            self.gap,
            self.gap_words,
            self.measure,
            self.count,
            self.stretch,
            self.progress,
            self.words,
            self.cosine,
            self.norm,
            self.transitions,
        ):
            column.addWidget(widget)

    def restyle(self, neutrals: Neutrals) -> None:
        """The theme's colours."""
        self._neutrals = neutrals
        self.transitions.restyle(neutrals)
        for plot in (self.cosine, self.norm):
            restyle_plot(plot, neutrals)
        for curve in self._curves:
            curve.setPen(pg.mkPen(neutrals.text, width=1))
        for line in (*self._ends, self._level):
            line.setPen(pg.mkPen(neutrals.dim, style=Qt.PenStyle.DashLine))

    def show_picture(self, picture: Picture) -> None:
        """The progress of an analysis, and whether a stretch of the run lies behind."""
        self._iteration = picture.counters.iteration
        self.progress.setVisible(picture.analysed is not None)
        self.progress.setValue(round(100 * (picture.analysed or 0)))
        for button in (self.measure, self.count):
            button.setEnabled(self._iteration > 0)

    def _ask(self, what: str) -> None:
        """Asks for an analysis of the chosen stretch of the run."""
        _, share = STRETCHES[self.stretch.currentData()]
        self.wanted.emit(Analyse(what, round(share * self._iteration)))

    def forget(self) -> None:
        """Another run: what was found of the one before is no longer shown."""
        self._show_path(None)
        self.transitions.forget()
        self.gap_words.clear()
        self.gap_words.setVisible(False)

    def hear(self, letter: Analysed) -> None:
        """Shows what was measured, or says why it was not."""
        if letter.what == "duality":
            found = letter.result
            self.gap_words.setText(tr(found.sentence) if isinstance(found, Refused) else said_of_gap(letter))
            self.gap_words.setVisible(True)
        if letter.what == "transitions":
            self.transitions.hear(letter)
        if letter.what != "path":
            return
        if isinstance(letter.result, Refused):
            self._show_path(None)
            self.words.setText(tr(letter.result.sentence))
            self.words.setVisible(True)
        elif isinstance(letter.result, PathAngle):
            self._show_path(letter.result)
            self.words.setText(" ".join(said_of(letter, letter.result)))

    def _show_path(self, path: PathAngle | None) -> None:
        for widget in (self.words, self.cosine, self.norm):
            widget.setVisible(path is not None)
        if path is not None:
            for curve, values in zip(self._curves, (path.cosine, path.norm), strict=True):
                curve.setData(path.along, values)


def said_of_gap(letter: Analysed) -> str:
    """The sentences about a duality gap."""
    found = letter.result
    assert isinstance(found, DualityGap)
    return tr(
        "At iteration {n:,} the duality gap is about <b>{gap:z.3f}</b>: the value of the game, minus D's loss, is {now:z.3f}; "
        "{updates} updates of D alone take it to {d:z.3f}, and as many of G alone to {g:z.3f}. At an equilibrium neither can gain, "
        "and the gap is 0.",
        n=letter.iteration,
        gap=found.gap,
        now=found.now,
        d=found.d_answers,
        g=found.g_answers,
        updates=UPDATES,
    )


def said_of(letter: Analysed, path: PathAngle) -> list[str]:
    """The sentences about a path."""
    said = [
        tr(
            "From iteration {since:,} to {iteration:,}: the cosine between the players' direction and the straight line from there "
            "to here, and the field's norm |v|, along that line and beyond its end.",
            since=letter.since,
            iteration=letter.iteration,
        )
    ]
    if path.switches.size:
        near = float(path.switches[np.argmin(np.abs(path.switches - 1))])
        said.append(
            tr(
                "The cosine changes its sign at <b>{at:z.2f}</b>: if that is near 1, the end attracts along this line.",
                at=near,
            )
        )
    at, size = path.bump
    if abs(size) > BUMP:
        said.append(
            tr(
                "It has a bump of <b>{size:+z.2f}</b> at {at:z.2f}: near 1 that is the sign of a rotation around the end.",
                size=size,
                at=at,
            )
        )
    if len(said) == 1:
        said.append(tr("It neither changes its sign nor has a bump."))
    return said


def said_of_outermost(letter: Analysed, found: Outermost) -> list[str]:
    """The sentences about the outermost eigenvalues."""
    said = [
        tr(
            "At iteration {n:,}: the field's norm |v| is <b>{norm:.3g}</b>, with the penalty.",
            n=letter.iteration,
            norm=found.norm,
        )
    ]
    if found.eigenvalues.size:
        said.append(
            tr(
                "Of the {k} outermost eigenvalues that could be found, <b>{leaving}</b> have a positive real part. From a part of the "
                "eigenvalues nothing is predicted.",
                k=len(found.eigenvalues),
                leaving=found.leaving,
            )
        )
    else:
        said.append(tr("None of the eigenvalues could be found to the accuracy needed."))
    if found.why:
        said.append(tr("The multipliers of an iteration are not computed for {reason}.", reason=found.why))
    elif found.multipliers is not None and found.multipliers.size:
        largest = found.multipliers[0]
        said.append(
            tr(
                "The largest multiplier of one iteration has the size <b>{size:z.4f}</b> and turns by {angle:z.2f}°.",
                size=abs(largest),
                angle=abs(np.degrees(np.angle(largest))),
            )
        )
        if found.held:
            said.append(tr("The optimiser's scales are frozen as they are now."))
    return said
