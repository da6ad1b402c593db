"""The scales of D's colours: fixed, so that confidence looks confident and a draw white, or stretched to one picture."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, inf, log10
from typing import Literal

import numpy as np

from playground.core.arrays import F32

Kind = Literal["probability", "score", "difference"]

WHITE = 0.02
"""D within this of 1/2 is drawn white on the fixed scale."""
FULL = 0.95
"""D here (and at 1 minus this) has the full colour on the fixed scale."""
CURVE = 0.75
"""The exponent that lifts small leanings: at D = 0.6 a tint is visible."""
TICKS = (0.05, 0.25, 0.5, 0.75, 0.95)
SMALLEST_SPREAD = 0.01
"""A stretched scale never covers less than 1/2 +- this much: below it only noise would be visible."""
SMALLEST_SCORES = 1e-7
"""The scale of scores never covers less than this on either side: it is the resolution of float32."""
DIFFERENCE = 0.5
"""D - D* is fully coloured at this distance, unless it is stretched."""
SHRINKS_AT = 0.2
"""A score's scale is given up for a smaller one once the scores fill less than this share of it."""


def _logit(p: np.ndarray) -> np.ndarray:
    return np.asarray(np.log(p) - np.log1p(-p))


_DEAD, _FULL = (float(_logit(np.array(p))) for p in (0.5 + WHITE, FULL))


@dataclass(frozen=True)
class Scale:
    """What the colours mean: from `low`, fully orange, over the middle, white, to `high`, fully blue.

    A scale of probabilities that is not `stretched` is linear in D's logit (beyond a white middle), any other in the value.
    """

    kind: Kind
    low: float
    high: float
    stretched: bool = False

    def place(self, value: np.ndarray) -> np.ndarray:
        """Where values lie, from -1 (fully orange) over 0 (white) to 1 (fully blue); NaN stays NaN."""
        if self.kind == "probability" and not self.stretched:
            tiny = np.finfo(np.float32).eps
            away = _logit(np.clip(np.asarray(value, np.float64), tiny, 1 - tiny))
            share = np.clip((np.abs(away) - _DEAD) / (_FULL - _DEAD), 0, 1)
            return np.asarray(np.sign(away) * share**CURVE)
        middle, spread = (self.low + self.high) / 2, (self.high - self.low) / 2
        return np.clip((np.asarray(value, np.float64) - middle) / spread, -1, 1)

    def shade(self, value: np.ndarray) -> np.ndarray:
        """uint8 shades of the same shape: 0 fully orange, 127 white, 255 fully blue; white where a value is not finite."""
        return np.nan_to_num((self.place(value) + 1) * 127.5, nan=127.5).astype(np.uint8)

    def ticks(self) -> tuple[tuple[float, float], ...]:
        """(place, value) of the numbers beside the bar, from left to right."""
        middle = (self.low + self.high) / 2
        values = TICKS if self.kind == "probability" and not self.stretched else (self.low, middle, self.high)
        return tuple(zip(self.place(np.array(values)).tolist(), values, strict=True))


FIXED = Scale("probability", 1 - FULL, FULL)
"""The scale of probabilities."""


def usual(value: F32, middle: float) -> float:
    """How far most values, 95 %, are from the middle at most; 0 where none is finite."""
    away = np.abs(value - middle)
    away = away[np.isfinite(away)]
    return float(np.percentile(away, 95)) if away.size else 0.0


def round_up(spread: float) -> float:
    """The least of 1, 2, 5, 10, 20 ... (and 0.5, 0.2 ...) that is not less."""
    decade = 10.0 ** floor(log10(max(spread, SMALLEST_SCORES)))
    return next(step * decade for step in (1.0, 2.0, 5.0, 10.0, 20.0) if step * decade >= spread)


def kept_spread(before: float, spread: float) -> float:
    """The spread of a score's scale after another picture: it changes only where that no longer fits, by a round step.

    `before` 0: there is none yet.
    """
    fits = SHRINKS_AT * before <= max(spread, SMALLEST_SCORES) <= before
    return before if fits else round_up(spread)


def scale_of(kind: Kind, value: F32, stretched: bool, spread: float = 0.0) -> Scale:
    """The scale for these values; `spread`: of a score's scale, 0 for one that fits these values alone."""
    if kind == "probability" and not stretched:
        return FIXED
    middle, here = 0.5 if kind == "probability" else 0.0, usual(value, 0.5 if kind == "probability" else 0.0)
    widest = {"probability": 0.5, "difference": 1.0, "score": inf}[kind]
    plain = DIFFERENCE if kind == "difference" else spread or round_up(here)
    least = SMALLEST_SCORES if kind == "score" else SMALLEST_SPREAD
    half = min(max(here, least), widest) if stretched else plain
    return Scale(kind, middle - half, middle + half, stretched)
