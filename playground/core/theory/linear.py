"""The linear WGAN of "Training GANs with Optimism" (Daskalakis et al. 2018): learn a mean with a linear critic.

P_data has mean v, G = z + theta, D(x) = <w, x>: D maximises <w, v - theta>, G maximises <w, theta>.
"""

from dataclasses import dataclass, replace

import numpy as np

from playground.core.arrays import F64
from playground.core.registry import Registry
from playground.i18n import Text


@dataclass(frozen=True)
class LinearGame:
    """A linear critic against shifted noise, in expectation: no samples are drawn."""

    name: str
    label: Text
    help: Text
    mean: tuple[float, float] = (3.0, 4.0)
    clip: float | None = None
    start: tuple[float, ...] = (1.7, 1.7, 1.4, 1.4)
    axes: tuple[str, ...] = ("θ₁", "θ₂", "w₁", "w₂")
    smooth: bool = True

    @property
    def equilibrium(self) -> tuple[float, ...]:
        return (*self.mean, 0.0, 0.0)

    def player_losses(self, parameters: F64) -> tuple[F64, F64]:
        """G's and D's losses, each (...)."""
        theta, w = parameters[..., :2], parameters[..., 2:]
        return -np.sum(w * theta, axis=-1), np.sum(w * (theta - self.mean), axis=-1)

    def field(self, parameters: F64) -> F64:
        """(d theta, d w) of shape (..., 4)."""
        theta, w = parameters[..., :2], parameters[..., 2:]
        return np.concatenate([w, self.mean - theta], axis=-1)

    def jacobian(self) -> F64:
        """(4, 4), the same everywhere: a rotation in each plane (theta_i, w_i)."""
        return np.kron(np.array([[0.0, 1.0], [-1.0, 0.0]]), np.eye(2))


LINEAR_GAMES: Registry[LinearGame] = Registry("linear game")

LINEAR = LINEAR_GAMES.add(
    LinearGame(
        "linear_wgan",
        "Linear WGAN",
        "G learns the mean (3, 4) from a linear critic. Gradient steps spiral or circle; optimistic steps converge.",
    )
)
LINEAR_GAMES.add(
    replace(
        LINEAR,
        name="linear_wgan_clip",
        label="Linear WGAN, clipped to 1",
        help="The critic's weights are clipped to [-1, 1] after each update: bounded, and still circling.",
        clip=1.0,
    )
)
