"""A small game to travel in, and what a picture shows of its moment, to the bit."""

import dataclasses
from typing import Any

import numpy as np

from playground.core.experiment import Experiment
from playground.core.lenses import FIT, MOVES, READING, SAMPLES, SURFACE, TRAILS, Display
from playground.engine.commands import Watch
from playground.engine.letters import Picture
from playground.engine.past import Past
from playground.engine.session import Session

TINY = Experiment(g_layers=1, d_layers=1, g_width=4, d_width=4, batch=8)


LENSES = frozenset({SAMPLES, SURFACE, MOVES, TRAILS, FIT})


DISPLAY = Display(dots=20, grid=6)


KNOBS: dict[str, tuple[Any, ...]] = {
    "learning_rate_d": (1e-3, 1e-2),
    "objective": ("non_saturating", "wasserstein", "hinge"),
    "optimizer_g": ("adam", "sgd", "optimistic_adam"),
    "target": ("ring8", "two_moons"),
    "penalty_weight": (0.1, 0.0),
    "g_width": (4, 5),
    "generator": ("network", "points"),
}


def session(experiment: Experiment = TINY, every: int = 4, budget: int = 256_000_000) -> Session:
    made = Session(experiment)
    made.past = Past(budget, every)
    made.send(Watch(LENSES, DISPLAY))
    return made


def bits(value: object) -> object:
    """Anything that a lens may see, as something that can be compared to the bit."""
    if isinstance(value, np.ndarray):
        return value.shape, value.tobytes()
    if isinstance(value, (tuple, list)):
        return tuple(map(bits, value))
    if dataclasses.is_dataclass(value):
        return tuple((field.name, bits(getattr(value, field.name))) for field in dataclasses.fields(value))
    return repr(value)


def seen(picture: Picture) -> tuple[object, ...]:
    """All that a picture shows of its moment, to the bit."""
    by_name = sorted((lens.name, lens) for lens in picture.lenses if lens is not READING)
    lenses = tuple((name, bits(picture.lenses[lens])) for name, lens in by_name)
    return (picture.experiment, picture.counters, bits(picture.measured), lenses)
