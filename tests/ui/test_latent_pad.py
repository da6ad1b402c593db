"""The latent pad under a real mouse: a click picks a latent, a drag moves it all along, and a walk says what it waits for."""

import numpy as np
import pyqtgraph as pg
import pytest
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from playground.core.lenses import HELD
from playground.ui.views.latent import LatentPad
from tests.support.hand import Hand

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture(autouse=True)
def _every_move_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else pyqtgraph leaves out moves of the mouse that come soon after one another."""
    monkeypatch.setitem(pg.CONFIG_OPTIONS, "mouseRateLimit", -1)


def pixel(pad: LatentPad, x: float, y: float) -> QPoint:
    """The pixel of the pad's plot where these two latents lie."""
    box = pad.graphics.getPlotItem().getViewBox()
    return pad.graphics.mapFromScene(box.mapViewToScene(QPointF(x, y)))


def drag(pad: LatentPad, *places: tuple[float, float]) -> list[tuple[float, ...]]:
    """Presses at the first place, moves over the others and lets go at the last; what the pad held on the way."""
    held: list[tuple[float, ...]] = []
    pad.held.connect(held.append)
    port = pad.graphics.viewport()
    QTest.mousePress(port, LEFT, pos=pixel(pad, *places[0]))
    for place in places[1:]:
        at = QPointF(pixel(pad, *place))
        whole = QPointF(port.mapToGlobal(at.toPoint()))
        QTest.qWait(1)
        QApplication.sendEvent(port, QMouseEvent(QEvent.Type.MouseMove, at, whole, LEFT, LEFT, NONE))
    QTest.mouseRelease(port, LEFT, pos=pixel(pad, *places[-1]))
    pad.held.disconnect(held.append)
    return held


def opened(hand: Hand) -> LatentPad:
    hand.raise_dock("latent")
    return hand.window.panels.latent


def test_a_drag_from_anywhere_on_the_pad_moves_the_held_latent_all_along(hand: Hand) -> None:
    pad = opened(hand)
    assert "drag" in pad._say.text()
    way = [(-1.5 + 0.3 * k, 1.0 - 0.2 * k) for k in range(11)]
    held = drag(pad, *way)
    assert len(held) >= len(way) - 2, "each move of the mouse moves the latent"
    assert [z[0] for z in held] == sorted(z[0] for z in held)
    assert held[-1] == pytest.approx(way[-1], abs=0.05)
    assert hand.rest().display.latent == held[-1]
    assert hand.pictures[-1].seen(HELD) is not None
    again = drag(pad, (-2.0, 2.0), (-1.0, 2.0), (0.0, 2.0), (1.0, 2.0))
    assert again[-1] == pytest.approx((1.0, 2.0), abs=0.05), "also away from the mark of the one that is held"


def test_the_mark_of_the_held_latent_can_be_dragged_too(hand: Hand) -> None:
    pad = opened(hand)
    QTest.mouseClick(pad.graphics.viewport(), LEFT, pos=pixel(pad, 0.5, 0.5))
    held = drag(pad, (0.5, 0.5), (0.8, 0.5), (1.1, 0.5), (1.4, 0.5))
    assert held[-1] == pytest.approx((1.4, 0.5), abs=0.1)


def test_only_the_left_button_picks_a_latent(hand: Hand) -> None:
    pad = opened(hand)
    QTest.mouseClick(pad.graphics.viewport(), Qt.MouseButton.RightButton, pos=pixel(pad, 0.5, 0.5))
    assert pad._z is None


def test_a_walk_says_that_it_waits_for_its_end_until_the_end_is_clicked(hand: Hand) -> None:
    pad = opened(hand)
    port = pad.graphics.viewport()
    QTest.mouseClick(port, LEFT, pos=pixel(pad, -1.0, 0.5))
    hand.rest()
    assert pad._say.text().startswith("z = ")
    QTest.mouseClick(pad.mark, LEFT)
    assert pad._say.text() == "Now click where the walk should end."
    hand.do("step")
    hand.rest()
    assert pad._say.text() == "Now click where the walk should end.", "a picture does not end the waiting"
    QTest.mouseClick(port, LEFT, pos=pixel(pad, 1.0, -0.5))
    walk = hand.rest().seen(HELD).walk
    assert len(walk)
    assert np.abs(walk[0] - walk[-1]).max() > 0
    assert pad._say.text().startswith("z = ")
