"""D's mean outputs as they are displayed: probabilities unchanged, scores relative to their midpoint."""

from __future__ import annotations

from typing import TypeVar

from playground.core.arrays import Floating
from playground.core.choices.objectives import OBJECTIVES

Mean = TypeVar("Mean", float, Floating)


def displayed(real: Mean, fake: Mean, objective: str) -> tuple[Mean, Mean]:
    """D's means on real and on fake points, shifted so that their midpoint is 0 if the objective makes D's output a score.

    A score has an arbitrary zero: adding a constant to D changes neither its loss nor G's.
    """
    if OBJECTIVES[objective].probability:
        return real, fake
    middle = (real + fake) / 2
    return real - middle, fake - middle
