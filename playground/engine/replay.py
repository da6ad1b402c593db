"""A replay: the way of a run to an earlier or later moment, gone in short parts."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playground.engine.run import Run

SECONDS = 0.01
"""Commands and pictures are handled at least this often."""


class Replay:
    """Goes to the moment `goal` of the run's line; `share` is how much of the way has been gone."""

    analyses, letter = False, None

    def __init__(self, run: Run, goal: int) -> None:
        self.goal, self.share = goal, 0.0
        self._going = run.going(goal)

    def arrived(self) -> bool:
        """Goes on for a short while; True once it is there."""
        until = time.perf_counter() + SECONDS
        for share in self._going:
            self.share = share
            if time.perf_counter() > until:
                return False
        return True
