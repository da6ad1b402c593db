"""A session that trains in a separate process, so that training and painting never wait for each other.

It has the interface of `Session`. The process has the run, its past and its files; negatives are developed here.
"""

from __future__ import annotations

import multiprocessing
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from playground.child import end_all_below
from playground.core.experiment import EXPERIMENT, Experiment
from playground.engine import commands
from playground.engine.camera import Negative
from playground.engine.darkroom import Darkroom, FitMeasured, LensFailed
from playground.engine.deadline import Deadline
from playground.engine.letters import Failed, Left, Letter, Lost, Picture, Saved, SaveFailed
from playground.engine.mailbox import Latest
from playground.engine.remote_worker import Ack, FullNegative, SlimNegative, Speak, serve
from playground.i18n import language, tr

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    Said = commands.Command | FitMeasured | LensFailed | Ack | Speak

PATIENCE_SECONDS = 2.0
"""How long a process that no longer says anything is waited for, before it is ended."""
GRACE_SECONDS = 0.1
"""How long an ended process may take to be gone."""
STANDING = (commands.Remember, commands.Pace, commands.Watch, commands.Compile)
"""The last of each of these stays in effect: it is sent again to a new process."""
_REPORTS = (FitMeasured, LensFailed, Ack, Speak)
"""Messages that are not commands and not counted."""


class RemoteSession:
    """Starts with `experiment`, as soon as `run` is called on a thread of this process.

    If the process stops unexpectedly, a letter reports it, and a new one starts with the current experiment.
    """

    def __init__(
        self,
        experiment: Experiment = EXPERIMENT,
        tell: Callable[[Letter], None] | None = None,
        pictures: Latest[Picture] | None = None,
    ) -> None:
        """`tell` receives its letters; `pictures` its pictures, and whoever gives it calls `taken`."""
        self.pictures: Latest[Picture] = Latest(self.taken) if pictures is None else pictures
        self.letters: queue.SimpleQueue[Letter] = queue.SimpleQueue()
        self._tell = tell or self.letters.put
        self._said: queue.SimpleQueue[Said] = queue.SimpleQueue()
        self._experiment = experiment
        self._darkroom = Darkroom(self.pictures, self._said.put, aside=True)
        self._home: Connection | None = None
        self._process: SpawnProcess | None = None
        self._lock = threading.Lock()
        self._standing: dict[type, commands.Command] = {}
        self._sent = self._before = 0
        """All commands sent, and how many of them preceded the current process."""
        self._keeping: list[commands.Save] = []
        self._quit = False
        self._spoken = ""
        """The language that the process was last told to speak."""

    # ---- callable from any thread ----

    apart = True

    def taken(self) -> None:
        """The last picture has been taken: there is room for another."""
        self._said.put(Ack())

    def send(self, command: commands.Command) -> None:
        """Queues a command, to be executed after all earlier ones."""
        if isinstance(command, commands.Save):
            self._keeping.append(command)
        self._quit = self._quit or isinstance(command, commands.Quit)
        if (code := language()) != self._spoken:
            self._spoken = code
            self._said.put(Speak(code))
        self._said.put(command)

    @property
    def writing(self) -> bool:
        """True while a file is being written."""
        return bool(self._keeping)

    def end(self, deadline: Deadline) -> None:
        """After Quit: the process is gone when this returns, by itself if it goes in time. From any thread.

        A file that it was still writing is lost, and the file's earlier version stays: writing is atomic.
        """
        process = self._process
        if process is not None and not wait([process.sentinel], deadline.left):
            _end(process)
            wait([process.sentinel], GRACE_SECONDS)

    # ---- the thread ----

    def run(self) -> None:
        """Starts the process, loads torch here too, for the lenses, and listens until Quit."""
        process = self._start()
        threading.Thread(target=self._speak, name="speaking", daemon=True).start()
        self._warm_up()
        self._darkroom.open()
        while self._listen() and not self._quit:
            _bury(process)
            lost, unwritten = process, self._keeping
            self._keeping = []
            process = self._start()  # before anything is sent: later commands are for the new process
            self._mourn(lost, unwritten)
        _bury(process)
        self._said.put(commands.Quit())  # nobody listens any more: ends the speaking thread
        self._darkroom.close()
        if not self._quit:
            reason = tr("The training process can't be started (exit code {code}).", code=process.exitcode)
            self._tell(Failed(reason, reason))

    def _start(self) -> SpawnProcess:
        """Starts a process, and sends it the settings still in effect."""
        context = multiprocessing.get_context("spawn")  # torch and Qt have threads, which a fork would lose
        home, away = context.Pipe()
        process = context.Process(target=serve, args=(away, self._experiment, language()), name="training", daemon=True)
        process.start()
        self._process = process
        away.close()
        with self._lock:
            self._home, self._before = home, self._sent - len(self._standing)
            for command in self._standing.values():
                home.send(command)
        return process

    def _speak(self) -> None:
        """Sends the messages, on a thread that may block."""
        while True:
            what = self._said.get()
            with self._lock:
                if not isinstance(what, _REPORTS):
                    self._sent += 1
                if isinstance(what, STANDING):
                    self._standing[type(what)] = what
                self._send(what)
            if isinstance(what, commands.Quit):
                return

    def _send(self, what: Said) -> None:
        assert self._home is not None
        with suppress(OSError):  # the process has ended, which `run` will notice
            self._home.send(what)

    def _listen(self) -> bool:
        """Receives until the process ends; False if it never sent anything."""
        home, whole, heard = self._home, None, False
        assert home is not None
        while True:
            try:
                letter = home.recv()
            except (EOFError, OSError):
                return heard
            heard = True
            if isinstance(letter, FullNegative):
                whole = letter.negative
                self._develop(whole)
            elif isinstance(letter, SlimNegative):
                assert whole is not None, "the first negative must be complete"
                self._develop(letter.with_record(whole))
            else:
                if isinstance(letter, Saved | SaveFailed):
                    self._keeping.pop(0)
                elif isinstance(letter, Left):
                    self._quit = self._quit or letter.luggage is not None
                    letter = replace(letter, obeyed=letter.obeyed + self._before)
                self._tell(letter)

    def _develop(self, negative: Negative) -> None:
        self._experiment = negative.look.experiment
        caption = replace(negative.caption, obeyed=negative.caption.obeyed + self._before)
        self._darkroom.develop(replace(negative, caption=caption))

    def _mourn(self, process: SpawnProcess, unwritten: list[commands.Save]) -> None:
        """Reports work in progress that was lost."""
        for keep in unwritten:
            reason = tr("{path} was not written: the training process has ended", path=keep.path)
            self._tell(SaveFailed(keep.path, reason, keep.quiet))
        self._tell(Lost(process.exitcode))

    def _warm_up(self) -> None:
        from playground.engine.warm_up import warm_up  # torch is loaded here, after the first paint

        warm_up()


def _bury(process: SpawnProcess) -> None:
    """Its pipe is closed: it is gone when this returns."""
    process.join(PATIENCE_SECONDS)
    if process.is_alive():
        _end(process)
        process.join(PATIENCE_SECONDS)


def _end(process: SpawnProcess) -> None:
    """Ends it and all that it began. It is deaf to a gentle end, which desktops send to all at once (remote_worker.DEAF_TO)."""
    if process.pid is not None:
        end_all_below(process.pid)
    with suppress(OSError):
        process.kill()
