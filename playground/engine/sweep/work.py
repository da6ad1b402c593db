"""The work of a sweep: some runs of one kind, trained together, and a row for each; it runs in any process."""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playground.core.experiment.link import link
from playground.core.lenses import Display, Look
from playground.core.lenses.look import numpy_of
from playground.core.metrics import METRICS
from playground.core.training.noise import reference_of
from playground.engine.many import Many, Trained
from playground.engine.sweep.plan import SweepRun
from playground.engine.sweep.rows import WHOLE, Row


@dataclass(frozen=True)
class Chunk:
    """Runs of one kind. `way` as in `Many`; `room`: the size of the kind's largest chunk, so that code compiled for
    one serves all.
    """

    runs: tuple[SweepRun, ...]
    metrics: tuple[str, ...]
    way: str
    room: int


_stop: list[Any] = []
"""The event that ends this process's work, if there is one."""


def begin(stop: Any) -> None:
    """Initialises a worker process: its parent handles Ctrl-C by setting the event; it ends if its parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _stop[:] = [stop]
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def stopped() -> bool:
    """True if the sweep has been ended."""
    return any(event.is_set() for event in _stop)


def train(chunk: Chunk, stop: Callable[[], bool] = stopped) -> list[Row]:
    """Trains and measures; no rows if it was ended early."""
    started = time.perf_counter()
    many = Many([run.experiment for run in chunk.runs], chunk.way, threads=1, room=chunk.room)
    many.advance(chunk.runs[0].iterations, stop)
    if stop():
        return []
    each = (time.perf_counter() - started) / len(chunk.runs)
    return [_row(run, trained, chunk.metrics, each) for run, trained in zip(chunk.runs, many.trained(), strict=True)]


def _row(run: SweepRun, trained: Trained, metrics: tuple[str, ...], seconds: float) -> Row:
    """The row of a run. A diverged one has no metrics, and the losses from before it diverged."""
    e = run.experiment
    row: Row = {"run": run.id, **dict(run.turned), "seed": e.seed, "iterations": run.iterations}
    row |= dict.fromkeys(metrics)
    if trained.diverged_at is None:
        against = reference_of(e)
        fakes = numpy_of(Look(e, trained.state, Display()).sample(against.n, averaged=e.ema > 0))
        for name in metrics:
            if METRICS[name].applies(against):
                row[name] = _known(name, METRICS[name].measure(fakes, against))
    losses = trained.measured
    return row | {
        "d_loss": _known("d_loss", losses.d_loss),
        "g_loss": _known("g_loss", losses.g_loss),
        "diverged_at": trained.diverged_at,
        "seconds": round(seconds, 3),
        "link": link(e),
    }


def _known(name: str, value: float) -> float | int | None:
    """None if undefined."""
    if not math.isfinite(value):
        return None
    return round(value) if name in WHOLE else float(f"{value:.6g}")
