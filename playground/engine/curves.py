"""Curves over iterations, kept within a fixed number of points however long a run lasts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

CAPACITY = 16_384
"""More points than any screen has columns; after doubling the stride they continue from half of this."""


@dataclass(frozen=True, eq=False)
class Curve:
    """A read-only piece of the past: `x`, iterations, int64 (n,), and one float32 (n,) array for each name."""

    x: npt.NDArray[np.int64]
    y: Mapping[str, npt.NDArray[np.float32]]

    def and_row(self, iteration: int, row: tuple[float, ...]) -> Curve:
        """The same with one more row, if its iteration comes after the last."""
        if len(self.x) and self.x[-1] >= iteration:
            return self
        y = {name: np.append(values, np.float32(v)) for (name, values), v in zip(self.y.items(), row, strict=True)}
        return Curve(np.append(self.x, iteration), y)


class Recorder:
    """Takes a row for each iteration; when full it keeps every second row and takes half as many from then on.

    Rows already handed out are never overwritten, so a `Curve` is a view without copying.
    """

    def __init__(self, names: tuple[str, ...], capacity: int = CAPACITY) -> None:
        self.names = names
        self.stride = 1
        self._x = np.empty(capacity, np.int64)
        self._y = np.empty((len(names), capacity), np.float32)
        self._n = 0

    def wants(self, iteration: int) -> bool:
        """True if this iteration's row is kept."""
        return iteration % self.stride == 0

    def add(self, iteration: int, *row: float) -> None:
        """The row of an iteration, in the order of the names; ignored unless it comes after the last."""
        if self._n and self._x[self._n - 1] >= iteration:
            return
        self._x[self._n] = iteration
        self._y[:, self._n] = row
        self._n += 1
        if self._n == len(self._x):
            self._thin()

    def _thin(self) -> None:
        self.stride *= 2
        x, y = self._x[1::2], self._y[:, 1::2]
        self._x, self._y, self._n = np.empty_like(self._x), np.empty_like(self._y), len(x)
        self._x[: self._n], self._y[:, : self._n] = x, y

    def curve(self, until: int | None = None) -> Curve:
        """Everything kept so far, or up to and including an iteration."""
        n = self._n if until is None else int(np.searchsorted(self._x[: self._n], until, side="right"))
        x, y = self._x[:n], self._y[:, :n]
        x.flags.writeable = y.flags.writeable = False
        return Curve(x, dict(zip(self.names, y, strict=True)))

    @property
    def nbytes(self) -> int:
        return self._n * (self._x.itemsize + len(self.names) * self._y.itemsize)

    def cut(self, until: int) -> Recorder:
        """A new recorder with the rows up to and including this iteration."""
        return Recorder.of(self.curve(until), self.stride, len(self._x))

    @classmethod
    def of(cls, curve: Curve, stride: int, capacity: int = CAPACITY) -> Recorder:
        """A recorder that continues this curve; ValueError if it does not fit."""
        made = cls(tuple(curve.y), max(capacity, 2))
        n = len(curve.x)
        if n >= len(made._x):
            raise ValueError("the curve is longer than its recorder")
        made.stride, made._n = stride, n
        made._x[:n] = curve.x
        for row, name in enumerate(made.names):
            made._y[row, :n] = curve.y[name]
        return made
