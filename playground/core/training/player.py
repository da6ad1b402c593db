"""A player: one network in training, with its optimiser's state, and its three ways to look ahead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

import torch
from torch.autograd import grad

from playground.core.choices.generators import Shape
from playground.core.choices.joint import Slopes
from playground.core.choices.normed import MOMENTUM, Normed
from playground.core.choices.optimizers import Optimizer, Rates
from playground.core.training import backprop
from playground.core.training.passes import passes_of
from playground.core.training.products import LIBRARY
from playground.core.training.spectral import normalised, turn

if TYPE_CHECKING:
    from torch import Tensor

    from playground.core.choices.networks import Critic, Mlp
    from playground.core.choices.penalties import Constrain

S = TypeVar("S", bound=Shape)


class Player(Generic[S]):
    """One player in training: its parameters as one flat vector with views into it, and its optimiser's state."""

    group: int
    """The rows of its own batch, or of D's real or fake ones, which batch normalisation takes together."""

    def __init__(self, shape: S, flat: Tensor, optimizer: Optimizer, directions: tuple[Tensor, ...] = ()) -> None:
        self.shape = shape
        self._normed: Normed | None = shape if isinstance(shape, Normed) else None
        self._statistics: Tensor | None = None
        self.flat = flat
        self.directions = directions
        self.frozen = shape.views(flat)
        self.leaves = [view.detach().requires_grad_() for view in self.frozen]
        slope = torch.empty_like(flat)
        self.into = backprop.Into(slope, shape.views(slope))
        """The memory for a gradient computed by hand, (size,); valid until the next one."""
        self._passes = passes_of(shape)
        self.by_hand = self._passes.can(shape) and not directions
        """True if this player's gradients are computed by hand; same as autograd's, but faster."""
        self.constrain: Callable[[Tensor], Tensor] | None = None
        self.optimizer = optimizer
        self._forget()

    def _forget(self) -> None:
        self.slots = tuple(torch.zeros_like(self.flat) for _ in self.optimizer.slots)
        self.age = 0

    def equip(self, optimizer: Optimizer, rates: Rates) -> None:
        """A new optimiser starts with empty state; the same one keeps its state."""
        self.rates = rates
        if optimizer is not self.optimizer:
            self.optimizer = optimizer
            self._forget()

    def constrained_by(self, constrain: Constrain | None, weight: float) -> None:
        """Sets the constraint applied to the parameters after each step; None: no constraint."""
        self.constrain = constrain and partial(_constrained, constrain, weight)

    def output(self, parameters: Sequence[Tensor], x: Tensor) -> Tensor:
        """The first output as it is drawn, shape (n,), with these parameters, spectrally normalised if the network is."""
        if self.directions:
            parameters = normalised(parameters, self.directions)
        return self.shape(parameters, x).squeeze(1)

    def critic(self, parameters: Sequence[Tensor]) -> Critic:
        """The outputs as training sees them, with these parameters: `output`, unless the batch is normalised."""
        return partial(self.output if self._normed is None else self._output_of_batch, parameters)

    def _output_of_batch(self, parameters: Sequence[Tensor], x: Tensor) -> Tensor:
        return self._of_batch(parameters, x).squeeze(1)

    def _of_batch(self, parameters: Sequence[Tensor], x: Tensor) -> Tensor:
        """The network's output as training sees it; the statistics of a pass by its own leaves wait for `follow_weights`."""
        if self._normed is None:
            return self.shape(parameters, x)
        output, statistics = self._normed.trained(parameters, x, self.group)
        if parameters is self.leaves:
            self._statistics = statistics
        return output

    def gradient(self, loss: Tensor) -> Tensor:
        """The gradient of a loss by all parameters, shape (size,)."""
        return _joined(grad(loss, self.leaves, materialize_grads=self._normed is not None))

    def make(self, x: Tensor) -> list[Tensor]:
        """What `gradient_through` needs from the network's pass over x; the last item is its output (n, outputs)."""
        if self.by_hand:
            return self._passes.forward(self.shape, self.frozen, x, LIBRARY)
        return [self._of_batch(self.leaves, x)]

    def gradient_through(self, made: Sequence[Tensor], by_output: Tensor) -> Tensor:
        """The derivative by all parameters, (size,), of a loss whose derivative by the output of `made` is given."""
        if self.by_hand:
            return self._passes.back(self.shape, self.frozen, made, by_output, by=LIBRARY, into=self.into)
        return _joined(grad(made[-1], self.leaves, by_output, materialize_grads=self._normed is not None))

    def step(self, gradient: Tensor, factor: float = 1.0) -> None:
        """Moves the learned parameters once, against the gradient (size,), at `factor` times the learning rate."""
        self.age += 1
        rates = self.rates if factor == 1 else self.rates.times(factor)
        learned, slots = self.flat, self.slots
        if self._normed is not None:
            n = self._normed.learned
            learned, gradient, slots = learned[:n], gradient[:n], tuple(slot[:n] for slot in slots)
        with torch.no_grad():
            self.optimizer.update(learned, gradient, slots, self.age, rates)
            if self.constrain is not None:
                self.flat.copy_(self.constrain(self.flat))

    def follow_weights(self) -> None:
        """After a step: updates the directions of spectral normalisation to the new weights, and the running averages of batch
        normalisation by the batch that gave the step's gradient.
        """
        if self.directions:
            turn(self.frozen[::2], self.directions)
        if self._statistics is not None:
            self.flat[self.shape.learned :].lerp_(self._statistics, MOMENTUM)

    def ahead(self, steps: int, total: Callable[[Sequence[Tensor]], Tensor], factor: float) -> list[Tensor]:
        """The parameters after this many more steps against `total(parameters)`, as a differentiable function.

        The optimiser's own steps from its current state, as in the unrolled GAN's notebook (Metz et al. 2017).
        """
        flat, slots = self.flat.detach().requires_grad_(), self.slots
        rates = self.rates.times(factor)
        for i in range(1, steps + 1):
            gradient = grad(total(self.shape.views(flat)), flat, create_graph=True)[0]
            flat, slots = self.optimizer.pure(flat, gradient, slots, self.age + i, rates)
            if self.constrain is not None:
                flat = self.constrain(flat)
        return self.shape.views(flat)


def _constrained(constrain: Constrain, weight: float, flat: Tensor) -> Tensor:
    return constrain(flat, weight)


def slopes_of(d: Player[Mlp], g: Player[Shape], d_total: Tensor, g_loss: Tensor) -> Slopes:
    """Both players' gradients, v = (D's loss by D, G's loss by G), and the products with their derivative, by autograd."""
    leaves = [*d.leaves, *g.leaves]
    parts = [*grad(d_total, d.leaves, create_graph=True), *grad(g_loss, g.leaves, create_graph=True)]
    v = _joined(parts)
    u = torch.zeros_like(v, requires_grad=True)

    def pull(way: Tensor, keep: bool = False) -> Tensor:
        return _joined(grad(v, leaves, way, retain_graph=True, create_graph=keep, materialize_grads=True))

    pulled: list[Tensor] = []

    def push(way: Tensor) -> Tensor:
        if not pulled:  # H^T u is linear in u, so that its derivative by u gives H
            with torch.enable_grad():
                pulled.append(pull(u, keep=True))
        return grad(pulled[0], u, way, retain_graph=True, materialize_grads=True)[0]

    return Slopes(v.detach(), pull, push, len(d.flat))


def _joined(parts: Sequence[Tensor]) -> Tensor:
    return torch.cat([part.reshape(-1) for part in parts])
