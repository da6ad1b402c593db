"""Numbers on the command line: each argument states its range, and rejects other values in one sentence."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from math import inf, isfinite
from typing import TypeVar

from playground.core.own_data.kinds import MOST_MODES
from playground.i18n import tr

N = TypeVar("N", int, float)


def number(kind: type[N], low: float, high: float = inf, *, above: bool = False) -> Callable[[str], N]:
    """A reader of one number from `low` to `high`, or (`above`) greater than `low`; for argparse's `type`."""

    def allowed() -> str:
        if high != inf:
            return tr("from {low:,.15g} to {high:,.15g}", low=low, high=high)
        return tr("greater than {low:,.15g}", low=low) if above else tr("at least {low:,.15g}", low=low)

    def read(text: str) -> N:
        try:
            value = kind(text)
        except ValueError:
            value = None
        if value is None or not isfinite(value) or not low <= value <= high or (above and value == low):
            sort = tr("a whole number") if kind is int else tr("a number")
            raise argparse.ArgumentTypeError(
                tr("{text!r} is not {sort} {allowed}", text=text, sort=sort, allowed=allowed())
            )
        return value

    return read


WHOLE = number(int, 0, 10**12)
"""A count that may be 0."""
COUNT = number(int, 1, 10**6)
"""A count of at least 1."""
BLUR = number(float, 0, 1000)
"""Plane units."""
MODES = number(int, 1, MOST_MODES)
"""Clusters of own points."""
POSITIVE = number(float, 0, above=True)
"""A duration or a size."""
