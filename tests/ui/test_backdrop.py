"""What rarely changes is drawn once, and again when anything that it shows has changed."""

from collections.abc import Callable

import pytest
from PyQt6.QtGui import QColor, QFont, QImage, QPainter, QPalette, QPicture, QPixmap
from PyQt6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from playground.i18n import use_language
from playground.ui.backdrop import Backdrop
from playground.ui.corner import Remark
from playground.ui.labels import Label
from playground.ui.theme import quiet


class Counting(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.key, self.drawn, self.backdrop = "a", 0, Backdrop()
        self.resize(40, 20)

    def paint(self, painter: QPainter) -> None:
        self.drawn += 1
        painter.drawLine(0, 0, 40, 20)

    def draw_on(self, device: QPixmap | QPicture, scale: float = 1.0) -> int:
        painter = QPainter(device)
        painter.scale(scale, scale)
        self.backdrop.draw(painter, self, self.key, self.paint)
        painter.end()
        return self.drawn


def change_key(w: Counting) -> None:
    w.key = "b"


def change_font(w: Counting) -> None:
    w.setFont(QFont("DejaVu Sans", 19))


CHANGES: dict[str, Callable[[Counting], object]] = {
    "key": change_key,
    "size": lambda w: w.resize(50, 20),
    "font": change_font,
    "language": lambda _w: use_language("ko"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_it_is_drawn_once_and_again_after_a_change(name: str, qtbot: QtBot) -> None:
    widget, screen = Counting(), QPixmap(60, 60)
    qtbot.addWidget(widget)
    try:
        assert [widget.draw_on(screen) for _ in range(3)] == [1, 1, 1]
        CHANGES[name](widget)
        assert [widget.draw_on(screen) for _ in range(2)] == [2, 2]
    finally:
        use_language("en")


def test_a_picture_with_more_pixels_gets_its_own_and_one_of_lines_is_drawn_directly(qtbot: QtBot) -> None:
    widget = Counting()
    qtbot.addWidget(widget)
    assert widget.draw_on(QPixmap(60, 60)) == 1
    assert widget.draw_on(QPixmap(180, 180), scale=2.0) == 2
    assert widget.draw_on(QPicture()) == 3
    assert widget.draw_on(QPicture()) == 4


@pytest.mark.parametrize("colour", ["#202020", "#c05000"])
def test_a_remark_looks_as_the_dimmed_label_that_it_is_and_follows_text_and_theme(colour: str, qtbot: QtBot) -> None:
    remark, label = Remark(), quiet(Label())
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.PlaceholderText, QColor(colour))

    def looks(widget: QLabel, text: str) -> QImage:
        widget.setText(text)
        widget.setPalette(palette)
        widget.setWordWrap(True)
        widget.setFixedWidth(150)
        widget.adjustSize()
        return widget.grab().toImage()

    for widget in (remark, label):
        qtbot.addWidget(widget)
    for text in ("Arrows of G's gradient: length 1 stands for a slope of 3.33.", "Other words"):
        assert looks(remark, text) == looks(label, text)
    assert looks(remark, "Other words") != looks(remark, "No other words")
