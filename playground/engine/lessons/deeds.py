"""What the program does in a person's place: the commands and events by which a step's await is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from playground.core.experiment import KNOBS, Experiment
from playground.core.experiment.rules import coupled_changes
from playground.core.lenses import Display
from playground.core.lessons import Await, Step
from playground.engine.commands import Command, Configure, Restart, TrainDToOptimum
from playground.engine.commands import Step as TakeStep
from playground.engine.lessons.attempt import Acted, Answered, Event, LayerSwitched, PointRead

PLAYED = 200
"""Iterations that Play trains where a person would watch for a while."""

ACTIONS: dict[str, tuple[Command, ...]] = {
    "step": (TakeStep("iteration"),),
    "step_d": (TakeStep("d"),),
    "step_g": (TakeStep("g"),),
    "play": (TakeStep("iteration", PLAYED),),
    "train_d_to_optimum": (TrainDToOptimum(),),
    "restart": (Restart(),),
}
"""The actions that train, and the commands by which the program does the same; the others only look."""
LOOKS = frozenset(
    {"walk", "slow_motion", "fit", "theory", "side", "sweeps", "workshop", "own", "shortcuts", "glossary"}
)
"""Actions that a lesson may await and that change no run."""


@dataclass(frozen=True)
class Deed:
    """What is to be sent and what is to be told, in this order."""

    commands: tuple[Command, ...] = ()
    events: tuple[Event, ...] = ()
    display: Display | None = None


def deed(step: Step, experiment: Experiment, display: Display) -> Deed:
    """The deed that does what a step awaits, as a person would who does no more than that."""
    answered: tuple[Event, ...] = (Answered(0),) if step.predict is not None else ()
    if step.awaits is None:
        return Deed(events=answered)
    done = KINDS[step.awaits.kinds[0]](step.awaits, experiment, display)
    return replace(done, events=answered + done.events)


def _point(_awaits: Await, _experiment: Experiment, display: Display) -> Deed:
    return Deed(events=(PointRead(),), display=replace(display, probes=((0.0, 0.0),)))


def _latent(_awaits: Await, experiment: Experiment, display: Display) -> Deed:
    side = -1.0 if display.latent[:1] == (1.0,) else 1.0  # elsewhere than an earlier step has left it
    return Deed(display=replace(display, latent=(side,) * experiment.latent_size))


KINDS: dict[str, Callable[[Await, Experiment, Display], Deed]] = {
    "action": lambda a, _e, _d: Deed(ACTIONS.get(a.action, ()) * a.times, (Acted(a.action),) * a.times),
    "iterations": lambda a, _e, _d: Deed((TakeStep("iteration", a.iterations),)),
    "knob": lambda a, e, _d: Deed((Configure(turned_to(a, e)),)),
    "target": lambda a, e, _d: Deed((Configure(e.changed({"target": _target(a, e)})),)),
    "layer": lambda a, _e, _d: Deed(events=(LayerSwitched(a.layer),)),
    "point": _point,
    "latent": _latent,
    "answer": lambda _a, _e, _d: Deed(),
}
"""How each kind of await is done; its kinds are those of `Await`, which a test holds."""


def _target(awaits: Await, experiment: Experiment) -> str:
    if awaits.target != "any":
        return awaits.target
    return "two_moons" if experiment.target != "two_moons" else "ring8"


def turned_to(awaits: Await, experiment: Experiment) -> Experiment:
    """The experiment with the knob as awaited: its value, or the end of the range that it must reach."""
    value = awaits.value
    if value is None:
        end = awaits.at_least if awaits.at_least is not None else awaits.at_most
        kind = type(getattr(experiment, awaits.knob))
        value = kind(end) if end is not None else getattr(experiment, awaits.knob)
    assert awaits.knob in KNOBS
    return experiment.changed({**coupled_changes(experiment, awaits.knob, value), awaits.knob: value})
