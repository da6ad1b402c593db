"""What a person chooses, in menus, files and settings, on the real window."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QColor
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QDialog, QLabel

from playground.core.experiment import EXPERIMENT
from playground.core.experiment import file as experiment_file
from playground.core.experiment.cures import BROKEN, CURES
from playground.core.experiment.presets import presets
from playground.core.lenses import DENSITY, FIT, METRIC_TABLE, OPTIMUM, VALUE, Display
from playground.core.own_data.target import target_of
from playground.ui.actions import ACTIONS
from playground.ui.axes import IterationAxis
from playground.ui.palette import LIGHT
from playground.ui.verbs import VERBS
from tests.support.hand import SMALL, Hand


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
    hand.window.files.open_path(path)
    assert "batch" in hand.window.stage.banner.text
    assert hand.window.controller.experiment == SMALL


def test_an_experiment_written_can_be_opened_again(hand: Hand, tmp_path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(SMALL.changed({"target": "heart", "batch": 48}).to_toml())
    hand.window.files.open_path(path)
    assert hand.rest().experiment == experiment_file.read(path)


def test_every_action_is_in_a_menu_and_on_the_shortcut_sheet(hand: Hand) -> None:
    in_menus = {a.objectName() for menu in hand.window.menus.values() for a in menu.actions()}
    assert {entry.id for entry in ACTIONS} <= in_menus
    hand.do("shortcuts")
    (sheet,) = [d for d in hand.window.findChildren(QDialog) if d.isVisible()]
    text = " ".join(label.text() for label in sheet.findChildren(QLabel))
    for entry in ACTIONS:
        assert entry.tip.replace("'", "&#x27;") in text
    sheet.close()


def test_each_action_has_one_verb_and_the_switches_say_whether_they_are_on(hand: Hand) -> None:
    assert {entry.id for entry in ACTIONS} == set(VERBS)
    for entry in ACTIONS:
        assert (VERBS[entry.id].on is not None) is entry.switch
        assert hand.window.actions_by_id[entry.id].isCheckable() is entry.switch
    on = {entry.id for entry in ACTIONS if hand.window.actions_by_id[entry.id].isChecked()}
    assert on == {"light", "workshop", "pictures_balanced", "where_no"}


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
    assert OPTIMUM in picture.lenses
    assert hand.window.stage.note.isVisible()
    note, optimum = hand.window.stage.note.text(), hand.pictures[-1].seen(OPTIMUM)
    assert "20,000 fakes" in note
    assert f"h = {optimum.bandwidth:.3f}" in note
    assert f"off by {optimum.off:.3f} on average" in note
    switches["difference"].setChecked(True)
    assert not switches["optimal"].isChecked()
    hand.rest()
    assert "too high" in hand.window.stage.scale.words()[1]
    switches["difference"].setChecked(False)
    assert switches["surface"].isChecked(), "what a layer displaced comes back with it"
    switches["surface"].setChecked(False)
    switches["optimal"].setChecked(True)
    switches["optimal"].setChecked(False)
    assert not switches["surface"].isChecked(), "what a person switched off stays off"


def test_the_bound_on_the_divergence_is_stated_with_its_confidence(hand: Hand) -> None:
    hand.window.panels.fit.verdict.more.setChecked(True)
    hand.do("step")
    value = hand.rest().seen(VALUE)
    shown = hand.window.panels.fit.verdict.value
    assert f"JSD ≥ <b>{value.jsd_at_least:.3f}</b>" in shown.text()
    assert f"at least {value.jsd_at_least:.3f} nats, with 97 % confidence" in shown.toolTip()
    assert value.jsd_at_least == max(0.0, value.jsd - value.error)
    assert "proves" not in shown.toolTip()


def test_the_densities_state_how_much_they_are_smoothed_and_how_narrow_the_target_is(hand: Hand) -> None:
    hand.window.stage.legend.switches["density_data"].setChecked(True)
    picture = hand.rest()
    note, seen = hand.window.stage.note.text(), picture.seen(DENSITY)
    assert f"h = {seen.bandwidth:.3f}" in note
    assert f"standard deviation of {target_of(picture.experiment).blur:.3f}" in note
    hand.window.controller.change("target", "checkerboard")
    hand.rest()
    assert "sharp edges" in hand.window.stage.note.text()


def test_the_note_on_d_star_names_what_the_game_does_to_it(hand: Hand) -> None:
    hand.window.controller.change("label_smoothing", 0.1)
    hand.window.controller.change("instance_noise", 0.25)
    hand.window.stage.legend.switches["optimal"].setChecked(True)
    hand.rest()
    note = hand.window.stage.note.text()
    assert "at most 0.9" in note
    assert "instance noise too, 0.250" in note


def test_where_there_is_no_perfect_d_the_window_says_why(hand: Hand) -> None:
    hand.window.stage.legend.switches["optimal"].setChecked(True)
    hand.window.controller.change("objective", "hinge")
    hand.rest()
    assert "not a probability" in hand.window.stage.note.text()


def test_training_d_to_its_optimum_is_an_action_and_what_is_said_of_it_goes_with_the_moment(hand: Hand) -> None:
    hand.do("train_d_to_optimum")
    hand.until(lambda: "updates" in hand.window.stage.banner.text, 60)
    counters = hand.rest().counters
    assert counters.g_steps == 0
    assert counters.d_steps >= 50
    said = hand.window.stage.banner.text
    assert "best that its network and penalty allow" in said or "the limit" in said
    left = OPTIMUM.see(hand.app.session.here.current.look(Display()))
    assert f"still {left.off:.3f} from D* on average" in said
    assert not hand.window.controller.playing
    assert hand.window.stage.banner.isVisible()
    hand.do("restart")
    hand.rest()
    assert not hand.window.stage.banner.isVisible()


def test_the_panel_of_metrics_shows_every_metric_with_its_floor(hand: Hand) -> None:
    hand.window.docks["metrics"].show()
    hand.window.docks["metrics"].raise_()
    hand.until(lambda: METRIC_TABLE in hand.pictures[-1].lenses)
    hand.rest()
    panel = hand.pictures[-1].seen(METRIC_TABLE)
    for reading in panel.readings:
        _, value, floor, _ = hand.window.panels.views["metrics"].cells[reading.name]
        assert value.text() != "–"
        assert floor.text() != "–"
        assert (LIGHT.fit_text in value.text()) is reading.passes  # green only if it is as close as real points are
        assert ("✓" in value.text()) is reading.passes
    assert not all(reading.passes for reading in panel.readings)
    perfect = tuple(replace(reading, value=reading.floor) for reading in panel.readings)
    view = hand.window.panels.views["metrics"]
    view.show_picture(replace(hand.pictures[-1], lenses={METRIC_TABLE: replace(panel, readings=perfect)}))
    assert all(LIGHT.fit_text in view.cells[reading.name][1].text() for reading in perfect)
    hand.window.controller.change("target", "two_moons")
    hand.rest()
    assert hand.window.panels.views["metrics"].cells["modes"][0].isHidden()
    assert not hand.window.panels.views["metrics"].cells["c2st"][0].isHidden()


def test_a_preset_says_what_to_look_for_and_offers_its_cure(hand: Hand) -> None:
    menu = next(a.menu() for a in hand.window.menuBar().actions() if a.text().replace("&", "") == "Presets")
    shelf = {action.objectName(): action for sub in menu.actions() if sub.menu() for action in sub.menu().actions()}
    shelf["mode_collapse"].trigger()
    banner, c = hand.window.stage.banner, hand.window.controller
    assert "settles on two or three modes" in banner.text
    hand.do("step")
    hand.rest()
    assert banner.isVisible(), "it stays while one looks"
    (cure,) = [button for button in banner._buttons if button.text() == "Cure it"]
    cure.click()
    assert c.experiment == presets()["mode_collapse_cured"].experiment
    assert "R1 + R2" in banner.text
    c.change("penalty_weight", 0.5)
    assert not banner.isVisible(), "what was said of the preset is no longer true"


def test_the_preset_for_own_data_keeps_the_data_that_one_has(hand: Hand) -> None:
    c, mine = hand.window.controller, "mixture: 0 0 0.1 1; 2 0 0.3 2"
    c.change_all({"target": "own", "own_data": mine})
    preset(hand, "own_fit").trigger()
    assert c.experiment == presets()["own_fit"].experiment.changed({"own_data": mine})


def test_every_failure_has_its_cure_one_click_away() -> None:
    cured = {name.removesuffix("_cured") for name in presets().names if name.endswith("_cured")}
    assert cured >= {"mode_collapse", "vanishing_gradient", "d_too_strong", "cycling"}
    assert cured <= set(presets().names)


def test_undo_names_what_it_undoes(hand: Hand) -> None:
    undo = hand.window.actions_by_id["undo"]
    assert undo.text() == "Undo"
    hand.window.controller.change("batch", 64)
    assert undo.text().startswith("Undo: ")
    assert "64" in undo.text()
    hand.do("undo")
    assert undo.text() == "Undo"
    assert "64" in hand.window.actions_by_id["redo"].text()


def test_axes_of_iterations_have_whole_numbers_from_0_on(hand: Hand) -> None:
    axis = IterationAxis()
    for low, high in ((-1000, 1000), (0, 1), (0, 3.4), (8700, 8800), (0, 1e6)):
        values = [x for _, ticks in axis.tickValues(low, high, 300) for x in ticks]
        assert all(x >= 0 and x == round(x) for x in values)
        assert all("." not in text for text in axis.tickStrings(values, 1, 1))
    window = hand.window
    plots = [box.graphics for box in window.curves.boxes.values()]
    plots += [window.panels.fit.pinned.graphics, window.docks["numbers"].widget().norms]
    assert all(isinstance(plot.getPlotItem().getAxis("bottom"), IterationAxis) for plot in plots)
    window.stage.readings.pin((0.5, 0.5))
    hand.do("step")
    hand.rest()
    hand.do("new_seed")
    hand.do("step")
    hand.rest()
    low, high = window.panels.fit.pinned.graphics.getPlotItem().getViewBox().viewRange()[0]
    assert -1 <= low < high <= 20


def test_escape_leaves_the_full_screen_and_the_window_is_as_it_was(hand: Hand) -> None:
    w = hand.window
    w.showMaximized()
    hand.bot.wait(30)
    visible = {name: dock.width() for name, dock in w.docks.items() if not dock.visibleRegion().isEmpty()}
    hand.do("projector")
    hand.bot.wait(30)
    assert w.isFullScreen()
    assert w.docks["experiment"].isHidden(), "the plane has its room"
    QTest.keyClick(w.focusWidget() or w, Qt.Key.Key_Escape)
    hand.bot.wait(200)
    assert not w.isFullScreen()
    assert w.isMaximized()
    again = {name: dock.width() for name, dock in w.docks.items() if not dock.visibleRegion().isEmpty()}
    assert again.keys() == visible.keys()
    assert again == pytest.approx(visible, abs=2)
    QTest.keyClick(w.focusWidget() or w, Qt.Key.Key_Escape)
    assert not w.isFullScreen(), "where there is nothing to leave it does nothing"


def test_the_walk_through_and_slow_motion_are_in_the_menu_and_can_be_left(hand: Hand) -> None:
    game = hand.window.panels.game
    for n in range(5):
        hand.do("walk")
        hand.bot.wait(30)
        assert game.caption.text().startswith(f"<b>{n + 1} of 5")
    assert game.forward.text() == "Leave"
    game.forward.click()
    assert not game.caption.text().startswith("<b>")
    hand.do("slow_motion")
    assert game.slow.on
    hand.do("slow_motion")
    assert not game.slow.on


def test_real_points_scores_are_a_line_with_a_band_and_no_limit(hand: Hand) -> None:
    hand.do("step")
    picture = hand.rest()
    fit = picture.seen(FIT)
    for name, metric, mean in (("distance", "sliced_wasserstein", fit.floor), ("quality", "high_quality", fit.ceiling)):
        box, reading = hand.window.curves.boxes[name], next(r for r in fit.readings if r.name == metric)
        assert box.band.isVisible()
        assert tuple(box.band.getRegion()) == pytest.approx(reading.band)
        assert reading.band[0] < mean < reading.band[1]
        assert box.levels[0].value() == pytest.approx(mean)
        assert "no G can" not in box.toolTip()
        assert "99 of 100" in box.toolTip()
