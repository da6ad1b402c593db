"""A trial: an experiment trained to its end on one core, and the quality of its G."""

from __future__ import annotations

import math
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from tqdm import tqdm

from playground.core.experiment import Experiment
from playground.core.lenses import Display, Look
from playground.core.lenses.fit import Fit, measure
from playground.core.lenses.look import numpy_of
from playground.core.metrics import ModeReport, mode_report
from playground.core.own_data.target import target_of
from playground.core.training.trainer import Trainer
from playground.i18n import tr

if TYPE_CHECKING:
    from playground.core.training.state import State

LENGTH = 3000
"""Iterations of an experiment whose learning rates never fall."""
CHECK_EVERY = 64
"""Iterations between two checks that everything is finite."""
MANY = 25_000
"""Enough samples to tell an uneven G from chance: 2500 give each of 25 modes only a hundred."""


@dataclass(frozen=True, eq=False)
class Reached:
    """How good one G is: its fit on 2500 samples (VEEGAN's number), and its modes on 25,000, if there are any."""

    fit: Fit
    many: ModeReport | None

    @property
    def modes(self) -> int | None:
        return self.fit.modes.captured if self.fit.modes else None

    @property
    def high_quality(self) -> float:
        return self.fit.modes.high_quality if self.fit.modes else math.nan

    @property
    def smallest_share(self) -> float:
        return self.many.smallest_share if self.many else math.nan

    @property
    def times_floor(self) -> float:
        """The sliced Wasserstein distance divided by that of real samples."""
        return self.fit.sliced_wasserstein / self.fit.floor


@dataclass(frozen=True, eq=False)
class Trial:
    """The result of one experiment. `seconds` are this thread's processor time, which other programs hardly affect."""

    experiment: Experiment
    iterations: int
    seconds: float
    averaged: Reached
    raw: Reached
    diverged: bool
    state: State
    """At the end."""


def length(experiment: Experiment) -> int:
    """The iterations after which the experiment is done: when its learning rates stop falling."""
    return experiment.decay_iterations or LENGTH


def attempt(experiment: Experiment, budget: float = math.inf, iterations: int | None = None, title: str = "") -> Trial:
    """Trains for this many iterations (default: to its end) or seconds, whichever ends first, and measures.

    A progress bar is shown on standard error if that is a terminal. One thread: the figures are those of one core.
    """
    torch.set_num_threads(1)
    wanted = length(experiment) if iterations is None else iterations
    started = time.thread_time()
    trainer = Trainer(experiment)
    with tqdm(
        total=wanted, desc=title, unit="it", leave=False, disable=not sys.stderr.isatty(), mininterval=0.2
    ) as bar:
        while trainer.iteration < wanted and time.thread_time() - started < budget:
            trainer.iterate()
            if trainer.iteration % CHECK_EVERY == 0 or trainer.iteration == wanted:
                bar.update(trainer.iteration - bar.n)
                if not trainer.finite():
                    break
        diverged = not trainer.finite()
    seconds = time.thread_time() - started
    state = trainer.state()
    look = Look(experiment, state, Display())
    raw = reached(look, averaged=False)
    averaged = reached(look, averaged=True) if experiment.ema else raw
    return Trial(experiment, trainer.iteration, seconds, averaged, raw, diverged, state)


def reached(look: Look, averaged: bool) -> Reached:
    """The quality of the averaged or raw G at that moment, from latents that training never uses."""
    modes = target_of(look.experiment).modes
    fit = measure(look, averaged)
    if modes is None:
        return Reached(fit, None)
    return Reached(fit, mode_report(numpy_of(look.sample(MANY, averaged)), modes))


def title(label: str, seed: int) -> str:
    """The label of a trial's progress bar."""
    return tr("{label}, seed {seed}", label=label, seed=seed)
