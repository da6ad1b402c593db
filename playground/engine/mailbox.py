"""A letterbox for one letter: a newer one replaces it unread, so a slow reader sees fewer letters and never old ones."""

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Latest(Generic[T]):
    """Written by one thread and emptied by another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._letter: T | None = None

    @property
    def empty(self) -> bool:
        """True where the last letter has been taken: only then is a new one worth writing."""
        return self._letter is None

    def put(self, letter: T) -> None:
        with self._lock:
            self._letter = letter

    def take(self) -> T | None:
        """The letter, which is then gone; None if there is none."""
        with self._lock:
            letter, self._letter = self._letter, None
            return letter
