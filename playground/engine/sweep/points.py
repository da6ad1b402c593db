"""The points of a sweep: every combination of a [grid], or points drawn by [random]."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np

from playground.core.errors import InputError
from playground.core.experiment import EXPERIMENT, KINDS, KNOBS
from playground.core.files.sentence import plain
from playground.i18n import tr

Axis = tuple[str, ...]
"""A knob, or several that change together and have the same value."""
GridPoints = tuple[tuple[Axis, ...], list[tuple[Any, ...]]]
"""The axes, and for each point a value for each axis."""

NOT_SWEPT = {"seed": "seeds", "own_data": "[experiment]"}
"""Knobs that can't be swept, and the keys to use instead."""
MOST_POINTS = 100_000
RANDOM = ("runs", "seed")
"""The keys of [random] that are not knobs."""


def grid(table: dict[str, Any]) -> GridPoints:
    """Every combination of the listed values, the last knob's changing first."""
    if not table:
        raise InputError(tr("[grid] must name at least one knob"))
    axes = _axes(list(table))
    lists = [_listed(axis, values) for axis, values in zip(axes, table.values(), strict=True)]
    n = math.prod(map(len, lists))
    if n > MOST_POINTS:
        raise InputError(tr("{n:,} runs are too many (at most {most:,})", n=n, most=MOST_POINTS))
    return axes, list(product(*lists))


def random(table: dict[str, Any]) -> GridPoints:
    """This many points, drawn with the table's own seed: the same table gives the same points."""
    n, seed = table.get("runs"), table.get("seed", 0)
    if isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= MOST_POINTS:
        raise InputError(tr("[random] needs runs = N, from 1 to {most:,}", most=MOST_POINTS))
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise InputError(tr("[random]: seed must be a whole number of at least 0"))
    ways = {key: way for key, way in table.items() if key not in RANDOM}
    if not ways:
        raise InputError(tr("[random] must name at least one knob"))
    axes = _axes(list(ways))
    rng = np.random.default_rng(seed)
    draws = [_draw(axis, way) for axis, way in zip(axes, ways.values(), strict=True)]
    return axes, [tuple(draw(rng) for draw in draws) for _ in range(n)]


def _axes(keys: list[str]) -> tuple[Axis, ...]:
    """The knobs of each key: one, or several joined by +."""
    axes = [tuple(name.strip() for name in key.split("+")) for key in keys]
    seen: set[str] = set()
    for axis in axes:
        for name in axis:
            if name in NOT_SWEPT:
                raise InputError(tr("{key} can't be swept; use {instead}", key=name, instead=NOT_SWEPT[name]))
            EXPERIMENT.changed({name: getattr(EXPERIMENT, name, None)})  # rejects unknown knobs
            if name in seen:
                raise InputError(tr("{key} is swept twice", key=name))
            seen.add(name)
    return tuple(axes)


def _listed(axis: Axis, values: Any) -> list[Any]:
    """The values of an axis, each checked by its knobs."""
    if not isinstance(values, list) or not values:
        raise InputError(tr("{key} must be a list of values", key=" + ".join(axis)))
    return list(dict.fromkeys(_checked(axis, value) for value in values))


def _checked(axis: Axis, value: Any) -> Any:
    checked = [KNOBS[name].check(name, value, KINDS[name]) for name in axis]
    return checked[0]


# ---- at random ----

SCALES: dict[str, Callable[[float, float, float], float]] = {
    "linear": lambda low, high, u: low + (high - low) * u,
    "log": lambda low, high, u: math.exp(math.log(low) + (math.log(high) - math.log(low)) * u),
    "power of two": lambda low, high, u: 2.0 ** round(math.log2(low) + (math.log2(high) - math.log2(low)) * u),
}
"""Maps a number u, uniform on [0, 1), to a value between low and high."""


def _draw(axis: Axis, way: Any) -> Callable[[np.random.Generator], Any]:
    """Draws one value from a list or from a range {low, high, scale}."""
    if isinstance(way, list):
        values = _listed(axis, way)
        return lambda rng: values[int(rng.integers(len(values)))]
    low, high, scale = _range(axis, way)
    whole = KINDS[axis[0]] is int

    def draw(rng: np.random.Generator) -> Any:
        value = min(max(SCALES[scale](low, high, rng.random()), low), high)
        return round(value) if whole else float(f"{value:.6g}")

    return draw


def _range(axis: Axis, way: Any) -> tuple[float, float, str]:
    key = " + ".join(axis)
    if not isinstance(way, dict) or not {"low", "high"} <= way.keys() <= {"low", "high", "scale"}:
        raise InputError(tr("{key} must be a list of values, or {{low = ..., high = ..., scale = ...}}", key=key))
    if KNOBS[axis[0]].names:
        raise InputError(tr("{key} takes names, not a range; give a list of them", key=key))
    for name in ("low", "high"):
        _checked(axis, way[name])
    low, high, scale = float(way["low"]), float(way["high"]), way.get("scale", "linear")
    if scale not in SCALES:
        raise InputError(
            tr("{key}: unknown scale {scale}; use one of: {names}",
               key=key, scale=plain(repr(scale), 60), names=", ".join(SCALES))
        )  # fmt: skip
    if not low < high:
        raise InputError(tr("{key}: low must be below high", key=key))
    if scale != "linear" and low <= 0:
        raise InputError(tr("{key}: with scale {scale}, low must be above 0", key=key, scale=scale))
    return low, high, scale
