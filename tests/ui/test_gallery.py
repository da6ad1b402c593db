"""The gallery: no target's name is cut, in the usual font and in a larger one."""

import pytest
from PyQt6.QtCore import QRect, Qt
from PyQt6.QtGui import QFontMetrics

from playground.core.targets import TARGETS
from playground.ui.theme import PROJECTOR_SCALE
from playground.ui.views.gallery import THUMB, Gallery
from tests.support.hand import Hand

BORDER = 4
"""Pixels: that of the mark around the chosen cell and Qt's own, on each side."""


def check(gallery: Gallery) -> None:
    """Every name, wrapped within its cell, is as wide and as many lines as the cell has room for."""
    cell, metrics = gallery.gridSize(), QFontMetrics(gallery.font())
    room = QRect(0, 0, cell.width() - 2 * BORDER, cell.height() - THUMB - 2 * BORDER)
    for target in TARGETS:
        needed = metrics.boundingRect(
            QRect(0, 0, room.width(), 10_000),
            int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignHCenter),
            target.label,
        )
        assert needed.width() <= room.width(), target.label
        assert needed.height() <= room.height(), target.label
    item = gallery.item(0)
    assert item is not None
    assert item.sizeHint() == cell


@pytest.mark.parametrize("scale", [1.0, PROJECTOR_SCALE, 2.0])
def test_every_name_fits_its_cell(hand: Hand, scale: float) -> None:
    gallery = hand.window.gallery
    font = gallery.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    gallery.setFont(font)
    check(gallery)


def test_two_cells_stand_side_by_side_at_the_usual_size(hand: Hand) -> None:
    gallery = hand.window.gallery
    first, second = (gallery.visualItemRect(gallery.item(k)) for k in (0, 1))
    assert first.top() == second.top()
    assert first.right() <= second.left()
