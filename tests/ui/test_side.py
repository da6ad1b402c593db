"""Side by side on real runs: they stay in step, differ by what is changed and by nothing else, and end with their window."""

import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt, QTimer
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.core.lenses import DENSITY, FIT, GRADIENTS, SAMPLES, SURFACE, Display
from playground.core.lenses.scale import FIXED, kept_spread
from playground.engine.deadline import Deadline
from playground.ui.side import SideView
from playground.ui.side.overlay import QUANTITIES, values
from playground.ui.side.runner import PATIENCE_SECONDS
from playground.ui.theme import Theme
from tests.support.hand import SMALL, Hand
from tests.support.side import Side


def training_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("training ")]


@pytest.fixture
def side(qtbot: QtBot, qapp: QApplication) -> Iterator[Side]:
    made = Side(SideView(SMALL, Display(dots=100), {"gradients": False}, Theme(qapp, "light")), qtbot)
    made.view.resize(1024, 700)
    made.view.show()
    qtbot.waitExposed(made.view)
    made.rest()
    yield made
    timers = made.view.findChildren(QTimer)
    made.view.close()
    assert not any(timer.isActive() for timer in timers)
    assert training_threads() == []
    qapp.processEvents()


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


def wheel(view: SideView, name: str) -> None:
    port = view.grid.frames[name].plane.graphics.viewport()
    at = QPointF(port.width() / 3, port.height() / 3)
    no = Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        at,
        port.mapToGlobal(at),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        no,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(port, event)


def test_all_planes_have_the_same_axes_whoever_is_zoomed(side: Side) -> None:
    def ranges() -> list[tuple[float, ...]]:
        return [frame.plane.rect_shown() for frame in side.view.grid.frames.values()]

    side.view.add_run()
    side.rest()
    whole = ranges()
    for name in "BA":
        before = ranges()
        wheel(side.view, name)
        now = ranges()
        assert now[0] != pytest.approx(before[0])
        for other in now[1:]:
            assert other == pytest.approx(now[0], abs=0.02)
    side.until(lambda: all(r.picture.seen(SURFACE).rect[1] < 3 for r in side.view.runs.values()))
    QTest.keyClick(side.view, Qt.Key.Key_F)
    assert ranges()[0] == pytest.approx(whole[0])
    sizes = [frame.size() for frame in side.view.grid.frames.values()]
    assert max(s.width() for s in sizes) - min(s.width() for s in sizes) <= 1


def test_every_plane_shows_the_layers_that_are_chosen_once_for_all(side: Side) -> None:
    frames = side.view.grid.frames
    assert not any(frame.plane.layer_on("gradients") for frame in frames.values())
    side.view.layers.panel.switches["density_data"].setChecked(True)
    side.view.layers.panel.sliders["fake"].setValue(30)
    side.view.add_run()
    for frame in frames.values():
        assert frame.plane.layer_on("density_data")
        assert not frame.plane.layer_on("gradients")
        assert frame.plane.items["fake"].opacity() == 0.3
    side.rest()
    for run in side.view.runs.values():
        assert DENSITY in run.picture.lenses
        assert GRADIENTS not in run.picture.lenses
    side.view.layers.legend.switches["surface"].setChecked(True)
    side.view.layers.panel.switches["optimal"].setChecked(True)
    assert not any(frame.plane.layer_on("surface") for frame in frames.values())


def test_the_overlay_has_one_curve_a_run_with_that_runs_own_values(side: Side) -> None:
    side.view.add_run()
    side.view.runs["C"].controller.change("objective", "hinge")
    side.play_past(40)
    side.view.conductor.pause()
    side.rest()
    overlay = side.view.overlay
    for i, quantity in enumerate(QUANTITIES.values()):
        overlay.choice.setCurrentIndex(i)
        for name, run in side.view.runs.items():
            x, y = overlay.curves[name].getOriginalDataset()
            record = run.picture.metrics if quantity.record == "metrics" else run.picture.losses
            np.testing.assert_array_equal(x, record.x)
            if quantity.column in ("d_real", "d_fake") and name == "C":
                middle = (record.y["d_real"] + record.y["d_fake"]) / 2
                np.testing.assert_array_equal(y, record.y[quantity.column] - middle)
            else:
                np.testing.assert_array_equal(y, record.y[quantity.column])
            letter = overlay.letters[name]
            assert letter.toPlainText() == name
            assert letter.isVisible()
        words = {"d_loss": "shapes", "g_loss": "shapes", "d_real": "score", "d_fake": "score"}.get(quantity.column, "")
        assert words in overlay.note.text()
        assert bool(words) == bool(overlay.note.text())
    assert len({overlay.curves[name].opts["pen"].style() for name in "ABC"}) == 3
    side.view.runs["B"].controller.show(averaged=False)
    side.view.conductor.step()
    side.rest()
    picture = side.view.runs["B"].picture
    _, y = values(QUANTITIES["sliced_wasserstein"], picture)
    np.testing.assert_array_equal(y, picture.metrics.y["raw_sliced_wasserstein"])


def test_a_click_on_a_run_shows_its_knobs_and_a_target_and_a_preset_change_it_alone(side: Side) -> None:
    assert side.view.chosen == "B"
    port = side.view.grid.frames["A"].plane.graphics.viewport()
    side.bot.mouseClick(port, Qt.MouseButton.LeftButton, pos=port.rect().center())
    assert side.view.chosen == "A"
    sheet = side.view.knobs.sheets["A"]
    assert side.view.knobs.currentWidget() is sheet
    assert "A" in sheet.title.text()
    side.view.grid.frames["B"].badge.click()
    assert side.view.chosen == "B"
    sheet.target.setCurrentIndex(sheet.target.findData("two_moons"))
    sheet.target.activated.emit(0)
    assert [run.experiment.target for run in side.view.runs.values()] == ["two_moons", "ring8"]
    side.rest()
    assert "distance" in side.view.grid.frames["A"].fit.text()
    assert "of 8 modes" in side.view.grid.frames["B"].fit.text()
    sheet.preset.setCurrentIndex(0)
    sheet.preset.activated.emit(0)
    assert sheet.knobs.editors["batch"].box.value() == side.view.runs["A"].experiment.batch
    assert side.view.runs["B"].experiment == SMALL
    side.view.runs["B"].controller.change("target", "own")
    assert side.view.runs["B"].experiment == SMALL
    assert "own_data" in side.view.banner.text
    assert side.view.banner.text.startswith("Run B: ")


def test_the_pace_holds_for_all(side: Side) -> None:
    side.view.bar.speed.slider.setValue(4)  # 20 iterations a second
    conductor = side.view.conductor
    conductor.play()
    conductor._clock.stop()  # its ticks are given by hand, each worth TICK_MS
    for n in range(1, 13):
        conductor._tick()
        side.until(lambda n=n: all(run.iteration == n for run in side.view.runs.values()))
    conductor.pause()
    at = side.rest()
    assert at == {"A": 12, "B": 12}, "12 ticks of 50 ms at 20 iterations a second"


def test_every_control_has_a_name_and_a_tooltip_and_at_any_ordinary_size_nothing_lies_on_another(
    side: Side, qapp: QApplication
) -> None:
    for _ in range(2):
        side.view.add_run()
    side.rest()
    for size in ((1024, 700), (1440, 900)):
        side.view.resize(*size)
        qapp.processEvents()
        assert (side.view.width(), side.view.height()) == size
        frames = list(side.view.grid.frames.values())
        parts: list[QWidget] = [*frames, side.view.overlay, side.view.knobs, side.view.bar, side.view.layers.legend]
        boxes = [part.rect().translated(part.mapTo(side.view, QPoint())) for part in parts]
        for i, one in enumerate(boxes):
            assert not any(one.intersects(other) for other in boxes[i + 1 :])
        for frame in frames:
            assert frame.plane.width() >= 130
            assert frame.state.width() >= frame.state.sizeHint().width()
    for button in side.view.bar.buttons.values():
        assert button.toolTip()
        assert button.text()
    for sheet in side.view.knobs.sheets.values():
        for combo in (sheet.target, sheet.preset):
            assert combo.accessibleName()
            assert combo.toolTip()
    for frame in side.view.grid.frames.values():
        assert frame.badge.accessibleName().startswith("Run ")
        assert frame.cross.toolTip()
    assert side.view.overlay.choice.accessibleName()


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
