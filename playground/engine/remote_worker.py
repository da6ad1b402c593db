"""The worker: a session in a separate process, connected to the window's process by a pipe."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Hashable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from playground.child import end_all_below
from playground.engine.camera import Negative
from playground.engine.commands import Quit
from playground.engine.curves import Curve
from playground.engine.mailbox import Latest
from playground.engine.resident import Resident
from playground.engine.timeline import Checkpoints
from playground.i18n import use_language

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from playground.core.experiment import Experiment

RECORD_SECONDS = 0.2
"""During training, the long record of the past is sent only this often; plots are not drawn more often either."""

LEAVING_SECONDS, WRITING_SECONDS = 3.0, 20.0
"""How long the process may continue after Quit, and how long if it is writing a file."""
DEAF_TO = ("SIGINT", "SIGHUP", "SIGTERM")
"""What a terminal or the end of a desktop's session sends to all processes of the program at once."""


@dataclass(frozen=True)
class Ack:
    """The window's message that the last picture has been taken: there is room for a negative."""


@dataclass(frozen=True)
class Speak:
    """The window's message that sentences are to be in this language from now on."""

    language: str


@dataclass(frozen=True)
class FullNegative:
    """A negative with its record: curves, and what the timeline lists."""

    negative: Negative


@dataclass(frozen=True)
class SlimNegative:
    """A negative without its record; that of the last complete one is used."""

    negative: Negative

    def with_record(self, of: Negative) -> Negative:
        """The negative completed with the last record."""
        c, before = self.negative.caption, of.caption
        timeline = replace(c.timeline, **{name: getattr(before.timeline, name) for name in _LONG})
        return replace(
            self.negative, caption=replace(c, losses=before.losses, metrics=before.metrics, timeline=timeline)
        )


_NOTHING = Curve(np.empty(0, np.int64), {})
_LONG: dict[str, Any] = {"changes": (), "line_summaries": (), "losses": _NOTHING, "kept": Checkpoints(())}
"""The long parts of a timeline, and their replacements."""


def slim(negative: Negative) -> SlimNegative:
    """The negative without its record."""
    c = negative.caption
    timeline = replace(c.timeline, **_LONG)
    return SlimNegative(replace(negative, caption=replace(c, losses=_NOTHING, metrics=_NOTHING, timeline=timeline)))


class RemoteStudio:
    """A session's studio: sends negatives, on a separate thread, when there is room for one; and letters."""

    def __init__(self, home: Connection) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._box: Latest[Negative] = Latest()
        self._thread = threading.Thread(target=self._carry, name="courier", daemon=True)
        self._known: Hashable = None
        self._until = 0.0
        self.idle = True

    def say(self, what: object) -> None:
        """Sends it; ignores a closed pipe."""
        with suppress(OSError), self._lock:
            self._home.send(what)

    def develop(self, negative: Negative) -> None:
        self.idle = False
        self._box.put(negative)

    def open(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._box.close()
        self._thread.join()

    def _carry(self) -> None:
        while (negative := self._box.wait()) is not None:
            caption = negative.caption
            record = (caption.run, negative.line, len(caption.timeline.changes), len(caption.timeline.line_summaries))
            if caption.playing and record == self._known and time.perf_counter() < self._until:
                self.say(slim(negative))
            else:
                self._known, self._until = record, time.perf_counter() + RECORD_SECONDS
                self.say(FullNegative(negative))


def serve(home: Connection, experiment: Experiment, language: str) -> None:
    """The whole life of the process: a session that obeys what comes through the pipe, until Quit or until home is gone.

    It never outlives its home by long, and goes without ceremony: what torch's threads are doing is for nobody any more.
    """
    for (
        name
    ) in DEAF_TO:  # they are for the window, which saves and then says Quit; it may also have gone without a word
        if (number := getattr(signal, name, None)) is not None:
            signal.signal(number, signal.SIG_IGN)
    use_language(language)
    studio = RemoteStudio(home)
    session = Resident(experiment, studio=studio, tell=studio.say)

    def listen() -> None:
        while True:
            try:
                said = home.recv()
            except (EOFError, OSError):
                said = Quit()
            if isinstance(said, Ack):
                studio.idle = True
            elif isinstance(said, Speak):
                use_language(said.language)
            else:
                session.send(said)
            if isinstance(said, Quit):
                break
        _wait_for_the_end(session)
        _leave(1)

    threading.Thread(target=listen, name="listening", daemon=True).start()
    session.run()
    _leave(0)


def _wait_for_the_end(session: Resident) -> None:
    """Returns when the session has had its time: an iteration may take long, and a file is written to its end."""
    told = time.monotonic()
    while (waited := time.monotonic() - told) < LEAVING_SECONDS or (session.writing and waited < WRITING_SECONDS):
        time.sleep(0.05)


def _leave(code: int) -> None:
    end_all_below(os.getpid())
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
