"""Counter-based random numbers: draw k of a stream depends only on the seed, the stream and k.

So the whole RNG state of a run is a few integers, replay is exact, blocks of draws can be made at once, and observing
a run never disturbs a stream (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").
"""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from playground.core.arrays import PlanePoints
from playground.core.choices.latents import PRIORS
from playground.core.metrics import Reference, reference
from playground.core.own_data.target import target_of
from playground.core.targets.target import Target, TrainingSet
from playground.core.training.classes import with_classes

if TYPE_CHECKING:
    from playground.core.experiment import Experiment

Block = npt.NDArray[np.float32]

BLOCK_POINTS = 16_384
"""How many points are drawn at once: large enough that numpy's overhead vanishes, small enough for the cache."""


HELD_OUT = 512
"""Points on which D is compared with the training set."""


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
    TRAINING_SET = 8
    """Index 0: the points of a finite training set; 1: held-out points; from 2 on: which of the former a block of batches
    has.
    """


def generator(seed: int, stream: Stream, index: int = 0) -> np.random.Generator:
    """The numpy generator of one draw (or block of draws) of a stream."""
    return np.random.Generator(np.random.Philox(key=[seed, int(stream)], counter=[0, 0, 0, index]))


def latents(rng: np.random.Generator, kind: str, n: int, size: int) -> Block:
    """n latent vectors z, float32 of shape (n, size), of the distribution of that name (PRIORS)."""
    return PRIORS[kind].draw(rng, n, size)


@lru_cache(maxsize=16)
def drawn_set(seed: int, target: Target, n: int) -> TrainingSet:
    """The n points of P_data that a run with this seed trains on; the same object each time."""
    points, labels = target.sample_with_classes(n, generator(seed, Stream.TRAINING_SET, 0))
    points.flags.writeable = False
    return TrainingSet(points, labels)


@lru_cache(maxsize=16)
def held_out(seed: int, target: Target, classes: int = 0) -> Block:
    """HELD_OUT points of P_data that no training set has, (HELD_OUT, 2 + classes)."""
    found = target.sample_with_classes(HELD_OUT, generator(seed, Stream.TRAINING_SET, 1))
    return with_classes(*found, classes)


@lru_cache(maxsize=16)
def held_out_normals(seed: int) -> PlanePoints:
    """Standard normals for instance noise on the held-out points, (HELD_OUT, 2): a block that training never reaches."""
    return generator(seed, Stream.INSTANCE_NOISE, 2**63).standard_normal((HELD_OUT, 2), dtype=np.float32)


def training_set(e: Experiment) -> TrainingSet | None:
    """The points that an experiment's run trains on; None if every batch is new."""
    return drawn_set(e.seed, target_of(e), e.training_points) if e.training_points else None


def held_out_of(e: Experiment) -> Block | None:
    """HELD_OUT points of P_data that an experiment's run does not train on, (HELD_OUT, 2), with their classes beside them if D
    is told; None if its set is endless.
    """
    return held_out(e.seed, target_of(e), e.classes) if e.training_points else None


def reference_of(e: Experiment) -> Reference:
    """The reference for the metrics of an experiment's run; it knows the training set, if that is finite."""
    return reference(target_of(e), training=training_set(e))


class Batches:
    """The batches that a run trains on, by number; drawn in blocks, which only affects speed.

    With `training_points` n > 0, the real points of each batch are drawn from the run's n points with replacement, as in
    stochastic gradient descent on a sample: batch k is still a function of seed and k alone.

    With `classes`, real points have theirs beside them, and so have latents: those of the same batch's real points.
    """

    def __init__(
        self,
        seed: int,
        target: Target,
        batch: int,
        latent_kind: str,
        latent_size: int,
        *,
        training_points: int = 0,
        classes: int = 0,
    ) -> None:
        self._seed, self._target, self._batch = seed, target, batch
        self._set = drawn_set(seed, target, training_points) if training_points else None
        self._kind, self._size, self._classes = latent_kind, latent_size, classes
        self.per_block = max(1, BLOCK_POINTS // batch)
        self._blocks: dict[Stream, tuple[int, Block]] = {}

    @classmethod
    def of(cls, e: Experiment) -> Batches:
        """The batches of an experiment's run."""
        more = {"training_points": e.training_points, "classes": e.classes}
        return cls(e.seed, target_of(e), e.batch, e.latent_kind, e.latent_size, **more)

    def _draw(self, stream: Stream, block: int) -> Block:
        rng = generator(self._seed, stream, block)
        n = self.per_block * self._batch
        match stream:
            case Stream.DATA if self._set is not None:
                points, labels = self._set.points, self._set.labels
                chosen = generator(self._seed, Stream.TRAINING_SET, 2 + block).integers(len(points), size=n)
                return with_classes(points[chosen], labels if labels is None else labels[chosen], self._classes)
            case Stream.DATA:
                return with_classes(*self._target.sample_with_classes(n, rng), self._classes)
            case Stream.LATENT if self._classes:
                z, real = latents(rng, self._kind, n, self._size), self._block(Stream.DATA, block)
                return np.concatenate([z, real[:, -self._classes :]], axis=1)
            case Stream.LATENT:
                return latents(rng, self._kind, n, self._size)
            case Stream.PENALTY:
                return rng.random((n, 3), dtype=np.float32)
            case _:
                return rng.standard_normal((n, 4), dtype=np.float32)

    def take(self, stream: Stream, k: int) -> Block:
        """Draw k of a stream, float32 of shape (batch, columns)."""
        index, place = divmod(k, self.per_block)
        return self._block(stream, index)[place * self._batch : (place + 1) * self._batch]

    def _block(self, stream: Stream, index: int) -> Block:
        held = self._blocks.get(stream)
        if held is None or held[0] != index:
            held = (index, self._draw(stream, index))
            self._blocks[stream] = held
        return held[1]

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

    def real(self, k: int) -> Block:
        """Batch k of P_data, float32 of shape (batch, 2 + classes)."""
        return self.take(Stream.DATA, k)

    def latent(self, k: int) -> Block:
        """Batch k of latent vectors, float32 of shape (batch, latent size + classes)."""
        return self.take(Stream.LATENT, k)
