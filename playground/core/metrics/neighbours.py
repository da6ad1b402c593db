"""Metrics based on nearest neighbours: precision, recall, density, coverage, and a two-sample test."""

from collections.abc import Callable
from math import nan

import numpy as np
import numpy.typing as npt

from playground.core.arrays import F64
from playground.core.metrics.metric import Metric
from playground.core.metrics.nearest import Neighbourhood
from playground.core.metrics.reference import Cloud, Reference

PRECISION_K, DENSITY_K = 3, 5
"""Neighbours in Kynkäänniemi et al. 2019 and in Naeem et al. 2020."""
RADIUS = 0.1
"""Plane units; the balls of DENSITY_K neighbours are .02 wide at 2500 points, too small for a thin G (coverage .5)."""
_DRAWS = 16


def precision(real: Neighbourhood, fake: Neighbourhood) -> float:
    """The share of fakes inside the union of the real balls, k = 3; non-finite fakes are outside."""
    return _share(fake.within_balls_of(real, PRECISION_K) > 0, fake)


def recall(real: Neighbourhood, fake: Neighbourhood) -> float:
    """The share of reals inside the union of the fakes' balls, k = 3; non-finite fakes have none."""
    return _share(real.within_balls_of(fake, PRECISION_K) > 0, real) if fake.size else nan


def density(real: Neighbourhood, fake: Neighbourhood) -> float:
    """The mean number of real balls, k = 5, that contain a fake, divided by k; about 1 for a perfect G, and may
    exceed it.
    """
    return float(fake.within_balls_of(real, DENSITY_K).sum()) / (DENSITY_K * fake.size) if fake.size else nan


def coverage(real: Neighbourhood, fake: Neighbourhood) -> float:
    """The share of reals whose ball, k = 5, contains a fake; at most about 1 - 2^-5 for a perfect G."""
    return _share(fake.distances(real.points) < real.radii(DENSITY_K), real) if fake.size else nan


def fixed_radius_coverage(real: Neighbourhood, fake: Neighbourhood, radius: float = RADIUS) -> float:
    """The share of reals with a fake within the radius."""
    return _share(fake.distances(real.points) <= radius, real) if fake.size else nan


def c2st(real: Neighbourhood, fake: Neighbourhood) -> float:
    """How often a point's nearest neighbour in both clouds together is of its own kind; ties count half.

    A non-finite fake is always recognised.
    """
    if not real.size or not fake.size:
        return nan
    reals = _own_kind(real.nearest_other, fake.distances(real.points))
    fakes = _own_kind(fake.nearest_other, real.distances(fake.points))
    return (reals + fakes + real.strays + fake.strays) / (real.size + fake.size)


def _own_kind(own: F64, other: F64) -> float:
    return float((own < other).sum() + 0.5 * (own == other).sum())


def _share(of: npt.NDArray[np.bool_], cloud: Neighbourhood) -> float:
    return float(of.sum()) / cloud.size if cloud.size else nan


def _real_neighbourhood(reference: Reference) -> Neighbourhood:
    return Neighbourhood(reference.real)


def _between(score: Callable[[Neighbourhood, Neighbourhood], float]) -> Callable[[Cloud, Reference], float]:
    def measure(fakes: Cloud, reference: Reference) -> float:
        return score(reference.once(_real_neighbourhood), Neighbourhood(fakes))

    return measure


PRECISION = Metric(
    name="precision",
    label="Precision",
    help="The share of fakes that lie among real points: within the distance of a real point to its third neighbour. "
    "Higher is better; a G that makes only one perfect mode has a high precision too.",
    measure=_between(precision),
    unit="share",
    better="higher",
    cost="second",
    needs="density",
    draws=_DRAWS,
)
RECALL = Metric(
    name="recall",
    label="Recall",
    help="The share of real points that lie among fakes: within the distance of a fake to its third neighbour. "
    "Higher is better; a few stray fakes, whose neighbours are far away, inflate it.",
    measure=_between(recall),
    unit="share",
    better="higher",
    cost="second",
    needs="density",
    draws=_DRAWS,
)
DENSITY = Metric(
    name="density",
    label="Density",
    help="How many real neighbourhoods a fake lies in, relative to how many it should. 1 is right; more means that "
    "the fakes crowd where the data is densest.",
    measure=_between(density),
    better="nearer one",
    cost="second",
    needs="density",
    draws=_DRAWS,
)
COVERAGE = Metric(
    name="coverage",
    label="Coverage",
    help="The share of real points with a fake closer than their fifth real neighbour. Higher is better; even real "
    "data scores only about 97 %.",
    measure=_between(coverage),
    unit="share",
    better="higher",
    cost="second",
    needs="density",
    draws=_DRAWS,
)
FIXED_RADIUS_COVERAGE = Metric(
    name="fixed_radius_coverage",
    label="Coverage within 0.1",
    help="The share of real points with a fake within 0.1 plane units. Higher is better; the rest is data that G does not reach.",
    measure=_between(fixed_radius_coverage),
    unit="share",
    better="higher",
    cost="second",
    needs="density",
    draws=_DRAWS,
)
C2ST = Metric(
    name="c2st",
    label="Nearest-neighbour test",
    help="How often a point's nearest neighbour is of its own kind, real or fake. One half is perfect: the two "
    "cannot be told apart. 1 is the worst; below one half G repeats real points.",
    measure=_between(c2st),
    unit="share",
    better="nearer a half",
    cost="second",
    needs="density",
    draws=_DRAWS,
)
