"""Leaky slopes and maxout units: what they compute, how they begin, and that all engines train them alike."""

from typing import Any

import numpy as np
import pytest
import torch

from playground.core.choices.networks import ACTIVATIONS, PIECES, Mlp, activation_of, leaky
from playground.core.experiment import EXPERIMENT, Experiment
from playground.core.lenses import NEURONS, NUMBERS, Display, Look
from playground.core.training import backprop
from playground.core.training.trainer import Trainer
from tests.support.pure import plays_alike

SMALL: dict[str, Any] = {
    "g_layers": 1, "d_layers": 2, "g_width": 6, "d_width": 7, "batch": 32,
    "optimizer_d": "sgd", "optimizer_g": "sgd", "learning_rate_d": 0.05, "learning_rate_g": 0.05,
}  # fmt: skip


@pytest.mark.parametrize("slope", [0.0, 0.01, 0.2, 0.7, 1.0])
def test_the_slope_is_that_of_the_negative_side_and_keeps_the_variance(slope: float) -> None:
    unit = activation_of("leaky_relu", slope)
    x = torch.linspace(-3, 3, 13, dtype=torch.float64, requires_grad=True)
    y = unit.function(x)
    assert torch.allclose(y, torch.where(x > 0, x, slope * x))
    (by_graph,) = torch.autograd.grad(y.sum(), x)
    assert unit.pull is not None
    by_hand = unit.pull(torch.ones_like(x), y.detach())
    away = x.detach() != 0  # at the bend either is right
    assert torch.allclose(by_hand[away], by_graph[away])
    many = torch.randn(400_000, generator=torch.Generator().manual_seed(0))
    assert float((unit.gain * unit.function(many)).square().mean()) == pytest.approx(1, abs=0.02)


def test_the_default_slope_is_what_it_was() -> None:
    assert activation_of("leaky_relu", EXPERIMENT.leaky_slope) is ACTIVATIONS["leaky_relu"]
    assert float(ACTIVATIONS["leaky_relu"].function(torch.tensor(-1.0))) == pytest.approx(-0.2)
    assert activation_of("leaky_relu", 0.3) is activation_of("leaky_relu", 0.3), "one object, for the compiler"
    assert activation_of("tanh", 0.3) is ACTIVATIONS["tanh"]
    assert leaky(0.3).straight


def test_both_networks_have_the_slope_and_training_differs_by_it() -> None:
    e = Experiment(**SMALL, leaky_slope=0.4, g_activation="leaky_relu")
    assert e.d_shape.leak == 0.4
    assert isinstance(e.g_shape, Mlp)
    assert e.g_shape.leak == 0.4
    losses = []
    for changes in ({}, {"leaky_slope": 0.2}):
        trainer = Trainer(e.changed(changes))
        trainer.iterate()
        losses.append(trainer.measured().d_loss)
    assert losses[0] != losses[1]
    assert not e.same_run(e.changed({"leaky_slope": 0.2}))


def test_a_maxout_unit_is_the_largest_of_its_linear_pieces() -> None:
    shape = Mlp((2, 7, 6, 1), "maxout")
    assert [tuple(s) for s in shape.shapes] == [(35, 2), (35,), (30, 7), (30,), (1, 6), (1,)]
    flat = shape.first("default", np.random.default_rng(0))
    assert len(flat) == shape.size
    w1, b1, w2, b2, w3, b3 = (p.double().numpy() for p in shape.views(flat))
    x = np.random.default_rng(1).normal(size=(9, 2))
    h = x
    for w, b, n in ((w1, b1, 7), (w2, b2, 6)):
        pieces = [h @ w[k * n : (k + 1) * n].T + b[k * n : (k + 1) * n] for k in range(PIECES)]
        h = np.maximum.reduce(pieces)
    given = [p.double() for p in shape.views(flat)]
    assert np.allclose(shape(given, torch.from_numpy(x)).numpy(), h @ w3.T + b3, atol=1e-12)
    assert [tuple(layer.shape) for layer in shape.hidden(given, torch.from_numpy(x))] == [(9, 7), (9, 6)]
    assert not backprop.can(shape)


def test_maxout_keeps_the_size_of_its_inputs() -> None:
    shape = Mlp((64, 256, 256, 1), "maxout")
    x = torch.randn(2000, 64, generator=torch.Generator().manual_seed(0))
    first = shape.hidden(shape.views(shape.first("he", np.random.default_rng(0))), x)[0]
    assert float(first.square().mean()) == pytest.approx(1, abs=0.06)


@pytest.mark.parametrize(
    "changes",
    [
        {"d_activation": "maxout"},
        {"d_activation": "maxout", "g_activation": "maxout", "penalty": "gradient_penalty"},
        {"d_activation": "maxout", "conditional": "projection"},
        {"g_activation": "maxout", "generator": "networks", "g_networks": 2},
        {"leaky_slope": 0.5, "penalty": "r1_r2"},
        {"leaky_slope": 0.0, "g_activation": "leaky_relu", "conditional": "projection"},
    ],
    ids=str,
)
def test_the_pure_iteration_trains_them_alike(changes: dict[str, Any]) -> None:
    e = Experiment(**{**SMALL, **changes})
    trainer = Trainer(e)
    plays_alike(trainer)


def test_what_is_shown_of_maxout_has_one_row_for_each_unit() -> None:
    e = Experiment(**SMALL, d_activation="maxout", spectral_norm="on")
    trainer = Trainer(e)
    for _ in range(3):
        trainer.iterate()
    look = Look(e, trainer.state(), Display(dots=300))
    numbers, neurons = NUMBERS.see(look), NEURONS.see(look)
    assert [layer.units for layer in numbers.d] == [7, 7, 1]
    assert [layer.width for layer in neurons.d.layers] == [7, 7]
    assert neurons.d.pieces == PIECES
    assert neurons.d.parameters[0].shape == (35, 2)
