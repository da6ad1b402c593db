"""The metrics of how close G is to the data."""

from playground.core.metrics import copying, grid, kernels, modes, neighbours, sliced
from playground.core.metrics.metric import Metric, Reading
from playground.core.metrics.modes import ModeReport, mode_report
from playground.core.metrics.reference import Reference, reference
from playground.core.metrics.sliced import sliced_wasserstein
from playground.core.metrics.verdict import Verdict, verdict
from playground.core.metrics.witnesses import FAST, SLOW, Witness
from playground.core.registry import Registry

__all__ = [
    "FAST",
    "METRICS",
    "SLOW",
    "Metric",
    "ModeReport",
    "Reading",
    "Reference",
    "Verdict",
    "Witness",
    "mode_report",
    "reference",
    "sliced_wasserstein",
    "verdict",
]

METRICS: Registry[Metric] = Registry("metric")
"""Every metric, in the order of the panel."""

for _metric in (
    modes.MODES,
    modes.HIGH_QUALITY,
    modes.SMALLEST_SHARE,
    sliced.SLICED_WASSERSTEIN,
    kernels.ENERGY_DISTANCE,
    kernels.MMD,
    grid.GRID_JSD,
    grid.GRID_KL,
    neighbours.PRECISION,
    neighbours.RECALL,
    neighbours.DENSITY,
    neighbours.COVERAGE,
    neighbours.FIXED_RADIUS_COVERAGE,
    neighbours.C2ST,
    copying.DATA_COPYING,
):
    METRICS.add(_metric)
