"""`gan-playground export`: every export of a session, without a display."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from playground.cli import outcome
from playground.cli.chosen import chosen, is_session
from playground.cli.numbers import COUNT, number
from playground.cli.offscreen import Offscreen, offscreen
from playground.cli.shot import size
from playground.core.errors import InputError
from playground.core.files import exports
from playground.core.script import script
from playground.core.session import file as session_file
from playground.i18n import tr
from playground.ui.view_specs import OPENGL_VIEWS, VIEWS

if TYPE_CHECKING:
    from playground.core.experiment import Experiment
    from playground.core.session.archive import Archive
    from playground.engine.run import Run

SHOWN = (*(view for view in VIEWS if view not in OPENGL_VIEWS), "window")
"""What can be pictured without a display."""
KINDS = {
    "picture": (".png", ".svg"),
    "curves": exports.CURVES,
    "samples": tuple(exports.SAMPLES),
    "animation": (".mp4", ".gif", ".webp"),
    "script": (".py",),
    "experiment_file": (".toml",),
}
"""By argument: the allowed file extensions."""
SCRIPT_ITERATIONS = 3000
MOST_SECONDS, MOST_RATE, MOST_WIDTH = 600.0, 60, 7680


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "export",
        help=tr("pictures, animations and data of a session"),
        description=tr(
            "Write pictures, animations, curves, samples and scripts of a session; several can be combined."
        ),
    )
    parser.add_argument(
        "session", nargs="?", type=Path, metavar="FILE", help=tr("a session (.ganplay), or an experiment (.toml)")
    )
    parser.add_argument("--preset", metavar="NAME", help=tr("a preset instead of a file"))
    files = parser.add_argument_group(tr("what to write"))
    for name, metavar, words in (
        ("picture", "F.png|F.svg", tr("a picture")),
        ("curves", "F.csv", tr("losses, D's mean outputs and metrics by iteration")),
        ("samples", "F.csv|F.npy", tr("real points and fakes; NPY: fakes only")),
        ("animation", "F.mp4|F.gif|F.webp", tr("an animation of the history, or of --onward")),
        ("script", "F.py", tr("the experiment as a PyTorch script")),
    ):
        files.add_argument(f"--{name}", type=Path, metavar=metavar, help=words)
    files.add_argument("--experiment", type=Path, metavar="F.toml", dest="experiment_file", help=tr("every knob"))
    how = parser.add_argument_group(tr("how"))
    how.add_argument("--view", choices=SHOWN, default="plane", help=tr("what to picture (default %(default)s)"))
    how.add_argument("--theme", choices=("light", "dark"), default="light")
    how.add_argument("--size", type=size, default=(1440, 900), metavar="WxH", help=tr("size of the window (1440x900)"))
    how.add_argument(
        "--scale", type=number(float, 0.25, 16), default=2.0, help=tr("pixels in a PNG for each of the window's (2)")
    )
    how.add_argument(
        "--points",
        type=number(int, 1, 100_000),
        default=1000,
        metavar="N",
        help=tr("number of samples (1000)"),
    )
    how.add_argument(
        "--seconds", type=number(float, 0.1, MOST_SECONDS), default=8.0, help=tr("length of the animation (8)")
    )
    how.add_argument(
        "--fps", type=number(int, 1, MOST_RATE), default=20, metavar="N", help=tr("frames per second (20)")
    )
    how.add_argument(
        "--width",
        type=number(int, 64, MOST_WIDTH),
        metavar="PIXELS",
        help=tr("width of the animation (as in the window)"),
    )
    how.add_argument(
        "--onward", type=COUNT, default=0, metavar="K", help=tr("animate the run from here on, K iterations per frame")
    )
    how.add_argument(
        "--no-legend", action="store_true", help=tr("the plane without target, iteration, legend and colour bar")
    )
    parser.set_defaults(run=run, changes=[], seed=None, data=None)


@dataclass(frozen=True)
class Source:
    """What is exported: a session, or an untrained experiment."""

    path: Path | None
    archive: Archive | None
    experiment: Experiment

    def run(self) -> Run:
        """The run at the session's current moment, or a new one."""
        from playground.engine.archiving import take_up  # this loads torch
        from playground.engine.past import Past
        from playground.engine.run import Run

        return take_up(self.archive, Past())[0] if self.archive is not None else Run(self.experiment)


def _source(arguments: argparse.Namespace) -> Source:
    path: Path | None = arguments.session
    if path is None and arguments.preset is None:
        raise InputError(tr("name a session: gan-playground export SESSION.ganplay ..."))
    arguments.experiment = path
    if path is not None and is_session(path) and arguments.preset is None:
        archive = session_file.read(path)
        return Source(path, archive, archive.here.experiment)
    return Source(None, None, chosen(arguments))


def run(arguments: argparse.Namespace) -> int:
    """Writes the requested files; InputError, before anything is written, if it can't."""
    wanted: dict[str, Path] = {name: path for name in KINDS if (path := getattr(arguments, name)) is not None}
    if not wanted:
        raise InputError(
            tr("choose what to write: --picture, --curves, --samples, --animation, --script or --experiment")
        )
    for name, path in wanted.items():
        exports.kind_of(path, KINDS[name])
        if not path.absolute().parent.is_dir():
            raise InputError(tr("{folder} is not a folder", folder=path.absolute().parent))
    source = _source(arguments)
    if "experiment_file" in wanted:
        exports.save(wanted["experiment_file"], source.experiment.to_toml().encode())
    if "script" in wanted:
        trained = source.archive.here.state.iteration if source.archive is not None else 0
        exports.save(wanted["script"], script(source.experiment, trained or SCRIPT_ITERATIONS).encode())
    if wanted.keys() & {"curves", "samples"}:
        _numbers(wanted, source, arguments.points)
    if wanted.keys() & {"picture", "animation"}:
        with offscreen(source.experiment, arguments.theme, arguments.size) as shown:
            _pictures(shown, wanted, source, arguments)
    return 0


def _numbers(wanted: dict[str, Path], source: Source, n: int) -> None:
    current = source.run()
    if path := wanted.get("curves"):
        exports.save(path, outcome.curves(current))
    if path := wanted.get("samples"):
        exports.save(path, exports.SAMPLES[path.suffix.lower()](outcome.samples(current, n)))


def _pictures(shown: Offscreen, wanted: dict[str, Path], source: Source, arguments: argparse.Namespace) -> None:
    from playground.ui.exporting.still import save_picture  # this loads Qt

    if source.path is not None:
        shown.load_session(source.path)
    else:
        shown.rest()
        shown.window.stage.welcome.hide()
    shown.window.show_view(arguments.view)
    shown.settle()
    widget = shown.window.subjects.widget(arguments.view)
    if path := wanted.get("picture"):
        save_picture(path, widget, arguments.scale, not arguments.no_legend)
    if path := wanted.get("animation"):
        _film(shown, widget, path, arguments)


def _film(shown: Offscreen, widget: Any, path: Path, arguments: argparse.Namespace) -> None:
    from playground.ui.exporting.animation import Animation, Plan

    frames = max(1, round(arguments.seconds * arguments.fps))
    plan = Plan(
        path, frames, arguments.fps, arguments.width or widget.width(), arguments.onward, not arguments.no_legend
    )
    animation = Animation(shown.window.controller, widget, plan)
    reasons: list[str] = []
    animation.ended.connect(reasons.append)
    with tqdm(total=frames, unit="picture", disable=not sys.stderr.isatty(), mininterval=0.2) as bar:
        animation.advanced.connect(lambda _: bar.update())
        animation.start()
        try:
            shown.wait(lambda: animation.over)
        except KeyboardInterrupt:
            animation.stop()
            raise
    if reasons[0]:
        raise InputError(reasons[0])
