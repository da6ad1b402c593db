"""Conditional GANs in tests: small ones, their forms, and both players restated."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from playground.core.choices.conditionals import CONDITIONALS
from playground.core.choices.networks import ACTIVATIONS
from playground.core.experiment import Experiment
from playground.core.own_data.target import target_of

FORMS = [entry.name for entry in CONDITIONALS if entry.shape is not None]
SMALL: dict[str, Any] = {"g_layers": 1, "d_layers": 2, "g_width": 8, "d_width": 8, "batch": 32}
PLAIN: dict[str, Any] = {"optimizer_d": "sgd", "optimizer_g": "sgd", "learning_rate_d": 0.05, "learning_rate_g": 0.05}
GAMES: dict[str, dict[str, Any]] = {
    "r1": {"penalty": "r1", "penalty_weight": 0.7},
    "between": {"penalty": "gradient_penalty", "penalty_weight": 0.7},
    "around": {"penalty": "dragan", "penalty_weight": 0.7, "d_activation": "tanh"},
    "pairing": {"penalty": "none", "objective": "relativistic_pairing"},
    "noisy": {"penalty": "r1_r2", "instance_noise": 0.3},
}
formed = pytest.mark.parametrize("form", FORMS)


def small(form: str, **changes: Any) -> Experiment:
    return Experiment(**{**SMALL, "conditional": form, **changes})


def nearest(points: np.ndarray, e: Experiment) -> np.ndarray:
    """The mode nearest to each point, which for the ring is that it was drawn from."""
    modes = target_of(e).modes
    assert modes is not None
    found: np.ndarray = ((points[:, None] - modes.centres) ** 2).sum(2).argmin(1)
    return found


def judge(e: Experiment, parameters: list[Tensor], x: Tensor, y: Tensor) -> Tensor:
    """D(x, y) for one-hot y, restated."""
    act = ACTIVATIONS[e.d_activation].function
    layers = parameters[: 2 * e.d_layers + 2]
    h = torch.cat((x, y), 1) if e.conditional == "concatenated" else x
    for weight, bias in zip(layers[:-2:2], layers[1:-2:2], strict=True):
        h = act(h @ weight.t() + bias)
    out = h @ layers[-2].t() + layers[-1]
    return out[:, 0] + ((y @ parameters[-1]) * h).sum(1) if e.conditional == "projection" else out[:, 0]


def make(e: Experiment, parameters: list[Tensor], z: Tensor, y: Tensor) -> Tensor:
    h = torch.cat((z, y), 1)
    act = ACTIVATIONS[e.g_activation].function
    for weight, bias in zip(parameters[:-2:2], parameters[1:-2:2], strict=True):
        h = act(h @ weight.t() + bias)
    return h @ parameters[-2].t() + parameters[-1]


def slope(d: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    x = x.detach().requires_grad_()
    return torch.autograd.grad(d(x).sum(), x, create_graph=True)[0]
