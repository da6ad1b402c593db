"""The floor: only the matrix products of one iteration, a lower bound for any engine that computes them this way."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor

from playground.core.experiment import Experiment
from playground.engine.bench.textbook import network_of

Pair = tuple[Tensor, Tensor, Tensor]


class Floor:
    """The products of one D update and one G update: each network forwards, the signals back, the parameters' slopes.

    D's update passes real and fake points together; G's forward pass is shared by both; D's parameters have no slopes
    in G's update. Each product writes into preallocated memory.
    """

    def __init__(self, e: Experiment) -> None:
        d, g, n = e.d_shape.widths, network_of(e).widths, e.batch
        self._pairs: list[Pair] = [
            *_forwards(g, n),
            *_forwards(d, 2 * n),
            *_signals(d, 2 * n),
            *_slopes(d, 2 * n),
            *_forwards(d, n),
            *_signals(d, n),
            *_product(n, d[1], d[0]),
            *_signals(g, n),
            *_slopes(g, n),
        ]

    def products(self) -> None:
        """Computes all products once."""
        for a, b, into in self._pairs:
            torch.mm(a, b, out=into)


def _product(n: int, k: int, m: int) -> list[Pair]:
    return [(torch.randn(n, k), torch.randn(k, m), torch.empty(n, m))]


def _forwards(widths: tuple[int, ...], n: int) -> list[Pair]:
    return [pair for before, after in pairwise(widths) for pair in _product(n, before, after)]


def _signals(widths: tuple[int, ...], n: int) -> list[Pair]:
    return [pair for before, after in list(pairwise(widths))[1:] for pair in _product(n, after, before)]


def _slopes(widths: tuple[int, ...], n: int) -> list[Pair]:
    return [pair for before, after in pairwise(widths) for pair in _product(after, n, before)]
