"""Reads sweeps and their results, on any thread: the largest take seconds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playground.engine.sweep import plan as plans
from playground.engine.sweep import rows as tables
from playground.engine.sweep.rows import Row
from playground.ui.loader import Pulse


@dataclass(frozen=True, eq=False)
class Found:
    """What is read from a file of results, and a mark of the file as it was then."""

    path: Path
    mark: tuple[int, int] | None
    names: tuple[str, ...]
    rows: list[Row]


@dataclass(frozen=True)
class Planned:
    """A sweep that is to run: its file, the file of its results, and the names of its runs."""

    sweep: Path
    out: Path
    runs: frozenset[str]


def read_results(path: Path, pulse: Pulse) -> Found:
    """The results in a file; InputError if there are none. Runs on any thread."""
    pulse(0.0)
    mark = mark_of(path)
    return Found(path, mark, *tables.read(path))


def read_plan(sweep: Path, out: Path, pulse: Pulse) -> Planned:
    """The runs of a sweep whose results can be written to a file; InputError if it is invalid. Runs on any thread."""
    pulse(0.0)
    plan = plans.read(sweep)
    pulse(0.5)
    tables.opened(out, tables.columns(plan))
    return Planned(sweep, out, frozenset(run.id for run in plan.runs))


def mark_of(path: Path) -> tuple[int, int] | None:
    """A value that changes when the file does."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
