"""Batch normalisation: training is that of torch.nn.BatchNorm1d in train(), what is drawn that in eval(), and the difference is told."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from playground.core.choices.networks import PIECES, Mlp
from playground.core.choices.normed import Normed
from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.optimizers import OPTIMIZERS
from playground.core.experiment import Experiment
from playground.core.experiment.rules import coupled_changes
from playground.core.session.archive import sizes, state_of
from playground.core.training.noise import held_out_of
from playground.core.training.packing import packed
from playground.core.training.trainer import Trainer

SMALL: dict[str, Any] = {
    "batch_norm": "both", "penalty": "none", "g_layers": 2, "d_layers": 2, "g_width": 6, "d_width": 7, "batch": 32,
    "optimizer_d": "sgd", "optimizer_g": "sgd", "learning_rate_d": 0.02, "learning_rate_g": 0.02,
}  # fmt: skip
SHAPES = {
    "tanh": Normed((3, 5, 4, 2), "tanh"),
    "leaky": Normed((2, 6, 1), "leaky_relu", 0.3),
    "maxout": Normed((2, 4, 3, 1), "maxout"),
}


class Activation(nn.Module):
    """A network's own non-linearity as a module."""

    def __init__(self, shape: Mlp) -> None:
        super().__init__()
        self.function = shape.unit.function

    def forward(self, x: Tensor) -> Tensor:
        return self.function(x)


class ByTorch(nn.Sequential):
    """The network of torch's own modules, with the shift of each BatchNorm1d in the place of the layer's bias."""

    def __init__(self, shape: Mlp) -> None:
        layers: list[nn.Module] = []
        for before, after in pairwise(shape.widths[:-1]):
            rows = after * shape.unit.pieces
            layers += [nn.Linear(before, rows, bias=False), nn.BatchNorm1d(rows), Activation(shape)]
        super().__init__(*layers, nn.Linear(shape.widths[-2], shape.widths[-1]))

    @property
    def norms(self) -> list[nn.BatchNorm1d]:
        return [part for part in self if isinstance(part, nn.BatchNorm1d)]

    def flat(self) -> Tensor:
        """All parameters and running averages in our order."""
        linear = [part for part in self if isinstance(part, nn.Linear)]
        biases = [*(norm.bias for norm in self.norms), linear[-1].bias]
        parts = [part for pair in zip((layer.weight for layer in linear), biases, strict=True) for part in pair]
        parts += [norm.weight for norm in self.norms]
        parts += [norm.running_mean for norm in self.norms] + [norm.running_var for norm in self.norms]
        return torch.cat([part.detach().reshape(-1) for part in parts])

    @torch.no_grad()
    def take(self, shape: Mlp, flat: Tensor) -> "ByTorch":
        """The same with these parameters, in double precision."""
        self.double()
        views = [view.double() for view in shape.views(flat)]
        linear, n = [part for part in self if isinstance(part, nn.Linear)], len(self.norms)
        for layer, weight in zip(linear, views[: 2 * n + 2 : 2], strict=True):
            layer.weight.copy_(weight)
        for norm, *parts in zip(
            self.norms, views[1 : 2 * n : 2], *(views[2 * n + 2 + k * n :][:n] for k in range(3)), strict=True
        ):
            for place, part in zip((norm.bias, norm.weight, norm.running_mean, norm.running_var), parts, strict=True):
                place.copy_(part)
        linear[-1].bias.copy_(views[2 * n + 1])
        return self


def some(shape: Mlp) -> Tensor:
    """Parameters of a shape with other running averages than the first, float64."""
    rng = np.random.default_rng(3)
    flat = shape.first("default", rng).double()
    return flat + torch.from_numpy(rng.uniform(0.1, 0.5, len(flat)))


# ---- one network ----


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_what_is_drawn_is_what_torch_computes_in_eval(shape: Normed) -> None:
    flat, x = some(shape), torch.randn(50, shape.widths[0], dtype=torch.float64)
    theirs = ByTorch(shape).take(shape, flat).eval()
    assert torch.equal(theirs.flat(), flat), "the oracle holds the same numbers"
    ours = shape(shape.views(flat), x)
    assert torch.allclose(ours, theirs(x), atol=1e-12, rtol=0)
    one_by_one = torch.cat([shape(shape.views(flat), row[None]) for row in x])
    assert torch.allclose(one_by_one, ours, atol=1e-12, rtol=0), "a point's output depends on that point alone"
    hidden = shape.hidden(shape.views(flat), x)
    assert [tuple(layer.shape) for layer in hidden] == [(50, width) for width in shape.widths[1:-1]]
    for k, layer in enumerate(hidden):
        assert torch.allclose(layer, nn.Sequential(*list(theirs)[: 3 * k + 3])(x), atol=1e-12, rtol=0)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("groups", [1, 2])
def test_what_training_sees_is_what_torch_computes_in_train(shape: Normed, groups: int) -> None:
    flat, x = some(shape), torch.randn(24 * groups, shape.widths[0], dtype=torch.float64)
    output, statistics = shape.trained(shape.views(flat), x, 24)
    passes, tails = [], []
    for part in x.split(24):
        theirs = ByTorch(shape).take(shape, flat).train()
        for norm in theirs.norms:
            norm.momentum = 1.0  # the running averages become the batch's own
        passes.append(theirs(part))
        tails.append(theirs.flat()[shape.learned :])
    assert torch.allclose(output, torch.cat(passes), atol=1e-12, rtol=0)
    assert torch.allclose(statistics, torch.stack(tails).mean(0), atol=1e-12, rtol=0)
    assert not statistics.requires_grad
    assert float((output - shape(shape.views(flat), x)).detach().abs().max()) > 1e-2


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_gamma_and_running_averages_follow_the_networks_own_parameters(shape: Normed) -> None:
    plain = Mlp(shape.widths, shape.activation, shape.leak)
    flat = shape.first("he", np.random.default_rng(0))
    rows = sum(shape.widths[1:-1]) * (PIECES if shape.activation == "maxout" else 1)
    assert (len(flat), shape.size, shape.learned) == (shape.size, plain.size + 3 * rows, plain.size + rows)
    assert torch.equal(flat[: plain.size], plain.first("he", np.random.default_rng(0)))
    assert flat[plain.size :].tolist() == [1.0] * rows + [0.0] * rows + [1.0] * rows
    hidden = len(shape.widths) - 2
    assert shape.by_layer == tuple(
        (2 * k, 2 * k + 1, *((2 * hidden + 2 + k,) if k < hidden else ())) for k in range(hidden + 1)
    )


# ---- training ----


def by_torch(e: Experiment, trainer: Trainer, iterations: int) -> tuple[list[Tensor], list[Tensor]]:
    """The flat vectors of D and of G after each iteration of a plain loop over torch's modules, in double precision."""
    d = ByTorch(e.d_shape).take(e.d_shape, trainer.d.flat)
    g_shape = e.g_shape
    assert isinstance(g_shape, Mlp)
    g = ByTorch(g_shape).take(g_shape, trainer.g.flat)
    objective = OBJECTIVES[e.objective]
    optimizers = [torch.optim.SGD(net.parameters(), 0.02) for net in (d, g)]
    found: tuple[list[Tensor], list[Tensor]] = ([], [])
    for k in range(iterations):
        real = torch.from_numpy(trainer.batches.real(k)).double()
        fake = g(torch.from_numpy(trainer.batches.latent(k)).double())
        before = d.flat()[e.d_shape.learned :]
        tails, outputs = [], []
        for points in (real, fake.detach()):
            for norm in d.norms:
                norm.momentum = 1.0
            outputs.append(d(packed(points, e.packing)).squeeze(1))
            tails.append(d.flat()[e.d_shape.learned :])
        optimizers[0].zero_grad()
        objective.d_loss(*outputs).backward()
        optimizers[0].step()
        r, f = (d(packed(points, e.packing)).squeeze(1) for points in (real, fake))
        optimizers[1].zero_grad()
        objective.g_loss(r, f).backward()
        optimizers[1].step()
        kept = 0.9 * before + 0.1 * (tails[0] + tails[1]) / 2
        flat = torch.cat((d.flat()[: e.d_shape.learned], kept))
        d.take(e.d_shape, flat)
        for net, flats in zip((d, g), found, strict=True):
            flats.append(net.flat().clone())
    return found


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"objective": "hinge", "packing": 2},
        {"objective": "relativistic_pairing", "d_activation": "silu"},
        {"g_activation": "maxout", "batch": 5},
    ],
    ids=str,
)
def test_training_is_that_of_torchs_own_modules(changes: dict[str, Any]) -> None:
    """Weights, shifts and gammas of both, and G's running averages as torch keeps them. D's differ on purpose: torch moves them by
    real points, by fakes and again in G's turn; ours move once, by the mean of D's own two batches."""
    e = Experiment(**{**SMALL, **changes})
    trainer = Trainer(e)
    d, g = by_torch(e, trainer, 6)
    first = trainer.state()
    for k in range(6):
        trainer.iterate()
        for ours, theirs in ((trainer.d.flat, d[k]), (trainer.g.flat, g[k])):
            assert float((ours.double() - theirs).abs().max()) < 1e-5
    for ours, before in ((trainer.d.flat, first.d), (trainer.g.flat, first.g)):
        assert float((ours - before).abs().max()) > 1e-2


@pytest.mark.parametrize("name", OPTIMIZERS.names)
def test_no_optimiser_moves_the_running_averages(name: str) -> None:
    """They only follow the batch; lookahead, which goes back halfway, would take them along."""
    e = Experiment(**SMALL)
    for key in ("optimizer_d",) if OPTIMIZERS[name].only_for_d else ("optimizer_d", "optimizer_g"):
        e = e.changed(coupled_changes(e, key, name))
    players = Trainer(e)
    for player in (players.d, players.g):
        tail = player.flat[player.shape.learned :]
        for k in range(12):
            tail.fill_(k + 1.0)
            before = player.flat.clone()
            player.step(torch.randn(len(player.flat)))
            assert torch.equal(tail, before[player.shape.learned :])
            assert not torch.equal(player.flat, before) or player is players.g


@pytest.mark.parametrize("updates", ["alternating", "simultaneous"])
def test_only_a_players_own_step_moves_its_running_averages_and_by_a_tenth(updates: str) -> None:
    """Also where D judges G's fakes for G's sake in between."""
    e = Experiment(**SMALL, updates=updates)
    trainer = Trainer(e)
    for _ in range(3):
        trainer.iterate()
    before, k = trainer.state(), trainer.counters.draws
    d, g = e.d_shape, e.g_shape
    assert isinstance(d, Normed)
    assert isinstance(g, Normed)
    z, real = (torch.from_numpy(draw(k)) for draw in (trainer.batches.latent, trainer.batches.real))
    fakes, of_g = g.trained(g.views(before.g), z, e.batch)
    _, of_d = d.trained(d.views(before.d), torch.cat((real, fakes)), e.batch)
    if updates == "simultaneous":
        trainer.iterate()
    else:
        trainer.d_update()
        assert torch.equal(trainer.g.flat, before.g)
        middle = trainer.state()
        trainer.g_update()
        assert torch.equal(trainer.d.flat, middle.d)
    torch.testing.assert_close(trainer.d.flat[d.learned :], before.d[d.learned :].lerp(of_d, 0.1))
    torch.testing.assert_close(trainer.g.flat[g.learned :], before.g[g.learned :].lerp(of_g, 0.1))


@pytest.mark.parametrize("ema", [0.0, 0.9])
def test_the_average_of_g_averages_the_running_averages_too(ema: float) -> None:
    trainer = Trainer(Experiment(**SMALL, ema=ema))
    for _ in range(4):
        before = trainer.state()
        trainer.iterate()
        t = trainer.counters.g_steps
        wanted = before.ema.lerp(trainer.g.flat, 1 - min(ema, t / (t + 9))) if ema else trainer.g.flat
        torch.testing.assert_close(trainer.ema, wanted)


def test_half_steps_are_a_whole_one_and_a_kept_state_goes_on_bit_for_bit() -> None:
    e = Experiment(**{**SMALL, "optimizer_d": "adam", "optimizer_g": "lookahead_adam"})
    whole, halves = Trainer(e), Trainer(e)
    for _ in range(7):
        whole.iterate()
        halves.d_update()
        halves.g_update()
    assert torch.equal(whole.state().d, halves.state().d)
    assert torch.equal(whole.state().g, halves.state().g)
    state = whole.state()
    assert sizes(e)[0] == [len(t) for t in state.tensors]
    other = Trainer(e)
    other.restore(state_of(np.concatenate([t.numpy() for t in state.tensors]), state.counters, e))
    for trainer in (whole, other):
        trainer.g_update()
        for _ in range(6):
            trainer.iterate()
    assert whole.state().equals(other.state())


def test_another_batch_size_acts_at_once() -> None:
    trainer = Trainer(Experiment(**SMALL))
    trainer.iterate()
    trainer.configure(trainer.experiment.changed({"batch": 8}))
    trainer.iterate()
    assert (trainer.d.group, trainer.g.group) == (8, 8)
    assert trainer.finite()


def test_held_out_points_are_judged_as_they_are_drawn() -> None:
    trainer = Trainer(Experiment(**SMALL, training_points=30, target="two_moons"))
    for _ in range(5):
        trainer.iterate()
    held = trainer.held_out()
    one = trainer.d.shape
    points = torch.tensor(held_out_of(trainer.experiment))
    drawn = torch.sigmoid(one(one.views(trainer.d.flat), points)).mean()
    assert held == pytest.approx(float(drawn.detach()), abs=1e-6)
