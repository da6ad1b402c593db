"""The lens for readings: everything known at single points of the plane, exactly there rather than on a grid."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, nan

import numpy as np

from playground.core.lazy import Lazy
from playground.core.lenses.field import slope_at
from playground.core.lenses.lens import LENSES, Lens
from playground.core.lenses.look import Look, numpy_of
from playground.core.lenses.optimum import FAKES, FEWEST, bandwidth_of, why_not
from playground.core.own_data.target import target_of

torch = Lazy("torch")


@dataclass(frozen=True)
class Reading:
    """The values at one point; NaN where undefined.

    `d`: D's probability of "real", or its score minus the midpoint; `best`: D*; `data`, `model`: densities per square
    plane unit, the model's estimated from 20,000 fakes of the raw G (free points have none); `slope`: |grad D| of the raw output per plane
    unit.
    """

    x: float
    y: float
    d: float
    best: float
    data: float
    model: float
    slope: float
    probability: bool


def see(look: Look) -> tuple[Reading, ...]:
    """One reading for each of the display's probes, in their order."""
    probes = look.display.probes
    if not probes:
        return ()
    e, points = look.experiment, np.array(probes, np.float32)
    verdicts = look.verdicts(torch.tensor(points, device=look.device))
    slopes = np.hypot(*slope_at(look, points).T)
    log_density = target_of(e).log_density
    data = np.full(len(points), nan) if log_density is None else np.exp(log_density(points.astype(float)))
    model = model_density(look, points)
    comparable = why_not(look) is None
    found = []
    under_kernel = FAKES * 4 * np.pi * bandwidth_of(target_of(e), 0.0) ** 2
    for (x, y), d, p, q, s in zip(points, verdicts, data, model, slopes, strict=True):
        known = comparable and (p + q) * under_kernel >= FEWEST  # as for the layer: else it would be made of nothing
        best = float(p / (p + q)) if known else nan
        found.append(Reading(float(x), float(y), float(d), best, float(p), float(q), float(s), look.probability))
    return tuple(found)


def model_density(look: Look, points: np.ndarray) -> np.ndarray:
    """p_model of the raw G at points (n, 2), float64 (n,): a Gaussian kernel over 20,000 fakes."""
    e = look.experiment
    if look.g_network is None:
        return np.full(len(points), nan)
    fakes = numpy_of(look.sample(FAKES, averaged=False)).astype(float)
    width = bandwidth_of(target_of(e), 0.0)
    fakes = fakes[np.isfinite(fakes).all(1)]
    found = []
    for point in points:
        squared = ((fakes - point) ** 2).sum(1) / width**2
        found.append(np.exp(-squared / 2).sum() / (2 * np.pi * width**2 * FAKES))
    return np.array([q if isfinite(q) else nan for q in found])


READING: Lens[tuple[Reading, ...]] = LENSES.add(Lens("reading", "Reading", "Everything known at single points.", see))
