"""One iteration of the game as a pure function of tensors: the rules, from the same tables that the trainer uses."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import torch
from torch.func import grad_and_value, vjp

from playground.core.choices.joint import Slopes
from playground.core.choices.optimizers import OPTIMIZERS, Rates
from playground.core.training import backprop
from playground.core.training.classes import like, moved
from playground.core.training.functional import Drawn, Kind, Numbers, Played
from playground.core.training.losses import Losses, Seen, Terms, from_transform
from playground.core.training.packing import packed, packed_uniforms, unpacked
from playground.core.training.passes import passes_of
from playground.core.training.products import CALLS, Number, Products, for_compiler
from playground.core.training.state import cut

if TYPE_CHECKING:
    from torch import Tensor

    from playground.core.training.functional import Vectors

    Show = Callable[[Tensor], Tensor]


def iteration_of(kind: Kind, fused: bool = False) -> Callable[[Vectors, Numbers, Drawn], Played]:
    """(vectors of the state in the order of `State.tensors`, numbers, draws) -> the result; nothing is changed in
    place.

    `fused`: written for the compiler.
    """
    return Game(kind, for_compiler(kind) if fused else CALLS).iteration


class Game:
    """The rules of one kind. Gradients are computed by hand if backprop.py can, which is faster, else by torch.func."""

    def __init__(self, kind: Kind, by: Products = CALLS) -> None:
        self.kind, self.by = kind, by
        self.d, self.g = kind.d_shape, kind.g_shape
        self.losses = Losses.of(kind)
        self.optimizer_d, self.optimizer_g = OPTIMIZERS[kind.optimizer_d], OPTIMIZERS[kind.optimizer_g]
        self.d_by_hand = self.losses.by_hand(self.d)
        self.passes = passes_of(self.g)
        self.g_by_hand = backprop.can(self.d) and self.passes.can(self.g)

    # ---- the players' inputs and outputs ----

    def critic(self, flat: Tensor, points: Tensor) -> Tensor:
        """D's raw outputs (n,)."""
        output: Tensor = self.d(self.d.views(flat), points)
        return output.squeeze(1)

    def made(self, flat: Tensor, z: Tensor) -> list[Tensor]:
        """G's layers, of which the last is its fakes (n, 2)."""
        parameters = self.g.views(flat)
        return self.passes.forward(self.g, parameters, z, self.by) if self.g_by_hand else [self.g(parameters, z)]

    def shown(self, points: Tensor, noise: Tensor | None, sd: Number) -> Tensor:
        """Points as D sees them: with instance noise, in packs."""
        if noise is not None:
            points = moved(points, sd * noise)
        return packed(points, self.kind.packing)

    # ---- gradients ----

    def gradient_of_d(self, flat: Tensor, seen: Seen, terms: Terms) -> tuple[Tensor, Tensor, Tensor]:
        """The gradient of D's total loss (size,), the objective's part of that loss, and D's outputs (2n,)."""
        if self.d_by_hand:
            return self.losses.d_by_hand(self.d, self.d.views(flat), seen, terms, by=self.by)

        def pays(flat: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
            total, loss, outputs = self.losses.of_d(partial(self.critic, flat), seen, terms, from_transform)
            return total, (loss, outputs)

        gradient, (_, (loss, outputs)) = grad_and_value(pays, has_aux=True)(flat)
        return gradient, loss, outputs

    def gradient_of_g(
        self, g: Tensor, made: list[Tensor], d: Tensor, *, z: Tensor, real: Tensor, show: Show
    ) -> tuple[Tensor, Tensor]:
        """The gradient of G's loss (size,), and the loss; `show` turns points into D's inputs."""
        if not self.g_by_hand:

            def pays(flat: Tensor) -> Tensor:
                return self.losses.of_g(partial(self.critic, d), lambda: real, show(self.made(flat, z)[-1]))

            gradient, loss = grad_and_value(pays)(g)
            return gradient, loss
        loss, by_shown = self.losses.g_by_hand(self.d, self.d.views(d), lambda: real, show(made[-1]), self.by)
        by_fakes = unpacked(by_shown, len(made[-1]), self.kind.classes)
        return self.passes.back(self.g, self.g.views(g), made, by_fakes, by=self.by, into=None), loss

    # ---- the game ----

    def iteration(self, vectors: Vectors, n: Numbers, draws: Drawn) -> Played:
        """One iteration."""
        k, slots = self.kind, (len(self.optimizer_d.slots), len(self.optimizer_g.slots))
        d, g, ema, before, slots_d, slots_g, _ = cut(vectors, *slots)
        if self.losses.penalty.joint is not None:
            return self._joint_iteration(vectors, n, draws)
        terms = Terms(n.weight, n.smoothing)
        made = [self.made(g, draws.latent[i]) for i in range(1 if k.simultaneous else k.d_updates)]
        d_before = d
        for i in range(len(made)):
            seen = self._seen(made[i][-1], i, n, draws)
            gradient, d_loss, outputs = self.gradient_of_d(d, seen, terms)
            rates = Rates(n.rate_d, n.beta1_d, n.beta2_d)
            d, slots_d = self.optimizer_d.pure(d, gradient, slots_d, n.age_d + i + 1, rates)
            if self.losses.penalty.constrain is not None:
                d = self.losses.penalty.constrain(d, n.weight)
        against, layers = d_before if k.simultaneous else d, made[-1]
        for j in range(1 if k.simultaneous else k.g_updates):
            i = j if k.simultaneous else k.d_updates - 1 + j
            gradient, g_loss = self.gradient_of_g(
                g,
                layers if j == 0 else self.made(g, draws.latent[i]),
                against,
                z=draws.latent[i],
                real=self._real_shown(i, n, draws),
                show=partial(self._fake_shown, i=i, n=n, draws=draws),
            )
            before, rates = g, Rates(n.rate_g, n.beta1_g, n.beta2_g)
            g, slots_g = self.optimizer_g.pure(g, gradient, slots_g, n.age_g + j + 1, rates)
            ema = self._followed(ema, g, n, j)
        return Played((d, g, ema, before, *slots_d, *slots_g), d_loss, g_loss, outputs)

    def _followed(self, ema: Tensor, g: Tensor, n: Numbers, step: int) -> Tensor:
        """The average of G after this step of G's in an iteration."""
        t = n.g_steps + step + 1
        return ema + (1 - _least(n.ema, t / (t + 9))) * (g - ema) if self.kind.averaged else g

    def _joint_iteration(self, vectors: Vectors, n: Numbers, draws: Drawn) -> Played:
        """One simultaneous step of both players along their adjusted gradients."""
        d, g, ema, _, slots_d, slots_g, _ = cut(vectors, len(self.optimizer_d.slots), len(self.optimizer_g.slots))
        adjusted, seen = self._adjusted(torch.cat((d, g)), len(d), n, draws)
        rates_d, rates_g = Rates(n.rate_d, n.beta1_d, n.beta2_d), Rates(n.rate_g, n.beta1_g, n.beta2_g)
        d, slots_d = self.optimizer_d.pure(d, adjusted[: len(d)], slots_d, n.age_d + 1, rates_d)
        after, slots_g = self.optimizer_g.pure(g, adjusted[len(d) :], slots_g, n.age_g + 1, rates_g)
        return Played((d, after, self._followed(ema, after, n, 0), g, *slots_d, *slots_g), *seen)

    def _both_gradients(self, flat: Tensor, split: int, n: Numbers, draws: Drawn) -> tuple[Tensor, tuple[Tensor, ...]]:
        """D's gradient (penalty included), then G's, on the first draw, (n,); and both losses and D's outputs."""
        d, g = flat[:split], flat[split:]
        made = self.made(g, draws.latent[0])
        by_d, d_loss, outputs = self.gradient_of_d(d, self._seen(made[-1], 0, n, draws), Terms(n.weight, n.smoothing))
        real, show = self._real_shown(0, n, draws), partial(self._fake_shown, i=0, n=n, draws=draws)
        by_g, g_loss = self.gradient_of_g(g, made, d, z=draws.latent[0], real=real, show=show)
        return torch.cat((by_d, by_g)), (d_loss, g_loss, outputs)

    def _adjusted(self, flat: Tensor, split: int, n: Numbers, draws: Drawn) -> tuple[Tensor, tuple[Tensor, ...]]:
        """The same, the gradients adjusted to one another if the penalty does so."""
        joint = self.losses.penalty.joint
        if joint is None:
            return self._both_gradients(flat, split, n, draws)

        def gradients(flat: Tensor) -> Tensor:
            return self._both_gradients(flat, split, n, draws)[0]

        found: Any = vjp(lambda flat: self._both_gradients(flat, split, n, draws), flat, has_aux=True)
        v, back, seen = found

        def pull(u: Tensor) -> Tensor:
            (found,) = vjp(gradients, flat)[1](u)
            return cast("Tensor", found)

        def push(u: Tensor) -> Tensor:  # H^T u is linear in u: the transpose of its derivative is H
            (found,) = vjp(pull, torch.zeros_like(u))[1](u)
            return cast("Tensor", found)

        return joint.adjust(Slopes(v, lambda u: back(u)[0], push, split), n.weight), seen

    def field(self, d: Tensor, g: Tensor, n: Numbers, draws: Drawn) -> Tensor:
        """Where both players want to go from here, on the first draw: minus D's gradient (penalty included), then minus
        G's, both adjusted to one another as in training, (sizes of both,).
        """
        return -self._adjusted(torch.cat((d, g)), len(d), n, draws)[0]

    def _seen(self, fakes: Tensor, i: int, n: Numbers, draws: Drawn) -> Seen:
        uniforms = None if draws.uniforms is None else packed_uniforms(draws.uniforms[i], self.kind.packing)
        return Seen(self._real_shown(i, n, draws), self._fake_shown(fakes, i, n, draws), uniforms, self.kind.classes)

    def _real_shown(self, i: int, n: Numbers, draws: Drawn) -> Tensor:
        noise = None if draws.normals is None else draws.normals[i][:, :2]
        return self.shown(draws.real[i], noise, n.noise)

    def _fake_shown(self, points: Tensor, i: int, n: Numbers, draws: Drawn) -> Tensor:
        noise = None if draws.normals is None else draws.normals[i][:, 2:]
        return self.shown(like(points, draws.latent[i], self.kind.classes), noise, n.noise)


def _least(a: Number, b: Number) -> Number:
    return torch.minimum(a, b) if isinstance(a, torch.Tensor) else min(a, b)
