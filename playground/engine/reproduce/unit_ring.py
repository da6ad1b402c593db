"""The ring of 8 at its published size, radius 1 and sigma 0.01, as own data: the gallery's ring is scaled to the plane."""

from __future__ import annotations

from functools import cache
from math import cos, pi, sin

from playground.core.own_data.build import mixture_text

SIGMA = 0.01
MODES = 8


@cache
def unit_ring() -> str:
    """The own_data of eight equal Gaussians on the unit circle, in the plane's units as they are."""
    angles = [2 * pi * k / MODES for k in range(MODES)]
    return mixture_text([(cos(a), sin(a), SIGMA, 1.0) for a in angles])
