"""The slow beginning: what the first Play of a new run asks of the session, by a clock that the test turns."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from PyQt6.QtCore import QObject, pyqtSignal

from playground.engine.commands import Command, Pace, Play, Stop
from playground.engine.letters import Ready
from playground.engine.pace import BEGIN_AT, BEGIN_SECONDS, Metronome, beginning
from playground.ui.settings import SLOWLY, Settings
from playground.ui.slow_beginning import SlowBeginning
from tests.support.hand import Hand


def test_it_rises_from_twenty_a_second_in_small_steps_to_no_limit() -> None:
    tenths = [beginning(k / 10) for k in range(round(BEGIN_SECONDS * 10))]
    assert tenths[0] == BEGIN_AT == 20
    assert all(1 < b / a < 1.05 for a, b in pairwise(tenths))
    assert tenths[-1] > 500
    assert beginning(BEGIN_SECONDS) is None


def test_a_limit_that_is_set_again_and_again_adds_no_beats() -> None:
    now, beats = [0.0], 0
    metronome = Metronome(lambda: now[0])
    metronome.pace(20)
    metronome.start()
    for k in range(2000):
        now[0] = k / 1000
        if k % 70 == 0:
            metronome.pace(20)
        if metronome.due():
            metronome.beat()
            beats += 1
    assert 39 <= beats <= 42


@pytest.fixture
def slow(hand: Hand) -> "Slow":
    hand.window.settings.set(SLOWLY, True)
    return Slow(hand)


class Slow:
    """The window's slow beginning with a clock that stands still until it is turned."""

    def __init__(self, hand: Hand) -> None:
        self.hand, self.it, self.now = hand, hand.window.slow, 0.0
        self.it._clock = lambda: self.now
        self.it._timer.setInterval(1_000_000)
        self.paces: list[float | None] = []
        hand.window.controller.command_sent.connect(self._note)

    def _note(self, command: Command) -> None:
        if isinstance(command, Pace):
            self.paces.append(command.iterations_per_second)

    def after(self, seconds: float) -> float | None:
        self.now += seconds
        self.it.tick()
        return self.paces[-1]

    @property
    def said(self) -> bool:
        return self.hand.window.toolbar.speed.full.isVisible()

    def play(self) -> None:
        self.hand.do("play")

    def pause(self) -> None:
        self.hand.until(lambda: self.hand.iteration > 0)
        self.hand.do("play")
        self.hand.rest()


def test_the_first_play_is_slow_says_so_and_reaches_full_speed(slow: Slow) -> None:
    assert not slow.said
    slow.play()
    assert slow.paces == [20]
    assert slow.said
    assert slow.after(1.6) == pytest.approx(40)
    assert slow.after(4.8) == pytest.approx(320)
    assert slow.after(1.6) is None
    assert not slow.said
    slow.pause()
    slow.play()
    assert slow.paces[-1] is None, "the second Play of a run is at full speed"


def test_the_first_iterations_really_come_one_by_one(slow: Slow) -> None:
    slow.play()
    slow.hand.until(lambda: slow.hand.iteration >= 5)
    seen = {p.counters.iteration for p in slow.hand.pictures}
    assert {1, 2, 3, 4, 5} <= seen


def test_a_pause_holds_it(slow: Slow) -> None:
    slow.play()
    slow.after(3.2)
    slow.pause()
    assert not slow.said
    slow.after(100)
    slow.play()
    assert slow.said
    assert slow.paces[-1] == pytest.approx(80)


@pytest.mark.parametrize(
    "end",
    [
        lambda window: window.toolbar.speed.full.click(),
        lambda window: window.actions_by_id["slow_beginning"].trigger(),
    ],
    ids=["button", "menu"],
)
def test_one_click_ends_it(slow: Slow, end: Callable[[object], None]) -> None:
    slow.play()
    end(slow.hand.window)
    assert slow.paces[-1] is None
    assert not slow.said
    slow.pause()
    slow.play()
    assert slow.paces[-1] is None
    assert not slow.said


def test_the_speed_turned_by_hand_ends_it(slow: Slow) -> None:
    slow.play()
    slow.hand.window.toolbar.speed.slider.setValue(6)
    assert not slow.said
    assert slow.after(1) == 100
    slow.pause()
    slow.play()
    assert slow.paces[-1] == 100


def test_a_new_run_begins_slowly_again(slow: Slow) -> None:
    slow.play()
    slow.after(BEGIN_SECONDS)
    slow.pause()
    for renew in ("restart", "new_seed"):
        slow.hand.do(renew)
        slow.play()
        assert slow.paces[-1] == 20, renew
        assert slow.said, renew
        slow.after(BEGIN_SECONDS)
        slow.pause()


def test_a_run_that_was_trained_before_is_not_slowed_at_its_start(slow: Slow) -> None:
    slow.hand.window.toolbar.speed.slider.setValue(8)
    slow.hand.window.toolbar.speed.slider.setValue(9)
    slow.hand.window.controller.step("iteration", 3)
    slow.hand.until(lambda: slow.hand.iteration == 3)
    slow.hand.window.controller.go_to(0)
    slow.hand.until(lambda: slow.hand.iteration == 0)
    slow.play()
    assert not slow.said


@pytest.mark.parametrize("what", ["stop", "d", "step"])
def test_steps_and_runs_to_a_condition_are_at_full_speed(slow: Slow, what: str) -> None:
    slow.play()
    slow.pause()
    c = slow.hand.window.controller
    {"stop": lambda: c.play(Stop(at_iteration=200)), "d": c.train_d_to_optimum, "step": lambda: c.step(n=3)}[what]()
    assert slow.paces[-1] is None
    assert not slow.said


def test_it_can_be_switched_off_and_waits_for_torch(slow: Slow, settings: Settings) -> None:
    settings.set(SLOWLY, False)
    slow.play()
    assert slow.paces == []


class _Bridge(QObject):
    arrived, told, came_to_rest = pyqtSignal(object), pyqtSignal(object), pyqtSignal()
    sent = 0


class _Controller(QObject):
    command_sent, playing_changed, experiment_changed = pyqtSignal(object), pyqtSignal(bool), pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self.bridge, self.experiment, self.paces = _Bridge(), None, []

    def pace(self, per_second: float | None) -> None:
        self.paces.append(per_second)


def test_its_time_does_not_pass_while_torch_is_loading(settings: Settings) -> None:
    settings.set(SLOWLY, True)
    now, controller = [0.0], _Controller()
    slow = SlowBeginning(controller, settings, lambda: None, lambda: now[0])  # type: ignore[arg-type]
    controller.command_sent.emit(Play())
    now[0] = 7.0
    slow.tick()
    assert controller.paces[-1] == 20
    controller.bridge.told.emit(Ready((), ""))
    now[0] += 1.6
    slow.tick()
    assert controller.paces[-1] == pytest.approx(40)
