"""What is shown of a D that judges packs is what training does: packs of neighbours, not copies of one point."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from playground.core.choices.objectives import OBJECTIVES
from playground.core.experiment import Experiment
from playground.core.lenses import ANATOMY, GRADIENTS, NUMBERS, VERDICTS, Display, Look
from playground.core.lenses.anatomy import Anatomy
from playground.core.metrics import reference
from playground.core.training.trainer import Trainer
from playground.engine.optimal_d import held_out_loss

SMALL = {"target": "ring8", "g_layers": 1, "d_layers": 2, "g_width": 6, "d_width": 8, "batch": 25, "penalty": "none"}
STEP = 1e-5
PACKS = pytest.mark.parametrize("m", [1, 2, 3])


def trained(m: int, **changes: object) -> Trainer:
    trainer = Trainer(Experiment(**{**SMALL, "packing": m, **changes}))
    for _ in range(20):
        trainer.iterate()
    return trainer


def double(tensors: list[torch.Tensor]) -> list[torch.Tensor]:
    return [tensor.detach().double() for tensor in tensors]


def side_by_side(points: torch.Tensor, m: int) -> torch.Tensor:
    whole = len(points) // m * m
    return torch.cat([points[i:whole:m] for i in range(m)], dim=1)


def loss_of_g(look: Look, real: torch.Tensor, m: int) -> Callable[[torch.Tensor], float]:
    """G's training loss on a batch of fakes (n, 2), in float64."""
    d, objective = double(look.d_parameters), OBJECTIVES[look.experiment.objective]

    def loss(fakes: torch.Tensor) -> float:
        r, f = (look.d(d, side_by_side(points.double(), m)).squeeze(1) for points in (real, fakes))
        return float(objective.g_loss(r, f))

    return loss


def falling(loss: Callable[[torch.Tensor], float], fakes: torch.Tensor, at: list[int]) -> np.ndarray:
    """Minus the derivative of the loss by these fakes, times their number, by central differences."""
    found = np.zeros((len(at), 2))
    for row, i in enumerate(at):
        for axis in range(2):
            ends = []
            for sign in (1, -1):
                moved = fakes.double().clone()
                moved[i, axis] += sign * STEP
                ends.append(loss(moved))
            found[row, axis] = -(ends[0] - ends[1]) / (2 * STEP) * len(fakes)
    return found


@PACKS
def test_the_arrows_are_the_gradient_of_the_training_loss(m: int) -> None:
    trainer = trained(m)
    look = Look(trainer.experiment, trainer.state(), Display(dots=60, averaged=False))
    seen = GRADIENTS.see(look)
    assert len(seen.tail) > 10
    fakes = look.shown_fakes
    at = [int(np.flatnonzero((fakes.numpy() == tail).all(1))[0]) for tail in seen.tail]
    expected = falling(loss_of_g(look, torch.tensor(look.reals), m), fakes, at)
    assert np.abs(seen.direction - expected).max() < 1e-3 * np.abs(expected).max()


@PACKS
@pytest.mark.parametrize("objective", ["non_saturating", "relativistic_pairing", "wasserstein"])
def test_slow_motion_pushes_and_outputs_are_those_of_the_iteration(m: int, objective: str) -> None:
    """25 points in packs of 2 or 3 leave one out."""
    trainer = trained(m, objective=objective, learning_rate_d=0.01)
    look = Look(trainer.experiment, trainer.state(), Display())
    seen = ANATOMY.see(look)
    assert isinstance(seen, Anatomy)
    trainer.d_update()
    measured, later = trainer.measured(), Look(trainer.experiment, trainer.state(), Display())
    assert seen.d_loss == pytest.approx(measured.d_loss, abs=1e-6)
    assert len(seen.z) == len(seen.real) == len(seen.d_real) == len(seen.d_fake_after) == 25 // m * m
    gap = float(seen.d_real.mean() - seen.d_fake.mean())
    assert gap == pytest.approx(measured.d_real - measured.d_fake, abs=1e-5)
    real, fake = torch.tensor(seen.real), torch.tensor(seen.fake)
    at = list(range(0, len(fake), 5))
    loss = loss_of_g(later, real, m)
    expected = falling(loss, fake, at)
    assert np.abs(seen.pushes[at] - expected).max() < 1e-3 * np.abs(expected).max()
    assert seen.g_loss == pytest.approx(loss(fake), abs=1e-5)
    trainer.g_update()
    assert seen.g_loss == pytest.approx(trainer.measured().g_loss, abs=1e-5)


@PACKS
def test_the_norms_of_the_gradients_are_of_the_training_loss(m: int) -> None:
    trainer = trained(m)
    look = Look(trainer.experiment, trainer.state(), Display(dots=300))
    seen, objective = NUMBERS.see(look), OBJECTIVES["non_saturating"]
    real, z = torch.tensor(look.reals[:256]).double(), look.latents[:256].double()
    both = {"d": look.state.d.double(), "g": look.state.g.double()}

    def loss(player: str, flat: torch.Tensor) -> float:
        at = both | {player: flat}
        fakes = look.g(look.g.views(at["g"]), z)
        r, f = (look.d(look.d.views(at["d"]), side_by_side(x, m)).squeeze(1) for x in (real, fakes))
        return float((objective.d_loss if player == "d" else objective.g_loss)(r, f))

    for player, norm in (("d", seen.d_gradient), ("g", seen.g_gradient)):
        flat, slopes = both[player], []
        for i in range(len(flat)):
            step = torch.zeros_like(flat)
            step[i] = STEP
            slopes.append((loss(player, flat + step) - loss(player, flat - step)) / (2 * STEP))
        assert norm == pytest.approx(float(np.linalg.norm(slopes)), rel=1e-3)


@PACKS
def test_the_histograms_and_the_end_of_training_d_alone_are_of_packs(m: int) -> None:
    trainer = trained(m)
    look = Look(trainer.experiment, trainer.state(), Display(dots=2500))
    seen = VERDICTS.see(look)
    packs = side_by_side(torch.tensor(look.reals[:400]), m)
    expected = torch.sigmoid(look.d(look.d_parameters, packs)).squeeze(1).detach()
    assert seen.real == pytest.approx(expected.numpy(), abs=1e-6)
    assert len(seen.fake) == 400 // m
    real, fake = (
        look.d(look.d_parameters, side_by_side(points, m)).squeeze(1)
        for points in (torch.tensor(reference(look.experiment.target).real), look.raw_fakes)
    )
    loss = OBJECTIVES[look.experiment.objective].d_loss(real, fake)
    assert held_out_loss(look) == pytest.approx(float(loss.detach()), abs=1e-6)
