"""Turns: while pictures come fast what is slow to draw waits for its turn, and nothing is left out at rest or at a slow pace."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PyQt6.QtCore import QObject
from pytestqt.qtbot import QtBot

from playground.core.lenses import MOVES, SURFACE, VERDICTS
from playground.engine.letters import Picture
from playground.ui.turns import Turns
from tests.support.hand import Hand

ROUND_MS = 400


class Board:
    """Notes which parts of which picture were drawn."""

    def __init__(self, turns_of: Callable[["Board"], Turns]) -> None:
        self.drawn: list[tuple[str, int]] = []
        self.turns = turns_of(self)

    def parts(self, picture: Picture) -> list[Callable[[], object]]:
        n = picture.counters.iteration
        return [lambda part=part: self.drawn.append((part, n)) for part in "ab"]


@pytest.fixture
def board(qtbot: QtBot) -> Board:
    owner = QObject()
    made = Board(lambda board: Turns(board.parts, ROUND_MS, owner))
    made.owner = owner  # type: ignore[attr-defined]  # kept alive
    return made


def pictures(hand: Hand, n: int) -> list[Picture]:
    """n pictures of the iterations 1 to n."""
    one = hand.rest()
    return [replace(one, counters=replace(one.counters, iteration=i + 1), playing=True) for i in range(n)]


def test_a_round_shows_all_parts_of_one_picture_the_newest_when_it_begins(
    hand: Hand, board: Board, qtbot: QtBot
) -> None:
    *before, third, fourth = pictures(hand, 4)
    for picture in (*before, third):
        board.turns.follow(picture)
    assert board.drawn == []

    def drawn_while_coming(picture: Picture, n: int) -> bool:
        board.turns.follow(picture)
        return len(board.drawn) >= n

    qtbot.waitUntil(lambda: drawn_while_coming(third, 1))
    qtbot.waitUntil(lambda: drawn_while_coming(fourth, 4))
    assert board.drawn[:4] == [("a", 3), ("b", 3), ("a", 4), ("b", 4)]


def test_pictures_that_come_more_slowly_than_rounds_are_drawn_whole_and_at_once(
    hand: Hand, board: Board, qtbot: QtBot
) -> None:
    first, second, third = pictures(hand, 3)
    board.turns.show(first)
    board.drawn.clear()
    board.turns.follow(second)
    qtbot.wait(2 * ROUND_MS)
    board.drawn.clear()
    board.turns.follow(third)
    assert board.drawn == [("a", 3), ("b", 3)]


def test_what_is_drawn_in_turns_is_computed_seldom_and_the_plane_with_every_picture(hand: Hand) -> None:
    hand.window.levels.choose("story")
    hand.rest()
    controller = hand.window.controller
    hand.until(lambda: VERDICTS in controller._seldom)
    assert MOVES in controller._seldom
    assert SURFACE in controller._wanted - controller._seldom
    assert controller._seldom <= controller._wanted
    hand.do("step")
    picture = hand.rest()
    assert picture.seen(VERDICTS) is not None, "at rest every lens is of the moment"
    assert picture.seen(MOVES) is not None
