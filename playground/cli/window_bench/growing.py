"""How the cost grows with batch, width, dots, surface grid and length of the history; a CSV and a plot each."""

from __future__ import annotations

import csv
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from playground.child import python
from playground.cli.window_bench.display import display
from playground.core.errors import InputError
from playground.i18n import Text, tr


@dataclass(frozen=True)
class Growth:
    """One table and its plot: what is varied, its unit, and the columns, the first of which is varied."""

    name: str
    title: Text
    across: Text
    up: Text
    columns: tuple[str, ...]
    words: tuple[Text, ...]
    """The curves' labels in the plot; one for each drawn column after the first."""


GROWTHS = (
    Growth(
        "batch",
        "Iterations a second over the batch (D and G 2-64-64)",
        "batch, points",
        "iterations/s",
        ("batch", "engine", "textbook"),
        ("our engine, eager", "textbook loop"),
    ),
    Growth(
        "width",
        "Iterations a second over the width (two hidden layers, batch 256)",
        "units in each hidden layer",
        "iterations/s",
        ("width", "engine", "textbook"),
        ("our engine, eager", "textbook loop"),
    ),
    Growth(
        "dots",
        "The window while it trains, over the dots shown",
        "dots of each kind",
        "per second",
        ("dots", "pictures", "iterations"),
        ("pictures/s", "iterations/s"),
    ),
    Growth(
        "surface",
        "The window while it trains, over the grid of D's surface",
        "grid points along each side",
        "per second",
        ("grid", "pictures", "iterations"),
        ("pictures/s", "iterations/s"),
    ),
    Growth(
        "history",
        "The cost of the history, over its length",
        "training, hours at 1,000 iterations/s",
        "milliseconds, or megabytes",
        ("hours", "lay_ms", "timeline_ms", "nearest_ms", "rewind_ms", "megabytes", "checkpoints"),
        (
            "saving a checkpoint",
            "the timeline of a picture",
            "finding a checkpoint",
            "going to an exact iteration",
            "memory, MB",
        ),
    ),
)
PATIENCE_SECONDS = 240


def grow(folder: Path) -> None:
    """Measures and writes everything, each in a separate process; progress is printed."""
    with display() as (environment, words):
        print(tr("the window is shown on {display}", display=words), file=sys.stderr)
        for growth in GROWTHS:
            command = python("-m", "playground.cli.window_bench.growth", growth.name, str(folder))
            done = subprocess.run(command, env=environment, timeout=PATIENCE_SECONDS, check=False)
            if done.returncode:
                raise InputError(
                    tr("{group} could not be measured: exit status {n}", group=growth.name, n=done.returncode)
                )


def write(path: Path, growth: Growth, rows: list[tuple[float, ...]]) -> None:
    """The table as a CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(growth.columns)
        table.writerows([f"{value:.5g}" for value in row] for row in rows)
