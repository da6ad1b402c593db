"""A hand for the window of runs side by side."""

import threading
from collections.abc import Callable

import numpy as np
from pytestqt.qtbot import QtBot

from playground.core.lenses import SAMPLES
from playground.ui.side import SideView


class Side:
    """What a test does to the window of runs, and what it waits for."""

    def __init__(self, view: SideView, bot: QtBot) -> None:
        self.view, self.bot, self.theme = view, bot, view._theme

    def until(self, done: Callable[[], bool], seconds: float = 20) -> None:
        self.bot.waitUntil(done, timeout=int(seconds * 1000))

    def rest(self) -> dict[str, int]:
        """Waits until all runs are at rest and shown so; their iterations by name."""
        runs = self.view.runs.values()
        self.until(lambda: self.view.conductor.resting and all(run.bridge.resting for run in runs))
        return {name: run.picture.counters.iteration for name, run in self.view.runs.items() if run.picture is not None}

    def play_past(self, iteration: int) -> None:
        self.view.conductor.play()
        self.until(lambda: min(run.iteration for run in self.view.runs.values()) > iteration)

    def fakes(self, name: str) -> np.ndarray:
        picture = self.view.runs[name].picture
        assert picture is not None
        return np.asarray(picture.seen(SAMPLES).fake)


def training_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("training ")]
