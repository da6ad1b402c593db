"""The game "You are the police": points without a colour, judged by a person, by D and by the best possible D."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from playground.core.lenses import Reading
from playground.ui.play.police import POINTS, Tally, tally_in_words
from tests.support.hand import SMALL, Hand

READ = Reading(x=0.0, y=0.0, d=0.8, best=0.3, data=1.0, model=1.0, slope=0.0, probability=True, bandwidth=0.025)


def test_a_point_counts_for_whoever_was_right() -> None:
    tally = Tally().with_point(real=True, said_real=False, reading=READ)
    assert tally == Tally(points=1, person=0, d=1, best=0, known=1)
    assert tally.with_point(False, False, READ) == Tally(points=2, person=1, d=1, best=1, known=2)
    unknown = Tally().with_point(False, True, replace(READ, best=float("nan")))
    assert (unknown.best, unknown.known) == (0, 0)
    assert "best possible" not in tally_in_words(unknown)
    score = replace(READ, d=-0.1, probability=False)
    assert Tally().with_point(False, True, score).d == 1, "a score below its middle says fake"


def play(hand: Hand, answer: Callable[[bool], bool]) -> Tally:
    """A whole round; `answer` is told the truth."""
    game = hand.window.police
    game.random = np.random.default_rng(1)
    hand.do("police")
    for _ in range(POINTS):
        hand.until(lambda: game.real.isEnabled() and game.asked is not None)
        (game.real if answer(game.is_real) else game.fake).click()
    hand.until(lambda: not game.playing)
    return game.tally


@pytest.mark.parametrize("honest", [True, False])
def test_a_round_of_twenty_points(open_hand: Callable[..., Hand], honest: bool) -> None:
    hand = open_hand(SMALL)
    hand.rest()
    tally = play(hand, lambda real: real is honest)
    assert (tally.points, tally.person) == (POINTS, POINTS if honest else 0)
    assert "half the time" in hand.window.stage.banner.text


def test_the_best_possible_d_sees_through_a_first_guess(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(SMALL)
    hand.rest()
    tally = play(hand, lambda real: real)
    assert tally.best == tally.known > POINTS / 2, "fakes of an untrained G lie where there are no real points"


def test_nothing_that_tells_is_on_the_plane_during_a_round_and_all_comes_back(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(SMALL)
    hand.rest()
    window, plane = hand.window, hand.window.plane
    on = [name for name in window.stage.legend.switches if plane.layer_on(name)]
    hand.do("police")
    hand.until(lambda: window.police.asked is not None)
    assert [name for name in on if plane.layer_on(name)] == []
    plane.pointed_at.emit((0.0, 0.0))
    assert window.stage.readings.pointer is None, "the pointer would say what D says"
    hand.do("police")
    assert [name for name in window.stage.legend.switches if plane.layer_on(name)] == on
    assert window.controller.display.averaged
    plane.pointed_at.emit((0.0, 0.0))
    assert window.stage.readings.pointer == (0.0, 0.0)
