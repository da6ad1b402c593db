"""The optimisers: how a gradient moves the parameters, in place, on flat vectors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.core.lazy import Lazy
from playground.core.registry import Registry

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    Update = Callable[[Tensor, Tensor, tuple[Tensor, ...], int, "Rates"], None]
else:
    torch = Lazy("torch")

EPSILON = 1e-8


@dataclass(frozen=True)
class Rates:
    """What an optimiser is told: learning rate and the two betas (beta1 is the momentum)."""

    learning_rate: float
    beta1: float
    beta2: float


@dataclass(frozen=True)
class Optimizer:
    """One optimiser. `slots` names the vectors it remembers (all 0 at first);
    `update(parameters, gradient, slots, t, rates)` moves parameters and slots in place at its t-th step, t = 1, 2, ...
    """

    name: str
    label: str
    help: str
    slots: tuple[str, ...]
    update: Update
    uses: tuple[str, ...] = ()
    """Which of beta1, beta2 it uses; the others are shown greyed."""
    source: str = ""


OPTIMIZERS: Registry[Optimizer] = Registry("optimizer")


def adam(p: Tensor, gradient: Tensor, slots: tuple[Tensor, ...], t: int, rates: Rates) -> None:
    """Adam (Kingma and Ba 2015, algorithm 1): the kernel under torch.optim.Adam(fused=True), called once for all parameters.

    The optimiser object around that kernel costs five times what the kernel does at these sizes.
    """
    mean, square = slots
    torch._fused_adam_(
        [p],
        [gradient],
        [mean],
        [square],
        [],
        [torch.tensor(float(t), device=p.device)],
        lr=rates.learning_rate,
        beta1=rates.beta1,
        beta2=rates.beta2,
        weight_decay=0.0,
        eps=EPSILON,
        amsgrad=False,
        maximize=False,
    )


def sgd(p: Tensor, gradient: Tensor, _slots: tuple[Tensor, ...], _t: int, rates: Rates) -> None:
    """Plain gradient descent."""
    p.add_(gradient, alpha=-rates.learning_rate)


OPTIMIZERS.add(
    Optimizer(
        "adam",
        "Adam",
        "Steps of about the learning rate whatever the gradient's size. β1 is its momentum: near 0 is calmer in a game.",
        ("mean", "square"),
        adam,
        ("beta1", "beta2"),
        "Kingma and Ba 2015",
    )
)
OPTIMIZERS.add(
    Optimizer("sgd", "SGD", "Plain gradient descent: a step is the learning rate times the gradient.", (), sgd)
)
