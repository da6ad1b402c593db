"""What a person chooses, in menus, files and settings, on the real window."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PyQt6.QtGui import QAction, QColor
from PyQt6.QtWidgets import QDialog, QLabel

from playground.core.experiment import EXPERIMENT
from playground.core.experiment import file as experiment_file
from playground.core.experiment.cures import BROKEN, CURES
from playground.core.experiment.presets import presets
from playground.core.lenses import METRIC_TABLE, OPTIMUM
from playground.ui.actions import ACTIONS
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
    assert {entry.id for entry in ACTIONS if hand.window.actions_by_id[entry.id].isChecked()} == {"light"}


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
    assert "20,000 fakes" in hand.window.stage.note.text()
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


def test_where_there_is_no_perfect_d_the_window_says_why(hand: Hand) -> None:
    hand.window.stage.legend.switches["optimal"].setChecked(True)
    hand.window.controller.change("objective", "hinge")
    hand.rest()
    assert "not a probability" in hand.window.stage.note.text()


def test_training_d_to_its_optimum_is_an_action(hand: Hand) -> None:
    hand.do("train_d_to_optimum")
    hand.until(lambda: "updates" in hand.window.stage.banner.text, 60)
    counters = hand.rest().counters
    assert counters.g_steps == 0
    assert counters.d_steps >= 50
    assert not hand.window.controller.playing


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
