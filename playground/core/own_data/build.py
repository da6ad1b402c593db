"""Builds own_data from points, pictures and mixtures, scaled to the plane or left as they are."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, log10

import numpy as np

from playground.core.arrays import F64
from playground.core.own_data.kinds import Ink, OwnMixture, OwnPicture, OwnPoints
from playground.core.own_data.placing import Placing
from playground.core.own_data.text import read, written
from playground.i18n import tr

Mode = tuple[float, float, float, float]
"""x, y, standard deviation, weight."""
WIDEST = 5.0
"""Plane units that the longer side of an unscaled picture spans."""


def usual_blur(points: F64) -> float:
    """The blur that hides individual points (n, 2) but not their shape: half the typical distance to the nearest point.

    It is between 2 % and 10 % of the points' overall deviation, in their own units.
    """
    spread = float(points.var(axis=0).mean()) ** 0.5
    if spread == 0 or len(points) < 2:
        return 0.05
    some = points[:: max(1, len(points) // 500)]
    apart = [np.partition(np.hypot(*(points - point).T), 1)[1] for point in some]
    return float(np.clip(np.median(apart) / 2, 0.02 * spread, 0.1 * spread))


def points_text(points: F64, scaled: bool = True, blur: float | None = None) -> str:
    """The own_data of points (n, 2); `blur` in plane units, or by default what suits the points."""
    placing = Placing.of_points(points) if scaled else None
    placed = placing.moved(points) if placing is not None else points
    return written(OwnPoints(placed.astype(np.float32), usual_blur(placed) if blur is None else blur, placing))


def picture_text(ink: Ink, scaled: bool = True, box: tuple[float, float, float] | None = None) -> str:
    """The own_data of a picture whose `box` is (left, bottom, pixel) in plane units; without a box it is centred."""
    rows, columns = ink.shape
    pixel = WIDEST / max(rows, columns)
    left, bottom, pixel = box or (-columns * pixel / 2, -rows * pixel / 2, pixel)
    filled_rows, filled_columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if len(filled_rows):  # empty margins are cropped
        left, bottom = left + pixel * filled_columns[0], bottom + pixel * (rows - 1 - filled_rows[-1])
        ink = ink[filled_rows[0] : filled_rows[-1] + 1, filled_columns[0] : filled_columns[-1] + 1]
    if not scaled or not len(filled_rows):
        return written(OwnPicture(ink, float(left), float(bottom), pixel))
    share = ink[::-1] / ink.sum(dtype=np.float64)
    x = left + pixel * (np.arange(ink.shape[1]) + 0.5)
    y = bottom + pixel * (np.arange(ink.shape[0]) + 0.5)
    in_x, in_y = share.sum(axis=0), share.sum(axis=1)
    mean = np.array([in_x @ x, in_y @ y])
    variance = (in_x @ (x - mean[0]) ** 2 + in_y @ (y - mean[1]) ** 2) / 2 + pixel**2 / 12
    placing = Placing.to_plane(mean, float(variance))
    (left, bottom), f = placing.moved(np.array([left, bottom])), placing.factor
    return written(OwnPicture(ink, float(left), float(bottom), f * pixel, placing))


def mixture_text(modes: Sequence[Mode], scaled: bool = False) -> str:
    """The own_data of a mixture of round Gaussians."""
    if not scaled:
        return written(OwnMixture(tuple(modes)))
    centres, sd, weight = (
        np.array([m[:2] for m in modes]),
        np.array([m[2] for m in modes]),
        np.array([m[3] for m in modes]),
    )
    share = weight / weight.sum()
    mean = share @ centres
    placing = Placing.to_plane(mean, float(share @ (((centres - mean) ** 2).sum(axis=1) / 2 + sd**2)))
    moved = placing.moved(centres)
    placed = tuple(
        (float(x), float(y), float(s * placing.factor), float(w))
        for (x, y), s, w in zip(moved, sd, weight, strict=True)
    )
    return written(OwnMixture(placed, placing))


def in_words(text: str) -> str:
    """How own data was scaled to the plane, as a sentence."""
    placing = read(text).placing
    if placing is None:
        return tr("Used as it is.")
    digits = min(12, max(0, ceil(log10(placing.factor)) + 2))  # a hundredth of a plane unit
    x, y = (f"{round(part, digits) + 0.0:,.{digits}f}" for part in placing.shift)
    return tr("Moved by ({x}, {y}), then scaled by {f:.3g}.", x=x, y=y, f=placing.factor)
