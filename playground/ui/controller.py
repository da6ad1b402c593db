"""The user's intent: the experiment, the display and the pace that the controls show; pictures show the actual state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Unpack

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtGui import QUndoCommand, QUndoGroup, QUndoStack

from playground.core.errors import InputError
from playground.core.experiment import EXPERIMENT, Experiment, KnobValue
from playground.core.experiment.rules import coupled_changes
from playground.core.lenses import Display, Lens
from playground.core.lenses.look import DisplayChanges
from playground.core.session.archive import MOST_BYTES
from playground.core.session.history import PointMoved, WeightSet
from playground.engine.commands import (
    Analyse,
    Back,
    Branch,
    Command,
    Compile,
    Configure,
    Enter,
    Forget,
    Load,
    Move,
    Pace,
    Pause,
    Play,
    PutAside,
    Remember,
    Rename,
    Restart,
    Rewind,
    Save,
    Shots,
    Step,
    Stop,
    TakeBack,
    TrainDToOptimum,
    Watch,
)
from playground.engine.letters import DeviceLost, Failed, Letter, Loaded, Lost, Picture
from playground.i18n import tr
from playground.ui.bridge import BridgeLike
from playground.ui.undoing import Changed, SetByHand

AUTOSAVED_BYTES = 16_000_000
"""An autosave stores fewer checkpoints, so that it is fast."""
MOST_UNDONE = 500


class Controller(QObject):
    """Every change the user makes goes through here: it is recorded for undo, sent to the session and shown by the widgets."""

    experiment_changed = pyqtSignal(object)
    display_changed = pyqtSignal(object)
    playing_changed = pyqtSignal(bool)
    command_sent = pyqtSignal(object)
    """A command is about to be sent."""
    refused = pyqtSignal(str)
    """A change that is impossible: the reason, in one sentence."""

    def __init__(self, bridge: BridgeLike, experiment: Experiment = EXPERIMENT) -> None:
        super().__init__()
        self.bridge = bridge
        self.experiment = experiment
        self.display = Display()
        self.playing = False
        self.compiling = False
        """True if the compiled engine is wanted."""
        self.undo = QUndoGroup(self)
        """What can be undone: the changes of the session at hand, not those of one that was put aside."""
        self._stacks: list[QUndoStack] = []
        self._stack()
        self._wanted: frozenset[Lens[object]] = frozenset()
        self._seldom: frozenset[Lens[object]] = frozenset()
        bridge.came_to_rest.connect(lambda: self._set_playing(False))
        bridge.arrived.connect(self._follow)
        bridge.told.connect(self._listen)

    def _stack(self) -> None:
        stack = QUndoStack(self.undo)
        stack.setUndoLimit(MOST_UNDONE)
        self._stacks.append(stack)
        self.undo.setActiveStack(stack)

    def _do(self, change: QUndoCommand) -> None:
        """Does a change that can be undone."""
        self._stacks[-1].push(change)

    def _send(self, command: Command) -> None:
        self.command_sent.emit(command)
        self.bridge.send(command)

    # ---- the run ----

    def play(self, stop: Stop | None = None, shots: Shots | None = None) -> None:
        self._send(Play(stop or Stop(), shots))
        self._set_playing(True)

    def pause(self) -> None:
        self._send(Pause())
        self._set_playing(False)

    def toggle(self) -> None:
        """Play if paused, pause if playing."""
        if self.playing:
            self.pause()
        else:
            self.play()

    def step(self, what: str = "iteration", n: int = 1, *, unseen: bool = False) -> None:
        """Pauses and takes n iterations, D updates ("d") or G updates ("g"); `unseen`: pictures only the last of them."""
        self._send(Step(what, n, unseen))
        self._set_playing(False)

    def analyse(self, command: Analyse) -> None:
        """Analyses the present moment; a letter brings the result."""
        self._send(command)
        self._set_playing(False)

    def train_d_to_optimum(self) -> None:
        """Trains D alone until its loss stops falling."""
        self._send(TrainDToOptimum())
        self._set_playing(True)

    def restart(self) -> None:
        """Starts the same run again from the beginning."""
        self._send(Restart())

    def new_seed(self) -> None:
        """Starts again from the beginning with the next seed."""
        self.change("seed", (self.experiment.seed + 1) % 2**32)

    def compile(self, on: bool) -> None:
        """Switches to the compiled engine as soon as it is ready, or back to the eager one."""
        self.compiling = on
        self._send(Compile(on))

    def move(self, apart: bool) -> None:
        """Training continues in a separate process, or on a thread of the window's; at once."""
        self._send(Move(apart))

    def pace(self, iterations_per_second: float | None) -> None:
        self._send(Pace(iterations_per_second))

    # ---- the experiment ----

    def change(self, key: str, value: KnobValue) -> None:
        """Changes one knob, and those coupled to it; an invalid value is refused with a sentence and changes nothing."""
        self.change_all({**coupled_changes(self.experiment, key, value), key: value})

    def change_all(self, values: Mapping[str, KnobValue]) -> None:
        """Changes these knobs at once, as one change to be undone; refused as a whole where any value is invalid."""
        try:
            self.load(self.experiment.changed(dict(values)))
        except InputError as error:
            self.refused.emit(str(error))
            self.experiment_changed.emit(self.experiment)

    def load(self, experiment: Experiment) -> None:
        """Continues with this experiment; this can be undone. Does nothing if it is the same."""
        if experiment != self.experiment:
            self._do(Changed(self.experiment, experiment, lambda: self.experiment, self.configure))

    def configure(self, experiment: Experiment) -> None:
        """Continues with this experiment, without an entry for undo."""
        if experiment != self.experiment:
            self.experiment = experiment
            self._send(Configure(experiment))
            self.experiment_changed.emit(experiment)

    def _follow(self, picture: Picture) -> None:
        """After time travel, the controls show the experiment of the displayed moment."""
        if picture.obeyed == self.bridge.sent and picture.experiment != self.experiment:
            self.experiment = picture.experiment
            self.experiment_changed.emit(self.experiment)

    def set_weight(self, network: str, tensor: int, index: tuple[int, ...], old: float, new: float) -> None:
        """Sets a weight or a bias; this can be undone."""
        before, after = (WeightSet(network, tensor, index, value) for value in (old, new))
        self._do(SetByHand(tr("typed weight"), before, after, self._send))

    def move_point(self, old: PointMoved, new: PointMoved, gesture: int) -> None:
        """Puts a free point somewhere; all the moves of one gesture can be undone as one."""
        self._do(SetByHand(tr("moved point"), old, new, self._send, gesture))

    # ---- time ----

    def scrub(self, iteration: int) -> None:
        """Shows the nearest earlier checkpoint immediately."""
        self._travel(Rewind(iteration, iteration=True, exact=False))

    def go_to(self, iteration: int, *, unseen: bool = False) -> None:
        """Goes to exactly this iteration of the current line; `unseen`: without pictures on the way."""
        self._travel(Rewind(iteration, iteration=True, unseen=unseen))

    def go_to_moment(self, moment: int, exact: bool = True) -> None:
        self._travel(Rewind(moment, exact=exact))

    def back(self, n: int = 1) -> None:
        """Undoes the last n moves: steps of the game or changes by the user."""
        self._travel(Back(n))

    def enter(self, line: int) -> None:
        """Switches to the end of another line."""
        self._travel(Enter(line))

    def branch(self, name: str = "") -> None:
        """Starts a branch at the current moment."""
        self._send(Branch(name))

    def go_on_from_here(self) -> None:
        """Starts a branch at the current moment and trains on in it."""
        self.branch()
        self.play()

    def rename(self, line: int, name: str) -> None:
        """Gives a line a name."""
        self._send(Rename(line, name))

    def forget(self, line: int) -> None:
        """Deletes a line other than the current one."""
        self._send(Forget(line))

    def remember(self, megabytes: int) -> None:
        """Sets the memory budget of the history."""
        self._send(Remember(megabytes * 1_000_000))

    @property
    def put_aside(self) -> bool:
        """True while a session is put aside."""
        return len(self._stacks) > 1

    def begin_aside(self) -> None:
        """Puts the session aside as it is; another begins meanwhile, with its own undo."""
        if not self.put_aside:
            self._travel(PutAside())
            self._stack()

    def take_back(self) -> None:
        """Continues the session that was put aside; the one of now is dropped."""
        if self.put_aside:
            dropped = self._stacks.pop()
            self.undo.setActiveStack(self._stacks[-1])
            dropped.deleteLater()
            self._travel(TakeBack())

    def obey(self, command: Command) -> None:
        """Sends a command to the game as if its control had been used."""
        if isinstance(command, Configure):
            self.configure(command.experiment)
        else:
            self._send(command)
            self._set_playing(False)

    def _travel(self, command: Command) -> None:
        self._send(command)
        self._set_playing(False)

    # ---- files ----

    def save(self, path: Path, layout: str = "", quiet: bool = False) -> None:
        """Saves the session to a file; a letter reports the outcome."""
        self._send(Save(path, layout, AUTOSAVED_BYTES if quiet else MOST_BYTES, quiet))

    def load_session(self, path: Path) -> None:
        """Continues with the session in a file, if it contains one."""
        self._send(Load(path))
        self._set_playing(False)

    # ---- looking ----

    def watch(self, lenses: frozenset[Lens[object]], seldom: frozenset[Lens[object]] = frozenset()) -> None:
        """Requests these lenses, and no others, from now on; of the `seldom` ones a few results a second will do."""
        if (lenses, seldom) != (self._wanted, self._seldom):
            self._wanted, self._seldom = lenses, seldom
            self._send(Watch(lenses, self.display, seldom))

    def show(self, **changes: Unpack[DisplayChanges]) -> None:
        """Changes the display: dots, grid, rect, averaged."""
        display = replace(self.display, **changes)
        if display != self.display:
            self.display = display
            self._send(Watch(self._wanted, display, self._seldom))
            self.display_changed.emit(display)

    def peek(self, lenses: frozenset[Lens[object]] = frozenset(), **changes: Unpack[DisplayChanges]) -> None:
        """Changes the display for a moment without changing the controls; `peek()` ends this."""
        self._send(Watch(self._wanted | lenses, replace(self.display, **changes), self._seldom - lenses))

    # ---- letters from the session ----

    def _set_playing(self, playing: bool) -> None:
        if playing != self.playing:
            self.playing = playing
            self.playing_changed.emit(playing)

    def _listen(self, letter: Letter) -> None:
        if isinstance(letter, Failed | Lost):
            self._set_playing(False)
        elif isinstance(letter, DeviceLost):
            self.experiment = replace(self.experiment, device="cpu")
            self.experiment_changed.emit(self.experiment)
        elif isinstance(letter, Loaded):
            self._stacks[-1].clear()
