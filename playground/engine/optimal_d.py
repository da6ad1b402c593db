"""Training D to its optimum: detects when its loss has stopped falling."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from playground.core.choices.objectives import OBJECTIVES
from playground.core.lenses import OPTIMUM, Display, Look, Optimum
from playground.core.metrics import reference
from playground.core.own_data.target import target_of

if TYPE_CHECKING:
    from playground.engine.run import Run

EVERY = 50
"""D updates between two checks of its loss on held-out points."""
PATIENCE = 8
"""D is at its optimum when this many checks in a row bring no new low."""
LEAST_FALL = 1e-3
"""A new low must be lower by this share of the loss: less is batch noise."""
DISPLAY = Display(dots=2500)


class OptimumWatch:
    """Counts D updates and watches D's loss; G is unchanged."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.updates = self._vain = 0
        self._best = float("inf")

    @property
    def to_the_limit(self) -> bool:
        return self.updates >= self._limit

    def done(self, run: Run) -> bool:
        """After each D update: True once the loss has stopped falling or the limit is reached."""
        self.updates += 1
        if self.updates % EVERY == 0:
            loss = held_out_loss(run.look(DISPLAY))
            fell = loss < self._best - LEAST_FALL * abs(self._best) if self._best < float("inf") else True
            self._vain = 0 if fell else self._vain + 1
            self._best = min(self._best, loss)
        return self.to_the_limit or self._vain >= PATIENCE


def left(run: Run) -> float | None:
    """The mean of |D - D*| over the part of the plane where D* is known, as the layer "D - D*" shows it."""
    seen = OPTIMUM.see(run.look(Display()))
    return seen.off if isinstance(seen, Optimum) and isfinite(seen.off) else None


def held_out_loss(look: Look) -> float:
    """D's loss without penalty (including label smoothing), on 2,500 real points and displayed fakes of the raw G on
    which D is not trained.
    """
    import torch  # loaded by then; this module is imported before

    e = look.experiment
    real = look.seen_reals if look.classes else torch.tensor(reference(target_of(e)).real, device=look.device)
    with torch.no_grad():
        d_loss = OBJECTIVES[e.objective].d_loss_with(e.label_smoothing)
        return float(d_loss(look.d_on(real), look.d_on(look.of_drawn_classes(look.raw_fakes))))
