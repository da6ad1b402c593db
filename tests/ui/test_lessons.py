"""Lessons in the real window: names exist, the card leads, and a person's own run comes back bit for bit."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest

from playground.core.lenses import PLANE, Display
from playground.core.lessons import Lesson, parsed
from playground.engine.lessons import deed
from playground.ui.lessons.names import lessons, names
from playground.ui.lessons.page import LessonPage
from playground.ui.lessons.places import KINDS, VIEWS, places
from playground.ui.lessons.teacher import Teacher, progress_of
from tests.support.hand import SMALL, Hand

TEXT = """\
title = "Short"
about = "Three steps."
minutes = 3

[[step]]
words = "Train D."
set = { g_layers = 1, d_layers = 1, g_width = 8, d_width = 8, batch = 32, target = "two_moons" }
seed = 3
about = ["action:step_d", "layer:optimal", "box:d", "view:plane"]
await = { action = "step_d", times = 2 }
then = "D has learned."

[step.predict]
question = "How often did D learn?"
answers = [{ words = "never", at_most = 0 }, { words = "often", at_least = 1 }]

[step.claim]
measure = "d_steps"
at_least = 2

[[step]]
words = "Turn the penalty off."
about = ["knob:penalty"]
await = { knob = "penalty", is = "none" }

[[step]]
words = "Play."
await = { iterations = 5 }

[step.claim]
measure = "iteration"
at_least = 5000
"""


def short() -> Lesson:
    return parsed(TEXT, "short", "short.toml", names())


def begin(hand: Hand, lesson: Lesson, at: int | None = 0) -> Teacher:
    """The lesson, open at a step that has begun."""
    hand.rest()
    teacher = hand.window.lessons.teacher
    teacher.open(lesson, at)
    hand.until(lambda: teacher._begun)
    hand.rest()
    return teacher


def test_a_step_is_followed_from_the_question_to_the_explanation(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(SMALL)
    teacher = begin(hand, short())
    card = teacher.card
    assert card.words.text() == "Train D."
    assert not card.next.font().bold()
    card.answers[0].click()
    hand.do("step_d")
    hand.until(lambda: card.progress.text() == "1 of 2 times")
    assert card.outcome.text() == ""
    hand.do("step_d")
    hand.until(card.then.isVisible)
    assert "D's updates is 2" in card.outcome.text()
    assert card.prediction.text() == "You predicted: “never”. Measured: “often”."
    assert not card.answers[0].isEnabled(), "a prediction is made before"
    assert card.next.font().bold()
    card.next.click()
    hand.until(lambda: teacher._begun and card.words.text() == "Turn the penalty off.")
    assert hand.window.knobs.editors["penalty"].isVisible(), "the knob that is meant is there to be turned"
    assert not hand.window.knobs.editors["objective"].isVisible()
    hand.window.controller.change("penalty", "none")
    hand.until(lambda: card.progress.text() == "✓ Done.")


def test_what_did_not_happen_is_said_and_another_seed_is_offered(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(SMALL)
    teacher = begin(hand, short(), at=2)
    assert hand.pictures[-1].experiment.penalty == "none", "what the steps before await has been done"
    assert hand.pictures[-1].counters.d_steps == 2
    hand.window.controller.step("iteration", 5)
    hand.until(teacher.card.again.isVisible)
    assert "did not happen here" in teacher.card.outcome.text()
    teacher.card.again.click()
    hand.until(lambda: teacher._begun and hand.pictures[-1].experiment.seed == 4)
    assert not teacher.card.again.isVisible()


def test_progress_is_kept_and_the_end_counts_as_done(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(SMALL)
    teacher, kept = begin(hand, short(), at=1), hand.window.settings
    teacher.leave()
    assert progress_of(kept, short()) == (1, False)
    teacher = begin(hand, short(), at=None)
    assert teacher.at == 1
    for _ in range(2):
        teacher.next()
    assert not teacher.running
    assert progress_of(kept, short()) == (0, True)
    page = LessonPage(hand.window, kept, teacher.open, lambda: None)
    assert page.list.count() == len(lessons())


def test_esc_on_the_card_leaves_and_esc_elsewhere_does_not(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(SMALL)
    teacher = begin(hand, short())
    QTest.keyClick(hand.window.plane.graphics, Qt.Key.Key_Escape)
    assert teacher.running
    hand.do("lesson_card")
    QTest.keyClick(teacher.card.answers[0], Qt.Key.Key_Escape)
    assert not teacher.running


def test_a_lesson_from_a_file_opens_and_a_faulty_one_is_refused_with_its_line(
    open_hand: Callable[..., Hand], tmp_path: Path
) -> None:
    hand = open_hand(SMALL)
    hand.rest()
    path = tmp_path / "mine.toml"
    path.write_text(TEXT.replace("minutes = 3", "minutes = -3"), encoding="utf-8")
    hand.window.files.open_path(path)
    assert "mine.toml, line 3: minutes" in hand.window.stage.banner.text
    assert not hand.window.lessons.teacher.running
    path.write_text(TEXT, encoding="utf-8")
    hand.window.files.open_path(path)
    assert hand.window.lessons.teacher.running


def test_everything_that_a_lesson_may_name_has_a_place(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(SMALL)
    hand.rest()
    teacher = hand.window.lessons.teacher
    assert set(KINDS) == set(names().about)
    assert set(VIEWS) == names().about["view"]
    missing = [
        f"{lesson.name} {i + 1}: {about}"
        for lesson in lessons()
        for i, step in enumerate(lesson.steps)
        if _dressed(hand, teacher, lesson, i)
        for about in step.about
        if not places(teacher._ground, about)
    ]
    teacher.leave()
    assert missing == []


def _dressed(hand: Hand, teacher: Teacher, lesson: Lesson, at: int) -> bool:
    """The step is dressed, and no run is begun for it."""
    if not teacher.running or teacher.lesson is not lesson:
        teacher.open(lesson, 0)
    teacher.at = at
    teacher._dress(lesson.steps[at])
    hand.bot.wait(1)
    return True


def test_a_lesson_for_class_shows_only_what_it_names_and_one_click_shows_all_again(
    open_hand: Callable[..., Hand],
) -> None:
    hand = open_hand(SMALL)
    text = TEXT + '\n[show]\nknobs = ["batch"]\nmenus = ["Help"]\n'
    begin(hand, parsed(text, "short", "short.toml", names()))
    bar, editors = hand.window.menuBar(), hand.window.knobs.editors
    assert bar is not None

    def menus() -> list[str]:
        return [m.objectName() for top in bar.actions() if top.isVisible() and (m := top.menu()) is not None]

    assert menus() == ["Help"]
    assert editors["batch"].isVisible()
    assert not editors["penalty"].isVisible()
    hand.do("workshop")
    assert set(menus()) == names().menus
    assert not editors["penalty"].isHidden()


def test_a_window_closed_in_a_lesson_remembers_the_persons_own(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(SMALL)
    teacher = begin(hand, short())
    assert hand.window.plane.layer_on("optimal"), "the step is about it"
    hand.window.close()
    assert not teacher.running
    assert hand.window.settings.get("layers/optimal", True) is False


ACTS = ("step", "step_d", "step_g", "play", "new_seed", "restart", "back", "undo", "branch", "train_d_to_optimum")


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 2), acts=st.lists(st.sampled_from(ACTS), max_size=5), again=st.integers(0, 2))
def test_whatever_is_done_in_a_lesson_the_own_run_comes_back_bit_for_bit(
    shared_hand: Hand, at: int, acts: list[str], again: int
) -> None:
    hand = shared_hand
    session, window = hand.app.session.here, hand.window
    hand.rest()
    run = session.current  # at rest nobody else uses it
    before = (run.trainer.state(), run.moment, dict(session.past.lines), window.controller.experiment)
    shown = (without_rect(window.controller.display), window.levels.name, window.lessons.teacher._layers_on())
    undoable = window.controller.undo.undoText()
    teacher = begin(hand, short(), at)
    for act in acts:
        hand.do(act)
    window.controller.change("batch", 64)
    for command in deed(short().steps[at], window.controller.experiment, window.controller.display).commands:
        window.controller.obey(command)
    teacher.go_to(again)
    teacher.leave()
    picture = hand.rest()
    run = session.current
    assert run.trainer.state().equals(before[0])
    assert (run.moment, session.past.lines, window.controller.experiment) == before[1:]
    assert picture.experiment == before[3]
    assert (without_rect(window.controller.display), window.levels.name, teacher._layers_on()) == shown
    assert window.controller.undo.undoText() == undoable


def without_rect(display: Display) -> Display:
    """The visible rectangle is as wide as the plane, which may still be moving."""
    return replace(display, rect=PLANE)


@pytest.fixture
def shared_hand(open_hand: Callable[..., Hand]) -> Hand:
    hand = open_hand(SMALL)
    hand.rest()
    hand.window.controller.change("batch", 16)
    hand.window.controller.step("iteration", 40)
    hand.until(lambda: hand.iteration == 40)
    hand.do("back")
    return hand
