"""What a test does to the real window, and what it waits for."""

from collections.abc import Callable

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

    def until(self, done: Callable[[], bool], seconds: float = 20) -> None:
        self.bot.waitUntil(done, timeout=int(seconds * 1000))

    def rest(self) -> Picture:
        """Waits until all that was said is obeyed and shown."""
        self.until(lambda: self.window.controller.bridge.resting and bool(self.pictures))
        return self.pictures[-1]

    def raise_dock(self, name: str) -> None:
        """Opens a dock in front of the others, and waits until all is at rest."""
        self.window.docks[name].show()
        self.window.docks[name].raise_()
        self.bot.wait(30)
        self.rest()

    def do(self, action: str) -> None:
        self.window.actions_by_id[action].trigger()

    @property
    def iteration(self) -> int:
        return self.pictures[-1].counters.iteration if self.pictures else 0
