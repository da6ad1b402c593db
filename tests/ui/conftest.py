"""A real window on a real session, and a proof that nothing outlives its test: no window, and nothing that takes the mouse."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from PyQt6.QtCore import QCoreApplication, QEvent, QLocale, QTimer
from PyQt6.QtWidgets import QApplication, QWhatsThis, QWidget
from pytestqt.qtbot import QtBot

from playground.app import App, make_application, open_window
from playground.core.experiment import Experiment
from playground.core.lenses import Display
from playground.ui.languages import SYSTEM, Language
from playground.ui.settings import Settings, unwatched
from playground.ui.side import SideView
from playground.ui.theme import Theme
from playground.ui.views import gallery
from tests.support.hand import SMALL, Hand
from tests.support.side import Side, training_threads


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    return make_application(["gan-playground"])


@pytest.fixture(scope="session", autouse=True)
def _thumbnails_are_drawn_once(qapp: QApplication) -> Iterator[None]:
    """Hundreds of windows have the same thirty thumbnails of the targets."""
    drawn = gallery.dots
    gallery.dots = cache(drawn)
    yield
    gallery.dots = drawn


@pytest.fixture
def language(qapp: QApplication) -> Iterator[Language]:
    made, locale = Language.of(qapp), QLocale()
    yield made
    made.choose("en")
    QLocale.setDefault(locale)
    made.wish = SYSTEM


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return unwatched(tmp_path / "settings.json")


@pytest.fixture(autouse=True)
def _no_window_outlives_its_test(qapp: QApplication) -> Iterator[None]:
    """Qt deletes what is to be deleted later only in a running event loop, of which a test has none: it is done here.

    A window that only Python's garbage collector ends is taken apart in any order, and a timer of it may still fire into
    a slot that is gone: that is a crash.
    """
    yield
    if lasting.hand is None:
        sweep()
    left = [what for what, there in TAKERS.items() if there()]
    QWhatsThis.leaveWhatsThisMode()  # only this test fails for it
    assert not left, f"the next test's mouse or keys would go to {', '.join(left)}"


TAKERS: dict[str, Callable[[], object]] = {
    "the “?” pointer": QWhatsThis.inWhatsThisMode,
    "a popup": QApplication.activePopupWidget,
    "a modal dialog": QApplication.activeModalWidget,
    "a widget that has grabbed the mouse": QWidget.mouseGrabber,
    "a widget that has grabbed the keyboard": QWidget.keyboardGrabber,
}
"""What Qt sends the mouse or the keys to, in the whole program, instead of the widget below the pointer or with the focus."""


def sweep() -> None:
    """Deletes every window, and the menus without a parent."""
    for widget in QApplication.topLevelWidgets():
        widget.close()
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def opened(app: App, bot: QtBot, size: tuple[int, int]) -> Hand:
    """A hand on this window, which is shown at this size."""
    hand = Hand(app, bot)
    hand.window.resize(*size)
    hand.window.show()
    bot.waitExposed(hand.window)
    return hand


def ended(hand: Hand) -> None:
    """Closes the window; its threads and timers are gone."""
    hand.window.close()
    hand.app.thread.join(10)
    assert not hand.app.thread.is_alive(), "the training thread outlived its window"
    assert not any(timer.isActive() for timer in hand.window.controller.bridge.findChildren(QTimer))
    hand.window.deleteLater()


class Lasting:
    """The window that the tests of a module share, for those that look at one thing after the other; one at a time."""

    def __init__(self) -> None:
        self.hand: Hand | None = None
        self.what: object = None

    def end(self) -> None:
        hand, self.hand = self.hand, None
        if hand is not None:
            ended(hand)
            QCoreApplication.processEvents()
            sweep()  # before Python lets go of it


lasting = Lasting()


@pytest.fixture(scope="module")
def _lasting_ends(qapp: QApplication) -> Iterator[None]:
    yield
    lasting.end()


@pytest.fixture
def lasting_hand(
    request: pytest.FixtureRequest,
    _lasting_ends: None,
    qtbot: QtBot,
    qapp: QApplication,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[..., Hand]]:
    """The module's window on SMALL, in a theme: at rest, at the beginning of its run, and with the docks it opens with.

    A test that fails takes it along, and the next one gets another.
    """

    def make(theme: str = "light") -> Hand:
        if lasting.hand is None or lasting.what != theme:
            lasting.end()
            where = unwatched(tmp_path_factory.mktemp("lasting") / "settings.json")
            lasting.hand, lasting.what = opened(open_window(qapp, SMALL, where, theme), qtbot, (1024, 700)), theme
            lasting.hand.rest()
        hand = lasting.hand
        hand.bot = qtbot
        hand.window.controller.load(SMALL)
        hand.window.controller.restart()
        hand.window.controller.show(**vars(Display(rect=hand.window.controller.display.rect)))
        hand.rest()
        docks.update({name: dock.isHidden() for name, dock in hand.window.docks.items()})
        return hand

    docks: dict[str, bool] = {}
    failed = request.session.testsfailed
    yield make
    if lasting.hand is not None:
        for name, hidden in docks.items():
            lasting.hand.window.docks[name].setHidden(hidden)
        del lasting.hand.pictures[:-1]
    if request.session.testsfailed > failed:
        lasting.end()


@pytest.fixture
def open_hand(qtbot: QtBot, qapp: QApplication, settings: Settings) -> Iterator[Callable[..., Hand]]:
    """Opens windows; at the end all are closed and their threads and timers are gone."""
    hands: list[Hand] = []
    lasting.end()

    def make(
        experiment: Experiment = SMALL,
        theme: str = "light",
        size: tuple[int, int] = (1024, 700),
        settings: Settings = settings,
    ) -> Hand:
        hands.append(opened(open_window(qapp, experiment, settings, theme), qtbot, size))
        return hands[-1]

    yield make
    for hand in hands:
        ended(hand)
    qapp.processEvents()


@pytest.fixture
def hand(open_hand: Callable[..., Hand]) -> Hand:
    made: Hand = open_hand()
    made.rest()
    return made


@pytest.fixture
def side(qtbot: QtBot, qapp: QApplication) -> Iterator[Side]:
    made = Side(SideView(SMALL, Display(dots=100), {"gradients": False}, Theme(qapp, "light")), qtbot)
    made.view.resize(1024, 700)
    made.view.show()
    qtbot.waitExposed(made.view)
    made.rest()
    yield made
    timers = made.view.findChildren(QTimer)
    made.view.close()
    assert not any(timer.isActive() for timer in timers)
    assert training_threads() == []
    qapp.processEvents()
