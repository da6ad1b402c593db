"""A real window on a real session, and a proof that nothing outlives its test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import QCoreApplication, QEvent, QTimer
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.app import make_application, open_window
from playground.core.experiment import Experiment
from playground.core.lenses import Display
from playground.ui.settings import Settings, unwatched
from playground.ui.side import SideView
from playground.ui.theme import Theme
from tests.support.hand import SMALL, Hand
from tests.support.side import Side, training_threads


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    return make_application(["gan-playground"])


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
    for widget in QApplication.topLevelWidgets():
        widget.close()
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def open_hand(qtbot: QtBot, qapp: QApplication, settings: Settings) -> Iterator[Callable[..., Hand]]:
    """Opens windows; at the end all are closed and their threads and timers are gone."""
    hands: list[Hand] = []

    def make(
        experiment: Experiment = SMALL,
        theme: str = "light",
        size: tuple[int, int] = (1024, 700),
        settings: Settings = settings,
    ) -> Hand:
        hand = Hand(open_window(qapp, experiment, settings, theme), qtbot)
        hand.window.resize(*size)
        hand.window.show()
        qtbot.waitExposed(hand.window)
        hands.append(hand)
        return hand

    yield make
    for hand in hands:
        hand.window.close()
        hand.app.thread.join(10)
        assert not hand.app.thread.is_alive(), "the training thread outlived its window"
        assert not any(timer.isActive() for timer in hand.window.controller.bridge.findChildren(QTimer))
        hand.window.deleteLater()
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
