"""Scores as they are displayed: D's mean outputs, metrics coloured by how they stand to their floor, and of which G they are."""

from __future__ import annotations

import re
from typing import TypeVar

from playground.core.arrays import Floating
from playground.core.choices.objectives import OBJECTIVES
from playground.i18n import tr
from playground.ui.palette import Neutrals

Mean = TypeVar("Mean", float, Floating)


RESOLUTION = 1e-7
"""Below this a score is 0: training computes in float32."""


class Score(float):
    """A number that keeps two significant digits wherever fixed digits would leave fewer of it: 0.000017 is 1.7e-05, not 0.00."""

    def __format__(self, spec: str) -> str:
        digits = re.search(r"\.(\d+)f$", spec)
        if digits is None or not RESOLUTION <= abs(self) < 10.0 ** (1 - int(digits[1])):
            return super().__format__(spec)
        return super().__format__("+.2g" if spec.startswith("+") else ".2g")


def displayed(real: Mean, fake: Mean, objective: str) -> tuple[Mean, Mean]:
    """D's means on real and on fake points, shifted so that their midpoint is 0 if the objective makes D's output a score.

    A score has an arbitrary zero: adding a constant to D changes neither its loss nor G's.
    """
    if OBJECTIVES[objective].probability:
        return real, fake
    middle = (real + fake) / 2
    return real - middle, fake - middle


def scored(text: str, passes: bool, neutrals: Neutrals) -> str:
    """The text of a score in bold, as rich text: in the colour of fit only if it can't be told from real points'."""
    return f'<b style="color:{neutrals.fit_text}">{text}</b>' if passes else f"<b>{text}</b>"


def whose(averaged: bool) -> str:
    """The name of a G."""
    return tr("average of G") if averaged else tr("raw G")
