"""A session moves between a thread and a separate process at once, with everything it has, to the bit, and back."""

import pickle
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.core.experiment import Experiment
from playground.engine import commands
from playground.engine.any_session import AnySession
from playground.engine.letters import Loaded, Moved, Picture, Ready, Saved
from playground.engine.moving_session import MovingSession
from playground.engine.session import Session
from playground.engine.where import CORES, FREE_BYTES, Machine, Where, is_apart, why
from tests.support.talk import LENSES_ASKED, Talk

SMALL = Experiment(g_layers=1, d_layers=1, g_width=8, d_width=8, batch=16)


@pytest.fixture
def talk() -> Iterator[Callable[[AnySession], Talk]]:
    talks: list[Talk] = []

    def begin(session: AnySession) -> Talk:
        talks.append(Talk(session))
        return talks[-1]

    yield begin
    for one in talks:
        one.end()


def moves(one: Talk) -> list[Moved]:
    return [letter for letter in one.letters if isinstance(letter, Moved)]


def move(one: Talk, apart: bool) -> None:
    before = len(moves(one))
    one.say(commands.Move(apart))
    one.until(lambda: len(moves(one)) > before)


def story(one: Talk, move_to: Callable[[bool], object]) -> Picture:
    """Trains, turns a knob, goes back, branches; moving in between if told to."""
    one.say(commands.Step(n=20))
    one.rest()
    one.say(commands.Configure(replace(SMALL, learning_rate_d=3e-3)))
    one.rest()
    one.say(commands.Step(n=20))
    move_to(True)  # with steps still to be made
    one.rest()
    one.say(commands.Rewind(30, iteration=True))
    move_to(False)
    one.rest()
    one.say(commands.Step("d"), commands.Step(n=9))
    return one.rest()


def test_a_session_that_moved_there_and_back_is_the_one_that_stayed(talk: Callable[[AnySession], Talk]) -> None:
    stayed_with, moved_with = talk(Session(SMALL)), talk(MovingSession(SMALL))
    stayed = story(stayed_with, lambda _apart: None)
    moved = story(moved_with, lambda apart: move(moved_with, apart))
    assert [letter.apart for letter in moves(moved_with)] == [True, False]
    assert moved.counters == stayed.counters
    assert moved.experiment == stayed.experiment
    assert moved.measured == stayed.measured
    for lens in LENSES_ASKED:
        assert pickle.dumps(moved.lenses[lens]) == pickle.dumps(stayed.lenses[lens]), lens.name
    assert np.array_equal(moved.losses.x, stayed.losses.x)
    assert all(np.array_equal(moved.losses.y[name], stayed.losses.y[name]) for name in stayed.losses.y)
    assert moved.timeline.changes == stayed.timeline.changes
    assert len(moved.timeline.line_summaries) == len(stayed.timeline.line_summaries) == 2, "the branch moves too"
    assert moved.timeline.exact
    assert moved.obeyed == stayed.obeyed + 2
    kinds = [type(letter) for letter in moved_with.letters]
    assert kinds.count(Ready) == 1
    assert Saved not in kinds
    assert Loaded not in kinds


def test_it_plays_on_where_it_moves_and_obeys_what_was_said_meanwhile(talk: Callable[[AnySession], Talk]) -> None:
    one = talk(MovingSession(SMALL))
    one.say(commands.Play())
    one.until(lambda: len(one.pictures) > 3)
    one.say(commands.Move(True), commands.Configure(replace(SMALL, learning_rate_g=5e-3)))
    one.until(lambda: moves(one))
    there = len(one.pictures)
    before = one.pictures[-1].counters.iteration
    one.until(lambda: len(one.pictures) > there + 3)
    assert one.pictures[-1].playing
    assert one.pictures[-1].counters.iteration > before
    assert one.pictures[-1].experiment.learning_rate_g == 5e-3
    one.say(commands.Pause())
    assert one.rest().timeline.changes
    assert one.session.apart


@pytest.mark.parametrize("reason", ["same place", "aside", "no room"])
def test_where_it_can_not_move_it_stays_as_it_is_and_says_why(
    reason: str, talk: Callable[[AnySession], Talk], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one = talk(MovingSession(SMALL))
    one.say(commands.Step(n=5))
    one.rest()
    if reason == "aside":
        one.say(commands.PutAside())
    if reason == "no room":

        def nowhere(**_: Any) -> tuple[int, str]:
            import os

            return os.open(os.devnull, os.O_RDONLY), str(tmp_path / "missing" / "a.ganplay")

        monkeypatch.setattr("playground.engine.moving_session.tempfile.mkstemp", nowhere)
    move(one, apart=reason != "same place")
    (answer,) = moves(one)
    assert not answer.apart
    assert bool(answer.reason) is (reason != "same place")
    assert one.rest().obeyed == one.sent
    one.say(commands.Step(n=2))
    assert one.rest().counters.iteration == (2 if reason == "aside" else 7)


def test_what_is_to_be_saved_when_the_window_closes_during_a_move_is_saved(
    talk: Callable[[AnySession], Talk], tmp_path: Path
) -> None:
    one = talk(MovingSession(SMALL))
    one.say(commands.Step(n=5))
    one.rest()
    one.say(commands.Move(True), commands.Save(tmp_path / "a.ganplay", quiet=True), commands.Quit())
    one.thread.join(30)
    assert not one.thread.is_alive()
    assert (tmp_path / "a.ganplay").is_file()


@pytest.mark.parametrize(
    ("where", "cores", "free", "apart"),
    [
        (Where.AUTO, CORES, FREE_BYTES, True),
        (Where.AUTO, CORES - 1, 10 * FREE_BYTES, False),
        (Where.AUTO, 64, FREE_BYTES - 1, False),
        (Where.SEPARATE, 1, 0, True),
        (Where.THREAD, 64, 10 * FREE_BYTES, False),
    ],
)
def test_a_separate_process_is_used_where_it_pays_or_where_a_person_says_so(
    where: Where, cores: int, free: int, apart: bool
) -> None:
    machine = Machine(cores, free)
    assert is_apart(where, machine) is apart
    assert ("a separate process here" in why(machine)) is is_apart(Where.AUTO, machine)


def test_this_machine_is_known() -> None:
    assert Machine.here().cores >= 1
    assert Machine.here().free > 0
