"""The panels around the plane: which there are, where they dock, what each asks for and shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

import numpy as np
from PyQt6.QtCore import QObject, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QFont
from PyQt6.QtWidgets import QDockWidget, QScrollArea, QVBoxLayout, QWidget

from playground.core.experiment import Experiment
from playground.core.lenses import HELD, SAMPLES, UNIT, Lens
from playground.core.lenses.look import shown_latents
from playground.engine.letters import Picture
from playground.i18n import tr
from playground.ui.central import Stage
from playground.ui.controller import Controller
from playground.ui.knobs import KnobPanel
from playground.ui.palette import Neutrals
from playground.ui.theme import weigh
from playground.ui.turns import Part
from playground.ui.views.curves import Curves
from playground.ui.views.gallery import Gallery
from playground.ui.views.game import Game
from playground.ui.views.landscape import Landscape, missing
from playground.ui.views.latent import LatentPad
from playground.ui.views.metrics import Metrics
from playground.ui.views.networks import Networks
from playground.ui.views.numbers import NumbersView
from playground.ui.views.pinned import Pinned
from playground.ui.views.verdict import VerdictCard

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QMainWindow

LEFT, RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
LEAST_COLUMN = 262
"""Pixels: below this the knobs' words would be cut."""
WIDTHS = (282, 330)


class View(Protocol):
    """What every way of looking can do."""

    def lenses(self) -> frozenset[Lens[object]]: ...
    def show_picture(self, picture: Picture) -> object: ...


@dataclass(frozen=True)
class Panel:
    """One dock: its title, where it is at first, and whether it is seen at first."""

    title: str
    area: Qt.DockWidgetArea
    shown: bool


PANELS = {
    "experiment": Panel("P_data and knobs", LEFT, shown=True),
    "fit": Panel("How it goes", RIGHT, shown=True),
    "game": Panel("The game", RIGHT, shown=True),
    "latent": Panel("Latent pad", RIGHT, shown=False),
    "networks": Panel("Inside the networks", RIGHT, shown=False),
    "numbers": Panel("Numbers of the game", RIGHT, shown=False),
    "landscape": Panel("Landscape", RIGHT, shown=False),
    "metrics": Panel("All metrics", RIGHT, shown=False),
}
"""Every dock by its name, in the order of the View menu; those on one side share it as tabs."""


class Panels(QObject):
    """Makes the panels and their docks, and passes on what they want."""

    changed = pyqtSignal()
    """What is visible has changed, so other lenses are wanted."""

    def __init__(self, window: QMainWindow, controller: Controller, stage: Stage) -> None:
        super().__init__(window)
        self._window, self._controller, self._stage = window, controller, stage
        self.gallery, self.knobs = Gallery(), KnobPanel()
        self.verdict, self.curves, self.pinned, self.metrics = VerdictCard(), Curves(), Pinned(), Metrics()
        self.game, self.latent, self.networks, self.numbers = Game(), LatentPad(), Networks(), NumbersView()
        self.landscape = Landscape()
        self.curves.put_first(self.pinned)
        contents: dict[str, QWidget] = {
            "experiment": column(self.gallery, _scrolled(self.knobs), stretches=(2, 3)),
            "fit": column(self.verdict, self.curves, stretches=(0, 1)),
            "game": self.game,
            "latent": self.latent,
            "networks": self.networks,
            "numbers": self.numbers,
            "landscape": self.landscape,
            "metrics": self.metrics,
        }
        self._visible: dict[str, bool] = {}
        self._at_once: dict[str, View] = {"game": self.game, "networks": self.networks, "landscape": self.landscape}
        self._in_time: dict[str, tuple[View, ...]] = {
            "fit": (self.verdict, self.curves),
            "metrics": (self.metrics,),
            "numbers": (self.numbers,),
        }
        offered = [name for name in PANELS if name != "landscape" or missing() is None]
        self.docks = {name: self._dock(name, contents[name]) for name in offered}
        self._connect()

    def _dock(self, name: str, widget: QWidget) -> QDockWidget:
        dock = QDockWidget(tr(PANELS[name].title), self._window)
        dock.setObjectName(name)
        weigh(dock, QFont.Weight.DemiBold)  # its title
        weigh(widget, QFont.Weight.Normal)
        dock.setWidget(widget)
        self._window.addDockWidget(PANELS[name].area, dock)
        # a moment later: a dock says that it is hidden before its contents are
        dock.visibilityChanged.connect(lambda seen: self._see(name, seen))
        return dock

    def _see(self, name: str, seen: bool) -> None:
        """A dock behind another's tab counts as visible for Qt, and only this signal tells."""
        self._visible[name] = seen
        QTimer.singleShot(0, self.changed.emit)

    def seen(self, name: str) -> bool:
        """True where a dock is really before a person's eyes."""
        return self._visible.get(name, False) and not self._window.isMinimized()

    def _connect(self) -> None:
        c, stage = self._controller, self._stage
        self.gallery.chosen.connect(lambda name: c.change("target", name))
        self.knobs.changed.connect(c.change)
        stage.readings.pins_changed.connect(lambda pins: self.pinned.begin(len(pins)))
        wishes = {"play": c.play, "pause": c.pause}
        self.game.wants.connect(lambda what: wishes[what]() if what in wishes else c.step(what))
        self.game.lenses_changed.connect(self.changed)
        self.game.opened.connect(self._open)
        self.latent.held.connect(self._hold)
        self.latent.walked.connect(lambda walk: c.show(walk=walk))
        self.latent.dimensions.connect(lambda axes: c.show(latents_shown=axes))
        stage.plane.picked.connect(self._pick)
        self.networks.pointed.connect(self._point_at)
        self.networks.typed.connect(c.set_weight)

    def _point_at(self, unit: tuple[str, int, int] | None) -> None:
        self._controller.show(unit=unit)
        self.changed.emit()

    def _hold(self, z: tuple[float, ...]) -> None:
        self._controller.show(latent=z)
        self.changed.emit()
        if not z:
            self._stage.plane.pins.hold(None, None)

    def _open(self, box: str) -> None:
        """A box of the game opens its own view: the latent pad, a layer of the plane, or the numbers."""
        docks = {"z": "latent", "verdicts": "fit"}
        layers = {"g": "manifold", "fake": "fake", "real": "real", "d": "surface"}
        if box in docks:
            self.docks[docks[box]].show()
            self.docks[docks[box]].raise_()
        else:
            self._stage.legend.switches[layers[box]].setChecked(True)

    def _pick(self, where: tuple[float, float]) -> None:
        """Holds the latent of the fake that lies nearest to a double click."""
        picture = self._stage.shown
        samples = picture.seen(SAMPLES) if picture else None
        if picture is None or samples is None:
            return
        e = picture.experiment
        nearest = int(np.nanargmin(((samples.fake - np.array(where)) ** 2).sum(1)))
        self.docks["latent"].show()
        self.docks["latent"].raise_()
        self.latent.show_experiment(e)
        self.latent.hold(shown_latents(e.seed, e.latent_kind, e.latent_size, picture.display.dots)[nearest])

    # ---- for the window ----

    def lenses(self) -> frozenset[Lens[object]]:
        """What the visible panels need; a held latent is followed also while its pad is hidden."""
        views = [view for name, view in self._at_once.items() if self.seen(name)]
        views += [view for name, group in self._in_time.items() if self.seen(name) for view in group]
        wanted: frozenset[Lens[object]] = frozenset().union(*(view.lenses() for view in views))
        if self._controller.display.unit is not None:
            wanted |= {UNIT}
        return wanted | (self.latent.lenses() if self._controller.display.latent else frozenset())

    def show_experiment(self, experiment: Experiment) -> None:
        self.gallery.mark(experiment.target)
        self.knobs.show_experiment(experiment)
        self.latent.show_experiment(experiment)

    def show_at_once(self, picture: Picture) -> None:
        """What moves with every picture: the held latent, the pins, the miniatures of the game."""
        path = self.latent.show_picture(picture)
        self._stage.plane.show_unit(picture.seen(UNIT))
        held = picture.seen(HELD)
        if held is not None and self._controller.display.latent:
            self._stage.plane.pins.hold((float(held.at[0]), float(held.at[1])), path)
        if readings := self._stage.readings.of_pins(picture):
            self.pinned.show_readings(picture.counters.iteration, readings)
            self._stage.plane.pins.read(tuple(reading.d for reading in readings))
        for name, view in self._at_once.items():
            if self.seen(name):
                view.show_picture(picture)

    def in_time(self, picture: Picture) -> list[Part]:
        """What moves slowly, plots and numbers, in parts."""
        views = [view for name, group in self._in_time.items() if self.seen(name) for view in group]
        return [
            part
            for view in views
            for part in (view.parts(picture) if isinstance(view, Curves) else [partial(view.show_picture, picture)])
        ]

    def restyle(self, neutrals: Neutrals) -> None:
        for part in (
            self.gallery,
            self.knobs,
            self.curves,
            self.pinned,
            self.game,
            self.latent,
            self.networks,
            self.numbers,
            self.landscape,
        ):
            part.restyle(neutrals)

    def arrange(self) -> None:
        """Every panel where it is at first."""
        for name, dock in self.docks.items():
            dock.setFloating(False)
            self._window.addDockWidget(PANELS[name].area, dock)
            if PANELS[name].area == RIGHT and name != "fit":
                self._window.tabifyDockWidget(self.docks["fit"], dock)
        for name, dock in self.docks.items():
            dock.setVisible(PANELS[name].shown)
        self.docks["fit"].raise_()
        self._window.resizeDocks([self.docks["experiment"], self.docks["fit"]], list(WIDTHS), Qt.Orientation.Horizontal)


def _scrolled(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidget(widget)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area


def column(*widgets: QWidget, stretches: tuple[int, ...]) -> QWidget:
    """Widgets under one another, never narrower than their words."""
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(4, 4, 4, 4)
    for widget, stretch in zip(widgets, stretches, strict=True):
        layout.addWidget(widget, stretch)
    made.setMinimumWidth(LEAST_COLUMN)
    return made
