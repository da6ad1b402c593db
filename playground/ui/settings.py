"""The settings saved between starts: the window's layout, its theme and the display options."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from playground.core.experiment.presets import own_folder
from playground.core.files.atomic import written
from playground.engine.where import Where
from playground.ui import old_settings

T = TypeVar("T", bool, int, float, str)
Value = bool | int | float | str

WHERE = "engine/separate_process"
"""Where training runs: one of `Where`."""
APART = "engine/apart"
"""The same in earlier versions: whether it runs in a separate process."""
THEME = "window/theme"
"""Light, dark, or following the system."""
LANGUAGE = "window/language"
"""The code of a language, or "system"."""
LEVEL = "window/level"
"""The name of a level of the window."""
SLOWLY = "speed/slow_beginning"
"""Whether the first Play of a new run begins slowly."""
PICTURES = "speed/pictures"
"""The name of a policy of the picture rate."""
NAME = "settings.json"
MOST_BYTES = 1_000_000


class Settings:
    """Plain values in a JSON file, by their keys; a value of another type than is asked for is the default.

    Nothing but these four types is ever read from it. Before the file exists, the values of earlier versions hold.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path if path is not None else own_folder().parent / NAME
        self.folder = self._path.parent
        """The folder of the user's presets and the autosaves."""
        known = _read(self._path)
        self._values = old_settings.read(self._path.with_name(old_settings.NAME)) if known is None else known

    def get(self, key: str, default: T) -> T:
        value = self._values.get(key, default)
        return value if type(value) is type(default) else default

    def whole(self, key: str, default: int, least: int, most: int) -> int:
        """A whole number, within its range whatever the file says."""
        return min(max(self.get(key, default), least), most)

    def set(self, key: str, value: Value) -> None:
        self.set_all({key: value})

    def set_all(self, values: Mapping[str, Value]) -> None:
        """These values are kept; another window may have kept others meanwhile, and they stay."""
        if all(self._values.get(key) == value for key, value in values.items()) and self._path.is_file():
            return
        self._values = {**(_read(self._path) or self._values), **values}
        with suppress(OSError):  # a read-only home: they hold until the window is closed
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with written(self._path) as file:
                file.write(msgspec.json.format(msgspec.json.encode(self._values), indent=2))


def where_of(settings: Settings) -> Where:
    """Where training runs, as chosen."""
    known = settings.get(WHERE, "")
    if known in Where.__members__.values():
        return Where(known)
    return Where.SEPARATE if settings.get(APART, False) else Where.AUTO


def unwatched(path: Path, level: str = "workshop") -> Settings:
    """The settings in a file, for a window that nobody watches: nothing is slowed for the eye, and all panels are there."""
    settings = Settings(path)
    settings.set_all({SLOWLY: False, LEVEL: level, WHERE: Where.THREAD.value})
    return settings


def _read(path: Path) -> dict[str, Value] | None:
    """The plain values in a file; None where there is no such file, or no settings in it."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return None
        found = msgspec.json.decode(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return {key: value for key, value in found.items() if _plain(value)} if isinstance(found, dict) else None


def _plain(value: object) -> bool:
    return isinstance(value, bool | int | str) or (isinstance(value, float) and math.isfinite(value))
