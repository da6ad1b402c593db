"""The timeline under the plane, in the real window: dragging, letting go, film, branches, and files."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QFileDialog, QInputDialog, QMenu

from playground.core.experiment import Experiment
from playground.core.experiment.link import link
from playground.core.lenses import FIT, GRADIENTS, SAMPLES
from playground.core.own_data.build import points_text
from playground.engine.commands import Stop
from playground.engine.letters import Picture, Saved
from playground.ui.settings import Settings, unwatched
from playground.ui.views.timeline.strip import decimated
from tests.support.hand import SMALL, Hand
from tests.support.travel import bits


def seen(picture: Picture) -> tuple[object, ...]:
    """What a picture shows of its moment, to the bit; the surface also depends on how large the plane is just now."""
    lenses = tuple(bits(picture.seen(lens)) for lens in (SAMPLES, FIT, GRADIENTS))
    return (picture.experiment, picture.counters, bits(picture.measured), lenses)


def train(hand: Hand, until: int) -> None:
    hand.window.controller.play(Stop(at_iteration=until))
    hand.until(lambda: hand.window.settled_at(until))
    hand.rest()


def at(hand: Hand, iteration: int) -> QPoint:
    strip = hand.window.stage.timeline.strip
    return QPoint(round(strip._x(iteration)), strip.height() // 2)


def test_dragging_scrubs_and_letting_go_shows_exactly_that_iteration(hand: Hand) -> None:
    train(hand, 40)
    exact = {}
    for iteration in range(30, 34):
        hand.window.controller.go_to(iteration)
        exact[iteration] = seen(hand.rest())
    strip = hand.window.stage.timeline.strip
    QTest.mousePress(strip, Qt.MouseButton.LeftButton, pos=at(hand, 5))
    assert hand.rest().counters.iteration <= 5
    QTest.mouseMove(strip, at(hand, 32))
    assert hand.rest().counters.iteration == 32, "a checkpoint lies at 32"
    QTest.mouseMove(strip, at(hand, 31))
    assert hand.rest().counters.iteration < 31, "while it is dragged the nearest kept state is shown"
    where = strip.iteration_at(at(hand, 31).x())
    QTest.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=at(hand, 31))
    picture = hand.rest()
    assert picture.counters.iteration == where
    assert seen(picture) == exact[where]
    assert "exactly" in hand.window.stage.timeline.strip.caption


def test_back_and_now_and_go_on_from_here(hand: Hand) -> None:
    train(hand, 20)
    end = seen(hand.pictures[-1])
    hand.do("back")
    assert hand.rest().counters.iteration == 19
    hand.do("step_d")
    picture = hand.rest()
    assert [c.parent for c in picture.timeline.line_summaries] == [None, 1], (
        "another move than the known one opens a branch"
    )
    hand.do("back")
    hand.do("back")
    assert hand.rest().counters.iteration == 18
    timeline = hand.window.stage.timeline
    assert timeline.branch.isEnabled()
    timeline.branch.click()
    hand.until(lambda: hand.iteration > 25)
    hand.do("play")
    assert len(hand.rest().timeline.line_summaries) == 3
    timeline._fill()
    entries = [action for action in timeline._menu.actions() if action.text().startswith("run 1")]
    entries[0].trigger()
    assert seen(hand.rest()) == end
    hand.do("back")
    assert hand.rest().timeline.moment == 19
    hand.do("now")
    assert seen(hand.rest()) == end


def test_lines_are_named_and_forgotten_and_the_budget_is_kept(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    train(hand, 5)
    hand.do("branch")
    train(hand, 8)
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("calmer", True))
    timeline = hand.window.stage.timeline
    timeline._ask_name()
    assert [c.name for c in hand.rest().timeline.line_summaries] == ["", "calmer"]
    assert timeline.lines.text().startswith("calmer")
    hand.window.controller.enter(1)
    hand.rest()
    timeline.forgotten.emit(2)
    assert len(hand.rest().timeline.line_summaries) == 1
    timeline.budget_wanted.emit(64)
    assert hand.rest().timeline.budget == 64_000_000
    assert hand.window.settings.get("history/megabytes", 0) == 64


def test_the_film_runs_both_ways_and_ends_at_the_ends(hand: Hand) -> None:
    train(hand, 60)
    timeline, film = hand.window.stage.timeline, hand.window.film
    timeline.speed.setCurrentIndex(5)
    n = len(hand.pictures)
    timeline.rewind.click()
    assert film.running
    hand.window.controller.show(dots=200)  # looking does not end it
    hand.until(lambda: not film.running)
    back = [picture.counters.iteration for picture in hand.pictures[n:]]
    assert hand.rest().counters.iteration == 0
    settled = [i for i, p in zip(back, hand.pictures[n:], strict=False) if not p.playing]
    assert settled == sorted(settled, reverse=True)
    assert len(set(settled)) > 5
    timeline.forward.click()
    hand.until(lambda: hand.iteration > 10)
    hand.do("step")
    assert not film.running, "a step ends it"


def test_marks_say_in_words_what_was_turned(hand: Hand) -> None:
    train(hand, 10)
    hand.window.controller.change("learning_rate_d", 0.01)
    train(hand, 20)
    strip = hand.window.stage.timeline.strip
    assert "D's learning rate 0.004 → 0.01" in strip.words_at(strip._x(10))
    assert "D's learning rate" not in strip.words_at(strip._x(3))


def test_the_miniature_curve_is_the_mean_of_each_stretch() -> None:
    x, y = np.arange(100), np.arange(100, dtype=np.float32)
    y[7] = np.nan
    xs, ys = decimated(x, y, 10)
    assert len(xs) == 11
    np.testing.assert_allclose(ys[0], np.mean([0, 1, 2, 3, 4, 5, 6, 8, 9]))
    np.testing.assert_array_equal(decimated(x[:5], y[:5], 10)[1], y[:5])


# ---- files ----


def test_a_session_goes_on_as_if_it_had_never_been_closed(
    open_hand: Callable[..., Hand], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.ganplay"
    hand = open_hand(SMALL)
    hand.rest()
    train(hand, 12)
    hand.window.controller.change("objective", "hinge")
    train(hand, 20)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    hand.do("save")
    hand.until(path.exists)
    hand.rest()
    assert "mine.ganplay" in hand.window.windowTitle()
    train(hand, 30)
    wanted, past = seen(hand.rest()), None
    hand.window.controller.go_to(7)
    past = seen(hand.rest())
    again = open_hand(Experiment(g_width=16))
    again.rest()
    again.window.files.open_path(path)
    again.until(lambda: again.window.files.session == path)
    assert again.rest().counters.iteration == 20
    assert again.window.controller.experiment.objective == "hinge"
    train(again, 30)
    assert seen(again.rest()) == wanted
    again.window.controller.go_to(7)
    assert seen(again.rest()) == past
    assert again.window.files.recent()[0] == path.resolve()


def test_a_file_that_is_no_session_is_refused_in_one_sentence_and_changes_nothing(hand: Hand, tmp_path: Path) -> None:
    train(hand, 6)
    before = seen(hand.rest())
    path = tmp_path / "broken.ganplay"
    path.write_bytes(b"PK\x03\x04 this is nothing")
    hand.window.files.open_path(path)
    hand.until(lambda: "broken.ganplay" in hand.window.stage.banner.text)
    hand.window.controller.show(dots=101)
    hand.window.controller.show(dots=1000)
    assert seen(hand.rest()) == before


def test_a_copied_link_pastes_back_into_the_same_experiment(hand: Hand) -> None:
    wanted = SMALL.changed({"objective": "hinge", "seed": 7, "learning_rate_g": 0.00031})
    hand.window.controller.load(wanted)
    hand.do("copy_link")
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text() == link(wanted)
    hand.window.controller.load(SMALL)
    hand.do("paste")
    assert hand.window.controller.experiment == wanted
    clipboard.setText("ganplay:1?batch=none")
    hand.do("paste")
    assert "batch" in hand.window.stage.banner.text
    assert hand.window.controller.experiment == wanted


def test_a_preset_of_ones_own_is_kept_listed_and_opened(hand: Hand, settings: Settings) -> None:
    hand.window.controller.load(SMALL.changed({"seed": 5}))
    hand.window.files.keep_preset_as("My ring / 5")
    hand.window.controller.load(SMALL)
    menu = QMenu()
    hand.window.files.fill_presets(menu)
    (action,) = [a for a in menu.actions() if a.text() == "My ring _ 5"]
    action.trigger()
    assert hand.window.controller.experiment.seed == 5
    assert (settings.folder / "presets" / "My ring _ 5.toml").is_file()


def test_what_was_left_by_a_kill_is_offered_and_taken_up_where_it_was(
    open_hand: Callable[..., Hand], tmp_path: Path
) -> None:
    hand = open_hand(SMALL)
    hand.rest()
    train(hand, 9)
    autosave = hand.window.files.autosave
    heard = []
    hand.window.controller.bridge.told.connect(heard.append)
    autosave.save_if_changed()
    hand.until(lambda: any(isinstance(letter, Saved) for letter in heard))
    shown = seen(hand.pictures[-1])
    assert "autosaved" in hand.window.status.saved.text()
    n = len(heard)
    autosave.save_if_changed()
    assert hand.rest() is not None
    assert len(heard) == n, "nothing changed, so nothing is saved"
    (tmp_path / "killed").mkdir()
    (tmp_path / "killed" / "autosave").mkdir()
    left = tmp_path / "killed" / "autosave" / autosave.path.name
    left.write_bytes(autosave.path.read_bytes())

    settings = unwatched(tmp_path / "killed" / "settings.json")
    other = open_hand(SMALL, settings=settings)
    other.until(other.window.stage.banner.isVisible)
    assert "unexpectedly" in other.window.stage.banner.text
    other.window.stage.banner._buttons[0].click()
    other.until(lambda: other.iteration == 9)
    assert seen(other.rest()) == shown


def test_drawn_data_is_taken_back_and_drawn_again(hand: Hand) -> None:
    drawn = points_text(np.random.default_rng(0).standard_normal((50, 2)))
    hand.window.own._use(drawn)
    other = points_text(np.random.default_rng(1).standard_normal((60, 2)))
    hand.window.own._use(other)
    assert hand.window.controller.experiment.own_data == other
    hand.do("undo")
    assert hand.window.controller.experiment.own_data == drawn
    hand.do("undo")
    assert hand.window.controller.experiment == SMALL
    hand.do("redo")
    picture = hand.rest()
    assert (picture.experiment.target, picture.experiment.own_data) == ("own", drawn)
