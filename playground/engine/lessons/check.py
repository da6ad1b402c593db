"""Runs a lesson without a window: every await is done by the program itself, and every claim is measured."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from dataclasses import dataclass

from playground.core.experiment import EXPERIMENT
from playground.core.lenses import SAMPLES, Display, Lens
from playground.core.lessons import Lesson, Step, experiment_of
from playground.engine.commands import Command, Configure, Restart, Watch
from playground.engine.commands import Step as TakeStep
from playground.engine.lessons.attempt import Attempt, Standing
from playground.engine.lessons.deeds import deed
from playground.engine.letters import Diverged, Failed, Picture
from playground.engine.session import Session
from playground.i18n import tr

LOOK_EVERY = 50
"""Iterations between two looks while a claim may still come true."""
ALWAYS: frozenset[Lens[object]] = frozenset({SAMPLES})


@dataclass(frozen=True)
class Checked:
    """How a step ended, with the seed that it was run with."""

    step: int
    standing: Standing
    trouble: str = ""
    """What went wrong instead: training diverged, or an error."""

    @property
    def holds(self) -> bool:
        """True if what it awaits could be done and its claim, if it makes one, was measured."""
        return not self.trouble and self.standing.awaited and self.standing.ending in ("none", "holds")


class Checker:
    """A session turned by hand, on this thread."""

    def __init__(self, seed: int) -> None:
        self._session = Session(EXPERIMENT)
        self._seed = seed
        self._display = Display()
        self._lenses = ALWAYS
        self.trouble = ""

    def send(self, *sent: Command) -> Picture:
        """Obeys commands one after the other, each to its end; the picture at rest."""
        for command in (*sent, Watch(self._lenses, self._display)):
            self._session.send(command)
            self._session.turn(wait=False)
            while self._session.busy:
                self._session.turn(wait=False)
        self._session.turn(wait=False)
        self._listen()
        picture = self._session.pictures.take()
        assert picture is not None
        return picture

    def _listen(self) -> None:
        while True:
            try:
                letter = self._session.letters.get_nowait()
            except queue.Empty:
                return
            if isinstance(letter, Failed):
                self.trouble = letter.message
            elif isinstance(letter, Diverged):
                self.trouble = tr("training diverged at iteration {n}", n=letter.iteration)

    def set_up(self, step: Step, number: int) -> Picture:
        """Starts the step's run, if it asks for one; the check's number is added to its seed."""
        attempt = Attempt(step)
        self._lenses = ALWAYS | attempt.lenses
        if not step.sets_up:
            return self.send()
        experiment = experiment_of(step, EXPERIMENT)
        experiment = experiment.changed({"seed": (experiment.seed + number) % 2**32})
        return self.send(Restart(), Configure(experiment))

    def run(self, step: Step, number: int) -> Checked:
        """Does a step; `number` is its place in the lesson."""
        self.trouble = ""
        attempt = Attempt(step)
        picture = self.set_up(step, self._seed)
        attempt.see(picture)
        done = deed(step, picture.experiment, self._display)
        if done.display is not None:
            self._display = done.display
        for event in done.events:
            attempt.hear(event)
        picture = self.send(*done.commands)
        attempt.see(picture)
        while not self.trouble and attempt.standing(picture).ending == "not yet":
            picture = self.send(TakeStep("iteration", LOOK_EVERY))
            attempt.see(picture)
        return Checked(number, attempt.standing(picture), self.trouble)


def check(lesson: Lesson, seed: int = 0) -> Iterator[Checked]:
    """Every step of a lesson in order; `seed` is added to the seeds of all its set-ups."""
    checker = Checker(seed)
    for number, step in enumerate(lesson.steps):
        yield checker.run(step, number)
