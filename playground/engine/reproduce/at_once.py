"""Runs of one kind trained together for a reproduction, measured at equal distances, and limited by time."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playground.core.experiment import Experiment
    from playground.engine.many import Trained


def stretches(
    experiments: Sequence[Experiment], iterations: int, every: int, seconds: float = math.inf
) -> Iterator[tuple[int, list[Trained]]]:
    """Yields (iterations done, the runs in the order given) after every `every` iterations and at the end.

    The fastest way is chosen (engine/many.py); what can't be batched is trained one after another. `seconds` of one
    core for each run limit the whole, as wall time times threads, compiling not counted. That is checked after each
    stretch, so that there is always one. It ends early if no run is finite any more.
    """
    from playground.engine.many import ALONE, Many, best_way  # this loads torch

    many = Many(experiments, best_way(experiments, iterations))
    many.advance(1)
    threads = 1 if many.way == ALONE else min(len(experiments), os.cpu_count() or 1)
    until = time.perf_counter() + seconds * len(experiments) / threads
    done, late = many.iteration, False
    while done < iterations and not late:
        many.advance(min(every - done % every, iterations - done))
        if many.iteration == done:
            break
        done, late = many.iteration, time.perf_counter() > until
        yield done, many.trained()
