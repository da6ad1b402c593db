"""The eigenvalues and multipliers of a small game, explained in sentences."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from playground.core.theory.verdict import ON_THE_CIRCLE
from playground.i18n import Text, listed, tr

Complexes = NDArray[np.complex128]
NOTHING = 1e-9
RAISED = str.maketrans("−0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
AS_ONE = 1e-6
"""Values closer together than this are written as one."""
MULTIPLIERS: dict[tuple[str, bool], Text] = {
    ("out", True): "Multipliers <b>{values}</b>: each step rotates by {angle:z.1f}° and moves {share} outward.",
    ("out", False): "Multipliers <b>{values}</b>: each step moves {share} outward.",
    ("in", True): "Multipliers <b>{values}</b>: each step rotates by {angle:z.1f}° and comes {share} closer.",
    ("in", False): "Multipliers <b>{values}</b>: each step comes {share} closer.",
    ("level", True): "Multipliers <b>{values}</b>: each step rotates by {angle:z.1f}° and keeps its distance.",
    ("level", False): "Multipliers <b>{values}</b>: each step keeps its distance.",
}
"""By what a step does to the distance (moves out, comes in, stays level), and whether it rotates."""


def number(value: float) -> str:
    """Three digits, a real minus sign, and powers of ten in mathematical notation."""
    digits, _, power = f"{value:z.3g}".replace("-", "−").partition("e")
    if not power:
        return digits
    return f"{digits}·10{power.replace('+', '').replace('−0', '−').lstrip('0').translate(RAISED)}"


def coordinate(value: float) -> str:
    """Two decimals, so that the text does not move during playback; large values as in `number`."""
    return number(value) if abs(value) >= 1000 else f"{value:z.2f}".replace("-", "−")


def complex_words(values: Complexes) -> str:
    """The values, with conjugate pairs as one and equal values once: "±0.5i", "1 ± 0.1i", "−0.5 and −0.1"."""
    shown: list[complex] = []
    for value in values[values.imag > -NOTHING]:
        if all(abs(value - other) > AS_ONE for other in shown):
            shown.append(complex(value))
    return listed([_one(value) for value in shown])


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
    shown = complex_words(values)
    if pull > NOTHING:
        return tr("Eigenvalues <b>{values}</b>: the field pushes away from the equilibrium.", values=shown)
    if pull > -NOTHING and turn < NOTHING:
        return tr("Eigenvalues <b>{values}</b>: the field is flat at the equilibrium.", values=shown)
    if pull > -NOTHING:
        return tr(
            "Eigenvalues <b>{values}</b>: the field rotates around the equilibrium, pulling neither in nor out.",
            values=shown,
        )
    if turn > NOTHING:
        return tr(
            "Eigenvalues <b>{values}</b>: the field rotates around the equilibrium and pulls inward.", values=shown
        )
    return tr(
        "Eigenvalues <b>{values}</b>: the field pulls straight to the equilibrium, without rotation.", values=shown
    )


def multiplier_sentence(values: Complexes) -> str:
    """What one step does to a small distance, from its multipliers."""
    if not len(values):
        return ""
    largest = values[int(np.argmax(np.abs(values)))]
    size, angle = abs(largest), math.degrees(abs(math.atan2(largest.imag, largest.real)))
    outcome = "out" if size > 1 + ON_THE_CIRCLE else "in" if size < 1 - ON_THE_CIRCLE else "level"
    sentence = MULTIPLIERS[outcome, 0.05 < angle < 179.95]
    return tr(sentence, values=complex_words(values), share=_percent(abs(size - 1)), angle=angle)


def _percent(share: float) -> str:
    return f"{100 * share:.2g}\N{NO-BREAK SPACE}%"
