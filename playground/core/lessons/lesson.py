"""A lesson as a frozen value: steps of words, what they are about, what they ask, await and claim."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

import msgspec

from playground.core.classroom import Shown

MOST_WORDS = 1200
"""Characters of one text: a card is read beside a running game."""
MOST_STEPS = 20
MOST_ITERATIONS = 100_000
MOST_TIMES = 1000

Words = Annotated[str, msgspec.Meta(min_length=1, max_length=MOST_WORDS)]
Short = Annotated[str, msgspec.Meta(max_length=120)]
Iterations = Annotated[int, msgspec.Meta(ge=0, le=MOST_ITERATIONS)]
Seed = Annotated[int, msgspec.Meta(ge=0, lt=2**32)]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Anything unknown in a file is an error, as it is most likely misspelt."""


class Range(_Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The numbers from `at_least` on and up to `at_most`; None: no limit."""

    at_least: float | None = None
    at_most: float | None = None

    def holds(self, value: float) -> bool:
        """Whether a number is in the range; NaN never is."""
        least = -math.inf if self.at_least is None else self.at_least
        most = math.inf if self.at_most is None else self.at_most
        return least <= value <= most

    @property
    def empty(self) -> bool:
        """True if no number can be in it."""
        return self.at_least is not None and self.at_most is not None and self.at_least > self.at_most


class Answer(Range, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One answer of a prediction, and the range of the claim's number in which it is the one that came out."""

    words: Short


class Prediction(_Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A question before the observation."""

    question: Words
    answers: Annotated[tuple[Answer, ...], msgspec.Meta(min_length=2, max_length=4)]


class Await(Range, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a person does before the step continues: exactly one of the fields other than `times`, `is` and the range.

    `action`: the id of an action, `times` times. `knob`: turned to `is`, or into the range. `target`: the name of a
    target, or "any" for a new choice. `layer`: switched on. `point`: a point of the plane read with the pointer or a
    pin. `latent`: z moved on the latent pad. `iterations`: trained since the step began.
    """

    action: Short = ""
    times: Annotated[int, msgspec.Meta(ge=1, le=MOST_TIMES)] = 1
    knob: Short = ""
    value: bool | int | float | str | None = msgspec.field(default=None, name="is")
    target: Short = ""
    layer: Short = ""
    point: bool = False
    latent: bool = False
    iterations: Iterations = 0
    answer: bool = False

    @property
    def kinds(self) -> tuple[str, ...]:
        """Which of the fields are used; a valid one has exactly one."""
        return tuple(name for name in KINDS_OF_AWAIT if getattr(self, name))


KINDS_OF_AWAIT = ("action", "knob", "target", "layer", "point", "latent", "iterations", "answer")


class Claim(Range, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What must be measured once the await is done: a measure's value now, its change or its ratio since the step began.

    `within`: for how many iterations more it may still come true; after that it did not happen here.
    """

    measure: Short
    of: Literal["now", "change", "ratio"] = "now"
    within: Iterations = 0


class Theory(_Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A game that theory can solve, one of `core.theory.GAMES`, and the method of its players, one of METHODS."""

    game: Short
    method: Short
    h: Annotated[float, msgspec.Meta(gt=0, le=2)] = 0.2
    steps: Annotated[int, msgspec.Meta(ge=10, le=5000)] = 500


class Step(_Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One step. A step with `preset`, `set`, `seed` or `fresh` starts a new run; any other continues the run at hand.

    `about`: names such as "knob:penalty", "layer:surface", "view:plane" (`Names.about`); they are framed. `layers`
    are on besides those that were, and `hide` are off. `docks`: the panel on the right. `pace`: iterations a
    second; 0 is as fast as possible. `then`: the explanation, shown once the step is done. `formula`: one of
    the program's formulas, drawn. `theory`: the one-parameter game that is shown in a window, once the question
    is answered if there is one.
    """

    words: Words
    about: tuple[Short, ...] = ()
    preset: Short = ""
    seed: Seed | None = None
    fresh: bool = False
    set: dict[str, bool | int | float | str] = {}
    layers: tuple[Short, ...] = ()
    hide: tuple[Short, ...] = ()
    dock: Short = ""
    formula: Short = ""
    pace: Annotated[float, msgspec.Meta(ge=0, le=100_000)] | None = None
    theory: Theory | None = None
    predict: Prediction | None = None
    awaits: Await | None = msgspec.field(default=None, name="await")
    claim: Claim | None = None
    then: Annotated[str, msgspec.Meta(max_length=MOST_WORDS)] = ""

    @property
    def sets_up(self) -> bool:
        """True if it starts a run."""
        return bool(self.preset or self.set or self.fresh) or self.seed is not None


class File(_Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The contents of a lesson's file."""

    title: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    about: Words
    minutes: Annotated[int, msgspec.Meta(ge=1, le=120)]
    rank: int = 0
    show: Shown | None = None
    step: Annotated[tuple[Step, ...], msgspec.Meta(min_length=1, max_length=MOST_STEPS)]


class Lesson(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson that has been read and found sound. `name` is the file's stem."""

    name: str
    title: str
    about: str
    minutes: int
    rank: int
    show: Shown | None
    steps: tuple[Step, ...]

    @property
    def label(self) -> str:
        return self.title

    @property
    def help(self) -> str:
        return self.about


def texts(lesson: Lesson) -> list[str]:
    """Every text of a lesson that a person sees, for the catalogue."""
    found: list[Any] = [lesson.title, lesson.about]
    for step in lesson.steps:
        found += [step.words, step.then]
        if step.predict is not None:
            found += [step.predict.question, *(answer.words for answer in step.predict.answers)]
    return [text for text in found if text]
