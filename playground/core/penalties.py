"""Gradient penalties: what D pays for being steep, as a function of its gradients at chosen points.

A penalty says *where* D's gradient is taken and *what* is paid for it; the trainer adds weight * penalty to D's loss.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.core.registry import Registry

if TYPE_CHECKING:
    from torch import Tensor

    Where = Callable[[Tensor, Tensor, Tensor], Tensor]
    Price = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Penalty:
    """One gradient penalty.

    `at` is "real", "fake" or "both" (D's gradient is then taken in the same pass as its loss), or a function
    (real (n, 2), fake (n, 2), uniforms (n, 3)) -> points (n, 2). `price` turns the gradients (n, 2) into a scalar.
    """

    name: str
    label: str
    help: str
    at: str | Where
    price: Price
    source: str = ""


PENALTIES: Registry[Penalty] = Registry("penalty")


def half_squared(gradient: Tensor) -> Tensor:
    """1/2 E |grad D|^2, so that weight is the papers' gamma in (gamma/2) E |grad D|^2."""
    return 0.5 * gradient.square().sum(1).mean()


def norm(gradient: Tensor) -> Tensor:
    """|grad D| at each point, shape (n,); the tiny constant keeps its derivative finite at 0."""
    return (gradient.square().sum(1) + 1e-12).sqrt()


def between(real: Tensor, fake: Tensor, u: Tensor) -> Tensor:
    """A random point on the line from each fake to its real partner (Gulrajani 2017, algorithm 1)."""
    return fake + u[:, :1] * (real - fake)


PENALTIES.add(Penalty("none", "None", "D may be as steep as it likes.", "real", half_squared))
PENALTIES.add(
    Penalty(
        "r1",
        "R1",
        "D pays for its slope at real points: (γ/2) E|∇D|². Calms the orbit around the equilibrium; too much blurs.",
        "real",
        half_squared,
        "Mescheder et al. 2018, eq. 9",
    )
)
PENALTIES.add(
    Penalty(
        "r2",
        "R2",
        "D pays for its slope at fake points: (γ/2) E|∇D|².",
        "fake",
        half_squared,
        "Mescheder et al. 2018, eq. 10",
    )
)
PENALTIES.add(
    Penalty(
        "r1_r2",
        "R1 + R2",
        "D pays for its slope at real and at fake points, each with weight γ/2.",
        "both",
        lambda gradient: (
            2 * half_squared(gradient)
        ),  # the mean over both halves, times two, is the sum of the two means
        "Huang et al. 2024 (R3GAN)",
    )
)
PENALTIES.add(
    Penalty(
        "gradient_penalty",
        "Gradient penalty (two-sided)",
        "D pays where its slope between real and fake points is not 1: λ E(|∇D| - 1)². Made for the Wasserstein objective.",
        between,
        lambda gradient: (norm(gradient) - 1).square().mean(),
        "Gulrajani et al. 2017, eq. 3",
    )
)
