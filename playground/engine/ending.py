"""Ending child processes: together, within one grace, and for certain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from playground.engine.deadline import Deadline, Joinable


class Process(Joinable, Protocol):
    """What `multiprocessing` gives for a child."""

    def is_alive(self) -> bool: ...
    def kill(self) -> None: ...


def end_all(processes: Iterable[Process], grace: float) -> None:
    """All of them have ended afterwards: by themselves within `grace` seconds, or killed."""
    all_of_them = list(processes)
    Deadline(grace).join(all_of_them)
    late = [process for process in all_of_them if process.is_alive()]
    for process in late:
        process.kill()
    for process in late:
        process.join()
