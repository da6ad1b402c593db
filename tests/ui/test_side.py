"""Side by side on real runs: they stay in step, differ by what is changed and by nothing else, and end with their window."""

from collections.abc import Callable

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest

from playground.core.lenses import FIT, SAMPLES, SURFACE
from playground.core.lenses.scale import FIXED, kept_spread
from playground.engine.deadline import Deadline
from playground.ui.side.runner import PATIENCE_SECONDS
from tests.support.hand import SMALL, Hand
from tests.support.side import Side, training_threads


def test_the_action_opens_two_duplicates_and_closing_either_window_ends_their_threads(
    open_hand: Callable[..., Hand],
) -> None:
    hand = open_hand(SMALL.changed({"seed": 7, "objective": "hinge"}), theme="dark")
    hand.rest()
    hand.window.stage.dots.setValue(300)
    hand.do("play")
    hand.until(lambda: hand.iteration > 5)
    hand.do("side")
    view = hand.window.beside.side
    assert view is not None
    assert view.isWindow()
    assert not hand.window.controller.playing
    side = Side(view, hand.bot)
    assert side.rest() == {"A": 0, "B": 0}
    for run in view.runs.values():
        assert run.experiment == hand.window.controller.experiment
        assert run.picture is not None
        assert len(run.picture.seen(SAMPLES).fake) == 300
    assert view.overlay.graphics.backgroundBrush().color().lightness() < 100
    hand.do("light")
    assert view.overlay.graphics.backgroundBrush().color().lightness() > 200
    hand.do("side")
    assert hand.window.beside.side is view
    assert len(training_threads()) == 2
    view.close()
    assert training_threads() == []
    assert hand.window.beside.side is None
    hand.do("side")
    assert len(training_threads()) == 2
    hand.window.close()
    assert training_threads() == []


def test_the_same_experiment_shows_the_same_pictures_to_the_bit_at_the_same_iteration(side: Side) -> None:
    np.testing.assert_array_equal(side.fakes("A"), side.fakes("B"))
    start = side.fakes("A")
    side.play_past(30)
    side.view.conductor.pause()
    side.rest()
    np.testing.assert_array_equal(side.fakes("A"), side.fakes("B"))
    assert (side.fakes("A") != start).any()
    assert "the same experiment" in side.view.comparison.text()
    assert "they are identical" in side.view.comparison.text()


def test_changing_one_objective_leaves_the_other_run_untouched_and_is_told_in_words(side: Side) -> None:
    objective = side.view.knobs.sheets["B"].knobs.editors["objective"]
    objective.setCurrentIndex(objective.findData("wasserstein"))
    objective.activated.emit(objective.currentIndex())
    assert side.view.runs["B"].experiment == SMALL.changed({"objective": "wasserstein"})
    assert side.view.runs["A"].experiment == SMALL
    words = "Objective: Wasserstein instead of Non-saturating"
    assert words in side.view.comparison.text()
    assert words in side.view.grid.frames["B"].words.text()
    assert words not in side.view.grid.frames["A"].words.text()
    for _ in range(5):
        side.view.conductor.step()
    assert side.rest() == {"A": 5, "B": 5}
    from playground.core.training.trainer import Trainer

    for name, run in side.view.runs.items():
        alone = Trainer(run.experiment)
        for _ in range(5):
            alone.iterate()
        assert run.picture is not None
        assert run.picture.measured == alone.measured(), name
    assert (side.fakes("A") != side.fakes("B")).any()


def test_step_does_one_iteration_of_every_run_also_while_playing(side: Side) -> None:
    QTest.keyClick(side.view, Qt.Key.Key_Right)
    assert side.rest() == {"A": 1, "B": 1}
    QTest.keyClick(side.view, Qt.Key.Key_Period)
    side.view.bar.buttons["step"].click()
    assert side.rest() == {"A": 3, "B": 3}
    side.play_past(20)
    side.view.conductor.step()
    assert not side.view.conductor.playing
    at = side.rest()
    assert at["A"] == at["B"] > 20


def test_a_slow_run_is_waited_for_and_pause_brings_all_to_the_same_iteration(side: Side) -> None:
    side.view.add_run()
    side.view.runs["B"].controller.change("unrolled_steps", 8)
    a, b = side.view.runs["A"], side.view.runs["B"]
    for past in (20, 60, 100):
        QTest.keyClick(side.view, Qt.Key.Key_Space)
        assert side.view.bar.buttons["play"].text() == "Pause"
        side.until(lambda past=past: b.iteration > past)
        assert a.iteration < 2 * b.iteration  # alone it would be tens of times as far
        QTest.keyClick(side.view, Qt.Key.Key_Space)
        assert side.view.bar.buttons["play"].text() == "Play"
        assert len(set(side.rest().values())) == 1


def test_restart_takes_all_back_to_0_and_the_same_run_comes_again(side: Side) -> None:
    side.view.conductor.step()
    side.rest()
    first = side.fakes("A")
    side.play_past(20)
    QTest.keyClick(side.view, Qt.Key.Key_R)
    assert [run.iteration for run in side.view.runs.values()] == [0, 0]
    side.until(lambda: min(run.iteration for run in side.view.runs.values()) > 3)  # it goes on playing
    side.view.conductor.pause()
    side.rest()
    side.view.bar.buttons["restart"].click()
    assert side.rest() == {"A": 0, "B": 0}
    side.view.conductor.step()
    side.rest()
    for name in "AB":
        np.testing.assert_array_equal(side.fakes(name), first)


def test_up_to_four_runs_and_a_fifth_is_refused_with_a_sentence(side: Side) -> None:
    side.view.runs["B"].controller.change("learning_rate_g", 0.0005)
    side.view.bar.buttons["add"].click()
    QTest.keyClick(side.view, Qt.Key.Key_Plus)
    assert list(side.view.runs) == ["A", "B", "C", "D"]
    rates = [run.experiment.learning_rate_g for run in side.view.runs.values()]
    assert rates == [SMALL.learning_rate_g, 0.0005, 0.0005, 0.0005]
    assert side.view.chosen == "D"
    assert not side.view.banner.isVisible()
    side.view.bar.buttons["add"].click()
    assert len(side.view.runs) == 4
    assert "At most four runs" in side.view.banner.text
    assert side.view.banner.isVisible()
    side.rest()
    for name in "BA":
        side.view.grid.frames[name].cross.click()
    assert list(side.view.runs) == ["C", "D"]
    side.view.runs["D"].controller.change("batch", 64)
    assert "<b>Run D</b>, compared with run C:<br>&nbsp;• Batch size 32 → 64" in side.view.comparison.text()
    assert len(training_threads()) == 2
    assert not side.view.grid.frames["C"].cross.isEnabled()
    side.view.close_run("C")
    assert list(side.view.runs) == ["C", "D"]
    assert set(side.view.overlay.curves) == {"C", "D"}
    side.view.add_run()
    assert list(side.view.runs) == ["A", "C", "D"]


def watched(side: Side) -> tuple[list[dict[str, int]], list[str]]:
    """Every moment at which a frame draws: the iterations that the frames say, and what is wrong with it."""
    drawn: list[dict[str, int]] = []
    wrong: list[str] = []

    def look() -> None:
        runs = side.view.runs
        going = {name: run for name, run in runs.items() if run.picture is not None and not run.ended and run.fresh}
        at = {name: run.picture.counters.iteration for name, run in going.items()}
        fits = {name: run.picture.seen(FIT) for name, run in going.items()}
        top = max(at.values(), default=0)
        for name, n in at.items():
            words = side.view.grid.frames[name].words.text()
            if n < top and f"{top - n:,} iterations behind" not in words:
                wrong.append(f"{name} at {n} of {at} says {words}")
        level = {name for name, n in at.items() if n == top}
        if len({fit.iteration for name in level if (fit := fits[name]) is not None}) > 1:
            wrong.append(
                f"fits of different iterations at {top}: {[(name, fit.iteration) for name, fit in fits.items()]}"
            )
        drawn.append(at)

    for run in side.view.runs.values():
        run.shown.connect(look)
    return drawn, wrong


def test_whenever_a_frame_draws_all_frames_are_at_the_same_iteration_or_say_that_they_are_behind(side: Side) -> None:
    side.view.add_run()
    side.view.runs["B"].controller.change("unrolled_steps", 3)
    side.rest()
    drawn, wrong = watched(side)
    side.play_past(150)
    assert wrong == []
    assert all(len(set(at.values())) == 1 for at in drawn)
    assert len({at["A"] for at in drawn}) > 8, "the frames move on the way"
    for name, frame in side.view.grid.frames.items():
        assert frame.state.text() == f"iteration {side.view.runs['A'].picture.counters.iteration:,}", name
    ends = {curve.getOriginalDataset()[0][-1] for curve in side.view.overlay.curves.values()}
    assert len(ends) == 1, "the curves too end together"
    side.view.runs["C"].controller.change("g_width", 12)  # begins anew, and catches up
    drawn.clear()
    side.until(lambda: drawn[-1:] != [] and drawn[-1].get("C", 0) > 150 and len(set(drawn[-1].values())) == 1)
    assert wrong == []
    assert any(at.get("C", 0) < at["A"] for at in drawn)
    side.view.conductor.restart()
    side.until(lambda: min(run.iteration for run in side.view.runs.values()) > 30)
    side.view.conductor.pause()
    side.rest()
    assert wrong == []
    assert len({run.picture.counters.iteration for run in side.view.runs.values()}) == 1


def test_runs_whose_d_gives_scores_share_one_scale_that_holds_the_widest(side: Side) -> None:
    side.view.layers.legend.switches["surface"].setChecked(True)
    side.view.runs["A"].controller.change("objective", "wasserstein")
    side.view.runs["B"].controller.load(SMALL.changed({"objective": "wasserstein", "learning_rate_d": 0.02}))
    side.view.add_run()  # a duplicate of B
    side.view.runs["C"].controller.change("objective", "non_saturating")
    seen: list[set[float]] = []

    def look() -> None:
        runs = [side.view.runs[name] for name in "AB"]
        if all(run.fresh and not run.ended for run in runs):
            seen.append({run.picture.seen(SURFACE).scale.high for run in runs})

    side.rest()
    side.view.gate.passed.connect(look)
    side.play_past(120)
    side.view.conductor.pause()
    side.rest()
    assert len(seen) > 3
    assert all(len(highs) == 1 for highs in seen), "at every moment, also while the scale changes"
    surfaces = {name: run.picture.seen(SURFACE) for name, run in side.view.runs.items()}
    usual = {name: surfaces[name].usual for name in "AB"}
    assert surfaces["A"].scale == surfaces["B"].scale
    assert surfaces["A"].scale.high == kept_spread(surfaces["A"].scale.high, max(usual.values()))
    assert surfaces["A"].scale.high >= max(usual.values())
    assert usual["A"] != usual["B"]
    assert surfaces["C"].scale == FIXED


def test_a_run_that_begins_anew_catches_up_before_the_others_go_on(side: Side) -> None:
    side.play_past(100)
    side.view.conductor.pause()
    there = side.rest()["A"]
    side.view.runs["B"].controller.change("g_width", 12)
    assert side.rest() == {"A": there, "B": 0}
    assert f"{there:,} iterations behind" in side.view.grid.frames["B"].words.text()
    before = side.fakes("A")
    side.view.conductor.play()
    side.until(lambda: side.view.runs["B"].iteration > 2)
    np.testing.assert_array_equal(side.fakes("A"), before)
    side.until(lambda: side.view.runs["A"].iteration > there)
    side.view.conductor.pause()
    at = side.rest()
    assert at["A"] == at["B"] > there
    assert "behind" not in side.view.grid.frames["B"].words.text()


def test_a_run_that_blows_up_is_left_out_and_comes_along_again_after_a_restart(side: Side) -> None:
    wild = {"objective": "wasserstein", "penalty": "none", "optimizer_d": "sgd", "optimizer_g": "sgd"}
    b = side.view.runs["B"]
    b.controller.load(SMALL.changed({**wild, "learning_rate_d": 1.0, "learning_rate_g": 1.0}))
    side.view.conductor.play()
    side.until(lambda: bool(b.ended))
    assert "Run B: diverged at iteration" in side.view.banner.text
    stood = side.view.runs["A"].iteration
    side.until(lambda: side.view.runs["A"].iteration > stood + 50)
    assert "infinite" in side.view.grid.frames["B"].words.text()
    b.controller.change("learning_rate_d", 1e-4)
    assert not b.ended  # it tries again, in vain: its weights are too large already
    b.controller.change("learning_rate_g", 1e-4)
    side.view.conductor.restart()
    side.until(lambda: b.iteration > 40)
    assert not b.ended
    side.view.conductor.pause()
    assert len(set(side.rest().values())) == 1


def test_closing_tells_every_run_to_end_before_it_waits_for_all_of_them_together(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    side.view.add_run()
    side.view.add_run()
    side.rest()
    joined: list[str] = []
    for run in side.view.runs.values():
        monkeypatch.setattr(run.worker, "join", lambda *_, name=run.name: joined.append(name))
    workers = side.view.conductor.end()
    assert joined == [], "a slow run holds up no other"
    assert workers == [run.worker for run in side.view.runs.values()]
    Deadline(PATIENCE_SECONDS).join(workers)
    assert joined == [run.name for run in side.view.runs.values()]
