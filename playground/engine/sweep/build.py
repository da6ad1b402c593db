"""A sweep put together by hand: some knobs with their values, seeds and iterations, as the contents of a SWEEP.toml."""

from __future__ import annotations

import math
import re
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from playground.core.errors import InputError
from playground.core.experiment import EXPERIMENT, KINDS, KNOBS, Experiment, KnobValue
from playground.core.files.atomic import written
from playground.engine.sweep.plan import Plan, planned
from playground.engine.sweep.points import NOT_SWEPT, SCALES
from playground.i18n import tr

MOST_STEPS = 100
MOST_BUILT = 2000
"""Points: they are checked again at every change, which must not be felt."""
WARM_UP, MOST_TIMED, TIMED_SECONDS = 10, 300, 1.0

SWEPT = tuple(name for name in KNOBS if name not in NOT_SWEPT)
"""The knobs that can be swept."""


def split(text: str) -> list[str]:
    """The parts of a typed list: set apart by blanks, semicolons, or commas that a blank follows."""
    return [part for part in re.split(r"[;\s]+|,\s+", text.strip().strip(";,")) if part]


def spread_over(name: str, low: float, high: float, steps: int) -> list[KnobValue]:
    """This many values from low to high, evenly on the knob's own scale; fewer where rounding makes them equal."""
    knob, whole = KNOBS[name], KINDS[name] is int
    if knob.names or KINDS[name] is str:
        raise InputError(tr("{key} takes names, not a range; give a list of them", key=name))
    if not 2 <= steps <= MOST_STEPS:
        raise InputError(tr("{key}: a range needs from 2 to {most} steps", key=name, most=MOST_STEPS))
    if not low < high:
        raise InputError(tr("{key}: low must be below high", key=name))
    if knob.scale != "linear" and low <= 0:
        raise InputError(tr("{key}: with scale {scale}, low must be above 0", key=name, scale=knob.scale))
    places = [SCALES[knob.scale](low, high, i / (steps - 1)) for i in range(steps)]
    values = [min(max(value, low), high) for value in places]
    return list(dict.fromkeys(round(value) if whole else float(f"{value:.6g}") for value in values))


@dataclass(frozen=True)
class Built:
    """The base experiment, each knob's values, the number of seeds from the base's on, and the length of a run."""

    base: Experiment
    axes: tuple[tuple[str, tuple[KnobValue, ...]], ...]
    seeds: int
    iterations: int

    def values(self) -> dict[str, Any]:
        """The contents of its SWEEP.toml. InputError if a knob has two rows, or there are too many combinations."""
        grid: dict[str, list[KnobValue]] = {}
        for name, values in self.axes:
            if name in grid:
                raise InputError(tr("{key} is swept twice", key=name))
            grid[name] = list(values)
        if not grid:
            raise InputError(tr("add at least one knob"))
        n = math.prod(map(len, grid.values()))
        if n > MOST_BUILT:
            raise InputError(tr("{n:,} combinations are too many here (at most {most:,})", n=n, most=MOST_BUILT))
        defaults = EXPERIMENT.values()
        differs = {key: value for key, value in self.base.values().items() if value != defaults[key]}
        return {"iterations": self.iterations, "seeds": self.seeds, "experiment": differs, "grid": grid}

    def plan(self) -> Plan:
        """Its runs; InputError, one sentence, if there are none."""
        return planned(self.values())

    def write(self, path: Path) -> None:
        """Writes the SWEEP.toml. OSError if it can't."""
        with written(path) as file:
            file.write(tomli_w.dumps(self.values()).encode())


def measured_rate(experiment: Experiment, stop: threading.Event) -> float | None:
    """Iterations per second of this experiment trained alone, timed for a second at most; None if stopped."""
    from playground.core.training.trainer import Trainer  # this loads torch

    trainer = Trainer(experiment)
    for _ in range(WARM_UP):
        trainer.iterate()
    began, n = time.perf_counter(), 0
    while n == 0 or (n < MOST_TIMED and time.perf_counter() - began < TIMED_SECONDS):
        if stop.is_set():
            return None
        trainer.iterate()
        n += 1
    return n / (time.perf_counter() - began)
