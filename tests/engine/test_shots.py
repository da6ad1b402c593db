"""Agreed iterations: exactly these are shown while playing, none is lost, and costly lenses are of those agreed for them."""

import pytest

from playground.core.lenses import FIT, SAMPLES, Display
from playground.engine import commands, replay
from playground.engine.letters import Picture
from playground.engine.mailbox import Kept
from playground.engine.session import Session
from tests.support.hand import SMALL


def test_pictures_are_of_the_agreed_iterations_and_costly_lenses_of_theirs() -> None:
    box: Kept[Picture] = Kept()
    session = Session(SMALL, pictures=box)
    session.send(commands.Watch(frozenset({SAMPLES, FIT}), Display(dots=20)))
    shots = commands.Shots(frozenset({3, 5, 6, 8, 11}), frozenset({5, 11}))
    session.send(commands.Play(commands.Stop(at_iteration=11), shots))
    session.turn(wait=False)
    while session.busy:
        session.turn(wait=False)
    newest = box.take()
    assert newest is not None
    pictures = [*box.earlier(), newest]
    assert [picture.counters.iteration for picture in pictures] == [3, 5, 6, 8, 11]
    fits = [picture.seen(FIT) for picture in pictures]
    assert [fit and fit.iteration for fit in fits] == [None, 5, 5, 5, 11]
    assert [picture.playing for picture in pictures] == [True, True, True, True, False]
    assert box.earlier() == []


def pictured(session: Session, box: Kept[Picture]) -> list[int]:
    """The iterations of all pictures that it makes until it is at rest, with room for each."""
    found: list[int] = []
    busy = True
    while busy:
        session.turn(wait=False)
        busy = session.busy
        found += [picture.counters.iteration for picture in (box.take(),) if picture is not None]
    return found


@pytest.mark.parametrize("unseen", [False, True])
def test_unseen_steps_and_ways_back_make_one_picture_at_their_end(
    unseen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "SECONDS", 0.0)  # each move is a turn
    box: Kept[Picture] = Kept()
    session = Session(SMALL, pictures=box)
    session.send(commands.Watch(frozenset({SAMPLES}), Display(dots=20)))
    assert pictured(session, box) == [0]
    session.send(commands.Play(commands.Stop(at_iteration=20)))
    assert pictured(session, box) == [*range(1, 21)]
    session.send(commands.Rewind(10, unseen=unseen))
    assert pictured(session, box) == ([10] if unseen else [*range(1, 11), 10])
    session.send(commands.Branch())
    session.send(commands.Step("iteration", 5, unseen))
    assert pictured(session, box) == ([15] if unseen else [*range(11, 16)])
    session.send(commands.Play(commands.Stop(at_iteration=18)))
    assert pictured(session, box) == [16, 17, 18], "as ever after that"


def test_a_kept_letter_is_neither_lost_nor_given_twice() -> None:
    box: Kept[int] = Kept()
    assert box.take() is None
    for n in (1, 2, 3):
        box.put(n)
    assert box.take() == 3
    box.put(4)
    assert box.earlier() == [1, 2], "4 came after 3 was taken"
    assert box.take() == 4
    assert box.earlier() == []
    assert box.empty
