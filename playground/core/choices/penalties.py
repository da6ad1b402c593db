"""Penalties and constraints: they keep D from becoming steep, or the two players from circling.

A gradient penalty states *where* D's gradient is taken and *what* it costs: weight * price is added to D's loss.
A constraint projects D's parameters back after each of its steps. A joint adjustment changes the steps of both players.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.core.choices.joint import Joint, competitive, consensus, symplectic
from playground.core.registry import Registry
from playground.i18n import Text

if TYPE_CHECKING:
    from torch import Tensor

    Where = Callable[[Tensor, Tensor, Tensor], Tensor]
    Price = Callable[[Tensor], Tensor]
    Constrain = Callable[[Tensor, float], Tensor]


@dataclass(frozen=True)
class Penalty:
    """One penalty or constraint; weight 0 turns each of them off.

    `at` is "real", "fake" or "both" (D's gradient is then taken in the same pass as its loss), or a function
    (real (n, k), fake (n, k), uniforms (n, 1 + k)) -> points (n, k), where k is 2 times the packing.
    `price` turns the gradients (n, k) into a scalar; None: not a gradient penalty.
    """

    name: str
    label: Text
    help: Text
    at: str | Where = ""
    price: Price | None = None
    price_slope: Callable[[Tensor], Tensor] | None = None
    """The derivative of the price by the gradients, (n, k), if it is simple; faster than autograd."""
    constrain: Constrain | None = None
    """(D's parameters (size,), weight) -> the nearest allowed parameters (size,); applied after each step of D."""
    joint: Joint | None = None
    """How it changes the gradients of both players; None: it does not."""
    source: str = ""


PENALTIES: Registry[Penalty] = Registry("penalty")

PARTS: dict[str, Callable[[int], slice]] = {
    "real": lambda n: slice(None, n),
    "fake": lambda n: slice(n, None),
    "both": lambda _: slice(None),
}
"""Where the points named by `Penalty.at` lie in a pass over n real, then fake points."""


def half_squared(gradient: Tensor) -> Tensor:
    """1/2 E |grad D|^2, so that weight is the papers' gamma in (gamma/2) E |grad D|^2."""
    return 0.5 * gradient.square().sum(1).mean()


def norm(gradient: Tensor) -> Tensor:
    """|grad D| at each point, shape (n,); the tiny constant keeps its derivative finite at 0."""
    return (gradient.square().sum(1) + 1e-12).sqrt()


def off_one(gradient: Tensor) -> Tensor:
    """E (|grad D| - 1)^2."""
    return (norm(gradient) - 1).square().mean()


def between(real: Tensor, fake: Tensor, u: Tensor) -> Tensor:
    """A random point on the line from each fake to its real partner (Gulrajani 2017, algorithm 1)."""
    return fake + u[:, :1] * (real - fake)


def around_real(real: Tensor, _fake: Tensor, u: Tensor) -> Tensor:
    """x + a d with a from U(0, 1) and d = 0.5 std(batch) U(0, 1) in each coordinate (DRAGAN.ipynb, C = 0.5)."""
    return real + u[:, :1] * 0.5 * real.std(correction=0) * u[:, 1:]


for _entry in (
    Penalty("none", "None", "D's slope is not limited."),
    Penalty(
        "r1",
        "R1",
        "D pays for its slope at real points: (γ/2) E|∇D|². Damps the orbit around the equilibrium; too much blurs the result.",
        "real",
        half_squared,
        lambda gradient: gradient / len(gradient),
        source="Mescheder et al. 2018, eq. 9",
    ),
    Penalty(
        "r2",
        "R2",
        "D pays for its slope at fake points: (γ/2) E|∇D|².",
        "fake",
        half_squared,
        lambda gradient: gradient / len(gradient),
        source="Mescheder et al. 2018, eq. 10",
    ),
    Penalty(
        "r1_r2",
        "R1 + R2",
        "D pays for its slope at real and at fake points, each with weight γ/2.",
        "both",
        lambda gradient: 2 * half_squared(gradient),  # the mean over both halves, times two, is the sum of two means
        lambda gradient: 2 * gradient / len(gradient),
        source="Huang et al. 2024 (R3GAN)",
    ),
    Penalty(
        "gradient_penalty",
        "Gradient penalty (two-sided)",
        "D pays where its slope between real and fake points is not 1: λ E(|∇D| - 1)². Made for the Wasserstein objective.",
        between,
        off_one,
        source="Gulrajani et al. 2017, eq. 3",
    ),
    Penalty(
        "one_sided_gradient_penalty",
        "Gradient penalty (one-sided)",
        "D pays only where its slope between real and fake points is above 1: λ E max(0, |∇D| - 1)². A flat D is free.",
        between,
        lambda gradient: (norm(gradient) - 1).clamp_min(0).square().mean(),
        source="Petzka et al. 2018 (WGAN-LP), eq. 8",
    ),
    Penalty(
        "dragan",
        "DRAGAN",
        "D pays where its slope in a cloud to the right of and above the real points (as in the authors' notebook) is not 1: "
        "λ E(|∇D(x + noise)| - 1)².",
        around_real,
        off_one,
        source="Kodali et al. 2017",
    ),
    Penalty(
        "weight_clipping",
        "Weight clipping",
        "After each of D's steps its weights and biases are clipped to [-c, c]; the weight is c. The first, crude way to bound D's slope.",
        constrain=lambda flat, c: flat.clamp(-c, c),
        source="Arjovsky et al. 2017, algorithm 1",
    ),
    Penalty(
        "consensus",
        "Consensus",
        "Both players also descend γ/2 |v|², v being the gradients of both: they settle where neither wants to move.",
        joint=Joint(consensus),
        source="Mescheder et al. 2017, algorithm 2",
    ),
    Penalty(
        "symplectic",
        "Symplectic gradient adjustment",
        "Both players correct their gradients for the part of the game that only turns: v + γ Aᵀv. The circling stops, and "
        "the part that descends stays as it is.",
        joint=Joint(symplectic),
        source="Balduzzi et al. 2018, algorithm 1",
    ),
    Penalty(
        "competitive",
        "Competitive gradient descent",
        "Each player takes the step that is best if the opponent also takes its best step; the weight is how large a step it "
        "expects of the opponent. With SGD at a learning rate equal to the weight it is the method of the paper. Slow.",
        joint=Joint(competitive, solves=True),
        source="Schaefer and Anandkumar 2019",
    ),
):
    PENALTIES.add(_entry)
