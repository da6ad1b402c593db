"""The arguments that several commands share."""

from __future__ import annotations

import argparse
from pathlib import Path

from playground.cli.numbers import BLUR, MODES
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
        "--data",
        type=Path,
        metavar="FILE",
        help=tr("your own P_data: two columns of a table, a workbook or an array, or a picture"),
    )
    add_reading(parser)
    parser.add_argument("--seed", type=int, help=tr("the same as --set seed=N"))


READING = ("--scale", "--blur", "--columns", "--labels", "--modes")
"""The arguments of `add_reading`."""


def add_reading(parser: argparse.ArgumentParser) -> None:
    """The arguments that say how a file of points is read."""
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
    parser.add_argument(
        "--columns",
        metavar="X,Y",
        help=tr("the file's two columns to use, by header or by number from 1, e.g. age,income or 2,3"),
    )
    grouped = parser.add_mutually_exclusive_group()
    grouped.add_argument(
        "--labels",
        metavar="COLUMN",
        help=tr("the file's column of labels, by header or number: each label becomes a mode, and modes are counted"),
    )
    grouped.add_argument(
        "--modes",
        type=MODES,
        metavar="K",
        help=tr("count K modes, which k-means finds: a guess, not proof that there are K"),
    )
