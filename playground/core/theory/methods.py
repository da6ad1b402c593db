"""The update methods of two players, each with its linearisation at an equilibrium."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from playground.core.arrays import F64
from playground.core.registry import Registry
from playground.core.theory.game import Game, clipped, generator_mask
from playground.i18n import Text

Update = Callable[[Game, F64, F64, float], F64]
"""(game, parameters now, parameters one step ago, learning rate) -> parameters after the step; shapes (dims,)."""
Operator = Callable[[F64, float], F64]
"""(Jacobian of the field, learning rate) -> the matrix that one step applies to a small deviation."""

OUT_OF_SIGHT = 1e12


@dataclass(frozen=True)
class Method:
    """One update method."""

    name: str
    label: Text
    help: Text
    update: Update
    operator: Operator


METHODS: Registry[Method] = Registry("method")


def trajectory(
    game: Game, method: Method, start: Sequence[float], steps: int, h: float, *, previous: Sequence[float] | None = None
) -> F64:
    """Where the players are, (steps + 1, dims), the start first; NaN once they are out of range.

    `previous` is where they were before the start; by default the start itself, so that the first two gradients agree.
    """
    path = np.full((steps + 1, len(start)), np.nan)
    path[0] = now = np.array(start, dtype=np.float64)
    before = now if previous is None else np.array(previous, dtype=np.float64)
    for i in range(1, steps + 1):
        now, before = method.update(game, now, before, h), now
        if not np.all(np.abs(now) < OUT_OF_SIGHT):
            break
        path[i] = now
    return path


def _simultaneous(game: Game, now: F64, _: F64, h: float) -> F64:
    return clipped(game, now + h * game.field(now))


def _alternating(d_steps: int) -> tuple[Update, Operator]:
    def update(game: Game, now: F64, _: F64, h: float) -> F64:
        g = generator_mask(len(now))
        now = now + h * g * game.field(now)
        for _step in range(d_steps):
            now = clipped(game, now + h * (1 - g) * game.field(now))
        return now

    def operator(jacobian: F64, h: float) -> F64:
        g_step, d_step = _half_steps(jacobian, h)
        return np.linalg.matrix_power(d_step, d_steps) @ g_step

    return update, operator


def _half_steps(jacobian: F64, h: float) -> tuple[F64, F64]:
    """The effect of a step of G alone, and of D alone, on a small deviation: two matrices (dims, dims)."""
    g = generator_mask(len(jacobian))[:, None]
    one = np.eye(len(jacobian))
    return one + h * g * jacobian, one + h * (1 - g) * jacobian


def _d_first(game: Game, now: F64, _: F64, h: float) -> F64:
    g = generator_mask(len(now))
    now = clipped(game, now + h * (1 - g) * game.field(now))
    return now + h * g * game.field(now)


def _d_first_operator(jacobian: F64, h: float) -> F64:
    g_step, d_step = _half_steps(jacobian, h)
    return g_step @ d_step


def _optimistic(game: Game, now: F64, before: F64, h: float) -> F64:
    return clipped(game, now + h * (2 * game.field(now) - game.field(before)))


def _optimistic_operator(jacobian: F64, h: float) -> F64:
    """(2 dims, 2 dims), on the deviations now and one step ago."""
    one = np.eye(len(jacobian))
    return np.block([[one + 2 * h * jacobian, -h * jacobian], [one, np.zeros_like(one)]])


def _extragradient(game: Game, now: F64, _: F64, h: float) -> F64:
    ahead = _simultaneous(game, now, now, h)
    return clipped(game, now + h * game.field(ahead))


def _extragradient_operator(jacobian: F64, h: float) -> F64:
    one = np.eye(len(jacobian))
    return one + h * jacobian @ (one + h * jacobian)


METHODS.add(
    Method(
        "simultaneous",
        "Simultaneous",
        "Both move at once, each along its own gradient. On a pure rotation every step leads outward.",
        _simultaneous,
        lambda jacobian, h: np.eye(len(jacobian)) + h * jacobian,
    )
)
METHODS.add(
    Method(
        "alternating",
        "Alternating 1:1",
        "G moves, then D responds to the new G. On a pure rotation the game stays on a bounded orbit, as long as the step "
        "times √τ f′(0), f′(0) being the objective's slope, is at most 2.",
        *_alternating(1),
    )
)
METHODS.add(
    Method(
        "alternating_5",
        "Alternating 5:1",
        "G moves once, then D five times. Faster for D, but this alone does not stop the circling. The orbit is bounded as "
        "long as the step times √(5 τ) f′(0) is at most 2.",
        *_alternating(5),
    )
)
METHODS.add(
    Method(
        "alternating_d_first",
        "Alternating 1:1, D first",
        "D moves, then G responds to the new D.",
        _d_first,
        _d_first_operator,
    )
)
METHODS.add(
    Method(
        "optimistic",
        "Optimistic mirror descent",
        "Twice the current gradient minus the previous one: each player anticipates the other's move. A pure rotation converges.",
        _optimistic,
        _optimistic_operator,
    )
)
METHODS.add(
    Method(
        "extragradient",
        "Extragradient",
        "Look a step ahead, take the gradient there, apply it from here. Twice the work per step, and it converges.",
        _extragradient,
        _extragradient_operator,
    )
)
SCHEDULES = ("simultaneous", "alternating", "alternating_5")
"""The names of the plain gradient methods, on which the Dirac-GAN is compared."""
