"""The lens for samples: real points, and G's fakes from the same latents every time."""

from dataclasses import dataclass

from playground.core.arrays import F32
from playground.core.lenses.lens import LENSES, Lens
from playground.core.lenses.look import Look, numpy_of


@dataclass(frozen=True, eq=False)
class Samples:
    """Points of P_data and P_model, float32 of shape (dots, 2), in plane units."""

    real: F32
    fake: F32
    averaged: bool
    """True if the fakes come from G's moving average."""


def see(look: Look) -> Samples:
    """The displayed points of this state."""
    return Samples(look.reals, numpy_of(look.shown_fakes), look.averaged and not look.half)


SAMPLES: Lens[Samples] = LENSES.add(Lens("samples", "Samples", "Points of P_data and of P_model.", see))
