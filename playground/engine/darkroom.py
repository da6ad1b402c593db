"""The darkroom develops negatives into pictures, and recomputes only what has changed.

During training a separate thread computes costly lenses, so that they delay neither training nor the plane; a picture
then shows each costly lens's latest result, and of a lens that is only drawn in turns one from at most
SELDOM_SECONDS before. At rest everything is of one moment. Pictures are made aside, on another thread, if training runs
in another process, if it is compiled, so that it does not need the interpreter's lock, or if they take long (many dots,
a fine surface). Next to the eager engine quick ones are made at once: a third thread competing for the lock costs more
than they do (docs/performance.md).
"""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from playground.core.lenses import FIT, READING, Fit, Lens
from playground.engine.camera import Negative
from playground.engine.curves import Curve
from playground.engine.letters import Picture
from playground.engine.mailbox import Latest

if TYPE_CHECKING:
    from collections.abc import Hashable

PATIENCE_SECONDS = 0.3
"""How long closing waits for a lens in progress."""
LOOK_AGAIN_SECONDS = 0.001
SELDOM_SECONDS = 0.15
"""How long the result of a lens that is drawn in turns is shown during training."""
LONG_SECONDS, SHORT_SECONDS = 0.02, 0.012
"""A picture that takes longer than the first is made aside, until one takes less than the second."""


@dataclass(frozen=True)
class FitMeasured:
    """The fit of a moment was measured; the row is for the curves of its line, unless the past has changed since."""

    generation: int
    line: int
    moment: int
    iteration: int
    row: tuple[float, ...]


@dataclass(frozen=True)
class LensFailed:
    """A lens failed."""

    message: str
    traceback: str


@dataclass(frozen=True)
class _Seen:
    """A lens's result."""

    number: int
    generation: int
    place: Hashable
    game: Hashable
    what: object


class Studio(Protocol):
    """What a session needs to have its negatives developed."""

    @property
    def idle(self) -> bool:
        """True if a negative would be developed at once."""

    def develop(self, negative: Negative) -> None:
        """Makes a picture of it, unless a newer one arrives before it starts."""

    def open(self) -> None:
        """The session has begun."""

    def close(self) -> None:
        """The session has ended."""


class Darkroom:
    """Puts pictures into the letterbox: each before `develop` returns, or `aside`, on a separate thread."""

    def __init__(
        self, pictures: Latest[Picture], report: Callable[[FitMeasured | LensFailed], None], aside: bool = False
    ) -> None:
        self._pictures, self._report = pictures, report
        self._aside = aside
        self._seen: dict[Lens[object], _Seen] = {}
        self._due: dict[Lens[object], float] = {}
        """When each costly or seldom lens is next computed; empty after any user action."""
        self._user_actions = 0
        self._lock = threading.Lock()
        self._box: Latest[Negative] = Latest()
        self._dear: Latest[tuple[tuple[Lens[object], ...], Negative]] = Latest()
        self._threads: list[threading.Thread] = []
        self._making = self._looking = self._long = False

    # ---- for the session ----

    @property
    def idle(self) -> bool:
        return not self._making

    def develop(self, negative: Negative) -> None:
        agreed = negative.costly is not None  # a picture of an agreed iteration must not be replaced by a newer one
        while agreed and self._making:  # it shows again what the picture before it, taken at rest, has found
            time.sleep(LOOK_AGAIN_SECONDS)
        aside = self._aside or self._long or negative.caption.compiled or self._making
        if self._threads and not agreed and aside:
            self._making = True
            self._box.put(negative)
        else:
            self._guarded(partial(self._make, negative, here=True))

    def open(self) -> None:
        """Starts the threads."""
        for work in (self._make_pictures, self._look_through_dear_ones):
            thread = threading.Thread(target=work, name="darkroom", daemon=True)
            self._threads.append(thread)
            thread.start()

    def close(self) -> None:
        """Ends the threads."""
        self._box.close()
        self._dear.close()
        for thread in self._threads:
            thread.join(PATIENCE_SECONDS)

    # ---- the threads ----

    def _make_pictures(self) -> None:
        _one_core()
        while (negative := self._box.wait()) is not None:
            self._guarded(partial(self._make, negative))
            self._making = not self._box.empty

    def _look_through_dear_ones(self) -> None:
        _one_core()
        while (asked := self._dear.wait()) is not None:
            lenses, negative = asked
            for lens in lenses:
                self._guarded(partial(self._look, lens, negative))
            self._looking = False

    def _guarded(self, action: Callable[[], object]) -> None:
        try:
            action()
        except Exception as error:  # noqa: BLE001 (an error in the thread becomes a letter; the app keeps running)
            self._report(LensFailed(f"{type(error).__name__}: {error}", traceback.format_exc()))

    # ---- developing ----

    def _make(self, negative: Negative, here: bool = False) -> None:
        """Makes a picture; `here`: on the session's own thread."""
        began, used = time.perf_counter(), time.thread_time()
        if negative.user_actions != self._user_actions:
            self._user_actions = negative.user_actions
            self._due.clear()
        later: list[Lens[object]] = []
        found = {lens: self._through(lens, negative, later) for lens in negative.lenses}
        if later:
            self._looking = True
            self._dear.put((tuple(later), negative))
        lenses = {lens: seen.what for lens, seen in found.items() if seen is not None}
        self._long = time.perf_counter() - began > (SHORT_SECONDS if self._long else LONG_SECONDS)
        metrics, seconds = _with_fit(negative, found.get(FIT)), time.thread_time() - used if here else 0.0
        self._pictures.put(replace(negative.caption, lenses=lenses, metrics=metrics, seconds=seconds))

    def _through(self, lens: Lens[object], negative: Negative, later: list[Lens[object]]) -> _Seen | None:
        """This lens's result; None if it is yet to be computed, for which it is added to `later`."""
        seen = self._seen.get(lens)
        if seen is not None and (seen.generation != negative.generation or seen.game != negative.game):
            seen = None
        if seen is not None and seen.place == negative.place and lens is not READING:
            return seen
        agreed, cheap = negative.costly is not None, not lens.seconds
        period = SELDOM_SECONDS if cheap and lens in negative.seldom else lens.seconds
        if not (period and negative.caption.playing) or negative.costly or (agreed and cheap):
            return self._look(lens, negative)
        if agreed:
            return seen
        now = time.perf_counter()
        if seen is not None and now < self._due.get(lens, 0.0):
            return seen
        if cheap or not self._threads:
            self._due[lens] = now + period
            return self._look(lens, negative)
        if not self._looking:
            self._due[lens] = now + period
            later.append(lens)
        return seen

    def _look(self, lens: Lens[object], negative: Negative) -> _Seen:
        what = lens.see(negative.look)
        seen = _Seen(negative.number, negative.generation, negative.place, negative.game, what)
        with self._lock:
            before = self._seen.get(lens)
            if before is None or before.number <= seen.number:
                self._seen[lens] = seen
        if isinstance(what, Fit):
            self._report(
                FitMeasured(
                    negative.generation, negative.line, negative.moment, negative.look.state.iteration, what.row
                )
            )
        return seen


def _with_fit(negative: Negative, seen: _Seen | None) -> Curve:
    """The metrics' curves, including the picture's own fit."""
    curve = negative.caption.metrics
    if seen is None or seen.place != negative.place or not isinstance(seen.what, Fit):
        return curve
    return curve.and_row(negative.look.state.iteration, seen.what.row)


def _one_core() -> None:
    import torch  # loaded by then; the setting applies only to this thread

    torch.set_num_threads(1)
