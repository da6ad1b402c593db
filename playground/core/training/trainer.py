"""The trainer: D updates, G updates and iterations, on one thread, seeded, reproducible to the bit.

It does little on purpose (docs/performance.md): parameters are plain tensors, real and fake points pass through D
together, G's fakes are computed once for D's update and G's, the common gradients are computed by hand (backprop.py),
and nothing is read back from the device unless requested.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch
from torch.autograd import grad

from playground.core.choices.optimizers import OPTIMIZERS
from playground.core.experiment import Experiment
from playground.core.training.chunk import Supply
from playground.core.training.classes import like, moved
from playground.core.training.functional import after, kind_of, means
from playground.core.training.losses import Losses, Seen, Terms
from playground.core.training.noise import Batches, Stream, generator, held_out_normals, held_out_of
from playground.core.training.packing import packed, packed_uniforms, unpacked
from playground.core.training.player import Player, slopes_of
from playground.core.training.schedule import instance_noise, learning_rate_factor, penalty_weight
from playground.core.training.spectral import first_directions
from playground.core.training.state import MEASURED_NOTHING, Counters, Measured, State, cut

if TYPE_CHECKING:
    from torch import Tensor

    from playground.core.choices.generators import Shape
    from playground.core.training.chunk import Chunk
    from playground.core.training.functional import Kind
    from playground.core.training.noise import Block

    Rows = npt.NDArray[np.float32]


class Trainer:
    """Owns and updates the one mutable state of a run; everything else works on frozen copies (`state`)."""

    def __init__(self, experiment: Experiment) -> None:
        e = experiment
        self.device = torch.device(e.device)
        rng = [generator(e.seed, Stream.WEIGHTS, index) for index in (0, 1, 2)]
        first_g = e.g_shape.first(e.initialisation, rng[0]).to(self.device)
        first_d = e.d_shape.first(e.initialisation, rng[1]).to(self.device)
        directions = first_directions(e.d_shape, first_d, rng[2]) if e.spectral_norm == "on" else ()
        self.g: Player[Shape] = Player(e.g_shape, first_g, OPTIMIZERS[e.optimizer_g])
        self.d = Player(e.d_shape, first_d, OPTIMIZERS[e.optimizer_d], directions)
        self.ema = first_g.clone()
        self.g_before = self.ema.clone()
        self._count(Counters())
        self._forget_updates(MEASURED_NOTHING)
        self._bind(e)

    def _forget_updates(self, measured: Measured) -> None:
        """Sets the measurements of the last updates, whose intermediate results are not available."""
        self._kept = measured
        self._losses_of_chunk: Rows | None = None
        self._d_loss: Tensor | None = None
        self._outputs: Tensor | None = None
        self._probability = False
        self._g_loss: Tensor | None = None

    def _bind(self, e: Experiment) -> None:
        self.experiment = e
        self._supply: Supply | None = None
        self._losses = Losses.of(kind_of(e))
        self.batches = Batches.of(e)
        self.d.equip(OPTIMIZERS[e.optimizer_d], e.rates_d)
        self.g.equip(OPTIMIZERS[e.optimizer_g], e.rates_g)
        self.d.constrained_by(self._losses.penalty.constrain, e.penalty_weight)
        self.d.group, self.g.group = e.batch // e.packing, e.batch

    @property
    def _terms(self) -> Terms:
        """The values in D's loss in the next iteration."""
        return Terms(penalty_weight(self.experiment, self.iteration), self.experiment.label_smoothing)

    def _count(self, c: Counters) -> None:
        self.iteration, self._d_steps, self._g_steps = c.iteration, c.d_steps, c.g_steps
        self._draws, self._draws_of_g = c.draws, c.draws_of_g
        self.d.age, self.g.age = c.d_age, c.g_age

    @property
    def counters(self) -> Counters:
        """The run's progress."""
        return Counters(
            self.iteration, self._d_steps, self._g_steps, self._draws, self._draws_of_g, self.d.age, self.g.age
        )

    def configure(self, experiment: Experiment) -> None:
        """Changes live knobs while the run continues; InputError if a structural one differs."""
        self._bind(self.experiment.continued_as(experiment))

    # ---- the players' inputs ----

    def _tensor(self, block: Block) -> Tensor:
        return torch.from_numpy(block).to(self.device)

    def _made(self, k: int) -> list[Tensor]:
        """G's pass over the latents of draw k; its last item is the fakes (batch, 2)."""
        return self.g.make(self._tensor(self.batches.latent(k)))

    def _shown(self, points: Tensor, k: int, noise_columns: slice) -> Tensor:
        """Points (batch, 2 + classes) as D sees them in draw k: with instance noise, in packs, shape (batch // m, 2 m), or
        with their classes.
        """
        e = self.experiment
        if e.instance_noise:
            noise = self._tensor(self.batches.take(Stream.INSTANCE_NOISE, k)[:, noise_columns])
            points = moved(points, instance_noise(e, self.iteration) * noise)
        return packed(points, e.packing)

    def _real(self, k: int) -> Tensor:
        return self._shown(self._tensor(self.batches.real(k)), k, slice(0, 2))

    def _fake(self, fakes: Tensor, k: int) -> Tensor:
        if classes := self._losses.classes:
            fakes = like(fakes, self._tensor(self.batches.latent(k)), classes)
        return self._shown(fakes, k, slice(2, 4))

    def _seen(self, fakes: Tensor, k: int) -> Seen:
        uniforms = None
        if callable(self._losses.penalty.at):
            u = self._tensor(self.batches.take(Stream.PENALTY, k))
            uniforms = packed_uniforms(u, self.experiment.packing)
        return Seen(self._real(k), self._fake(fakes, k), uniforms, self._losses.classes)

    # ---- the game ----

    def _gradients(self, movers: Sequence[Player[Any]], k: int, made: list[Tensor]) -> list[Tensor]:
        """The gradient of each mover, (size,) each, all at the players' current position."""
        if self._losses.penalty.joint:
            found = self._joint_gradients(k)
            return [found[mover is self.g] for mover in movers]
        return [self._d_gradient(k, made) if mover is self.d else self._g_gradient(k, made) for mover in movers]

    def _d_gradient(self, k: int, made: list[Tensor]) -> Tensor:
        seen = self._seen(made[-1].detach(), k)
        if self.d.by_hand and self._losses.by_hand(self.d.shape):
            d = self.d
            gradient, loss, outputs = self._losses.d_by_hand(d.shape, d.frozen, seen, self._terms, into=d.into)
            self._note(loss, outputs)
            return gradient
        total, loss, outputs = self._losses.of_d(self.d.critic(self.d.leaves), seen, self._terms)
        self._note(loss.detach(), outputs.detach())
        return self.d.gradient(total)

    def _note(self, d_loss: Tensor, outputs: Tensor) -> None:
        self._losses_of_chunk = None
        self._d_loss, self._outputs, self._probability = d_loss, outputs, self._losses.objective.probability

    def _g_gradient(self, k: int, made: list[Tensor]) -> Tensor:
        fakes, unrolled = made[-1].detach(), self.experiment.unrolled_steps
        if self.d.by_hand and not unrolled:
            shown, d = self._fake(fakes, k), self.d
            self._g_loss, by_shown = self._losses.g_by_hand(d.shape, d.frozen, partial(self._real, k), shown)
            return self.g.gradient_through(made, unpacked(by_shown, len(fakes), self._losses.classes))
        fakes.requires_grad_()
        loss = self._unrolled_loss(k, fakes) if unrolled else self._loss_of_g(k, fakes)
        self._g_loss = loss.detach()
        return self.g.gradient_through(made, grad(loss, fakes)[0])

    def _loss_of_g(self, k: int, fakes: Tensor) -> Tensor:
        shown = self._fake(fakes, k)
        return self._losses.of_g(self.d.critic(self.d.frozen), partial(self._real, k), shown)

    def _unrolled_loss(self, k: int, fakes: Tensor) -> Tensor:
        """G's loss against D after its next steps on this same batch."""
        seen = self._seen(fakes, k)
        later = self.d.ahead(
            self.experiment.unrolled_steps,
            lambda parameters: self._losses.of_d(self.d.critic(parameters), seen, self._terms).total,
            self._factor(),
        )
        return self._losses.of_g_unrolled(self.d.critic(later), seen.real, seen.fake, self._terms)

    def _joint_gradients(self, k: int) -> tuple[Tensor, Tensor]:
        """The gradients of D and of G, adjusted to one another."""
        fakes = self.g.shape(self.g.leaves, self._tensor(self.batches.latent(k)))
        seen, d = self._seen(fakes, k), self.d.critic(self.d.leaves)
        d_total, d_loss, outputs = self._losses.of_d(d, seen, self._terms)
        self._note(d_loss.detach(), outputs.detach())
        g_loss = self._losses.of_g(d, lambda: seen.real, seen.fake)
        self._g_loss = g_loss.detach()
        joint, slopes = self._losses.penalty.joint, slopes_of(self.d, self.g, d_total, g_loss)
        assert joint is not None
        with torch.no_grad():
            adjusted, split = joint.adjust(slopes, self._terms.weight), len(self.d.flat)
        return adjusted[:split], adjusted[split:]

    def _factor(self) -> float:
        return learning_rate_factor(self.experiment, self.iteration)

    def _move(self, movers: Sequence[Player[Any]], k: int, made: list[Tensor] | None = None) -> None:
        """Each mover takes one step on draw k, all from the same state; the other player does not move.

        If the optimiser extrapolates, the step follows the gradients found one step ahead, on the next draw
        (Gidel et al. 2019, algorithm 4).
        """
        factor = self._factor()
        if self.g in movers:
            self.g_before.copy_(self.g.flat)
        gradients = self._gradients(movers, k, self._made(k) if made is None else made)
        if movers[0].optimizer.extrapolates:
            stood = [mover.flat.clone() for mover in movers]
            for mover, gradient in zip(movers, gradients, strict=True):
                mover.step(gradient, factor)
            k += 1
            gradients = self._gradients(movers, k, self._made(k))
            for mover, flat in zip(movers, stood, strict=True):
                mover.flat.copy_(flat)
        for mover, gradient in zip(movers, gradients, strict=True):
            mover.step(gradient, factor)
            mover.follow_weights()
        self._draws = max(self._draws, k + 1)
        if self.d in movers:
            self._d_steps += 1
        if self.g in movers:
            self._g_steps += 1
            self._draws_of_g = k + 1
            self._follow()

    def _follow(self) -> None:
        """The moving average follows G."""
        if self.experiment.ema:
            t = self._g_steps
            self.ema.lerp_(
                self.g.flat, 1 - min(self.experiment.ema, t / (t + 9))
            )  # warm-up: early weights fade quickly
        else:
            self.ema.copy_(self.g.flat)

    def _next_draw_of_g(self) -> int:
        return self._draws if self._draws_of_g == self._draws else self._draws - 1

    def d_update(self) -> None:
        """One update of D alone, on a new batch."""
        self._move((self.d,), self._draws)

    def g_update(self) -> None:
        """One update of G alone, on the batch that D has just seen, or on a new one if G has already used that."""
        self._move((self.g,), self._next_draw_of_g())

    def iterate(self) -> None:
        """One iteration: `d_updates` updates of D, then `g_updates` of G; or one simultaneous update of both.

        The last D update and the first G update share one pass of G, which gives bit-identical results.
        """
        e = self.experiment
        if e.updates == "simultaneous":
            self._move((self.d, self.g), self._draws)
        else:
            made: list[Tensor] | None = None
            for _ in range(e.d_updates):
                k = self._draws
                made = self._made(k)
                self._move((self.d,), k, made)
            for _ in range(e.g_updates):
                self._move((self.g,), self._next_draw_of_g(), made)
                made = None
        self.iteration += 1

    def _supplied(self, kind: Kind) -> tuple[Supply, int]:
        """Numbers and draws for the next iterations of this kind, and the place of the next one among them."""
        if self._supply is not None and (place := self._supply.place(self.counters)) is not None:
            return self._supply, place
        self._supply = Supply.at(self.experiment, kind, self.batches, self.counters)
        return self._supply, 0

    def room_for(self, kind: Kind) -> int:
        """How many iterations of this kind can follow in one call of `iterate_by`."""
        supply, place = self._supplied(kind)
        return len(supply.numbers) - place

    def iterate_by(self, chunk: Chunk, kind: Kind, n: int = 1) -> Rows:
        """n iterations, at most `room_for`, in one call of a function of this experiment's kind: the same game, to
        rounding. What each measured, float32 (n, 4), in the order of `Measured`.
        """
        supply, first = self._supplied(kind)
        with torch.no_grad():
            rows = chunk(self._vectors, supply.numbers, supply.draws, torch.tensor(first), torch.tensor(first + n))
        measured: Rows = rows[first : first + n].cpu().numpy()
        self._forget_updates(Measured(*measured[-1].tolist()))
        self._losses_of_chunk = measured[:, :2]
        self._count(after(kind, self.counters, n))
        return measured

    # ---- reading the state ----

    def measured(self) -> Measured:
        """What the last updates measured, read back from the device; restored moments include theirs."""
        d_real, d_fake = self._kept.d_real, self._kept.d_fake
        if self._outputs is not None:
            d_real, d_fake = means(self._outputs, self._probability).tolist()
        return Measured(
            self._d_loss.item() if self._d_loss is not None else self._kept.d_loss,
            self._g_loss.item() if self._g_loss is not None else self._kept.g_loss,
            d_real,
            d_fake,
        )

    def held_out(self) -> float | None:
        """The mean of D's probability of "real" (or of its score) on real points that training never sees; None if the
        training set is endless, so that all it sees are such points.
        """
        points = held_out_of(self.experiment)
        if points is None:
            return None
        if sd := instance_noise(self.experiment, self.iteration):
            normals = held_out_normals(self.experiment.seed)
            points = np.concatenate([points[:, :2] + np.float32(sd) * normals, points[:, 2:]], axis=1)
        with torch.no_grad():
            outputs = self.d.output(self.d.frozen, packed(self._tensor(points), self.experiment.packing))
            return float((torch.sigmoid(outputs) if self._losses.objective.probability else outputs).mean())

    def finite(self) -> bool:
        """False as soon as a loss of the last updates or a parameter is NaN or infinite, or an optimiser remembers a NaN.

        An optimiser's memory may be infinite: a square beyond 3.4e38 only stops one weight.
        """
        numbers = [loss.item() for loss in (self._d_loss, self._g_loss) if loss is not None]
        if self._losses_of_chunk is not None:
            numbers += self._losses_of_chunk.ravel().tolist()
        memory = (*self.d.slots, *self.g.slots)
        return (
            bool(np.isfinite(numbers).all())
            and all(bool(flat.sum().isfinite()) or bool(flat.isfinite().all()) for flat in (self.d.flat, self.g.flat))
            and not any(bool(slot.sum().isnan()) and bool(slot.isnan().any()) for slot in memory)
        )

    def state(self) -> State:
        """A frozen copy of everything that training changes, in one block of memory."""
        live = self._vectors
        parts = torch.split(torch.cat(live), [len(vector) for vector in live])
        return State(self.counters, *cut(parts, len(self.d.slots), len(self.g.slots)))

    @property
    def _vectors(self) -> tuple[Tensor, ...]:
        """Everything that training changes, in the order of `State.tensors`."""
        return (self.d.flat, self.g.flat, self.ema, self.g_before, *self.d.slots, *self.g.slots, *self.d.directions)

    def restore(self, state: State, measured: Measured = MEASURED_NOTHING) -> None:
        """Continues training from that state exactly as if it had never left it; `measured` is from its last
        updates.
        """
        self._count(state.counters)
        for live, kept in zip(self._vectors, state.tensors, strict=True):
            live.copy_(kept)
        self._forget_updates(measured)
