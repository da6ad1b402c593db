"""The window: docks, menus and status; it connects the parts and decides nothing about the game."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QTimer, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QPaintEvent
from PyQt6.QtWidgets import (
    QApplication,
    QInputDialog,
    QMainWindow,
)

from playground.core.experiment import EXPERIMENT, Experiment
from playground.core.own_data.target import own_target, target_of
from playground.engine.commands import Stop
from playground.engine.letters import Letter, Picture, Ready
from playground.i18n import tr
from playground.ui import dialogs
from playground.ui.actions import ACTIONS
from playground.ui.central import Stage
from playground.ui.controller import Controller
from playground.ui.exporting import Exports
from playground.ui.files import LAYOUT_VERSION, Files
from playground.ui.film import Film
from playground.ui.layers import LAYERS
from playground.ui.menus import make_actions, make_menus
from playground.ui.news import News
from playground.ui.own.intake import Desk
from playground.ui.palette import Neutrals
from playground.ui.panels import Panels
from playground.ui.settings import APART, Settings
from playground.ui.side import SideView
from playground.ui.status import Status
from playground.ui.sweep import SweepView
from playground.ui.theme import Theme, dress
from playground.ui.toolbar import Toolbar
from playground.ui.turns import Part, Turns
from playground.ui.views.plane import Plane
from playground.ui.views.theory import TheoryView

ROUND_MS = 200
"""The plots move slowly: a round of them five times a second is enough."""
PROJECTOR_SCALE = 1.35


class Window(QMainWindow):
    """The one window. `controller` holds what the person wants; pictures arrive over its bridge."""

    painted = pyqtSignal()
    """The first paint is done: now is the time for what takes long."""

    def __init__(self, controller: Controller, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self.controller: Controller = controller
        self.theme: Theme = theme
        self.settings: Settings = settings
        self.projecting: bool = False
        self.theory: TheoryView | None = None
        self.side: SideView | None = None
        self.sweeps: SweepView | None = None
        self._was_painted = False
        self.torch_version = ""
        self._picture: Picture | None = None
        self.setWindowTitle(tr("GAN playground"))
        self.setAccessibleName(self.windowTitle())
        self.actions_by_id = make_actions(self)
        self.menus = make_menus(self, self.actions_by_id)
        self.toolbar = Toolbar(self.actions_by_id, [a.id for a in ACTIONS if a.toolbar])
        self.addToolBar(self.toolbar)
        self.stage: Stage = Stage()
        self.plane: Plane = self.stage.plane
        self.setCentralWidget(self.stage)
        self.panels = Panels(self, controller, self.stage)
        p = self.panels
        self.docks, self.gallery, self.knobs = p.docks, p.gallery, p.knobs
        self.verdict, self.curves, self.metrics = p.verdict, p.curves, p.metrics
        for dock in self.docks.values():
            self.menus["View"].addAction(dock.toggleViewAction())
        bar = self.statusBar()
        assert bar is not None
        self.status: Status = Status(bar)
        self._turns = Turns(self._slow_parts, ROUND_MS, self)
        self._connect()
        self._first_layout()
        self._restore()

    # ---- parts ----

    def _connect(self) -> None:
        c = self.controller
        self.stage.dots_wanted.connect(lambda n: c.show(dots=n))
        self.stage.averaged_wanted.connect(lambda on: c.show(averaged=on))
        self.stage.welcome.play.clicked.connect(c.toggle)
        self.toolbar.speed.changed.connect(c.pace)
        self.plane.looked_at.connect(lambda rect: c.show(rect=rect))
        self.plane.layers_changed.connect(self._watch)
        self.stage.readings.wanted.connect(lambda probes: c.show(probes=probes))
        self.panels.changed.connect(self._watch)
        self.film: Film = Film(c)
        self._connect_time()
        c.experiment_changed.connect(self._show_experiment)
        c.display_changed.connect(self.stage.show_display)
        c.playing_changed.connect(self._show_playing)
        self.news = News(self.stage.banner, c, self)
        self.files: Files = Files(self)
        self.exports: Exports = Exports(self)
        self.own: Desk = Desk(c, self, self.files)
        self.own.refused.connect(self.stage.banner.say)
        self.gallery.own_wanted.connect(self.own.choose)
        self.theme.changed.connect(self.own.restyle)
        self.own.restyle(self.theme.neutrals)
        c.bridge.arrived.connect(self._show_picture)
        c.bridge.told.connect(self._greet)
        self.theme.changed.connect(self._restyle)
        self._show_experiment(c.experiment)
        self.stage.show_display(c.display)
        self._restyle(self.theme.neutrals)
        self._show_playing(c.playing)

    def _connect_time(self) -> None:
        c, timeline = self.controller, self.stage.timeline
        timeline.strip.scrubbed.connect(c.scrub)
        timeline.strip.released.connect(c.go_to)
        timeline.filmed.connect(self.film.run)
        timeline.now_wanted.connect(self.go_to_now)
        timeline.branch_wanted.connect(self.go_on_from_here)
        timeline.entered.connect(c.enter)
        timeline.renamed.connect(c.rename)
        timeline.forgotten.connect(c.forget)
        timeline.budget_wanted.connect(self._remember_budget)
        self.film.turned.connect(timeline.show_film)
        c.remember(self.settings.get("history/megabytes", 256))

    def _remember_budget(self, megabytes: int) -> None:
        self.settings.set("history/megabytes", megabytes)
        self.controller.remember(megabytes)

    # ---- layout ----

    def _first_layout(self) -> None:
        self.resize(1280, 800)
        self.panels.arrange()

    @property
    def apart(self) -> bool:
        """Training is to go on in a process of its own."""
        return self.settings.get(APART, False)

    def choose_apart(self, on: bool) -> None:
        """Whether training goes on in a process of its own, from the next start on."""
        self.settings.set(APART, on)
        self.stage.banner.say(
            tr("From the next start on, training goes on in a process of its own.")
            if on
            else tr("From the next start on, training goes on in the window's own process.")
        )

    def show_view(self, name: str) -> None:
        """Brings a way of looking to the front; the plane is always there."""
        if name in self.docks:
            self.docks[name].show()
            self.docks[name].raise_()

    def reset_layout(self) -> None:
        """Every panel where it was at the very first start."""
        self.panels.arrange()
        self.plane.fit()

    def _restore(self) -> None:
        s = self.settings
        if (geometry := s.get_bytes("window/geometry")) is not None:
            self.restoreGeometry(geometry)
        if (state := s.get_bytes("window/state")) is not None:
            self.restoreState(state, LAYOUT_VERSION)
        for layer in LAYERS:
            self.stage.legend.switches[layer.name].setChecked(s.get(f"layers/{layer.name}", layer.on))
        self.controller.show(dots=max(50, s.get("display/dots", self.controller.display.dots)))

    def _remember(self) -> None:
        s = self.settings
        if not self.projecting:
            s.set_bytes("window/geometry", self.saveGeometry())
            s.set_bytes("window/state", self.saveState(LAYOUT_VERSION))
        s.set("window/theme", self.theme.wish)
        for layer in LAYERS:
            s.set(f"layers/{layer.name}", self.plane.layer_on(layer.name))
        s.set("display/dots", self.controller.display.dots)
        s.sync()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self._after_first_paint)

    def _after_first_paint(self) -> None:
        self.painted.emit()
        self.files.offer_left_behind()
        self.gallery.draw()
        self._watch()

    def closeEvent(self, event: QCloseEvent | None) -> None:
        self._remember()
        self.files.autosave.stop()
        self.controller.bridge.close()
        if self.side is not None:
            self.side.close()
        if self.sweeps is not None:
            self.sweeps.close()
        super().closeEvent(event)

    # ---- what is shown ----

    def _watch(self) -> None:
        """Asks for the lenses that something visible needs."""
        lenses = self.plane.lenses() if self.plane.isVisible() else frozenset()
        lenses |= self.panels.lenses()
        self.controller.watch(lenses)

    def _show_picture(self, picture: Picture) -> None:
        self._picture = picture
        if picture.counters.d_steps or picture.counters.g_steps:
            self.stage.welcome.hide()
        self.stage.show_picture(picture)
        self.panels.show_at_once(picture)
        self.toolbar.show_iteration(picture.counters.iteration)
        if picture.playing and not picture.timeline.at_end:
            self.stage.timeline.show_time(picture.timeline)
        if not picture.playing:
            self._turns.show(picture)
        else:
            self._turns.follow(picture)

    def settled_at(self, iteration: int) -> bool:
        """True where the shown picture is of this iteration or a later one, and at rest."""
        picture = self._picture
        return picture is not None and picture.counters.iteration >= iteration and not picture.playing

    def _slow_parts(self, picture: Picture) -> list[Part]:
        def line() -> None:
            self.status.show_picture(picture, self.controller.bridge.pictures_per_second())
            self.stage.timeline.show_time(picture.timeline)

        return [line, *self.panels.in_time(picture)]

    def _show_experiment(self, experiment: Experiment) -> None:
        self.gallery.show_own(own_target(experiment.own_data) if experiment.own_data else None)
        self.panels.show_experiment(experiment)
        self.actions_by_id["run_modes"].setEnabled(target_of(experiment).modes is not None)

    def _show_playing(self, playing: bool) -> None:
        self.toolbar.show_playing(playing)
        if playing:
            self.stage.welcome.hide()
            self.stage.banner.hide()
            if not self.torch_version:
                self.status.words.setText(tr("loading torch … training begins as soon as it is there"))

    def _greet(self, letter: Letter) -> None:
        if isinstance(letter, Ready):
            self.torch_version = letter.torch_version
            self.knobs.offer_devices(letter.devices)
            self.stage.welcome.ready()

    def _restyle(self, neutrals: Neutrals) -> None:
        dress(self, neutrals)
        for part in (self.stage, self.panels):
            part.restyle(neutrals)
        self.toolbar.restyle(neutrals, self.controller.playing)

    # ---- what the actions do ----

    def choose_theme(self, wish: str) -> None:
        self.theme.choose(wish)
        self.settings.set("window/theme", wish)

    def toggle_projector(self) -> None:
        """Full screen with larger dots and type, and back."""
        self.projecting = not self.projecting
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        font = app.font()
        factor = PROJECTOR_SCALE if self.projecting else 1 / PROJECTOR_SCALE
        font.setPointSizeF(font.pointSizeF() * factor)
        app.setFont(font)
        self.theme.choose(self.theme.wish)
        self.plane.project(self.projecting)
        if self.projecting:
            self.showFullScreen()
        else:
            self.showNormal()
        self.actions_by_id["projector"].setChecked(self.projecting)

    def go_to_now(self) -> None:
        """The last moment of the line at hand."""
        if self._picture is not None:
            self.controller.go_to_moment(self._picture.timeline.end)

    def go_on_from_here(self) -> None:
        """Training goes on in a branch of its own."""
        self.controller.branch()
        self.controller.play()

    def film_past(self, direction: int) -> None:
        """Plays the past as a film, or ends it."""
        timeline = self.stage.timeline
        button = timeline.rewind if direction < 0 else timeline.forward
        button.click()

    def run_to_iteration(self) -> None:
        here = self._picture.counters.iteration if self._picture else 0
        n, said = QInputDialog.getInt(
            self, tr("Run to iteration"), tr("Pause at iteration"), here + 1000, here + 1, 10**9, 1000
        )
        if said:
            self.controller.play(Stop(at_iteration=n))

    def run_until_all_modes(self) -> None:
        self.controller.play(Stop(all_modes=True))

    def back_to_defaults(self) -> None:
        self.controller.load(EXPERIMENT)

    def show_theory(self) -> None:
        """The theory games in a window of their own, made at first use."""
        if self.theory is None:
            self.theory = TheoryView(self)
            self.theme.changed.connect(self.theory.restyle)
            self.theory.restyle(self.theme.neutrals)
        self.theory.show()
        self.theory.activateWindow()

    def show_side(self) -> None:
        """Duplicates of this run in a window of their own; this run pauses and leaves the machine to them."""
        c = self.controller
        if self.side is None:
            if c.playing:
                c.pause()
            layers = {layer.name: self.plane.layer_on(layer.name) for layer in LAYERS}
            self.side = SideView(c.experiment, c.display, layers, self.theme, self)
            self.side.closed.connect(self._forget_side)
        self.side.show()
        self.side.activateWindow()

    def _forget_side(self) -> None:
        self.side = None

    def show_sweeps(self, path: Path | None = None) -> None:
        """The window of sweeps, with a file of results if one is given."""
        if self.sweeps is None:
            self.sweeps = SweepView(self.theme, self.settings.folder, self)
            self.sweeps.opened.connect(self.controller.load)
            self.sweeps.closed.connect(self._forget_sweeps)
        self.sweeps.show()
        self.sweeps.activateWindow()
        if path is not None:
            self.sweeps.open(path)

    def _forget_sweeps(self) -> None:
        self.sweeps = None

    def show_shortcuts(self) -> None:
        dialogs.shortcut_sheet(self).show()

    def show_about(self) -> None:
        dialogs.about(self, self.torch_version, self.controller.experiment.device.upper()).show()
