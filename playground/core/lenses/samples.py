"""The lens for samples: real points, and G's fakes from the same latents every time."""

from dataclasses import dataclass, replace

import numpy as np

from playground.core.arrays import F32
from playground.core.lenses.lens import LENSES, Lens
from playground.core.lenses.look import Labels, Look, numpy_of
from playground.core.own_data.target import HasTarget, class_names
from playground.core.own_data.text import read
from playground.core.targets.own import OWN


@dataclass(frozen=True, eq=False)
class Samples:
    """Points of P_data and P_model, float32 of shape (dots, 2); the lens gives them in plane units."""

    real: F32
    fake: F32
    averaged: bool
    """True if the fakes come from G's moving average."""
    labels: Labels | None = None
    """The class of each point, (dots,), the same for the real one and the fake; None if the players are not told the class."""

    names: tuple[str, ...] = ()
    """Of the classes, in their order, where there are labels."""
    networks: Labels | None = None
    """Which of G's networks made each fake, (dots,); None if G is not several networks."""


def see(look: Look) -> Samples:
    """The displayed points of this state."""
    return Samples(
        look.reals,
        numpy_of(look.shown_fakes),
        look.averaged and not look.half,
        look.drawn_labels,
        class_names(look.experiment) if look.classes else (),
        look.networks_of(look.latents),
    )


def in_own_units(experiment: HasTarget, samples: Samples) -> Samples:
    """The points in the units of the experiment's own data, if its target was scaled to the plane; else as they are."""
    placing = read(experiment.own_data).placing if experiment.target == OWN.name else None
    if placing is None:
        return samples
    real, fake = (placing.back(some.astype(np.float64)).astype(np.float32) for some in (samples.real, samples.fake))
    return replace(samples, real=real, fake=fake)


SAMPLES: Lens[Samples] = LENSES.add(Lens("samples", "Samples", "Points of P_data and of P_model.", see))
