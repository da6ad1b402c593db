"""The experiment: the whole set-up of a run as one frozen value, with its knobs, rules and forms."""

from playground.core.experiment.assignments import parse_assignment
from playground.core.experiment.experiment import (
    DATA,
    DISCRIMINATOR,
    EXPERIMENT,
    GENERATOR,
    KINDS,
    KNOBS,
    OBJECTIVE,
    OPTIMISER,
    RUN,
    Experiment,
)
from playground.core.experiment.knobs import GROUPS, KnobValue

__all__ = [
    "DATA",
    "DISCRIMINATOR",
    "EXPERIMENT",
    "GENERATOR",
    "GROUPS",
    "KINDS",
    "KNOBS",
    "OBJECTIVE",
    "OPTIMISER",
    "RUN",
    "Experiment",
    "KnobValue",
    "parse_assignment",
]
