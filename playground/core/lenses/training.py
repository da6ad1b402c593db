"""The lens for the training set: the real points that a run has seen, if they are not endless."""

from __future__ import annotations

from dataclasses import dataclass

from playground.core.arrays import F32
from playground.core.lenses.lens import LENSES, Lens, Refused
from playground.core.lenses.look import Look
from playground.core.training.noise import training_set
from playground.i18n import N_

MOST_SHOWN = 5000
"""Points that are drawn one by one."""


@dataclass(frozen=True, eq=False)
class Training:
    """The first points of the training set, float32 (n, 2), and how many it has."""

    points: F32
    size: int


def see(look: Look) -> Training | Refused:
    """The points, unless every batch is new."""
    found = training_set(look.experiment)
    if found is None:
        return Refused(N_("There are no training points to show: the training set is endless, every batch is new."))
    return Training(found.points[:MOST_SHOWN], len(found.points))


TRAINING: Lens[Training] = LENSES.add(Lens("training", "Training set", "The points that training sees.", see))
