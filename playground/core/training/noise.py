"""Counter-based random numbers: draw k of a stream depends only on the seed, the stream and k.

So the whole RNG state of a run is a few integers, replay is exact, blocks of draws can be made at once, and observing
a run never disturbs a stream (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").
"""

from enum import IntEnum

import numpy as np
import numpy.typing as npt

from playground.core.arrays import PlanePoints
from playground.core.targets.target import Target

Block = npt.NDArray[np.float32]

BLOCK_POINTS = 16_384
"""How many points are drawn at once: large enough that numpy's overhead vanishes, small enough for the cache."""


class Stream(IntEnum):
    """The purpose of a random number; streams never share numbers."""

    WEIGHTS = 0
    DATA = 1
    LATENT = 2
    PENALTY = 3
    DISPLAY_LATENT = 4
    DISPLAY_DATA = 5
    METRIC_LATENT = 6
    INSTANCE_NOISE = 7


def generator(seed: int, stream: Stream, index: int = 0) -> np.random.Generator:
    """The numpy generator of one draw (or block of draws) of a stream."""
    return np.random.Generator(np.random.Philox(key=[seed, int(stream)], counter=[0, 0, 0, index]))


def latents(rng: np.random.Generator, kind: str, n: int, size: int) -> Block:
    """n latent vectors z, float32 of shape (n, size): standard normal, or uniform on [-1, 1)."""
    if kind == "uniform":
        return rng.random((n, size), dtype=np.float32) * 2 - 1
    return rng.standard_normal((n, size), dtype=np.float32)


class Batches:
    """The batches that a run trains on, by number; drawn in blocks, which only affects speed."""

    def __init__(self, seed: int, target: Target, batch: int, latent_kind: str, latent_size: int) -> None:
        self._seed, self._target, self._batch = seed, target, batch
        self._kind, self._size = latent_kind, latent_size
        self.per_block = max(1, BLOCK_POINTS // batch)
        self._blocks: dict[Stream, tuple[int, Block]] = {}

    def _draw(self, stream: Stream, block: int) -> Block:
        rng = generator(self._seed, stream, block)
        n = self.per_block * self._batch
        match stream:
            case Stream.DATA:
                return self._target.sample(n, rng)
            case Stream.LATENT:
                return latents(rng, self._kind, n, self._size)
            case Stream.PENALTY:
                return rng.random((n, 3), dtype=np.float32)
            case _:
                return rng.standard_normal((n, 4), dtype=np.float32)

    def take(self, stream: Stream, k: int) -> Block:
        """Draw k of a stream, float32 of shape (batch, columns)."""
        index, place = divmod(k, self.per_block)
        held = self._blocks.get(stream)
        if held is None or held[0] != index:
            held = (index, self._draw(stream, index))
            self._blocks[stream] = held
        return held[1][place * self._batch : (place + 1) * self._batch]

    def span(self, stream: Stream, k: int, n: int) -> Block:
        """Draws k to k + n - 1 of a stream, float32 of shape (n, batch, columns)."""
        parts = []
        while n > 0:
            place = k % self.per_block
            m = min(n, self.per_block - place)
            self.take(stream, k)
            parts.append(self._blocks[stream][1][place * self._batch : (place + m) * self._batch])
            k, n = k + m, n - m
        return np.concatenate(parts).reshape(-1, self._batch, parts[0].shape[1])

    def real(self, k: int) -> PlanePoints:
        """Batch k of P_data, float32 of shape (batch, 2)."""
        return self.take(Stream.DATA, k)

    def latent(self, k: int) -> Block:
        """Batch k of latent vectors, float32 of shape (batch, latent size)."""
        return self.take(Stream.LATENT, k)
