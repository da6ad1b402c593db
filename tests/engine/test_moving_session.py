"""A session moves between a thread and a separate process at once, with everything it has, to the bit, and back."""

import multiprocessing
import pickle
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.core.errors import InputError
from playground.core.experiment import Experiment
from playground.core.session import file as session_file
from playground.engine import archiving, commands
from playground.engine.any_session import AnySession
from playground.engine.deadline import Deadline
from playground.engine.letters import Loaded, Moved, Picture, Ready, Saved, SaveFailed
from playground.engine.moving_session import MovingSession
from playground.engine.remote_session import RemoteSession
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


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_what_is_to_be_saved_when_the_window_closes_during_a_move_is_saved(
    talk: Callable[[AnySession], Talk], tmp_path: Path, temporary: Path
) -> None:
    one = talk(MovingSession(SMALL))
    one.say(commands.Step(n=5))
    one.rest()
    one.say(commands.Move(True), commands.Save(tmp_path / "a.ganplay", quiet=True), commands.Quit())
    one.thread.join(30)
    assert not one.thread.is_alive()
    assert (tmp_path / "a.ganplay").is_file()
    assert not list(temporary.iterdir())


def test_a_window_that_closes_before_the_session_has_arrived_keeps_it(
    talk: Callable[[AnySession], Talk], tmp_path: Path, temporary: Path
) -> None:
    session = MovingSession(SMALL)
    one = talk(session)
    one.say(commands.Step(n=5))
    one.rest()
    one.say(commands.Move(True))
    one.until(lambda: session.apart)  # it has left; the process is starting
    one.say(commands.Save(tmp_path / "a.ganplay", quiet=True), commands.Quit())
    session.end(Deadline(0.0))
    one.thread.join(30)
    kept = tmp_path / "a.ganplay"
    assert session_file.read(kept).here.state.iteration == 5
    assert not list(temporary.iterdir())


def test_autosaves_go_on_after_a_move(talk: Callable[[AnySession], Talk], tmp_path: Path) -> None:
    one, path = talk(MovingSession(SMALL)), tmp_path / "auto.ganplay"
    for n, apart in enumerate((True, False)):
        one.say(commands.Step(n=5), commands.Save(path, quiet=True))
        one.until(lambda n=n: sum(isinstance(letter, Saved) for letter in one.letters) == n + 1)  # type: ignore[misc]
        move(one, apart)
    assert not [letter for letter in one.letters if isinstance(letter, SaveFailed)]


def test_steps_that_are_still_to_be_made_are_made_first_and_a_pause_stays_a_pause(
    talk: Callable[[AnySession], Talk],
) -> None:
    one = talk(MovingSession(SMALL))
    one.say(commands.Play())
    one.until(lambda: len(one.pictures) > 2)
    one.say(
        commands.Step("d", 400),
        commands.Move(True),
        commands.Step("g", 50),
        commands.Play(commands.Stop(at_iteration=10**6)),
    )
    one.until(lambda: moves(one))
    one.say(commands.Pause(), commands.Move(False))
    one.until(lambda: len(moves(one)) == 2)
    last = one.rest()
    assert last.counters.d_steps - last.counters.iteration == 400
    assert last.counters.g_steps - last.counters.iteration == 50


def test_the_last_of_several_moves_holds(talk: Callable[[AnySession], Talk]) -> None:
    session = MovingSession(SMALL)
    one = talk(session)
    one.say(commands.Step(n=200), commands.Move(True), commands.Move(False), commands.Move(True), commands.Move(False))
    one.until(lambda: [letter.apart for letter in moves(one) if letter.changed] == [True, False])
    assert not session.apart
    assert len(moves(one)) >= 4, "each is answered"
    assert one.rest().counters.iteration == 200


def test_without_a_folder_for_temporary_files_it_stays(
    talk: Callable[[AnySession], Talk], monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(**_: Any) -> tuple[int, str]:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr("playground.engine.moving_session.tempfile.mkstemp", none)
    one = talk(MovingSession(SMALL))
    move(one, apart=True)
    assert moves(one)[0].reason
    one.say(commands.Step(n=3))
    assert one.rest().counters.iteration == 3


@pytest.mark.parametrize("how", ["no process", "killed", "unreadable"])
def test_if_the_arrival_fails_the_session_goes_on_here(
    how: str, talk: Callable[[AnySession], Talk], monkeypatch: pytest.MonkeyPatch, temporary: Path
) -> None:
    session = MovingSession(SMALL)
    one = talk(session)
    one.say(commands.Step(n=5))
    before = one.rest()
    if how == "no process":

        def broken(_self: RemoteSession) -> None:
            raise OSError(12, "Cannot allocate memory")

        monkeypatch.setattr(RemoteSession, "_start", broken)
    if how == "unreadable":
        move(one, apart=True)
        real, tried = archiving.take_up, list[int]()

        def once(*given: Any) -> Any:
            tried.append(1)
            if len(tried) == 1:
                raise InputError("it is damaged")
            return real(*given)

        monkeypatch.setattr(archiving, "take_up", once)
    one.say(commands.Move(how != "unreadable"), commands.Step(n=2))
    if how == "killed":
        one.until(multiprocessing.active_children)
        for process in multiprocessing.active_children():
            process.kill()
    one.until(lambda: len(moves(one)) == (2 if how == "unreadable" else 1))
    answer = moves(one)[-1]
    assert not answer.apart
    assert answer.reason
    after = one.rest()
    assert after.counters.iteration == before.counters.iteration + 2
    assert after.experiment == before.experiment
    assert not list(temporary.iterdir())


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
