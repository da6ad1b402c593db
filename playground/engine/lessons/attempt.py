"""One attempt at a step of a lesson: what has been done of it, and what was measured of its claim."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from playground.core.experiment import Experiment
from playground.core.lenses import Lens
from playground.core.lessons import Await, Claim, Step
from playground.engine.lessons.measures import MEASURES, Scene, value_of
from playground.engine.letters import Picture

Ending = Literal["none", "waiting", "not yet", "holds", "not here"]
"""Of a claim: there is none; the step has not been done; it may still come true; it was measured; it did not happen here."""
GRACE = 100
"""Iterations: during training a costly lens may have looked so much earlier."""
FINITE = frozenset({"step", "step_d", "step_g", "train_d_to_optimum"})
"""Actions whose work ends by itself: what they bring about is measured when they have ended, not on the way."""
STILL = 0.25
"""In plane units or standard deviations: a latent has been moved if it is farther than this from where it was first held."""


@dataclass(frozen=True)
class Acted:
    """The person has triggered an action."""

    action: str


@dataclass(frozen=True)
class Answered:
    """The person has chosen an answer, by its place."""

    place: int


@dataclass(frozen=True)
class LayerSwitched:
    """A layer has been switched on."""

    layer: str


@dataclass(frozen=True)
class PointRead:
    """A point of the plane has been read: under a resting pointer, or as a pin."""


Event = Acted | Answered | LayerSwitched | PointRead


@dataclass(frozen=True)
class Standing:
    """How a step stands. `done` of `needed`: of what it awaits, in its own unit (times, iterations, or 0 and 1).

    `value`: the claim's number, in the way the claim asks for it; `at`: the iteration at which it was measured.
    `answer`: the place of the person's answer; `came`: the place of the answer that was measured.
    """

    awaited: bool
    done: int
    needed: int
    ending: Ending
    value: float | None = None
    at: int = 0
    answer: int | None = None
    came: int | None = None

    @property
    def over(self) -> bool:
        """True once there is nothing more to wait for."""
        return self.awaited and self.ending in ("none", "holds", "not here")


class Attempt:
    """Follows a step by events and pictures, from the first picture of its set-up on; the same for a window and without."""

    def __init__(self, step: Step) -> None:
        self.step = step
        self._times = 0
        self._answer: int | None = None
        self._happened = False
        self._first: Picture | None = None
        self._started: float | None = None
        """The claim's measure when the step began."""
        self._done_at: int | None = None
        """The iteration at which what is awaited was done."""
        self._held: tuple[float, int] | None = None
        self._last: float | None = None
        self._late = False
        self._now = 0

    @property
    def lenses(self) -> frozenset[Lens[object]]:
        """What its claim is measured with."""
        claim = self.step.claim
        return MEASURES[claim.measure].lenses if claim is not None else frozenset()

    def hear(self, event: Event) -> None:
        """Takes an event in."""
        awaits = self.step.awaits
        match event:
            case Answered(place):
                self._answer = place
            case Acted(action) if awaits is not None and awaits.action == action:
                self._times += 1
            case LayerSwitched(layer) if awaits is not None and awaits.layer == layer:
                self._happened = True
            case PointRead() if awaits is not None and awaits.point:
                self._happened = True
            case _:
                pass

    def see(self, picture: Picture) -> None:
        """Takes a picture in; those before the step's set-up was obeyed must not be given."""
        claim = self.step.claim
        value = value_of(claim.measure, Scene(picture, self.step)) if claim is not None else None
        if self._first is None:
            self._first = picture
        if self._started is None:
            self._started = value
        self._now = picture.counters.iteration
        if self._awaits_done(picture) and self._done_at is None:
            self._done_at = self._now
        if claim is None or value is None or self._done_at is None or self._held is not None:
            return
        if not (picture.playing and self._works_to_its_end):
            self._judge(claim, value, picture)

    @property
    def _works_to_its_end(self) -> bool:
        return self.step.awaits is not None and self.step.awaits.action in FINITE

    def _judge(self, claim: Claim, value: float, picture: Picture) -> None:
        assert self._done_at is not None
        number = self._asked_of(claim, value)
        if number is None:
            return
        self._last = number
        if claim.holds(number):
            self._held, self._late = (number, picture.counters.iteration), False
        else:
            patience = max(claim.within, GRACE) if picture.playing else claim.within
            self._late = picture.counters.iteration - self._done_at >= patience

    def _asked_of(self, claim: Claim, value: float) -> float | None:
        if claim.of == "now":
            return value
        if self._started is None:
            return None
        if claim.of == "change":
            return value - self._started
        return value / self._started if self._started else None

    def _awaits_done(self, picture: Picture) -> bool:
        awaits = self.step.awaits
        return awaits is None or self._progress(awaits, picture) >= needed(awaits)

    def _progress(self, awaits: Await, picture: Picture) -> int:
        assert self._first is not None
        if awaits.action:
            return self._times
        if awaits.iterations:
            return max(0, picture.counters.iteration - self._first.counters.iteration)
        if awaits.answer:
            return int(self._answer is not None)
        if awaits.knob:
            return int(turned(awaits, picture.experiment))
        if awaits.target:
            new = picture.experiment.target != self._first.experiment.target
            return int(new if awaits.target == "any" else picture.experiment.target == awaits.target)
        if awaits.latent:
            before, here = self._first.display.latent, picture.display.latent
            moved = max(
                (abs(a - b) for a, b in zip(here, before or (math.inf,) * len(here), strict=False)), default=0.0
            )
            self._happened = self._happened or moved > STILL
        return int(self._happened)

    def standing(self, picture: Picture | None = None) -> Standing:
        """How it stands, as of the last picture."""
        awaits, claim = self.step.awaits, self.step.claim
        need = needed(awaits)
        shown = picture or self._first
        done = self._progress(awaits, shown) if awaits is not None and shown is not None and self._first else 0
        awaited = self._done_at is not None or (awaits is not None and awaits.answer and self._answer is not None)
        ending: Ending = "none"
        if claim is not None:
            ending = "waiting" if not awaited else "holds" if self._held else "not here" if self._late else "not yet"
        value, at = self._held or (self._last, self._now)
        came = self._came_out(value) if ending in ("holds", "not here") else None
        return Standing(bool(awaited), min(done, need), need, ending, value, at, self._answer, came)

    def _came_out(self, value: float | None) -> int | None:
        predict = self.step.predict
        if predict is None or value is None:
            return None
        ranged = [(i, a) for i, a in enumerate(predict.answers) if a.at_least is not None or a.at_most is not None]
        return next((i for i, answer in ranged if answer.holds(value)), None)


def needed(awaits: Await | None) -> int:
    """How much of it must be done: times, iterations, or 1."""
    if awaits is None:
        return 0
    return awaits.times if awaits.action else awaits.iterations or 1


def turned(awaits: Await, experiment: Experiment) -> bool:
    """Whether the knob that is awaited has the value that is awaited."""
    value = getattr(experiment, awaits.knob)
    if awaits.value is not None:
        return bool(value == awaits.value)
    return isinstance(value, int | float) and awaits.holds(float(value))
