"""An interlude: a stay in other runs, such as a demonstration or a game, after which the run from before is offered back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PyQt6.QtCore import QObject

from playground.core.experiment import Experiment
from playground.engine.letters import Picture
from playground.i18n import tr
from playground.ui.controller import Controller

Say = Callable[..., object]
"""Puts a sentence and its offers on the banner."""


def begin(controller: Controller, experiment: Experiment) -> None:
    """A new run of this experiment, on the device at hand. The run from before gets no move of its own."""
    controller.restart()
    controller.configure(experiment.changed({"device": controller.experiment.device}))


@dataclass(frozen=True)
class Before:
    """The run at hand when the interlude began: its line, the moment shown, and whether it had been trained."""

    experiment: Experiment
    line: int
    moment: int
    iteration: int
    trained: bool

    @classmethod
    def of(cls, picture: Picture) -> Before:
        """The run that this picture shows."""
        time = picture.timeline
        return cls(picture.experiment, time.line, time.moment, time.iteration, trained=time.end > 0)


class Interlude(QObject):
    """Remembers the run at hand, and offers it back on the banner."""

    def __init__(self, controller: Controller, say: Say) -> None:
        super().__init__(controller)
        self._controller, self._say = controller, say
        self.picture: Picture | None = None
        """The newest one."""
        self._before: Before | None = None
        controller.bridge.arrived.connect(self._see)

    def _see(self, picture: Picture) -> None:
        self.picture = picture

    def enter(self, picture: Picture) -> None:
        """The run in this picture is the one to come back to."""
        self._before = Before.of(picture)

    def leave(self, ended: str) -> None:
        """Says that it has ended, and offers the run from before."""
        before, self._before = self._before, None
        if before is None:
            return
        if before.trained:
            kept = tr(
                "Your run is kept in the timeline as run {line}, at iteration {n:,}.",
                line=before.line,
                n=before.iteration,
            )
            self._say(f"{ended} {kept}", (tr("Back to my run"), lambda: self._return(before)), lasting=True)
        else:
            kept = tr("Your experiment had not been trained yet.")
            self._say(f"{ended} {kept}", (tr("Back to my experiment"), lambda: self._return(before)), lasting=True)

    def _return(self, before: Before) -> None:
        """The run from before, at the moment shown then; its experiment as a new run where there is no such run."""
        known = self.picture.timeline.line_summaries if self.picture else ()
        if before.trained and any(line.number == before.line for line in known):
            self._controller.enter(before.line)
            self._controller.go_to_moment(before.moment)
        else:
            begin(self._controller, before.experiment)
