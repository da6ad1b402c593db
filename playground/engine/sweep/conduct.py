"""Conducting a sweep: its runs are distributed in chunks, rows are written as they come, and lost work is repeated."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, field, replace

from playground.core.files.sentence import plain
from playground.core.training.functional import kind_of, refusal
from playground.engine.many import ALONE, COMPILED, WAYS, best_way
from playground.engine.sweep.crews import Crew
from playground.engine.sweep.plan import Plan, SweepRun
from playground.engine.sweep.rows import Row, Store
from playground.engine.sweep.work import Chunk, train

MOST_TOGETHER = {way: 1 if way == ALONE else 16 for way in WAYS}
"""Runs in a chunk: more gain little, and rows are only written when their chunk is complete."""
TRIES = 3
LOOK_SECONDS = 0.2


@dataclass(frozen=True)
class Progress:
    """How many of the plan's runs have rows so far; `rows` are the newest."""

    done: int
    total: int
    rows: tuple[Row, ...] = ()


@dataclass
class Report:
    """The result: runs already done before, trained now, and those that could not be trained, with the reason."""

    before: int = 0
    trained: int = 0
    failed: list[tuple[SweepRun, str]] = field(default_factory=list)
    stopped: bool = False


def chunks(plan: Plan, done: Iterable[str], slots: int, way: str | None = None) -> list[Chunk]:
    """The runs that are not done yet, in chunks of one kind; how they are trained depends only on the whole plan.

    `way`: the way in which all are trained.
    """
    there = set(done)
    kinds: dict[object, list[SweepRun]] = {}
    for run in plan.runs:
        e = run.experiment
        kinds.setdefault((kind_of(e), refusal(e)), []).append(run)
    found = []
    for runs in kinds.values():
        each = runs[: -(-len(runs) // slots)]
        how = way or best_way([run.experiment for run in each], runs[0].iterations)
        left = [run for run in runs if run.id not in there]
        room = min(MOST_TOGETHER[how], len(each))
        found += [
            Chunk(tuple(left[i : i + room]), plan.metrics, how, room if how == COMPILED else 0)
            for i in range(0, len(left), room)
        ]
    return found


def conduct(
    plan: Plan,
    store: Store,
    crew: Crew,
    *,
    tell: Callable[[Progress], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
    way: str | None = None,
) -> Report:
    """Trains what is missing in the store. A chunk whose worker dies is tried again, TRIES times in all; `stop` ends
    it soon, and rows already written are kept: the same call continues.
    """
    there = store.ids & {run.id for run in plan.runs}
    report = Report(before=len(there))
    total = len(plan.runs)
    tell(Progress(report.before, total))
    dealer = _Dealer(crew, deque(chunks(plan, there, crew.slots, way)))
    try:
        for ended in dealer.going(stop):
            match ended:
                case Lost(chunk, reason):
                    report.failed += [(run, reason) for run in chunk.runs]
                case rows:
                    new = store.add(rows)
                    report.trained += len(new)
                    tell(Progress(report.before + report.trained, total, tuple(new)))
        report.stopped = dealer.stopped
    finally:
        crew.dismiss(at_once=bool(dealer.running))
    return report


@dataclass(frozen=True)
class Lost:
    """A chunk that could not be trained, and why."""

    chunk: Chunk
    reason: str


class _Dealer:
    """Distributes chunks to a crew, no more than it can do at once, and again if one is lost."""

    def __init__(self, crew: Crew, waiting: deque[Chunk]) -> None:
        self._crew, self._waiting = crew, waiting
        self._tries: dict[Chunk, int] = {}
        self.running: dict[Future[list[Row]], Chunk] = {}
        self.stopped = False

    def going(self, stop: Callable[[], bool]) -> Iterator[list[Row] | Lost]:
        """Yields the rows of each completed chunk, or the lost chunk; ends when all are complete, or soon after
        `stop`.
        """
        executor = self._crew.hire() if self._waiting else None
        while executor is not None and (self._waiting or self.running):
            if stop():
                self.stopped = True
                return
            broken = not self._deal(executor)
            done, _ = wait(self.running, LOOK_SECONDS, FIRST_COMPLETED)
            for future in done:
                chunk = self.running.pop(future)
                error = future.exception()
                if error is None:
                    yield future.result()
                    continue
                broken = broken or isinstance(error, BrokenExecutor)
                if lost := self._again(chunk, error):
                    yield lost
            if broken and not self.running:
                executor = self._crew.hire()

    def _deal(self, executor: Executor) -> bool:
        """Submits work while slots are free; False if the executor has broken."""
        while self._waiting and len(self.running) < self._crew.slots:
            try:
                future = executor.submit(train, self._waiting[0])
            except RuntimeError:  # BrokenExecutor is one
                return False
            self.running[future] = self._waiting.popleft()
        return True

    def _again(self, chunk: Chunk, error: BaseException) -> Lost | None:
        """Requeues a chunk; eventually its runs one by one, as one of them may be killing its worker."""
        tries = self._tries.get(chunk, 0) + 1
        if tries >= TRIES and len(chunk.runs) == 1:
            return Lost(chunk, plain(f"{type(error).__name__}: {error}", 200))
        parts = [chunk]
        if tries >= TRIES:
            parts, tries = [replace(chunk, runs=(run,)) for run in chunk.runs], TRIES - 1
        for part in parts:
            self._tries[part] = tries
        self._waiting.extend(parts)
        return None
