"""The lens for a held latent: where the displayed G maps the latent held on the pad, and a walk between two latents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.core.arrays import F32
from playground.core.lazy import Lazy
from playground.core.lenses.lens import LENSES, Lens, Refused
from playground.core.lenses.look import Look, frozen, numpy_of
from playground.i18n import N_

torch = Lazy("torch")

STEPS = 100
"""Points of a walk."""


@dataclass(frozen=True, eq=False)
class Held:
    """`at`: G(z), float32 (2,), plane units; `walk`: float32 (100, 2), G along the straight line from one latent to
    the other, or (0, 2) without a walk; a row of NaN parts what several networks of G make."""

    at: F32
    walk: F32


def see(look: Look) -> Held | Refused | None:
    """Where the held latent is mapped, for the display's class if G is told one; None if none is held, or if its size
    differs from this G's.
    """
    if look.g_network is None:
        return Refused(
            N_(
                "With free points z only picks one of the points, so G(z) jumps where z moves and can't be walked along."
            )
        )
    z, walk, size = look.display.latent, look.display.walk, look.experiment.latent_size
    if len(z) != size:
        return None
    held = torch.tensor([z], dtype=torch.float32, device=look.device)
    at = look.fakes_of(look.asked(held), look.averaged)[0]
    path = np.zeros((0, 2), np.float32)
    if len(walk) == 2 * size:
        a, b = np.array(walk[:size], np.float32), np.array(walk[size:], np.float32)
        line = a + np.linspace(0, 1, STEPS, dtype=np.float32)[:, None] * (b - a)
        latents = torch.from_numpy(line).to(look.device)
        path = numpy_of(look.fakes_of(look.asked(latents), look.averaged))
        if (made_by := look.networks_of(latents)) is not None:
            path = frozen(np.insert(path, np.flatnonzero(np.diff(made_by)) + 1, np.nan, axis=0))
    return Held(numpy_of(at), path)


HELD: Lens[Held] = LENSES.add(Lens("held", "Held latent", "Where G maps the latent held on the latent pad.", see))
