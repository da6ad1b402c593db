"""Going back shows again exactly what was shown, whatever a person did in between."""

from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from playground.core.lenses import SAMPLES, TRAILS
from playground.core.session.history import PointMoved, WeightSet
from playground.engine.commands import Back, Branch, Configure, Enter, Play, Restart, Rewind, Step, Stop, Watch
from playground.engine.letters import Diverged, Picture, Stopped
from playground.engine.session import Session
from tests.support.machines import PLAYED, PLAYED_LONGER
from tests.support.travel import DISPLAY, KNOBS, LENSES, TINY, seen, session
from tests.support.turning import letters, rest


class Traveller(RuleBasedStateMachine):
    """Remembers what was shown at every (line, moment), and compares whenever it is there again."""

    @initialize(every=st.sampled_from([1, 3, 4]), trails=st.booleans())
    def begin(self, every: int, trails: bool) -> None:
        self.session = session(every=every)
        if not trails:  # with trails every replay begins 120 iterations earlier, and no checkpoint is put to the test
            self.session.send(Watch(LENSES - {TRAILS}, DISPLAY))
        self.memory: dict[tuple[int, int], tuple[object, ...]] = {}
        self.look()

    def look(self) -> Picture:
        picture = rest(self.session)
        assert picture is not None
        assert all(isinstance(letter, Stopped) for letter in letters(self.session))
        line, moment = picture.timeline.line, picture.timeline.moment
        what = seen(picture)
        assert self.memory.setdefault((line, moment), what) == what, f"line {line} differs at moment {moment}"
        self.now = picture
        return picture

    def do(self, command: Any) -> Picture:
        self.session.send(command)
        return self.look()

    @rule(what=st.sampled_from(["iteration", "iteration", "d", "g"]), n=st.integers(1, 5))
    def step(self, what: str, n: int) -> None:
        for _ in range(n):
            self.do(Step(what))

    @rule(n=st.integers(1, 9))
    def play(self, n: int) -> None:
        self.do(Play(Stop(at_iteration=self.now.counters.iteration + n)))

    @rule(choice=st.sampled_from([(key, value) for key, values in KNOBS.items() for value in values]))
    def turn(self, choice: tuple[str, Any]) -> None:
        self.do(Configure(self.now.experiment.changed({choice[0]: choice[1]})))

    @rule(network=st.sampled_from("dg"), value=st.sampled_from([-1.0, 0.0, 0.5]))
    def type_weight(self, network: str, value: float) -> None:
        self.do(WeightSet(network, 0, (0, 0), value))

    @precondition(lambda self: self.now.experiment.generator == "points")
    @rule(point=st.integers(0, 31), x=st.sampled_from([-1.0, 0.25]))
    def move_point(self, point: int, x: float) -> None:
        self.do(PointMoved(point, x, 0.5))

    @rule(back=st.integers(0, 12), exact=st.booleans())
    def rewind(self, back: int, exact: bool) -> None:
        to = max(self.now.timeline.moment - back, 0)
        picture = self.do(Rewind(to, exact=exact))
        assert picture.timeline.moment == to or not exact

    @rule(forth=st.integers(0, 12))
    def forwards(self, forth: int) -> None:
        self.do(Rewind(self.now.timeline.moment + forth))

    @rule(n=st.integers(1, 3))
    def back(self, n: int) -> None:
        before = self.now.timeline.moment
        assert self.do(Back(n)).timeline.moment == max(before - n, 0)

    @rule()
    def branch(self) -> None:
        line = self.now.timeline.line
        assert self.do(Branch()).timeline.line != line

    @rule(data=st.data())
    def enter(self, data: st.DataObject) -> None:
        course = data.draw(st.sampled_from([c.number for c in self.now.timeline.line_summaries]))
        picture = self.do(Enter(course))
        assert picture.timeline.line == course
        assert picture.timeline.at_end

    @rule()
    def restart(self) -> None:
        self.do(Restart())

    @precondition(lambda self: hasattr(self, "session"))
    @invariant()
    def branches_share_their_parents_past(self) -> None:
        for line in self.session.past.lines.values():
            if line.parent is not None:
                assert list(line.log.cut(line.forked_at).stretches) == list(
                    line.parent.log.cut(line.forked_at).stretches
                )


class TestTraveller(Traveller.TestCase):
    settings = PLAYED


@pytest.mark.slow
class TestTravellerLonger(Traveller.TestCase):
    settings = PLAYED_LONGER


def shown(s: Session, *commands: Any) -> Picture:
    for command in commands:
        s.send(command)
    picture = rest(s)
    assert picture is not None
    return picture


def test_playing_on_in_the_past_follows_the_known_future_and_something_else_opens_a_branch() -> None:
    s = session()
    end = seen(shown(s, Step("iteration", 10)))
    shown(s, Rewind(4))
    again = shown(s, Step("iteration", 6))
    assert seen(again) == end
    assert len(again.timeline.line_summaries) == 1
    shown(s, Rewind(4, iteration=True))
    other = shown(s, Configure(TINY.changed({"learning_rate_g": 0.01})), Step("iteration", 6))
    assert [c.parent for c in other.timeline.line_summaries] == [None, 1]
    assert other.timeline.line_summaries[1].forked_at == 4
    assert other.losses.x.tolist() == list(range(1, 11))
    assert seen(shown(s, Enter(1))) == end


def test_the_past_shows_curves_up_to_its_moment_and_the_timeline_all_of_them() -> None:
    s = session()
    shown(s, Step("iteration", 12))
    back = shown(s, Rewind(5, iteration=True))
    assert back.losses.x[-1] == 5
    assert back.timeline.losses.x[-1] == 12
    assert (back.timeline.iteration, back.timeline.last_iteration) == (5, 12)


def test_a_long_replay_lets_commands_and_pictures_through() -> None:
    s = session(every=10**9)
    shown(s, Play(Stop(at_iteration=400)))
    s.send(Rewind(399))
    s.turn(wait=False)
    picture = s.pictures.take()
    assert picture is not None
    assert picture.playing
    assert picture.timeline.replayed is not None
    assert 0 < picture.counters.iteration < 399, "the first turn is a short stretch of the way"
    s.send(Rewind(3))
    assert shown(s).counters.iteration == 3


def test_scrubbing_shows_the_last_checkpoint_at_once() -> None:
    s = session(every=8)
    shown(s, Watch(frozenset({SAMPLES}), DISPLAY), Play(Stop(at_iteration=40)))
    for asked in (0, 7, 8, 30, 40):
        s.send(Rewind(asked, exact=False))
        s.turn(wait=False)
        assert not s.busy
        moment = shown(s).timeline.moment
        assert asked - 8 < moment <= asked


def test_after_a_divergence_the_timeline_ends_at_the_last_finite_moment_and_back_goes_on_from_there() -> None:
    s = session(
        TINY.changed({"objective": "wasserstein", "penalty_weight": 0.0, "learning_rate_d": 1.0, "optimizer_d": "sgd"})
    )
    s.send(WeightSet("d", 0, (0, 0), 3e38))
    bad = shown(s, Play(Stop(at_iteration=200)))
    assert any(isinstance(letter, Diverged) for letter in letters(s))
    assert bad.timeline.at_end
    earlier = shown(s, Back(1))
    assert earlier.timeline.moment == bad.timeline.moment - 1


def test_trails_are_those_of_the_moment_also_when_they_are_turned_on_late() -> None:
    s, t = session(), session()
    t.send(Watch(frozenset({SAMPLES}), DISPLAY))
    early = shown(s, Step("iteration", 90)).seen(TRAILS).points
    shown(t, Step("iteration", 90))
    late = shown(t, Watch(LENSES, DISPLAY)).seen(TRAILS).points
    np.testing.assert_array_equal(early, late)


@pytest.mark.parametrize("budget", [1_000_000, 3_000_000])
def test_the_history_keeps_within_its_budget_and_can_still_go_anywhere(budget: int) -> None:
    s = session(every=2, budget=budget)
    at_7 = seen(shown(s, Step("iteration", 7)))
    shown(s, Play(Stop(at_iteration=1500)))
    for _ in range(3):
        shown(s, Restart(), Play(Stop(at_iteration=200)))
        assert s.past.nbytes <= budget
    assert shown(s, Enter(1)).timeline.line == 1, "there was room for the ends of all four runs"
    assert seen(shown(s, Rewind(7))) == at_7


def test_a_run_in_which_nothing_was_trained_leaves_no_trace() -> None:
    s = session()
    for width in (5, 6, 7):
        picture = shown(s, Configure(TINY.changed({"g_width": width})))
    assert len(picture.timeline.line_summaries) == 1
