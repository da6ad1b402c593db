"""The pace of the iterations: their speed limit, when the next is due, their measured rate, and a slow beginning."""

import time
from collections.abc import Callable

WINDOW_SECONDS = 0.5
"""The measured rate is that of the last half second or so."""
CHUNK_SECONDS = 0.008
"""The time that one call of the compiled engine may take: commands and pictures wait for its end."""
BEGIN_AT = 20.0
"""Iterations per second at which a slow beginning starts: few enough to be followed."""
BEGIN_DOUBLING_SECONDS = 1.6
"""The time in which it doubles."""
BEGIN_SECONDS = 8.0
"""Its length; by then it allows 640 a second, about what small networks reach in an open window."""


def beginning(seconds: float) -> float | None:
    """The most iterations per second after so many seconds of a slow beginning; None, no limit, once it is over."""
    return BEGIN_AT * 2 ** (max(0.0, seconds) / BEGIN_DOUBLING_SECONDS) if seconds < BEGIN_SECONDS else None


class Chunks:
    """How many iterations one call makes: about as many as take `CHUNK_SECONDS`; `clock` as for the metronome."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._began = 0.0
        self._most = 1

    def begin(self) -> int:
        """A call begins; the most iterations that it should make."""
        self._began = self._clock()
        return self._most

    def end(self, made: int) -> int:
        """It has made this many; returns their number, at least 1. The most doubles at most from one call to the next."""
        made = max(1, made)
        each = max((self._clock() - self._began) / made, 1e-6)
        self._most = max(1, min(2 * self._most, round(CHUNK_SECONDS / each)))
        return made


class Metronome:
    """Counts beats; `clock` gives seconds and is replaced in tests."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._period = 0.0
        self._next = 0.0
        self._since, self._beats, self._rate = clock(), 0, 0.0

    def pace(self, per_second: float | None) -> None:
        """At most this many beats per second from now on; None: no limit. The next is due as early as both the old
        and the new limit allow, so that a limit that rises in small steps adds no beats of its own.
        """
        self._period = 1 / per_second if per_second else 0.0
        self._next = min(self._next, self._clock() + self._period)

    def start(self) -> None:
        """Makes the first beat due now, and restarts the rate measurement."""
        self._next = self._since = self._clock()
        self._beats, self._rate = 0, 0.0

    def due(self) -> bool:
        return not self._period or self._clock() >= self._next

    def wait(self) -> float:
        """Seconds until the next beat is due."""
        return max(0.0, self._next - self._clock()) if self._period else 0.0

    @property
    def limited(self) -> bool:
        """True if there is a limit."""
        return bool(self._period)

    def beat(self, n: int = 1) -> None:
        """Counts n iterations. Missed beats are not made up."""
        self._beats += n
        if self._period:
            self._next = max(self._next + self._period, self._clock() - self._period)

    def rate(self) -> float:
        """Beats per second over the last half second."""
        elapsed = self._clock() - self._since
        if elapsed >= WINDOW_SECONDS:
            self._rate = self._beats / elapsed
            self._since, self._beats = self._clock(), 0
        return self._rate or (self._beats / elapsed if elapsed > 0.05 else 0.0)
