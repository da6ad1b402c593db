"""The schedules: what changes automatically during a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.core.choices.penalties import PENALTIES

if TYPE_CHECKING:
    from playground.core.experiment import Experiment


def learning_rate_factor(experiment: Experiment, iteration: int) -> float:
    """The factor on both learning rates in that iteration (from 0): linearly from 1 to `decay_to`, then constant."""
    if not experiment.decay_iterations:
        return 1.0
    done = min(1.0, iteration / experiment.decay_iterations)
    return 1.0 - (1.0 - experiment.decay_to) * done


def penalty_weight(experiment: Experiment, iteration: int) -> float:
    """The weight of the penalty in that iteration: w f^t of a penalty that D pays, where w is `penalty_weight`, f `penalty_to`, and
    t runs from 0 to 1 while the learning rates fall; then constant. Huang et al. 2024 (R3GAN) lower γ during training too.
    """
    e = experiment
    if e.penalty_to == 1 or not e.decay_iterations or PENALTIES[e.penalty].price is None:
        return e.penalty_weight
    return e.penalty_weight * float(e.penalty_to ** min(1.0, iteration / e.decay_iterations))


def instance_noise(experiment: Experiment, iteration: int) -> float:
    """The standard deviation, in plane units, of the noise on D's inputs in that iteration: linearly to 0, or
    constant.
    """
    sd, over = experiment.instance_noise, experiment.instance_noise_iterations
    return sd * max(0.0, 1.0 - iteration / over) if over else sd
