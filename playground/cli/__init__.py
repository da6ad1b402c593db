"""The command line: the same experiments, pictures and numbers as in the window."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from playground import __version__
from playground.child import keep_imports_safe
from playground.cli import speaking, words_of_argparse
from playground.cli.arguments import READING, add_reading
from playground.cli.console import on_console
from playground.core.errors import InputError
from playground.core.own_data.endings import IMAGES, POINTS
from playground.i18n import Text, languages, tr, use_language

if TYPE_CHECKING:
    from playground.core.experiment import Experiment
    from playground.engine.where import Where

SUMMARY: Text = """\
Watch a generative adversarial network learn a two-dimensional distribution.

  gan-playground                     open the window
  gan-playground FILE                open the window with an experiment, a session, points as P_data, or a ganplay: link
  gan-playground FILE --columns X,Y  how a file of points is read; also --labels, --modes, --scale, --blur
  gan-playground --compile           open the window; also --separate-process auto, yes or no: where it trains
  gan-playground lesson NAME         open a lesson; with --check, measure its claims without a window
  gan-playground train ...           train without a window, or continue a session; print losses and metrics
  gan-playground sweep SWEEP.toml    many runs over a grid of knobs or at random, into a table; can be continued
  gan-playground export FILE ...     pictures, animations, curves, samples and a PyTorch script of a session
  gan-playground shot OUT.png ...    a picture of the window after some training, without a display
"""
SEPARATE = frozenset({"--separate-process", "--apart"})
"""Training in a separate process: the flag, and its old name, which still works but is not documented."""
PLACES = ("auto", "yes", "no")
"""Its values, those of `Where`."""
COMPILE = "--compile"
"""The window's other flag."""
EXAMPLES: Text = """\
examples:
  gan-playground train --set target=two_moons --iterations 2000 --json
  gan-playground export moons/final.ganplay --picture moons.svg --animation moons.gif

`gan-playground COMMAND --help` explains one command.
"""


class Parser(argparse.ArgumentParser):
    """Reports an error in one line on standard error and exits with status 2."""

    def error(self, message: str) -> None:  # type: ignore[override]  # argparse says NoReturn; fail() raises
        fail(message)


def fail(message: str) -> None:
    """One line on standard error, exit status 2."""
    one_line = " ".join(str(message).split())
    sys.stderr.write(f"gan-playground: {one_line}\n")
    raise SystemExit(2)


def make_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    from playground.cli import (  # loaded only here
        auditing,
        benching,
        desktop,
        enduring,
        exporting,
        listing,
        reproducing,
        shot,
        sweeping,
        teaching,
        training,
    )

    parser = Parser(
        prog="gan-playground",
        description=tr(SUMMARY),
        epilog=tr(EXAMPLES),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    names = ", ".join(languages())
    parser.add_argument(speaking.OPTION, metavar="CODE", help=tr("the language of this call: {names}", names=names))
    version = tr("show program's version number and exit")
    parser.add_argument("--version", action="version", version=f"gan-playground {__version__}", help=version)
    commands = parser.add_subparsers(metavar="COMMAND", dest="command", title=tr("commands"))
    using = (training, teaching, sweeping, exporting, listing, shot, desktop)
    for module in (*using, reproducing, auditing, benching, enduring):
        module.add_to(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status; without one, opens the window."""
    keep_imports_safe()
    use_language()
    words_of_argparse.translate()
    arguments = list(sys.argv[1:] if argv is None else argv)
    return on_console(lambda: _run(arguments))


def _run(arguments: list[str]) -> int:
    try:
        arguments = speaking.speak(arguments)
        words, where = _place(arguments)
        bare = [word for word in words if word != COMPILE]
        if not bare or _opens_alone(bare):
            return _open(bare, compiled=COMPILE in words, where=where)
        parsed = make_parser().parse_args(arguments)
        if parsed.command is None:
            return _open([])
        command: Callable[[argparse.Namespace], int] = parsed.run
        return command(parsed)
    except InputError as error:
        fail(str(error))
    except KeyboardInterrupt:
        return 130  # before there was anything to report
    return 2


def _place(arguments: list[str]) -> tuple[list[str], Where | None]:
    """The arguments without the flag for a separate process, and what it says; None without one. InputError if it says
    anything else.
    """
    left, rest = list[str](), list(arguments)
    found: str | None = None
    while rest:
        flag, equals, value = (word := rest.pop(0)).partition("=")
        if flag not in SEPARATE:
            left.append(word)
        elif equals:
            found = value
        else:
            found = rest.pop(0) if rest and rest[0] in PLACES else "yes"
    if found is None:
        return left, None
    if found not in PLACES:
        places = ", ".join(PLACES)
        raise InputError(tr("--separate-process must be one of {allowed}, not {value!r}", allowed=places, value=found))
    from playground.engine.where import Where

    return left, Where(found)


DATA = (*POINTS, *IMAGES, ".parquet")
"""Endings of files that the window opens as P_data, or as a sweep's results if they are such a table."""


def _opens(word: str) -> bool:
    return word.lower().endswith((".toml", ".ganplay", *DATA)) or word.lower().startswith("ganplay:")


def _opens_alone(words: list[str]) -> bool:
    """Whether these are a file to open in the window and, for one of points, how it is read."""
    if not _opens(words[0]):
        return False
    return len(words) == 1 or (words[0].lower().endswith(DATA) and words[1].partition("=")[0] in READING)


def _read_as_asked(words: list[str]) -> Experiment:
    """The start-up experiment on a file of points, read as the arguments after it say."""
    from playground.cli.chosen import own_data_of
    from playground.core.experiment import EXPERIMENT

    parser = Parser(prog="gan-playground")
    parser.add_argument("file", type=Path)
    add_reading(parser)
    arguments = parser.parse_args(words)
    text, said = own_data_of(arguments.file, arguments, window=True)
    sys.stderr.write(said + "\n")
    return EXPERIMENT.changed({"target": "own", "own_data": text})


def _open(arguments: list[str], *, compiled: bool = False, where: Where | None = None) -> int:
    from playground.core.experiment import EXPERIMENT
    from playground.core.experiment import file as experiment_file  # not needed for `--version`
    from playground.core.experiment.link import is_link, read_link
    from playground.core.files import reading

    word = arguments[0] if arguments else ""
    session = Path(word) if word.lower().endswith((".ganplay", *DATA)) else None
    experiment, shown = EXPERIMENT, None
    if len(arguments) > 1:
        experiment, session = _read_as_asked(arguments), None
    elif is_link(word):
        linked = read_link(word)
        experiment, shown = linked.experiment, linked.shown
    elif word and session is None:
        filed = experiment_file.read_file(Path(word))
        experiment, shown = filed.experiment, filed.shown
    elif session is not None:
        reading.opened(session).close()
    from playground import app  # this loads Qt

    return app.main(
        experiment,
        session,
        compiled=compiled,
        separate_process=where,
        shown=shown,
        language=speaking.asked(),
    )
