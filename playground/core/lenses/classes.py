"""The lens for classes: the displayed points, real and fake, with the class of each."""

from __future__ import annotations

from dataclasses import dataclass

from playground.core.arrays import F32
from playground.core.lenses.lens import LENSES, Lens, Refused
from playground.core.lenses.look import Labels, Look, numpy_of
from playground.i18n import N_


@dataclass(frozen=True, eq=False)
class Classes:
    """Points of P_data and P_model, float32 (n, 2), plane units, and the class of each, int (n,); or no points of P_data, and
    which of G's networks made each fake.
    """

    real: F32
    fake: F32
    of_real: Labels
    of_fake: Labels


def see(look: Look) -> Classes | Refused:
    """The points and their classes, if the players are told these, or else which network made them, if there are several."""
    fakes = numpy_of(look.shown_fakes)
    if (labels := look.drawn_labels) is not None:
        return Classes(look.reals, fakes, labels, labels)
    if (made_by := look.networks_of(look.latents)) is not None:
        return Classes(look.reals[:0], fakes, made_by[:0], made_by)
    return Refused(
        N_("No class is drawn: neither player is told any (knob Told the class), and G is not several networks.")
    )


CLASSES: Lens[Classes] = LENSES.add(
    Lens(
        "classes",
        "Classes",
        "The class of each point, or the network that made each fake.",
        see,
    )
)
