"""The lens for moves: where G's last update took each fake."""

from __future__ import annotations

from dataclasses import dataclass

from playground.core.arrays import F32
from playground.core.lazy import Lazy
from playground.core.lenses.lens import LENSES, Lens
from playground.core.lenses.look import Look, numpy_of

torch = Lazy("torch")

MOST = 300


@dataclass(frozen=True, eq=False)
class Moves:
    """The raw G's fakes for the displayed latents before and after its last update, float32 (n, 2) each, true
    length.
    """

    before: F32
    after: F32
    half: str
    """"d" or "g" if only one player has just moved."""

    @property
    def mean(self) -> float:
        """How far the fakes moved, root mean square, in plane units."""
        return float(((self.after - self.before) ** 2).sum(1).mean() ** 0.5) if len(self.after) else 0.0


def see(look: Look) -> Moves:
    """Both ends of every move; equal before G's first update."""
    z = look.latents[:MOST]
    with torch.no_grad():
        before = look.g(look.g.views(look.state.g_before), z)
    return Moves(numpy_of(before), numpy_of(look.raw_fakes[:MOST]), look.half)


MOVES: Lens[Moves] = LENSES.add(Lens("moves", "Last move", "Where G's last update took each fake.", see))
