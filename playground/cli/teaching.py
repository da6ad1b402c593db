"""`gan-playground lesson`: opens a lesson in the window, or checks it without one: every await done, every claim measured."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from playground.cli import speaking
from playground.cli.numbers import WHOLE
from playground.core.lessons import Lesson, read
from playground.core.lessons.reading import SUFFIX
from playground.i18n import tr
from playground.ui.lessons.names import lessons, names

NEEDED = 0.8
"""The share of seeds for which every claim of a lesson must hold: 4 of 5."""


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "lesson",
        help=tr("open a lesson, or check one without a window"),
        description=tr("Open a lesson in the window; with --check, run it without a window and measure its claims."),
    )
    parser.add_argument(
        "lesson", metavar="NAME", help=tr("a lesson of the course (see `list`), or a file ending in .toml")
    )
    parser.add_argument(
        "--check", action="store_true", help=tr("run every step without a window; exit status 1 if a claim fails")
    )
    parser.add_argument(
        "--seeds", type=WHOLE, default=1, metavar="N", help=tr("check with this many seeds (default %(default)s)")
    )
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object a step"))
    parser.set_defaults(run=run)


def found(word: str) -> Lesson:
    """The lesson of this name, or in this file; InputError if there is none."""
    return read(Path(word), names()) if word.lower().endswith(SUFFIX) else lessons()[word]


def run(arguments: argparse.Namespace) -> int:
    """Opens or checks the lesson."""
    lesson = found(arguments.lesson)
    if arguments.check:
        return check_all(lesson, max(1, arguments.seeds), arguments.json)
    from playground import app  # this loads Qt

    return app.main(lesson=lesson, language=speaking.asked())


def check_all(lesson: Lesson, seeds: int, as_json: bool) -> int:
    """Checks with seeds 0, 1, ...; 0 if every step holds for at least 4 of 5 of them, and otherwise 1."""
    from playground.engine.lessons import check  # this loads torch

    held = [0] * len(lesson.steps)
    for seed in range(seeds):
        for checked in check(lesson, seed):
            held[checked.step] += checked.holds
            standing = checked.standing
            row = {
                "lesson": lesson.name,
                "seed": seed,
                "step": checked.step + 1,
                "holds": checked.holds,
                "ending": standing.ending,
                "value": standing.value,
                "iteration": standing.at,
                "trouble": checked.trouble,
            }
            print(json.dumps(row) if as_json else _line(row), flush=True)
    failed = [i + 1 for i, n in enumerate(held) if n < NEEDED * seeds]
    if failed:
        steps = ", ".join(map(str, failed))
        sys.stderr.write(tr("lesson {name}: not enough seeds for step {steps}", name=lesson.name, steps=steps) + "\n")
    return 1 if failed else 0


def _line(row: dict[str, Any]) -> str:
    value = "" if row["value"] is None else f"{row['value']:z.4g}"
    mark = "ok  " if row["holds"] else "FAIL"
    return f"{mark} seed {row['seed']} step {row['step']}: {row['ending']} {value} {row['trouble']}".rstrip()
