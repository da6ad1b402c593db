"""The lens for trails: where G has mapped each of a fixed set of latents over the last iterations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.core.arrays import F32
from playground.core.lazy import Lazy
from playground.core.lenses.lens import LENSES, Lens
from playground.core.lenses.look import Look, frozen, numpy_of, shown_latents

torch = Lazy("torch")

LATENTS = 30
EVERY = 4
"""Iterations between two marks of a trail."""
MARKS = 30


@dataclass(frozen=True, eq=False)
class Trails:
    """float32 (marks, latents, 2), plane units, oldest first, the last is the present; of the raw G, so that its
    moves are visible.
    """

    points: F32


def mark(look: Look) -> F32:
    """Where the raw G maps the first displayed latents now, float32 (latents, 2); all of them if few are displayed."""
    e = look.experiment
    z = shown_latents(e.seed, e.latent_kind, e.latent_size, min(LATENTS, look.display.dots))
    return numpy_of(look.fakes_of(look.of_drawn_classes(torch.tensor(z, device=look.device)), averaged=False))


def see(look: Look) -> Trails:
    """The past marks that the run kept while trails were shown, and the present."""
    now = mark(look)
    past = [points[: len(now)] for points in look.past if len(points) >= len(now)]
    return Trails(frozen(np.stack([*past, now])))


TRAILS: Lens[Trails] = LENSES.add(
    Lens("trails", "Trails", "Where each latent's fake has travelled over the last iterations.", see)
)
