"""What batch normalisation hides: how far what is drawn lies from what training sees, on the fixed points of the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.core.choices.normed import Normed
from playground.core.lazy import Lazy
from playground.core.lenses.look import Look

if TYPE_CHECKING:
    import torch
    from torch import Tensor
else:
    torch = Lazy("torch")


@dataclass(frozen=True)
class Apart:
    """The mean absolute difference between D's output as drawn and as trained, on real points and the fakes of training (of its
    probability of "real", or of its score), and the mean distance between the raw G's fakes as drawn and as trained, in plane
    units; None for a network without batch normalisation. `batch`: the points that were normalised together.
    """

    d: float | None
    g: float | None
    batch: int


def whole_batches(look: Look, n: int, packing: int) -> tuple[int, int]:
    """(how many of n points, or packs of points, fill whole batches, the size of these): the experiment's batch, or one of all n
    if they are fewer."""
    size = max(1, min(n, look.experiment.batch // packing))
    return n - n % size, size


def trained_fakes(look: Look, parameters: Sequence[Tensor], z: Tensor) -> Tensor:
    """The raw G's fakes of latents z as training sees them, (n, 2), where only whole batches count."""
    if not isinstance(look.g, Normed):
        return look.g(parameters, z)
    n, size = whole_batches(look, len(z), 1)
    return look.g.trained(parameters, z[:n], size)[0]


def trained_outputs(look: Look, parameters: Sequence[Tensor], packs: Tensor) -> Tensor:
    """D's raw outputs (n,) on points or packs of one kind as training sees them, where only whole batches count."""
    if not isinstance(look.d, Normed):
        return look.d(parameters, packs).squeeze(1)
    n, size = whole_batches(look, len(packs), look.experiment.packing)
    return look.d.trained(parameters, packs[:n], size)[0].squeeze(1)


def apart(look: Look, real: Tensor, z: Tensor) -> Apart | None:
    """For real points (n, 2 + classes) and latents (n, size + classes) as training sees them; None without batch normalisation."""
    from playground.core.training.classes import like  # listing the lenses must not load torch
    from playground.core.training.packing import packed

    of_d, of_g = isinstance(look.d, Normed), isinstance(look.g, Normed)
    if not (of_d or of_g):
        return None
    with torch.no_grad():
        parameters = look.g.views(look.state.g)
        fakes = trained_fakes(look, parameters, z)
        z = z[: len(fakes)]
        g = float((look.g(parameters, z) - fakes).norm(dim=1).mean()) if of_g else None
        off = []
        for points in (real, like(fakes, z, look.classes)) if of_d else ():
            packs = packed(points, look.experiment.packing)
            seen = trained_outputs(look, look.d_parameters, packs)
            drawn = look.d(look.d_parameters, packs[: len(seen)]).squeeze(1)
            off.append((_said(look, drawn) - _said(look, seen)).abs().mean())
        d = float(sum(off) / 2) if off else None
    return Apart(d, g, whole_batches(look, len(z), 1)[1])


def _said(look: Look, outputs: Tensor) -> Tensor:
    return torch.sigmoid(outputs) if look.probability else outputs
