"""The arguments that several commands share."""

from __future__ import annotations

import argparse
from pathlib import Path

from playground.cli.numbers import BLUR
from playground.core.own_data.placing import NONE, SCALINGS
from playground.i18n import tr


def add_experiment(parser: argparse.ArgumentParser, session: bool = False) -> None:
    """The arguments that select the experiment; `session`: the file may be a session to continue."""
    words = tr("an experiment file, or a session (.ganplay) to continue") if session else tr("an experiment file")
    parser.add_argument(
        "experiment", nargs="?", type=Path, metavar="FILE" if session else "EXPERIMENT.toml", help=words
    )
    parser.add_argument("--preset", metavar="NAME", help=tr("start from a preset; `list` names them"))
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        dest="changes",
        help=tr("set one knob, e.g. batch=512; may be repeated; `list` names them"),
    )
    parser.add_argument(
        "--data", type=Path, metavar="FILE", help=tr("your own P_data: two columns in a CSV, TSV, NPY or NPZ file")
    )
    parser.add_argument(
        "--scale",
        choices=(*SCALINGS, NONE),
        help=tr("how the file's columns are scaled to the plane (default: as suits them)"),
    )
    parser.add_argument(
        "--blur",
        type=BLUR,
        metavar="B",
        help=tr("how far each point of the file is blurred, in plane units; 0: not at all"),
    )
    parser.add_argument("--seed", type=int, help=tr("the same as --set seed=N"))
