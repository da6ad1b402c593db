"""The game linearised: its multipliers against finite differences of real training updates, and its predictions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from playground.core.choices.optimizers import OPTIMIZERS, Optimizer
from playground.core.experiment import Experiment
from playground.core.lenses import NUMBERS, Refused
from playground.core.lenses.look import Display, Look
from playground.core.training.functional import Drawn
from playground.core.training.linearised import AT_REST, left_by_newton, linearised, maps_of, predicted
from playground.core.training.noise import Batches, Stream
from playground.core.training.trainer import Trainer

N = 24
NETS = {"d_layers": 1, "d_width": 5, "g_layers": 1, "g_width": 4, "d_activation": "tanh", "g_activation": "tanh"}
SGD = {"optimizer_d": "sgd", "optimizer_g": "sgd", "learning_rate_d": 0.3, "learning_rate_g": 0.2}
ADAM = {"optimizer_d": "adam", "optimizer_g": "adam", "learning_rate_d": 0.02, "learning_rate_g": 0.01}
MOMENTUM = {"optimizer_d": "momentum", "optimizer_g": "momentum", "beta1_d": 0.5, "beta1_g": 0.5}
DIRAC = {"target": "dirac", "g_layers": 0, "d_layers": 0, "objective": "minimax", "penalty": "none", **SGD}


class Same(Batches):
    """Batches that are the same in every draw."""

    def take(self, stream: Stream, k: int) -> np.ndarray:
        return super().take(stream, 0)


def frozen_adam(of: Optimizer, slots: tuple[Tensor, ...], age: int, beta2: float) -> Optimizer:
    """Adam's algorithm 1, its second moment as it is."""
    root = (slots[1].double() / (1 - beta2**age)).sqrt() + 1e-8

    def pure(p: Tensor, gradient: Tensor, slots: Any, t: int, rates: Any) -> Any:
        mean = rates.beta1 * slots[0] + (1 - rates.beta1) * gradient
        return p - rates.learning_rate * (mean / (1 - rates.beta1**t)) / root, (mean, slots[1])

    return replace(of, pure=pure, in_place=None)


class Exact:
    """A real trainer in float64 on the same points in every draw; `iterated(vector)` is one of its iterations."""

    def __init__(self, e: Experiment, iterations: int) -> None:
        trainer = Trainer(e)
        for _ in range(iterations):
            trainer.iterate()
        self.state, self.experiment, self.trainer = trainer.state(), e, trainer
        same = Same(e.seed, trainer.batches._target, e.batch, e.latent_kind, e.latent_size)
        trainer.batches, trainer._tensor = same, lambda block: torch.from_numpy(block.copy()).double()  # type: ignore[method-assign]
        streams = (Stream.DATA, Stream.LATENT, Stream.PENALTY, Stream.INSTANCE_NOISE)
        self.points = Drawn(*(torch.from_numpy(same.take(stream, 0))[None] for stream in streams))
        self.remembers = e.beta1_d != 0 and bool(OPTIMIZERS[e.optimizer_d].slots)
        c = self.state.counters
        trainer.ema, trainer.g_before = trainer.ema.double(), trainer.g_before.double()
        for name, age, beta2 in (("d", c.d_age, e.beta2_d), ("g", c.g_age, e.beta2_g)):
            player = getattr(trainer, name)
            optimizer = player.optimizer
            if "square" in optimizer.slots:
                optimizer = frozen_adam(optimizer, player.slots, age, beta2)
            double = type(player)(player.shape, player.flat.double(), optimizer)
            double.slots, double.age, double.rates = tuple(s.double() for s in player.slots), age, player.rates
            setattr(trainer, name, double)

    @property
    def at(self) -> Tensor:
        d, g = self.trainer.d, self.trainer.g
        memory = (d.slots[0], g.slots[0]) if self.remembers else ()
        return torch.cat((d.flat, g.flat, *memory)).clone()

    def iterated(self, vector: Tensor) -> Tensor:
        before = self.at
        self._set(vector)
        self.trainer._count(self.state.counters)
        self.trainer.iterate()
        after = self.at
        self._set(before)
        return after

    def _set(self, vector: Tensor) -> None:
        d, g = self.trainer.d, self.trainer.g
        parts = [d.flat, g.flat, *((d.slots[0], g.slots[0]) if self.remembers else ())]
        for part, value in zip(parts, torch.split(vector, [len(p) for p in parts]), strict=True):
            part.copy_(value)

    def differences(self, width: float) -> np.ndarray:
        at = self.at
        ways = torch.eye(len(at), dtype=torch.float64) * width
        return torch.stack([(self.iterated(at + w) - self.iterated(at - w)) / (2 * width) for w in ways], 1).numpy()


@pytest.mark.parametrize(
    "changes",
    [
        {**SGD, "penalty": "none"},
        {**SGD, "penalty": "r1", "penalty_weight": 1.0},
        {**SGD, "penalty": "gradient_penalty", "penalty_weight": 0.5, "objective": "wasserstein"},
        {**SGD, "updates": "simultaneous"},
        {**SGD, "d_updates": 3, "g_updates": 2},
        {**SGD, "packing": 2, "label_smoothing": 0.1, "instance_noise": 0.3, "objective": "non_saturating"},
        {**SGD, **MOMENTUM, "beta1_d": 0.7},
        {**ADAM, "beta1_d": 0.0, "beta1_g": 0.0},
        {**ADAM, "beta1_d": 0.5, "beta1_g": 0.9, "penalty": "r1", "penalty_weight": 0.5},
        {**ADAM, "beta1_d": 0.0, "beta1_g": 0.0, "d_activation": "leaky_relu", "g_activation": "relu"},
    ],
    ids=lambda changes: "-".join(str(v) for k, v in changes.items() if not k.startswith(("learning", "optimizer_g"))),
)
def test_the_multipliers_are_those_of_a_real_iteration(changes: dict[str, Any]) -> None:
    exact = Exact(Experiment(**{**NETS, **changes}, batch=N), 7)
    maps = maps_of(exact.experiment, exact.state, exact.points)
    assert maps.iteration is not None
    assert torch.allclose(maps.at, exact.at, atol=0)
    assert torch.allclose(maps.iteration(maps.at), exact.iterated(exact.at), atol=1e-12)
    found = linearised(exact.experiment, exact.state, exact.points)
    assert found is not None
    assert found.multipliers is not None
    assert found.held == ("square" in OPTIMIZERS[exact.experiment.optimizer_d].slots)
    theirs = list(np.linalg.eigvals(exact.differences(1e-6)))
    assert len(theirs) == len(found.multipliers)
    for mine in found.multipliers:
        nearest = min(theirs, key=lambda value: abs(value - mine))
        assert abs(nearest - mine) < 2e-4
        theirs.remove(nearest)


def test_the_field_is_minus_the_gradients_with_the_penalty() -> None:
    """For plain gradient descent at once, one iteration adds the learning rates times the field."""
    e = Experiment(**{**NETS, **SGD}, updates="simultaneous", penalty="r1", penalty_weight=2.0, batch=N)
    exact = Exact(e, 3)
    maps = maps_of(e, exact.state, exact.points)
    moved = exact.iterated(exact.at) - exact.at
    rates = torch.cat((torch.full_like(exact.state.d, 0.3), torch.full_like(exact.state.g, 0.2)))
    assert torch.allclose(maps.field(maps.at) * rates, moved, atol=1e-12)
    found = linearised(e, exact.state, exact.points)
    assert found is not None
    assert found.norm == pytest.approx(float((moved / rates).norm()))
    assert found.leaving == (found.eigenvalues.real > 1e-6).sum()


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, "circles"),
        (
            {"objective": "wasserstein", "updates": "simultaneous", "learning_rate_d": 1.0, "learning_rate_g": 1.0},
            "leaves",
        ),
        ({"updates": "simultaneous"}, "leaves"),
        ({"penalty": "r1", "penalty_weight": 1.0}, "settles"),
        (
            {
                **MOMENTUM,
                "objective": "wasserstein",
                "updates": "simultaneous",
                "learning_rate_d": 2e-4,
                "learning_rate_g": 2e-4,
            },
            "circles",
        ),
    ],
)
def test_near_rest_the_prediction_is_that_of_the_dirac_gan(changes: dict[str, Any], kind: str) -> None:
    trainer = Trainer(Experiment(**{**DIRAC, **changes}))
    trainer.g.flat.zero_()
    trainer.d.flat.zero_()
    trainer.g.flat[-1] = 0.02
    found = NUMBERS.see(Look(trainer.experiment, trainer.state(), Display())).game
    assert found.left < AT_REST
    assert found.kind == kind


@pytest.mark.parametrize("optimizer", [SGD, MOMENTUM], ids=["without memory", "with memory"])
def test_a_game_that_has_arrived_is_not_said_to_leave(optimizer: dict[str, Any]) -> None:
    """The plain objective's Jacobian has positive eigenvalues at such states; that alone is no prediction."""
    rates = {"learning_rate_d": 0.1, "learning_rate_g": 0.1}
    trainer = Trainer(Experiment(**{**DIRAC, **optimizer, **rates, "penalty": "r1", "penalty_weight": 1.0}))
    for _ in range(600):
        trainer.iterate()
    found = NUMBERS.see(Look(trainer.experiment, trainer.state(), Display())).game
    assert found.left <= AT_REST
    assert found.leaving > 0, "else the test shows nothing"
    assert len(found.multipliers) == len(found.eigenvalues) * (2 if optimizer is MOMENTUM else 1)
    assert found.kind == "settles"


def test_far_from_rest_there_is_no_prediction() -> None:
    trainer = Trainer(Experiment(**{**NETS, **SGD}))
    trainer.iterate()
    found = NUMBERS.see(Look(trainer.experiment, trainer.state(), Display())).game
    assert found.left > AT_REST
    assert found.kind == ""


def test_newton_s_step_leaves_nothing_of_a_linear_field_and_a_share_of_a_curved_one() -> None:
    at = torch.tensor([0.5, -1.0], dtype=torch.float64)
    turn = torch.tensor([[0.0, 1.0], [-1.0, 0.0]], dtype=torch.float64)
    left = left_by_newton(lambda x: turn @ x, at, (turn @ at).numpy(), turn.numpy())
    assert left == pytest.approx(0, abs=1e-12)
    x = torch.tensor([2.0], dtype=torch.float64)
    assert left_by_newton(lambda x: x**2, x, np.array([4.0]), np.array([[4.0]])) == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"optimizer_d": "extra_adam", "optimizer_g": "extra_adam", "updates": "simultaneous"}, "extragradient"),
        ({"unrolled_steps": 2}, "unrolled"),
        ({"optimizer_d": "adam", "optimizer_g": "adam"}, "no step"),
    ],
)
def test_what_has_no_multipliers_says_why_and_the_field_is_shown(changes: dict[str, Any], word: str) -> None:
    trainer = Trainer(Experiment(**{**NETS, **changes}))
    found = NUMBERS.see(Look(trainer.experiment, trainer.state(), Display())).game
    assert word in found.why
    assert (found.multipliers, found.largest, found.kind) == (None, None, "")
    assert found.norm > 0


@pytest.mark.parametrize(
    ("changes", "scale", "words"),
    [
        ({"d_layers": 2, "d_width": 32}, 1.0, "small networks: up to {most} parameters"),
        ({"spectral_norm": "on"}, 1.0, "with spectral norm"),
        ({"penalty": "competitive", "updates": "simultaneous"}, 1.0, "with competitive"),
        ({}, float("inf"), "no longer finite"),
    ],
    ids=["large", "spectral norm", "competitive", "overflow"],
)
def test_a_game_that_is_not_linearised_says_which_reason_it_has(
    changes: dict[str, Any], scale: float, words: str
) -> None:
    trainer = Trainer(Experiment(**{**NETS, **changes}))
    trainer.d.flat.mul_(scale)
    trainer.g.flat.mul_(scale)
    game = NUMBERS.see(Look(trainer.experiment, trainer.state(), Display())).game
    assert isinstance(game, Refused)
    assert words in game.sentence
    assert game.sentence.count(".") == 1


@pytest.mark.parametrize(
    ("multipliers", "left", "kind"),
    [
        ([0.9, 0.5], 0.0, "settles"),
        ([1.1, 0.5], 0.0, "leaves"),
        ([1.1, 0.5], 0.2, ""),
        ([np.exp(0.1j), np.exp(-0.1j)], 0.0, "circles"),
        ([1.01 * np.exp(0.1j), 1.01 * np.exp(-0.1j)], 0.0, "leaves"),
        ([1.01 * np.exp(0.1j), 1.01 * np.exp(-0.1j)], 0.09, "circles"),
        ([1.0, 1.0], 0.0, ""),
        ([1.0, 1.00001, 0.9], 0.01, "settles"),
    ],
)
def test_growth_that_the_linear_picture_can_not_tell_is_not_predicted(
    multipliers: list[complex], left: float, kind: str
) -> None:
    assert predicted(np.array(multipliers, complex), left, len(multipliers))[1] == kind


@pytest.mark.parametrize(
    ("multipliers", "left", "largest", "kind"),
    [
        ([1.02, 1.03 + 0.01j, 1.03 - 0.01j, 0.5, 0.5, 0.5], 0.05, 1.03 + 0.01j, "leaves"),
        ([0.98, 0.5], 0.05, 0.98, "settles"),
        ([1.0, 1.0, 0.5, 0.5], 0.0, None, ""),
        ([-1.2, 0.99, -0.42, 0.505], 0.0, -1.2, "leaves"),
    ],
    ids=["slow game", "slow game that settles", "only flat directions", "a game faster than the memory"],
)
def test_the_memory_of_an_optimiser_does_not_hide_a_game_that_is_slower(
    multipliers: list[complex], left: float, largest: complex | None, kind: str
) -> None:
    """Half of these are an optimiser's memory, with beta1 = 0.5."""
    assert predicted(np.array(multipliers, complex), left, len(multipliers) // 2) == (largest, kind)
