"""`gan-playground bench`: speed and quality of learning, each figure next to its reference from the same run."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

from playground.cli import speeds
from playground.cli.numbers import COUNT, POSITIVE
from playground.cli.window_bench.load import loaded
from playground.core.errors import InputError
from playground.i18n import tr

SEEDS = 5


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser("bench", help=tr("measure speed, and how well each target's preset fits"))
    parser.add_argument("what", choices=tuple(BENCHES))
    parser.add_argument("--only", metavar="KEY,KEY", help=tr("speed: only these figures"))
    parser.add_argument(
        "--loaded", action="store_true", help=tr("speed: beside a process on each core that keeps it busy")
    )
    parser.add_argument("--targets", metavar="NAME,NAME", help=tr("quality: only these targets"))
    parser.add_argument(
        "--seeds", type=COUNT, default=SEEDS, metavar="N", help=tr("quality: how many seeds (%(default)s)")
    )
    parser.add_argument(
        "--minutes", type=POSITIVE, default=10.0, metavar="N", help=tr("memory: how long to train (%(default)s)")
    )
    parser.add_argument(
        "--megabytes", type=COUNT, default=256, metavar="N", help=tr("memory: the history's budget (%(default)s)")
    )
    parser.add_argument(
        "--device", metavar="NAME", help=tr("device: compare this one with the CPU (an accelerator, if one is there)")
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help=tr("growth: the folder for tables and plots"))
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object on one line"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measures and prints the results."""
    return BENCHES[arguments.what](arguments)


def speed(arguments: argparse.Namespace) -> int:
    """The speed of the engine, of the window, and of many runs at once."""
    keys = speeds.chosen(arguments.only)
    out = sys.stderr if arguments.json else sys.stdout
    values = {}
    with loaded(arguments.loaded):
        for key, measured in speeds.measure(keys):
            values[key] = round(measured.value, 3)
            spread = f"({measured.low:.2f} to {measured.high:.2f})"
            print(f"{key:<32} {measured.value:9.2f}   {spread:<24} {measured.note}", file=out, flush=True)
    if arguments.json:
        print(json.dumps(values))
    return 0


def growth(arguments: argparse.Namespace) -> int:
    """How the cost grows with batch, width, dots, the surface's grid and the history's length: a table and a plot
    each.
    """
    from playground.cli.window_bench.growing import grow  # it opens a display

    if arguments.out is None:
        raise InputError(tr("--out DIR is required: the folder for tables and plots"))
    folder: Path = arguments.out
    folder.mkdir(parents=True, exist_ok=True)
    grow(folder)
    return 0


def quality(arguments: argparse.Namespace) -> int:
    """How well each target's preset fits."""
    from playground.engine.bench.quality import HEADING, all_targets, explanation, qualities

    if arguments.seeds < 1:
        raise InputError(tr("--seeds must be at least 1, not {n}", n=arguments.seeds))
    targets = arguments.targets.split(",") if arguments.targets else all_targets()
    out = sys.stderr if arguments.json else sys.stdout
    rows = []
    for i, row in enumerate(qualities(targets, range(arguments.seeds))):
        print(row.as_line() if i else f"{HEADING}\n{row.as_line()}", file=out, flush=True)
        rows.append(row.as_values())
    print(explanation(), file=out)
    if arguments.json:
        print(json.dumps({"targets": rows}))
    return 0


def memory(arguments: argparse.Namespace) -> int:
    """Whether the history stays within its budget."""
    from playground.engine.bench.memory import measure  # this loads torch

    if arguments.minutes <= 0 or arguments.megabytes < 1:
        raise InputError(tr("--minutes and --megabytes must be above 0"))
    out = sys.stderr if arguments.json else sys.stdout
    for report in measure(arguments.minutes, arguments.megabytes * 1_000_000):
        print(
            tr(
                "{m:5.1f} min  {i:>9,} iterations  {n:>5,} checkpoints  history {h:6.1f} of {b:.0f} MB  process grew by {g:6.1f} MB",
                m=report.minutes,
                i=report.iterations,
                n=report.checkpoints,
                h=report.history / 1e6,
                b=report.budget / 1e6,
                g=report.grown / 1e6,
            ),
            file=out,
            flush=True,
        )
    if arguments.json:
        print(json.dumps(dataclasses.asdict(report)))
    return 0 if report.within else 1


def device(arguments: argparse.Namespace) -> int:
    """An accelerator's speed over the CPU's, whether it agrees with the CPU, and whether its checkpoints are exact."""
    from playground.engine.bench.device import default_device, facts, heading, rows  # this loads torch
    from playground.engine.devices import missing

    name = arguments.device or default_device()
    if reason := missing(name):
        raise InputError(tr("--device {name} can't be used here: {reason}", name=name, reason=reason))
    out = sys.stderr if arguments.json else sys.stdout
    found, speeds_found = [], []
    print(heading(name), file=out, flush=True)
    for fact in facts(name):
        print(fact.as_line(), file=out, flush=True)
        found.append(dataclasses.asdict(fact))
    for row in rows(name):
        print(row.as_line(), file=out, flush=True)
        speeds_found.append(dataclasses.asdict(row))
    if arguments.json:
        print(json.dumps({"device": name, "facts": found, "rows": speeds_found}))
    return 0 if all(fact["holds"] for fact in found) else 1


BENCHES = {"speed": speed, "growth": growth, "quality": quality, "memory": memory, "device": device}
"""The available benchmarks."""
