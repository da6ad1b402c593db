"""The heads of the small plots: whole names and legends, and a button that shows both densities on the plane."""

from collections.abc import Callable

import pytest
from PyQt6.QtCore import Qt

from playground.core.training.trainer import Trainer
from playground.ui.views.curves import PLOTS
from tests.support.hand import SMALL, Hand

DENSITIES = ("density_data", "density_model")


@pytest.mark.parametrize("objective", ["non_saturating", "wasserstein"])
def test_no_title_or_legend_is_cut_even_in_the_narrowest_column(hand: Hand, objective: str) -> None:
    hand.window.levels.choose("workshop")
    hand.window.controller.change("objective", objective)
    hand.rest()
    column = hand.window.panels.views["fit"]
    for tab in range(2):
        hand.window.curves.tabs.setCurrentIndex(tab)
        hand.window.resizeDocks([hand.window.docks["fit"]], [1], Qt.Orientation.Horizontal)
        hand.bot.wait(30)
        for plot in PLOTS:
            box = hand.window.curves.boxes[plot.name]
            if box.isVisible():
                for label in (box._title, box.words):
                    assert label.width() >= label.sizeHint().width(), (plot.name, label.text(), column.width())


def test_the_full_name_of_the_gap_is_shown(hand: Hand) -> None:
    assert "Gap between P_data and P_model" in hand.window.curves.boxes["distance"]._title.text()


def test_one_click_shows_both_densities_on_the_plane_and_another_hides_them(hand: Hand) -> None:
    window, button = hand.window, hand.window.curves.densities
    window.levels.choose("workshop")
    hand.raise_dock("fit")
    assert "densities" in button.toolTip()
    assert not button.isChecked()
    for on in (True, False):
        hand.bot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert [window.plane.layer_on(name) for name in DENSITIES] == [on, on]
        assert button.isChecked() is on
        assert [window.stage.legend.switches[name].isChecked() for name in DENSITIES] == [on, on]


def test_the_button_tells_whether_both_are_on_whoever_switched_them(hand: Hand) -> None:
    switches, button = hand.window.stage.legend.switches, hand.window.curves.densities
    switches["density_data"].setChecked(True)
    assert not button.isChecked(), "one of the two is not both"
    switches["density_model"].setChecked(True)
    assert button.isChecked()
    switches["density_data"].setChecked(False)
    assert not button.isChecked()


def test_every_line_is_named_at_its_end_and_no_name_lies_on_another(hand: Hand) -> None:
    for _ in range(4):
        hand.do("step")
    hand.rest()
    hand.bot.wait(300)
    for name in ("verdicts", "losses"):
        box = hand.window.curves.boxes[name]
        box.show_curves({"losses": hand.pictures[-1].losses, "metrics": hand.pictures[-1].metrics}, "")
        places = []
        for column in (line.column for line in box.plot.lines if not line.rare):
            words = box.ends[column]
            x, y = box.curves[column].getData()
            assert words.isVisible()
            assert (words.pos().x(), words.pos().y()) == pytest.approx((x[-1], y[-1]), rel=1e-5)
            places.append((words.pos().y(), words.anchor.y()))
        (_, upper), (_, lower) = sorted(places, reverse=True)
        assert (upper, lower) == (1, 0), "the upper line's name is above it, the other's below"
        assert {words.toPlainText() for words in box.ends.values()} == {line.words for line in box.plot.lines}


def test_only_a_finite_training_set_has_a_held_out_curve_and_it_is_that_of_the_run(
    open_hand: Callable[..., Hand],
) -> None:
    for points in (0, 20):
        hand = open_hand(SMALL.changed({"training_points": points}))
        for _ in range(4):
            hand.do("step")
        hand.rest()
        hand.bot.wait(300)
        box = hand.window.curves.boxes["verdicts"]
        box.show_curves({"losses": hand.pictures[-1].losses, "metrics": hand.pictures[-1].metrics}, "")
        assert box.ends["d_held"].isVisible() == bool(points)
        assert ("held-out" in box.words.text()) == bool(points)
        trainer = Trainer(hand.pictures[-1].experiment)
        held = []
        for _ in range(4):
            trainer.iterate()
            held.append(trainer.held_out())
        curve = hand.pictures[-1].losses
        assert ("d_held" in curve.y) == bool(points)
        if points:
            assert curve.y["d_held"].tolist() == pytest.approx(held, abs=1e-6)
            x, y = box.curves["d_held"].getData()
            assert y.tolist() == pytest.approx(held, abs=1e-6)
            assert (box.ends["d_held"].pos().x(), box.ends["d_held"].pos().y()) == pytest.approx((x[2], y[2]), rel=1e-5)
