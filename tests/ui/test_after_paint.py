"""Work left until a window has been painted is done once, in order, and in the end for a window that is never shown too."""

from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.ui.after_paint import AfterPaint
from tests.support.hand import Hand


def test_it_waits_for_the_paint_and_is_done_once_in_order(qtbot: QtBot) -> None:
    window, done = QWidget(), []
    qtbot.addWidget(window)
    later = AfterPaint(window)
    for name in "ab":
        later.leave(lambda name=name: done.append(name))
    window.show()
    for _ in range(5):
        QApplication.processEvents()
    assert (done, later.done) == ([], False), "it is visible, and has not said that it is painted"
    later.painted()
    assert done == [], "only in the next turn of the event loop"
    qtbot.waitUntil(lambda: later.done)
    later.painted()
    qtbot.wait(20)
    assert done == ["a", "b"]
    later.leave(lambda: done.append("c"))
    assert not later.done
    qtbot.waitUntil(lambda: done == ["a", "b", "c"])


def test_a_hidden_window_does_it_soon(qtbot: QtBot) -> None:
    window, done = QWidget(), []
    qtbot.addWidget(window)
    AfterPaint(window).leave(lambda: done.append("a"))
    qtbot.waitUntil(lambda: done == ["a"])


def test_the_presets_are_in_their_menu_and_the_window_is_remembered_after_the_first_paint(hand: Hand) -> None:
    hand.rest()
    menu = hand.window.menus["Presets"]
    assert hand.window.later.done
    assert len(menu.actions()) > 3
    assert not [timer for timer in hand.window.findChildren(QTimer) if timer is hand.window.later and timer.isActive()]
