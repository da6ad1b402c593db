"""A state machine over everything a person does, through the controller, with undo and session files."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from PyQt6.QtGui import QUndoStack

from playground.core.lenses import TRAILS
from playground.core.session.history import PointMoved
from playground.engine.commands import Rewind, Step, Stop
from playground.engine.letters import Loaded, NothingToUndo, Picture, Saved, Stopped
from playground.engine.past import Past
from playground.engine.session import Session
from playground.ui.controller import Controller
from tests.support.machines import PLAYED, PLAYED_LONGER
from tests.support.straight import Straight, controller
from tests.support.travel import DISPLAY, KNOBS, LENSES, TINY, seen


class Person(RuleBasedStateMachine):
    """Whatever is done in any order: a place (line, moment) shows always the same, and undo gives back the experiment."""

    @initialize(every=st.sampled_from([1, 3, 4]), trails=st.booleans())
    def begin(self, every: int, trails: bool) -> None:
        session = Session(TINY)
        session.past = Past(every=every)
        self.bridge = Straight(session)
        self.controller = Controller(self.bridge, TINY)  # type: ignore[arg-type]
        self.memory: dict[tuple[int, int], tuple[object, ...]] = {}
        self.saved: tuple[Path, dict[tuple[int, int], tuple[object, ...]], Picture] | None = None
        self.folder = tempfile.TemporaryDirectory()
        self.controller.watch(LENSES if trails else LENSES - {TRAILS})
        self.controller.show(dots=DISPLAY.dots, grid=DISPLAY.grid)
        self.look()

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()

    def look(self) -> None:
        for letter in self.bridge.heard:
            assert isinstance(letter, (Stopped, Saved, Loaded, NothingToUndo)), letter
        self.bridge.heard.clear()
        picture = self.now
        place, what = (picture.timeline.line, picture.timeline.moment), seen(picture)
        assert self.memory.setdefault(place, what) == what, f"{place} shows something else"
        assert self.controller.experiment == picture.experiment, "the controls show what is"

    @property
    def now(self) -> Picture:
        assert self.bridge.last is not None
        return self.bridge.last

    @rule(point=st.integers(0, 31), x=st.sampled_from([-1.0, 0.25]), gesture=st.integers(0, 2))
    def move_point(self, point: int, x: float, gesture: int) -> None:
        if self.now.experiment.generator == "points":
            self.controller.move_point(PointMoved(point, 0.0, 0.0), PointMoved(point, x, 0.5), gesture)
            self.look()

    @rule(what=st.sampled_from(["iteration", "iteration", "d", "g"]), n=st.integers(1, 5))
    def step(self, what: str, n: int) -> None:
        for _ in range(n):
            self.bridge.send(Step(what))
            self.look()

    @rule(n=st.integers(1, 9))
    def play(self, n: int) -> None:
        self.controller.play(Stop(at_iteration=self.now.counters.iteration + n))
        self.look()

    @rule(choice=st.sampled_from([(key, value) for key, values in KNOBS.items() for value in values]))
    def knob(self, choice: tuple[str, Any]) -> None:
        self.controller.change(*choice)
        self.look()

    @rule(network=st.sampled_from("dg"), value=st.sampled_from([-1.0, 0.0, 0.5]))
    def type_weight(self, network: str, value: float) -> None:
        self.controller.set_weight(network, 0, (0, 0), 0.25, value)
        self.look()

    @rule()
    def undo(self) -> None:
        self.controller.undo.undo()
        self.look()

    @rule()
    def redo(self) -> None:
        self.controller.undo.redo()
        self.look()

    @rule(moment=st.integers(0, 40), exact=st.booleans())
    def travel(self, moment: int, exact: bool) -> None:
        self.bridge.send(Rewind(moment, exact=exact))
        self.look()

    @rule(n=st.integers(1, 3))
    def back(self, n: int) -> None:
        self.controller.back(n)
        self.look()

    @rule()
    def branch(self) -> None:
        self.controller.branch()
        self.look()

    @rule(data=st.data())
    def enter(self, data: st.DataObject) -> None:
        self.controller.enter(data.draw(st.sampled_from([c.number for c in self.now.timeline.line_summaries])))
        self.look()

    @rule()
    def restart(self) -> None:
        self.controller.restart()
        self.look()

    @rule()
    def save(self) -> None:
        path = Path(self.folder.name) / "session.ganplay"
        self.controller.save(path)
        assert any(isinstance(letter, Saved) for letter in self.bridge.heard), self.bridge.heard
        self.look()
        self.saved = path, dict(self.memory), self.now

    @rule()
    def load(self) -> None:
        if self.saved is None:
            return
        path, memory, shown = self.saved
        self.controller.load_session(path)
        assert any(isinstance(letter, Loaded) for letter in self.bridge.heard), self.bridge.heard
        self.memory = dict(memory)
        assert seen(self.now) == seen(shown)
        self.look()


class TestPerson(Person.TestCase):
    settings = PLAYED


@pytest.mark.slow
class TestPersonLonger(Person.TestCase):
    settings = PLAYED_LONGER


def test_undo_gives_back_each_change_and_redo_makes_it_again() -> None:
    c, _ = controller()
    c.change("target", "two_moons")
    c.change("objective", "hinge")
    c.load(TINY.changed({"batch": 16}))
    assert [stack(c).text(i) for i in range(3)] == [
        "P_data: Two moons instead of Ring of 8",
        "Objective: Hinge instead of Non-saturating",
        stack(c).text(2),
    ]
    for wanted in (
        TINY.changed({"target": "two_moons", "objective": "hinge"}),
        TINY.changed({"target": "two_moons"}),
        TINY,
    ):
        c.undo.undo()
        assert c.experiment == wanted
    for _ in range(3):
        c.undo.redo()
    assert c.experiment == TINY.changed({"batch": 16})


def test_a_slider_that_is_dragged_is_one_change() -> None:
    c, _ = controller()
    for rate in (0.002, 0.003, 0.005):
        c.change("learning_rate_d", rate)
    assert stack(c).count() == 1
    c.undo.undo()
    assert c.experiment == TINY


def test_a_typed_weight_is_taken_back() -> None:
    c, bridge = controller()
    before = seen(bridge.last)  # type: ignore[arg-type]
    old = float(bridge.session.current.trainer.d.frozen[0][0, 0])
    c.set_weight("d", 0, (0, 0), old, 3.0)
    assert seen(bridge.last) != before  # type: ignore[arg-type]
    c.undo.undo()
    assert seen(bridge.last) == before  # type: ignore[arg-type]


def stack(c: Controller) -> QUndoStack:
    """The changes of the session at hand."""
    found = c.undo.activeStack()
    assert found is not None
    return found


@pytest.mark.parametrize("elsewhere", ["another run", "another branch", "before it was typed", "another shape"])
def test_a_typed_weight_is_taken_back_in_no_other_run(elsewhere: str) -> None:
    c, bridge = controller()
    c.step(n=3)
    c.set_weight("d", 0, (0, 0), 0.25, 3.0)
    if elsewhere == "another run":
        c.restart()
    elif elsewhere == "another shape":
        c.change("d_layers", 0)
        stack(c).setIndex(0)  # the typed weight is next, though the run is another by now
        c.change("d_layers", 0)
        c.set_weight("d", 0, (0, 0), 0.25, 3.0)
        c.restart()
    else:
        c.go_to_moment(2)
        if elsewhere == "another branch":
            c.step("g")
    before = seen(bridge.last)  # type: ignore[arg-type]
    c.undo.undo()
    assert isinstance(bridge.heard[-1], NothingToUndo)
    assert seen(bridge.last) == before  # type: ignore[arg-type]
    c.undo.redo()
    assert seen(bridge.last) == before, "nor is it made again there"  # type: ignore[arg-type]


def test_a_typed_weight_is_taken_back_and_made_again_in_its_run_and_in_its_branches() -> None:
    c, bridge = controller()
    old = float(bridge.session.current.trainer.d.frozen[0][0, 0])
    c.set_weight("d", 0, (0, 0), old, 3.0)
    typed = seen(bridge.last)  # type: ignore[arg-type]
    c.branch()
    c.undo.undo()
    assert float(bridge.session.current.trainer.d.frozen[0][0, 0]) == old
    c.undo.redo()
    assert seen(bridge.last) == typed  # type: ignore[arg-type]
    assert not any(isinstance(letter, NothingToUndo) for letter in bridge.heard)


def test_a_drag_is_undone_as_one_change_and_done_again() -> None:
    c, bridge = controller(TINY.changed({"generator": "points", "g_points": 3}))
    before = seen(bridge.last)  # type: ignore[arg-type]
    x, y = bridge.session.current.trainer.g.frozen[0][1].tolist()
    at = PointMoved(1, x, y)
    for place in ((0.5, 0.0), (1.0, 0.25), (1.5, 0.5)):
        c.move_point(at, PointMoved(1, *place), gesture=7)
        at = PointMoved(1, *place)
    for flat in (bridge.session.current.trainer.g.flat, bridge.session.current.trainer.ema):
        assert flat.view(3, 2)[1].tolist() == [1.5, 0.5]
    after = seen(bridge.last)  # type: ignore[arg-type]
    assert (stack(c).count(), bridge.session.current.moment) == (1, 3)
    c.undo.undo()
    assert seen(bridge.last) == before  # type: ignore[arg-type]
    c.undo.redo()
    assert seen(bridge.last) == after  # type: ignore[arg-type]
    c.move_point(at, PointMoved(1, 0.0, 0.0), gesture=8)
    assert stack(c).count() == 2, "another gesture is another change"
    c.change("generator", "network")
    stack(c).setIndex(1)
    assert isinstance(bridge.heard[-1], NothingToUndo), "in a run of a network there are no points"


def test_going_back_over_a_turned_knob_shows_the_knob_as_it_was_then() -> None:
    c, bridge = controller()
    c.step(n=3)
    c.change("learning_rate_g", 0.5)
    c.step(n=3)
    c.go_to(2)
    assert c.experiment == TINY
    c.go_to(6)
    assert c.experiment.learning_rate_g == 0.5
    assert bridge.last is not None
    assert bridge.last.timeline.moment == 7
