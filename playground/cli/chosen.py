"""Which experiment the arguments of a command mean."""

import argparse

from playground.core.errors import InputError
from playground.core.experiment import EXPERIMENT, Experiment, parse_assignment
from playground.core.presets import presets
from playground.i18n import tr


def chosen(arguments: argparse.Namespace) -> Experiment:
    """A file or a preset or the start-up experiment, with the knobs of --set and --seed turned; InputError if it can't be."""
    if arguments.experiment is not None and arguments.preset is not None:
        raise InputError(tr("give an experiment's file or --preset, not both"))
    experiment = EXPERIMENT
    if arguments.experiment is not None:
        experiment = Experiment.read(arguments.experiment)
    elif arguments.preset is not None:
        experiment = presets()[arguments.preset].experiment
    changes = dict(parse_assignment(text) for text in arguments.changes)
    if arguments.seed is not None:
        changes["seed"] = arguments.seed
    return experiment.changed(changes)
