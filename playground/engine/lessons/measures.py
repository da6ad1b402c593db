"""What a lesson may claim: the program's own measurements, by name, of a picture of the live run."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from playground.core.lenses import (
    FIT,
    GRADIENTS,
    MOVES,
    NUMBERS,
    OPTIMUM,
    SAMPLES,
    SURFACE,
    VALUE,
    VERDICTS,
    Lens,
)
from playground.core.lessons import Step
from playground.core.lessons.lesson import Theory
from playground.core.registry import Registry
from playground.core.theory import GAMES, METHODS, PhasePortrait, phase_portrait
from playground.engine.letters import Picture
from playground.i18n import Text


@dataclass(frozen=True)
class Scene:
    """What a measurement is made of: a picture, and the step that it belongs to."""

    picture: Picture
    step: Step


@dataclass(frozen=True)
class Measure:
    """A number that can be claimed. `label` names it in a sentence; `digits` after the decimal point are shown."""

    name: str
    label: Text
    help: str
    of: Callable[[Scene], float | None]
    """The number; None where it has not been measured yet, or has no meaning for this experiment."""
    lenses: frozenset[Lens[object]] = field(default_factory=frozenset)
    digits: int = 2

    def shown(self, value: float) -> str:
        """A value as it is written in a sentence."""
        return f"{value:z,.{self.digits}f}"


MEASURES: Registry[Measure] = Registry("measure")


def _verdicts(kind: str) -> Callable[[Scene], float | None]:
    def of(scene: Scene) -> float | None:
        seen = scene.picture.seen(VERDICTS)
        return None if seen is None else float(getattr(seen, kind).mean())

    return of


def _apart(scene: Scene) -> float | None:
    seen = scene.picture.seen(VERDICTS)
    return None if seen is None else float(seen.real.mean() - seen.fake.mean())


def _from_half(scene: Scene) -> float | None:
    seen = scene.picture.seen(VERDICTS)
    if seen is None or not seen.probability:
        return None
    return max(abs(float(seen.real.mean()) - 0.5), abs(float(seen.fake.mean()) - 0.5))


def _modes(scene: Scene) -> float | None:
    fit = scene.picture.seen(FIT)
    return None if fit is None or fit.modes is None else float(fit.modes.captured)


def _on_target(scene: Scene) -> float | None:
    fit = scene.picture.seen(FIT)
    return None if fit is None or fit.modes is None else float(fit.modes.high_quality)


def _distance(scene: Scene) -> float | None:
    fit = scene.picture.seen(FIT)
    return None if fit is None else fit.sliced_wasserstein


def _times_floor(scene: Scene) -> float | None:
    fit = scene.picture.seen(FIT)
    return None if fit is None else fit.sliced_wasserstein / fit.floor


def _value(part: str) -> Callable[[Scene], float | None]:
    def of(scene: Scene) -> float | None:
        seen = scene.picture.seen(VALUE)
        return None if seen is None else float(getattr(seen, part))

    return of


def _from_optimum(scene: Scene) -> float | None:
    seen = scene.picture.seen(OPTIMUM)
    return None if seen is None or not np.isfinite(seen.off) else seen.off


def _moved(scene: Scene) -> float | None:
    seen = scene.picture.seen(MOVES)
    return None if seen is None else float(np.linalg.norm(seen.after - seen.before, axis=1).mean())


def _slope(scene: Scene) -> float | None:
    seen = scene.picture.seen(GRADIENTS)
    if seen is None or not len(seen.direction):
        return None
    return float(np.linalg.norm(seen.direction, axis=1).mean())


def _gradient(player: str) -> Callable[[Scene], float | None]:
    def of(scene: Scene) -> float | None:
        seen = scene.picture.seen(NUMBERS)
        return None if seen is None else float(getattr(seen, f"{player}_gradient"))

    return of


def _folded(scene: Scene) -> float | None:
    seen = scene.picture.seen(NUMBERS)
    return None if seen is None else seen.folded


def _undecided(scene: Scene) -> float | None:
    seen = scene.picture.seen(SURFACE)
    if seen is None or not seen.probability:
        return None
    return float((np.abs(seen.value - 0.5) < 0.1).mean())


def _centre(scene: Scene) -> float | None:
    seen = scene.picture.seen(SAMPLES)
    return None if seen is None else float(np.linalg.norm(seen.fake.mean(0) - seen.real.mean(0)))


@lru_cache(maxsize=8)
def portrait_of(theory: Theory) -> PhasePortrait:
    """The solved game of a step."""
    return phase_portrait(GAMES[theory.game], METHODS[theory.method], theory.h, theory.steps, cells=3)


def _multiplier(scene: Scene) -> float | None:
    if scene.step.theory is None:
        return None
    rates = portrait_of(scene.step.theory).multipliers
    return float(np.abs(rates).max()) if len(rates) else None


def _theory_distance(scene: Scene) -> float | None:
    if scene.step.theory is None:
        return None
    away = portrait_of(scene.step.theory).distance
    return float(away[-1] / away[0]) if math.isfinite(away[-1]) else math.inf


for _row in (
    Measure(
        "d_real", "D's mean output on real points", "1 is real, 0 is fake.", _verdicts("real"), frozenset({VERDICTS})
    ),
    Measure("d_fake", "D's mean output on fakes", "1 is real, 0 is fake.", _verdicts("fake"), frozenset({VERDICTS})),
    Measure(
        "d_apart",
        "D's mean output on real points minus that on fakes",
        "0: D can't tell them apart.",
        _apart,
        frozenset({VERDICTS}),
    ),
    Measure(
        "d_from_half",
        "the farther of D's two means from 1/2",
        "0: D can only guess.",
        _from_half,
        frozenset({VERDICTS}),
    ),
    Measure(
        "undecided",
        "the share of the plane where D's output is between 0.4 and 0.6",
        "1: D is undecided everywhere.",
        _undecided,
        frozenset({SURFACE}),
    ),
    Measure(
        "modes",
        "modes that G reaches",
        "Those with enough fakes within three standard deviations.",
        _modes,
        frozenset({FIT}),
        0,
    ),
    Measure(
        "on_target",
        "the share of fakes on target",
        "Within three standard deviations of a mode.",
        _on_target,
        frozenset({FIT}),
    ),
    Measure(
        "distance",
        "the distance between P_model and P_data",
        "Sliced Wasserstein, in plane units.",
        _distance,
        frozenset({FIT}),
        3,
    ),
    Measure(
        "times_floor",
        "the distance divided by that of real points",
        "1: as close as real points are.",
        _times_floor,
        frozenset({FIT}),
        1,
    ),
    Measure("v", "V(D, G)", "The value of the game in nats.", _value("v"), frozenset({VALUE}), 3),
    Measure("v_real", "E log D(x)", "The first term of V.", _value("on_real"), frozenset({VALUE}), 3),
    Measure("v_fake", "E log(1 - D(G(z)))", "The second term of V.", _value("on_fake"), frozenset({VALUE}), 3),
    Measure(
        "jsd",
        "(log 4 + V) / 2",
        "What V says of the Jensen-Shannon divergence, in nats.",
        _value("jsd"),
        frozenset({VALUE}),
        3,
    ),
    Measure(
        "from_optimum",
        "the mean of |D - D*|",
        "Over the part of the plane where D* is known.",
        _from_optimum,
        frozenset({OPTIMUM}),
        3,
    ),
    Measure(
        "moved", "how far G's last update moved its fakes", "The mean, in plane units.", _moved, frozenset({MOVES}), 3
    ),
    Measure(
        "slope",
        "the mean length of G's gradient at its fakes",
        "How strongly D tells G where to go.",
        _slope,
        frozenset({GRADIENTS}),
        4,
    ),
    Measure(
        "g_gradient", "the norm of G's gradient", "Over all of G's parameters.", _gradient("g"), frozenset({NUMBERS}), 5
    ),
    Measure(
        "d_gradient", "the norm of D's gradient", "Over all of D's parameters.", _gradient("d"), frozenset({NUMBERS}), 5
    ),
    Measure(
        "folded",
        "the share of z where G's sheet is folded over",
        "Where the determinant of dG/dz is negative.",
        _folded,
        frozenset({NUMBERS}),
    ),
    Measure(
        "centre",
        "the distance between the means of fakes and real points",
        "In plane units.",
        _centre,
        frozenset({SAMPLES}),
    ),
    Measure(
        "iteration",
        "the iteration",
        "Of the run.",
        lambda scene: float(scene.picture.counters.iteration),
        frozenset(),
        0,
    ),
    Measure(
        "d_steps",
        "D's updates",
        "Since the run began.",
        lambda scene: float(scene.picture.counters.d_steps),
        frozenset(),
        0,
    ),
    Measure(
        "g_steps",
        "G's updates",
        "Since the run began.",
        lambda scene: float(scene.picture.counters.g_steps),
        frozenset(),
        0,
    ),
    Measure("d_loss", "D's loss", "On the last batch.", lambda scene: scene.picture.measured.d_loss, frozenset(), 3),
    Measure("g_loss", "G's loss", "On the last batch.", lambda scene: scene.picture.measured.g_loss, frozenset(), 3),
    Measure(
        "theory_multiplier",
        "the largest multiplier of one step",
        "Below 1 the game converges near its equilibrium.",
        _multiplier,
        frozenset(),
        3,
    ),
    Measure(
        "theory_distance",
        "the last distance to the equilibrium divided by the first",
        "Below 1 it has come closer.",
        _theory_distance,
        frozenset(),
        2,
    ),
):
    MEASURES.add(_row)


def value_of(name: str, scene: Scene) -> float | None:
    """A measure's number; None where it is unknown or not finite."""
    value = MEASURES[name].of(scene)
    return value if value is not None and not math.isnan(value) else None
