"""The kinds of own data for P_data: points, a picture, a mixture of Gaussians."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from playground.core.arrays import PlanePoints
from playground.core.own_data.placing import Placing

Ink = npt.NDArray[np.uint8]
"""The density of each pixel, uint8 (rows, columns), top row first."""

MOST_POINTS = 100_000
GroupedBy = Literal["labels", "kmeans"]
"""Modes are the labels of a column, or k clusters found by k-means, where a person has said k."""
MOST_PIXELS = 128
"""Along each side."""
MOST_MODES = 64
MOST_TEXT = 1_500_000
"""Maximum characters: 100,000 points of pure noise take 1,070,000, with labels up to 1,200,000."""
FARTHEST = 1e4
"""Plane units from the origin: beyond this, float32 and the networks resolve nothing."""
FARTHEST_PICTURE = 50.0


@dataclass(frozen=True, eq=False)
class Grouping:
    """Which mode each of n points belongs to: indices (n,), uint8, of `names`, and who says so."""

    labels: npt.NDArray[np.uint8]
    names: tuple[str, ...]
    by: GroupedBy

    def __len__(self) -> int:
        return len(self.names)

    def of(self, kept: npt.NDArray[Any]) -> Grouping:
        """The grouping of some of the points, by index or mask, without names that no point has left."""
        there, labels = np.unique(self.labels[kept], return_inverse=True)
        return Grouping(labels.astype(np.uint8), tuple(self.names[k] for k in there), self.by)


@dataclass(frozen=True, eq=False)
class OwnPoints:
    """Points (n, 2) in plane units, each blurred by a round Gaussian of standard deviation `blur`; perhaps with modes."""

    points: PlanePoints
    blur: float
    placing: Placing | None = None
    grouping: Grouping | None = None


@dataclass(frozen=True, eq=False)
class OwnPicture:
    """Ink on the rectangle whose lower left corner is (left, bottom), in square pixels, `pixel` plane units wide."""

    ink: Ink
    left: float
    bottom: float
    pixel: float
    placing: Placing | None = None


@dataclass(frozen=True)
class OwnMixture:
    """Round Gaussians, each (x, y, standard deviation, weight), in plane units."""

    modes: tuple[tuple[float, float, float, float], ...]
    placing: Placing | None = None


Own = OwnPoints | OwnPicture | OwnMixture
