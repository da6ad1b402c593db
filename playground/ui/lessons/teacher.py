"""The teacher: opens lessons, leads through their steps on the live run, and gives a person's own run back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PyQt6.QtCore import QObject, QRect, pyqtSignal, pyqtSlot

from playground.core.lenses import Display, Lens
from playground.core.lenses.look import DisplayChanges
from playground.core.lessons import Lesson, Step, experiment_of
from playground.engine.commands import Load, Restart
from playground.engine.lessons import Acted, Answered, Attempt, Event, LayerSwitched, PointRead, deed
from playground.engine.letters import Picture
from playground.ui.controller import Controller
from playground.ui.film import LOOKING
from playground.ui.lessons.floating import FloatingCard, points_of
from playground.ui.lessons.frames import Frames
from playground.ui.lessons.places import Ground, places
from playground.ui.leveling import Levels
from playground.ui.levels import Level, lesson_level
from playground.ui.settings import Settings

STEP, DONE = "lessons/{name}/step", "lessons/{name}/done"
"""Settings: the step at which a lesson was left, and whether its end was reached."""
FLOATS = "lessons/float"
"""A setting: whether the card is over the plane."""
FIRST_DOCK = "story"
SEEDS = 2**32


@dataclass(frozen=True)
class Before:
    """What was on the screen when the lesson began, beside the run itself."""

    level: Level
    display: Display
    layers: tuple[str, ...]


class Teacher(QObject):
    """At most one lesson is open. `lenses_changed`: other measurements are needed."""

    opened = pyqtSignal(str)
    """The name of the lesson that has begun."""
    left = pyqtSignal()
    lenses_changed = pyqtSignal()
    theory_wanted = pyqtSignal(object)
    """A step is about this one-parameter game, which is shown beside the window."""

    def __init__(self, controller: Controller, ground: Ground, levels: Levels, settings: Settings) -> None:
        super().__init__(controller)
        card = ground.card
        self._controller, self._ground, self._levels, self._settings = controller, ground, levels, settings
        self.frames, self.card = Frames(ground), card
        self.lesson: Lesson | None = None
        self.at = 0
        self.attempt: Attempt | None = None
        self._asked = 0
        """Pictures that have obeyed fewer commands are of before."""
        self._begun = False
        self._seed = 0
        """Added to the step's seed, for another try."""
        self._before: Before | None = None
        self._shown: Picture | None = None
        card.next_wanted.connect(self.next)
        card.back_wanted.connect(self.back)
        card.leave_wanted.connect(self.leave)
        card.again_wanted.connect(self.again)
        card.answered.connect(self._answer)
        self.floating = FloatingCard(ground.stage.plane, ground.panels.docks["lesson"], card)
        card.floats.setChecked(settings.get(FLOATS, False))
        card.float_wanted.connect(self._float)
        self.floating.displaced.connect(self._place_card)
        controller.bridge.arrived.connect(self._see)
        controller.command_sent.connect(self._listen)
        ground.stage.readings.read.connect(self._read)
        ground.stage.readings.pins_changed.connect(self._pinned)
        for source in (ground.stage.legend, ground.stage.panel):
            source.switched.connect(self._switched)
        for action in ground.actions.values():
            action.triggered.connect(self._acted)

    # ---- opening and leaving ----

    @property
    def running(self) -> bool:
        return self.lesson is not None

    @property
    def step(self) -> Step | None:
        return self.lesson.steps[self.at] if self.lesson is not None else None

    def lenses(self) -> frozenset[Lens[object]]:
        """What the step at hand is measured with."""
        return self.attempt.lenses if self.attempt is not None else frozenset()

    def open(self, lesson: Lesson, at: int | None = None) -> None:
        """Begins a lesson at a step, or where it was left; a lesson that is open already is left first."""
        self.leave()
        stage = self._ground.stage
        self._before = Before(self._levels.level, self._controller.display, self._layers_on())
        self._controller.begin_aside()
        self.lesson = lesson
        stage.welcome.hide()
        kept = self._settings.whole(STEP.format(name=lesson.name), 0, 0, len(lesson.steps) - 1)
        done = self._settings.get(DONE.format(name=lesson.name), False)
        self.opened.emit(lesson.name)
        self._go(at if at is not None else 0 if done else kept)

    def leave(self) -> None:
        """Leaves the lesson; the run, the picture and the panels from before come back."""
        lesson, before = self.lesson, self._before
        if lesson is None or before is None:
            return
        self.lesson = self.attempt = self._before = None
        self.card.show_nothing()
        self.floating.give_back()
        self.frames.show_about(())
        self._controller.take_back()
        self._show_layers(before.layers)
        kept = replace(before.display, rect=self._controller.display.rect)  # which is as wide as the plane is now
        self._controller.show(**{name: getattr(kept, name) for name in DisplayChanges.__annotations__})
        self._levels.return_to(before.level)
        self.lenses_changed.emit()
        self.left.emit()

    # ---- steps ----

    def next(self) -> None:
        """The next step; after the last one the lesson is done."""
        if self.lesson is None:
            return
        if self.at + 1 < len(self.lesson.steps):
            self._go(self.at + 1)
        else:
            name = self.lesson.name
            self._settings.set_all({DONE.format(name=name): True, STEP.format(name=name): 0})
            self.leave()

    def back(self) -> None:
        if self.lesson is not None and self.at > 0:
            self._open_step(self.at - 1)

    def again(self) -> None:
        """The same step with another seed."""
        if self.lesson is not None:
            self._seed = (self._seed + 1) % SEEDS
            self._open_step(self.at)

    def go_to(self, at: int) -> None:
        """Opens any step of the lesson."""
        if self.lesson is not None and 0 <= at < len(self.lesson.steps):
            self._open_step(at)

    def _go(self, at: int) -> None:
        """To a step: the next one continues the run at hand, any other is reached from the set-up before it."""
        follows = self._begun and at == self.at + 1 and self.attempt is not None
        if follows:
            self.at = at
            self._begin_step(catch_up=False)
        else:
            self._open_step(at)

    def _open_step(self, at: int) -> None:
        self.at = at
        self._begin_step(catch_up=True)

    def _begin_step(self, catch_up: bool) -> None:
        assert self.lesson is not None
        step = self.lesson.steps[self.at]
        if self._controller.playing:
            self._controller.pause()
        if step.sets_up or catch_up:
            self._set_up()
        self.attempt, self._begun = Attempt(step), False
        self._dress(step)
        self._settings.set(STEP.format(name=self.lesson.name), self.at)
        self.card.show_step(self.lesson, self.at)
        self.card.show_standing(self.lesson, self.at, self.attempt.standing())
        self.lenses_changed.emit()
        self._asked = self._controller.bridge.sent

    def _set_up(self) -> None:
        """The last set-up at or before this step, and after it what the steps between await, done by the program."""
        assert self.lesson is not None
        steps = self.lesson.steps[: self.at + 1]
        first = max(i for i, step in enumerate(steps) if step.sets_up)
        experiment = experiment_of(steps[first], self._controller.experiment)
        self._controller.obey(Restart())
        self._controller.configure(experiment.changed({"seed": (experiment.seed + self._seed) % SEEDS}))
        for step in steps[first:-1]:
            for command in deed(step, self._controller.experiment, self._controller.display).commands:
                self._controller.obey(command)

    def _dress(self, step: Step) -> None:
        """Shows the panels, knobs and layers that a step is about, and frames it; what it hides comes back later."""
        assert self._before is not None
        self._show_panels(step)
        named = tuple(name for kind, name in _about(step) if kind == "layer")
        wanted = (*self._before.layers, *step.layers, *named)
        self._show_layers(tuple(name for name in wanted if name not in step.hide))
        if step.pace is not None:
            self._controller.pace(step.pace or None)
        self.frames.show_about(step.about)
        self._place_card()
        if step.theory is not None and step.predict is None:
            self.theory_wanted.emit(step.theory)

    def _show_panels(self, step: Step) -> None:
        """The panels and knobs that a step is about, with the card in its dock or without."""
        assert self.lesson is not None
        show, about = self.lesson.show, _about(step)
        knobs = tuple(name for kind, name in about if kind == "knob")
        awaits = step.awaits
        if awaits is not None and awaits.knob:
            knobs = (*knobs, awaits.knob)
        if not knobs and (any(kind == "target" for kind, _ in about) or (awaits is not None and awaits.target)):
            knobs = ("objective",)
        if show is not None and show.knobs is not None:
            knobs = show.knobs
        panel = next((name for kind, name in about if kind == "panel"), "")
        dock = step.dock or panel or FIRST_DOCK
        self._levels.show_level(
            lesson_level(dock, tuple(dict.fromkeys(knobs)), show, card=not self.card.floats.isChecked())
        )

    def _float(self, on: bool) -> None:
        """The card is over the plane from now on, or beside it; also in the next lesson. Nothing else changes."""
        self._settings.set(FLOATS, on)
        if self.step is not None:
            self._show_panels(self.step)
            self._place_card()

    @pyqtSlot()
    def _place_card(self) -> None:
        """In its dock or over the corner of the plane that the step is not about."""
        if self.step is None or not self.card.floats.isChecked():
            self.floating.give_back()
            return
        if not self.floating.floats:
            self.floating.take()
        plane = self._ground.stage.plane
        parts = [
            QRect(plane.mapFromGlobal(widget.mapToGlobal(rect.topLeft())), rect.size())
            for name in self.step.about
            for widget, rect in places(self._ground, name)
            if widget is not plane
        ]
        self.floating.avoid(parts, points_of(self._shown))

    def _layers_on(self) -> tuple[str, ...]:
        switches = self._ground.stage.legend.switches
        return tuple(name for name in switches if self._ground.stage.plane.layer_on(name))

    def _show_layers(self, on: tuple[str, ...]) -> None:
        """These layers are on and no others; of a group, the last one named."""
        for name, switch in self._ground.stage.legend.switches.items():
            if name not in on:
                switch.setChecked(False)
        for name in on:
            self._ground.stage.legend.switches[name].setChecked(True)

    # ---- what happens ----

    def _hear(self, event: Event) -> None:
        if self.attempt is not None and self.lesson is not None:
            self.attempt.hear(event)
            self._asked = self._controller.bridge.sent
            self.card.show_standing(self.lesson, self.at, self.attempt.standing(self._shown if self._begun else None))

    def _answer(self, place: int) -> None:
        self._hear(Answered(place))
        if self.step is not None and self.step.theory is not None:
            self.theory_wanted.emit(self.step.theory)  # it shows what comes out
        self._look_again()

    def _look_again(self) -> None:
        """Nothing has been asked of the run, so that no other picture may come: what is shown is judged."""
        if self.attempt is not None and self._begun and self._shown is not None:
            self._see(self._shown)

    def _acted(self, _checked: bool = False) -> None:
        sender = self.sender()
        if sender is not None and self.attempt is not None:
            self._hear(Acted(sender.objectName()))

    def _read(self, reading: object) -> None:
        if reading is not None:
            self._hear(PointRead())
            self._look_again()

    def _pinned(self, pins: tuple[object, ...]) -> None:
        if pins:
            self._hear(PointRead())
            self._look_again()

    def _switched(self, name: str, on: bool) -> None:
        if on and self._begun:
            self._hear(LayerSwitched(name))

    def _see(self, picture: Picture) -> None:
        lesson, attempt = self.lesson, self.attempt
        if lesson is None or attempt is None or picture.obeyed < self._asked:
            return
        if not self._begun and picture.playing:
            return
        begins, self._shown, self._begun = not self._begun, picture, True
        if begins:
            self._place_card()
        attempt.see(picture)
        self.card.show_standing(lesson, self.at, attempt.standing(picture))

    def _listen(self, command: object) -> None:
        """Notes what is sent. A session that is opened takes the place of the person's own, so the lesson is left first."""
        if isinstance(command, Load) and self.running:
            self.leave()
        if not isinstance(command, LOOKING):
            self._asked = (
                self._controller.bridge.sent + 1
            )  # it is about to be sent: what was seen before it is no answer


def _about(step: Step) -> list[tuple[str, str]]:
    """The kinds and names of what a step is about."""
    return [(kind, name) for kind, _, name in (about.partition(":") for about in step.about)]


def progress_of(settings: Settings, lesson: Lesson) -> tuple[int, bool]:
    """The step at which a lesson was left, and whether its end has been reached."""
    step = settings.whole(STEP.format(name=lesson.name), 0, 0, len(lesson.steps) - 1)
    return step, settings.get(DONE.format(name=lesson.name), False)
