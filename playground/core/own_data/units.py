"""Points of the plane in the units of the file that P_data came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from playground.core.arrays import F32
from playground.core.own_data.target import HasTarget
from playground.core.own_data.text import read
from playground.core.targets.own import OWN


class Both(Protocol):
    """Real points and fakes, (n, 2) each."""

    @property
    def real(self) -> F32: ...
    @property
    def fake(self) -> F32: ...


@dataclass(frozen=True, eq=False)
class InUnits:
    """Real points and fakes, (n, 2) each, in the file's units."""

    real: F32
    fake: F32


def in_own_units(experiment: HasTarget, points: Both) -> Both:
    """The points in the units of the experiment's own data, if its target was scaled to the plane; else as they are."""
    placing = read(experiment.own_data).placing if experiment.target == OWN.name else None
    if placing is None:
        return points
    real, fake = (placing.back(some.astype(np.float64)).astype(np.float32) for some in (points.real, points.fake))
    return InUnits(real, fake)
