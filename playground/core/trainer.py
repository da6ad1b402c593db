"""The trainer plays the game: D updates, G updates and iterations, on one thread, seeded, exact to the bit.

It is lean on purpose (docs/performance.md): parameters are plain tensors, real and fake points pass D together,
G's fakes are made once for D's update and G's, and nothing is read back that nobody asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.autograd import grad

from playground.core.experiment import Experiment
from playground.core.networks import Mlp, initial_parameters
from playground.core.noise import Batches, Stream, generator
from playground.core.objectives import OBJECTIVES
from playground.core.optimizers import OPTIMIZERS, Optimizer, Rates
from playground.core.penalties import PENALTIES
from playground.core.state import Counters, Measured, State
from playground.core.targets import TARGETS

if TYPE_CHECKING:
    from torch import Tensor

    from playground.core.noise import Block


class Player:
    """One network in training: its parameters as one flat vector with views into it, and its optimiser's memory."""

    def __init__(self, shape: Mlp, flat: Tensor, optimizer: Optimizer) -> None:
        self.shape = shape
        self.flat = flat
        self.optimizer = optimizer
        self.slots = tuple(torch.zeros_like(flat) for _ in optimizer.slots)
        self.frozen = shape.views(flat)
        self.leaves = [view.detach().requires_grad_() for view in self.frozen]

    def step(self, loss: Tensor, t: int, rates: Rates) -> None:
        """Moves the parameters once, against the gradient of the loss."""
        gradient = torch.cat([part.reshape(-1) for part in grad(loss, self.leaves)])
        with torch.no_grad():
            self.optimizer.update(self.flat, gradient, self.slots, t, rates)

    def change_optimizer(self, optimizer: Optimizer) -> None:
        """A new optimiser starts without memory; the same one keeps it."""
        if optimizer is not self.optimizer:
            self.optimizer = optimizer
            self.slots = tuple(torch.zeros_like(self.flat) for _ in optimizer.slots)


class Trainer:
    """Owns the one changing state of a run and moves it; everything else works on frozen copies (`checkpoint`)."""

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.device = torch.device(experiment.device)
        g, d = experiment.generator, experiment.discriminator
        rng = [generator(experiment.seed, Stream.WEIGHTS, index) for index in (0, 1)]
        first = initial_parameters(g, experiment.initialisation, rng[0]).to(self.device)
        self.g = Player(g, first, OPTIMIZERS[experiment.optimizer_g])
        self.d = Player(
            d,
            initial_parameters(d, experiment.initialisation, rng[1]).to(self.device),
            OPTIMIZERS[experiment.optimizer_d],
        )
        self.ema = first.clone()
        self._count(Counters())
        self._d_loss: Tensor | None = None
        self._g_loss: Tensor | None = None
        self._outputs: Tensor | None = None
        self._bind()

    def _bind(self) -> None:
        e = self.experiment
        self._objective = OBJECTIVES[e.objective]
        self._penalty = PENALTIES[e.penalty] if e.penalty != "none" and e.penalty_weight > 0 else None
        self._batches = Batches(e.seed, TARGETS[e.target], e.batch, e.latent_kind, e.latent_size)
        self._rates_d, self._rates_g = e.rates_d, e.rates_g

    def _count(self, c: Counters) -> None:
        self.iteration, self._d_steps, self._g_steps = c.iteration, c.d_steps, c.g_steps
        self._draws, self._draws_of_g = c.draws, c.draws_of_g

    def configure(self, experiment: Experiment) -> None:
        """Turns live knobs while the run goes on; ValueError if a structural one differs."""
        if not experiment.same_run(self.experiment):
            raise ValueError("a structural knob needs a new run")
        self.experiment = experiment
        self.d.change_optimizer(OPTIMIZERS[experiment.optimizer_d])
        self.g.change_optimizer(OPTIMIZERS[experiment.optimizer_g])
        self._bind()

    # ---- the game ----

    def _tensor(self, block: Block) -> Tensor:
        return torch.from_numpy(block).to(self.device)

    def _fakes(self, k: int) -> Tensor:
        return self.g.shape(self.g.leaves, self._tensor(self._batches.latent(k)))

    def _d_step(self, fakes: Tensor, k: int) -> None:
        real = self._tensor(self._batches.real(k))
        both = torch.cat((real, fakes.detach()))
        penalty = self._penalty
        joint = penalty is not None and isinstance(penalty.at, str)
        if joint:
            both.requires_grad_()
        outputs = self.d.shape(self.d.leaves, both).squeeze(1)
        n = len(real)
        loss = self._objective.d_loss(outputs[:n], outputs[n:])
        total = loss
        if penalty is not None:
            total = loss + self.experiment.penalty_weight * penalty.price(self._slopes(both, outputs, n, k))
        self.d.step(total, self._d_steps + 1, self._rates_d)
        self._d_loss, self._outputs = loss.detach(), outputs.detach()
        self._d_steps += 1
        self._draws = k + 1

    def _slopes(self, both: Tensor, outputs: Tensor, n: int, k: int) -> Tensor:
        """D's gradients, shape (points, 2), where the penalty wants them."""
        assert self._penalty is not None
        at = self._penalty.at
        if isinstance(at, str):
            part = {"real": slice(None, n), "fake": slice(n, None), "both": slice(None)}[at]
            return grad(outputs[part].sum(), both, create_graph=True)[0][part]
        uniforms = self._tensor(self._batches.take(Stream.PENALTY, k))
        points = at(both[:n], both[n:], uniforms).detach().requires_grad_()
        return grad(self.d.shape(self.d.leaves, points).sum(), points, create_graph=True)[0]

    def _g_step(self, fakes: Tensor, k: int) -> None:
        objective = self._objective
        if objective.g_needs_real:
            outputs = self.d.shape(self.d.frozen, torch.cat((self._tensor(self._batches.real(k)), fakes))).squeeze(1)
            loss = objective.g_loss(outputs[: len(fakes)], outputs[len(fakes) :])
        else:
            outputs = self.d.shape(self.d.frozen, fakes).squeeze(1)
            loss = objective.g_loss(outputs, outputs)
        t = self._g_steps + 1
        self.g.step(loss, t, self._rates_g)
        self._g_loss = loss.detach()
        if self.experiment.ema:
            self.ema.lerp_(self.g.flat, 1 - min(self.experiment.ema, t / (t + 9)))  # warm-up: early weights fade fast
        else:
            self.ema.copy_(self.g.flat)
        self._g_steps = t
        self._draws = max(self._draws, k + 1)
        self._draws_of_g = k + 1

    def _next_draw_of_g(self) -> int:
        return self._draws if self._draws_of_g == self._draws else self._draws - 1

    def d_update(self) -> None:
        """One update of D alone, on a new batch."""
        k = self._draws
        self._d_step(self._fakes(k), k)

    def g_update(self) -> None:
        """One update of G alone, on the batch that D has just seen, or on a new one if G has seen that too."""
        k = self._next_draw_of_g()
        self._g_step(self._fakes(k), k)

    def iterate(self) -> None:
        """One iteration: `d_updates` updates of D, then `g_updates` of G.

        The last D update and the first G update share one pass of G, which gives the same bits as two.
        """
        e = self.experiment
        fakes: Tensor | None = None
        for _ in range(e.d_updates):
            k = self._draws
            fakes = self._fakes(k)
            self._d_step(fakes, k)
        for _ in range(e.g_updates):
            k = self._next_draw_of_g()
            self._g_step(self._fakes(k) if fakes is None else fakes, k)
            fakes = None
        self.iteration += 1

    # ---- what can be asked of it ----

    def measured(self) -> Measured:
        """The last losses and D's means, read back from the device."""
        nan = float("nan")
        d_real = d_fake = nan
        if self._outputs is not None:
            shown = torch.sigmoid(self._outputs) if self._objective.probability else self._outputs
            d_real, d_fake = shown.view(2, -1).mean(1).tolist()
        return Measured(
            self._d_loss.item() if self._d_loss is not None else nan,
            self._g_loss.item() if self._g_loss is not None else nan,
            d_real,
            d_fake,
        )

    def finite(self) -> bool:
        """False as soon as a loss of the last updates or a parameter is NaN or infinite."""
        losses = sum(loss.item() for loss in (self._d_loss, self._g_loss) if loss is not None)
        return bool(np.isfinite(losses)) and bool(np.isfinite(self.d.flat.sum().item() + self.g.flat.sum().item()))

    def checkpoint(self) -> State:
        """A frozen copy of every number that training changes."""
        return State(
            Counters(self.iteration, self._d_steps, self._g_steps, self._draws, self._draws_of_g),
            self.d.flat.clone(),
            self.g.flat.clone(),
            self.ema.clone(),
            tuple(slot.clone() for slot in self.d.slots),
            tuple(slot.clone() for slot in self.g.slots),
        )

    def restore(self, state: State) -> None:
        """Training goes on from that state as if it had never left it."""
        self._count(state.counters)
        mine = (self.d.flat, self.g.flat, self.ema, *self.d.slots, *self.g.slots)
        for live, kept in zip(mine, state.tensors, strict=True):
            live.copy_(kept)
        self._d_loss = self._g_loss = self._outputs = None
