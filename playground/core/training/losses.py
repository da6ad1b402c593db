"""The stakes: what D and G pay on one batch, as functions of D, of what it sees, and of nothing else.

Each is written down as autograd differentiates it; the common ones have a lean twin, differentiated by hand (backprop.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch.autograd import grad

from playground.core.choices.networks import ACTIVATIONS
from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.penalties import PARTS, PENALTIES
from playground.core.experiment import Experiment
from playground.core.training import backprop

if TYPE_CHECKING:
    from torch import Tensor

    from playground.core.training.player import Player

    Critic = Callable[[Tensor], Tensor]
    """D as it stands: what it sees (n, k) -> its raw outputs (n,)."""


class Seen(NamedTuple):
    """One batch as D sees it: real and fake points or packs, (n, k) each, and uniforms (n, 1 + k) for the penalty."""

    real: Tensor
    fake: Tensor
    uniforms: Tensor | None


class DLoss(NamedTuple):
    """What D pays in all, scalar; the objective's part of it, scalar; and D's outputs on real, then fake, (2n,)."""

    total: Tensor
    loss: Tensor
    outputs: Tensor


class Losses:
    """The losses of one experiment."""

    def __init__(self, e: Experiment) -> None:
        self.objective = OBJECTIVES[e.objective]
        self.weight = e.penalty_weight
        penalty = PENALTIES[e.penalty if e.penalty_weight else "none"]
        self.constrain = penalty.constrain
        self.joint = penalty.joint
        self._d_loss = self.objective.d_loss_with(e.label_smoothing)
        self._d_by_hand = None if e.label_smoothing else self.objective.d_by_hand
        self._price, self._price_slope, self._at = penalty.price, penalty.price_slope, penalty.at
        self.uses_uniforms = callable(self._at)
        self.lean = penalty.price is None or ACTIVATIONS[e.d_activation].straight
        """True where D's gradient can be had by hand, if the network's signals can."""

    def of_d(self, d: Critic, seen: Seen) -> DLoss:
        """D's bill; real and fake pass D together."""
        both = torch.cat((seen.real, seen.fake))
        beside = self._price is not None and isinstance(self._at, str)
        if beside and not both.requires_grad:
            both.requires_grad_()
        outputs = d(both)
        n = len(seen.real)
        loss = self._d_loss(outputs[:n], outputs[n:])
        if self._price is None:
            return DLoss(loss, loss, outputs)
        gradient = self._beside(both, outputs, n) if beside else self._elsewhere(d, seen)
        return DLoss(loss + self.weight * self._price(gradient), loss, outputs)

    def _beside(self, both: Tensor, outputs: Tensor, n: int) -> Tensor:
        part = PARTS[self._at](n)  # type: ignore[index]  # a string, or this would be `_elsewhere`
        return grad(outputs[part].sum(), both, create_graph=True)[0][part]

    def _elsewhere(self, d: Critic, seen: Seen) -> Tensor:
        assert callable(self._at)
        assert seen.uniforms is not None
        points = self._at(seen.real, seen.fake, seen.uniforms)
        if not points.requires_grad:
            points.requires_grad_()
        return grad(d(points).sum(), points, create_graph=True)[0]

    def of_g(self, d: Critic, real: Callable[[], Tensor], fake: Tensor) -> Tensor:
        """G's loss, scalar; `real()` is only asked for where the objective compares."""
        if not self.objective.g_needs_real:
            outputs = d(fake)
            return self.objective.g_loss(outputs, outputs)
        outputs = d(torch.cat((real(), fake)))
        n = len(outputs) - len(fake)
        return self.objective.g_loss(outputs[:n], outputs[n:])

    def of_g_unrolled(self, d: Critic, real: Tensor, fake: Tensor) -> Tensor:
        """G's loss against a D that itself depends on G.

        In a zero-sum game G then minimises minus all of D's loss: its term on real points moves with D (Metz et al. 2017, eq. 9).
        """
        outputs = d(torch.cat((real, fake)))
        r, f = outputs[: len(real)], outputs[len(real) :]
        return -self._d_loss(r, f) if self.objective.zero_sum else self.objective.g_loss(r, f)

    # ---- the same by hand ----

    def lean_of_d(self, d: Player, seen: Seen) -> tuple[Tensor, Tensor, Tensor]:
        """The gradient of D's bill by its parameters (size,), the objective's part of the bill, and D's outputs (2n,)."""
        n = len(seen.real)
        points = [seen.real, seen.fake]
        if callable(self._at):
            assert seen.uniforms is not None
            points.append(self._at(seen.real, seen.fake, seen.uniforms))
        layers = backprop.forward(d.shape, d.frozen, torch.cat(points))
        outputs = layers[-1][: 2 * n, 0]
        by_hand = self._d_by_hand
        loss, by_output = (
            by_hand(outputs, outputs[n:])
            if by_hand
            else _value_and_slope(lambda out: self._d_loss(out[:n], out[n:]), outputs)
        )
        if self._price is None:
            found = backprop.signals(d.shape, d.frozen, layers, by_output[:, None])
            backprop.by_parameters(layers, found, d.slopes)
            return d.slope, loss, outputs
        found = backprop.signals(d.shape, d.frozen, layers, torch.ones_like(layers[-1]))
        part = slice(2 * n, None) if callable(self._at) else PARTS[self._at](n)
        gradient = found[0][part] @ d.frozen[0]
        way = self._price_slope(gradient) if self._price_slope else _value_and_slope(self._price, gradient)[1]
        if len(points) > 2:
            by_output = torch.cat((by_output, by_output.new_zeros(len(points[2]))))
        backprop.by_parameters_with_slope(
            d.shape, d.frozen, layers, found, by_output[:, None], part=part, way=self.weight * way, into=d.slopes
        )
        return d.slope, loss, outputs

    def lean_of_g(self, d: Player, real: Callable[[], Tensor], fake: Tensor) -> tuple[Tensor, Tensor]:
        """G's loss, and its derivative by what D sees of G, (n, k)."""
        objective = self.objective
        layers = backprop.forward(d.shape, d.frozen, fake)
        f = layers[-1][:, 0]
        r = d.shape(d.frozen, real())[:, 0] if objective.g_needs_real else f
        loss, by_output = (
            objective.g_by_hand(r, f) if objective.g_by_hand else _value_and_slope(lambda f: objective.g_loss(r, f), f)
        )
        found = backprop.signals(d.shape, d.frozen, layers, by_output[:, None])
        return loss, backprop.by_input(d.frozen, found)


def _value_and_slope(function: Callable[[Tensor], Tensor], x: Tensor) -> tuple[Tensor, Tensor]:
    """A scalar function at x, and its derivative there, of x's shape."""
    x = x.detach().requires_grad_()
    value = function(x)
    return value.detach(), grad(value, x)[0]
