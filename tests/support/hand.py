"""What a test does to the real window, and what it waits for."""

from collections.abc import Callable

from PyQt6.QtCore import QRect
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.app import App
from playground.core.experiment import Experiment
from playground.engine.letters import Picture

SMALL = Experiment(g_layers=1, d_layers=1, g_width=8, d_width=8, batch=32)


class Hand:
    """What a test does to the window, and what it waits for."""

    def __init__(self, opened: App, qtbot: QtBot) -> None:
        self.app, self.window, self.bot = opened, opened.window, qtbot
        self.pictures: list[Picture] = []
        self.window.controller.bridge.arrived.connect(self.pictures.append)

    def until(self, done: Callable[[], bool], seconds: float = 60) -> None:
        """Waits; a busy machine takes 20 seconds to load torch."""
        self.bot.waitUntil(done, timeout=int(seconds * 1000))

    def rest(self) -> Picture:
        """Waits until all that was said is obeyed and shown."""
        self.until(lambda: self.window.later.done)
        self.until(lambda: self.window.controller.bridge.resting and bool(self.pictures))
        return self.pictures[-1]

    def raise_dock(self, name: str) -> None:
        """Opens a dock in front of the others, and waits until it has its place and all is at rest."""
        dock = self.window.docks[name]
        dock.show()
        dock.raise_()
        self.until(lambda: self.window.panels.seen(name))
        self.until_still(dock)
        self.rest()

    def until_still(self, widget: QWidget) -> None:
        """Waits until no part of a widget has changed its place between two turns of the event loop, however slow they are."""
        before: list[QRect] = []

        def still() -> bool:
            nonlocal before
            before, now = [part.geometry() for part in widget.findChildren(QWidget)], before
            return before == now

        self.until(still)

    def do(self, action: str) -> None:
        self.window.actions_by_id[action].trigger()

    @property
    def iteration(self) -> int:
        return self.pictures[-1].counters.iteration if self.pictures else 0
