"""The theme changes in one go: no style sheet of the application, no turn of the event loop in wrong colours."""

from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
import pytest
from PyQt6.QtGui import QColor, QPalette
from PyQt6.QtWidgets import QApplication, QLabel, QWidget

from playground.core.lenses.neurons import Network
from playground.ui.palette import DARK, LIGHT, Neutrals
from playground.ui.theme import SHEETS, Theme, quiet
from playground.ui.views.networks import MOST_EDGES, Drawing
from tests.support.hand import Hand

THEMES = {"dark": DARK, "light": LIGHT}


def colour_at(widget: QWidget, x: int, y: int) -> str:
    return widget.grab().toImage().pixelColor(x, y).name()


@pytest.mark.parametrize(("first", "then"), [("light", "dark"), ("dark", "light")])
def test_all_that_is_seen_has_the_new_colours_before_the_next_turn(
    open_hand: Callable[..., Hand], first: str, then: str
) -> None:
    hand = open_hand(theme=first)
    window = hand.window
    hand.until(lambda: not window.gallery.item(window.gallery.count() - 1).icon().isNull())
    window.actions_by_id[then].trigger()
    n: Neutrals = THEMES[then]
    assert window.palette().window().color().name() == n.window
    assert colour_at(window.toolbar.play, 8, 3) == n.accent.lower()
    assert colour_at(window.stage.welcome, 150, 3) == n.base
    assert colour_at(window.verdict, 40, 3) == n.base
    for fold in window.knobs.groups.values():
        button = fold.toggleButton().grab().toImage()
        seen = {button.pixelColor(x, y).name() for x in range(button.width()) for y in range(button.height())}
        assert n.text in seen
        assert THEMES[first].text not in seen
    for k in range(window.gallery.count()):
        icon = window.gallery.item(k).icon().pixmap(60, 60).toImage()
        assert window.gallery.item(k).data(256) == "own" or icon.pixelColor(3, 3).name() == n.plane


@pytest.mark.parametrize("theme", THEMES)
def test_every_plot_has_the_ground_and_the_axes_of_the_theme(open_hand: Callable[..., Hand], theme: str) -> None:
    hand = open_hand(theme=theme)
    for name in hand.window.docks:
        hand.raise_dock(name)
    hand.do("theory")
    n = THEMES[theme]
    plots = {plot for window in QApplication.topLevelWidgets() for plot in window.findChildren(pg.PlotWidget)}
    assert len(plots) > 10
    for plot in plots:
        assert plot.backgroundBrush().color().name() == n.plane
        for side in ("left", "bottom"):
            axis = plot.getPlotItem().getAxis(side)
            assert axis.pen().color().name() == n.border
            assert axis.textPen().color().name() == n.dim


def test_the_application_has_no_sheet_and_every_sheet_fills_in(
    open_hand: Callable[..., Hand], qapp: QApplication
) -> None:
    hand = open_hand(theme="dark")
    assert qapp.styleSheet() == ""
    found = {widget.objectName() for widget in hand.window.findChildren(QWidget) if widget.styleSheet()}
    assert found >= set(SHEETS)
    for sheet in SHEETS.values():
        assert "{accent}" not in sheet.format(**vars(DARK))


def test_a_quiet_label_follows_the_theme(qapp: QApplication) -> None:
    theme = Theme(qapp, "light")
    label = quiet(QLabel("said softly"))
    for name, n in THEMES.items():
        theme.choose(name)
        assert label.palette().color(label.foregroundRole()) == QColor(n.dim)
    assert label.foregroundRole() == QPalette.ColorRole.PlaceholderText
    theme.choose("light")


def test_the_heaviest_weights_are_drawn_and_all_of_the_unit_pointed_at(qapp: QApplication) -> None:
    """Against all pairs sorted one by one."""
    rng = np.random.default_rng(0)
    weight = rng.normal(size=(1, 90)).astype(np.float32)
    weight[0, 3] = np.nan
    inner = rng.normal(size=(90, 2)).astype(np.float32)
    layer = type("Layer", (), {"order": rng.permutation(90)[:64], "shade": np.zeros((64, 8, 8), np.uint8), "width": 90})
    network = Network((layer,), (inner, np.zeros(90, np.float32), weight, np.zeros(1, np.float32)), 2, 0, False)  # type: ignore[arg-type]
    drawing = Drawing()
    drawing.show_network("d", network)
    shown = [edge for edge in drawing.edges if edge.parameter[1] == 0]
    pairs = sorted(((abs(float(inner[i, j])), (int(i), j)) for i in layer.order for j in range(2)), reverse=True)
    assert [edge.parameter[2] for edge in shown] == [pair for _, pair in pairs[:MOST_EDGES]]
    assert shown[0].strength == 1.0
    assert {edge.strength <= 1.0 for edge in drawing.edges if np.isfinite(edge.value)} == {True}
    unit = int(layer.order[9])
    drawing.focus = (0, unit)
    assert {(unit, 0), (unit, 1)} <= {edge.parameter[2] for edge in drawing.edges if edge.parameter[1] == 0}
