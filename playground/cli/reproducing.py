"""`gan-playground reproduce`: published tables, recomputed."""

from __future__ import annotations

import argparse
from typing import Any

from playground.i18n import tr


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    from playground.engine.reproduce import REPRODUCTIONS  # noqa: PLC0415

    parser = commands.add_parser("reproduce", help=tr("a published table, ours beside the printed one"))
    parser.add_argument("table", choices=REPRODUCTIONS.names)
    parser.add_argument("--seeds", type=seeds, default=5, metavar="N", help=tr("how many, where it trains (5)"))
    parser.add_argument(
        "--budget",
        type=seconds,
        metavar="SECONDS",
        help=tr("of one core for each run, where it trains; cuts every run"),
    )
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object"))
    parser.set_defaults(run=run)


def seeds(text: str) -> int:
    """A whole number of at least 1."""
    value = int(text)
    if value < 1:
        raise ValueError
    return value


seeds.__name__ = "number of seeds"  # argparse names the type in its error


def seconds(text: str) -> float:
    """A number above 0."""
    value = float(text)
    if not value > 0:
        raise ValueError
    return value


seconds.__name__ = "number of seconds"  # argparse names the type in its error


def run(arguments: argparse.Namespace) -> int:
    """Prints the table; exit status 1 where a checked value is off or a run misses its goal."""
    from playground.engine.reproduce import Options  # noqa: PLC0415
    from playground.engine.reproduce.command import run as reproduce  # noqa: PLC0415

    options = Options(tuple(range(arguments.seeds)), arguments.budget)
    return reproduce(arguments.table, arguments.json, write=print, options=options)
