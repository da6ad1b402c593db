"""The plane's marks stand where the numbers say, in their colours, on the screen and in an exported picture."""

from collections.abc import Iterator

import numpy as np
import pyqtgraph as pg
import pytest
from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QWidget
from pyqtgraph.exporters import ImageExporter
from pytestqt.qtbot import QtBot

from playground.core.lenses import Manifold
from playground.ui.palette import LIGHT, rgb, surface_colours
from playground.ui.views.plane.drawn import Polylines, Segments
from playground.ui.views.plane.marks import MARKS, _squeeze, show_image
from tests.support.pixels import pixels_of

SIZE = 400


@pytest.fixture
def plot(qtbot: QtBot) -> Iterator[pg.PlotWidget]:
    around = QWidget()  # a PlotWidget can be closed only once, and what is around it is closed twice
    qtbot.addWidget(around)
    made = pg.PlotWidget(around, background="w")
    made.setAspectLocked(True)
    made.resize(SIZE, SIZE)
    made.setRange(xRange=(-2, 2), yRange=(-2, 2), padding=0)
    around.show()
    made.grab()  # what was said of the range counts from the next paint on
    yield made
    around.close()


def colours_at(plot: pg.PlotWidget, *points: tuple[float, float]) -> list[tuple[int, int, int]]:
    """What is seen at points of the plane."""
    shown = plot.grab().toImage()
    box = plot.getViewBox()
    places = [plot.mapFromScene(box.mapViewToScene(QPointF(*point))) for point in points]
    return [(c.red(), c.green(), c.blue()) for c in (shown.pixelColor(place) for place in places)]


def near(colour: tuple[int, int, int], other: tuple[int, int, int], most: int) -> bool:
    return max(abs(a - b) for a, b in zip(colour, other, strict=True)) <= most


WHITE = (255, 255, 255)


@pytest.mark.parametrize(("name", "colour"), [("real", LIGHT.real), ("fake", LIGHT.fake)])
def test_a_dot_lies_at_its_point_in_its_colour_and_only_there(plot: pg.PlotWidget, name: str, colour: str) -> None:
    item = MARKS[name].make()
    plot.addItem(item, ignoreBounds=True)
    item.show_points(np.array([[-1.2, 0.7], [np.nan, 0.0], [0.9, -1.1], [50.0, 1e30]], np.float32))
    for shift in (0.0, 0.5):
        plot.setRange(xRange=(-2 + shift, 2 + shift), yRange=(-2, 2), padding=0)
        one, two, swapped, nowhere = colours_at(plot, (-1.2, 0.7), (0.9, -1.1), (0.7, -1.2), (0.0, 0.0))
        assert one == two
        assert near(one, rgb(colour), 3), (one, rgb(colour))
        assert swapped == nowhere == WHITE


def test_larger_dots_cover_more(plot: pg.PlotWidget) -> None:
    item = MARKS["real"].make()
    plot.addItem(item, ignoreBounds=True)
    item.show_points(np.zeros((1, 2), np.float32))
    covered = []
    for size in (5, 9):
        item.setSize(size)
        covered.append(sum(c != WHITE for c in colours_at(plot, *[(x / 100, 0.0) for x in range(-20, 21)])))
    assert 0 < covered[0] < covered[1]


def test_lines_go_from_end_to_end_and_not_across_gaps(plot: pg.PlotWidget) -> None:
    pairs, broken = MARKS["gradients"].make(), MARKS["boundary"].make()
    for item, colour in ((pairs, "#ff0000"), (broken, "#0000ff")):
        item.setPen(pg.mkPen(colour, width=1))
        plot.addItem(item, ignoreBounds=True)
    pairs.show_points(np.array([[-1, 1], [1, 1], [-1, 1.5], [1, 1.5]], np.float32))
    broken.show_points(np.array([[-1, -1], [0, -1], [np.nan, np.nan], [0.5, -1], [1, -1]], np.float32))
    whole = plot.grab().toImage()
    assert {QColor(Qt.GlobalColor.red).rgb(), QColor(Qt.GlobalColor.blue).rgb()} <= {
        whole.pixel(x, y) for x in range(whole.width()) for y in range(whole.height())
    }

    def hit(x: float, y: float, colour: tuple[int, int, int]) -> bool:
        return colour in colours_at(plot, *[(x, y + step / 100) for step in (-1, 0, 1)])

    assert hit(0, 1, (255, 0, 0))
    assert hit(0.5, 1.5, (255, 0, 0))
    assert not hit(0, 1.25, (255, 0, 0))
    assert hit(-0.5, -1, (0, 0, 255))
    assert hit(0.8, -1, (0, 0, 255))
    assert not hit(0.25, -1, (0, 0, 255))
    broken.show_points(np.full((3, 2), np.nan, np.float32))
    assert not hit(-0.5, -1, (0, 0, 255))


def test_the_surface_has_its_first_row_at_the_bottom_and_its_own_colours(plot: pg.PlotWidget) -> None:
    item = MARKS["surface"].make()
    plot.addItem(item, ignoreBounds=True)
    shade = np.full((8, 8), 127, np.uint8)
    shade[:2], shade[-2:, :4] = 0, 255
    show_image(item, shade, (-2, 2, -2, 2))
    bottom, top_left, top_right = colours_at(plot, (0.2, -1.9), (-1.9, 1.9), (1.9, 1.9))
    table = surface_colours(LIGHT).astype(int)

    def on_white(row: np.ndarray) -> tuple[int, int, int]:
        return tuple(round(255 + (c - 255) * row[3] / 255) for c in row[:3])  # type: ignore[return-value]

    for seen, row in ((bottom, 0), (top_left, 255), (top_right, 127)):
        assert near(seen, on_white(table[row]), 3), (seen, row)
    item.clear()
    assert colours_at(plot, (0.2, -1.9)) == [WHITE]


def test_a_surface_wider_than_the_view_reaches_its_last_pixels(plot: pg.PlotWidget) -> None:
    item = MARKS["surface"].make()
    plot.addItem(item, ignoreBounds=True)
    show_image(item, np.zeros((8, 8), np.uint8), (-3, 3, -3, 3))
    plot.setRange(xRange=(-1.3, 1.1), yRange=(-1.2, 1.2), padding=0)
    plot.grab()
    numbers = pixels_of(plot.grab().toImage())
    box = plot.getViewBox().sceneBoundingRect()
    inside = numbers[
        int(box.top()) + 2 : int(box.bottom()) - 12, int(box.left()) + 12 : int(box.right())
    ]  # beside ticks
    assert np.unique(inside).size == 1


def test_an_exported_picture_has_the_same_marks(plot: pg.PlotWidget) -> None:
    dots, lines = MARKS["fake"].make(), MARKS["boundary"].make()
    lines.setPen(pg.mkPen("#0000ff", width=1))
    for item in (dots, lines):
        plot.addItem(item, ignoreBounds=True)
    dots.show_points(np.array([[1.0, 1.0]], np.float32))
    lines.show_points(np.array([[-1, -1], [1, -1]], np.float32))
    exporter = ImageExporter(plot.getPlotItem())
    exporter.parameters()["width"] = 3 * SIZE
    image = exporter.export(toBytes=True)
    numbers = pixels_of(image)
    red, green, blue = (numbers >> shift & 255 for shift in (16, 8, 0))
    assert np.count_nonzero((blue > 200) & (red < 150)) > SIZE
    fill = rgb(LIGHT.fake)
    assert np.count_nonzero((red == fill[0]) & (green == fill[1]) & (blue == fill[2])) > 3


def test_dots_of_every_size_do_not_fill_the_memory(plot: pg.PlotWidget) -> None:
    """pyqtgraph keeps a picture of each size that it has ever drawn."""
    item = MARKS["squeeze"].make()
    plot.addItem(item)
    rng = np.random.default_rng(0)
    for _ in range(30):
        squeeze = rng.uniform(-1, 1, (12, 12)).astype(np.float32)
        points = rng.uniform(-2, 2, (13, 13, 2)).astype(np.float32)
        _squeeze(item, Manifold(points, squeeze, None))
        plot.grab()
    assert len(item.fragmentAtlas) <= 10


@pytest.mark.parametrize("kind", [Segments, Polylines])
def test_lines_that_change_with_every_picture_do_not_fill_the_memory(
    plot: pg.PlotWidget, kind: type[Segments | Polylines]
) -> None:
    """PyQt keeps 80 bytes of every array of Qt structures, and of every slice of one: so none is made for a picture."""
    item, rng = kind(), np.random.default_rng(0)
    plot.addItem(item)
    made: list[object] = []
    for n in [*rng.integers(1, 50, 40), 0, 50]:
        points = rng.uniform(-2, 2, (2 * n, 2)).astype(np.float32)
        if kind is Polylines:
            points[::5] = np.nan
        item.show_points(points)
        plot.grab()
        made += [x for x in vars(item).values() if type(x).__name__ == "array" and not any(x is old for old in made)]
        pieces = getattr(item, "_pieces", [])
        assert not any(type(piece).__name__ == "array" for piece in pieces)
    assert len(made) <= 7, "only where there are more than ever before"


def test_fewer_lines_than_before_leave_nothing_of_those_behind(plot: pg.PlotWidget) -> None:
    def ink() -> int:
        """Pixels of the line's colour, which the axes have not."""
        return int((pixels_of(plot.grab().toImage()) & 0xFFFFFF == 0xFF0000).sum())

    item = Segments()
    item.setPen(pg.mkPen("#ff0000", width=1))
    plot.addItem(item)
    far = np.array([[-1.5, 1.0], [1.5, 1.0], [-1.5, 0.5], [1.5, 0.5]], np.float32)
    item.show_points(far)
    both = ink()
    item.show_points(far[:2])
    assert ink() == both / 2 > 50
    item.show_points(far[:0])
    assert ink() == 0
