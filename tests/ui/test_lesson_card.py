"""The lesson's card: over the plane or beside it, readable from far, its answers whole, and no outcome before the answer."""

from collections.abc import Callable

import numpy as np
import pytest
from PyQt6.QtCore import QRect
from PyQt6.QtGui import QFont, QFontMetrics

from playground.ui.lessons.names import lessons
from playground.ui.theme import weigh
from playground.ui.wrapping import WrappingRadioButton, lines_of
from tests.support.hand import Hand


@pytest.fixture
def story(open_hand: Callable[..., Hand]) -> Hand:
    hand = open_hand(size=(1440, 900))
    hand.window.levels.choose("story")
    hand.rest()
    return hand


def test_the_card_floats_over_the_plane_and_goes_back(story: Hand) -> None:
    w = story.window
    teacher, card = w.lessons.teacher, w.lessons.teacher.card
    teacher.open(lessons()["police"], 0)
    story.rest()
    assert w.docks["lesson"].isVisible()
    card.floats.click()
    story.rest()
    assert teacher.floating.isVisible()
    assert card.isVisible()
    assert not w.docks["lesson"].isVisible()
    assert w.stage.plane.rect().contains(teacher.floating.geometry())
    teacher.next()
    story.rest()
    assert teacher.floating.isVisible(), "also in the next step"
    teacher.leave()
    assert not teacher.floating.isVisible()
    teacher.open(lessons()["police"], 0)
    story.rest()
    assert teacher.floating.isVisible(), "also in the next lesson"
    card.floats.click()
    story.rest()
    assert w.docks["lesson"].isVisible()
    assert w.docks["lesson"].widget() is card


def test_it_floats_where_it_covers_the_least(story: Hand) -> None:
    w = story.window
    floating = w.lessons.teacher.floating
    w.lessons.teacher.open(lessons()["police"], 0)
    w.lessons.teacher.card.floats.click()
    story.rest()
    room = w.stage.plane.rect()
    right = QRect(room.width() // 2, 0, room.width() // 2, room.height())
    floating.avoid((right,), np.empty((0, 2), np.float32))
    assert not floating.geometry().intersects(right)
    left, _, bottom, top = w.stage.plane.rect_shown()
    heap = np.tile(np.array([[left + 0.1, bottom + 0.1]], np.float32), (5, 1))
    floating.avoid((), heap)
    spot = w.stage.plane.place_of((float(heap[0, 0]), float(heap[0, 1])))
    assert not floating.geometry().contains(spot)
    floating.avoid((QRect(room.width() // 2, 0, 400, 100),), np.array([[left + 0.1, bottom + 0.1]] * 9 + [[left, top]]))
    assert not floating.geometry().contains(spot)


def test_answers_are_whole_however_narrow(qtbot) -> None:
    radio = WrappingRadioButton()
    qtbot.addWidget(radio)
    words = "Between a tenth and a third of D & G's moves at the beginning"
    radio.resize(160, 20)
    radio.say(words)
    lines = radio.text().split("\n")
    assert len(lines) > 1
    assert " ".join(lines).replace("&&", "&") == words
    metrics = QFontMetrics(radio.font())
    assert all(metrics.horizontalAdvance(line.replace("&&", "&")) <= 160 for line in lines)
    assert lines_of("", 100, radio) == [""]


def test_an_answer_that_becomes_bold_is_broken_anew(qtbot) -> None:
    radio = WrappingRadioButton()
    qtbot.addWidget(radio)
    radio.say("Nearly all of them, at the least")
    radio.resize(radio.sizeHint().width() + 4, 60)
    radio.resize(radio.sizeHint().width() + 4, 60)
    assert "\n" not in radio.text(), "it fills its line"
    weigh(radio, QFont.Weight.Bold)
    assert "\n" in radio.text()
    assert radio.sizeHint().width() <= radio.width()


def test_the_theory_is_shown_after_the_answer(story: Hand) -> None:
    teacher = story.window.lessons.teacher
    wanted: list[object] = []
    teacher.theory_wanted.connect(wanted.append)
    teacher.open(lessons()["dirac"], 0)
    story.rest()
    assert wanted == [], "it would give the answer away"
    teacher.card.answers[2].click()
    assert [theory.game for theory in wanted] == ["minimax"]


def test_a_projector_enlarges_every_word_of_the_card(story: Hand) -> None:
    w = story.window
    card = w.lessons.teacher.card
    w.lessons.teacher.open(lessons()["police"], 1)
    story.rest()
    labels = (card.title, card.words, card.question, card.answers[0], card.progress, card.next)
    before = [label.fontInfo().pointSizeF() for label in labels]
    w.actions_by_id["projector"].trigger()
    story.bot.wait(50)
    larger = [label.fontInfo().pointSizeF() for label in labels]
    assert [big / small for big, small in zip(larger, before, strict=True)] == pytest.approx([1.3] * 6, abs=0.1)
    w.actions_by_id["projector"].trigger()
    story.bot.wait(50)
    assert [label.fontInfo().pointSizeF() for label in labels] == pytest.approx(before)
