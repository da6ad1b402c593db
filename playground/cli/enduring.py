"""`gan-playground endure`: tests that take as long as one likes; each prints one JSON line, and fails where anything is not 0."""

from __future__ import annotations

import argparse
import json
from typing import Any

from playground.cli.numbers import COUNT, POSITIVE, WHOLE
from playground.i18n import tr

FAULTS = (
    "exceptions",
    "failures",
    "warnings",
    "stalls",
    "knobs",
    "moments",
    "unrest",
    "broken",
    "lost",
    "gained",
    "failed",
)
"""Keys of the answers that count what must not happen."""


def add_to(commands: Any) -> None:
    """Adds the command and its five kinds to the parser."""
    parser = commands.add_parser(
        "endure",
        help=tr("count what goes wrong under random use and spoilt files"),
        description=tr("Each kind prints one JSON line; exit status 1 if anything went wrong."),
    )
    kinds = parser.add_subparsers(dest="what", required=True, metavar="KIND")
    monkey = kinds.add_parser("monkey", help=tr("random actions of the real window"))
    monkey.add_argument("--events", type=COUNT, default=10_000, metavar="N", help=tr("actions (%(default)s)"))
    monkey.add_argument("--seed", type=WHOLE, default=0, metavar="N")
    monkey.add_argument("--separate-process", action="store_true", help=tr("train in a separate process"))
    soak = kinds.add_parser("soak", help=tr("full speed with everything visible and a small history"))
    soak.add_argument("--minutes", type=POSITIVE, default=120.0, metavar="N", help=tr("how long (%(default)s)"))
    for name, default, words in (
        ("kill", 200, tr("SIGKILL at random moments of training, saving, autosaving, exporting and sweeping")),
        ("open", 1000, tr("windows opened and closed in one process")),
        ("files", 10_000, tr("spoilt sessions, settings, experiments, sweeps, links, tables and pictures")),
    ):
        kind = kinds.add_parser(name, help=words)
        kind.add_argument("--times", type=COUNT, default=default, metavar="N", help=tr("how often (%(default)s)"))
        kind.add_argument("--seed", type=WHOLE, default=0, metavar="N")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Endures, and prints what came of it."""
    result = KINDS[arguments.what](arguments)
    print(json.dumps(result, ensure_ascii=True), flush=True)
    return int(any(result.get(fault) for fault in FAULTS))


def _monkey(arguments: argparse.Namespace) -> dict[str, Any]:
    from playground.cli.endurance.monkey import monkey

    return monkey(arguments.events, arguments.seed, arguments.separate_process)


def _soak(arguments: argparse.Namespace) -> dict[str, Any]:
    from playground.cli.endurance.soak import soak

    return soak(arguments.minutes)


def _open(arguments: argparse.Namespace) -> dict[str, Any]:
    from playground.cli.endurance.opening import opening

    return opening(arguments.times)


def _kill(arguments: argparse.Namespace) -> dict[str, Any]:
    from playground.cli.endurance.kill import kill

    return kill(arguments.times, arguments.seed)


def _files(arguments: argparse.Namespace) -> dict[str, Any]:
    from playground.cli.endurance.files import files

    return files(arguments.times, arguments.seed)


KINDS = {"monkey": _monkey, "soak": _soak, "kill": _kill, "open": _open, "files": _files}
