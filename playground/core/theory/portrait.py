"""The phase portrait of a small game: its field on a grid, a trajectory, its eigenvalues and the verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from playground.core.arrays import F64
from playground.core.registry import Registry
from playground.core.theory.dirac import DIRAC_GAMES
from playground.core.theory.game import Game
from playground.core.theory.linear import LINEAR_GAMES
from playground.core.theory.methods import Method, trajectory
from playground.core.theory.verdict import Verdict, judge

Complexes = NDArray[np.complex128]
T = TypeVar("T", np.float64, np.complex128)

GAMES: Registry[Game] = Registry("game")
for _game in (*DIRAC_GAMES, *LINEAR_GAMES):
    GAMES.add(_game)

MARGIN = 1.2
FARTHEST = 3.0
"""The grid extends at most this many times as far from the equilibrium as the start."""


@dataclass(frozen=True)
class PhasePortrait:
    """Everything to draw, in one plane of the game; every array is read-only."""

    axes: tuple[str, str]
    """The symbols of the two parameters, G's on the horizontal axis and D's on the vertical."""
    grid: F64
    """(n, n, 2): points of the plane, rows from low to high D, columns from low to high G."""
    vectors: F64
    """(n, n, 2): the field at each."""
    trajectory: F64
    """(steps + 1, 2): the players' trajectory; NaN once they are out of range."""
    distance: F64
    """(steps + 1,): the distance to the equilibrium in all parameters; infinite once out of range."""
    equilibrium: tuple[float, float]
    clip: float | None
    """D's parameter is kept in [-clip, clip], drawn as two lines; None: not clipped."""
    eigenvalues: Complexes
    """Those of the field's Jacobian at the equilibrium: left half-plane = attracting. Empty if there is no Jacobian."""
    multipliers: Complexes
    """Those of one step at the equilibrium: inside the unit circle = attracting. Empty if there are none."""
    verdict: Verdict


def eigenvalues(game: Game) -> Complexes:
    """The eigenvalues (dims,) of the Jacobian at the equilibrium; none if the field jumps there."""
    return _spectrum(game.jacobian()) if game.smooth else np.zeros(0, dtype=np.complex128)


def multipliers(game: Game, method: Method, h: float) -> Complexes:
    """The eigenvalues of one step at the equilibrium (twice as many for a method with memory)."""
    return _spectrum(method.operator(game.jacobian(), h)) if game.smooth else np.zeros(0, dtype=np.complex128)


def distances(game: Game, path: F64, parameters: slice = slice(None)) -> F64:
    """How far each point of a path, (n, dims), is from the equilibrium, (n,), counting only the given parameters."""
    away: F64 = np.linalg.norm((path - np.array(game.equilibrium))[:, parameters], axis=1)
    return np.where(np.isnan(away), np.inf, away)


def phase_portrait(
    game: Game,
    method: Method,
    h: float = 0.2,
    steps: int = 500,
    start: Sequence[float] | None = None,
    *,
    plane: int = 0,
    cells: int = 21,
    span: float | None = None,
) -> PhasePortrait:
    """The portrait in the plane of G's and D's parameter number `plane`, others at the equilibrium; at least 2 steps.

    `span` is half the side of the square grid around the equilibrium; None fits it to the trajectory.
    """
    first = game.start if start is None else tuple(start)
    path = trajectory(game, method, first, steps, h)
    away = distances(game, path)
    half = len(first) // 2
    pair = [plane, half + plane]
    centre = np.array(game.equilibrium)
    if span is None:
        span = _span(path[:, pair] - centre[pair])
    ticks = np.linspace(-span, span, cells)
    points = np.broadcast_to(centre, (cells, cells, len(centre))).copy()
    points[..., pair[0]] += ticks
    points[..., pair[1]] += ticks[:, None]
    rates = multipliers(game, method, h)
    return PhasePortrait(
        axes=(game.axes[pair[0]], game.axes[pair[1]]),
        grid=_frozen(points[..., pair]),
        vectors=_frozen(game.field(points)[..., pair]),
        trajectory=_frozen(path[:, pair]),
        distance=_frozen(away),
        equilibrium=(float(centre[pair[0]]), float(centre[pair[1]])),
        clip=game.clip,
        eigenvalues=_frozen(eigenvalues(game)),
        multipliers=_frozen(rates),
        verdict=judge(rates, away, smooth=game.smooth),
    )


def _span(deviation: F64) -> float:
    """Half the side of a square that holds the trajectory's deviations, (n, 2), or as much of them as fits within the
    limit.
    """
    begin = float(np.max(np.abs(deviation[0]))) or 1.0
    return MARGIN * min(float(np.nanmax(np.abs(deviation))) or 1.0, FARTHEST * begin)


def _spectrum(matrix: F64) -> Complexes:
    """Eigenvalues (n,), complex, sorted by real and then imaginary part."""
    values: Complexes = np.linalg.eigvals(matrix).astype(np.complex128)
    return np.sort(values)


def _frozen(array: NDArray[T]) -> NDArray[T]:
    array.flags.writeable = False
    return array
