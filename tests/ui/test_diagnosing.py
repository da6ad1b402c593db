"""The diagnosis in the real window: it moves nothing, a click on a remedy is one change, and what was turned is said."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PyQt6.QtCore import QRect, Qt
from PyQt6.QtWidgets import QWidget

from playground.core.experiment.diagnosis import RULES, Diagnosis, diagnose
from playground.core.experiment.phenomena import PHENOMENA, Glance
from playground.core.experiment.presets import presets
from playground.ui.remedies import RemedyRow
from playground.ui.settings import LEVEL, Settings
from playground.ui.terms import term_of
from tests.support.hand import SMALL, Hand

ILL = presets()["mode_collapse"].experiment


def collapse() -> Diagnosis:
    g = Glance(0, 2, 8, 0.9, 0.0, frozenset({1, 2}), 25.0, (0.0, 0.0), 0.6, 0.2)
    found = diagnose([replace(g, iteration=i) for i in range(25, 2400, 25)], ILL)
    assert found is not None
    return found


@pytest.fixture(params=["story", "workshop"])
def ill(request: pytest.FixtureRequest, open_hand: Callable[..., Hand], settings: Settings) -> Hand:
    settings.set(LEVEL, request.param)
    made = open_hand(ILL, size=(1024, 700))
    made.window.controller.step("iteration", 3)
    made.until(lambda: made.iteration == 3)
    made.rest()
    made.bot.wait(300)
    return made


def parts(hand: Hand) -> list[QWidget]:
    w = hand.window
    story = w.panels.story
    here = [story.game, story.words, story.chart] if w.levels.name == "story" else [w.verdict, *w.curves.boxes.values()]
    return [w.plane, w.stage.timeline, *here]


def row_of(hand: Hand):
    w = hand.window
    return w.panels.story.why.row if w.levels.name == "story" else w.verdict.remedies


def test_it_is_seen_at_its_level_and_nothing_moves(ill: Hand) -> None:
    w = ill.window
    before = [part.geometry() for part in parts(ill)]
    w.diagnosing.changed.emit(collapse())
    ill.bot.wait(50)
    assert [part.geometry() for part in parts(ill)] == before
    assert (w.width(), w.height()) == (1024, 700)
    row = row_of(ill)
    shown = [button for button in row.buttons if button.isVisible()]
    assert [button.text() for button in shown] == ["packs of 2", "R1", "R1 + R2"]
    for button in shown:
        assert row.rect().contains(button.geometry()), "whole buttons"
    assert "new run" in shown[0].toolTip()
    assert "goes on" in shown[1].toolTip()
    words = w.panels.story.why.words if w.levels.name == "story" else w.verdict.words
    assert "2 of 8 modes since iteration 25" in words.text()
    assert term_of(words).name in ("diagnosis", "mode_collapse")
    w.diagnosing.changed.emit(None)
    ill.bot.wait(50)
    assert [part.geometry() for part in parts(ill)] == before
    assert not any(button.isVisible() for button in row.buttons)
    assert "since iteration" not in words.text()


def test_a_click_turns_the_knobs_of_the_running_game_as_one_change_and_says_which(ill: Hand) -> None:
    w = ill.window
    w.diagnosing.changed.emit(collapse())
    row_of(ill).buttons[2].click()
    picture = ill.rest()
    assert (w.controller.experiment.penalty, w.controller.experiment.penalty_weight) == ("r1_r2", 1.0)
    assert picture.counters.iteration == 3, "the same run"
    assert "Penalty on D: R1 + R2 instead of None" in w.stage.banner.text
    assert "goes on" in w.stage.banner.text
    w.controller.undo.undo()
    assert w.controller.experiment == ILL


def test_packing_begins_a_new_run_and_the_banner_says_so(ill: Hand) -> None:
    w = ill.window
    w.diagnosing.changed.emit(collapse())
    row_of(ill).buttons[0].click()
    ill.until(lambda: ill.pictures[-1].experiment.packing == 2)
    assert ill.pictures[-1].counters.iteration == 0
    assert "new run has started" in w.stage.banner.text


def test_each_level_watches_the_game_and_a_change_of_a_knob_begins_anew(ill: Hand) -> None:
    w = ill.window
    w.controller.step("iteration")
    ill.until(lambda: ill.iteration == 4)
    ill.rest()
    assert {3, 4} <= {g.iteration for g in w.diagnosing.record.glances}
    w.controller.change("penalty", "r1")
    ill.rest()
    assert {g.iteration for g in w.diagnosing.record.glances} <= {4}
    assert w.diagnosing.diagnosis is None


@pytest.mark.slow
def test_the_preset_of_mode_collapse_ends_with_its_diagnosis_in_the_window(
    open_hand: Callable[..., Hand], settings: Settings
) -> None:
    settings.set(LEVEL, "story")
    hand = open_hand(ILL, size=(1440, 900))
    hand.rest()
    w = hand.window
    w.controller.play()
    w.slow.end()
    hand.until(lambda: w.diagnosing.diagnosis is not None, seconds=250)
    w.controller.pause()
    found = w.diagnosing.diagnosis
    assert found.phenomenon == "mode_collapse"
    assert found.since < 1500
    assert "R1 + R2" in [remedy.label for remedy in found.remedies]
    assert w.panels.story.why.words.text() == found.sentence


def test_every_sentence_is_seen_whole_at_the_story(open_hand: Callable[..., Hand], settings: Settings) -> None:
    settings.set(LEVEL, "story")
    why = open_hand(size=(1024, 700)).window.panels.story.why
    room = why.words.contentsRect()
    wrapped = Qt.TextFlag.TextWordWrap
    for name in PHENOMENA.names:
        rule = next(rule for rule in RULES if rule.phenomenon == name)
        said = rule.sentence.format(since=12_345, n=12, total=25)
        needed = why.words.fontMetrics().boundingRect(QRect(0, 0, room.width(), 1000), wrapped, said)
        assert needed.height() <= room.height(), said


def test_without_a_diagnosis_no_remedy_is_offered(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(SMALL)
    hand.do("workshop")
    hand.rest()
    row = next(row for row in hand.window.panels.story.findChildren(RemedyRow))
    assert not any(button.isVisible() for button in row.buttons)
