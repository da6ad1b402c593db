"""The devices that this machine can train on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import torch

from playground.core.experiment import Experiment
from playground.engine.letters import DeviceLost, Letter


def available() -> tuple[str, ...]:
    """ "cpu", and "cuda" and "mps" if torch finds them."""
    found = ["cpu"]
    if torch.cuda.is_available():
        found.append("cuda")
    if torch.backends.mps.is_available():
        found.append("mps")
    return tuple(found)


def missing(device: str) -> str | None:
    """Why a device can't be used, in torch's words; None if it can."""
    try:
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        return str(error).splitlines()[0]
    return None


def on_device(experiment: Experiment, tell: Callable[[Letter], object]) -> Experiment:
    """The experiment on its own device, or on the CPU where that is missing; a letter then says why."""
    device = experiment.device
    if device == "cpu" or (reason := missing(device)) is None:
        return experiment
    tell(DeviceLost(device, reason))
    return replace(experiment, device="cpu")
