"""The game linearised at a state: its field, the field's Jacobian, and the multipliers of one training iteration."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from playground.core.choices.optimizers import OPTIMIZERS
from playground.core.lazy import Lazy
from playground.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    import torch
    from torch import Tensor

    from playground.core.arrays import F64
    from playground.core.choices.optimizers import Optimizer, Rates
    from playground.core.experiment import Experiment
    from playground.core.training.functional import Drawn
    from playground.core.training.state import State

    Vector = Callable[[Tensor], Tensor]
else:
    torch = Lazy("torch")

AT_REST = 0.1
"""A state is near rest if Newton's step to the rest point that the linear field predicts leaves at most this share of
the field: out to there the field is as good as linear, so that eigenvalues and multipliers say what happens.
"""
FLAT = 1e-3
"""Directions along which the field changes by less than this share of its largest change are flat: next to nothing moves
along them (dead units; scales that one layer can pass to the next), so they are left out of Newton's step and of the
prediction.
"""
ROUNDING = 1e-7
"""A real part below this share of the largest eigenvalue is 0: eigenvalues that coincide have this accuracy, and
parameters (float32) this resolution.
"""
TURN = 0.1
"""A multiplier circles if a whole turn changes the distance to rest by less than this share, or
by less than can be told."""


@dataclass(frozen=True, eq=False)
class Linearised:
    """The game near one state, on fixed points, with the penalty, label smoothing and instance noise of training.

    `norm`: 2-norm of the field v = (-grad_D L_D, -grad_G L_G), per unit of the parameters; `eigenvalues` complex128
    (n,) of its Jacobian, `leaving` of which have a positive real part (ROUNDING).
    `multipliers` complex128 (m,) of one iteration with both optimisers as they are, their scales held if `held`; m > n
    where an optimiser remembers earlier gradients; None where `why` says why. `largest` is the largest of them in
    size; near rest, of those that are not flat, and None if all are.
    `left`: the share of the field that is left after Newton's step; `kind`: "settles", "circles" or "leaves" if the
    state is near rest (AT_REST), else "".
    """

    norm: float
    eigenvalues: np.ndarray
    leaving: int
    multipliers: np.ndarray | None
    why: str
    held: bool
    largest: complex | None
    left: float
    kind: str


@dataclass(frozen=True, eq=False)
class Maps:
    """A game as functions of vectors in float64: `field` of (d, g), shape (n,); `iteration` of (d, g, memory), (m,).

    `at` is the present argument of the latter, whose first n numbers are that of the former.
    """

    field: Vector
    iteration: Vector | None
    at: Tensor
    n: int
    why: str
    held: bool


def linearised(e: Experiment, state: State, points: Drawn) -> Linearised | None:
    """The game near this state, one pass per parameter (Mescheder et al. 2017, section 3); None if numbers overflow.

    `points` is one draw, which stays the same. D's parameters alone must say how it judges (no spectral norm), and
    iterations must not solve systems (`functional.solves`).
    """
    maps = maps_of(e, state, points)
    here = maps.at[: maps.n]
    v, jacobian = _numpy(maps.field(here)), jacobian_of(maps.field, here)
    if not (np.isfinite(v).all() and np.isfinite(jacobian).all()):
        return None
    eigenvalues = np.linalg.eigvals(jacobian)
    scale = float(np.abs(eigenvalues).max())
    norm, left = float(np.linalg.norm(v)), left_by_newton(maps.field, here, v, jacobian)
    multipliers, largest, kind = None, None, ""
    if maps.iteration is not None:
        matrix = jacobian_of(maps.iteration, maps.at)
        if not np.isfinite(matrix).all():
            return None
        multipliers = np.linalg.eigvals(matrix)
        largest, kind = predicted(multipliers, left, maps.n)
        multipliers.flags.writeable = False
    eigenvalues.flags.writeable = False
    leaving = int((eigenvalues.real > ROUNDING * scale).sum())
    return Linearised(norm, eigenvalues, leaving, multipliers, maps.why, maps.held, largest, left, kind)


def left_by_newton(field: Vector, at: Tensor, v: F64, jacobian: F64) -> float:
    """The share of the field v (n,) that is left where its Jacobian (n, n) puts the nearest rest point.

    0 if that is nearer than the parameters' own resolution (ROUNDING).
    """
    size = float(np.linalg.norm(v))
    if size <= ROUNDING * float(np.linalg.norm(jacobian)):
        return 0.0
    step = np.linalg.lstsq(jacobian, -v, rcond=FLAT)[0]
    there = _numpy(field(at + torch.from_numpy(step).to(at.device)))
    return float(np.linalg.norm(there)) / size if np.isfinite(there).all() else float("inf")


def predicted(multipliers: np.ndarray, left: float, n: int) -> tuple[complex | None, str]:
    """The largest multiplier (of two conjugate ones the one that turns upwards), and what the game does near rest.

    The field's curvature, of which Newton's step leaves half, moves the multipliers by about twice that share of the
    farthest one's distance from 1. Those as close to 1 as that are flat, and growth as small as that is none. An
    optimiser's memory adds multipliers near its beta1, or 0, for each of the n parameters. However small the learning
    rate, they stay away from 1, so only the n nearest to 1 say how far the game's own are from it.
    """
    if left > AT_REST:
        return _largest(multipliers), ""
    away = np.abs(multipliers - 1)
    farthest = float(np.sort(away)[:n].max(initial=0.0))
    error = max(FLAT, 2 * left) * farthest
    largest = _largest(multipliers[away >= error]) if farthest else None
    if largest is None:
        return None, ""
    grows, turns = float(np.log(max(abs(largest), 1e-300))), abs(float(np.angle(largest)))
    if abs(grows) < max(error, TURN * turns / (2 * np.pi)) and turns > abs(grows):
        return largest, "circles"
    return largest, "leaves" if grows > 0 else "settles"


def _largest(multipliers: np.ndarray) -> complex | None:
    order = np.lexsort((multipliers.imag, np.abs(multipliers)))
    return complex(multipliers[order[-1]]) if order.size else None


def jacobian_of(function: Vector, at: Tensor) -> F64:
    """The Jacobian (outputs, inputs) of a function of a vector, in float64."""
    found: Tensor = torch.func.jacrev(function, chunk_size=64)(at)
    return _numpy(found)


def precise(tensor: Tensor) -> Tensor:
    """The same numbers as float64 on the CPU: Apple's device has no float64, and rounding would spoil small eigenvalues."""
    return tensor.cpu().double()


def _numpy(tensor: Tensor) -> F64:
    found: F64 = tensor.detach().cpu().numpy().astype(np.float64)
    return found


def maps_of(e: Experiment, state: State, points: Drawn) -> Maps:
    """The field and the iteration at this state, with the same points in every draw of an iteration."""
    from playground.core.training.functional import Drawn, kind_of, numbers_of, refusal
    from playground.core.training.iteration import Game

    kind, c = kind_of(e), state.counters
    numbers, times = numbers_of(e, c), max(1, kind.draws)
    repeated: Any = (None if part is None else precise(part).expand(times, -1, -1) for part in points)
    draws = Drawn(*repeated)
    game, split = Game(kind), len(state.d)

    def field(flat: Tensor) -> Tensor:
        return game.field(flat[:split], flat[split:], numbers, draws)

    n = split + len(state.g)
    players = [
        _Held(OPTIMIZERS[name], slots, age, rates)
        for name, slots, age, rates in (
            (e.optimizer_d, state.slots_d, c.d_age, e.rates_d),
            (e.optimizer_g, state.slots_g, c.g_age, e.rates_g),
        )
    ]
    held = any(player.optimizer.held for player in players)
    parts = [state.d, state.g, *(slot for player in players for slot in player.remembered)]
    at = torch.cat([precise(part) for part in parts])
    why = refusal(e)
    if not why and any(player.optimizer.held and not player.age for player in players):
        why = tr("an optimiser that has made no step yet")
    if not why and any(player.optimizer.periodic for player in players):
        why = tr("an optimiser whose steps differ by their number")
    if why:
        return Maps(field, None, at, n, why, held)
    game.optimizer_d, game.optimizer_g = (player.pure() for player in players)
    lengths = [len(part) for part in parts]

    def iteration(flat: Tensor) -> Tensor:
        d, g, *memory = torch.split(flat, lengths)
        slots_d, memory = players[0].filled(memory)
        slots_g, _ = players[1].filled(memory)
        played = game.iteration((d, g, g, g, *slots_d, *slots_g), numbers, draws).vectors
        after = played[4:]
        kept = [*players[0].kept(after[: len(slots_d)]), *players[1].kept(after[len(slots_d) :])]
        return torch.cat([played[0], played[1], *kept])

    return Maps(field, iteration, at, n, "", held)


REMEMBERS: dict[str, Callable[[Rates], bool]] = {
    "mean": lambda rates: rates.beta1 != 0,
    "velocity": lambda rates: rates.beta1 != 0,
    "previous": lambda _: True,
    "slow": lambda _: True,
    "square": lambda _: False,
}
"""Whether what an optimiser keeps under this name changes its next steps, once its scales are held."""


@dataclass(frozen=True, eq=False)
class _Held:
    """A player's optimiser with its scales held, and which of its slots still move."""

    optimizer: Optimizer
    slots: tuple[Tensor, ...]
    age: int
    rates: Rates

    @property
    def moving(self) -> list[bool]:
        return [REMEMBERS[name](self.rates) for name in self.optimizer.slots]

    @property
    def remembered(self) -> tuple[Tensor, ...]:
        return self.kept(self.slots)

    def kept(self, slots: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        """The slots that move."""
        return tuple(slot for slot, moves in zip(slots, self.moving, strict=True) if moves)

    def filled(self, memory: list[Tensor]) -> tuple[list[Tensor], list[Tensor]]:
        """All slots, with those that move from the front of `memory`; and what is left of that."""
        rest = list(memory)
        return [
            rest.pop(0) if moves else precise(slot) for slot, moves in zip(self.slots, self.moving, strict=True)
        ], rest

    def pure(self) -> Optimizer:
        if self.optimizer.held is None:
            return self.optimizer
        slots: Any = tuple(precise(slot) for slot in self.slots)
        return replace(self.optimizer, pure=self.optimizer.held(slots, self.age, self.rates))
