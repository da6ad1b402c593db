"""A letterbox for one letter: a newer one replaces it, so a slow reader sees fewer letters, but never old ones.

`Kept` does not throw away the letters that are replaced.
"""

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Latest(Generic[T]):
    """Written by one thread and emptied by another; `taken` is called after a letter has been taken."""

    def __init__(self, taken: Callable[[], None] | None = None) -> None:
        self._taken = taken
        self._here = threading.Condition()
        self._letter: T | None = None
        self._closed = False

    @property
    def empty(self) -> bool:
        """True if the last letter has been taken: only then is a new one worth writing."""
        return self._letter is None

    def put(self, letter: T) -> None:
        with self._here:
            self._letter = letter
            self._here.notify()

    def take(self) -> T | None:
        """Removes and returns the letter; None if there is none."""
        with self._here:
            letter, self._letter = self._letter, None
        if letter is not None and self._taken is not None:
            self._taken()
        return letter

    def wait(self) -> T | None:
        """Waits for a letter, removes and returns it; None once the box is closed."""
        with self._here:
            self._here.wait_for(lambda: self._closed or self._letter is not None)
            letter, self._letter = self._letter, None
            return None if self._closed else letter

    def close(self) -> None:
        """Closes the box: readers stop waiting."""
        with self._here:
            self._closed = True
            self._here.notify_all()


class Kept(Latest[T]):
    """`take` takes the newest letter, as from `Latest`; `earlier` then gives those that it had replaced, MOST at most."""

    MOST = 64

    def __init__(self) -> None:
        super().__init__()
        self._replaced: deque[T] = deque(maxlen=self.MOST)
        self._earlier: list[T] = []

    def take(self) -> T | None:
        with self._here:
            letter, self._letter = self._letter, None
            self._earlier += self._replaced
            self._replaced.clear()
        return letter

    def put(self, letter: T) -> None:
        with self._here:
            if self._letter is not None:
                self._replaced.append(self._letter)
            self._letter = letter
            self._here.notify()

    def earlier(self) -> list[T]:
        """Removes and returns them, oldest first; on the thread that takes."""
        found, self._earlier = self._earlier, []
        return found
