"""A mixture of several networks: each makes an equal share of the fakes, learns from these alone, and sheets are torn between."""

from functools import cache
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional as F  # noqa: N812 (the field's own name for it)

from playground.core.choices.networks import ACTIVATIONS
from playground.core.choices.several import Several
from playground.core.experiment import EXPERIMENT, Experiment
from playground.core.experiment.presets import presets
from playground.core.lenses import CLASSES, HELD, MANIFOLD, NEURONS, NUMBERS, OPTIMUM, SAMPLES, Display, Look, Refused
from playground.core.lenses.optimum import Optimum
from playground.core.own_data.target import target_of
from playground.core.session.archive import sizes
from playground.core.training.noise import Stream, generator, latents
from playground.core.training.trainer import Trainer
from playground.engine.many import BATCHED, Many
from playground.engine.run import Run
from tests.support.pure import plays_alike

SMALL: dict[str, Any] = {
    "generator": "networks", "g_networks": 3, "g_layers": 2, "g_width": 6, "d_layers": 1, "d_width": 8, "batch": 48,
    "optimizer_d": "sgd", "optimizer_g": "sgd", "learning_rate_d": 0.05, "learning_rate_g": 0.05,
}  # fmt: skip


def networks(e: Experiment, flat: torch.Tensor) -> list[list[torch.Tensor]]:
    """Each network's own parameters."""
    shape = e.g_shape
    assert isinstance(shape, Several)
    return [[part[i] for part in shape.views(flat)] for i in range(shape.n)]


@cache
def range_of(e: Experiment, i: int) -> tuple[float, float]:
    """The mean of z's first number in range i, and its deviation as a share of the prior's, from a million draws."""
    first = latents(generator(9, Stream.LATENT), e.latent_kind, 1_000_000, 1)[:, 0]
    n = e.g_networks
    part = np.array_split(np.sort(first), n)[i]
    return float(part.mean()), float(part.std() / first.std())


def one(e: Experiment, parameters: list[torch.Tensor], z: torch.Tensor, i: int) -> torch.Tensor:
    """What network i makes of latents, restated: it sees the first number as widely spread as the prior's."""
    h = z.clone()
    mean, share = range_of(e, i)
    h[:, 0] = (z[:, 0] - mean) / share
    return plain(e, parameters, h)


def plain(e: Experiment, parameters: list[torch.Tensor], h: torch.Tensor) -> torch.Tensor:
    """A network at its inputs."""
    act = ACTIVATIONS[e.g_activation].function
    for weight, bias in zip(parameters[:-2:2], parameters[1:-2:2], strict=True):
        h = act(h @ weight.t() + bias)
    return h @ parameters[-2].t() + parameters[-1]


@pytest.mark.parametrize("kind", ["gaussian", "uniform", "mixture"])
@pytest.mark.parametrize("n", [1, 3, 8])
def test_each_network_makes_an_equal_share_of_the_fakes_and_those_alone(kind: str, n: int) -> None:
    e = Experiment(**{**SMALL, "g_networks": n, "latent_kind": kind})
    shape = e.g_shape
    assert isinstance(shape, Several)
    flat = Trainer(e).g.flat
    z = torch.from_numpy(latents(generator(0, Stream.LATENT), kind, 24_000, 2))
    picked = shape.picked(z).numpy()
    assert np.bincount(picked, minlength=n) / len(z) == pytest.approx(np.full(n, 1 / n), abs=0.016)  # 5 standard errors
    made = shape(shape.views(flat), z)
    for i, parameters in enumerate(networks(e, flat)):
        there = picked == i
        if n * 3 <= 9:  # a draw tells ranges of eighths less well
            assert torch.allclose(made[there], one(e, parameters, z[there], i), atol=0.02)
        seen = shape.seen(z)[i, there]
        assert float(seen[:, 0].mean()) == pytest.approx(0, abs=0.05)
        assert float(seen[:, 0].std()) == pytest.approx(float(z[:, 0].std()), rel=0.04)
        assert torch.equal(seen[:, 1:], z[there, 1:])
    different = [one(e, parameters, z[:10], 0) for parameters in networks(e, flat)]
    assert all(not torch.allclose(different[0], other) for other in different[1:])


@pytest.mark.parametrize("changes", [{}, {"conditional": "concatenated"}], ids=str)
def test_each_network_learns_from_its_own_fakes(changes: dict[str, Any]) -> None:
    e = Experiment(**{**SMALL, **changes})
    trainer = Trainer(e)
    trainer.d_update()
    before, d = trainer.state().g, trainer.d
    z = torch.from_numpy(trainer.batches.latent(0))
    parts = [[p.clone().requires_grad_() for p in parameters] for parameters in networks(e, before)]
    picked = e.g_shape.picked(z)
    seen = e.g_shape.seen(z)
    fakes = torch.stack([plain(e, parts[int(k)], seen[int(k), row][None])[0] for row, k in enumerate(picked)])
    shown = torch.cat((fakes, z[:, 2:]), 1)
    loss = F.softplus(-d.output(d.frozen, shown)).mean()
    gradients = torch.autograd.grad(loss, [p for parameters in parts for p in parameters])
    trainer.g_update()
    moved = [p for parameters in networks(e, (before - trainer.g.flat) / 0.05) for p in parameters]
    for step, gradient in zip(moved, gradients, strict=True):
        assert torch.allclose(step, gradient, atol=2e-5)
    assert trainer.measured().g_loss == pytest.approx(float(loss.detach()), abs=1e-6)


@pytest.mark.parametrize(
    "changes", [{}, {"penalty": "gradient_penalty"}, {"conditional": "projection"}, {"d_activation": "silu"}], ids=str
)
def test_the_pure_iteration_and_batches_play_the_same_game(changes: dict[str, Any]) -> None:
    e = Experiment(**{**SMALL, **changes})
    trainer = Trainer(e)
    plays_alike(trainer)
    runs = [e.changed({"seed": seed}) for seed in range(4)]
    many = Many(runs, BATCHED, threads=1)
    many.advance(3)
    assert not many.note
    assert float((many.trained()[0].state.g - trainer.state().g).abs().max()) < 1e-4


def test_what_is_seen_is_of_all_networks_or_says_of_which() -> None:
    e = Experiment(**SMALL)
    trainer = Trainer(e)
    for _ in range(10):
        trainer.iterate()
    state = trainer.state()
    assert sizes(e)[0] == [len(t) for t in state.tensors]
    look = Look(e, state, Display(dots=300, latent=(-2.0, 0.0), walk=(-2.0, 0.0, 2.0, 0.0), grid=12))
    samples, colours, numbers, neurons = SAMPLES.see(look), CLASSES.see(look), NUMBERS.see(look), NEURONS.see(look)
    assert np.array_equal(samples.networks, colours.of_fake)
    assert len(colours.real) == 0
    edges = np.array(e.g_shape.edges)
    assert np.array_equal(samples.networks, (look.latents[:, :1].numpy() >= edges).sum(1))
    assert len(numbers.g) == 3
    assert [layer.units for layer in numbers.g] == [18, 18, 2]
    assert numbers.stretch is not None
    assert not isinstance(numbers.game, Refused)
    assert neurons.g is not None
    assert neurons.g.one_of == 3
    assert np.array_equal(neurons.g.parameters[0], networks(e, state.g)[0][0].numpy())
    assert isinstance(OPTIMUM.see(look), Optimum)
    sheet, held = MANIFOLD.see(look).points, HELD.see(look)
    gaps = np.flatnonzero(np.isnan(sheet).all((0, 2)))
    assert len(gaps) == 2, "the sheet is torn where one network gives way to the next"
    assert sheet.shape == (21, 23, 2)
    assert np.isfinite(MANIFOLD.see(look).squeeze[:, 0]).all()
    assert int(np.isnan(held.walk).all(1).sum()) == 2
    step = np.linalg.norm(np.diff(held.walk, axis=0), axis=1)
    assert np.nanmax(step) < 0.5, "no step of the walk leaps from one network's sheet to another's"


def test_a_weight_of_the_first_network_can_be_typed() -> None:
    from playground.core.session.history import WeightSet

    run = Run(Experiment(**SMALL))
    assert run.set_by_hand(WeightSet("g", 2, (0, 1, 3), 7.0))
    assert float(networks(run.experiment, run.trainer.g.flat)[0][2][1, 3]) == 7.0
    assert not run.set_by_hand(WeightSet("g", 2, (1, 3), 7.0)), "an index of one network alone names none"


def test_the_preset_makes_each_dot_without_bridges_where_one_network_draws_them() -> None:
    e = presets()["several_generators"].experiment
    stray = {}
    for name, changes in {"several": {}, "one": {"generator": "network"}}.items():
        trainer = Trainer(e.changed(changes))
        for _ in range(1000):
            trainer.iterate()
        look, modes = Look(trainer.experiment, trainer.state(), Display()), target_of(e).modes
        assert modes is not None
        fakes = look.sample(2500, averaged=True).numpy()
        apart = np.sqrt(((fakes[:, None] - modes.centres) ** 2).sum(2))
        sd = modes.covariances[:, 0, 0] ** 0.5
        stray[name] = float((apart / sd > 4).all(1).mean())
        share = np.bincount(apart.argmin(1), minlength=len(modes)) / len(fakes)
        assert name == "one" or share.min() > 0.3, "each network has a dot"
    assert stray["several"] < 0.02 < stray["one"]


def test_without_several_networks_nothing_says_so() -> None:
    look = Look(EXPERIMENT, Trainer(EXPERIMENT).state(), Display())
    assert SAMPLES.see(look).networks is None
    assert isinstance(CLASSES.see(look), Refused)
