"""`gan-playground bench`: how fast it is and how well it learns, each figure beside its reference in the same run."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from typing import Any

from playground.core.errors import InputError
from playground.i18n import tr

SEEDS = 5


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser("bench", help=tr("how fast it is, and how good a fit each target's preset reaches"))
    parser.add_argument("what", choices=tuple(BENCHES))
    parser.add_argument("--only", metavar="KEY,KEY", help=tr("speed: only these figures"))
    parser.add_argument("--targets", metavar="NAME,NAME", help=tr("quality: only these targets"))
    parser.add_argument(
        "--seeds", type=int, default=SEEDS, metavar="N", help=tr("quality: how many seeds (%(default)s)")
    )
    parser.add_argument(
        "--minutes", type=float, default=10.0, metavar="N", help=tr("memory: how long to train (%(default)s)")
    )
    parser.add_argument(
        "--megabytes", type=int, default=256, metavar="N", help=tr("memory: the history's budget (%(default)s)")
    )
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object on one line"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measures and prints."""
    return BENCHES[arguments.what](arguments)


def speed(arguments: argparse.Namespace) -> int:
    """How fast the engine is."""
    from playground.engine.bench.speed import MEASURES  # noqa: PLC0415 (torch comes with it)

    keys = arguments.only.split(",") if arguments.only else list(MEASURES)
    for key in keys:
        if key not in MEASURES:
            raise InputError(tr("figure {key!r} is unknown; use {allowed}", key=key, allowed=", ".join(MEASURES)))
    values = {}
    for key in keys:
        measured = MEASURES[key]()
        values[key] = round(measured.value, 3)
        out = sys.stderr if arguments.json else sys.stdout
        print(
            f"{key:<24} {measured.value:8.2f}   ({measured.low:.2f} to {measured.high:.2f})   {measured.note}", file=out
        )
    if arguments.json:
        print(json.dumps(values))
    return 0


def quality(arguments: argparse.Namespace) -> int:
    """How good a fit each target's preset reaches."""
    from playground.engine.bench.quality import HEADING, all_targets, explanation, qualities  # noqa: PLC0415

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
    """Whether the history keeps within its budget."""
    from playground.engine.bench.memory import measure  # noqa: PLC0415 (torch comes with it)

    if arguments.minutes <= 0 or arguments.megabytes < 1:
        raise InputError(tr("--minutes and --megabytes must be above 0"))
    out = sys.stderr if arguments.json else sys.stdout
    for report in measure(arguments.minutes, arguments.megabytes * 1_000_000):
        print(
            tr(
                "{m:5.1f} min  {i:>9,} iterations  {n:>5,} checkpoints  history {h:6.1f} of {b:.0f} MB  process grown by {g:6.1f} MB",
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


BENCHES = {"speed": speed, "quality": quality, "memory": memory}
"""What can be measured."""
