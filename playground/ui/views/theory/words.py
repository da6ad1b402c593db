"""What the numbers of a small game say, in sentences."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from playground.core.theory.verdict import ON_THE_CIRCLE
from playground.i18n import tr

Complexes = NDArray[np.complex128]
NOTHING = 1e-9
RAISED = str.maketrans("−0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
AS_ONE = 1e-6
"""Values nearer to each other are written as one."""


def number(value: float) -> str:
    """Three digits, a true minus sign, and powers of ten as one writes them by hand."""
    digits, _, power = f"{value:.3g}".replace("-", "−").partition("e")
    if not power:
        return digits
    return f"{digits}·10{power.replace('+', '').replace('−0', '−').lstrip('0').translate(RAISED)}"


def coordinate(value: float) -> str:
    """Two decimals, so that the text keeps its place while it plays; large ones as `number` has them."""
    return number(value) if abs(value) >= 1000 else f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def complex_words(values: Complexes) -> str:
    """The values, a pair of conjugates as one and equal ones once: "±0.5i", "1 ± 0.1i", "−0.5 and −0.1"."""
    shown: list[complex] = []
    for value in values[values.imag > -NOTHING]:
        if all(abs(value - other) > AS_ONE for other in shown):
            shown.append(complex(value))
    return tr(" and ").join(_one(value) for value in shown)


def _one(value: complex) -> str:
    if abs(value.imag) < NOTHING:
        return number(value.real)
    size = number(abs(value.imag))
    turn = "i" if size == "1" else f"{size}i"
    return f"±{turn}" if abs(value.real) < NOTHING else f"{number(value.real)} ± {turn}"


def eigenvalue_sentence(values: Complexes) -> str:
    """What the field does near the equilibrium, from the eigenvalues of its Jacobian."""
    if not len(values):
        return tr("There are no eigenvalues: the field jumps at the equilibrium.")
    pull, turn = float(np.max(values.real)), float(np.max(np.abs(values.imag)))
    if pull > NOTHING:
        what = tr("the field pushes away from the equilibrium")
    elif pull > -NOTHING:
        what = tr("the field turns around the equilibrium, and pulls neither in nor out")
        if turn < NOTHING:
            what = tr("the field is flat at the equilibrium: it neither pulls nor turns")
    elif turn > NOTHING:
        what = tr("the field turns around the equilibrium and pulls inward")
    else:
        what = tr("the field pulls straight to the equilibrium, without turning")
    return tr("Eigenvalues <b>{values}</b>: {what}.", values=complex_words(values), what=what)


def multiplier_sentence(values: Complexes) -> str:
    """What one step does to a small distance, from its multipliers."""
    if not len(values):
        return ""
    largest = values[int(np.argmax(np.abs(values)))]
    size, angle = abs(largest), math.degrees(abs(math.atan2(largest.imag, largest.real)))
    turned = tr("turns by {angle:.1f}° and ", angle=angle) if 0.05 < angle < 179.95 else ""
    if size > 1 + ON_THE_CIRCLE:
        what = tr("{turned}goes {share} outward", turned=turned, share=_percent(size - 1))
    elif size < 1 - ON_THE_CIRCLE:
        what = tr("{turned}comes {share} nearer", turned=turned, share=_percent(1 - size))
    else:
        what = tr("{turned}keeps its distance", turned=turned)
    return tr("Multipliers <b>{values}</b>: each step {what}.", values=complex_words(values), what=what)


def _percent(share: float) -> str:
    return f"{100 * share:.2g}\N{NO-BREAK SPACE}%"
