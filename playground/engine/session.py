"""The session: executes commands, iterates, and shows a picture when requested; one thread owns it.

`turn()` is synchronous, so that tests call it on their own thread; `run()` is a short loop around it.
torch is loaded by the first run, not by this module, so that a window opens before torch is loaded.
"""

from __future__ import annotations

import queue
import traceback
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from playground.core.experiment import EXPERIMENT, Experiment
from playground.core.session.history import ByHand, PointMoved, WeightSet
from playground.engine import commands
from playground.engine.analysis import Analysis
from playground.engine.camera import Camera, Progress
from playground.engine.darkroom import Darkroom, FitMeasured, LensFailed, Studio
from playground.engine.letters import (
    Compiled,
    DeviceLost,
    Diverged,
    DReachedOptimum,
    Failed,
    Letter,
    NothingToUndo,
    Picture,
)
from playground.engine.mailbox import Latest
from playground.engine.optimal_d import OptimumWatch, left
from playground.engine.pace import Chunks, Metronome
from playground.engine.past import Past
from playground.engine.replay import Replay
from playground.engine.saver import Saver
from playground.engine.stopping import met, until_due

if TYPE_CHECKING:
    from playground.engine.run import Bad, Run

LETTERBOX_SECONDS = 0.01
"""While slow iterations leave time, a full letterbox is checked again after this long."""


class Session:
    """One run at a time, starting with `experiment`; commands go to `send`, results come from `pictures` and `letters`.

    `studio` develops its negatives instead of its own darkroom, and `tell` receives its letters.
    """

    orders: ClassVar[dict[type, Callable[[Any, Any], object]]] = {}
    apart = _pressed = False  # a resident may be pressed to leave

    def __init__(
        self,
        experiment: Experiment = EXPERIMENT,
        studio: Studio | None = None,
        tell: Callable[[Letter], None] | None = None,
        pictures: Latest[Picture] | None = None,
    ) -> None:
        self.pictures: Latest[Picture] = pictures or Latest()
        self.letters: queue.SimpleQueue[Letter] = queue.SimpleQueue()
        self._tell = tell or self.letters.put
        self._commands: queue.SimpleQueue[commands.Command | FitMeasured | LensFailed] = queue.SimpleQueue()
        self._first = experiment
        self.past = Past()
        self._saver = Saver(self._tell)
        self._run: Run | None = None
        self._aside: tuple[Run, Past] | None = None  # the session that was put aside
        self._playing, self._order, self._unseen = False, commands.Play(), False
        self._owed: list[str] = []
        self._optimum: OptimumWatch | None = None
        self._going: Replay | Analysis | None = None  # in progress
        self._fast = False
        self._camera, self._metronome, self._chunks = Camera(), Metronome(), Chunks()
        self._studio: Studio = studio or Darkroom(self.pictures, self.send)
        self._obeyed, self._stale, self._alive = 0, True, True

    # ---- callable from any thread ----

    def send(self, command: commands.Command | FitMeasured | LensFailed) -> None:
        """Queues a command, or a report of the darkroom, to be handled after all earlier ones."""
        self._commands.put(command)

    @property
    def writing(self) -> bool:
        return self._saver.writing

    # ---- the thread ----

    def run(self) -> None:
        """Loads torch, sends Ready, and takes turns until Quit; errors become letters."""
        self._guarded(self._warm_up)
        self._studio.open()
        while self._alive:
            self._guarded(self.turn)
        self._studio.close()

    def turn(self, wait: bool = True) -> None:
        """Executes the queued commands, does one step if any is due, and shows a picture if there is something new.

        With nothing to do it waits for a command, using no CPU; `wait=False` returns instead.
        """
        self._obey(wait)
        if self._alive and self._going is not None:
            self._stale = True
            if (going := self._going).arrived():
                self._going = None
                if going.letter is not None:
                    self._tell(going.letter)
        elif self._alive and self.busy and self._metronome.due():
            self._advance()
        if self._alive and self._to_show():
            self._check()
            self._stale = False
            shares = {self._going.analyses: self._going.share} if self._going is not None else {}
            costly = self._order.costly_at(self.current.iteration) if self._playing else None
            mood = Progress(
                self.busy, self._metronome.rate(), self._obeyed, shares.get(False), shares.get(True), costly
            )
            self._studio.develop(self._camera.take(self.current, mood))

    @property
    def busy(self) -> bool:
        """True while playing, with steps left to do, training D to its optimum, or going back."""
        return self._playing or bool(self._owed) or self._optimum is not None or self._going is not None

    def _to_show(self) -> bool:
        """While busy only an empty letterbox is filled; at rest the last state always replaces its contents."""
        due = (self.pictures.empty and self._studio.idle) or not self.busy
        if self._playing and self._order.shots is not None:
            due = self.current.iteration in self._order.shots.at
        return bool(self._camera.lenses) and self._stale and due and not (self._unseen and self.busy)

    def _obey(self, wait: bool) -> None:
        while self._alive:
            to_do = self._going is not None or (self.busy and self._metronome.due())
            at_once = not wait or self._to_show() or to_do or self._pressed
            try:
                command = self._commands.get(block=not at_once, timeout=self._patience())
            except queue.Empty:
                return
            if (order := self.orders.get(type(command))) is not None:
                self._obeyed += 1
                self._stale = True
                self._check()
                order(self, command)
            else:
                _REPORTS[type(command)](self, command)

    def _patience(self) -> float | None:
        if not self.busy:
            return None
        beat = self._metronome.wait()
        return min(beat, LETTERBOX_SECONDS) if self._stale and self._camera.lenses else beat

    # ---- commands ----

    def _play(self, command: commands.Play) -> None:
        self._playing, self._order, self._optimum, self._going, self._unseen = True, command, None, None, False
        self._compile_if_wanted()
        self._metronome.start()

    def _rest(self) -> None:
        self._playing, self._optimum, self._going, self._unseen = False, None, None, False
        self._owed.clear()
        self._camera.hurry()

    def _train_d_to_optimum(self, command: commands.TrainDToOptimum) -> None:
        self._rest()
        self._optimum = OptimumWatch(command.limit)
        self._metronome.start()

    def _analyse(self, command: commands.Analyse) -> None:
        self._rest()
        self._going = Analysis(self.current, command)

    def _step(self, command: commands.Step) -> None:
        self._playing, self._optimum, self._going, self._unseen = False, None, None, command.unseen
        self._owed += [command.what] * command.n
        self._camera.hurry()
        self._metronome.start()

    def _configure(self, command: commands.Configure) -> None:
        self._camera.hurry()
        self._going = None
        same = self.experiment.same_run(command.experiment)
        if not same:
            self._owed.clear()
        if self._run is not None and same:
            self._run.configure(command.experiment)
        else:
            self._begin(command.experiment)
        self._compile_if_wanted()

    def _compile(self, command: commands.Compile) -> None:
        self._fast = self.current.fast = command.on
        self._compile_if_wanted()

    def _compile_if_wanted(self) -> None:
        if self._fast:
            from playground.engine.compiler import compile_soon  # this loads torch

            compile_soon(self.experiment, lambda reason: self._tell(Compiled(reason)))

    def _set_by_hand(self, command: ByHand) -> None:
        self._camera.hurry()
        self._going = None
        if not self.current.set_by_hand(command):
            self._tell(NothingToUndo())

    def _restore_weight(self, command: commands.RestoreWeight) -> None:
        known = self.current.has_set(command.instead_of)
        self._set_by_hand(command.weight) if known else self._tell(NothingToUndo())

    def _restart(self, command: commands.Restart) -> None:
        self._owed.clear()
        self._going = None
        seed = self.experiment.seed if command.seed is None else command.seed
        self._begin(replace(self.experiment, seed=seed))

    # ---- commands: time ----

    def _rewind(self, command: commands.Rewind) -> None:
        self._rest()
        self._unseen = command.unseen
        line = self.current.line
        moment = line.log.moment_of(command.to) if command.iteration else command.to
        self._going = Replay(self.current, moment if command.exact else line.nearest(max(moment, 0)).moment)

    def _back(self, command: commands.Back) -> None:
        goal = self.current.moment if self._going is None else self._going.goal
        self._rest()
        self._going = Replay(self.current, max(goal - command.n, 0))

    def _branch(self, command: commands.Branch) -> None:
        self._going = None
        self.current.branch(command.name)

    def _enter(self, command: commands.Enter) -> None:
        line = self.past.lines.get(command.line)
        if line is not None:
            self._rest()
            self.current.enter(line)
            self._going = Replay(self.current, line.log.end)

    def _put_aside(self, _command: commands.PutAside) -> None:
        self._rest()
        if self._aside is None:
            self._aside = self.current, self.past
            self._first, self._run = self.experiment, None
            self.past = self._aside[1].successor()
            self._camera.forget()

    def _take_back(self, _command: commands.TakeBack) -> None:
        self._rest()
        if self._aside is not None:
            (self._run, self.past), self._aside = self._aside, None
            self._run.fast = self._fast
            self._compile_if_wanted()
            self._camera.forget()

    # ---- commands: files ----

    def _save(self, command: commands.Save) -> None:
        from playground.engine.archiving import archive_of  # this loads torch

        self.current.prove()
        run, past = (command.quiet and self._aside) or (self.current, self.past)
        self._saver.write(command, archive_of(past, run, command.layout))

    def _resume(self, command: commands.Load) -> None:
        from playground.engine.archiving import resumed  # this loads torch

        found = resumed(command.path, self.past, self._tell)
        if found is not None:
            self._rest()
            self._run = found
            self._run.fast = self._fast
            self._camera.forget()

    def _watch(self, command: commands.Watch) -> None:
        self._camera.lenses, self._camera.seldom, self._camera.display = command.lenses, command.seldom, command.display
        self._camera.hurry()

    def _quit(self, _command: commands.Quit) -> None:
        self._alive = False
        self._saver.finish()

    @property
    def current(self) -> Run:
        """The current run, started when first needed."""
        if self._run is None:
            self._begin(self._first)
            assert self._run is not None
        return self._run

    @property
    def experiment(self) -> Experiment:
        return self._first if self._run is None else self._run.experiment

    def _warm_up(self) -> None:
        from playground.engine.warm_up import warm_up  # torch is loaded here, after the first paint

        self._tell(warm_up())

    def _begin(self, experiment: Experiment) -> None:
        from playground.engine.devices import on_device  # this loads torch
        from playground.engine.run import Run

        there = on_device(experiment, self._tell)
        self._run = Run(there, self.past, instead_of=self._run.line if self._run else None)
        self._run.fast = self._fast
        self._camera.forget()

    def _advance(self) -> None:
        run = self.current
        what = self._owed.pop(0) if self._owed else "d" if self._optimum else "iteration"
        flat_out = what == "iteration" and self._playing and not self._owed and not self._metronome.limited
        most = min(self._chunks.begin(), until_due(self._order, run.iteration)) if flat_out else 1
        before = run.iteration
        try:
            bad = run.advance(what, careful=not self._playing, most=most)
        except RuntimeError as error:
            if run.experiment.device == "cpu":
                raise
            self._tell(DeviceLost(run.experiment.device, str(error).splitlines()[0]))
            self._begin(replace(run.experiment, device="cpu"))
            return
        self._metronome.beat(self._chunks.end(run.iteration - before))
        self._stale = True
        if bad:
            self._diverged(bad)
        elif (reached := self._reached(run)) is not None:
            self._rest()
            self._tell(reached)

    def _check(self) -> None:
        """Makes sure that the state is finite before it is shown, saved or changed: training may have diverged since the last check."""
        if self._run is not None and (bad := self._run.check()):
            self._diverged(bad)

    def _diverged(self, bad: Bad) -> None:
        self._rest()
        self._camera.forget()  # what was seen of the moments that are cut off is no longer true
        self._tell(Diverged(bad.iteration))

    def _reached(self, run: Run) -> Letter | None:
        if self._optimum is not None and self._optimum.done(run):
            return DReachedOptimum(self._optimum.updates, self._optimum.to_the_limit, left(run))
        return met(self._order.stop, run, self._camera.display) if self._playing else None

    # ---- reports of the darkroom, and errors ----

    def _fitted(self, report: FitMeasured) -> None:
        line = self.past.lines.get(report.line)
        if report.generation == self._camera.generation and line is not None and report.moment <= line.log.end:
            line.metrics.add(report.iteration, *report.row)

    def _spoiled(self, report: LensFailed) -> None:
        self._rest()
        self._stale = False
        self._tell(Failed(report.message, report.traceback))

    def _guarded(self, action: Callable[[], None]) -> None:
        try:
            action()
        except Exception as error:  # noqa: BLE001 (an error in the thread becomes a letter; the app keeps running)
            self._spoiled(LensFailed(f"{type(error).__name__}: {error}", traceback.format_exc()))


Session.orders = {
    commands.Play: Session._play,
    commands.Pause: lambda session, _: session._rest(),
    commands.Step: Session._step,
    commands.TrainDToOptimum: Session._train_d_to_optimum,
    commands.Analyse: Session._analyse,
    commands.Configure: Session._configure,
    **dict.fromkeys((WeightSet, PointMoved), Session._set_by_hand),
    commands.RestoreWeight: Session._restore_weight,
    commands.Restart: Session._restart,
    commands.Rewind: Session._rewind,
    commands.Back: Session._back,
    commands.Branch: Session._branch,
    commands.Enter: Session._enter,
    commands.Rename: lambda session, command: session.past.rename(command.line, command.name),
    commands.Forget: lambda session, command: session.past.forget(command.line, session.current.line),
    commands.Remember: lambda session, command: session.past.allow(command.budget, session.current.line),
    commands.PutAside: Session._put_aside,
    commands.TakeBack: Session._take_back,
    commands.Compile: Session._compile,
    commands.Save: Session._save,
    commands.Load: Session._resume,
    commands.Watch: Session._watch,
    commands.Pace: lambda session, command: session._metronome.pace(command.iterations_per_second),
    commands.Quit: Session._quit,
}

_REPORTS: dict[type, Callable[[Session, Any], None]] = {FitMeasured: Session._fitted, LensFailed: Session._spoiled}
