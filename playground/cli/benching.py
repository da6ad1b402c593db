"""`gan-playground bench`: how fast it is, each figure beside its reference in the same run."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from playground.core.errors import InputError
from playground.i18n import tr


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser("bench", help=tr("how fast it is, beside a reference in the same run"))
    parser.add_argument("what", choices=("speed",))
    parser.add_argument("--only", metavar="KEY,KEY", help=tr("only these figures"))
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object on one line"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measures and prints."""
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
        print(f"{key:<24} {measured.value:8.2f}   ({measured.low:.2f} to {measured.high:.2f})   {measured.note}", file=out)
    if arguments.json:
        print(json.dumps(values))
    return 0
