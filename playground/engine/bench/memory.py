"""The memory benchmark: training at full speed with its history on, and the memory this takes."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import torch

from playground.core.experiment import EXPERIMENT
from playground.core.lenses import FIT, SAMPLES, SURFACE, Display
from playground.engine.commands import Play, Remember, Watch
from playground.engine.session import Session

REPORTS = 10
WARM_UP_ITERATIONS = 200


@dataclass(frozen=True)
class Memory:
    """After this many minutes: the process's growth since before the first checkpoint, and the history's own count."""

    minutes: float
    iterations: int
    checkpoints: int
    budget: int
    history: int
    grown: int
    """All in bytes."""

    @property
    def within(self) -> bool:
        """True if the history stays within its budget, by its own count."""
        return self.history <= self.budget


def resident() -> int:
    """The resident memory of this process in bytes; its peak if the system does not report the current value."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            import resource  # not on Windows

            return int(file.read().split()[1]) * resource.getpagesize()
    except (OSError, ImportError):
        if sys.platform == "win32":
            return 0
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def measure(minutes: float, budget: int) -> Iterator[Memory]:
    """Trains the start-up experiment for this long and reports regularly; the last report is the result."""
    torch.set_num_threads(1)
    session = Session(EXPERIMENT)
    session.send(Remember(budget))
    session.send(Watch(frozenset({SAMPLES, SURFACE, FIT}), Display()))
    session.send(Play())
    while session.current.iteration < WARM_UP_ITERATIONS:
        session.turn(wait=False)
    gc.collect()
    before = resident() - session.past.nbytes
    begun = time.perf_counter()
    for report in range(1, REPORTS + 1):
        while time.perf_counter() - begun < minutes * 60 * report / REPORTS:
            session.turn(wait=False)
            session.pictures.take()
        past = session.past
        grown = resident() - before
        yield Memory(
            minutes * report / REPORTS, session.current.iteration, past.checkpoints, past.budget, past.nbytes, grown
        )
