"""Builds own_data from points, pictures and mixtures, scaled to the plane or left as they are."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, log10

import numpy as np

from playground.core.arrays import F64
from playground.core.files.sentence import plain
from playground.core.lazy import Lazy
from playground.core.own_data.grouping import clustered
from playground.core.own_data.kinds import FARTHEST, Grouping, Ink, Own, OwnMixture, OwnPicture, OwnPoints
from playground.core.own_data.placing import NONE, Placing, deviations, suited
from playground.core.own_data.text import read, written
from playground.i18n import sentences, tr, tr_n

spatial = Lazy("scipy.spatial")

Mode = tuple[float, float, float, float]
"""x, y, standard deviation, weight."""
VIEW = 6.0
"""Plane units from the centre: what lies farther is not seen at first."""
WIDEST = 5.0
"""Plane units that the longer side of an unscaled picture spans."""


def usual_blur(points: F64) -> float:
    """The blur that hides individual points (n, 2) but not their shape: half the typical distance to the nearest point.

    It is at most a tenth of the smaller of both columns' deviations, by quartiles, in their own units, and 0 where most
    points repeat another.
    """
    if len(points) < 2:
        return 0.05
    spread = [
        robust or plain
        for robust, plain in zip(deviations(points, robust=True), deviations(points, robust=False), strict=True)
    ]
    widths = [width for width in spread if width > 0]
    if not widths:
        return 0.05
    some = points[:: max(1, len(points) // 500)]
    apart = spatial.cKDTree(points).query(some, k=2)[0][:, 1]
    return float(min(np.median(apart) / 2, 0.1 * min(widths)))


def own_points(
    points: F64, scaling: str = "", blur: float | None = None, grouping: Grouping | None = None, modes: int = 0
) -> OwnPoints:
    """Own data of points (n, 2), scaled by one of SCALINGS, by what suits them ("") or not at all ("none").

    `blur` in plane units, or by default what suits the points. Points beyond FARTHEST are left out, which
    `outside` counts. Their modes are those of `grouping`, or as many clusters of the placed points as `modes` says, if any.
    """
    placing = None if scaling == NONE else Placing.of_points(points, scaling or suited(points))
    placed = placing.moved(points) if placing is not None else points
    if placing is not None and not (near := np.abs(placed).max(axis=1) <= FARTHEST).all():
        placed = placed[near]
        if grouping is not None:
            grouping = grouping.of(near)
    if modes and grouping is None:
        grouping = clustered(placed, modes)
    return OwnPoints(placed.astype(np.float32), usual_blur(placed) if blur is None else blur, placing, grouping)


def points_text(points: F64, scaling: str = "", blur: float | None = None) -> str:
    """The own_data of `own_points`."""
    return written(own_points(points, scaling, blur))


def outside(own: OwnPoints, given: int) -> str:
    """How many of the points given are beyond the plane's usual view or were left out, in a sentence; or nothing."""
    left_out = given - len(own.points)
    far = int((np.abs(own.points).max(axis=1) > VIEW).sum())
    said = []
    if far:
        said.append(tr_n("{n:,} point lies outside the first view.", "{n:,} points lie outside the first view.", far))
    if left_out:
        said.append(
            tr_n("{n:,} point is too far away and left out.", "{n:,} points are too far away and left out.", left_out)
        )
    return sentences(said)


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
    (left, bottom), f = placing.moved(np.array([left, bottom])), placing.factor[0]
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
        (float(x), float(y), float(s * placing.factor[0]), float(w))
        for (x, y), s, w in zip(moved, sd, weight, strict=True)
    )
    return written(OwnMixture(placed, placing))


def in_words(text: str) -> str:
    """How own data was scaled to the plane and blurred, in sentences."""
    own = read(text)
    grouped = _grouped(own.grouping) if isinstance(own, OwnPoints) and own.grouping is not None else ""
    return sentences((_moved(own), grouped))


def _grouped(grouping: Grouping) -> str:
    """Where the modes of points come from, in a sentence."""
    k, names = len(grouping), plain(", ".join(grouping.names), 200)
    if grouping.by == "labels":
        return tr_n("Its {n} mode is the label {names}.", "Its {n} modes are the labels {names}.", k, names=names)
    return tr_n(
        "You said {n} mode; k-means finds that many in anything, so this is a guess.",
        "You said {n} modes; k-means finds that many in anything, so this is a guess.",
        k,
    )


def _moved(own: Own) -> str:
    placing = own.placing
    if placing is None:
        return tr("Used as it is.")
    digits = [min(12, max(0, ceil(log10(factor)) + 2)) for factor in placing.factor]  # a hundredth of a plane unit
    x, y = (f"{round(part, d) + 0.0:,.{d}f}" for part, d in zip(placing.shift, digits, strict=True))
    f, g = placing.factor
    said = tr("Moved by ({x}, {y}), then scaled by {f:.3g}.", x=x, y=y, f=f)
    if f != g:
        said = tr("Moved by ({x}, {y}), then the columns scaled by {f:.3g} and {g:.3g}.", x=x, y=y, f=f, g=g)
    if isinstance(own, OwnPoints):
        a, b = own.blur / f, own.blur / g
        blurred = tr("Each point is blurred by {a:.3g} and {b:.3g} in the file's units.", a=a, b=b)
        said = sentences((said, blurred))
    return said
