"""The settings saved between starts: the window's layout, its theme and the display options."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from PyQt6.QtCore import QByteArray, QSettings

from playground.core.experiment.presets import own_folder

T = TypeVar("T", bool, int, float, str)

APART = "engine/apart"
"""Whether training runs in a separate process. The key is older than the name."""
THEME = "window/theme"
"""Light, dark, or following the system."""


class Settings:
    """Typed values over QSettings, which gives back strings; a value that can't be read is the default."""

    def __init__(self, store: QSettings | None = None) -> None:
        self._store = store if store is not None else QSettings("gan-playground", "gan-playground")
        self.folder = own_folder().parent if store is None else Path(store.fileName()).parent
        """The folder of the user's presets and the autosaves."""

    def get(self, key: str, default: T) -> T:
        try:
            value = self._store.value(key, default, type=type(default))
        except TypeError:
            return default
        return value if isinstance(value, type(default)) else default

    def set(self, key: str, value: bool | float | str) -> None:
        self._store.setValue(key, value)

    def get_bytes(self, key: str) -> QByteArray | None:
        value = self._store.value(key)
        return value if isinstance(value, QByteArray) else None

    def set_bytes(self, key: str, value: QByteArray) -> None:
        self._store.setValue(key, value)

    def forget(self, key: str) -> None:
        self._store.remove(key)

    def sync(self) -> None:
        self._store.sync()
