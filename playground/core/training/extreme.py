"""The game of large networks near a state: the outermost eigenvalues and multipliers, and the path that led there.

Whole Jacobians are out of reach; products with them are not. Both analyses come in short parts, so that commands are
heard meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from playground.core.lazy import Lazy
from playground.core.theory.path import PathAngle, path_angle
from playground.core.training.arnoldi import Krylov, krylov
from playground.core.training.linearised import ROUNDING, maps_of

if TYPE_CHECKING:
    import torch

    from playground.core.arrays import F64
    from playground.core.experiment import Experiment
    from playground.core.training.functional import Drawn
    from playground.core.training.linearised import Vector
    from playground.core.training.state import State
else:
    torch = Lazy("torch")

PRODUCTS = 60
"""Products with each Jacobian: enough for a handful of outermost eigenvalues."""
CERTAIN = 1e-3
"""An eigenvalue counts as found if its residual is below this share of the largest one's size."""
ALONG = np.linspace(0.6, 1.5, 46)
"""Positions along a path, 0 at its start and 1 at its end, as in the authors' figures."""


@dataclass(frozen=True, eq=False)
class Outermost:
    """The outermost eigenvalues of the game's field, and multipliers of one iteration, that 60 products find.

    `norm` is that of the field v; `eigenvalues` complex128 (k,), the largest real part first; `multipliers` (m,), the largest
    first, or None where `why` says why; `held`: the optimiser's scales are frozen.
    """

    norm: float
    eigenvalues: np.ndarray
    multipliers: np.ndarray | None
    why: str
    held: bool

    @property
    def leaving(self) -> int:
        """How many of the eigenvalues found have a positive real part."""
        scale = float(np.abs(self.eigenvalues).max(initial=0.0))
        return int((self.eigenvalues.real > ROUNDING * scale).sum())


def outermost(e: Experiment, state: State, points: Drawn, products: int = PRODUCTS) -> Iterator[float | Outermost]:
    """Gives the share that is done, again and again, and last the result; arguments as in `linearised`."""
    maps = maps_of(e, state, points)
    here = maps.at[: maps.n].double()
    v = _numpy(maps.field(here))
    halves = 1.0 if maps.iteration is None else 0.5
    of_field: list[np.ndarray] = []
    for part in _spectrum(maps.field, here, products, lambda values: values.real):
        if isinstance(part, float):
            yield halves * part
        else:
            of_field.append(part)
    of_iteration: list[np.ndarray] = []
    if maps.iteration is not None:
        for part in _spectrum(maps.iteration, maps.at, products, np.abs):
            if isinstance(part, float):
                yield 0.5 + 0.5 * part
            else:
                of_iteration.append(part)
    multipliers = of_iteration[0] if of_iteration else None
    yield Outermost(float(np.linalg.norm(v)), of_field[0], multipliers, maps.why, maps.held)


def _spectrum(
    function: Vector, at: torch.Tensor, products: int, rank: Callable[[np.ndarray], F64]
) -> Iterator[float | np.ndarray]:
    """Shares, and last the eigenvalues found of a function's Jacobian; FloatingPointError if it holds a number that is not finite."""
    rng = np.random.default_rng(0)  # a start that leans to no eigenvector; the same each time
    for part in krylov(_products(function, at), rng.standard_normal(len(at)), products):
        yield _found(part, rank) if isinstance(part, Krylov) else part


def _found(space: Krylov, rank: Callable[[np.ndarray], F64]) -> np.ndarray:
    values, residuals = space.eigenvalues()
    certain = values[residuals <= CERTAIN * float(np.abs(values).max(initial=0.0))]
    found = certain[np.argsort(-rank(certain), kind="stable")]
    found.flags.writeable = False
    return found


def _products(function: Vector, at: torch.Tensor) -> Callable[[F64], F64]:
    """u -> J u, with J the Jacobian of the function: J^T w is linear in w, and the transpose of its derivative is J."""
    value, transposed = torch.func.vjp(function, at)[:2]
    twice = torch.func.vjp(lambda w: transposed(w)[0], torch.zeros_like(value))[1]

    def product(u: F64) -> F64:
        found = _numpy(twice(torch.from_numpy(np.ascontiguousarray(u)).to(at.device))[0])
        if not np.isfinite(found).all():
            raise FloatingPointError("a product with the Jacobian is not finite")
        return found

    return product


def path(e: Experiment, start: State, end: State, points: Drawn, along: F64 = ALONG) -> Iterator[float | PathAngle]:
    """The path angle and norm of this game's field between two states of one run (`theory.path`); gives shares first.

    InputError if the players have not moved between them.
    """
    maps = maps_of(e, end, points)
    first = _numpy(torch.cat((start.d, start.g)))
    last = _numpy(torch.cat((end.d, end.g)))
    done: list[PathAngle] = []

    def field(at: F64) -> F64:
        return _numpy(maps.field(torch.from_numpy(at).to(maps.at.device)))

    for i, a in enumerate(along, 1):
        done.append(path_angle(field, first, last, np.array([a])))
        yield i / len(along)
    yield PathAngle(along, np.concatenate([p.cosine for p in done]), np.concatenate([p.norm for p in done]))


def _numpy(tensor: torch.Tensor) -> F64:
    found: F64 = tensor.detach().cpu().numpy().astype(np.float64)
    return found
