"""The kinds of data that a person can bring as P_data: points, a picture, a mixture of Gaussians."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from playground.core.arrays import PlanePoints
from playground.core.own_data.placing import Placing

Ink = npt.NDArray[np.uint8]
"""How dense each pixel is, uint8 (rows, columns), top row first."""

MOST_POINTS = 20_000
MOST_PIXELS = 128
"""Along each side."""
MOST_MODES = 64
MOST_TEXT = 400_000
"""Characters: 20,000 points of pure noise take 215,000."""
FARTHEST = 1e4
"""Plane units from the origin: beyond it float32 and the networks see nothing any more."""
FARTHEST_PICTURE = 50.0


@dataclass(frozen=True, eq=False)
class OwnPoints:
    """Points (n, 2) in plane units, each blurred by a round Gaussian of that standard deviation."""

    points: PlanePoints
    blur: float
    placing: Placing | None = None


@dataclass(frozen=True, eq=False)
class OwnPicture:
    """Ink on the rectangle whose lower left corner is (left, bottom), in square pixels of that many plane units."""

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
