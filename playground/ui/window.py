"""The window: docks, menus and status; it connects the parts and makes no decisions about the game."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from msgspec import UNSET
from PyQt6.QtCore import QRect, QSize, QTimer, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QPaintEvent, QShowEvent
from PyQt6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from playground.core.experiment import Experiment
from playground.core.session import layout
from playground.core.session.layout import Frame
from playground.engine.deadline import Deadline
from playground.engine.letters import Letter, Picture, Ready
from playground.i18n import Literal, tr
from playground.ui.actions import ACTIONS
from playground.ui.after_paint import AfterPaint
from playground.ui.asking import Asking
from playground.ui.beside import Beside
from playground.ui.budget import Budget
from playground.ui.central import Stage
from playground.ui.class_bar import ClassBar
from playground.ui.classroom import ClassMode
from playground.ui.controller import Controller
from playground.ui.diagnosing import Diagnosing
from playground.ui.docking import box_of, frame_of, place_window, to_front
from playground.ui.exporting import Exports
from playground.ui.exporting.subjects import Subjects
from playground.ui.files import Files
from playground.ui.film import Film
from playground.ui.focus import FocusHome
from playground.ui.layer_panel import LEAST_DOTS, MOST_DOTS
from playground.ui.layers import LAYERS
from playground.ui.lessons.desk import LessonDesk
from playground.ui.lessons.places import Ground
from playground.ui.leveling import Levels
from playground.ui.levels import FIRST
from playground.ui.menus import Offers, add_views, make_actions, make_menus
from playground.ui.mover import Mover
from playground.ui.news import News
from playground.ui.own.intake import Desk
from playground.ui.palette import Neutrals
from playground.ui.panels import Panels
from playground.ui.play.counterfeiter import Counterfeiter, counterfeiters_card
from playground.ui.play.police import Police, polices_card
from playground.ui.progress import updates
from playground.ui.projector import Projector
from playground.ui.recovery import Recovery
from playground.ui.retelling import Retelling
from playground.ui.settings import LEVEL, THEME, Settings, Value
from playground.ui.show_me import Card, ShowMe
from playground.ui.slow_beginning import SlowBeginning
from playground.ui.starts import Starts
from playground.ui.status import Status
from playground.ui.term_card import Lessons
from playground.ui.theme import Theme, dress
from playground.ui.toolbar import Toolbar
from playground.ui.turns import Part, Turns
from playground.ui.undoing import UndoNames
from playground.ui.verbs import Parts, allow, bind
from playground.ui.views.landscape import missing
from playground.ui.views.plane import Plane

W = TypeVar("W", bound=QWidget)
LAYOUT = "window/layout"
FIRST_SIZE = 1440, 900
SAID_MS = 6000
ROUND_MS = 200
"""The plots change slowly: a round of them five times a second is enough."""
UP_MS = 500
"""So long after its first paint a window has not failed to start."""
CLOSING_SECONDS = 1.4
"""How long closing may take: a last save and an iteration that is under way, runs side by side and a sweep together."""


class Window(QMainWindow):
    """The main window. `controller` holds the user's settings; pictures arrive over its bridge."""

    painted = pyqtSignal()
    """The first paint is done: slow initialisation can start."""

    def __init__(self, controller: Controller, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self.controller: Controller = controller
        self.theme: Theme = theme
        self.settings: Settings = settings
        self.deadline: Deadline | None = None
        """Until when all must have ended, once the window is being closed."""
        self._starts = Starts(settings.folder)
        self._was_painted, self.later = False, AfterPaint(self)
        self._fronts: Callable[[], object] | None = None
        """Brings the tabs to the front that were there, once the window is shown."""
        self.setWindowTitle(tr("GAN playground"))
        self.setAccessibleName(self.windowTitle())
        self.actions_by_id = make_actions(self)
        self.toolbar = Toolbar(self.actions_by_id, [a.id for a in ACTIONS if a.toolbar])
        self.addToolBar(self.toolbar)
        self.stage: Stage = Stage()
        self.plane: Plane = self.stage.plane
        self.setCentralWidget(self.stage)
        self.panels = Panels(self, controller, self.stage)
        p = self.panels
        self.docks, self.gallery, self.knobs = p.docks, p.experiment.gallery, p.experiment.knobs
        self.verdict, self.curves = p.fit.verdict, p.fit.curves
        bar = self.statusBar()
        assert bar is not None
        self._bar = bar
        self.status: Status = Status(bar)
        self._turns = Turns(self._slow_parts, ROUND_MS, self)
        self.levels = Levels(self, self.panels, self.toolbar)
        self._make_helpers()
        self._make_menus()
        self._connect()
        self._first_layout()
        self._restore()
        Retelling(self, self)
        self.focus_home = FocusHome(self, self.plane.graphics)
        self.focus_home.go()

    # ---- parts ----

    def _make_helpers(self) -> None:
        """Creates the invisible parts, each with only what it needs."""
        c, say = self.controller, self.stage.banner.say
        self.film: Film = Film(c)
        self.slow: SlowBeginning = SlowBeginning(c, self.settings, lambda: self.toolbar.speed.pace)
        self.show_me: ShowMe = ShowMe(c, self._below_banner(Card()), say)
        self.mover: Mover = Mover(c, self.plane.grips)
        card = self._below_banner(counterfeiters_card())
        self.counterfeiter: Counterfeiter = Counterfeiter(c, card, say, self.stage.legend.switches["gradients"])
        self.police: Police = Police(c, self._below_banner(polices_card()), say, self.stage)
        self.news = News(self.stage.banner, c, self)
        self.class_mode = ClassMode(self.levels, self._below_banner(ClassBar()), say)
        self.files: Files = Files(self, c, self.settings, say, layout=self._layout, shown=self.class_mode.current)
        self.recovery: Recovery = Recovery(self, self.files.autosave, say, self.stage.welcome.offer)
        self.subjects = Subjects(self, self.plane, self.docks)
        self.exports: Exports = Exports(self, c, self.subjects, say, lambda text: self._bar.showMessage(text, SAID_MS))
        self.own: Desk = Desk(c, self, self.files)
        ground = Ground(self, self.stage, self.panels, self.toolbar, self.actions_by_id)
        self.lessons: LessonDesk = LessonDesk(c, ground, self.levels, self.settings, say)
        to_lessons = Lessons(self.lessons.knows, self.lessons.open)
        self.asking: Asking = Asking(self, self.plane.graphics, self.docks, to_lessons)
        self.diagnosing: Diagnosing = Diagnosing(c, say)
        self.beside: Beside = Beside(self, c, self.plane, self.theme, self.settings)
        self.lessons.teacher.theory_wanted.connect(self.beside.show_game)

    def _below_banner(self, card: W) -> W:
        """The card of the demonstration or of a game, in its place."""
        inside = self.stage.layout()
        assert isinstance(inside, QVBoxLayout)
        inside.insertWidget(1, card)
        return card

    def _make_menus(self) -> None:
        c, bar = self.controller, self.menuBar()
        assert bar is not None
        offers = Offers(self.news.begin, self.files.fill_recent, self.files.fill_presets, self.gallery.thumbnail)
        self.menus = make_menus(bar, self.actions_by_id, offers, self.later)
        add_views(self.menus["View"], self.docks, missing())
        parts = Parts(
            window=self,
            controller=c,
            stage=self.stage,
            panels=self.panels,
            theme=self.theme,
            settings=self.settings,
            news=self.news,
            files=self.files,
            recovery=self.recovery,
            exports=self.exports,
            own=self.own,
            beside=self.beside,
            levels=self.levels,
            projector=Projector(self, self.theme, self.plane, self.docks),
            slow=self.slow,
            show_me=self.show_me,
            counterfeiter=self.counterfeiter,
            police=self.police,
            asking=self.asking,
            lessons=self.lessons,
            class_mode=self.class_mode,
        )
        bind(self.actions_by_id, parts)

    def _connect(self) -> None:
        c = self.controller
        self.stage.dots_wanted.connect(lambda n: c.show(dots=n))
        self.stage.averaged_wanted.connect(lambda on: c.show(averaged=on))
        self.stage.stretched_wanted.connect(lambda on: c.show(stretched=on))
        self.stage.spread_wanted.connect(lambda spread: c.show(score_spread=spread))
        self.stage.welcome.play.clicked.connect(c.toggle)
        for interlude in (self.show_me, self.counterfeiter, self.police):
            interlude.turned.connect(self.stage.welcome.hide)
        for game in (self.counterfeiter, self.police):
            game.turned.connect(self._watch)
        self.stage.welcome.learn.clicked.connect(self.actions_by_id["learn"].trigger)
        self.lessons.lenses_changed.connect(self._watch)
        self.toolbar.speed.changed.connect(c.pace)
        self.panels.experiment.speed.follow(self.toolbar.speed)
        self.levels.changed.connect(self._show_level)
        for speed in (self.toolbar.speed, self.panels.experiment.speed):
            self.slow.lasts.connect(speed.show_slow)
            speed.hurried.connect(self.slow.end)
        self.plane.looked_at.connect(lambda rect: c.show(rect=rect))
        self.plane.layers_changed.connect(self._watch)
        self.stage.readings.wanted.connect(lambda probes: c.show(probes=probes))
        self.panels.changed.connect(self._watch)
        self.panels.follow(self.diagnosing)
        self._connect_time()
        self._connect_files()
        UndoNames(self, c.undo, self.actions_by_id["undo"], self.actions_by_id["redo"])
        c.experiment_changed.connect(self._show_experiment)
        c.display_changed.connect(self.stage.show_display)
        c.playing_changed.connect(self._show_playing)
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
        timeline.now_wanted.connect(self.actions_by_id["now"].trigger)
        timeline.branch_wanted.connect(c.go_on_from_here)
        timeline.entered.connect(c.enter)
        timeline.renamed.connect(c.rename)
        timeline.forgotten.connect(c.forget)
        Budget(self, c, self.settings, timeline)
        self.film.turned.connect(timeline.show_film)

    def _connect_files(self) -> None:
        self.files.saved.connect(self.status.show_saved)
        self.files.moved.connect(self._name_after)
        self.files.laid_out.connect(self._lay_out)
        self.files.table_opened.connect(self.beside.show_sweeps)
        self.files.points_opened.connect(self.own.load)
        self.files.lesson_opened.connect(self.lessons.open_path)
        self.files.class_wanted.connect(self.class_mode.begin)

    def _name_after(self, path: Path) -> None:
        self.setWindowTitle(tr("{name} – GAN playground", name=Literal(path.name)))

    # ---- layout ----

    def _first_layout(self) -> None:
        place_window(self, Frame(box_of(QRect(self.pos(), QSize(*FIRST_SIZE))), maximized=False))
        self.panels.arrange()

    def _layout(self) -> str:
        """That of the workshop's docks, for a session."""
        return layout.text_of(layout.Layout(self.levels.docks(), shown=self.class_mode.current() or UNSET))

    def _lay_out(self, text: str) -> None:
        """As a session says, if it says something that makes sense."""
        if (found := layout.read(text)) is not None:
            self.levels.lay_out(found)
            if found.shown:
                self.class_mode.begin(found.shown)

    def _show_level(self, name: str) -> None:
        self.settings.set(LEVEL, name)
        self.actions_by_id["workshop"].setChecked(name == "workshop")

    def show_view(self, name: str) -> None:
        """Brings a view to the front; the plane is always visible."""
        if name in self.docks:
            self.panels.bring(name)

    def _restore(self) -> None:
        s = self.settings
        self._starts.begin()
        found = None if self._starts.distrust else layout.read(s.get(LAYOUT, ""))
        if found is not None:
            if found.window is not None:
                place_window(self, found.window)
            self.levels.lay_out(found)
            self._fronts = partial(to_front, self.docks, found)
        self.levels.choose(str(s.get(LEVEL, FIRST)))
        for layer in LAYERS:
            self.stage.legend.switches[layer.name].setChecked(s.get(f"layers/{layer.name}", layer.on))
        self.controller.show(dots=s.whole("display/dots", self.controller.display.dots, LEAST_DOTS, MOST_DOTS))

    def _remember(self) -> None:
        values: dict[str, Value] = {f"layers/{layer.name}": self.plane.layer_on(layer.name) for layer in LAYERS}
        if not self.theme.projecting:
            values[LAYOUT] = layout.text_of(layout.Layout(self.levels.docks(), window=frame_of(self)))
        self.settings.set_all({**values, THEME: self.theme.wish, "display/dots": self.controller.display.dots})

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        if self._fronts is not None:
            self._fronts()
            self._fronts = None
        self.levels.fit()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self._after_first_paint)

    def _after_first_paint(self) -> None:
        self.painted.emit()
        self.later.painted()
        self.gallery.draw()
        self._watch()
        self.recovery.offer()
        if self._starts.distrust:
            self.stage.banner.say(
                tr("The last starts failed before the window was up, so its panels are back where they were at first."),
                lasting=True,
            )
        QTimer.singleShot(UP_MS, self._starts.up)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        self.lessons.teacher.leave()  # what is remembered and saved is the person's own
        self._remember()
        self._starts.up()
        self.deadline = self.deadline or Deadline(CLOSING_SECONDS)
        for end in (self.files.autosave.keep, self.asking.end, self.controller.bridge.close, self.beside.close):
            end()
        super().closeEvent(event)

    # ---- display ----

    def _watch(self) -> None:
        """Requests the lenses that the visible views and the lesson's claim need."""
        lenses, seldom = self.panels.lenses(), self.panels.lenses_in_turns()
        if self.plane.isVisible():
            lenses, seldom = lenses | self.plane.lenses(), seldom | self.plane.lenses_at_rest()
        lenses = lenses.union(*(source.lenses() for source in (self.counterfeiter, self.police, self.lessons)))
        self.controller.watch(lenses | seldom, seldom - lenses)

    def _show_picture(self, picture: Picture) -> None:
        if picture.counters.d_steps or picture.counters.g_steps:
            self.stage.welcome.hide()
        self.stage.show_picture(picture)
        self.panels.show_at_once(picture)
        if picture.playing and not picture.timeline.at_end:
            self.stage.timeline.show_time(picture.timeline)
        (self._turns.follow if picture.playing else self._turns.show)(picture)

    def show_again(self) -> None:
        """Draws what is shown once more, as after a change of its words."""
        self._restyle(self.theme.neutrals)
        self._show_experiment(self.controller.experiment)
        self._show_playing(self.controller.playing)
        if self.stage.shown is not None:
            self._show_picture(self.stage.shown)

    def settled_at(self, iteration: int) -> bool:
        """True if the displayed picture is of this iteration or a later one, and training is paused."""
        picture = self.stage.shown
        return picture is not None and picture.counters.iteration >= iteration and not picture.playing

    def _slow_parts(self, picture: Picture) -> list[Part]:
        def line() -> None:
            self.toolbar.show_iteration(picture.counters.iteration, updates(picture.counters, picture.experiment))
            self.status.show_picture(picture, self.controller.bridge.pictures_per_second())
            self.stage.timeline.show_time(picture.timeline)

        return [line, *self.panels.in_time(picture)]

    def _show_experiment(self, experiment: Experiment) -> None:
        self.panels.show_experiment(experiment)
        allow(self.actions_by_id, experiment)

    def _show_playing(self, playing: bool) -> None:
        self.toolbar.show_playing(playing)
        if playing:
            self.stage.welcome.hide()
            self.stage.banner.pass_by()
            if not self.news.torch_version:
                self.status.words.setText(tr("loading torch… training starts when it is ready"))

    def _greet(self, letter: Letter) -> None:
        if isinstance(letter, Ready):
            self.knobs.offer_devices(letter.devices)
            self.stage.welcome.ready()

    def _restyle(self, neutrals: Neutrals) -> None:
        dress(self, neutrals)
        for part in (self.stage, self.panels, self.lessons, self.police):
            part.restyle(neutrals)
        self.toolbar.restyle(neutrals, self.controller.playing)
