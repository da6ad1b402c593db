"""The plots over iterations: D's mean outputs, both losses, and how close P_model is to P_data."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QTabWidget, QToolButton, QVBoxLayout, QWidget

from playground.core.choices.objectives import OBJECTIVES
from playground.core.experiment import Experiment
from playground.core.lenses import FIT as FIT_LENS
from playground.core.lenses import Fit, Lens
from playground.engine.curves import Curve
from playground.engine.letters import Picture
from playground.engine.past import HELD_OUT
from playground.i18n import Text, tr
from playground.ui.curve_specs import PLOTS
from playground.ui.labels import Label
from playground.ui.palette import Neutrals
from playground.ui.plot_box import PlotBox
from playground.ui.scores import displayed
from playground.ui.terms import explain
from playground.ui.theme import quiet

FIRST = "verdicts"
"""Always visible; the other plots are in tabs."""
TABS: tuple[tuple[Text, tuple[str, ...]], ...] = (("How close", ("distance", "quality")), ("Losses", ("losses",)))


class Curves(QWidget):
    """The column of plots, with the label "iteration" below the last."""

    densities_wanted = pyqtSignal(bool)
    """Both densities, which the distance compares, are to be shown on the plane, or hidden."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("curves"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 4)
        layout.setSpacing(4)
        self.boxes = {plot.name: PlotBox(plot) for plot in PLOTS}
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for title, names in TABS:
            page = QWidget()
            column = QVBoxLayout(page)
            column.setContentsMargins(0, 2, 0, 0)
            column.setSpacing(4)
            for name in names:
                column.addWidget(self.boxes[name], 1)
            self.tabs.addTab(page, tr(title))
        self.densities = explain(QToolButton(), "part:densities")
        self.densities.setCheckable(True)
        self.densities.setAutoRaise(True)
        self.densities.setAccessibleName(tr("densities on the plane"))
        self.densities.setToolTip(
            tr("Show both on the plane, as densities: P_data in blue, P_model in orange. Click again to hide them.")
        )
        self.densities.clicked.connect(self.densities_wanted)
        self.boxes["distance"].add(self.densities)
        layout.addWidget(self.boxes[FIRST], 1)
        layout.addWidget(self.tabs, 2)
        self._column = layout
        axis = explain(Label(tr("iteration")), "axis:iteration")
        quiet(axis)
        axis.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(axis)
        for name in ("distance", "quality"):
            low, high = self.boxes[name].plot.low, self.boxes[name].plot.high
            self.boxes[name].graphics.setLimits(xMin=0, yMin=low)
            if high is not None:
                self.boxes[name].graphics.setYRange(0, high, padding=0)

    def put_first(self, widget: QWidget) -> None:
        """Adds a widget at the top of the column."""
        self._column.insertWidget(0, widget, 1)

    def lenses(self) -> frozenset[Lens[object]]:
        return frozenset(plot.lens for plot in PLOTS if plot.lens is not None)

    def show_picture(self, picture: Picture) -> None:
        """Draws every plot of this picture."""
        for part in self.parts(picture):
            part()

    def parts(self, picture: Picture) -> list[Callable[[], None]]:
        """The same as one function per plot."""
        return [partial(self._show, name, picture) for name in self.boxes]

    def _show(self, name: str, picture: Picture) -> None:
        fit = picture.seen(FIT_LENS)
        records = {"losses": with_displayed(picture.losses, picture.experiment), "metrics": picture.metrics}
        prefix = "raw_" if fit is not None and not fit.averaged and picture.experiment.ema > 0 else ""
        self.boxes[name].show_curves(records, prefix)
        _FRAMES[name](self.boxes[name], picture.experiment, fit)

    def restyle(self, neutrals: Neutrals) -> None:
        for box in self.boxes.values():
            box.restyle(neutrals)


def _verdicts(box: PlotBox, experiment: Experiment, _fit: Fit | None) -> None:
    probability = OBJECTIVES[experiment.objective].probability
    box.set_title(tr(box.plot.title) if probability else tr("D's score: real points should be higher"))
    box.show_levels(0.5 if probability else 0.0)
    if probability:
        box.graphics.setYRange(0, 1.08, padding=0)
    else:
        box.graphics.enableAutoRange(axis="y")


def _losses(box: PlotBox, experiment: Experiment, _fit: Fit | None) -> None:
    box.show_levels(*OBJECTIVES[experiment.objective].equilibrium_with(experiment.label_smoothing))


def _distance(box: PlotBox, _experiment: Experiment, fit: Fit | None) -> None:
    if fit is not None:
        box.show_levels(fit.floor)
        box.show_band(fit.band("sliced_wasserstein"))


def _quality(box: PlotBox, _experiment: Experiment, fit: Fit | None) -> None:
    box.setVisible(fit is None or fit.modes is not None)
    if fit is not None:
        box.show_levels(fit.ceiling)
        box.show_band(fit.band("high_quality"))


_FRAMES: dict[str, Callable[[PlotBox, Experiment, Fit | None], None]] = {
    "verdicts": _verdicts,
    "losses": _losses,
    "distance": _distance,
    "quality": _quality,
}
"""Sets the title, range and dashed lines of each plot."""


def with_displayed(losses: Curve, experiment: Experiment) -> Curve:
    """The same record with D's means as they are displayed for this experiment's objective."""
    real, fake = displayed(losses.y["d_real"], losses.y["d_fake"], experiment.objective)
    means = {"d_real": np.asarray(real, np.float32), "d_fake": np.asarray(fake, np.float32)}
    if HELD_OUT in losses.y:
        means[HELD_OUT] = np.asarray(losses.y[HELD_OUT] + (means["d_real"] - losses.y["d_real"]), np.float32)
    return Curve(losses.x, {**losses.y, **means})
