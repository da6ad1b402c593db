"""Many dots are one image that shows exactly the points, in the marks' own colours."""

from collections.abc import Callable, Iterator

import numpy as np
import pyqtgraph as pg
import pytest
from PyQt6.QtGui import QColor, QImage
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.core.lenses import Display
from playground.ui.layer_panel import MOST_DOTS
from playground.ui.palette import LIGHT, rgb
from playground.ui.views.plane.cloud import MOST_MARKERS, SHAPES, Dots, counted, shades, spread
from playground.ui.views.plane.marks import MARKS
from tests.support.hand import Hand
from tests.support.pixels import pixels_of

WHOLE = (1.0, -1.0, 0.0, 10.0)
"""A plane of 10 x 10 units, each a pixel, y upwards."""


def test_every_visible_point_is_counted_in_its_pixel_and_no_other_is() -> None:
    points = np.array([[0.5, 9.5], [0.6, 9.4], [9.5, 0.5], [-0.1, 5], [5, 10.1], [10.0, 5], [np.nan, 1], [3, np.inf]])
    counts = counted(points.astype(np.float32), WHOLE, (10, 10))
    assert counts.sum() == 3
    assert counts[0, 0] == 2
    assert counts[9, 9] == 1


@pytest.mark.parametrize("symbol", SHAPES)
@pytest.mark.parametrize("large", [False, True])
def test_a_point_covers_its_shape_and_nothing_else(symbol: str, large: bool) -> None:
    shape = SHAPES[symbol][large]
    counts = np.zeros((9, 11), np.int64)
    counts[4, 5] = 1
    covered = spread(counts, shape)
    assert {(int(x) - 5, int(y) - 4) for y, x in np.argwhere(covered)} == set(shape)
    assert covered.max() == 1
    counts[4, 5] = 10**6
    assert spread(counts, shape).max() == 255 // len(shape)


def test_shapes_at_the_edge_are_cut_off_and_do_not_come_in_at_the_other_side() -> None:
    counts = np.zeros((4, 4), np.int64)
    counts[0, 0] = counts[3, 3] = 1
    covered = spread(counts, SHAPES["d"][0])
    assert covered[0, 3] == covered[3, 0] == 0
    assert covered.sum() == 6


def test_real_and_fake_differ_by_shape_too() -> None:
    assert set(SHAPES["o"][0]) != set(SHAPES["d"][0])


def test_a_pixel_is_never_more_opaque_than_a_marker_and_never_lighter_with_more_points() -> None:
    table = shades(QColor(*rgb(LIGHT.fake), 210))
    alpha = table >> 24
    assert table[0] == 0
    assert np.all(np.diff(alpha.astype(int)) >= 0)
    assert alpha[-1] == 210
    red, green, blue = (table[-1] >> shift & 255 for shift in (16, 8, 0))
    assert np.allclose([red, green, blue], [c * 210 / 255 for c in rgb(LIGHT.fake)], atol=1)


@pytest.fixture
def plot(qtbot: QtBot) -> Iterator[pg.PlotWidget]:
    around = QWidget()  # a PlotWidget can be closed only once, and what is around it is closed twice
    qtbot.addWidget(around)
    made = pg.PlotWidget(around)
    made.resize(300, 300)
    made.setRange(xRange=(-1, 1), yRange=(-1, 1), padding=0)
    around.show()
    made.grab()  # what was said of the range counts from the next paint on
    yield made
    around.close()


def test_the_image_is_the_binned_points_in_the_colour_of_the_dots(plot: pg.PlotWidget) -> None:
    item: Dots = MARKS["real"].make()
    plot.addItem(item, ignoreBounds=True)
    spots = np.array([[0.5, 0.5], [-0.5, -0.25]], np.float32)
    item.show_points(np.repeat(spots, MOST_MARKERS, axis=0))
    assert item.many
    found = pixels_of(item.image())
    assert np.count_nonzero(found) == 2 * len(SHAPES["o"][0])
    assert set(np.unique(found)) == {0, int(shades(QColor(LIGHT.real))[-1])}
    height, width = found.shape
    rows, columns = np.nonzero(found)
    for x, y in spots:
        row, column = int((1 - y) / 2 * height), int((x + 1) / 2 * width)
        assert np.min(np.abs(rows - row) + np.abs(columns - column)) <= 1


def test_the_image_follows_the_view_and_is_made_once_for_each(plot: pg.PlotWidget) -> None:
    item: Dots = MARKS["fake"].make()
    plot.addItem(item, ignoreBounds=True)
    item.show_points(np.random.default_rng(0).normal(size=(MOST_MARKERS + 1, 2)).astype(np.float32))
    first = item.image()
    assert item.image() is first
    whole = np.count_nonzero(pixels_of(first))
    plot.setRange(xRange=(5, 6), yRange=(5, 6), padding=0)
    plot.grab()
    assert np.count_nonzero(pixels_of(item.image())) == 0 < whole


def test_few_points_are_markers_again_after_many(plot: pg.PlotWidget) -> None:
    item: Dots = MARKS["fake"].make()
    plot.addItem(item, ignoreBounds=True)
    many, few = np.zeros((MOST_MARKERS + 1, 2), np.float32), np.ones((10, 2), np.float32)
    item.show_points(few)
    item.show_points(many)
    assert item.many
    item.show_points(few)
    assert not item.many
    moved = few + np.float32(1)
    moved[0] = np.nan
    for points in (few + np.float32(0.5), moved, few[:0]):
        item.show_points(points)
        assert np.array_equal(item.points, points[np.isfinite(points).all(1)])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_window_shows_clouds_of_both_colours(open_hand: Callable[..., Hand], theme: str) -> None:
    hand = open_hand(theme=theme)
    hand.rest()
    hand.window.stage.dots.setValue(MOST_MARKERS + 1000)
    hand.until(lambda: hand.pictures[-1].display.dots > MOST_MARKERS)
    hand.rest()
    for name in ("real", "fake"):
        assert hand.window.plane.items[name].many
    image = hand.window.plane.graphics.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    seen = pixels_of(image)
    red, blue = (seen >> 16 & 255).astype(int), (seen & 255).astype(int)
    assert np.count_nonzero(blue - red > 60) > 500
    assert np.count_nonzero(red - blue > 60) > 50


def test_the_control_goes_up_to_a_hundred_thousand(open_hand: Callable[..., Hand]) -> None:
    assert open_hand().window.stage.dots.maximum() == MOST_DOTS == 100_000
    assert Display().dots < MOST_MARKERS
