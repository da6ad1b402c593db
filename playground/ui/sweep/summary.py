"""The contents of a sweep's map: its runs by two knobs, and one quantity per cell, the mean over its runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter

from playground.core.experiment import KNOBS, KnobValue
from playground.core.experiment.differences import knob_name
from playground.core.metrics import METRICS
from playground.engine.sweep.rows import Row, measured, swept
from playground.i18n import tr, tr_c
from playground.ui.palette import Role

MOST_PLACES = 12
"""The most distinct values on an axis; with more (a random sweep), neighbours are grouped."""
PLACES = 8
WIDE = 100.0
"""An axis whose highest value is at least this many times its lowest is divided by ratio."""


@dataclass(frozen=True)
class Quantity:
    """What the colours stand for. `ends` label the pale and the strong end; `bounds` None: from the data."""

    name: str
    label: str
    colour: Role
    ends: tuple[str, str]
    of: Callable[[Row], float | None]
    better: str = "higher"
    bounds: tuple[float, float] | None = None

    def shown(self, value: float) -> str:
        """The value with a sensible number of digits."""
        if self.bounds == (0.0, 1.0):
            return f"{value:.0%}"
        return f"{value:.3g}"


@dataclass(frozen=True)
class Cell:
    """The runs of one cell: the mean of the quantity (None: no run has one), and how many diverged."""

    value: float | None
    rows: tuple[Row, ...]
    diverged: int


@dataclass(frozen=True)
class Map:
    """Labels from left to right and from bottom to top, cells by (column, row), and the range of the colours."""

    x: tuple[str, ...]
    y: tuple[str, ...]
    cells: dict[tuple[int, int], Cell]
    low: float
    high: float

    def strength(self, quantity: Quantity, value: float) -> float:
        """The strength of its colour, from 0 to 1."""
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 1.0
        return min(1.0, max(0.0, 1 - share if quantity.better == "lower" else share))


def quantities(names: Sequence[str]) -> list[Quantity]:
    """What the runs of a table can be coloured by: its metrics, and divergence."""
    found = []
    for name in measured(names):
        metric = METRICS[name]
        lower = metric.better == "lower"
        ends = (
            (tr("far from the data"), tr("close to the data"))
            if lower
            else (tr_c("end of a colour scale", "least"), tr_c("end of a colour scale", "most"))
        )
        bounds = (0.0, 1.0) if metric.unit == "share" else None
        better = "lower" if lower else "higher"
        found.append(Quantity(name, tr(metric.label), "fit", ends, itemgetter(name), better, bounds))
    words = (tr("no run diverged"), tr("every run diverged"))
    share = Quantity(
        "diverged",
        tr("Share of diverged runs"),
        "diverged",
        words,
        lambda row: float(_diverged(row)),
        bounds=(0.0, 1.0),
    )
    return [*found, share]


def mapped(rows: Sequence[Row], x: str, y: str, quantity: Quantity) -> Map:
    """The runs by the knobs x and y (an empty name: all in one line)."""
    columns, places_x = _places([row[x] for row in rows] if x else [None] * len(rows), x)
    lines, places_y = _places([row[y] for row in rows] if y else [None] * len(rows), y)
    groups: dict[tuple[int, int], list[Row]] = {}
    for row, i, j in zip(rows, places_x, places_y, strict=True):
        groups.setdefault((i, j), []).append(row)
    cells = {place: _cell(group, quantity) for place, group in groups.items()}
    values = [cell.value for cell in cells.values() if cell.value is not None] or [0.0]
    low, high = quantity.bounds or (min(values), max(values))
    if quantity.name == "modes":
        low = 0.0
    return Map(columns, lines, cells, low, high)


def _cell(group: list[Row], quantity: Quantity) -> Cell:
    values = [value for row in group if (value := quantity.of(row)) is not None]
    ordered = sorted(group, key=lambda row: (_diverged(row), row["seed"]))
    return Cell(sum(values) / len(values) if values else None, tuple(ordered), sum(map(_diverged, group)))


def _diverged(row: Row) -> bool:
    return row["diverged_at"] is not None


def axes_of(names: Sequence[str], rows: Sequence[Row]) -> dict[str, str]:
    """The possible axes: labels by knob. Knobs that change together are one axis."""
    together: dict[tuple[object, ...], list[str]] = {}
    for i, knob in enumerate(swept(names)):
        values = tuple(row[knob] for row in rows) or (i,)
        together.setdefault(values, []).append(knob)
    return {knobs[0]: " = ".join(map(label_of, knobs)) for knobs in together.values()}


def label_of(knob: str) -> str:
    """The knob's label, including its owner."""
    return knob_name(knob) if knob else ""


def value_of(knob: str, value: KnobValue | None) -> str:
    """A knob's value in words."""
    if value is None:
        return ""
    if knob in KNOBS and KNOBS[knob].names:
        return KNOBS[knob].choice_label(str(value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _places(values: Sequence[KnobValue | None], knob: str) -> tuple[tuple[str, ...], list[int]]:
    """The labels of an axis, and the position of each value."""
    texts, numbers = [v for v in values if isinstance(v, str)], [v for v in values if isinstance(v, int | float)]
    different = [None] if None in values else [*sorted(set(texts)), *sorted(set(numbers))]
    if len(different) <= MOST_PLACES or texts:
        places = {value: i for i, value in enumerate(different)}
        return tuple(value_of(knob, value) for value in different), [places[value] for value in values]
    low, high = min(numbers), max(numbers)
    by_ratio = low > 0 and high / low >= WIDE
    to: Callable[[float], float] = math.log if by_ratio else float
    back: Callable[[float], float] = math.exp if by_ratio else float
    width = (to(high) - to(low)) / PLACES
    edges = [back(to(low) + i * width) for i in range(PLACES + 1)]
    labels = tuple(tr("{low:.2g} to {high:.2g}", low=a, high=b) for a, b in pairwise(edges))
    return labels, [min(PLACES - 1, int((to(value) - to(low)) / width)) for value in numbers]
