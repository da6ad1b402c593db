"""Docks lie again as they lay, strangers' layouts do no harm, and a start that keeps failing does without the old one."""

import random
from collections.abc import Callable

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QMainWindow

from playground.core.session import layout
from playground.core.session.layout import MOST_PIXELS, Box, Dock, Layout
from playground.engine.letters import Loaded
from playground.ui.docking import facts, on_screen
from playground.ui.settings import Settings
from playground.ui.starts import MARK
from playground.ui.window import LAYOUT
from tests.support.hand import Hand


def of(hand: Hand) -> dict[str, Dock]:
    return {dock.name: dock for dock in facts(hand.window, hand.window.docks, hand.window.panels.seen)}


def test_docks_and_window_lie_again_where_they_lay(open_hand: Callable[..., Hand], settings: Settings) -> None:
    first = open_hand()
    first.rest()
    window, docks = first.window, first.window.docks
    docks["fit"].hide()
    window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, docks["numbers"])
    docks["numbers"].show()
    docks["networks"].show()
    docks["networks"].setFloating(True)
    docks["networks"].resize(400, 300)
    docks["networks"].move(60, 70)
    window.panels.bring("latent")
    window.resizeDocks([docks["experiment"]], [340], Qt.Orientation.Horizontal)
    window.move(30, 10)
    first.bot.wait(50)
    before, size, width = of(first), window.size(), docks["experiment"].width()
    window.close()
    second = open_hand(size=(size.width(), size.height()))
    second.rest()
    again, docks = of(second), second.window.docks
    assert second.window.pos().y() == 10
    assert not docks["fit"].isVisible()
    assert second.window.dockWidgetArea(docks["numbers"]) == Qt.DockWidgetArea.BottomDockWidgetArea
    assert docks["networks"].isFloating()
    assert (docks["networks"].x(), docks["networks"].width()) == (60, 400)
    assert second.window.panels.seen("latent")
    assert not second.window.panels.seen("game")
    assert abs(docks["experiment"].width() - width) <= 2
    keys = ("area", "stack", "shown", "front")
    for name, dock in before.items():
        assert [getattr(again[name], key) for key in keys] == [getattr(dock, key) for key in keys], name


def test_no_bytes_of_a_stranger_reach_qts_own_restoring(hand: Hand, monkeypatch) -> None:
    """A session's layout once went to restoreState as it was: a few wrong bytes crashed or froze the program."""

    def never(*_: object) -> bool:
        raise AssertionError("Qt was given a layout that nobody has judged")

    monkeypatch.setattr(type(hand.window), "restoreState", never)
    monkeypatch.setattr(QMainWindow, "restoreState", never)
    before = of(hand)
    rng, told = random.Random(1), hand.window.controller.bridge.told
    sound = hand.window._layout()
    for _ in range(40):
        at = rng.randrange(len(sound) - 4)
        odd = sound[:at] + "".join(chr(rng.randrange(32, 127)) for _ in range(4)) + sound[at + 4 :]
        told.emit(Loaded(hand.window.settings.folder / "s.ganplay", odd))
    told.emit(Loaded(hand.window.settings.folder / "s.ganplay", "AAAA/wAAAAD9AAAAAgAAAAAAAAEaAAACmPwCAAAA"))
    told.emit(Loaded(hand.window.settings.folder / "s.ganplay", sound))
    hand.bot.wait(30)
    assert {name: dock.area for name, dock in of(hand).items()} == {name: dock.area for name, dock in before.items()}


def test_a_stranger_can_not_move_docks_out_of_sight_or_make_them_huge(hand: Hand) -> None:
    far = Box(MOST_PIXELS, -MOST_PIXELS, MOST_PIXELS, 0)
    docks = [
        Dock(
            name,
            "bottom",
            3,
            shown=True,
            front=True,
            width=MOST_PIXELS,
            height=MOST_PIXELS,
            floating=far if k else None,
        )
        for k, name in enumerate(hand.window.docks)
    ]
    docks.append(Dock("nobody's", "top", 0, shown=True, front=True, width=1, height=1))
    hand.window._lay_out(layout.text_of(Layout(tuple(docks))))
    hand.bot.wait(30)
    screen = QGuiApplication.primaryScreen()
    assert screen is not None
    room = screen.availableGeometry()
    floating = [dock for dock in hand.window.docks.values() if dock.isFloating()]
    assert len(floating) == len(hand.window.docks) - 1
    assert all(room.contains(dock.pos()) and dock.width() <= room.width() for dock in floating)
    assert room.contains(on_screen(far))
    hand.do("layout")
    assert not any(dock.isFloating() for dock in hand.window.docks.values())


def test_after_two_failed_starts_the_layout_is_fresh_and_the_banner_says_so(
    open_hand: Callable[..., Hand], settings: Settings
) -> None:
    first = open_hand()
    first.rest()
    first.window.docks["fit"].hide()
    first.until(lambda: not (settings.folder / MARK).exists())
    first.window.close()
    assert settings.get(LAYOUT, "")
    (settings.folder / MARK).write_bytes(b".")
    second = open_hand()
    assert not second.window.docks["fit"].isVisible(), "one failure is no reason"
    second.until(lambda: not (settings.folder / MARK).exists())
    (settings.folder / MARK).write_bytes(b"..")
    third = open_hand()
    assert (settings.folder / MARK).stat().st_size == 3
    assert third.window.docks["fit"].isVisible()
    third.until(lambda: "failed" in third.window.stage.banner.text)
    third.until(lambda: not (settings.folder / MARK).exists())
