"""How many modes of a mixture the fakes reach, how sharply, and how evenly: VEEGAN's and PacGAN's numbers."""

from dataclasses import dataclass
from math import exp, nan

import numpy as np
import numpy.typing as npt

from playground.core.arrays import I64
from playground.core.metrics.metric import Metric
from playground.core.metrics.reference import Cloud, Reference, as_points
from playground.core.targets.target import Modes

RADIUS = 3.0
"""A sample is on target ("of high quality") within this many standard deviations of the nearest mode (VEEGAN, NeurIPS 2017)."""
CEILING = 1 - exp(-(RADIUS**2) / 2)
"""The share of a plane Gaussian within three standard deviations: P(chi2_2 <= 9) = .98889, not the .997 of a line."""
_DRAWS = 16
RISK = 0.01
"""How often, at most, a perfect G leaves any of the modes empty that are then called missing."""
NONE = -1
"""In place of a mode's number: a sample that is on target of none."""
SOLVED = 0.95
"""The share on target of a solved mixture of separate modes: the success rule of the published recipes."""


@dataclass(frozen=True, eq=False)
class ModeReport:
    """Which modes a cloud of samples reaches."""

    captured: int
    """Modes that are nearest to at least one high-quality sample."""
    total: int
    high_quality: float
    """Share of all samples within three standard deviations of the nearest mode."""
    smallest_share: float
    """High-quality samples of the smallest mode divided by its fair share; 1 is balanced. Of the modes that so many samples
    of a perfect G would show, if there are any.
    """
    counts: npt.NDArray[np.int64]
    """High-quality samples of each mode, (k,)."""
    samples: int
    missing: int
    """Modes without a high-quality sample that so many samples of a perfect G would show."""


def shown(modes: Modes, samples: int) -> npt.NDArray[np.bool_]:
    """Which modes so many samples of a perfect G show, (k,): all of them, in all but RISK of draws. Rarer modes may be
    empty by chance.
    """
    empty = (1 - CEILING * modes.weights) ** samples
    return np.asarray(empty <= RISK / len(modes), dtype=np.bool_)


def modes_of(points: Cloud, modes: Modes) -> I64:
    """Which mode each of (n, 2) points is on target of, int64 (n,): the nearest in Mahalanobis distance, or NONE, also for
    points that are not finite.
    """
    squared = _squared_mahalanobis(as_points(points), modes)
    return np.where(squared.min(axis=1) <= RADIUS**2, squared.argmin(axis=1), NONE)


def mode_report(points: Cloud, modes: Modes) -> ModeReport:
    """Counts (n, 2) points at the modes that they are on target of."""
    on, total, samples = modes_of(points, modes), len(modes), len(points)
    counts = np.bincount(on[on != NONE], minlength=total)
    good = int(counts.sum())
    expected = shown(modes, samples)
    weighed = expected if expected.any() else np.ones(total, dtype=np.bool_)
    share = float((counts / (modes.weights * good))[weighed].min()) if good else 0.0
    counts.flags.writeable = False
    return ModeReport(
        captured=int(np.count_nonzero(counts)),
        total=total,
        high_quality=good / samples if samples else nan,
        smallest_share=share,
        counts=counts,
        samples=samples,
        missing=int(np.count_nonzero(expected & (counts == 0))),
    )


def _squared_mahalanobis(points: npt.NDArray[np.float32], modes: Modes) -> npt.NDArray[np.float32]:
    """(n, k), by differences: |x|^2 - 2xc + |c|^2 loses precision at the small distances needed here."""
    centres = modes.centres.astype(np.float32)
    covariances = modes.covariances + 1e-12 * np.eye(2)  # a mode may be a single point
    whiten = np.linalg.inv(np.linalg.cholesky(covariances)).astype(np.float32)
    with np.errstate(over="ignore", invalid="ignore"):
        dx = points[:, :1] - centres[:, 0]
        dy = points[:, 1:] - centres[:, 1]
        dy *= whiten[:, 1, 1]
        dy += dx * whiten[:, 1, 0]
        dy *= dy
        dx *= whiten[:, 0, 0]
        dx *= dx
        dx += dy
    return dx


def _expected(reference: Reference) -> npt.NDArray[np.bool_]:
    """Which modes the fakes must reach: those that so many real points show, (k,)."""
    assert reference.target.modes is not None
    return shown(reference.target.modes, reference.n)


def _captured(fakes: Cloud, reference: Reference) -> float:
    """How many of the expected modes are reached. A rarer one, which chance alone may empty, makes up for none of them."""
    modes = reference.target.modes
    if modes is None:
        return nan
    return float(np.count_nonzero(mode_report(fakes, modes).counts[reference.once(_expected)]))


def _all_expected(reference: Reference) -> float:
    return float(np.count_nonzero(reference.once(_expected)))


def _high_quality(fakes: Cloud, reference: Reference) -> float:
    modes = reference.target.modes
    return nan if modes is None else mode_report(fakes, modes).high_quality


def _smallest_share(fakes: Cloud, reference: Reference) -> float:
    modes = reference.target.modes
    return nan if modes is None else mode_report(fakes, modes).smallest_share


def _ceiling(reference: Reference) -> float:
    """The exact ceiling, unless the modes overlap or are not Gaussian, which real samples show."""
    simulated = reference.once(HIGH_QUALITY.simulated_floor)
    return (
        CEILING
        if abs(simulated - CEILING) < 4 * (CEILING * (1 - CEILING) / reference.fresh[..., 0].size) ** 0.5
        else simulated
    )


MODES = Metric(
    name="modes",
    label="Modes captured",
    help="How many bumps of the data at least one good sample falls on. More is better; the goal is all of them. "
    "Bumps so rare that chance may leave them empty do not count.",
    measure=_captured,
    unit="modes",
    better="higher",
    needs="modes",
    draws=_DRAWS,
    exact=_all_expected,
)
HIGH_QUALITY = Metric(
    name="high_quality",
    label="On target",
    help="The share of samples within three standard deviations of a mode, “high quality” in the papers. "
    "Higher is better up to 98.9 %, which real data scores; more than 99.4 % means that the samples crowd too close to "
    "the centres. 95 % counts as solved.",
    measure=_high_quality,
    unit="share",
    better="higher",
    needs="modes",
    exact=_ceiling,
    slack=CEILING - SOLVED,
    capped=True,
)
SMALLEST_SHARE = Metric(
    name="smallest_share",
    label="Smallest mode share",
    help="The samples of the smallest mode divided by its fair share. 1 is perfectly even, 0 is a missing mode; even "
    "real data falls short of 1 with 2500 samples, and it takes 25,000 to tell an uneven G from chance.",
    measure=_smallest_share,
    unit="share",
    better="higher",
    needs="modes",
)
