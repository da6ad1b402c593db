"""The gallery of target distributions, in display order."""

from playground.core.targets import curves, mixtures, outlines, rings, spirals, theory, tilings
from playground.core.targets.own import OWN
from playground.core.targets.target import TARGETS, Modes, Target

__all__ = ["OWN", "TARGETS", "Modes", "Target"]

for _target in (
    mixtures.RING8,
    OWN,
    curves.TWO_MOONS,
    curves.SWISS_ROLL,
    spirals.TWO_SPIRALS,
    tilings.CHECKERBOARD,
    tilings.PINWHEEL,
    rings.FOUR_RINGS,
    mixtures.GRID25,
    mixtures.RING8_HARD,
    curves.GANLAB_LINE,
    mixtures.GANLAB_GAUSSIANS,
    curves.GANLAB_RING,
    mixtures.GANLAB_DISJOINT,
    outlines.STAR,
    outlines.HEART,
    curves.S_CURVE,
    rings.CIRCLES,
    mixtures.FFJORD_8GAUSSIANS,
    curves.FFJORD_SWISS_ROLL,
    curves.FFJORD_TWO_MOONS,
    rings.FFJORD_CIRCLES,
    curves.FFJORD_LINE,
    curves.FFJORD_COS,
    theory.DIRAC,
    theory.TWO_POINTS,
    mixtures.GRID25_SOFT,
    mixtures.GAUSSIAN,
    mixtures.FAR_GAUSSIAN,
    mixtures.RING8_WIDE,
):
    TARGETS.add(_target)
