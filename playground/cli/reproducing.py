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
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints the table; exit status 1 where a checked value is off."""
    from playground.engine.reproduce.command import run as reproduce  # noqa: PLC0415

    return reproduce(arguments.table, arguments.json, write=print)
