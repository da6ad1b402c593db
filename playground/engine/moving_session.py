"""A session that can move between a thread of the window's process and a separate one while it lives.

It moves as a file does from one machine to another: the session here is saved, whole, and the session there takes it up.
So state, history and branches are the same to the bit. Commands sent meanwhile wait, and none is lost.
"""

from __future__ import annotations

import os
import queue
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from playground.core.experiment import EXPERIMENT, Experiment
from playground.engine import commands
from playground.engine.letters import Letter, Loaded, Moved, Picture, Ready, Saved, SaveFailed
from playground.engine.mailbox import Latest
from playground.engine.remote_session import STANDING, RemoteSession
from playground.engine.session import Session
from playground.i18n import tr

if TYPE_CHECKING:
    from playground.engine.deadline import Deadline

    Inner = Session | RemoteSession

FINITE = (
    commands.Step,
    commands.TrainDToOptimum,
    commands.Analyse,
    commands.Rewind,
    commands.Back,
    commands.Enter,
)
"""Activities that end by themselves: a move waits for their end."""
ACTIVITIES = (*FINITE, commands.Play, commands.Pause)
WHOLE = 10**15
"""Bytes: all checkpoints move."""
ASIDE = {commands.PutAside: True, commands.TakeBack: False}
"""A session that holds another one aside stays where it is: a file has room for one."""


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


@dataclass(frozen=True)
class _Move:
    """A move in progress: where to, through which file, and the order to play on with, if it was playing."""

    apart: bool
    file: Path
    order: commands.Play | None


class MovingSession:
    """Starts with `experiment`, in a separate process if `apart`; `commands.Move` moves it at once."""

    def __init__(self, experiment: Experiment = EXPERIMENT, apart: bool = False) -> None:
        self.pictures: Latest[Picture] = Latest(self._taken)
        self.letters: queue.SimpleQueue[Letter] = queue.SimpleQueue()
        self._lock = threading.RLock()
        self._sent = self._offset = 0
        """Commands sent by the window; what is added to an inner session's count of obeyed ones to count these."""
        self._least = 0
        """Pictures of an inner session that has obeyed fewer commands are of before it has taken over."""
        self._standing: dict[type, commands.Command] = {}
        self._order: commands.Play | None = None
        self._playing = self._aside = False
        self._doing: commands.Command | None = None
        """The activity in progress."""
        self._later: bool | None = None
        """Where to move at the next rest."""
        self._move: _Move | None = None
        self._told_to_leave = self._ready = False
        self._landing: Path | None = None
        """The file through which the session came here."""
        self._held: list[commands.Command] = []
        self.apart = apart
        self._inner = self._made(experiment)

    def _made(self, experiment: Experiment) -> Inner:
        kind = RemoteSession if self.apart else Session
        me: list[Inner] = []
        box = Forwarded(self.pictures, lambda picture: self._renumbered(picture, me[0]) if me else None)
        me.append(kind(experiment, tell=self._hear, pictures=box))
        return me[0]

    # ---- callable from any thread ----

    def send(self, command: commands.Command) -> None:
        """Queues a command, to be executed after all earlier ones."""
        with self._lock:
            self._sent += 1
            if isinstance(command, commands.Move):
                if isinstance(self._doing, FINITE) and self._move is None and not self._aside:
                    self._later = command.apart  # at the next rest, so that no step is left out
                else:
                    self._begin(command.apart)
            elif self._move is None:
                self._pass_on(command)
            else:
                self._held.append(command)
                if isinstance(command, commands.Quit) and not self._told_to_leave:
                    self._stay("")  # whatever is to be written before is written here

    @property
    def here(self) -> Session:
        """The session on a thread of this process; LookupError if it is in another."""
        if self.apart:
            raise LookupError("the session is in another process")
        assert isinstance(self._inner, Session)
        return self._inner

    @property
    def writing(self) -> bool:
        """True while a file is being written."""
        return self._move is not None or self._inner.writing

    def end(self, deadline: Deadline) -> None:
        """After Quit: a separate process is gone when this returns."""
        if isinstance(self._inner, RemoteSession):
            self._inner.end(deadline)

    # ---- the thread ----

    def run(self) -> None:
        """Runs the session, wherever it moves, until Quit."""
        while True:
            self._inner.run()
            with self._lock:
                if self._move is None:
                    return
                self._arrive(self._move)

    # ---- moving ----

    def _begin(self, apart: bool) -> None:
        """Asks the session here to save itself, or says why it stays."""
        reason = ""
        if self._aside:
            reason = tr("The session can't move while a lesson or a demonstration is open.")
        elif self._move is not None:
            reason = tr("The session is already moving.")
        if self._move is not None or reason or apart == self.apart:
            self._offset += 1
            self._look_again()
            self.letters.put(Moved(self.apart, reason))
            return
        handle, name = tempfile.mkstemp(suffix=".ganplay")
        os.close(handle)
        self._move = _Move(apart, Path(name), self._order if self._playing else None)
        self._told_to_leave = False
        self._inner.send(commands.Pause())
        self._inner.send(commands.Save(self._move.file, most_bytes=WHOLE))

    def _hear(self, letter: Letter) -> None:
        """Passes letters on, except those that only concern a move."""
        with self._lock:
            move = self._move
            if move is not None and isinstance(letter, Saved | SaveFailed) and letter.path == move.file:
                if isinstance(letter, SaveFailed):
                    self._stay(letter.reason)
                else:
                    self._told_to_leave = True
                    self._inner.send(commands.Quit())
            elif isinstance(letter, Loaded) and letter.path == self._landing:
                letter.path.unlink(missing_ok=True)
            elif not (isinstance(letter, Ready) and self._ready):
                self._ready = self._ready or isinstance(letter, Ready)
                self.letters.put(letter)

    def _stay(self, reason: str) -> None:
        """Gives the move up; the session here continues."""
        move, self._move = self._move, None
        assert move is not None
        move.file.unlink(missing_ok=True)
        self._offset += 1 - 2  # the window's Move, and what only the session here has got: Pause and Save
        if move.order is not None:
            self._offset -= 1
            self._inner.send(move.order)
        self._look_again()
        self._release()
        self.letters.put(Moved(self.apart, reason))

    def _arrive(self, move: _Move) -> None:
        """The session here has ended; one there takes it up."""
        self.apart, self._landing = move.apart, move.file
        self._inner = self._made(EXPERIMENT)
        first = [commands.Load(move.file), *self._standing.values()]
        self._least = len(first)
        if move.order is not None:
            first.append(move.order)
        self._offset = self._sent - len(self._held) - len(first)
        for command in first:
            self._inner.send(command)
        self._move = None
        self._release()
        self.letters.put(Moved(self.apart, ""))

    def _release(self) -> None:
        held, self._held = self._held, []
        for command in held:
            self._pass_on(command)

    def _pass_on(self, command: commands.Command) -> None:
        if isinstance(command, STANDING):
            self._standing[type(command)] = command
        if isinstance(command, commands.Play):
            self._order, self._playing = command, True
        if isinstance(command, ACTIVITIES):
            self._doing = command
        self._aside = ASIDE.get(type(command), self._aside)
        self._inner.send(command)
        if isinstance(command, commands.Play) and self._later is not None:
            apart, self._later = self._later, None
            self._begin(apart)

    def _look_again(self) -> None:
        """Makes the session here show a picture that counts all commands."""
        if (watch := self._standing.get(commands.Watch)) is not None:
            self._offset -= 1
            self._inner.send(watch)

    # ---- pictures ----

    def _renumbered(self, picture: Picture, by: Inner) -> Picture | None:
        """The picture with a count of the window's commands; None if it is not of a session that has taken over."""
        with self._lock:
            if by is not self._inner or self._move is not None or picture.obeyed < self._least:
                return None
            self._playing = picture.playing
            if not picture.playing and picture.obeyed + self._offset >= self._sent - (self._later is not None):
                self._doing = None
                if self._later is not None:
                    apart, self._later = self._later, None
                    self._begin(apart)
                    return None
            return replace(picture, obeyed=picture.obeyed + self._offset)

    def _taken(self) -> None:
        if isinstance(self._inner, RemoteSession):
            self._inner.taken()
