"""The real window on real training: everything a person can do, done."""

import time
from collections.abc import Callable

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QColor, QImage
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QDialog, QInputDialog, QLabel

from playground.core.cures import BROKEN, CURES
from playground.core.experiment import EXPERIMENT, Experiment
from playground.core.presets import presets
from playground.core.targets import TARGETS
from playground.engine.letters import Diverged
from playground.ui.actions import ACTIONS
from playground.ui.palette import FAKE, REAL, rgb
from tests.ui.conftest import SMALL, Hand


def key(hand: Hand, which: Qt.Key) -> None:
    hand.window.activateWindow()
    QTest.keyClick(hand.window, which)


def test_at_launch_it_is_paused_with_a_picture_and_one_large_play(hand: Hand) -> None:
    assert hand.iteration == 0
    assert not hand.window.controller.playing
    assert hand.window.stage.welcome.isVisible()
    assert "ready" in hand.window.stage.welcome.state.text()
    hand.bot.mouseClick(hand.window.stage.welcome.play, Qt.MouseButton.LeftButton)
    hand.until(lambda: hand.iteration > 5)
    assert not hand.window.stage.welcome.isVisible()


def test_space_plays_and_pauses_and_a_paused_window_fetches_nothing(hand: Hand) -> None:
    key(hand, Qt.Key.Key_Space)
    hand.until(lambda: hand.iteration > 10)
    assert hand.window.actions_by_id["play"].text() == "Pause"
    key(hand, Qt.Key.Key_Space)
    last = hand.rest()
    assert not last.playing
    assert hand.window.actions_by_id["play"].text() == "Play"
    shown = len(hand.pictures)
    hand.bot.wait(150)
    assert len(hand.pictures) == shown
    assert hand.window.controller.bridge.resting


@pytest.mark.parametrize(
    ("which", "counted"),
    [(Qt.Key.Key_Right, (1, 1, 1)), (Qt.Key.Key_D, (0, 1, 0)), (Qt.Key.Key_G, (0, 0, 1))],
)
def test_each_step_key_does_one_step(hand: Hand, which: Qt.Key, counted: tuple[int, int, int]) -> None:
    key(hand, which)
    c = hand.rest().counters
    assert (c.iteration, c.d_steps, c.g_steps) == counted


def test_a_click_on_a_target_changes_p_data_live(hand: Hand) -> None:
    hand.do("step")
    hand.rest()
    gallery = hand.window.gallery
    item = gallery.item(TARGETS.names.index("two_moons"))
    hand.bot.mouseClick(gallery.viewport(), Qt.MouseButton.LeftButton, pos=gallery.visualItemRect(item).center())
    picture = hand.rest()
    assert picture.experiment.target == "two_moons"
    assert (picture.run, picture.counters.iteration) == (1, 1)
    assert picture.lenses["fit"].modes is None
    assert not hand.window.curves.boxes["quality"].isVisible()


def test_a_live_knob_acts_without_a_new_run_and_a_structural_one_restarts(hand: Hand) -> None:
    hand.do("step")
    hand.rest()
    hand.window.knobs.editors["learning_rate_d"].box.setValue(0.02)
    live = hand.rest()
    assert live.experiment.learning_rate_d == 0.02
    assert (live.run, live.counters.iteration) == (1, 1)
    hand.window.knobs.editors["g_width"].box.setValue(12)
    structural = hand.rest()
    assert structural.experiment.g_width == 12
    assert (structural.run, structural.counters.iteration) == (2, 0)


def test_structural_knobs_say_that_they_restart(hand: Hand) -> None:
    knobs = hand.window.knobs
    assert "new run" in knobs.editors["g_width"].toolTip()
    assert "new run" not in knobs.editors["learning_rate_d"].toolTip()
    assert "⟲" in knobs.labels["g_width"].text()


def test_restart_replays_the_same_run_and_new_seed_another(hand: Hand) -> None:
    def after_three() -> list[float]:
        for _ in range(3):
            hand.do("step")
        return hand.rest().losses.y["d_loss"].tolist()

    first = after_three()
    key(hand, Qt.Key.Key_R)
    assert hand.rest().counters.iteration == 0
    assert after_three() == first
    hand.do("new_seed")
    assert hand.rest().experiment.seed == 1
    assert after_three() != first


def test_closing_while_playing_ends_the_thread_at_once(hand: Hand) -> None:
    hand.do("play")
    hand.until(lambda: hand.iteration > 5)
    started = time.perf_counter()
    hand.window.close()
    hand.app.thread.join(2)
    assert not hand.app.thread.is_alive()
    assert time.perf_counter() - started < 2


def test_pictures_of_an_open_window_change_nothing_in_training(hand: Hand) -> None:
    from playground.core.trainer import Trainer

    for _ in range(12):
        hand.do("step")
    hand.rest()
    alone = Trainer(SMALL)
    for _ in range(12):
        alone.iterate()
    assert hand.app.session.current.trainer.checkpoint().equals(alone.checkpoint())


def pixels(hand: Hand) -> np.ndarray:
    """What the plane shows, uint8 (height, width, 3)."""
    image = hand.window.plane.graphics.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    bits = image.constBits()
    assert bits is not None
    raw = np.frombuffer(bits.asstring(image.sizeInBytes()), np.uint8).reshape(image.height(), image.bytesPerLine())
    return raw[:, : image.width() * 3].reshape(image.height(), image.width(), 3).astype(int)


def near_colour(picture: np.ndarray, colour: str, tolerance: int = 60) -> int:
    return int((np.abs(picture - np.array(rgb(colour))).sum(2) < tolerance).sum())


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_layers_are_drawn_in_their_colours_and_vanish_when_switched_off(
    open_hand: Callable[..., Hand], theme: str
) -> None:
    hand = open_hand(theme=theme)
    hand.rest()
    switches = hand.window.stage.legend.switches
    for name in ("surface", "boundary", "gradients"):
        switches[name].setChecked(False)
    hand.rest()
    assert near_colour(pixels(hand), REAL, 130) > 100
    assert near_colour(pixels(hand), FAKE, 130) > 20
    switches["fake"].setChecked(False)
    hand.rest()
    assert near_colour(pixels(hand), FAKE, 130) == 0
    switches["real"].setChecked(False)
    hand.rest()
    assert near_colour(pixels(hand), REAL, 130) == 0
    before = pixels(hand)
    switches["surface"].setChecked(True)
    hand.rest()
    assert (pixels(hand) != before).any(2).mean() > 0.3


def test_a_hidden_layer_costs_no_lens(hand: Hand) -> None:
    for name in ("surface", "boundary", "gradients"):
        hand.window.stage.legend.switches[name].setChecked(False)
    hand.do("step")
    assert set(hand.rest().lenses) == {"samples", "fit", "value", "reading", "moves"}
    for dock in hand.window.docks.values():
        dock.hide()
    hand.bot.wait(30)
    hand.do("step")
    assert set(hand.rest().lenses) == {"samples", "reading", "moves"}


def test_the_surface_follows_what_is_visible_and_fit_shows_the_whole_plane_again(hand: Hand) -> None:
    box = hand.window.plane.graphics.getPlotItem().getViewBox()
    box.setRange(xRange=(-0.5, 0.5), yRange=(-0.5, 0.5), padding=0)
    hand.until(lambda: hand.pictures[-1].lenses["surface"].rect[3] < 1)
    key(hand, Qt.Key.Key_F)
    hand.until(lambda: hand.pictures[-1].lenses["surface"].rect[3] > 3)
    left, right, bottom, top = hand.window.plane.rect_shown()
    view = hand.window.plane.graphics.getPlotItem().getViewBox()
    assert (right - left) / (top - bottom) == pytest.approx(view.width() / view.height(), rel=0.02)


def test_run_to_an_iteration_stops_there_and_says_so(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QInputDialog, "getInt", lambda *_, **__: (40, True))
    hand.do("run_to")
    hand.until(lambda: hand.iteration == 40 and not hand.window.controller.playing)
    assert "40" in hand.window.stage.banner.text
    assert hand.window.stage.banner.isVisible()


def test_run_until_all_modes_stops_by_itself(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(SMALL.changed({"target": "gaussian"}))
    hand.rest()
    hand.do("run_modes")
    hand.until(lambda: hand.iteration >= 20 and not hand.window.controller.playing)
    assert "All modes" in hand.window.stage.banner.text


def test_a_target_without_modes_offers_no_run_until_all_modes(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(SMALL.changed({"target": "two_moons"}))
    assert not hand.window.actions_by_id["run_modes"].isEnabled()


def test_divergence_puts_up_a_banner_that_names_the_iteration(open_hand: Callable[..., Hand]) -> None:
    wild = {"objective": "wasserstein", "penalty": "none", "optimizer_d": "sgd", "optimizer_g": "sgd"}
    hand = open_hand(SMALL.changed({**wild, "learning_rate_d": 1.0, "learning_rate_g": 1.0}))
    hand.rest()
    hand.do("play")
    hand.until(lambda: isinstance(hand.window.news.last, Diverged))
    bad = hand.window.news.last.iteration
    hand.until(lambda: not hand.window.controller.playing)
    assert f"{bad:,}" in hand.window.stage.banner.text
    assert hand.iteration == bad - 1


def test_an_error_in_the_thread_is_shown_and_the_window_lives_on(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(hand.app.session.current, "advance", lambda *_, **__: 1 / 0)
        hand.do("play")
        hand.until(lambda: "ZeroDivisionError" in hand.window.stage.banner.text)
    assert not hand.window.controller.playing
    hand.do("step")
    assert hand.rest().counters.iteration == 1


def test_the_verdict_and_the_status_say_what_the_picture_says(hand: Hand) -> None:
    assert "Not trained yet" in hand.window.verdict.words.text()
    hand.do("step")
    fit = hand.rest().lenses["fit"]
    assert fit.verdict.text in hand.window.verdict.words.text()
    assert f"{fit.modes.captured} of 8" in hand.window.verdict.numbers.text()
    status = hand.window.status.text()
    for word in ("paused", "Ring of 8", "CPU", "seed 0"):
        assert word in status


def test_an_objective_without_a_probability_is_shown_as_a_score_around_0(hand: Hand) -> None:
    hand.window.controller.change("objective", "wasserstein")
    hand.do("step")
    picture = hand.rest()
    surface = picture.lenses["surface"]
    assert not surface.probability
    assert surface.low == -surface.high
    assert "realer" in hand.window.stage.scale.words()[1]
    verdicts = hand.window.curves.boxes["verdicts"]
    assert verdicts.levels[0].value() == 0
    _, shown = verdicts.curves["d_real"].getData()
    assert shown[-1] == pytest.approx(-verdicts.curves["d_fake"].getData()[1][-1])


def test_the_average_and_the_raw_g_can_be_shown_and_the_card_says_which(hand: Hand) -> None:
    for _ in range(5):
        hand.do("step")
    averaged = hand.rest().lenses["samples"]
    assert averaged.averaged
    hand.window.stage.which.setCurrentIndex(1)
    hand.window.stage.which.activated.emit(1)
    raw = hand.rest().lenses["samples"]
    assert not raw.averaged
    assert (raw.fake != averaged.fake).any()
    assert "raw G" in hand.window.verdict.numbers.text()


def test_the_number_of_dots_is_what_is_asked(hand: Hand) -> None:
    hand.window.stage.dots.setValue(300)
    assert len(hand.rest().lenses["samples"].fake) == 300


def preset(hand: Hand, name: str) -> QAction:
    return hand.window.findChild(QAction, name)


def test_every_preset_and_every_cure_is_in_the_menu(hand: Hand) -> None:
    for entry in presets():
        assert preset(hand, entry.name) is not None, entry.name
    for cure in CURES:
        assert preset(hand, f"cure_{cure.name}") is not None, cure.name


def test_a_cure_turns_one_knob_of_the_live_run(hand: Hand) -> None:
    preset(hand, "cure_none").trigger()
    hand.do("step")
    broken = hand.rest()
    assert broken.experiment == BROKEN
    preset(hand, "cure_r1").trigger()
    cured = hand.rest()
    assert (cured.run, cured.counters.iteration) == (broken.run, 1)
    assert (cured.experiment.penalty, cured.experiment.penalty_weight) == ("r1", 1.0)
    assert cured.experiment.learning_rate_g == BROKEN.learning_rate_g


def test_knobs_that_make_no_sense_together_are_refused_with_the_reason(hand: Hand) -> None:
    hand.window.controller.change("objective", "wasserstein")
    hand.window.controller.change("label_smoothing", 0.1)
    assert "label_smoothing" in hand.window.stage.banner.text
    assert hand.window.controller.experiment.label_smoothing == 0
    assert hand.window.knobs.editors["label_smoothing"].box.value() == 0


def test_knobs_that_belong_together_turn_together(hand: Hand) -> None:
    hand.window.controller.change("optimizer_d", "extra_adam")
    experiment = hand.rest().experiment
    assert (experiment.optimizer_g, experiment.updates) == ("extra_adam", "simultaneous")
    assert not hand.window.knobs.editors["d_updates"].isEnabled()


def test_back_to_defaults_and_presets_load_whole_experiments(hand: Hand) -> None:
    hand.do("defaults")
    assert hand.rest().experiment == EXPERIMENT
    preset(hand, "ganlab_ring").trigger()
    picture = hand.rest()
    assert picture.experiment.target == "ganlab_ring"
    assert hand.window.knobs.editors["optimizer_d"].currentData() == "sgd"
    assert not hand.window.knobs.editors["beta1_d"].isEnabled()


def test_a_bad_file_is_refused_on_the_banner_and_changes_nothing(hand: Hand, tmp_path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text("batch = -3")
    hand.window.open_path(path)
    assert "batch" in hand.window.stage.banner.text
    assert hand.window.controller.experiment == SMALL


def test_an_experiment_written_can_be_opened_again(hand: Hand, tmp_path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(SMALL.changed({"target": "heart", "batch": 48}).to_toml())
    hand.window.open_path(path)
    assert hand.rest().experiment == Experiment.read(path)


def test_every_action_is_in_a_menu_and_on_the_shortcut_sheet(hand: Hand) -> None:
    in_menus = {a.objectName() for menu in hand.window.menus.values() for a in menu.actions()}
    assert {entry.id for entry in ACTIONS} <= in_menus
    hand.do("shortcuts")
    (sheet,) = [d for d in hand.window.findChildren(QDialog) if d.isVisible()]
    text = " ".join(label.text() for label in sheet.findChildren(QLabel))
    for entry in ACTIONS:
        assert entry.tip.replace("'", "&#x27;") in text
    sheet.close()


def test_ids_and_keys_of_actions_are_unique() -> None:
    assert len({entry.id for entry in ACTIONS}) == len(ACTIONS)
    keys = [k.toString() for entry in ACTIONS for k in entry.sequences()]
    assert len(set(keys)) == len(keys)


def test_the_theme_can_be_forced_and_recolours_the_plane(hand: Hand) -> None:
    hand.do("dark")
    assert hand.window.palette().window().color().lightness() < 100
    assert hand.window.plane.graphics.backgroundBrush().color().lightness() < 100
    hand.do("light")
    assert hand.window.palette().window().color().lightness() > 200
    assert hand.window.plane.graphics.backgroundBrush().color() == QColor("#ffffff")


def test_full_screen_for_a_projector_makes_type_larger_and_goes_back(hand: Hand, qapp) -> None:
    before = qapp.font().pointSizeF()
    hand.do("projector")
    assert hand.window.isFullScreen()
    assert qapp.font().pointSizeF() > 1.2 * before
    hand.do("projector")
    assert not hand.window.isFullScreen()
    assert qapp.font().pointSizeF() == pytest.approx(before)


def test_layout_layers_and_theme_are_remembered(open_hand: Callable[..., Hand]) -> None:
    first = open_hand()
    first.rest()
    first.window.stage.legend.switches["gradients"].setChecked(False)
    first.window.docks["fit"].hide()
    first.window.stage.dots.setValue(400)
    first.do("dark")
    first.window.close()
    second = open_hand(theme=None)
    assert not second.window.stage.legend.switches["gradients"].isChecked()
    assert not second.window.docks["fit"].isVisible()
    assert second.window.controller.display.dots == 400
    assert second.window.theme.dark
    second.do("layout")
    assert second.window.docks["fit"].isVisible()


def test_a_picture_can_be_saved(hand: Hand, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    from PyQt6.QtWidgets import QFileDialog

    out = tmp_path / "shown.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(out), ""))
    hand.do("picture")
    assert QImage(str(out)).width() >= 1000


def test_a_slow_pace_shows_single_iterations(hand: Hand) -> None:
    hand.window.toolbar.speed.slider.setValue(3)
    hand.do("play")
    hand.until(lambda: hand.iteration >= 3)
    hand.do("play")
    hand.rest()
    seen = [p.counters.iteration for p in hand.pictures]
    assert set(range(1, hand.iteration + 1)) <= set(seen)


def test_perfect_d_and_the_difference_are_layers_of_which_one_image_shows(hand: Hand) -> None:
    switches = hand.window.stage.legend.switches
    switches["optimal"].setChecked(True)
    assert not switches["surface"].isChecked()
    picture = hand.rest()
    assert "optimum" in picture.lenses
    assert hand.window.stage.note.isVisible()
    assert "20,000 fakes" in hand.window.stage.note.text()
    switches["difference"].setChecked(True)
    assert not switches["optimal"].isChecked()
    hand.rest()
    assert "trusting" in hand.window.stage.scale.words()[1]


def test_where_there_is_no_perfect_d_the_window_says_why(hand: Hand) -> None:
    hand.window.stage.legend.switches["optimal"].setChecked(True)
    hand.window.controller.change("objective", "hinge")
    hand.rest()
    assert "no probability" in hand.window.stage.note.text()


def test_training_d_to_its_optimum_is_an_action(hand: Hand) -> None:
    hand.do("settle")
    hand.until(lambda: "updates" in hand.window.stage.banner.text, 60)
    counters = hand.rest().counters
    assert counters.g_steps == 0
    assert counters.d_steps >= 50
    assert not hand.window.controller.playing


def test_the_panel_of_metrics_shows_every_metric_with_its_floor(hand: Hand) -> None:
    hand.window.docks["metrics"].show()
    hand.window.docks["metrics"].raise_()
    hand.until(lambda: "metrics" in hand.pictures[-1].lenses)
    hand.rest()
    panel = hand.pictures[-1].lenses["metrics"]
    for reading in panel.readings:
        _, value, floor, _ = hand.window.metrics.cells[reading.name]
        assert value.text() != "–"
        assert floor.text() != "–"
    hand.window.controller.change("target", "two_moons")
    hand.rest()
    assert hand.window.metrics.cells["modes"][0].isHidden()
    assert not hand.window.metrics.cells["c2st"][0].isHidden()
