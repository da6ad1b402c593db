"""A session that can move between a thread of the window's process and a separate one while it lives.

It moves as a file does from one machine to another: the session here writes itself, whole, into a file and ends
(resident.py), and another takes it up there. Every command of the window is one command of the session at hand, or waits for
the next one: none is lost, and if the arrival fails, the session is taken up on a thread here.
"""

from __future__ import annotations

import os
import queue
import shutil
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from playground.core.experiment import EXPERIMENT, Experiment
from playground.core.files.reasons import why
from playground.engine import commands
from playground.engine.letters import Arrived, Failed, Left, Letter, Lost, Moved, Picture, Ready
from playground.engine.mailbox import Latest
from playground.engine.remote_session import STANDING, RemoteSession
from playground.engine.resident import Resident
from playground.i18n import tr

if TYPE_CHECKING:
    from playground.engine.deadline import Deadline

    Inner = Resident | RemoteSession


class Forwarded(Latest[Picture]):
    """An inner session's letterbox: what is put there goes to the outer one as `renumbered`, unless that gives None."""

    def __init__(self, to: Latest[Picture], renumbered: Callable[[Picture], Picture | None]) -> None:
        super().__init__()
        self._to, self._renumbered = to, renumbered

    @property
    def empty(self) -> bool:
        return self._to.empty

    def put(self, letter: Picture) -> None:
        if (picture := self._renumbered(letter)) is not None:
            self._to.put(picture)


@dataclass
class _Journey:
    """A move in progress: where to, through which file, and what has been said since it was asked for."""

    apart: bool
    file: Path
    leave: int
    """The number of `Leave` among the commands of the session that is to leave."""
    said: list[commands.Command] = field(default_factory=list)
    """Commands since then; once it has left, those that it did not obey any more."""
    luggage: commands.Luggage | None = None
    """Once it has left."""
    tries: int = 0
    reason: str = ""
    """Why it arrived somewhere else."""


class MovingSession:
    """Starts with `experiment`, in a separate process if `apart`; `commands.Move` moves it at once."""

    def __init__(self, experiment: Experiment = EXPERIMENT, apart: bool = False) -> None:
        self.pictures: Latest[Picture] = Latest(self._taken)
        self.letters: queue.SimpleQueue[Letter] = queue.SimpleQueue()
        self._lock = threading.RLock()
        self._sent = self._given = self._offset = 0
        """Commands from the window; those given to the session at hand; what is added to its count to count the window's."""
        self._least = 0
        """Pictures of a session that has obeyed fewer commands are of before it has taken over."""
        self._standing: dict[type, commands.Command] = {}
        self._journey: _Journey | None = None
        self._wish = self.apart = apart
        self._quit = self._ready = False
        self._inner = self._made(experiment)

    def _made(self, experiment: Experiment) -> Inner:
        kind = RemoteSession if self.apart else Resident
        me: list[Inner] = []
        box = Forwarded(self.pictures, lambda picture: self._renumbered(picture, me[0]))
        me.append(kind(experiment, tell=lambda letter: self._hear(letter, me[0]), pictures=box))
        return me[0]

    # ---- callable from any thread ----

    def send(self, command: commands.Command) -> None:
        """Queues a command, to be executed after all earlier ones."""
        with self._lock:
            self._sent += 1
            self._quit = self._quit or isinstance(command, commands.Quit)
            if isinstance(command, commands.Move):
                self._wish = command.apart
                self._set_out(command.apart)
            else:
                self._pass_on(command)

    @property
    def here(self) -> Resident:
        """The session on a thread of this process; LookupError if it is in another."""
        if self.apart:
            raise LookupError("the session is in another process")
        assert isinstance(self._inner, Resident)
        return self._inner

    @property
    def writing(self) -> bool:
        """True while a file is being written."""
        return self._journey is not None or self._inner.writing

    def end(self, deadline: Deadline) -> None:
        """After Quit: a separate process is gone when this returns, and a session that had not arrived yet is saved."""
        if isinstance(self._inner, RemoteSession):
            self._inner.end(deadline)
        with self._lock:
            journey = self._journey
        if journey is not None and journey.luggage is not None and _kept(journey, journey.luggage):
            journey.file.unlink(missing_ok=True)

    # ---- the thread ----

    def run(self) -> None:
        """Runs the session, wherever it moves, until Quit."""
        while True:
            failed = ""
            try:
                self._inner.run()
            except OSError as error:
                failed = why(error)
            with self._lock:
                journey = self._journey
                if journey is None or journey.luggage is None:  # Quit, perhaps before it could leave
                    if journey is not None:
                        journey.file.unlink(missing_ok=True)
                    return
                cause = journey.reason or failed or tr("the process ended")
                if journey.tries > 1:
                    words = tr(
                        "The session could not be taken up again: {reason}. It is kept in {path}.",
                        reason=cause.rstrip("."),
                        path=journey.file,
                    )
                    self.letters.put(Failed(words, words))
                    return
                if journey.tries:
                    journey.reason = tr(
                        "Training continues in the window's process: {reason}.", reason=cause.rstrip(".")
                    )
                self._arrive(journey, journey.luggage, journey.apart and not journey.tries and not self._quit)

    # ---- moving ----

    def _set_out(self, apart: bool) -> None:
        """Tells the session here to leave, if it can."""
        if self._journey is not None or apart == self.apart:
            self._pass_on(commands.Nothing())
            self.letters.put(Moved(self.apart, "", changed=False))
            return
        try:
            handle, name = tempfile.mkstemp(suffix=".ganplay")
            os.close(handle)
        except OSError as error:
            self._wish = self.apart
            self._pass_on(commands.Nothing())
            self.letters.put(
                Moved(self.apart, tr("The session can't move: {reason}.", reason=why(error)), changed=False)
            )
            return
        self._give(commands.Leave(Path(name)))
        self._journey = _Journey(apart, Path(name), self._given)

    def _hear(self, letter: Letter, by: Inner) -> None:
        """Passes letters on, except those that only concern a move."""
        with self._lock:
            journey = self._journey if by is self._inner else None
            arriving = journey is not None and journey.luggage is not None
            if isinstance(letter, Left):
                if journey is not None:
                    self._left(journey, letter)
            elif isinstance(letter, Arrived):
                if journey is not None:
                    self._arrived(journey, letter)
            elif journey is not None and arriving and isinstance(letter, Lost | Failed):
                journey.reason = letter.message if isinstance(letter, Failed) else ""
                by.send(commands.Quit())
            elif not (isinstance(letter, Ready) and self._ready):
                self._ready = self._ready or isinstance(letter, Ready)
                self.letters.put(letter)

    def _left(self, journey: _Journey, letter: Left) -> None:
        if letter.luggage is None:
            self._journey, self._wish = None, self.apart
            journey.file.unlink(missing_ok=True)
            self.letters.put(Moved(self.apart, letter.reason, changed=False))
        else:
            journey.luggage, journey.said = letter.luggage, journey.said[letter.obeyed - journey.leave :]

    def _arrive(self, journey: _Journey, luggage: commands.Luggage, apart: bool) -> None:
        """The session here has ended; one there takes it up, and is told what this one was not told any more."""
        journey.tries += 1
        self.apart, self._given = apart, 0
        self._inner = self._made(EXPERIMENT)
        budget = [command for kind, command in self._standing.items() if kind is commands.Remember]
        others = [command for kind, command in self._standing.items() if kind is not commands.Remember]
        first = [*budget, commands.Arrive(journey.file, luggage), *others]
        self._least, self._offset = len(first), self._sent - len(journey.said) - len(first)
        for command in (*first, *journey.said):
            self._give(command)

    def _arrived(self, journey: _Journey, letter: Arrived) -> None:
        if letter.reason:
            journey.reason = letter.reason
            self._inner.send(commands.Quit())
            return
        self._journey = None
        journey.file.unlink(missing_ok=True)
        self.letters.put(Moved(self.apart, journey.reason, changed=not journey.reason))
        if journey.reason:
            self._wish = self.apart
        elif self._wish != self.apart and not self._quit:
            self._offset -= 1  # of this `Leave` the window does not know
            self._set_out(self._wish)

    def _pass_on(self, command: commands.Command) -> None:
        if isinstance(command, STANDING):
            self._standing[type(command)] = command
        if self._journey is not None:
            self._journey.said.append(command)
        self._give(command)

    def _give(self, command: commands.Command) -> None:
        self._given += 1
        self._inner.send(command)

    # ---- pictures ----

    def _renumbered(self, picture: Picture, by: Inner) -> Picture | None:
        """The picture with a count of the window's commands; None if it is not of a session that has taken over."""
        with self._lock:
            if by is self._inner and picture.obeyed >= self._least:
                return replace(picture, obeyed=picture.obeyed + self._offset)
        if isinstance(by, RemoteSession):
            by.taken()  # there is room for the next one
        return None

    def _taken(self) -> None:
        if isinstance(self._inner, RemoteSession):
            self._inner.taken()


def _kept(journey: _Journey, luggage: commands.Luggage) -> bool:
    """Puts the session that has not arrived where it was to be saved quietly, unless another session's file is there; False
    if it is only in the journey's file.
    """
    wanted = [command for command in journey.said if isinstance(command, commands.Save) and command.quiet]
    if not wanted or (wanted[-1].path not in luggage.own and wanted[-1].path.exists()):
        return False
    beside = wanted[-1].path.with_name(wanted[-1].path.name + ".moving")
    shutil.copyfile(journey.file, beside)
    os.replace(beside, wanted[-1].path)
    return True
