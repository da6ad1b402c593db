"""The experiment selected by a command's arguments."""

import argparse
import sys
from pathlib import Path
from typing import Any

from playground.core.errors import InputError
from playground.core.experiment import EXPERIMENT, Experiment, parse_assignment
from playground.core.experiment import file as experiment_file
from playground.core.experiment.presets import OWN, preset_named, presets
from playground.core.own_data.data_files import own_data_of_file
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
    if data is not None:
        text, said = own_data_of_file(data, getattr(arguments, "scale", None) or "", getattr(arguments, "blur", None))
        sys.stderr.write(said + "\n")
        changes = {"target": "own", "own_data": text}
    changes |= dict(parse_assignment(text) for text in arguments.changes)
    if arguments.seed is not None:
        changes["seed"] = arguments.seed
    return experiment.changed(changes)
