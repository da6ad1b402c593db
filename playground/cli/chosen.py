"""The experiment selected by a command's arguments."""

import argparse
import sys
from pathlib import Path
from typing import Any

from playground.cli.arguments import READING
from playground.core.errors import InputError
from playground.core.experiment import EXPERIMENT, Experiment, parse_assignment
from playground.core.experiment import file as experiment_file
from playground.core.experiment.presets import OWN, preset_named, presets
from playground.core.files.sentence import plain
from playground.core.own_data.data_files import own_data_of_file
from playground.core.own_data.endings import IMAGES
from playground.core.own_data.placing import NONE
from playground.core.own_data.sheet import Choice
from playground.core.session.file import SUFFIX
from playground.i18n import tr


def is_session(path: Path) -> bool:
    """True for a session file, judged by its name."""
    return path.suffix.lower() == SUFFIX


def chosen(arguments: argparse.Namespace, here: Experiment | None = None) -> Experiment:
    """A file, a preset or the start-up experiment, with --data, --set and --seed applied; InputError if that fails.

    Own data alone begin with the preset for own data.

    `here` is the session's experiment if the file is a session, and replaces it.
    """
    if arguments.experiment is not None and arguments.preset is not None:
        raise InputError(tr("give an experiment file or --preset, not both"))
    data = getattr(arguments, "data", None)
    experiment = here or (EXPERIMENT if data is None else presets()[OWN].experiment)
    if here is None and arguments.experiment is not None:
        experiment = experiment_file.read(arguments.experiment)
    elif arguments.preset is not None:
        experiment = preset_named(arguments.preset)
    changes: dict[str, Any] = {}
    if hasattr(arguments, "columns") and data is None and (given := _reading(arguments)):
        raise InputError(tr("{option} says how a file is read: give the file with --data", option=given))
    if data is not None:
        text, said = own_data_of(data, arguments)
        sys.stderr.write(said + "\n")
        changes = {"target": "own", "own_data": text}
    changes |= dict(parse_assignment(text) for text in arguments.changes)
    if arguments.seed is not None:
        changes["seed"] = arguments.seed
    return experiment.changed(changes)


def own_data_of(path: Path, arguments: argparse.Namespace, window: bool = False) -> tuple[str, str]:
    """The own_data of a person's file, read as the arguments say, and what was read of it, in a line.

    `window`: a window will be opened on a screen.
    """
    if path.suffix.lower() in IMAGES:
        if given := _reading(arguments, but="scale"):
            raise InputError(tr("{option} is for tables, but {path} is a picture", option=given, path=plain(path)))
        from playground.cli.pictures import own_data_of_picture  # this loads Qt

        return own_data_of_picture(path, scaled=arguments.scale != NONE, window=window)
    columns = tuple(word.strip() for word in (arguments.columns or "").split(",") if word.strip())
    choice = Choice(columns, arguments.labels or "")
    return own_data_of_file(path, arguments.scale or "", arguments.blur, choice, arguments.modes or 0)


def _reading(arguments: argparse.Namespace, but: str = "") -> str:
    """The first argument given that says how a table is read; empty if there is none."""
    names = [option.removeprefix("--") for option in READING]
    given = [name for name in names if getattr(arguments, name, None) is not None and name != but]
    return f"--{given[0]}" if given else ""
