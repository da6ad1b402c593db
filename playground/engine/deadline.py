"""A deadline: one moment until which several ends are waited for, so that their waits do not add up."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable


class Deadline:
    """So many seconds from now."""

    def __init__(self, seconds: float) -> None:
        self._moment = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds, never below zero."""
        return max(0.0, self._moment - time.monotonic())

    def join(self, threads: Iterable[threading.Thread]) -> None:
        """Waits for all of these threads at once; those that have not ended by then are left alone."""
        for thread in threads:
            thread.join(self.left)
