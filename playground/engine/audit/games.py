"""The game near a state and its theory against closed forms and finite differences, and both densities against a perfect G."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from playground.core.arrays import F64
from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.penalties import PENALTIES
from playground.core.experiment import Experiment
from playground.core.lenses import DENSITY, OPTIMUM, Density, Display, Look
from playground.core.lenses.numbers import fixed_points
from playground.core.lenses.optimum import Optimum
from playground.core.own_data.target import target_of
from playground.core.targets import TARGETS
from playground.core.theory import (
    DIRAC_GAMES,
    GAMES,
    METHODS,
    distances,
    eigenvalues,
    multipliers,
    numeric_jacobian,
    trajectory,
)
from playground.core.training.extreme import Outermost, outermost
from playground.core.training.linearised import linearised, maps_of
from playground.core.training.trainer import Trainer
from playground.engine.audit.check import largest

NETS: dict[str, Any] = {"d_layers": 1, "d_width": 8, "g_layers": 1, "g_width": 6, "d_activation": "tanh"}
WHOLE = (-4.5, 4.5, -4.5, 4.5)


def _looked(iterations: int = 40, **changes: Any) -> Look:
    trainer = Trainer(Experiment(**{**NETS, **changes}))
    for _ in range(iterations):
        trainer.iterate()
    return Look(trainer.experiment, trainer.state(), Display())


def games() -> tuple[float, int]:
    """Jacobians of all theory games against central differences of their fields."""
    off = [
        float(np.abs(game.jacobian() - numeric_jacobian(game.field, np.array(game.equilibrium))).max())
        for game in GAMES
        if game.smooth
    ]
    return largest(off)


def dirac() -> tuple[float, int]:
    """The Dirac-GAN's eigenvalues with R1 of weight c: the roots of l^2 + c l + f'(0)^2 = 0 (Mescheder et al. 2018, section 4)."""
    off = []
    for name, slope in (("minimax", 0.5), ("minimax_r1", 0.5), ("minimax_r1_critical", 0.5), ("wasserstein_r1", 1.0)):
        game = DIRAC_GAMES[name]
        theirs = np.sort_complex(np.roots([1.0, game.penalty, slope**2]))
        off.append(float(np.abs(np.sort_complex(eigenvalues(game)) - theirs).max()))
    return largest(off)


def methods() -> tuple[float, int]:
    """How fast trajectories of the linear WGAN grow or shrink, against the largest multiplier of one step."""
    game, off = GAMES["linear_wgan"], []
    for method in METHODS:
        away = distances(game, trajectory(game, method, game.start, 4000, 0.1))
        known = away[np.isfinite(away) & (away > 1e-280)][200:]
        rate = (known[-1] / known[0]) ** (1 / (len(known) - 1))
        off.append(abs(rate - float(np.abs(multipliers(game, method, 0.1)).max())))
    return largest(off)


def eigenvalues_of_networks() -> tuple[float, int]:
    """The field's Jacobian of small networks against central differences of the field, by their eigenvalues' sums."""
    off = []
    for changes in (
        {},
        {"penalty": "consensus", "updates": "simultaneous"},
        {"objective": "wasserstein", "packing": 2},
    ):
        look = _looked(**changes)
        found = linearised(look.experiment, look.state, fixed_points(look))
        assert found is not None
        maps = maps_of(look.experiment, look.state, fixed_points(look))
        here = maps.at[: maps.n]

        def field(at: F64, maps: Any = maps) -> F64:
            return np.asarray(maps.field(torch.from_numpy(at)).detach().numpy())

        theirs = np.linalg.eigvals(numeric_jacobian(field, here.numpy()))
        scale = float(np.abs(theirs).max())
        sums = ((found.eigenvalues**power).sum() - (theirs**power).sum() for power in (1, 2))
        off += [abs(complex(apart)) / scale**power for power, apart in enumerate(sums, 1)]
    return largest(off)


def largest_multipliers() -> tuple[float, int]:
    """The largest multiplier that Arnoldi's iteration finds, against the whole matrix."""
    off = []
    for changes in ({}, {"beta1_d": 0.5}, {"optimizer_d": "optimistic_adam"}):
        look = _looked(**changes)
        whole = linearised(look.experiment, look.state, fixed_points(look))
        *_, found = outermost(look.experiment, look.state, fixed_points(look))
        assert isinstance(found, Outermost)
        assert whole is not None
        assert whole.multipliers is not None
        assert found.multipliers is not None
        off.append(abs(abs(found.multipliers[0]) - float(np.abs(whole.multipliers).max())))
    return largest(off)


def adjustments() -> tuple[float, int]:
    """Consensus, symplectic adjustment and competitive gradient descent, against their formulas with the whole Jacobian."""
    off = []
    for penalty in (p for p in PENALTIES if p.joint is not None):
        sgd: dict[str, Any] = {
            "optimizer_d": "sgd",
            "optimizer_g": "sgd",
            "learning_rate_d": 1.0,
            "learning_rate_g": 1.0,
        }
        e = Experiment(**NETS, **sgd, penalty=penalty.name, penalty_weight=0.5, updates="simultaneous")
        trainer = Trainer(e)
        start = torch.cat((trainer.d.flat, trainer.g.flat)).double()
        split, batches = len(trainer.d.flat), trainer.batches
        z, x = (torch.from_numpy(block.copy()).double() for block in (batches.latent(0), batches.real(0)))

        def field(at: torch.Tensor, e: Experiment = e, split: int = split, z: Any = z, x: Any = x) -> torch.Tensor:
            d, g = e.d_shape.views(at[:split]), e.g_shape.views(at[split:])
            r, f = e.d_shape(d, x).squeeze(1), e.d_shape(d, e.g_shape(g, z)).squeeze(1)
            objective = OBJECTIVES[e.objective]
            (of_d,) = torch.autograd.grad(objective.d_loss(r, f), at, create_graph=True)
            (of_g,) = torch.autograd.grad(objective.g_loss(r, f), at, create_graph=True)
            return torch.cat((of_d[:split], of_g[split:]))

        at = start.clone().requires_grad_()
        v = field(at)
        rows = [torch.autograd.grad(part, at, retain_graph=True)[0] for part in v]
        theirs = _adjusted(penalty.name, v.detach().numpy(), torch.stack(rows).numpy(), split)
        trainer.iterate()
        moved = (start - torch.cat((trainer.d.flat, trainer.g.flat)).double()).numpy()
        off.append(float(np.abs(moved - theirs).max() / np.linalg.norm(theirs)))
    return largest(off)


def _adjusted(name: str, v: F64, h: F64, split: int, weight: float = 0.5) -> F64:
    if name == "consensus":
        return v + weight * h.T @ v
    if name == "symplectic":
        turned = 0.5 * (h.T - h) @ v
        sign = np.sign((v @ (h.T @ v)) * (turned @ (h.T @ v)) / len(v) + 0.1)
        return np.asarray(v + sign * weight * turned)
    crossed = h.copy()
    crossed[:split, :split] = crossed[split:, split:] = 0
    return np.asarray(np.linalg.solve(np.eye(len(v)) + weight * crossed, v))


class _Perfect(Look):
    """A look at a G whose fakes are fresh real points."""

    def sample(self, n: int, averaged: bool, of_class: bool = False) -> torch.Tensor:  # noqa: ARG002 (a perfect G is its own average)
        return torch.from_numpy(target_of(self.experiment).sample(n, np.random.default_rng(11)))


def _perfect() -> list[_Perfect]:
    looks = []
    for target in (t for t in TARGETS if t.log_density is not None):
        trainer = Trainer(Experiment(target=target.name, g_layers=0, d_layers=1, d_width=8, ema=0.0))
        looks.append(_Perfect(trainer.experiment, trainer.state(), Display(rect=WHOLE)))
    return looks


def masses() -> tuple[float, int]:
    """The mass of both density layers of a perfect G, on every target with a density, less 1."""
    off = []
    for look in _perfect():
        seen = DENSITY.see(look)
        assert isinstance(seen, Density)
        assert seen.data is not None
        off += [abs(float(layer.sum()) * (9 / 64) ** 2 - 1) for layer in (seen.data, seen.model)]
    return largest(off)


def best_outputs() -> tuple[float, int]:
    """The share of cells in which D* of a perfect G is off 1/2 by more than .2, on every target with a density."""
    off = []
    for look in _perfect():
        seen = OPTIMUM.see(look)
        assert isinstance(seen, Optimum)
        off.append(float((np.abs(seen.best[np.isfinite(seen.best)] - 0.5) > 0.2).mean()))
    return largest(off)
