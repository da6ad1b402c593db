"""Sweeps: what a file says is what is trained, each run once, whatever is killed in between."""

import math
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from playground.core.errors import InputError
from playground.core.experiment import Experiment
from playground.core.experiment.link import read_link
from playground.engine.many import ALONE, BATCHED, COMPILED
from playground.engine.sweep import conduct as conducting
from playground.engine.sweep import rows
from playground.engine.sweep.conduct import Progress, Report, chunks, conduct
from playground.engine.sweep.crews import Cluster, Processes
from playground.engine.sweep.plan import Plan, planned
from playground.engine.sweep.work import Chunk, train

TINY = {"g_layers": 1, "d_layers": 1, "g_width": 8, "d_width": 8, "batch": 16}
SIX: dict[str, Any] = {
    "iterations": 20,
    "seeds": 3,
    "experiment": TINY,
    "grid": {"learning_rate_g": [0.001, 0.01]},
}


class Here(Executor):
    """Does the work at once, on this thread; counts it."""

    def __init__(self) -> None:
        self.runs: list[str] = []
        self.slots = 2

    def hire(self) -> Executor:
        return self

    def dismiss(self, at_once: bool) -> None:
        pass

    def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.runs += [run.id for run in args[0].runs]
        future.set_result(fn(*args))
        return future


def swept(plan: Plan, path: Path, crew: Any, **more: Any) -> Report:
    return conduct(plan, rows.opened(path, rows.columns(plan)), crew, **more)


def all_there_once(plan: Plan, path: Path) -> bool:
    lines = path.read_text().splitlines()[1:]
    ids = [line.partition(",")[0] for line in lines]
    return sorted(ids) == sorted(run.id for run in plan.runs)


# ---- chunks ----


def test_chunks_are_of_one_kind_and_hold_every_run_once() -> None:
    plan = planned(SIX | {"grid": {"penalty_weight": [0, 0.1, 1], "g_width": [8, 16]}, "seeds": 5})
    dealt = chunks(plan, (), slots=2)
    assert sorted(run.id for chunk in dealt for run in chunk.runs) == sorted(run.id for run in plan.runs)
    for chunk in dealt:
        assert len({(run.experiment.g_width, run.experiment.penalty_weight > 0) for run in chunk.runs}) == 1
    there = {run.id for run in plan.runs[:20]}
    assert sum(len(chunk.runs) for chunk in chunks(plan, there, slots=2)) == 10


def test_how_runs_are_trained_does_not_depend_on_how_many_are_left() -> None:
    plan = planned(SIX | {"iterations": 5000, "seeds": 20})
    assert {(chunk.way, chunk.room) for chunk in chunks(plan, (), 2)} == {(COMPILED, 16)}
    there = {run.id for run in plan.runs[:39]}
    assert [(chunk.way, chunk.room, len(chunk.runs)) for chunk in chunks(plan, there, 2)] == [(COMPILED, 16, 1)]
    single = planned(SIX | {"experiment": {**TINY, "spectral_norm": "on"}})
    assert {(chunk.way, len(chunk.runs)) for chunk in chunks(single, (), 2)} == {(ALONE, 1)}


# ---- rows ----


def test_a_row_says_what_was_turned_what_came_of_it_and_how_to_open_it(tmp_path: Path) -> None:
    plan, path = planned(SIX), tmp_path / "deep" / "out.csv"
    assert swept(plan, path, Here()).trained == 6
    names, table = rows.read(path)
    assert names == ("run", "learning_rate_g", "seed", "iterations", "modes", "high_quality", "sliced_wasserstein",
                     "d_loss", "g_loss", "diverged_at", "seconds", "link")  # fmt: skip
    assert rows.swept(names) == ("learning_rate_g",)
    experiments = {run.id: run.experiment for run in plan.runs}
    for row in table:
        assert read_link(row["link"]).experiment == experiments[row["run"]]
        assert row["learning_rate_g"] == experiments[row["run"]].learning_rate_g
        assert isinstance(row["modes"], int)
        assert 0 < row["sliced_wasserstein"] < 5
        assert math.isfinite(row["d_loss"] + row["g_loss"])
        assert row["diverged_at"] is None


def test_a_run_that_diverges_has_no_metrics_and_the_iteration(tmp_path: Path) -> None:
    wild = {
        "objective": "wasserstein",
        "penalty": "none",
        "optimizer_d": "sgd",
        "optimizer_g": "sgd",
        "learning_rate_d": 1.0,
    }
    plan = planned({"iterations": 400, "experiment": {**TINY, **wild}, "grid": {"learning_rate_g": [1e-6, 1.0]}})
    swept(plan, tmp_path / "out.csv", Here())
    calm, bad = sorted(rows.read(tmp_path / "out.csv")[1], key=lambda row: row["learning_rate_g"])
    assert 0 < bad["diverged_at"] <= 400
    assert bad["modes"] is bad["sliced_wasserstein"] is None
    assert (calm["diverged_at"] is None) == (calm["sliced_wasserstein"] is not None)


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_going_on_trains_nothing_twice(tmp_path: Path, suffix: str) -> None:
    plan, path, crew = planned(SIX), tmp_path / f"out{suffix}", Here()
    crew.slots = 1
    seen: list[Progress] = []
    first = swept(plan, path, crew, tell=seen.append, stop=lambda: seen[-1].done >= 1, way=ALONE)
    assert first.stopped
    assert 1 <= first.trained < 6
    second = swept(plan, path, crew)
    assert (second.before, second.trained) == (first.trained, 6 - first.trained)
    assert len(crew.runs) == len(set(crew.runs)) == 6
    assert len(rows.read(path)[1]) == 6
    assert swept(plan, path, crew) == Report(before=6)


@pytest.mark.parametrize("cut", [1, 5, 30])
def test_half_a_line_that_a_kill_left_is_cut_off_and_its_run_trained_again(tmp_path: Path, cut: int) -> None:
    plan, path, crew = planned(SIX), tmp_path / "out.csv", Here()
    swept(plan, path, crew)
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])
    assert len(rows.read(path)[1]) == 5
    assert swept(plan, path, crew).trained == 1
    assert all_there_once(plan, path)
    assert path.read_bytes().startswith(whole[: whole.rfind(b"\n", 0, -1) + 1])


def test_half_a_heading_is_begun_again(tmp_path: Path) -> None:
    plan, path = planned(SIX), tmp_path / "out.csv"
    path.write_bytes(b"run,learn")
    swept(plan, path, Here())
    assert all_there_once(plan, path)


@pytest.mark.parametrize("raw", [b"x,y\n1,2\n", b"run,ema,link\nabc,0.5,l\n", b"\xff\n", b'run,"\n'])
def test_a_file_of_something_else_is_refused_and_left_as_it_is(tmp_path: Path, raw: bytes) -> None:
    plan, path = planned(SIX), tmp_path / "out.csv"
    path.write_bytes(raw)
    with pytest.raises(InputError, match=r"out\.csv"):
        rows.opened(path, rows.columns(plan))
    assert path.read_bytes() == raw


def test_results_go_to_csv_or_parquet_alone(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.csv or \.parquet"):
        rows.opened(tmp_path / "out.xlsx", ("run", "link"))


def test_without_pyarrow_parquet_is_refused_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(InputError, match="pip install"):
        rows.opened(tmp_path / "out.parquet", ("run", "link"))


def test_rows_that_come_twice_are_written_once(tmp_path: Path) -> None:
    plan, path = planned(SIX), tmp_path / "out.csv"
    store = rows.opened(path, rows.columns(plan))
    found = train(Chunk(plan.runs[:2], plan.metrics, ALONE, 0))
    assert len(store.add(found)) == 2
    assert store.add(found) == []
    assert len(rows.read(path)[1]) == 2


# ---- workers that die ----


def test_a_run_that_can_not_be_trained_is_named_and_the_others_are_trained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = planned(SIX)
    poison = plan.runs[1].id

    def poisoned(chunk: Chunk) -> list[rows.Row]:
        if any(run.id == poison for run in chunk.runs):
            raise MemoryError("too much")
        return train(chunk)

    class Crew(Here):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
            future: Future[Any] = Future()
            try:
                future.set_result(fn(*args))
            except MemoryError as error:
                future.set_exception(error)
            return future

    monkeypatch.setattr(conducting, "train", poisoned)
    report = swept(plan, tmp_path / "out.csv", Crew(), way=BATCHED)
    assert report.trained == 5
    assert [(run.id, why) for run, why in report.failed] == [(poison, "MemoryError: too much")]


class Killer:
    """Kills one process that `victims` names, once the first rows have come."""

    def __init__(self, victims: Callable[[], list[int]]) -> None:
        self._victims, self.killed = victims, 0

    def __call__(self, progress: Progress) -> None:
        if progress.rows and not self.killed:
            self.killed = self._victims()[0]
            os.kill(self.killed, signal.SIGKILL)


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
def test_a_killed_worker_process_loses_no_run_and_counts_none_twice(tmp_path: Path) -> None:
    plan = planned(SIX | {"iterations": 300, "seeds": 4})
    crew, path = Processes(2), tmp_path / "out.csv"
    hired: list[ProcessPoolExecutor] = []

    def hire() -> Executor:
        pool = Processes.hire(crew)
        assert isinstance(pool, ProcessPoolExecutor)
        hired.append(pool)
        return pool

    crew.hire = hire  # type: ignore[method-assign]
    killer = Killer(lambda: list(hired[0]._processes))
    report = swept(plan, path, crew, tell=killer, way=ALONE)
    assert killer.killed
    assert len(hired) == 2
    assert (report.trained, report.failed) == (8, [])
    assert all_there_once(plan, path)


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
@pytest.mark.filterwarnings("default")  # distributed's own, when a worker dies
@pytest.mark.slow
def test_a_killed_dask_worker_loses_no_run_and_counts_none_twice(tmp_path: Path, cluster: Any) -> None:
    plan = planned(SIX | {"iterations": 400, "seeds": 10})
    path = tmp_path / "out.csv"
    killer = Killer(lambda: [worker.process.pid for worker in cluster.workers.values()])
    report = swept(plan, path, Cluster(cluster.scheduler_address), tell=killer, way=ALONE)
    assert killer.killed
    assert (report.trained, report.failed) == (20, [])
    assert all_there_once(plan, path)


@pytest.fixture
def cluster() -> Iterator[Any]:
    """A real scheduler on loopback with two worker processes under nannies, which put a killed one back."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as made:
        yield made


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_no_scheduler_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("playground.engine.sweep.crews.PATIENCE", "1s")
    with pytest.raises(InputError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        Cluster("tcp://127.0.0.1:9")


def test_stopping_gives_up_what_runs_and_keeps_what_is_written(tmp_path: Path) -> None:
    plan, path = planned(SIX | {"iterations": 1_000_000}), tmp_path / "out.csv"
    stop = threading.Event()
    timer = threading.Timer(3.0, stop.set)
    timer.start()
    started = time.perf_counter()
    report = swept(plan, path, Processes(1), stop=stop.is_set, way=BATCHED)
    timer.join()
    assert report.stopped
    assert time.perf_counter() - started < 25
    assert rows.read(path)[1] == []


def test_an_experiment_has_the_same_id_wherever_it_stands() -> None:
    one = planned(SIX).runs[0]
    other = planned({"iterations": 20, "grid": {"ema": [0.99]}, "experiment": {**TINY, "learning_rate_g": 0.001}}).runs[
        0
    ]
    assert one.experiment == other.experiment == Experiment(**TINY)
    assert one.id == other.id
