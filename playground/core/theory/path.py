"""The path angle and the path norm of Berard et al. 2020: how a game's field lies along a straight line of parameters."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from playground.core.arrays import F64
from playground.core.errors import InputError
from playground.i18n import tr

Field = Callable[[F64], F64]
"""Parameters (n,) -> the direction (n,) in which both players move there: minus each player's own gradient."""


@dataclass(frozen=True)
class PathAngle:
    """The field along the line from w (0) to w' (1); both arrays are float64 and as long as `along`."""

    along: F64
    """(k,): positions on the line; below 0 or above 1, it is extended."""
    cosine: F64
    """(k,): c(a), from -1 to 1; NaN where the field vanishes, as it has no direction there."""
    norm: F64
    """(k,): |v| at each position, in units of the field."""

    @property
    def switches(self) -> F64:
        """Where the cosine changes its sign, in rising order, (m,): between two positions by the secant's zero.

        The signature of attraction is one switch from plus to minus near the end.
        """
        known = np.isfinite(self.cosine) & (self.cosine != 0)
        at, c = self.along[known], self.cosine[known]
        i = np.flatnonzero(c[:-1] * c[1:] < 0)
        zeros: F64 = at[i] - c[i] * (at[i + 1] - at[i]) / (c[i + 1] - c[i])
        return zeros

    @property
    def bump(self) -> tuple[float, float]:
        """Where the cosine leaves the range between its first and its last value farthest, and by how much (negative: below).

        The signature of rotation is a bump near the end; attraction alone has none: (NaN, 0).
        """
        known = np.isfinite(self.cosine)
        at, c = self.along[known], self.cosine[known]
        if not len(c):
            return np.nan, 0.0
        beyond = c - np.clip(c, min(c[0], c[-1]), max(c[0], c[-1]))
        i = int(np.argmax(np.abs(beyond)))
        return (float(at[i]), float(beyond[i])) if beyond[i] else (np.nan, 0.0)


def path_angle(field: Field, start: F64, end: F64, along: F64) -> PathAngle:
    """The path angle c(a) = <w' - w, v_a> / (|w' - w| |v_a|) and the path norm |v_a|, with v_a = v(w + a (w' - w)).

    `start` is w and `end` w', (n,) each; `along` is every a, (k,). The authors plot a from about 0.6 to 1.5, with w at
    the beginning of training and w' at its end. Sign: v is the direction in which the players move, so that c is +1
    where they move straight towards w'. This is the sign of the authors' code (facebookresearch/
    GAN-optimization-landscape, plot_path_tools.py: the gradients' cosine with w - w'). Raises InputError if both points are one.

    Source: Berard, Gidel, Almahairi, Vincent and Lacoste-Julien, "A closer look at the optimization landscapes of
    generative adversarial networks", ICLR 2020, section 4.
    """
    first, step = np.asarray(start, dtype=np.float64), np.asarray(end, dtype=np.float64) - start
    length = float(np.linalg.norm(step))
    if not length > 0:
        raise InputError(tr("a path needs two different points; both ends are the same"))
    at = np.asarray(along, dtype=np.float64)
    vectors = np.stack([field(first + a * step) for a in at])
    norm = np.linalg.norm(vectors, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        cosine = np.clip(vectors @ (step / length) / norm, -1.0, 1.0)
    return PathAngle(at, cosine, norm)
