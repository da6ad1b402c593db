"""A CUDA graph of one compiled iteration: about a hundred kernel launches become one, which is what small networks wait for.

The graph works in place on the vectors of the trainer it was captured for; numbers and draws are copied into its own memory
before each replay (https://docs.pytorch.org/docs/stable/notes/cuda.html, "CUDA Graphs").
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from torch import Tensor

    Step = Callable[[tuple[Tensor, ...], Tensor, Any], tuple[Tensor, Tensor, Tensor]]

WARM_UP = 3
"""Calls on a side stream before the capture, as torch's notes ask."""


class Graphed:
    """Called like `step`, which changes its vectors in place; its results are valid until the next call."""

    def __init__(self, step: Step) -> None:
        self._step = step
        self._places: tuple[int, ...] = ()
        self._graph: torch.cuda.CUDAGraph | None = None

    def __call__(self, vectors: tuple[Tensor, ...], numbers: Tensor, draws: Any) -> tuple[Tensor, Tensor, Tensor]:
        """One iteration; captured anew if the vectors lie elsewhere than at the last call."""
        places = tuple(vector.data_ptr() for vector in vectors)
        if self._graph is None or places != self._places:
            self._capture(vectors, numbers, draws)
            self._places = places
        self._numbers.copy_(numbers)
        for mine, given in zip(self._draws, draws, strict=True):
            if mine is not None:
                mine.copy_(given)
        assert self._graph is not None
        self._graph.replay()
        return self._results

    def _capture(self, vectors: tuple[Tensor, ...], numbers: Tensor, draws: Any) -> None:
        self._numbers = numbers.clone()
        copies = [None if given is None else given.clone() for given in draws]
        self._draws: Any = type(draws)(*copies) if hasattr(draws, "_fields") else tuple(copies)
        stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            trial = tuple(vector.clone() for vector in vectors)
            for _ in range(WARM_UP):
                self._step(trial, self._numbers, self._draws)
        torch.cuda.current_stream().wait_stream(stream)
        self._graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self._graph, capture_error_mode="thread_local"):  # other threads go on using the device
            self._results = self._step(vectors, self._numbers, self._draws)
