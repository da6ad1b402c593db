"""The current run: a trainer at one moment of one line of the past, which can move forwards and back."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.core.arrays import F32
from playground.core.experiment import Experiment
from playground.core.lenses import Display, Fit, Look
from playground.core.lenses.fit import see as see_fit
from playground.core.lenses.trails import EVERY, MARKS, mark
from playground.core.session.history import (
    COMPILED,
    ITERATIONS,
    STEPS,
    ByHand,
    Checkpoint,
    KnobsTurned,
    Move,
    PointMoved,
    WeightSet,
)
from playground.core.training.functional import kind_of
from playground.core.training.state import Measured
from playground.core.training.trainer import Trainer
from playground.engine import compiler
from playground.engine.past import Line, Past

if TYPE_CHECKING:
    from torch import Tensor

    from playground.core.choices.generators import Shape

_STEPS: dict[str, Callable[[Trainer], None]] = dict(
    zip(STEPS, (Trainer.iterate, Trainer.d_update, Trainer.g_update), strict=True)
)

LARGEST = 3.4e38
"""About the largest float32."""


@dataclass(frozen=True)
class Bad:
    """The first iteration at which a number became NaN or infinite."""

    iteration: int


class Run:
    """Is at `moment` of `line`. If the following moves are already recorded it repeats them; the first different one
    starts a branch, and no training is lost.
    """

    def __init__(self, experiment: Experiment, past: Past | None = None, instead_of: Line | None = None) -> None:
        self.past = past or Past()
        self.line = self.past.begin(experiment, instead_of)
        self.trainer = Trainer(experiment)
        self.moment = 0
        self.fast = False
        self._trails: deque[F32] | None = None
        self._laid = self._proved = 0
        self._lay()

    @classmethod
    def at(cls, past: Past, line: Line, moment: int) -> Run:
        """The run at the last checkpoint of `line` at or before this moment."""
        run = cls.__new__(cls)
        run.past, run.line, run.fast, run._trails, run._proved = past, line, False, None, -1
        checkpoint = line.nearest(moment)
        run.trainer = Trainer(checkpoint.experiment)
        run._jump(checkpoint)
        return run

    @property
    def iteration(self) -> int:
        return self.trainer.iteration

    @property
    def experiment(self) -> Experiment:
        return self.trainer.experiment

    # ---- forwards ----

    def configure(self, experiment: Experiment) -> None:
        """Changes live knobs; InputError if a structural one differs."""
        if self.experiment.continued_as(experiment) != self.experiment:
            self._do(KnobsTurned(experiment))
            self._lay()

    def has_set(self, done: ByHand) -> bool:
        """True where this was set by hand in the past of this moment."""
        return any(c.done == done and c.moment <= self.moment for c in self.line.log.changes)

    def set_by_hand(self, done: ByHand) -> bool:
        """Sets one parameter, or one free point; False if this run has none there. ValueError if a value does not fit
        float32.
        """
        if isinstance(done, PointMoved) and self.experiment.generator != "points":
            return False
        views = self._vectors(done.network)[0]
        shapes = {i: views[i].shape for layer in self._shape(done.network).by_layer for i in layer}
        for tensor, index, _ in done.values:
            shape = shapes.get(tensor, ())
            if len(shape) != len(index) or not all(0 <= i < n for i, n in zip(index, shape, strict=True)):
                return False
        for _, _, value in done.values:
            if not abs(value) <= LARGEST:
                raise ValueError(f"{value} is not a valid parameter value")
        self._do(done)
        if isinstance(done, WeightSet) or self.moment - self._laid >= self.past.every:
            self._lay()  # a point that is dragged moves many times a second
        return True

    def advance(self, what: str, careful: bool, most: int = 1) -> Bad | None:
        """One step of a kind in STEPS, or up to `most` iterations of the compiled engine in one call. Careful: checks at
        once, not only regularly, that everything is finite.

        After a bad step the run is at the last finite state.
        """
        move = self._iteration() if what == "iteration" else what
        branches = self.line.log.after(self.moment) not in (None, move)
        if move == COMPILED and most > 1 and not branches:
            self._do_many(min(most, self._in_one_call()))
        else:
            self._do(move)
            if what == "iteration" and self.line.losses.wants(self.iteration):
                self._record(self.iteration, self.trainer.measured())
        if careful or self.moment - self._laid >= self.past.every:
            return self.prove()
        self._proved = -1
        return None

    def _record(self, iteration: int, row: Measured) -> None:
        held = self.trainer.held_out()
        more = () if held is None else (held,)
        self.line.losses.add(iteration, row.d_loss, row.g_loss, row.d_real, row.d_fake, *more)

    def _in_one_call(self) -> int:
        """How many iterations the next call can make before something is due between two of them: a checkpoint, a
        mark of the trails, a value on held-out points, the end of what is already recorded.
        """
        kind = kind_of(self.experiment)
        ends = [self.trainer.room_for(kind), self.past.every - (self.moment - self._laid)]
        if self.moment < self.line.log.end:
            ends.append(self.line.log.same_after(self.moment))
        if self._trails is not None:
            ends.append(EVERY - self.iteration % EVERY)
        if self.experiment.training_points:
            stride = self.line.losses.stride
            ends.append(stride - self.iteration % stride)
        return max(1, min(ends))

    def _do_many(self, n: int) -> None:
        """n new or recorded iterations of the compiled engine in one call."""
        kind = kind_of(self.experiment)
        chunk = compiler.ready(kind)
        if chunk is None:
            self._do(COMPILED)
            return
        if self.moment == self.line.log.end:
            self.line.log.add(COMPILED, n)
        self._mark()
        first = self.iteration + 1
        rows = self.trainer.iterate_by(chunk, kind, n)
        self.moment += n
        for i, row in enumerate(rows.tolist()):
            if self.line.losses.wants(first + i):
                self._record(first + i, Measured(*row))

    def _iteration(self) -> Move:
        """The engine for the next iteration: the one that made it before, or else the fastest that is ready."""
        known = self.line.log.after(self.moment)
        if known in ITERATIONS:
            assert known is not None
            return known
        return COMPILED if self.is_fast else "iteration"

    @property
    def is_fast(self) -> bool:
        """True if new iterations are made by the compiled engine."""
        return self.fast and compiler.ready(kind_of(self.experiment)) is not None

    def _do(self, move: Move) -> None:
        """Makes a new move, by the user or by training."""
        if self.line.log.after(self.moment) != move:
            if self.moment < self.line.log.end:
                self.branch()
            self.line.log.add(move)
        self._make(move)

    def _make(self, move: Move) -> None:
        """Applies a move, new or replayed."""
        if isinstance(move, KnobsTurned):
            self.trainer.configure(move.experiment)
        elif isinstance(move, WeightSet | PointMoved):
            for views in self._vectors(move.network):
                for tensor, index, value in move.values:
                    views[tensor][index] = value
        else:
            self._mark()
            self._step(move)
        self.moment += 1

    def _mark(self) -> None:
        """Keeps a mark of the trails if they are shown and one is due."""
        if self._trails is not None and self.iteration % EVERY == 0:
            self._trails.append(mark(Look(self.experiment, self.trainer.state(), Display())))

    def _step(self, move: str) -> None:
        if move != COMPILED:
            _STEPS[move](self.trainer)
        elif (step := compiler.ready(kind_of(self.experiment))) is not None:
            self.trainer.iterate_by(step, kind_of(self.experiment))
        else:  # it was made elsewhere, and no compiled engine is available here
            self.line.exact = False
            self.trainer.iterate()

    def _vectors(self, network: str) -> list[list[Tensor]]:
        """Views of the network's parameters; for G also of its average, so that what is set by hand is visible at once."""
        trainer = self.trainer
        flats = {"d": (trainer.d.flat,), "g": (trainer.g.flat, trainer.ema)}[network]
        return [self._shape(network).views(flat) for flat in flats]

    def _shape(self, network: str) -> Shape:
        return (self.trainer.d if network == "d" else self.trainer.g).shape

    def branch(self, name: str = "") -> None:
        """Starts a new line here; the old one keeps its future."""
        self.line = self.past.fork(self.line, self.moment, name)
        self._lay()

    # ---- checks ----

    def _lay(self) -> None:
        """Saves a checkpoint of this moment, if it is finite: going back starts from one."""
        if not self.trainer.finite():
            return
        self._laid = self._proved = self.moment
        self.past.lay(
            self.line,
            Checkpoint(self.moment, self.experiment, self.trainer.state(), self.trainer.measured()),
        )

    def check(self) -> Bad | None:
        """Proves that all is finite, or goes back to the last finite moment."""
        if self._proved != self.moment:
            if not self.trainer.finite():
                return self._back()
            self._proved = self.moment
        return None

    def prove(self) -> Bad | None:
        """Checks that everything is finite and keeps a checkpoint, or goes back to the last finite moment."""
        self._proved = -1
        bad = self.check()
        if bad is None:
            self._lay()
        return bad

    def _back(self) -> Bad:
        """Replays from the last checkpoint, which is always finite, to just before the first bad moment."""
        until = self.moment
        self._jump(self.line.nearest(until - 1))
        good = self.moment
        while self.moment < until:
            self._remake()
            if not self.trainer.finite():
                break
            good = self.moment
        bad = Bad(self.iteration)
        self.line.cut(good)
        for _ in self.going(good):
            pass
        self._lay()
        return bad

    # ---- back and forth ----

    def _remake(self) -> None:
        move = self.line.log.after(self.moment)
        assert move is not None, "there is nothing to redo at the end"
        self._make(move)

    def _jump(self, checkpoint: Checkpoint) -> None:
        if not checkpoint.experiment.same_run(self.experiment):
            self.trainer = Trainer(checkpoint.experiment)
        elif checkpoint.experiment != self.experiment:
            self.trainer.configure(checkpoint.experiment)
        self.trainer.restore(checkpoint.state, checkpoint.measured)
        self.moment = self._laid = self._proved = checkpoint.moment
        if self._trails is not None:
            self._trails.clear()

    def going(self, moment: int) -> Iterator[float]:
        """Goes to exactly this moment, one move at a time; yields the completed share between moves.

        If abandoned midway, the run is still at a true moment.
        """
        moment = min(max(moment, 0), self.line.log.end)
        start = self.line.nearest(moment if self._trails is None else self._first_mark(moment))
        if self._trails is not None or not start.moment <= self.moment <= moment:
            self._jump(start)
        begin = self.moment
        while self.moment < moment:
            self._remake()
            yield (self.moment - begin) / (moment - begin)

    def _first_mark(self, moment: int) -> int:
        """A moment before the first trail mark shown at this moment."""
        log = self.line.log
        iteration = log.iteration_at(moment) - EVERY * MARKS
        return log.moment_of(iteration - 1) if iteration > 0 else 0

    def enter(self, line: Line) -> None:
        """Goes to the last checkpoint of another line."""
        self.line = line
        self._jump(line.nearest(line.log.end))

    # ---- display ----

    def keep_trails(self, on: bool) -> None:
        """While on, trail marks are kept; those of the last iterations are recomputed at once."""
        if on != (self._trails is not None):
            self._trails = deque(maxlen=MARKS) if on else None
            for _ in self.going(self.moment) if on else ():
                pass

    def look(self, display: Display) -> Look:
        """A frozen copy of this moment, for lenses."""
        half = self.line.log.half_at(self.moment)
        return Look(self.experiment, self.trainer.state(), display, tuple(self._trails or ()), half)

    def fit(self, look: Look) -> Fit:
        """The fit of the displayed G, which is added to the metrics' curves."""
        fit = see_fit(look)
        self.line.metrics.add(self.iteration, *fit.row)
        return fit
