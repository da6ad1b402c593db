"""A small game: two players, each with half of a few parameters, and the field along which they move."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from playground.core.arrays import F64


class Game(Protocol):
    """A two-player game. Every implementation is a frozen value.

    Its points are float64 of shape (..., dims): the generator's parameters first, then the same number of the
    discriminator's.
    """

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def help(self) -> str: ...
    @property
    def axes(self) -> tuple[str, ...]:
        """The symbol of each parameter."""

    @property
    def start(self) -> tuple[float, ...]: ...
    @property
    def equilibrium(self) -> tuple[float, ...]: ...
    @property
    def clip(self) -> float | None:
        """The discriminator's parameters are clipped to [-clip, clip] after each of its updates; None: never."""

    @property
    def smooth(self) -> bool:
        """False if the field jumps at the equilibrium, so that it has no Jacobian there."""

    def field(self, parameters: F64) -> F64:
        """Minus each player's own gradient, shape as given: the direction in which both want to move."""

    def jacobian(self) -> F64:
        """The derivative (dims, dims) of the field at the equilibrium, in closed form."""


def turned(game: Game, field: str, value: float) -> Game:
    """The same game with another number in one of its fields."""
    entry: Any = game  # a frozen dataclass, which a protocol can't say
    other: Game = replace(entry, **{field: value})
    return other


@dataclass(frozen=True)
class TwoTimescales:
    """A game in which D moves `tau` times as far as G along its own gradient (tau-GDA: Fiez and Ratliff 2021)."""

    game: Game
    tau: float

    @property
    def name(self) -> str:
        return self.game.name

    @property
    def label(self) -> str:
        return self.game.label

    @property
    def help(self) -> str:
        return self.game.help

    @property
    def axes(self) -> tuple[str, ...]:
        return self.game.axes

    @property
    def start(self) -> tuple[float, ...]:
        return self.game.start

    @property
    def equilibrium(self) -> tuple[float, ...]:
        return self.game.equilibrium

    @property
    def clip(self) -> float | None:
        return self.game.clip

    @property
    def smooth(self) -> bool:
        return self.game.smooth

    def field(self, parameters: F64) -> F64:
        """The game's field, (..., dims), D's part of it times tau."""
        return self.game.field(parameters) * self._factors

    def jacobian(self) -> F64:
        """The game's Jacobian, (dims, dims), its rows of D times tau."""
        return self.game.jacobian() * self._factors[:, None]

    @property
    def _factors(self) -> F64:
        return np.where(generator_mask(len(self.game.equilibrium)) > 0, 1.0, self.tau)


def generator_mask(dims: int) -> F64:
    """(dims,): one for each of the generator's parameters, zero for each of the discriminator's."""
    return (np.arange(dims) < dims // 2).astype(np.float64)


def clipped(game: Game, parameters: F64) -> F64:
    """The parameters, (..., dims), with the discriminator's clipped to the allowed range."""
    if game.clip is None:
        return parameters
    half = parameters.shape[-1] // 2
    d = np.clip(parameters[..., half:], -game.clip, game.clip)
    return np.concatenate([parameters[..., :half], d], axis=-1)


def numeric_jacobian(function: Callable[[F64], F64], at: F64, width: float = 1e-5) -> F64:
    """The derivative (dims out, dims in) of a function of a vector by central differences."""
    nudges = np.eye(len(at)) * width
    return np.stack([(function(at + n) - function(at - n)) / (2 * width) for n in nudges], axis=1)
