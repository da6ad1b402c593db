"""The two columns beside the plane: P_data with the knobs on its left, and progress on its right."""

from __future__ import annotations

from functools import partial

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from playground.core.experiment import Experiment
from playground.core.lenses import Lens
from playground.core.own_data.target import own_target
from playground.engine.letters import Picture
from playground.ui.knobs import KnobPanel
from playground.ui.palette import Neutrals
from playground.ui.toolbar import Speed
from playground.ui.turns import Part
from playground.ui.views.curves import Curves
from playground.ui.views.gallery import Gallery
from playground.ui.views.legend import swatch
from playground.ui.views.pinned import Pinned
from playground.ui.views.verdict import VerdictCard

LEAST_COLUMN = 262
"""Pixels: below this the knobs' labels would be cut off."""
MOST_HEIGHT = 16_777_215
"""Qt's: no limit."""


class ExperimentColumn(QWidget):
    """The gallery of targets above all other knobs."""

    def __init__(self) -> None:
        super().__init__()
        self.gallery, self.speed, self.knobs = Gallery(), Speed(), KnobPanel()
        self.speed.hide()
        self.area = _scrolled(self.knobs)
        _stack(self, self.gallery, self.speed, self.area, stretches=(2, 0, 3))

    def show_only(self, knobs: tuple[str, ...] | None, narrowest: int) -> None:
        """Shows these knobs alone, with the speed above them; None: all knobs, and the speed is in the toolbar."""
        self.speed.setVisible(knobs is not None)
        self.knobs.show_only(knobs)
        self.setMinimumWidth(narrowest)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        few = knobs is not None
        column.setStretchFactor(self.gallery, 3 if few else 2)
        self.area.setMaximumHeight(self.knobs.sizeHint().height() + 8 if few else MOST_HEIGHT)

    def show_experiment(self, experiment: Experiment) -> None:
        """Marks the experiment's target in the gallery, and shows its value on every knob."""
        self.gallery.show_own(own_target(experiment.own_data) if experiment.own_data else None)
        self.gallery.mark(experiment.target)
        self.knobs.show_experiment(experiment)

    def restyle(self, neutrals: Neutrals) -> None:
        self.gallery.restyle(neutrals)
        self.knobs.restyle(neutrals)


class FitColumn(QWidget):
    """The verdict above the curves; above the first curve, D at the pins, if there are any."""

    lenses_changed = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.verdict, self.curves, self.pinned = VerdictCard(), Curves(), Pinned()
        self.verdict.lenses_changed.connect(self.lenses_changed)
        self.curves.put_first(self.pinned)
        _stack(self, self.verdict, self.curves, stretches=(0, 1))

    def lenses(self) -> frozenset[Lens[object]]:
        return self.verdict.lenses() | self.curves.lenses()

    def show_picture(self, picture: Picture) -> None:
        """Shows the verdict and every plot of this picture."""
        for part in self.parts(picture):
            part()

    def parts(self, picture: Picture) -> list[Part]:
        """The same in parts: the verdict, then one plot after another."""
        return [partial(self.verdict.show_picture, picture), *self.curves.parts(picture)]

    def restyle(self, neutrals: Neutrals) -> None:
        self.verdict.restyle(neutrals)
        self.curves.restyle(neutrals)
        self.curves.densities.setIcon(swatch("both", neutrals))
        self.pinned.restyle(neutrals)


def _scrolled(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidget(widget)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area


def _stack(column: QWidget, *widgets: QWidget, stretches: tuple[int, ...]) -> None:
    """The widgets in a column, never narrower than their labels."""
    layout = QVBoxLayout(column)
    layout.setContentsMargins(4, 4, 4, 4)
    for widget, stretch in zip(widgets, stretches, strict=True):
        layout.addWidget(widget, stretch)
    column.setMinimumWidth(LEAST_COLUMN)
