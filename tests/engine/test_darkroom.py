"""The darkroom: what is slow delays nothing else, at rest all is of one moment, and what goes wrong is told."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from playground.core.experiment import Experiment
from playground.core.lenses import FIT, LENSES, SAMPLES, Display, Lens, Look
from playground.engine import commands, darkroom
from playground.engine.letters import Failed, Ready
from playground.engine.session import Session
from tests.support.talk import Talk

SMALL = Experiment(g_layers=1, d_layers=1, g_width=8, d_width=8, batch=16)
Lay = Callable[[Callable[[Look], object], float], Lens[object]]


@pytest.fixture
def lay() -> Iterator[Lay]:
    """Registers a lens for a test."""
    made: list[Lens[object]] = []

    def add(see: Callable[[Look], object], seconds: float) -> Lens[object]:
        made.append(LENSES.add(Lens(f"test_{len(made)}", "", "", see, seconds)))
        return made[-1]

    yield add
    for lens in made:
        del LENSES._entries[lens.name]


@pytest.fixture
def talk() -> Iterator[Talk]:
    one = Talk(Session(SMALL))
    one.hear(Ready)  # warming up looks through every lens
    yield one
    one.end()


def test_a_dear_lens_that_takes_for_ever_holds_up_neither_pictures_nor_training(talk: Talk, lay: Lay) -> None:
    go_on = threading.Event()
    lens = lay(lambda look: go_on.wait() and look.state.iteration, 0.01)
    talk.say(commands.Watch(frozenset({SAMPLES}), Display(dots=20)), commands.Play())
    talk.until(lambda: talk.pictures and talk.pictures[-1].playing)
    talk.say(commands.Watch(frozenset({SAMPLES, lens}), Display(dots=20)))
    try:
        talk.until(lambda: talk.pictures[-1].obeyed == talk.sent and len(talk.pictures) > 20)
        assert talk.pictures[-1].counters.iteration > talk.pictures[2].counters.iteration
        assert lens not in talk.pictures[-1].lenses
    finally:
        go_on.set()
    talk.until(lambda: lens in talk.pictures[-1].lenses)
    assert talk.pictures[-1].seen(lens) <= talk.pictures[-1].counters.iteration


def test_pictures_that_take_long_are_made_while_training_goes_on(talk: Talk, lay: Lay) -> None:
    trained: list[int] = []

    def slow(_look: Look) -> None:
        before = talk.session.current.iteration  # type: ignore[union-attr]
        time.sleep(0.03)
        trained.append(talk.session.current.iteration - before)  # type: ignore[union-attr]

    lens = lay(slow, 0.0)
    talk.say(commands.Watch(frozenset({lens}), Display(dots=20)), commands.Play())
    talk.until(lambda: len(talk.pictures) > 8)
    assert min(trained[4:]) > 0
    talk.say(commands.Pause())
    last = talk.rest()
    assert last.counters.iteration == talk.session.current.iteration  # type: ignore[union-attr]


def test_at_rest_a_dear_lens_shows_the_moment_itself(talk: Talk, lay: Lay) -> None:
    lens = lay(lambda look: look.state.iteration, 100.0)
    talk.say(commands.Watch(frozenset({lens}), Display(dots=20)), commands.Play())
    talk.until(lambda: len(talk.pictures) > 5)
    talk.say(commands.Pause())
    last = talk.rest()
    assert last.seen(lens) == last.counters.iteration > 0


def test_a_seldom_lens_is_of_the_moment_at_rest_and_computed_now_and_then_during_training(
    talk: Talk, lay: Lay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(darkroom, "SELDOM_SECONDS", 1000.0)
    seldom, often = (lay(lambda look: look.state.iteration, 0.0) for _ in "ab")
    both = frozenset({seldom, often})
    talk.say(commands.Watch(both, Display(dots=20), frozenset({seldom})), commands.Play())
    begun = len(talk.pictures)
    talk.until(lambda: len(talk.pictures) > begun + 8)
    later = talk.pictures[begun + 4 :]
    assert len({picture.seen(seldom) for picture in later}) == 1
    assert all(picture.seen(often) == picture.counters.iteration for picture in later)
    talk.say(commands.Pause())
    last = talk.rest()
    assert last.seen(seldom) == last.counters.iteration > later[0].seen(seldom)


def test_what_was_seen_of_another_game_is_not_shown(talk: Talk, lay: Lay) -> None:
    hold = threading.Event()
    hold.set()
    lens = lay(lambda look: hold.wait() and look.experiment.objective, 0.01)
    talk.say(commands.Watch(frozenset({lens}), Display(dots=20)), commands.Play())
    talk.until(lambda: talk.pictures and lens in talk.pictures[-1].lenses)
    hold.clear()
    try:
        talk.say(commands.Configure(SMALL.changed({"objective": "hinge"})))
        talk.until(lambda: talk.pictures[-1].experiment.objective == "hinge")
        assert lens not in talk.pictures[-1].lenses
    finally:
        hold.set()
    talk.until(lambda: talk.pictures[-1].seen(lens) == "hinge")


def test_a_lens_that_goes_wrong_rests_the_session_and_says_why(talk: Talk, lay: Lay) -> None:
    def broken(look: Look) -> object:
        if look.state.iteration > 3:
            raise ZeroDivisionError("no such number")
        return None

    lens = lay(broken, 0.0)
    talk.say(commands.Watch(frozenset({lens}), Display(dots=20)), commands.Play())
    failed = talk.hear(Failed)
    assert isinstance(failed, Failed)
    assert "no such number" in failed.message
    time.sleep(0.1)
    before = talk.session.current.iteration  # type: ignore[union-attr]
    time.sleep(0.1)
    assert talk.session.current.iteration == before  # type: ignore[union-attr]
    talk.say(commands.Watch(frozenset({SAMPLES}), Display(dots=20)))
    talk.until(lambda: talk.pictures and SAMPLES in talk.pictures[-1].lenses)


def test_the_fit_of_a_picture_is_in_its_curves_and_comes_to_stay_in_the_run(talk: Talk) -> None:
    talk.say(commands.Watch(frozenset({FIT}), Display(dots=20)), commands.Step(n=5))
    picture = talk.rest()
    assert picture.metrics.x[-1] == 5
    assert picture.metrics.y["sliced_wasserstein"][-1] == pytest.approx(picture.seen(FIT).sliced_wasserstein)
    talk.say(commands.Step(n=4))
    assert [x for x in talk.rest().metrics.x if x in (5, 9)] == [5, 9]
