"""The workers of a sweep: processes on this machine, or the workers of a Dask cluster; both as an Executor."""

from __future__ import annotations

import importlib.util
import multiprocessing
import os
from concurrent.futures import Executor, ProcessPoolExecutor
from typing import Any, Protocol

from playground.core.errors import InputError
from playground.core.files.sentence import plain
from playground.engine.ending import end_all
from playground.engine.sweep.work import begin
from playground.i18n import tr

PATIENCE = "10s"
"""How long to wait for a cluster."""
RETRIES = 3
GRACE_SECONDS = 1.0
"""How long processes may take to end by themselves."""


class Crew(Protocol):
    """`slots` pieces of work are done at once. `hire` returns the executor, a new one if the old one has broken."""

    slots: int

    def hire(self) -> Executor: ...
    def dismiss(self, at_once: bool) -> None: ...


class Processes:
    """This many processes on this machine (default: one for each core)."""

    def __init__(self, workers: int | None = None) -> None:
        self.slots = workers or os.cpu_count() or 1
        self._context = multiprocessing.get_context("spawn")  # torch and Qt have threads, which a fork would lose
        self._stop = self._context.Event()
        self._pool: ProcessPoolExecutor | None = None

    def hire(self) -> Executor:
        """A pool of processes; a previous, broken one is abandoned."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = ProcessPoolExecutor(self.slots, self._context, begin, (self._stop,))
        return self._pool

    def dismiss(self, at_once: bool) -> None:
        """Ends all processes; `at_once`: work in progress is abandoned, and a process in the middle of something that cannot
        be interrupted, such as a compilation, is killed: rows are written here and not there."""
        if self._pool is None:
            return
        processes = [*(self._pool._processes or {}).values()]
        if at_once:
            self._stop.set()
        self._pool.shutdown(wait=not at_once, cancel_futures=at_once)
        end_all(processes, GRACE_SECONDS)


class Cluster:
    """The workers of a running Dask scheduler, which reassigns lost work itself."""

    def __init__(self, address: str) -> None:
        if importlib.util.find_spec("distributed") is None:
            raise InputError(tr("--dask needs dask.distributed: pip install gan-playground[dask]"))
        import distributed  # an optional extra

        try:
            client: Any = distributed.Client
            self._client = client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise InputError(
                tr(
                    "no Dask scheduler answers at {address}: {reason}",
                    address=plain(address, 80),
                    reason=plain(error, 160),
                )
            ) from None
        self._executor: Any = None
        cores = sum(self._client.ncores().values())
        self.slots = 2 * max(1, cores)

    def hire(self) -> Executor:
        """The cluster as an executor."""
        executor: Executor = self._client.get_executor(retries=RETRIES, pure=False)
        self._executor = executor
        return executor

    def dismiss(self, at_once: bool) -> None:
        """Disconnects from the cluster; `at_once`: unfinished work is cancelled."""
        if self._executor is not None:
            self._executor.shutdown(wait=not at_once)
        self._client.close()
