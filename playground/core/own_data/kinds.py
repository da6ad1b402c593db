"""The kinds of own data for P_data: points, a picture, a mixture of Gaussians."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from playground.core.arrays import PlanePoints
from playground.core.own_data.placing import Placing

Ink = npt.NDArray[np.uint8]
"""The density of each pixel, uint8 (rows, columns), top row first."""

MOST_POINTS = 20_000
MOST_PIXELS = 128
"""Along each side."""
MOST_MODES = 64
MOST_TEXT = 400_000
"""Maximum characters: 20,000 points of pure noise take 215,000."""
FARTHEST = 1e4
"""Plane units from the origin: beyond this, float32 and the networks resolve nothing."""
FARTHEST_PICTURE = 50.0


@dataclass(frozen=True, eq=False)
class OwnPoints:
    """Points (n, 2) in plane units, each blurred by a round Gaussian of standard deviation `blur`."""

    points: PlanePoints
    blur: float
    placing: Placing | None = None


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
