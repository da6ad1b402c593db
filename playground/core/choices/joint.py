"""Joint adjustments: how the gradients of both players are changed together, so that the players anticipate each other.

Each is a function of the gradients v of D and of G, one after the other in a vector (n,), and of the products with their
derivative H, the Jacobian of v (n, n).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playground.core.lazy import Lazy

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    Product = Callable[[Tensor], Tensor]
    Adjust = Callable[["Slopes", Any], Tensor]
else:
    torch = Lazy("torch")

ALIGNMENT = 0.1
"""Added to the mean product before its sign is taken (Balduzzi et al. 2018, algorithm 1)."""
MOST_PRODUCTS = 20
"""Steps of the conjugate gradients that solve for the players' answers to each other; a few are usually enough."""
SOLVED = 1e-4
"""They end when the residual is below this share of the gradient."""


@dataclass(frozen=True, eq=False)
class Slopes:
    """The gradients of both players and how they change.

    `v` (n,): D's gradient, `split` long, then G's. `pull(u)` is H^T u, `push(u)` is H u, (n,) each; half of the gradient
    of |v|^2 is pull(v).
    """

    v: Tensor
    pull: Product
    push: Product
    split: int

    def answer(self, u: Tensor) -> Tensor:
        """What each player's gradient gains if the other moves along u: H u without the blocks on the diagonal."""
        return self._crossed(self.push, u)

    def answer_transposed(self, u: Tensor) -> Tensor:
        """The transpose of `answer`, applied to u."""
        return self._crossed(self.pull, u)

    def _crossed(self, product: Product, u: Tensor) -> Tensor:
        d, g = u[: self.split], u[self.split :]
        nothing_d, nothing_g = torch.zeros_like(d), torch.zeros_like(g)
        from_g, from_d = product(torch.cat((nothing_d, g))), product(torch.cat((d, nothing_g)))
        return torch.cat((from_g[: self.split], from_d[self.split :]))


def consensus(slopes: Slopes, weight: Any) -> Tensor:
    """v + weight * grad(|v|^2 / 2) (Mescheder et al. 2017, eq. 11 and 12)."""
    adjusted: Tensor = slopes.v + weight * slopes.pull(slopes.v)
    return adjusted


def symplectic(slopes: Slopes, weight: Any) -> Tensor:
    """v + s weight A^T v, with A the antisymmetric part of H, and s = -1 or 1 so that the adjusted field is drawn to
    stable rest points and pushed away from unstable ones (Balduzzi et al. 2018, algorithm 1)."""
    v, pulled = slopes.v, slopes.pull(slopes.v)
    turned = 0.5 * (pulled - slopes.push(v))
    alignment = (v * pulled).sum() * (turned * pulled).sum() / len(v)
    adjusted: Tensor = v + torch.sign(alignment + ALIGNMENT) * weight * turned
    return adjusted


def competitive(slopes: Slopes, weight: Any) -> Tensor:
    """u with u + weight * answer(u) = v: each player's best step if it knows that the other is taking its best step.

    With SGD at the learning rate `weight` this is competitive gradient descent (Schaefer and Anandkumar 2019, eq. 5).
    Solved by conjugate gradients on the normal equations.
    """

    def of(u: Tensor) -> Tensor:
        answered: Tensor = u + weight * slopes.answer(u)
        return answered

    u, residual = slopes.v, slopes.v - of(slopes.v)
    enough = SOLVED * slopes.v.norm()
    direction = back = residual + weight * slopes.answer_transposed(residual)
    for _ in range(MOST_PRODUCTS):
        if not residual.norm() > enough:
            break
        moved = of(direction)
        step = back.square().sum() / moved.square().sum()
        u, residual = u + step * direction, residual - step * moved
        before, back = back, residual + weight * slopes.answer_transposed(residual)
        direction = back + back.square().sum() / before.square().sum() * direction
    return u


@dataclass(frozen=True)
class Joint:
    """One adjustment: (slopes, weight) -> the vector (n,) that takes the place of v."""

    adjust: Adjust
    solves: bool = False
    """True if it solves a system in a number of steps that depends on the numbers, so that it can't be compiled."""
