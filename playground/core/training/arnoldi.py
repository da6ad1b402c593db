"""The Arnoldi iteration: the outermost eigenvalues of a large matrix, from products with it alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from playground.core.arrays import F64

BREAKDOWN = 1e-12
"""A new direction shorter than this share of the product lies in the space found so far, which is then invariant."""


@dataclass(frozen=True, eq=False)
class Krylov:
    """An orthonormal basis of the space that products with a matrix A (n, n) span: A basis[:m].T = basis.T hessenberg.

    `basis` float64 (m + 1, n), or (m, n) if the space is invariant; `hessenberg` (m + 1, m) or (m, m); `length` is that
    of the vector it began with.
    """

    basis: F64
    hessenberg: F64
    length: float

    def eigenvalues(self) -> tuple[np.ndarray, F64]:
        """(Ritz values, complex128 (m,); the residual |A x - value x| of each one's unit vector x, (m,))."""
        m = self.hessenberg.shape[1]
        values, vectors = np.linalg.eig(self.hessenberg[:m])
        beyond = self.hessenberg[m, m - 1] if len(self.hessenberg) > m else 0.0
        return values, np.abs(beyond * vectors[-1])


def krylov(product: Callable[[F64], F64], start: F64, steps: int) -> Iterator[float | Krylov]:
    """Arnoldi's iteration in at most `steps` products (Arnoldi 1951; modified Gram-Schmidt, twice).

    Gives the share that is done after each product, and last the result.
    """
    steps = min(steps, len(start))
    length = float(np.linalg.norm(start))
    basis, h = np.zeros((steps + 1, len(start))), np.zeros((steps + 1, steps))
    basis[0] = start / length if length else np.eye(1, len(start))[0]
    for j in range(steps):
        after = product(basis[j])
        size = float(np.linalg.norm(after))
        for _ in range(2):
            shares = basis[: j + 1] @ after
            h[: j + 1, j] += shares
            after = after - shares @ basis[: j + 1]
        left = float(np.linalg.norm(after))
        if left <= BREAKDOWN * size:
            yield Krylov(basis[: j + 1], h[: j + 1, : j + 1], length)
            return
        h[j + 1, j], basis[j + 1] = left, after / left
        yield (j + 1) / steps
    yield Krylov(basis, h, length)
