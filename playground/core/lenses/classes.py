"""The lens for classes: the displayed points, real and fake, with the class of each."""

from __future__ import annotations

from dataclasses import dataclass

from playground.core.arrays import F32
from playground.core.lenses.lens import LENSES, Lens, Refused
from playground.core.lenses.look import Labels, Look, numpy_of
from playground.i18n import N_


@dataclass(frozen=True, eq=False)
class Classes:
    """Points of P_data and P_model, float32 (dots, 2), plane units; `labels`: int (dots,), the class of each, which the real
    point and the fake of one place share.
    """

    real: F32
    fake: F32
    labels: Labels


def see(look: Look) -> Classes | Refused:
    """The points and their classes, if the players are told these."""
    if look.drawn_labels is None:
        return Refused(N_("No class is drawn: neither player is told any (knob Told the class)."))
    return Classes(look.reals, numpy_of(look.shown_fakes), look.drawn_labels)


CLASSES: Lens[Classes] = LENSES.add(Lens("classes", "Classes", "Real points and fakes, each with its class.", see))
