"""Processes end together, within one grace, and for certain."""

import multiprocessing
import os
import signal
import time

import pytest

from playground.engine.ending import end_all
from playground.engine.sweep.crews import Processes


def stubborn() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(600)


def test_all_share_one_grace_and_whoever_is_late_is_killed() -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=stubborn, daemon=True) for _ in range(3)]
    for process in processes:
        process.start()
    joined: list[float] = []

    class Watched:
        def __init__(self, process: multiprocessing.context.SpawnProcess) -> None:
            self.is_alive, self.kill, self._process = process.is_alive, process.kill, process

        def join(self, timeout: float | None = None) -> None:
            if timeout is not None:
                joined.append(timeout)
            self._process.join(timeout)

    end_all([Watched(process) for process in processes], 0.3)
    assert sum(joined) <= 0.35, "one grace for all, not one for each"
    assert not any(process.is_alive() for process in processes)


def test_a_crew_that_is_dismissed_at_once_leaves_no_process_behind() -> None:
    crew = Processes(2)
    pool = crew.hire()
    busy = [pool.submit(time.sleep, 600) for _ in range(2)]
    while not all(future.running() for future in busy):
        time.sleep(0.01)
    pids = [*pool._processes]  # type: ignore[attr-defined]
    assert pids
    crew.dismiss(at_once=True)
    for pid in pids:  # the pool has its own thread that waits for them, so only the system knows for certain
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
