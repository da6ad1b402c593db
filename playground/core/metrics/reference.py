"""The reference for metrics: a fixed sample of the target, and everything computed from it once."""

from collections.abc import Callable, Hashable
from functools import cached_property, lru_cache
from typing import Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from playground.core.arrays import PlanePoints
from playground.core.targets.target import TARGETS, Target, TrainingSet

Cloud: TypeAlias = npt.NDArray[np.floating[Any]]
"""Arbitrary points, (n, 2) in plane units, perhaps not finite."""

T = TypeVar("T")

SAMPLES = 2500
"""VEEGAN's sample size; the number of modes captured grows with it, so it is the same everywhere."""
DRAWS = 64
"""Fresh real samples behind a floor: one draw of the sliced distance varies by a third, the mean of 64 by 4 %."""
_REAL_KEY, _FRESH_KEY = 0x9EA1, 0xF8E5


class Reference:
    """n real points that never change, so that a metric moves only when the fakes do, and 64 more such samples.

    The floors are means over those fresh samples against this sample: the score of a perfect G.
    """

    def __init__(
        self, target: Target, n: int = SAMPLES, training: TrainingSet | None = None, endless: "Reference | None" = None
    ) -> None:
        self.target = target
        self.n = n
        self.training = training
        """The points that training sees, if they are not endless; none of them is in the samples."""
        self.endless = endless or self
        """The same without the training set, which shares its samples and floors with all training sets."""
        self._known: dict[Hashable, Any] = {}

    @cached_property
    def real(self) -> PlanePoints:
        """The fixed sample, (n, 2), read-only."""
        if self.endless is not self:
            return self.endless.real
        return _frozen(self.target.sample(self.n, np.random.Generator(np.random.Philox(key=_REAL_KEY))))

    @cached_property
    def fresh(self) -> PlanePoints:
        """64 more samples of the same size, (64, n, 2), read-only; the output of a perfect G."""
        if self.endless is not self:
            return self.endless.fresh
        generator = np.random.Generator(np.random.Philox(key=_FRESH_KEY))
        return _frozen(self.target.sample(DRAWS * self.n, generator).reshape(DRAWS, self.n, 2))

    def once(self, make: Callable[["Reference"], T]) -> T:
        """`make(self)`, computed at the first call and cached."""
        if make not in self._known:
            self._known[make] = make(self)
        value: T = self._known[make]
        return value


def as_points(cloud: Cloud) -> PlanePoints:
    """The same points in float32; values too large for float32 silently become infinite."""
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(cloud, dtype=np.float32)


def _frozen(points: PlanePoints) -> PlanePoints:
    points = np.ascontiguousarray(points)
    points.flags.writeable = False
    return points


@lru_cache(maxsize=8)
def _shared(target: Target, n: int) -> Reference:
    return Reference(target, n)


@lru_cache(maxsize=8)
def _with(target: Target, n: int, training: TrainingSet) -> Reference:
    return Reference(target, n, training, _shared(target, n))


def reference(target: str | Target, n: int = SAMPLES, training: TrainingSet | None = None) -> Reference:
    """The Reference of a target (or its name), size and training set; one shared instance each."""
    found = TARGETS[target] if isinstance(target, str) else target
    return _shared(found, n) if training is None else _with(found, n, training)
