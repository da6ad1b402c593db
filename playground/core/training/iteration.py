"""One iteration of the game as a pure function of tensors: the rules, from the tables that the trainer plays by too."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import torch
from torch.func import grad, grad_and_value

from playground.core.choices.networks import ACTIVATIONS
from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.optimizers import OPTIMIZERS, Rates
from playground.core.choices.penalties import PARTS, PENALTIES
from playground.core.training import backprop
from playground.core.training.functional import Drawn, Kind, Numbers, Played
from playground.core.training.packing import packed, packed_uniforms, unpacked
from playground.core.training.products import CALLS, Writing, for_compiler

if TYPE_CHECKING:
    from torch import Tensor

    from playground.core.training.functional import Vectors

    Show = Callable[[Tensor], Tensor]
    OfD = Callable[[Tensor, Tensor, Tensor, Tensor | None, Numbers], tuple[Tensor, Tensor, Tensor]]


def iteration_of(kind: Kind, fused: bool = False) -> Callable[[Vectors, Numbers, Drawn], Played]:
    """(vectors of the state in the order of `State.tensors`, numbers, draws) -> what was played; nothing is changed.

    `fused`: written for the compiler.
    """
    return _Game(kind, for_compiler(kind) if fused else CALLS).iteration


class _Game:
    """The rules of one kind. Gradients are had by hand where backprop.py can, which is faster, else by torch.func."""

    def __init__(self, kind: Kind, writing: Writing) -> None:
        self.kind = kind
        self.by, self.joined = writing
        self.d, self.g = kind.d_shape, kind.g_shape
        self.objective, self.penalty = OBJECTIVES[kind.objective], PENALTIES[kind.penalty]
        self.optimizer_d, self.optimizer_g = OPTIMIZERS[kind.optimizer_d], OPTIMIZERS[kind.optimizer_g]
        d_by_hand = backprop.can(self.d)
        straight = self.penalty.price is None or ACTIVATIONS[self.d.activation].straight
        self.slope_of_d: OfD = self._d_by_hand if d_by_hand and straight else self._d_by_torch
        self.g_by_hand = d_by_hand and backprop.can(self.g)

    # ---- what the players see and say ----

    def critic(self, flat: Tensor, points: Tensor) -> Tensor:
        """D's raw outputs (n,)."""
        output: Tensor = self.d(self.d.views(flat), points)
        return output.squeeze(1)

    def made(self, flat: Tensor, z: Tensor) -> list[Tensor]:
        """G's layers, the last of which are its fakes (n, 2)."""
        parameters = self.g.views(flat)
        return backprop.forward(self.g, parameters, z, self.by) if self.g_by_hand else [self.g(parameters, z)]

    def shown(self, points: Tensor, noise: Tensor | None, sd: Any) -> Tensor:
        """Points as D sees them: with instance noise, in packs."""
        if noise is not None:
            points = points + sd * noise
        return packed(points, self.kind.packing)

    def d_loss(self, outputs: Tensor, smoothing: Any) -> Tensor:
        """The objective's part of D's bill, of outputs on real, then fake (2n,)."""
        r, f = outputs.chunk(2)
        smooth = self.objective.smoothing
        if self.kind.smooth and smooth is not None:
            return smooth.d_loss(r, f, smoothing)
        return self.objective.d_loss(r, f)

    # ---- slopes of D ----

    def _d_by_torch(
        self, flat: Tensor, real: Tensor, fake: Tensor, uniforms: Tensor | None, n: Numbers
    ) -> tuple[Tensor, Tensor, Tensor]:
        """The gradient of D's bill (size,), the objective's part of the bill, and D's outputs (2n,)."""

        def bill(flat: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
            outputs = self.critic(flat, torch.cat((real, fake)))
            loss = self.d_loss(outputs, n.smoothing)
            if self.penalty.price is None:
                return loss, (loss, outputs)
            steep = grad(lambda points: self.critic(flat, points).sum())(self._where(real, fake, uniforms))
            return loss + n.weight * self.penalty.price(steep), (loss, outputs)

        slope, (_, (loss, outputs)) = grad_and_value(bill, has_aux=True)(flat)
        return slope, loss, outputs

    def _where(self, real: Tensor, fake: Tensor, uniforms: Tensor | None) -> Tensor:
        """Where D's slope is paid for."""
        at = self.penalty.at
        if callable(at):
            assert uniforms is not None
            return at(real, fake, packed_uniforms(uniforms, self.kind.packing))
        return {"real": real, "fake": fake, "both": torch.cat((real, fake))}[at]

    def _d_by_hand(
        self, flat: Tensor, real: Tensor, fake: Tensor, uniforms: Tensor | None, n: Numbers
    ) -> tuple[Tensor, Tensor, Tensor]:
        """The same."""
        count, price, at = len(real), self.penalty.price, self.penalty.at
        elsewhere = callable(at)
        points = [real, fake, self._where(real, fake, uniforms)] if elsewhere else [real, fake]
        parameters = self.d.views(flat)
        layers = backprop.forward(self.d, parameters, self.joined(points), self.by)
        outputs = layers[-1][: 2 * count, 0]
        by_output, loss = grad_and_value(self.d_loss)(outputs, n.smoothing)
        if price is None:
            found = backprop.signals(self.d, parameters, layers, by_output[:, None], self.by)
            return backprop.slopes(layers, found, self.by), loss, outputs
        found = backprop.signals(self.d, parameters, layers, torch.ones_like(layers[-1]), self.by)
        part = slice(2 * count, None) if elsewhere else PARTS[str(at)](count)
        way = n.weight * grad(price)(self.by.mm(found[0][part], parameters[0]))
        if elsewhere:
            by_output = torch.cat((by_output, torch.zeros_like(layers[-1][2 * count :, 0])))
        slope = backprop.slopes_with_slope(
            self.d, parameters, layers, found, by_output[:, None], part=part, way=way, by=self.by
        )
        return slope, loss, outputs

    # ---- slopes of G ----

    def slope_of_g(
        self, g: Tensor, made: list[Tensor], d: Tensor, *, z: Tensor, real: Tensor, show: Show
    ) -> tuple[Tensor, Tensor]:
        """The gradient of G's loss (size,), and the loss; `show` makes of points what D sees of them."""
        if not self.g_by_hand:

            def pays(flat: Tensor) -> Tensor:
                return self._g_loss(self.critic(d, show(self.made(flat, z)[-1])), d, real)

            slope, loss = grad_and_value(pays)(g)
            return slope, loss
        parameters = self.d.views(d)
        layers = backprop.forward(self.d, parameters, show(made[-1]), self.by)
        by_output, loss = grad_and_value(self._g_loss)(layers[-1][:, 0], d, real)
        found = backprop.signals(self.d, parameters, layers, by_output[:, None], self.by)
        by_points = unpacked(backprop.by_input(parameters, found, self.by), len(made[-1]))
        signals = backprop.signals(self.g, self.g.views(g), made, by_points, self.by)
        return backprop.slopes(made, signals, self.by), loss

    def _g_loss(self, f: Tensor, d: Tensor, real: Tensor) -> Tensor:
        return self.objective.g_loss(self.critic(d, real) if self.objective.g_needs_real else f, f)

    # ---- the game ----

    def iteration(self, vectors: Vectors, n: Numbers, draws: Drawn) -> Played:
        """One iteration."""
        d, g, ema, before = vectors[:4]
        end_d = 4 + len(self.optimizer_d.slots)
        slots_d, slots_g = vectors[4:end_d], vectors[end_d : end_d + len(self.optimizer_g.slots)]
        k = self.kind
        made = [self.made(g, draws.latent[i]) for i in range(1 if k.simultaneous else k.d_updates)]
        d_before = d
        for i in range(len(made)):
            fake = self._fake_shown(made[i][-1], i, n, draws)
            u = None if draws.uniforms is None else draws.uniforms[i]
            slope, d_loss, outputs = self.slope_of_d(d, self._real_shown(i, n, draws), fake, u, n)
            rates = Rates(n.rate_d, n.beta1_d, n.beta2_d)
            d, slots_d = self.optimizer_d.pure(d, slope, slots_d, n.age_d + i + 1, rates)
            if self.penalty.constrain is not None:
                d = self.penalty.constrain(d, n.weight)
        against, layers = d_before if k.simultaneous else d, made[-1]
        for j in range(1 if k.simultaneous else k.g_updates):
            i = j if k.simultaneous else k.d_updates - 1 + j
            slope, g_loss = self.slope_of_g(
                g,
                layers if j == 0 else self.made(g, draws.latent[i]),
                against,
                z=draws.latent[i],
                real=self._real_shown(i, n, draws),
                show=partial(self._fake_shown, i=i, n=n, draws=draws),
            )
            before, rates = g, Rates(n.rate_g, n.beta1_g, n.beta2_g)
            g, slots_g = self.optimizer_g.pure(g, slope, slots_g, n.age_g + j + 1, rates)
            t = n.g_steps + j + 1
            ema = ema + (1 - _least(n.ema, t / (t + 9))) * (g - ema) if k.averaged else g
        return Played((d, g, ema, before, *slots_d, *slots_g), d_loss, g_loss, outputs)

    def _real_shown(self, i: int, n: Numbers, draws: Drawn) -> Tensor:
        noise = None if draws.normals is None else draws.normals[i][:, :2]
        return self.shown(draws.real[i], noise, n.noise)

    def _fake_shown(self, points: Tensor, i: int, n: Numbers, draws: Drawn) -> Tensor:
        noise = None if draws.normals is None else draws.normals[i][:, 2:]
        return self.shown(points, noise, n.noise)


def _least(a: Any, b: Any) -> Any:
    return torch.minimum(a, b) if isinstance(a, torch.Tensor) else min(a, b)
