"""Transitions between modes: which mode each latent's fake was on at several times, and how often it changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.core.arrays import F64, I64
from playground.core.metrics.modes import NONE


@dataclass(frozen=True, eq=False)
class Transitions:
    """How latents went from mode to mode between the first and the last of several times. The arrays are read-only."""

    matrix: I64
    """Latents by their mode at the first time (row) and at the last (column), (k + 1, k + 1); the last row and column: none."""
    changes: I64
    """How often each latent came to another mode than it was last on, (n,), also by way of none, as seen at all times."""
    times: int
    names: tuple[str, ...]
    """The names of the k modes."""
    centres: F64
    """(k, 2), plane units."""

    @property
    def latents(self) -> int:
        """How many are followed."""
        return len(self.changes)

    @property
    def stayed(self) -> float:
        """The share of latents that are on the same mode at both ends."""
        return self._share(int(np.trace(self.matrix[:-1, :-1])))

    @property
    def moved(self) -> float:
        """The share on one mode at the first time and on another at the last."""
        between = self.matrix[:-1, :-1]
        return self._share(int(between.sum() - np.trace(between)))

    @property
    def left(self) -> float:
        """The share that has gone from a mode to none."""
        return self._share(int(self.matrix[:-1, -1].sum()))

    @property
    def arrived(self) -> float:
        """The share that has come from none to a mode."""
        return self._share(int(self.matrix[-1, :-1].sum()))

    @property
    def astray(self) -> float:
        """The share that is on none at both ends."""
        return self._share(int(self.matrix[-1, -1]))

    @property
    def changed(self) -> float:
        """The share that was seen to change its mode at least once along the way."""
        return self._share(int(np.count_nonzero(self.changes)))

    @property
    def shares(self) -> F64:
        """Each row of the matrix divided by its sum, (k + 1, k + 1): where the latents of one mode went; 0 in a row of none."""
        sums = self.matrix.sum(axis=1, keepdims=True)
        return np.asarray(self.matrix / np.maximum(sums, 1), dtype=np.float64)

    def _share(self, n: int) -> float:
        return n / self.latents if self.latents else 0.0


def transitions(seen: I64, names: tuple[str, ...], centres: F64) -> Transitions:
    """From the mode of each of n latents at each of at least two times, int (times, n), from 0, or NONE."""
    size = len(names) + 1
    first, last = (np.where(row == NONE, size - 1, row) for row in (seen[0], seen[-1]))
    matrix = np.bincount(first * size + last, minlength=size * size).reshape(size, size)
    on, changes = seen[0].copy(), np.zeros(seen.shape[1], np.int64)
    for row in seen[1:]:
        changes += (row != NONE) & (on != NONE) & (row != on)
        on = np.where(row == NONE, on, row)
    for array in (matrix, changes):
        array.flags.writeable = False
    return Transitions(matrix, changes, len(seen), names, centres)
