"""The bilinear game min over x, max over y of x'Ay: the pure rotation on which methods for games are compared."""

from dataclasses import dataclass

import numpy as np

from playground.core.arrays import F64
from playground.i18n import Text


@dataclass(frozen=True)
class BilinearGame:
    """G has x and D has y, n numbers each; `matrix` is A, n rows of n. The equilibrium is 0."""

    name: str
    label: Text
    matrix: tuple[tuple[float, ...], ...] = ((1.0,),)
    help: Text = ""
    clip: float | None = None
    smooth: bool = True

    @property
    def size(self) -> int:
        """n."""
        return len(self.matrix)

    @property
    def axes(self) -> tuple[str, ...]:
        return tuple(f"{player}{i + 1}" for player in "xy" for i in range(self.size))

    @property
    def start(self) -> tuple[float, ...]:
        return (1.0,) * (2 * self.size)

    @property
    def equilibrium(self) -> tuple[float, ...]:
        return (0.0,) * (2 * self.size)

    def player_losses(self, parameters: F64) -> tuple[F64, F64]:
        """G's and D's losses, each (...)."""
        x, y = parameters[..., : self.size], parameters[..., self.size :]
        value = np.einsum("...i,ij,...j->...", x, np.array(self.matrix), y)
        return value, -value

    def field(self, parameters: F64) -> F64:
        """(-A y, A' x) of shape (..., 2 n)."""
        a, x, y = np.array(self.matrix), parameters[..., : self.size], parameters[..., self.size :]
        return np.concatenate([-y @ a.T, x @ a], axis=-1)

    def jacobian(self) -> F64:
        """(2 n, 2 n), the same everywhere."""
        a = np.array(self.matrix)
        return np.block([[np.zeros_like(a), -a], [a.T, np.zeros_like(a)]])
