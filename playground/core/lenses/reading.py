"""The lens for readings: everything known at single points of the plane."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import numpy as np

from playground.core.lazy import Lazy
from playground.core.lenses.estimate import densities_at
from playground.core.lenses.field import slope_at
from playground.core.lenses.lens import LENSES, Lens
from playground.core.lenses.look import Look
from playground.core.lenses.optimum import best_of, noise_of, why_not
from playground.core.own_data.target import target_of

torch = Lazy("torch")


@dataclass(frozen=True)
class Reading:
    """The values at one point; NaN where undefined.

    `d`: D's probability of "real", or its score minus the midpoint; `best`: D*; `data`, `model`: densities per square
    plane unit, the model's estimated from 20,000 fakes of the raw G (free points have none). These three are those of
    the picture's cell around the point, so that they are what the layers show there: smoothed by `bandwidth` (plane
    units). `slope`: |grad D| of the raw output per plane unit. If D is told the class, `d`, `best` and `slope` are for
    the display's.
    """

    x: float
    y: float
    d: float
    best: float
    data: float
    model: float
    slope: float
    probability: bool
    bandwidth: float


def see(look: Look) -> tuple[Reading, ...]:
    """One reading for each of the display's probes, in their order."""
    probes = look.display.probes
    if not probes:
        return ()
    points = np.array(probes, np.float32)
    verdicts = look.verdicts(torch.tensor(points, device=look.device))
    slopes = np.hypot(*slope_at(look, points).T)
    found = [
        _at(look, float(x), float(y), float(d), float(s)) for (x, y), d, s in zip(points, verdicts, slopes, strict=True)
    ]
    return tuple(found)


def _at(look: Look, x: float, y: float, d: float, slope: float) -> Reading:
    plain = densities_at(look, x, y)
    best = nan
    if why_not(look) is None:
        noise = noise_of(look)
        here = plain if not (noise or look.classes) else densities_at(look, x, y, noise=noise, of_class=True)
        best = float(best_of(look, here)[0, 0])
    data = nan if target_of(look.experiment).cells is None else float(plain.data[0, 0])
    model = nan if look.g_network is None else float(plain.model[0, 0])
    return Reading(x, y, d, best, data, model, slope, look.probability, plain.bandwidth)


READING: Lens[tuple[Reading, ...]] = LENSES.add(Lens("reading", "Reading", "Everything known at single points.", see))
