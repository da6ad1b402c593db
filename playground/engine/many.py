"""Many runs at once: runs of one kind are trained as one batch, on all cores, each as if it were trained alone.

States are stacked, and the pure iteration is vectorised over them; seeds, targets and the values of live knobs may
differ. The compiled call releases the interpreter's lock, so each core has a thread with a share of the runs
(docs/performance.md gives the speed-up). Runs that can't be batched are trained one after another.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

from playground.core.errors import InputError
from playground.core.training.chunk import drawn_from
from playground.core.training.functional import Kind, Numbers, kind_of, refusal
from playground.core.training.iteration import iteration_of
from playground.core.training.trainer import Trainer
from playground.engine.compiler import compiled, ready, reason_of
from playground.engine.share import CHECK_EVERY, G_BEFORE, Share, careful
from playground.i18n import tr

if TYPE_CHECKING:
    from torch import Tensor

    from playground.core.experiment import Experiment
    from playground.core.training.state import Measured, State
    from playground.engine.share import Step

COMPILED, BATCHED, ALONE = "compiled", "batched", "alone"
WAYS = (COMPILED, BATCHED, ALONE)
"""One machine-code call for all runs; one library call per operation for all runs; one run after another."""
BATCHING = ("cpu", "cuda")
"""The devices on which batches were measured to be faster (docs/performance.md)."""
WORTH_COMPILING = 30_000
"""Iterations of all runs together: fewer than this take about as long as compiling."""
WORTH_BATCHING = 4
"""Runs: without compiling, fewer than this gain nothing from batching."""
SMALL = 32
"""Units in the widest layer up to which an uncompiled batch is faster than one run after another."""


@dataclass(frozen=True, eq=False)
class Trained:
    """The result of one run: its last finite state, and the iteration at which it diverged, if it did."""

    experiment: Experiment
    state: State
    measured: Measured
    diverged_at: int | None


def best_way(experiments: Sequence[Experiment], iterations: int) -> str:
    """The fastest way to do this many iterations of these runs, according to measurements; deterministic."""
    first = experiments[0]
    if refusal(first) or len({kind_of(e) for e in experiments}) > 1 or first.device not in BATCHING:
        return ALONE
    if iterations * len(experiments) >= WORTH_COMPILING and len(experiments) > 1:
        return COMPILED
    small = _widest(kind_of(first)) <= SMALL and first.device == "cpu"
    return BATCHED if small and len(experiments) >= WORTH_BATCHING else ALONE


def _widest(kind: Kind) -> int:
    return max(kind.d_shape.widest, kind.g_shape.widest)


class Many:
    """Runs of one kind (`kind_of`), which may differ in everything else; InputError if they are of several kinds.

    `way`: how they are trained (`WAYS`); if it is impossible, another is used, and `note` says so. `room`: the least
    places in each share, so that code compiled for one number of runs also serves fewer.
    """

    def __init__(
        self, experiments: Sequence[Experiment], way: str = COMPILED, threads: int | None = None, room: int = 0
    ) -> None:
        self.experiments = tuple(experiments)
        self.note = ""
        kinds = {kind_of(e) for e in experiments}
        if len(kinds) != 1:
            raise InputError(tr("runs trained as one batch must be of one kind; these are of {n} kinds", n=len(kinds)))
        self.kind = kinds.pop()
        self.way = way
        if (words := refusal(self.experiments[0])) and way != ALONE:
            self._go_alone(tr("{what} can't be batched; the runs are trained one after another", what=words))
        cores = (os.cpu_count() or 1) if self.kind.device == "cpu" else 1
        threads = min(threads or cores, len(self.experiments))
        self._alone: list[Trainer] = []
        self._ended: dict[int, Trained] = {}
        self._shares: list[Share] = []
        if self.way == ALONE:
            self._alone = [Trainer(e) for e in self.experiments]
        else:
            size = -(-len(self.experiments) // threads)
            parts = [self.experiments[i : i + size] for i in range(0, len(self.experiments), size)]
            self._shares = [Share(self.kind, part, max(size, room)) for part in parts]

    @property
    def iteration(self) -> int:
        """The number of iterations done."""
        if self._shares:
            return self._shares[0].counters.iteration
        return max(trainer.iteration for trainer in self._alone)

    def advance(self, n: int, stop: Callable[[], bool] = lambda: False) -> None:
        """Trains n iterations of every run that is still finite; if `stop` says so, it ends after a few of them."""
        if self._shares and self.way == COMPILED:
            self._prepare()
        if self._shares:
            step = self._step()
            with ThreadPoolExecutor(len(self._shares), initializer=torch.set_num_threads, initargs=(1,)) as pool:
                for done in [pool.submit(share.advance, n, step, stop) for share in self._shares]:
                    done.result()
        else:
            self._advance_alone(n, stop)

    def trained(self) -> list[Trained]:
        """The result of each run so far, in the order given."""
        if self._shares:
            return [Trained(e, *share.outcome(i)) for share in self._shares for i, e in enumerate(share.experiments)]
        return [
            self._ended.get(i) or Trained(e, trainer.state(), trainer.measured(), None)
            for i, (e, trainer) in enumerate(zip(self.experiments, self._alone, strict=True))
        ]

    # ---- the ways ----

    def _go_alone(self, note: str) -> None:
        self.way, self.note = ALONE, note

    def _prepare(self) -> None:
        """Compiles, if not done yet; if that fails, the next best way is used."""
        try:
            with ThreadPoolExecutor(1, initializer=torch.set_num_threads, initargs=(1,)) as pool:
                pool.submit(_compile, self.kind, self._shares[0]).result()
        except Exception as error:  # noqa: BLE001 (torch may raise anything)
            self.note = tr("compiling failed ({reason}), so training takes longer", reason=reason_of(error))
            self.way = BATCHED
            if _widest(self.kind) > SMALL and not self.iteration:
                self.way, self._shares = ALONE, []
                self._alone = [Trainer(e) for e in self.experiments]

    def _step(self) -> Step:
        if self.way == COMPILED:
            step = ready(self.kind, self._shares[0].size)
            assert step is not None, "it has been compiled"
            return step
        return mapped(self.kind, fused=False)

    def _advance_alone(self, n: int, stop: Callable[[], bool]) -> None:
        with ThreadPoolExecutor(1, initializer=torch.set_num_threads, initargs=(1,)) as pool:
            pool.submit(self._each_alone, n, stop).result()

    def _each_alone(self, n: int, stop: Callable[[], bool]) -> None:
        for i, trainer in enumerate(self._alone):
            goal = trainer.iteration + n
            while i not in self._ended and trainer.iteration < goal and not stop():
                state, measured, bad = careful(trainer, min(CHECK_EVERY, goal - trainer.iteration))
                if bad is not None:
                    self._ended[i] = Trained(self.experiments[i], state, measured, bad)


def mapped(kind: Kind, fused: bool) -> Step:
    """One iteration of all runs of a batch, in place: (vectors (B, size) each, numbers float64 (B, n), draws (B, ...)
    each)
    -> losses (B,) each and D's outputs (B, 2 batch)."""
    iteration = iteration_of(kind, fused)

    def one(vectors: tuple[Tensor, ...], numbers: Tensor, draws: tuple[Tensor, ...]) -> Any:
        return iteration(vectors, Numbers(*numbers.unbind(0)), drawn_from(kind, draws))

    many = torch.vmap(one)

    def step(vectors: tuple[Tensor, ...], numbers: Tensor, draws: tuple[Tensor, ...]) -> tuple[Tensor, Tensor, Tensor]:
        played = many(vectors, numbers, draws)
        for i, (live, now) in enumerate(zip(vectors, played.vectors, strict=True)):
            if i != G_BEFORE or kind.g_updates > 1:
                live.copy_(now)
        return played.d_loss, played.g_loss, played.outputs

    return step


def _compile(kind: Kind, share: Share) -> None:
    """Compiles the step of shares of this kind and size, and keeps it for the process; raises torch's exceptions."""

    def arguments() -> tuple[Any, ...]:
        draws = tuple(part[0] for part in share.draws(1))
        return tuple(v.clone() for v in share.vectors), share.numbers(1)[0], draws

    compiled(kind, share.size, mapped(kind, fused=True), arguments)
