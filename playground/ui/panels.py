"""The panels around the plane: each view of the table in its dock, what the visible ones need, and what they show."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pkgutil import resolve_name
from typing import Protocol, TypeVar, runtime_checkable

import numpy as np
from PyQt6.QtCore import QObject, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QFont
from PyQt6.QtWidgets import QDockWidget, QMainWindow, QTabBar, QWidget

from playground.core.experiment import KNOBS, Experiment
from playground.core.lenses import HELD, SAMPLES, UNIT, Lens
from playground.core.lenses.look import shown_latents
from playground.engine.letters import Picture
from playground.i18n import tr
from playground.ui.central import Stage
from playground.ui.columns import ExperimentColumn, FitColumn
from playground.ui.controller import Controller
from playground.ui.diagnosing import Diagnosing
from playground.ui.knob_editors import RATES
from playground.ui.layers import DENSITIES
from playground.ui.palette import Neutrals
from playground.ui.story_column import StoryColumn
from playground.ui.terms import explain
from playground.ui.theme import weigh
from playground.ui.turns import Part
from playground.ui.view_specs import VIEW_SPECS, Area, ViewSpec
from playground.ui.views.game import Game
from playground.ui.views.landscape import missing
from playground.ui.views.latent import LatentPad
from playground.ui.views.networks import Networks
from playground.ui.views.numbers import NumbersView

AREAS: dict[Area, tuple[Qt.DockWidgetArea, int]] = {
    "left": (Qt.DockWidgetArea.LeftDockWidgetArea, 282),
    "right": (Qt.DockWidgetArea.RightDockWidgetArea, 330),
}
"""Each side of the plane, and its initial width."""
"""The layers of P_data and of P_model."""
W = TypeVar("W", bound=QWidget)


@runtime_checkable
class View(Protocol):
    """A view: what it needs, and how it receives a picture."""

    def lenses(self) -> frozenset[Lens[object]]: ...
    def show_picture(self, picture: Picture) -> object: ...


@runtime_checkable
class InParts(Protocol):
    """A view that takes long to draw, and so is drawn in parts."""

    def parts(self, picture: Picture) -> list[Part]: ...


@runtime_checkable
class Follower(Protocol):
    """A view that shows the requested experiment before any picture does."""

    def show_experiment(self, experiment: Experiment) -> None: ...


@runtime_checkable
class Painted(Protocol):
    """A view with colours beyond Qt's palette."""

    def restyle(self, neutrals: Neutrals) -> None: ...


class Panels(QObject):
    """Creates the views and their docks, and passes on their requests."""

    changed = pyqtSignal()
    """The visible views have changed, so different lenses are needed."""

    wanted = pyqtSignal(str)
    """A dock is about to be shown because somebody asked for it by name."""

    def __init__(self, window: QMainWindow, controller: Controller, stage: Stage) -> None:
        super().__init__(window)
        self._soon = QTimer(self)  # a dock says that it is hidden before its contents are; and it ends with the docks
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.changed)
        self._window, self._controller, self._stage = window, controller, stage
        self._rows = [row for row in VIEW_SPECS if not row.opengl or missing() is None]
        self.views: dict[str, QWidget] = {row.name: resolve_name(row.make)() for row in self._rows}
        self._viewing = [(row, view) for row in self._rows if isinstance(view := self.views[row.name], View)]
        self.experiment, self.fit = self._made("experiment", ExperimentColumn), self._made("fit", FitColumn)
        self.game, self.latent = self._made("game", Game), self._made("latent", LatentPad)
        self.story = self._made("story", StoryColumn)
        self.networks, self.numbers = self._made("networks", Networks), self._made("numbers", NumbersView)
        self._visible: dict[str, bool] = {}
        self.docks = {row.name: self._dock(row) for row in self._rows}
        self._connect()

    def _made(self, name: str, kind: type[W]) -> W:
        """A view that sends requests to the game, with its own type."""
        view = self.views[name]
        assert isinstance(view, kind)
        return view

    def _dock(self, row: ViewSpec) -> QDockWidget:
        dock = QDockWidget(tr(row.title), self._window)
        dock.setObjectName(row.name)
        explain(dock, f"view:{row.name}")
        weigh(dock, QFont.Weight.DemiBold)  # its title
        weigh(self.views[row.name], QFont.Weight.Normal)
        dock.setWidget(self.views[row.name])
        self._window.addDockWidget(AREAS[row.area][0], dock)
        dock.visibilityChanged.connect(partial(self._see, row.name))
        if (switch := dock.toggleViewAction()) is not None:
            switch.triggered.connect(partial(self._open_from_menu, row.name))
        return dock

    def _see(self, name: str, seen: bool) -> None:
        """Tracks docks behind another's tab, which Qt counts as visible; only this signal reports them."""
        self._visible[name] = seen
        for bar in self._window.findChildren(QTabBar):
            bar.setElideMode(
                Qt.TextElideMode.ElideNone
            )  # whole names; Qt makes these bars, whenever docks share a place
            bar.setUsesScrollButtons(True)
        self._soon.start()

    def seen(self, name: str) -> bool:
        """True if a dock is actually visible on the screen."""
        return self._visible.get(name, False) and not self._window.isMinimized()

    def bring(self, name: str) -> None:
        """Shows a dock in front of the others on its side, at whatever level it is there."""
        self.wanted.emit(name)
        self.docks[name].show()
        self.docks[name].raise_()

    def _open_from_menu(self, name: str, on: bool) -> None:
        if on:
            self.bring(name)

    # ---- the views' requests ----

    def _connect(self) -> None:
        c, stage = self._controller, self._stage
        self.experiment.gallery.chosen.connect(lambda name: c.change("target", name))
        self.experiment.knobs.changed.connect(c.change)
        self.experiment.knobs.rates_changed.connect(self._scale_rates)
        stage.readings.pins_changed.connect(lambda pins: self.fit.pinned.begin(len(pins)))
        wishes = {"play": c.play, "pause": c.pause}
        self.fit.curves.densities_wanted.connect(self._show_densities)
        stage.plane.layers_changed.connect(self._say_densities)
        self.game.wants.connect(lambda what: wishes[what]() if what in wishes else c.step(what))
        self.game.lenses_changed.connect(self.changed)
        self.fit.lenses_changed.connect(self.changed)
        for game in (self.game, self.story.game):
            game.opened.connect(self._open)
        self.latent.held.connect(self._hold)
        self.latent.walked.connect(lambda walk: c.show(walk=walk))
        self.latent.dimensions.connect(lambda axes: c.show(latents_shown=axes))
        for asked in (self.latent.asked, stage.panel.of_class.chosen):
            asked.connect(lambda label: c.show(label=label))
        stage.plane.picked.connect(self._pick)
        self.networks.pointed.connect(self._point_at)
        self.networks.typed.connect(c.set_weight)
        self.numbers.analyses.wanted.connect(c.analyse)
        c.bridge.told.connect(self.numbers.hear)

    def follow(self, diagnosing: Diagnosing) -> None:
        """Shows the diagnosis of the game at either level; the remedy chosen there is applied."""
        for shows, row in (
            (self.fit.verdict.show_diagnosis, self.fit.verdict.remedies),
            (self.story.why.show_diagnosis, self.story.why.row),
        ):
            diagnosing.changed.connect(shows)
            row.chosen.connect(diagnosing.apply)

    def _scale_rates(self, factor: float) -> None:
        """Both learning rates, as far as their knobs allow, at once: one change to be undone."""
        e = self._controller.experiment
        self._controller.change_all(
            {
                key: min(max(float(f"{getattr(e, key) * factor:.3g}"), KNOBS[key].low or 0.0), KNOBS[key].high or 1.0)
                for key in RATES
            }
        )

    def _point_at(self, unit: tuple[str, int, int] | None) -> None:
        self._controller.show(unit=unit)
        self.changed.emit()

    def _hold(self, z: tuple[float, ...]) -> None:
        self._controller.show(latent=z)
        self.changed.emit()
        if not z:
            self._stage.plane.pins.hold(None, None)

    def _open(self, box: str) -> None:
        """A box in the game diagram opens its view: the latent pad, a layer of the plane, or the numbers."""
        docks = {"z": "latent", "verdicts": "fit"}
        layers = {"g": "manifold", "fake": "fake", "real": "real", "d": "surface"}
        if box in docks:
            self.bring(docks[box])
        else:
            self._stage.legend.switches[layers[box]].setChecked(True)

    def _show_densities(self, on: bool) -> None:
        for layer in DENSITIES:
            self._stage.legend.switches[layer].setChecked(on)
        self._say_densities()

    def _say_densities(self) -> None:
        """The button of the gap's plot is down while both densities are on the plane, whoever switched them."""
        self.fit.curves.densities.setChecked(all(map(self._stage.plane.layer_on, DENSITIES)))

    def _pick(self, where: tuple[float, float]) -> None:
        """Holds the latent of the fake nearest to a double-click."""
        picture = self._stage.shown
        samples = picture.seen(SAMPLES) if picture else None
        if picture is None or samples is None:
            return
        e = picture.experiment
        nearest = int(np.nanargmin(((samples.fake - np.array(where)) ** 2).sum(1)))
        self.bring("latent")
        self.latent.show_experiment(e)
        if samples.labels is not None:
            self._controller.show(label=int(samples.labels[nearest]))
        self.latent.hold(shown_latents(e.seed, e.latent_kind, e.latent_size, picture.display.dots)[nearest])

    # ---- for the window ----

    def _following(self, *paces: str) -> Iterator[View]:
        """The visible views with these paces."""
        for row, view in self._viewing:
            if row.pace in paces and (row.pace == "always" or self.seen(row.name)):
                yield view

    def lenses(self) -> frozenset[Lens[object]]:
        """What the visible views need of every picture; a held latent is tracked even while its pad is hidden."""
        unit: frozenset[Lens[object]] = frozenset({UNIT} if self._controller.display.unit is not None else ())
        return unit.union(*(view.lenses() for view in self._following("at once", "always")))

    def lenses_in_turns(self) -> frozenset[Lens[object]]:
        """What the visible views need that are drawn in turns."""
        return frozenset[Lens[object]]().union(*(view.lenses() for view in self._following("in turns")))

    def show_experiment(self, experiment: Experiment) -> None:
        for view in self.views.values():
            if isinstance(view, Follower):
                view.show_experiment(experiment)

    def show_at_once(self, picture: Picture) -> None:
        """Updates with every picture: the held latent and the pins, also on the plane, and the fast views."""
        for view in self._following("at once", "always"):
            view.show_picture(picture)
        plane = self._stage.plane
        plane.show_unit(picture.seen(UNIT))
        held = picture.seen(HELD)
        if held is not None and self._controller.display.latent:
            path = held.walk if len(held.walk) else np.array(self.latent.path, np.float32)
            plane.pins.hold((float(held.at[0]), float(held.at[1])), path)
        elif picture.refusal(HELD):
            plane.pins.hold(None, None)
        if readings := self._stage.readings.of_pins(picture):
            self.fit.pinned.show_readings(picture.counters.iteration, readings)
            plane.pins.read(tuple(reading.d for reading in readings), 0.5 if readings[0].probability else 0.0)

    def in_time(self, picture: Picture) -> list[Part]:
        """Updates the slow views, plots and numbers, in parts."""
        return [
            part
            for view in self._following("in turns")
            for part in (view.parts(picture) if isinstance(view, InParts) else [partial(view.show_picture, picture)])
        ]

    def restyle(self, neutrals: Neutrals) -> None:
        for view in self.views.values():
            if isinstance(view, Painted):
                view.restyle(neutrals)

    def arrange(self) -> None:
        """Moves every panel to its initial place; the window keeps its size."""
        size = self._window.size()
        first: dict[Area, QDockWidget] = {}
        for row in sorted(self._rows, key=lambda row: not row.stacked):
            dock = self.docks[row.name]
            dock.setFloating(False)
            self._window.addDockWidget(AREAS[row.area][0], dock)
            if row.stacked:
                continue
            if dock is not first.setdefault(row.area, dock):
                self._window.tabifyDockWidget(first[row.area], dock)
        for row in self._rows:
            self.docks[row.name].setVisible(row.shown)
        for dock in first.values():
            dock.raise_()
        widths = [AREAS[area][1] for area in first]
        if (arrangement := self._window.layout()) is not None:
            arrangement.activate()
        self._window.resize(size)
        self._window.resizeDocks(list(first.values()), widths, Qt.Orientation.Horizontal)
