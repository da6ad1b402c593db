"""The axes of the small plots: as many labels as fit, and what the axis measures is said."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.ui.axes import APART, log_ticks
from playground.ui.views.curves import PLOTS
from playground.ui.views.numbers import KINDS, tick_step
from tests.support.hand import Hand


@given(st.floats(-12, 6), st.floats(1e-3, 14), st.floats(30, 400))
def test_labels_of_a_log_scale_are_apart_and_two_or_more_where_two_fit(low: float, span: float, size: float) -> None:
    ticks = log_ticks(low, low + span, size)
    assert all(low <= tick <= low + span for tick in ticks)
    assert all((after - before) / span * size >= APART * 0.99 for before, after in pairwise(ticks) if len(ticks) > 2)
    if size >= 3 * APART:
        assert len(ticks) >= 2


def test_labels_of_a_log_scale_are_round_where_there_is_room() -> None:
    assert log_ticks(-2.0, 1.0, 80) == [-2.0, -1.0, 0.0, 1.0]
    assert [round(10**tick) for tick in log_ticks(0.0, 1.0, 100)] == [1, 2, 5, 10]


@pytest.mark.parametrize("reach", [1e-6, 0.04, 0.5, 1.0, 1.3, 7.0, 900.0])
def test_the_labels_of_a_histogram_lie_well_within_it(reach: float) -> None:
    assert 0.5 * reach <= tick_step(reach) <= 0.81 * reach


def test_the_gradient_norms_labels_do_not_crowd(hand: Hand) -> None:
    hand.raise_dock("numbers")
    for _ in range(3):
        hand.do("step")
        hand.rest()
    axis = hand.window.panels.views["numbers"].norms.getPlotItem().getAxis("left")
    low, high = axis.range
    ticks = [tick for _, level in axis.tickValues(low, high, axis.height()) for tick in level]
    assert 2 <= len(ticks) <= axis.height() / APART + 1
    assert not any("e+" in words for words in axis.tickStrings([-2.0, 0.0, 3.0, 4.0], 1, 1))


def test_every_plot_says_what_its_vertical_axis_measures(hand: Hand) -> None:
    for kind in KINDS.values():
        assert kind.words.split(" ")[0] in kind.said
    for plot in PLOTS:
        assert plot.unit or any(word in plot.title for word in ("probability", "Share", "Loss"))
    distance = hand.window.curves.boxes["distance"]
    assert "plane units" in distance.words.text()
    hand.window.controller.change("objective", "wasserstein")
    hand.rest()
    hand.until(lambda: "score" in hand.window.curves.boxes["verdicts"]._title.text())
