"""The losses of D and G on one batch, as functions only of D and its inputs.

Each is written twice: for autograd (`of_d`, `of_g`), which is the reference and runs everywhere, and
differentiated by hand (`d_by_hand`, `g_by_hand`), for the trainer, the compiled iteration and the batches alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch.autograd import grad
from torch.nn import functional as F  # noqa: N812 (the field's own name for it)

from playground.core.choices.networks import Mlp
from playground.core.choices.objectives import OBJECTIVES, Objective
from playground.core.choices.penalties import PARTS, PENALTIES, Penalty
from playground.core.training import backprop
from playground.core.training.classes import like, without
from playground.core.training.products import LIBRARY, Number, Products

if TYPE_CHECKING:
    from torch import Tensor

    from playground.core.choices.networks import Critic
    from playground.core.training.functional import Kind

    Steepness = Callable[[Penalty, Critic, "Seen"], tuple[Tensor, Tensor | None]]
    """-> D's outputs on real, then fake (2n,), and its gradients by the penalised points, not by classes, (m, k)."""


class Seen(NamedTuple):
    """One batch as D sees it: real and fake points or packs, (n, k) each, or (n, k + classes) if D is told their classes, and
    uniforms (n, 1 + k) for the penalty.
    """

    real: Tensor
    fake: Tensor
    uniforms: Tensor | None
    classes: int = 0


class Terms(NamedTuple):
    """The values in D's loss that live knobs set: the penalty's weight and the label smoothing."""

    weight: Number
    smoothing: Number


class DLoss(NamedTuple):
    """D's total loss, scalar; the objective's part of it, scalar; and D's outputs on real, then fake, (2n,)."""

    total: Tensor
    loss: Tensor
    outputs: Tensor


# ---- D's gradient by its input, for the reference ----


def _priced_points(penalty: Penalty, seen: Seen) -> Tensor:
    """The points where D's gradient is penalised, (m, k), with the classes of the real points beside them if D is told."""
    if callable(penalty.at):
        assert seen.uniforms is not None
        there = penalty.at(without(seen.real, seen.classes), without(seen.fake, seen.classes), seen.uniforms)
        return like(there, seen.real, seen.classes)
    return torch.cat((seen.real, seen.fake))[PARTS[penalty.at](len(seen.real))]


def from_graph(penalty: Penalty, d: Critic, seen: Seen) -> tuple[Tensor, Tensor | None]:
    """By autograd's graph, in the same pass as the outputs if the points are those of the batch."""
    both = torch.cat((seen.real, seen.fake))
    beside = penalty.price is not None and not callable(penalty.at)
    if beside and not both.requires_grad:
        both.requires_grad_()
    outputs = d(both)
    if penalty.price is None:
        return outputs, None
    if beside:
        part = PARTS[str(penalty.at)](len(seen.real))
        return outputs, without(grad(outputs[part].sum(), both, create_graph=True)[0][part], seen.classes)
    points = _priced_points(penalty, seen)
    if not points.requires_grad:
        points.requires_grad_()
    return outputs, without(grad(d(points).sum(), points, create_graph=True)[0], seen.classes)


def from_transform(penalty: Penalty, d: Critic, seen: Seen) -> tuple[Tensor, Tensor | None]:
    """By torch.func, without side effects, as the compiled and the batched iteration need it."""
    outputs = d(torch.cat((seen.real, seen.fake)))
    if penalty.price is None:
        return outputs, None
    gradient = torch.func.grad(lambda points: d(points).sum())(_priced_points(penalty, seen))
    return outputs, without(gradient, seen.classes)


@dataclass(frozen=True)
class Losses:
    """The losses of one objective with one penalty; `smooth`: the real label is 1 - smoothing; `classes` that D is told."""

    objective: Objective
    penalty: Penalty
    smooth: bool
    classes: int = 0

    @classmethod
    def of(cls, kind: Kind) -> Losses:
        """The losses of a kind of experiment."""
        return cls(OBJECTIVES[kind.objective], PENALTIES[kind.penalty], kind.smooth, kind.classes)

    def d_loss(self, outputs: Tensor, smoothing: Number) -> Tensor:
        """The objective's part of D's loss, scalar, from its outputs on real, then fake (2n,)."""
        r, f = outputs.chunk(2)
        return self.objective.d_loss_with(smoothing if self.smooth else 0.0)(r, f)

    # ---- the reference ----

    def of_d(self, d: Critic, seen: Seen, terms: Terms, steepness: Steepness = from_graph) -> DLoss:
        """D's loss; real and fake pass through D together."""
        outputs, gradient = steepness(self.penalty, d, seen)
        loss = self.d_loss(outputs, terms.smoothing)
        if gradient is None or self.penalty.price is None:
            return DLoss(loss, loss, outputs)
        return DLoss(loss + terms.weight * self.penalty.price(gradient), loss, outputs)

    def of_g(self, d: Critic, real: Callable[[], Tensor], fake: Tensor) -> Tensor:
        """G's loss, scalar; `real()` is only called if the objective compares."""
        if self.objective.distance is not None:
            return self.objective.distance(real(), fake)
        if not self.objective.g_needs_real:
            outputs = d(fake)
            return self.objective.g_loss(outputs, outputs)
        outputs = d(torch.cat((real(), fake)))
        n = len(outputs) - len(fake)
        return self.objective.g_loss(outputs[:n], outputs[n:])

    def of_g_unrolled(self, d: Critic, real: Tensor, fake: Tensor, terms: Terms) -> Tensor:
        """G's loss against a D that itself depends on G.

        In a zero-sum game G then minimises minus all of D's loss: its term on real points changes with D (Metz et al.
        2017, eq. 9).
        """
        outputs = d(torch.cat((real, fake)))
        if self.objective.zero_sum:
            return -self.d_loss(outputs, terms.smoothing)
        return self.objective.g_loss(outputs[: len(real)], outputs[len(real) :])

    # ---- the same by hand ----

    def by_hand(self, d: Mlp) -> bool:
        """True if the gradient of D's loss can be computed by hand for a D of this shape."""
        return backprop.can(d) and (self.penalty.price is None or d.unit.straight)

    def d_by_hand(
        self,
        d: Mlp,
        parameters: Sequence[Tensor],
        seen: Seen,
        terms: Terms,
        *,
        by: Products = LIBRARY,
        into: backprop.Into | None = None,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """The gradient of D's loss by its parameters (size,), the objective's part of that loss, and D's outputs
        (2n,).
        """
        n, at = len(seen.real), self.penalty.at
        points = [seen.real, seen.fake]
        if callable(at):
            points.append(_priced_points(self.penalty, seen))
        layers = backprop.forward(d, parameters, by.joined(points), by)
        outputs = layers[-1][: 2 * n, 0]
        loss, by_output = self._d_loss_and_slope(outputs, terms, by)
        if self.penalty.price is None:
            found = backprop.signals(d, parameters, layers, by_output[:, None], by)
            return backprop.by_parameters(layers, found, by, into), loss, outputs
        found = backprop.signals(d, parameters, layers, torch.ones_like(layers[-1]), by)
        part = slice(2 * n, None) if callable(at) else PARTS[at](n)
        inward = parameters[0] if not seen.classes else parameters[0][:, : -seen.classes]
        way = terms.weight * self._price_slope(by.mm(found[0][part], inward), by)
        if seen.classes:
            way = F.pad(way, (0, seen.classes))
        if callable(at):
            by_output = torch.cat((by_output, torch.zeros_like(layers[-1][2 * n :, 0])))
        gradient = backprop.by_parameters_with_slope(
            d, parameters, layers, found, by_output[:, None], part=part, way=way, by=by, into=into
        )
        return gradient, loss, outputs

    def g_by_hand(
        self, d: Mlp, parameters: Sequence[Tensor], real: Callable[[], Tensor], fake: Tensor, by: Products = LIBRARY
    ) -> tuple[Tensor, Tensor]:
        """G's loss, and its derivative by D's inputs from G, (n, k)."""
        objective = self.objective
        if (distance := objective.distance) is not None:
            there = real()
            return by.value_and_slope(lambda fake: distance(there, fake), fake)
        layers = backprop.forward(d, parameters, fake, by)
        f = layers[-1][:, 0]
        r = d(parameters, real())[:, 0] if objective.g_needs_real else f
        if by.own_slopes and objective.g_by_hand:
            loss, by_output = objective.g_by_hand(r, f)
        else:
            loss, by_output = by.value_and_slope(lambda f: objective.g_loss(r, f), f)
        found = backprop.signals(d, parameters, layers, by_output[:, None], by)
        return loss, backprop.by_input(parameters, found, by)

    def _d_loss_and_slope(self, outputs: Tensor, terms: Terms, by: Products) -> tuple[Tensor, Tensor]:
        if by.own_slopes and self.objective.d_by_hand and not self.smooth:
            return self.objective.d_by_hand(outputs, outputs[len(outputs) // 2 :])
        return by.value_and_slope(lambda outputs: self.d_loss(outputs, terms.smoothing), outputs)

    def _price_slope(self, gradient: Tensor, by: Products) -> Tensor:
        if by.own_slopes and self.penalty.price_slope:
            return self.penalty.price_slope(gradient)
        assert self.penalty.price is not None
        return by.value_and_slope(self.penalty.price, gradient)[1]
