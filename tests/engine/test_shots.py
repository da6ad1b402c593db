"""Agreed iterations: exactly these are shown while playing, none is lost, and costly lenses are of those agreed for them."""

from playground.core.lenses import FIT, SAMPLES, Display
from playground.engine import commands
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
