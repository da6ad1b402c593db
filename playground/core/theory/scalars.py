"""The scalar functions from which the losses of a small game are built, each with its first two derivatives."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from playground.core.arrays import F64

Function = Callable[[F64], F64]


@dataclass(frozen=True)
class Scalar:
    """A function of D's output t, elementwise, with its slope and its curvature."""

    value: Function
    slope: Function
    curvature: Function


@dataclass(frozen=True)
class Losses:
    """D's loss is real(D(x)) + fake(D(G)); G's loss is generator(D(G)): means over real and fake points."""

    real: Scalar
    fake: Scalar
    generator: Scalar


def sigmoid(t: F64) -> F64:
    """1 / (1 + exp(-t)), written so that it never overflows."""
    return 0.5 * (1 + np.tanh(0.5 * t))


def softplus(t: F64) -> F64:
    """log(1 + exp(t)) for every t."""
    return np.logaddexp(0, t)


def bump(t: F64) -> F64:
    """sigmoid(t) * sigmoid(-t): the slope of the sigmoid."""
    return sigmoid(t) * sigmoid(-t)


SOFTPLUS = Scalar(softplus, sigmoid, bump)
SOFTPLUS_OF_MINUS = Scalar(lambda t: softplus(-t), lambda t: -sigmoid(-t), bump)
MINUS_SOFTPLUS = Scalar(lambda t: -softplus(t), lambda t: -sigmoid(t), lambda t: -bump(t))
IDENTITY = Scalar(lambda t: t, np.ones_like, np.zeros_like)
MINUS = Scalar(lambda t: -t, lambda t: -np.ones_like(t), np.zeros_like)
ZERO = Scalar(np.zeros_like, np.zeros_like, np.zeros_like)

MINIMAX = Losses(SOFTPLUS_OF_MINUS, SOFTPLUS, MINUS_SOFTPLUS)
NON_SATURATING = Losses(SOFTPLUS_OF_MINUS, SOFTPLUS, SOFTPLUS_OF_MINUS)
WASSERSTEIN = Losses(MINUS, IDENTITY, MINUS)
RELATIVISTIC = Losses(ZERO, SOFTPLUS, SOFTPLUS_OF_MINUS)
"""softplus(f - r) and softplus(r - f) if every real output r is 0, as for a Dirac at 0 without noise."""
