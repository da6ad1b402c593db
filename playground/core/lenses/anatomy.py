"""The anatomy of one iteration: every stage of the next one, computed on a copy, so that it can be shown slowly.

`dissect` computes the next D update and the next G update of a run on a separate trainer, and keeps the result of
each stage. The run itself is not touched, and when it makes that iteration it gets exactly the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from playground.core.arrays import F32
from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.penalties import PENALTIES
from playground.core.experiment import Experiment
from playground.core.lazy import Lazy
from playground.core.lenses import surface
from playground.core.lenses.lens import LENSES, Lens, Refused
from playground.core.lenses.look import Look, frozen, numpy_of
from playground.core.lenses.surface import Surface
from playground.core.training.noise import Batches, Stream
from playground.i18n import N_

if TYPE_CHECKING:
    import torch
else:
    torch = Lazy("torch")


@dataclass(frozen=True, eq=False)
class Anatomy:
    """One D update and the G update after it, in their stages; arrays are of the batch, float32. Where D judges packs, they
    are of its whole packs, and each point has its pack's output.

    z (batch, latent size), real, fake (batch, 2); d_real, d_fake (batch,): D's outputs before its update, and
    d_fake_after on the same fakes after it; surface_after: D after it; d_step, g_step: by how much each layer's
    weights moved (2-norm; free points count as one layer); pushes (batch, 2): minus the gradient of G's loss at each
    fake, after D's update; moved (batch, 2): the fakes of the same z after G's update. Losses are without the penalty.
    """

    z: F32
    real: F32
    fake: F32
    d_real: F32
    d_fake: F32
    d_loss: float
    d_step: tuple[float, ...]
    surface_after: Surface
    d_real_after: F32
    d_fake_after: F32
    g_loss: float
    pushes: F32
    g_step: tuple[float, ...]
    moved: F32
    probability: bool
    free: bool
    """True if G is free points."""


def layer_norms(before: torch.Tensor, after: torch.Tensor, look: Look, network: str) -> tuple[float, ...]:
    """The 2-norm of each layer's change, weights and bias together; of the only change if G is free points."""
    shape = look.d if network == "d" else look.g
    parts = [(b - a).square().sum() for a, b in zip(shape.views(before), shape.views(after), strict=True)]
    return tuple(float(sum(parts[i] for i in layer) ** 0.5) for layer in shape.by_layer)


def why_not(e: Experiment) -> str | None:
    """Why the ten stages do not describe this experiment's iteration, untranslated; None if they do."""
    if e.updates != "alternating":
        return N_(
            "Slow motion shows one player after the other, but here both update at once. Set Turns to alternating."
        )
    if (e.d_updates, e.g_updates) != (1, 1):
        return N_("Slow motion shows one D update and one G update; set both to 1 per iteration.")
    if e.unrolled_steps or e.instance_noise or PENALTIES[e.penalty].joint is not None:
        return N_(
            "Slow motion can't show unrolling, instance noise or joint adjustments of both gradients, which change the stages."
        )
    if e.batch_norm != "off":
        return N_(
            "Slow motion judges each point by itself, and with batch normalisation D's and G's outputs depend on the whole batch."
        )
    if OBJECTIVES[e.objective].distance is not None:
        return N_("Slow motion shows how G learns from D, and with this objective G does not listen to D.")
    return None


def dissect(look: Look) -> Anatomy | Refused:
    """The stages of this state's next iteration, unless it can't be shown in stages."""
    if (reason := why_not(look.experiment)) is not None:
        return Refused(reason)
    from playground.core.training.classes import like, without  # listing the lenses must not load torch
    from playground.core.training.trainer import Trainer

    e, state = look.experiment, look.state
    copy = Trainer(e)
    copy.restore(state)
    batches, k = Batches.of(e), state.counters.draws
    whole = e.batch // e.packing * e.packing  # D never sees the points of an incomplete pack
    z, real = (
        torch.from_numpy(batches.take(stream, k)[:whole]).to(look.device) for stream in (Stream.LATENT, Stream.DATA)
    )
    fake = like(look.fakes_of(z, averaged=False), z, look.classes)
    copy.d_update()
    d_loss, middle = copy.measured().d_loss, copy.state()
    later = Look(e, middle, look.display)
    x = fake.clone().requires_grad_()
    objective = OBJECTIVES[e.objective]
    loss = objective.g_loss_of(later.d_on, real, x)
    pushes = -without(torch.autograd.grad(loss * len(x), x)[0], look.classes)
    copy.g_update()
    end = copy.state()
    moved = Look(e, end, look.display).fakes_of(z, averaged=False)
    return Anatomy(
        numpy_of(without(z, look.classes)),
        numpy_of(without(real, look.classes)),
        numpy_of(without(fake, look.classes)),
        _each(look, real),
        _each(look, fake),
        d_loss,
        layer_norms(state.d, middle.d, look, "d"),
        surface.see(later),
        _each(later, real),
        _each(later, fake),
        float(loss.detach()),
        numpy_of(pushes),
        layer_norms(state.g, end.g, look, "g"),
        numpy_of(moved),
        look.probability,
        look.g_network is None,
    )


def _each(look: Look, points: torch.Tensor) -> F32:
    """D's output for each point (n, 2 + classes), shape (n,): that of its pack."""
    return frozen(np.repeat(look.verdicts_on(points), look.experiment.packing))


ANATOMY: Lens[Anatomy] = LENSES.add(Lens("anatomy", "Anatomy", "Every stage of the next iteration.", dissect))
