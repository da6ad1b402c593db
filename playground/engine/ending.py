"""Ending child processes: together, within one grace, and for certain."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Protocol


class Process(Protocol):
    """What `multiprocessing` gives for a child."""

    def is_alive(self) -> bool: ...
    def join(self, timeout: float | None = None) -> None: ...
    def kill(self) -> None: ...


def end_all(processes: Iterable[Process], grace: float) -> None:
    """All of them have ended afterwards: by themselves within `grace` seconds, or killed."""
    left, until = list(processes), time.monotonic() + grace
    for process in left:
        process.join(max(0.0, until - time.monotonic()))
    late = [process for process in left if process.is_alive()]
    for process in late:
        process.kill()
    for process in late:
        process.join()
