"""`gan-playground reproduce`: published tables, recomputed."""

from __future__ import annotations

import argparse
from typing import Any

from playground.cli.numbers import COUNT, POSITIVE
from playground.i18n import tr


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    from playground.engine.reproduce import REPRODUCTIONS

    parser = commands.add_parser("reproduce", help=tr("a published table, ours beside the printed one"))
    parser.add_argument("table", choices=REPRODUCTIONS.names)
    parser.add_argument("--seeds", type=COUNT, default=5, metavar="N", help=tr("how many, where it trains (5)"))
    parser.add_argument(
        "--budget",
        type=POSITIVE,
        metavar="SECONDS",
        help=tr("of one core for each run, where it trains; cuts every run"),
    )
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints the table; exit status 1 where a checked value is off or a run misses its goal."""
    from playground.engine.reproduce import Options
    from playground.engine.reproduce.command import run as reproduce

    options = Options(tuple(range(arguments.seeds)), arguments.budget)
    return reproduce(arguments.table, arguments.json, write=print, options=options)
