"""Starts that failed: a mark is set before the window is laid out, and taken away once it is up."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

MARK = "starting"
"""The name of a file of one byte for each start since the last that got through."""
ENOUGH = 2
"""So many failed starts, and the next does without what was remembered of the window."""


class Starts:
    """Of the program with this folder of settings."""

    def __init__(self, folder: Path) -> None:
        self._mark = folder / MARK
        self.distrust = self._failed() >= ENOUGH
        """The last starts failed before the window was up: what they laid out may be why."""

    def _failed(self) -> int:
        try:
            return self._mark.stat().st_size
        except (OSError, ValueError):
            return 0

    def begin(self) -> None:
        """A window is about to be laid out."""
        with suppress(OSError, ValueError):
            self._mark.parent.mkdir(parents=True, exist_ok=True)
            with self._mark.open("ab") as file:
                file.write(b".")

    def up(self) -> None:
        """The window is up."""
        with suppress(OSError, ValueError):
            self._mark.unlink(missing_ok=True)
