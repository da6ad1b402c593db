"""`gan-playground reproduce`: published tables and definitions, recomputed."""

from __future__ import annotations

import argparse
from typing import Any

from playground.cli.numbers import COUNT, POSITIVE
from playground.i18n import tr


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    from playground.engine.reproduce import REPRODUCTIONS

    parser = commands.add_parser("reproduce", help=tr("recompute published tables and definitions"))
    parser.add_argument("table", choices=REPRODUCTIONS.names)
    parser.add_argument("--seeds", type=COUNT, default=5, metavar="N", help=tr("how many seeds, if it trains (5)"))
    parser.add_argument(
        "--budget",
        type=POSITIVE,
        metavar="SECONDS",
        help=tr("limit of core time per run, if it trains; shortens every run"),
    )
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints the table; exit status 1 if a checked value is off or a run misses its goal."""
    from playground.engine.reproduce import Options
    from playground.engine.reproduce.command import run as reproduce

    options = Options(tuple(range(arguments.seeds)), arguments.budget)
    return reproduce(arguments.table, arguments.json, write=print, options=options)
