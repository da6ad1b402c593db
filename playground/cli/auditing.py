"""`gan-playground audit`: numbers of the screen recomputed from independent formulas."""

from __future__ import annotations

import argparse
from typing import Any

from playground.i18n import tr


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    from playground.engine.audit import CHECKS

    parser = commands.add_parser("audit", help=tr("compare the program's numbers with independent formulas"))
    parser.add_argument(
        "check", nargs="*", metavar="CHECK", help=tr("only these: {names}", names=", ".join(CHECKS.names))
    )
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints the table; exit status 1 if a deviation is larger than allowed."""
    from playground.engine.audit import CHECKS, audit

    report = audit(tuple(CHECKS[name].name for name in arguments.check))
    print(report.as_json() if arguments.json else report.as_text())
    return 0 if report.passed else 1
