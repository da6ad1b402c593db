"""One iteration of the game as a pure function of tensors, so that it can be compiled as a whole and batched over runs.

It does what `Trainer.iterate` does step by step, using the same tables of objectives, penalties, activations and
optimisers. Sizes and names are fixed when it is made; all values that live knobs set are tensors, so that changing
one needs no recompilation.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch

from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.optimizers import OPTIMIZERS
from playground.core.choices.penalties import PENALTIES
from playground.core.training.noise import Batches, Stream
from playground.core.training.schedule import instance_noise, learning_rate_factor, penalty_weight
from playground.core.training.state import Counters
from playground.i18n import tr

if TYPE_CHECKING:
    from torch import Tensor

    from playground.core.choices.generators import Shape
    from playground.core.choices.networks import Mlp
    from playground.core.experiment import Experiment

    Vectors = tuple[Tensor, ...]


class Numbers(NamedTuple):
    """The values of knobs and counters in one iteration, scalars each (or one for each run of a batch)."""

    rate_d: Any
    beta1_d: Any
    beta2_d: Any
    rate_g: Any
    beta1_g: Any
    beta2_g: Any
    age_d: Any
    age_g: Any
    """Steps that the optimisers made before this iteration."""
    weight: Any
    smoothing: Any
    noise: Any
    ema: Any
    g_steps: Any


class Drawn(NamedTuple):
    """The draws of one iteration: real (k, batch, 2), latents (k, batch, size), both with their classes beside them if the
    players are told, and if they are used, uniforms (k, batch, 3) and normals (k, batch, 4)."""

    real: Tensor
    latent: Tensor
    uniforms: Tensor | None
    normals: Tensor | None


class Played(NamedTuple):
    """The result of an iteration: all vectors of the state, both losses, and D's outputs on real, then fake, of its
    last update.
    """

    vectors: Vectors
    d_loss: Tensor
    g_loss: Tensor
    outputs: Tensor


@dataclass(frozen=True)
class Kind:
    """Everything that the function depends on besides tensors; experiments of one kind share it."""

    d_shape: Mlp
    g_shape: Shape
    objective: str
    penalty: str
    optimizer_d: str
    optimizer_g: str
    d_updates: int
    g_updates: int
    simultaneous: bool
    packing: int
    classes: int
    smooth: bool
    noisy: bool
    averaged: bool
    batch: int
    device: str

    @property
    def draws(self) -> int:
        """Draws in one iteration; D's last and G's first update share one."""
        return 1 if self.simultaneous else self.d_updates + self.g_updates - 1


@lru_cache(maxsize=64)
def kind_of(e: Experiment) -> Kind:
    """The kind of an experiment; needed in every iteration."""
    penalty = e.penalty if e.penalty_weight else "none"
    return Kind(
        d_shape=e.d_shape,
        g_shape=e.g_shape,
        objective=e.objective,
        penalty=penalty,
        optimizer_d=e.optimizer_d,
        optimizer_g=e.optimizer_g,
        d_updates=e.d_updates,
        g_updates=e.g_updates,
        simultaneous=e.updates == "simultaneous",
        packing=e.packing,
        classes=e.classes,
        smooth=bool(e.label_smoothing) and OBJECTIVES[e.objective].smoothing is not None,
        noisy=e.instance_noise > 0,
        averaged=e.ema > 0,
        batch=e.batch,
        device=e.device,
    )


def solves(e: Experiment) -> bool:
    """True if each iteration solves a system of equations, so that it is no function of fixed length."""
    joint = PENALTIES[e.penalty].joint
    return joint is not None and joint.solves and e.penalty_weight > 0


def refusal(e: Experiment) -> str:
    """Why this experiment's iteration can't be one function, in words; empty if it can."""
    for holds, words in (
        (e.spectral_norm == "on", tr("spectral norm")),
        (e.batch_norm != "off", tr("batch normalisation")),
        (solves(e), tr("a method that solves for both players' steps")),
        (e.unrolled_steps > 0, tr("unrolled D steps")),
        (OPTIMIZERS[e.optimizer_d].extrapolates or OPTIMIZERS[e.optimizer_g].extrapolates, tr("extragradient")),
        (not e.d_updates or not e.g_updates, tr("an iteration without updates of D or of G")),
    ):
        if holds:
            return words
    return ""


def numbers_of(e: Experiment, c: Counters) -> Numbers:
    """The scalars of the iteration that follows these counters."""
    factor = learning_rate_factor(e, c.iteration)
    return Numbers(
        e.learning_rate_d * factor,
        e.beta1_d,
        e.beta2_d,
        e.learning_rate_g * factor,
        e.beta1_g,
        e.beta2_g,
        float(c.d_age),
        float(c.g_age),
        penalty_weight(e, c.iteration),
        e.label_smoothing,
        instance_noise(e, c.iteration),
        e.ema,
        float(c.g_steps),
    )


def table(kind: Kind, e: Experiment, c: Counters, n: int) -> npt.NDArray[np.float64]:
    """The scalars of the n iterations that follow these counters, (n, numbers)."""
    rows = np.tile(np.array(numbers_of(e, c)), (n, 1))
    if e.decay_iterations or e.instance_noise_iterations:
        for i in range(1, n):
            rows[i] = numbers_of(e, after(kind, c, i))
    else:
        rows += np.arange(n)[:, None] * (np.array(numbers_of(e, after(kind, c))) - rows[0])
    return rows


def after(kind: Kind, c: Counters, n: int = 1) -> Counters:
    """The counters after n iterations of this kind."""
    if not n:
        return c
    d, g = (n, n) if kind.simultaneous else (n * kind.d_updates, n * kind.g_updates)
    draws = c.draws + n * kind.draws
    return Counters(c.iteration + n, c.d_steps + d, c.g_steps + g, draws, draws, c.d_age + d, c.g_age + g)


def means(outputs: Tensor, probability: bool) -> Tensor:
    """D's mean outputs (2,) on real, then fake points: of its probability of "real", or of its score. Outputs (2n,)."""
    shown = torch.sigmoid(outputs) if probability else outputs
    return shown.view(2, -1).mean(1)


def streams_of(kind: Kind) -> tuple[Stream, ...]:
    """The streams that an iteration draws from, in the order of `Drawn`."""
    at = PENALTIES[kind.penalty].at
    return (
        Stream.DATA,
        Stream.LATENT,
        *((Stream.PENALTY,) if callable(at) else ()),
        *((Stream.INSTANCE_NOISE,) if kind.noisy else ()),
    )


def drawn(kind: Kind, batches: Batches, k: int) -> Drawn:
    """The draws of the iteration that begins with draw k."""
    parts: dict[Stream, Tensor] = {}
    for stream in streams_of(kind):
        blocks = [batches.take(stream, i) for i in range(k, k + kind.draws)]
        parts[stream] = torch.from_numpy(blocks[0][None] if len(blocks) == 1 else np.stack(blocks)).to(kind.device)
    return Drawn(parts[Stream.DATA], parts[Stream.LATENT], parts.get(Stream.PENALTY), parts.get(Stream.INSTANCE_NOISE))
