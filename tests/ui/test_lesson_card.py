"""The lesson's card: over the plane or beside it, readable from far, its answers whole, and no outcome before the answer."""

from collections.abc import Callable

import numpy as np
import pytest
from msgspec.structs import replace
from PyQt6.QtCore import QPoint, QRect
from PyQt6.QtGui import QFont, QFontMetrics

from playground.engine.commands import Pace
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


def test_floating_changes_nothing_but_the_place_of_the_card(story: Hand) -> None:
    """The layers and the pace that the person has chosen since stay, and no other window comes forward."""
    w = story.window
    teacher, switches = w.lessons.teacher, w.stage.legend.switches
    lesson = lessons()["dirac"]
    theory = replace(lesson.steps[0], predict=None, layers=("trails",), pace=4)
    teacher.open(replace(lesson, steps=(theory,)), 0)
    story.rest()
    wanted: list[object] = []
    paces: list[Pace] = []
    teacher.theory_wanted.connect(wanted.append)
    w.controller.command_sent.connect(lambda command: paces.append(command) if isinstance(command, Pace) else None)
    assert switches["trails"].isChecked()
    switches["trails"].click()
    switches["optimal"].click()
    w.controller.pace(9)
    chosen = teacher._layers_on()
    for _ in range(2):
        teacher.card.floats.click()
        story.rest()
        assert teacher._layers_on() == chosen
        assert paces == [Pace(9)]
        assert wanted == []


def test_it_finds_its_corner_anew_once_the_resized_plane_is_laid_out(
    story: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what the step is about and the points where they are by then, and once for sizes that follow each other."""
    w = story.window
    teacher, plane = w.lessons.teacher, w.stage.plane
    teacher.open(lessons()["police"], 1)
    teacher.card.floats.click()
    story.rest()
    story.bot.wait(50)
    given: list[tuple[list[QRect], list[QPoint]]] = []
    avoid = teacher.floating.avoid

    def watched(about: list[QRect], points: np.ndarray) -> None:
        given.append((about, [plane.place_of((float(x), float(y))) for x, y in points]))
        avoid(about, points)

    monkeypatch.setattr(teacher.floating, "avoid", watched)
    for size in ((1300, 850), (1200, 800), (1100, 720)):
        w.resize(*size)
    assert len(given) == 0, "the plane is not laid out yet"
    story.bot.wait(50)
    assert 1 <= len(given) <= 2
    assert plane.rect().contains(teacher.floating.geometry())
    last = given[-1]
    teacher._place_card()
    assert given[-1] == last, "nothing has moved since"


def test_every_point_is_mapped_once(story: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    plane = story.window.stage.plane
    mapped: list[tuple[float, float]] = []
    monkeypatch.setattr(plane, "place_of", lambda point: mapped.append(point) or QPoint())
    story.window.lessons.teacher.floating.avoid((), np.zeros((7, 2), np.float32))
    assert len(mapped) == 7


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
