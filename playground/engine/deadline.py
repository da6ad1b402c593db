"""A deadline: one moment until which several ends are waited for, so that their waits do not add up."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Protocol


class Joinable(Protocol):
    """A thread or a process."""

    def join(self, timeout: float | None = None) -> None: ...


class Deadline:
    """So many seconds from now."""

    def __init__(self, seconds: float) -> None:
        self._moment = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds, never below zero."""
        return max(0.0, self._moment - time.monotonic())

    def join(self, several: Iterable[Joinable]) -> None:
        """Waits for all of these threads or processes at once; those that have not ended by then are left alone."""
        for one in several:
            one.join(self.left)
