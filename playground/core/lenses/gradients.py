"""The lens for gradients: the direction in which each fake would have to move to lower G's loss."""

from dataclasses import dataclass

import numpy as np

from playground.core.arrays import F32
from playground.core.choices.objectives import OBJECTIVES
from playground.core.lazy import Lazy
from playground.core.lenses.lens import LENSES, Lens
from playground.core.lenses.look import Look, frozen, numpy_of

torch = Lazy("torch")

MOST = 200
LONGEST = 0.45
"""The drawn length, in plane units, of the arrow at the 90th percentile."""
FAINT = 1e-3
"""Loss per plane unit: weaker gradients are not scaled up to full length, so that a vanishing gradient visibly
vanishes.
"""


@dataclass(frozen=True, eq=False)
class Gradients:
    """Arrows at the raw G's fakes.

    `tail`: float32 (n, 2) in plane units; `direction`: float32 (n, 2), minus the gradient of G's loss
    with respect to each fake (times the batch size, so that it doesn't shrink with it), true length;
    `unit`: arrows are drawn at direction * unit.
    """

    tail: F32
    direction: F32
    unit: float


def see(look: Look) -> Gradients:
    """The direction in which each displayed fake of the raw G lowers G's loss."""
    objective = OBJECTIVES[look.experiment.objective]
    fakes = look.raw_fakes[:MOST].clone().requires_grad_()
    fake_outputs = look.d_at(fakes)
    real = torch.tensor(look.reals[:MOST], device=look.device)
    real_outputs = look.d_at(real)
    loss = objective.g_loss(real_outputs, fake_outputs) * len(fakes)
    direction = numpy_of(-torch.autograd.grad(loss, fakes)[0])
    length = np.hypot(direction[:, 0], direction[:, 1])
    length = length[np.isfinite(length)]
    typical = float(np.percentile(length, 90)) if length.size else 0.0
    return Gradients(numpy_of(fakes), frozen(direction), LONGEST / max(typical, FAINT))


GRADIENTS: Lens[Gradients] = LENSES.add(
    Lens("gradients", "Gradients", "The direction in which each fake lowers G's loss.", see)
)
