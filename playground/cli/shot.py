"""`gan-playground shot`: the real window, trained for a while, as a PNG, without a display."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from playground.cli.arguments import add_experiment
from playground.cli.chosen import chosen
from playground.cli.numbers import WHOLE
from playground.cli.offscreen import offscreen
from playground.core.errors import InputError
from playground.i18n import tr
from playground.ui.layers import LAYERS
from playground.ui.levels import FIRST, LEVELS
from playground.ui.view_specs import OPENGL_VIEWS, VIEWS

SMALLEST, LARGEST = (640, 480), (7680, 4320)


def size(text: str) -> tuple[int, int]:
    """(1440, 900) of "1440x900"."""
    width, _, height = text.lower().partition("x")
    w, h = int(width), int(height)
    if not (SMALLEST[0] <= w <= LARGEST[0] and SMALLEST[1] <= h <= LARGEST[1]):
        raise argparse.ArgumentTypeError(tr("the size must be from 640x480 to 7680x4320, not {text}", text=text))
    return w, h


def layers(text: str) -> tuple[str, ...]:
    """("real", "fake") of "real,fake"."""
    names = tuple(name for name in text.split(",") if name)
    known = [layer.name for layer in LAYERS]
    for name in names:
        if name not in known:
            raise argparse.ArgumentTypeError(
                tr("unknown layer {name!r}; use {allowed}", name=name, allowed=", ".join(known))
            )
    return names


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    size.__name__ = tr("size such as 1440x900")  # argparse calls a wrong value an invalid one of these
    parser = commands.add_parser(
        "shot",
        help=tr("a picture of the window"),
        description=tr("Train and save a picture of the window, without a display."),
    )
    parser.add_argument("out", type=Path, metavar="OUT.png", help=tr("the file to write"))
    add_experiment(parser)
    parser.add_argument("--iterations", type=WHOLE, default=0, help=tr("train this long first (default %(default)s)"))
    parser.add_argument("--size", type=size, default=(1440, 900), help=tr("in pixels (default 1440x900)"))
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--view", choices=VIEWS, default="plane", help=tr("the panel in front (default %(default)s)"))
    parser.add_argument(
        "--level",
        choices=LEVELS,
        help=tr("the calm first screen, or all panels (default: {first}; workshop for a panel)", first=FIRST),
    )
    parser.add_argument(
        "--optimal-d", action="store_true", help=tr("train D to its optimum, with G frozen, before the picture")
    )
    parser.add_argument(
        "--layers", type=layers, metavar="A,B,C", help=tr("show only these layers of the plane; `list` names them")
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Opens the window offscreen, trains, takes a picture."""
    experiment = chosen(arguments)
    out: Path = arguments.out
    if out.suffix.lower() != ".png":
        raise InputError(tr("{path} must end in .png", path=out))
    if not out.absolute().parent.is_dir():
        raise InputError(tr("{folder} is not a folder", folder=out.absolute().parent))
    with_screen = arguments.view in OPENGL_VIEWS and "DISPLAY" in os.environ  # OpenGL needs one
    level = arguments.level or (FIRST if arguments.view == "plane" else "workshop")
    with offscreen(experiment, arguments.theme, arguments.size, on_screen=with_screen, level=level) as shown:
        from playground.engine.letters import Diverged, DReachedOptimum, Failed, Stopped
        from playground.ui.views.landscape import missing

        if arguments.view in OPENGL_VIEWS and (reason := missing()) is not None:
            raise InputError(tr(reason.sentence))
        window, goal = shown.window, arguments.iterations
        window.show_view(arguments.view)
        if arguments.iterations or arguments.optimal_d:
            window.stage.welcome.hide()
        if arguments.layers is not None:
            for layer in LAYERS:
                window.stage.panel.switches[layer.name].setChecked(layer.name in arguments.layers)
        if goal:
            shown.train(goal)
        else:
            shown.rest()
        if arguments.optimal_d and not shown.failed:
            window.controller.train_d_to_optimum()
            shown.rest()
        if isinstance(window.news.last, Stopped | DReachedOptimum):
            window.stage.banner.hide()
        shown.settle()
        last = window.news.last
        saved = window.grab().save(str(out))
    if not saved:
        raise InputError(tr("{path} can't be written", path=out))
    if isinstance(last, Failed | Diverged):
        why = last.message if isinstance(last, Failed) else tr("training diverged at iteration {n}", n=last.iteration)
        sys.stderr.write(f"gan-playground: {why}\n")
        return 1
    return 0
