"""A measured figure and its aggregation, as every benchmark returns it; without torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Measured:
    """A ratio or a figure: its median over the rounds, the smallest and the largest, and its parts as text."""

    value: float
    low: float
    high: float
    note: str


def over(ours: Sequence[float], theirs: Sequence[float], unit: str = "it/s", digits: int = 0) -> Measured:
    """Ours divided by theirs, round by round."""
    pairs = [a / b for a, b in zip(ours, theirs, strict=True)]
    note = f"{median(ours):,.{digits}f} {unit} over {median(theirs):,.{digits}f} {unit}"
    return Measured(median(pairs), min(pairs), max(pairs), note)


def figure(values: Sequence[float], note: str = "") -> Measured:
    """One absolute figure: its median, and the smallest and the largest."""
    return Measured(median(values), min(values), max(values), note)
