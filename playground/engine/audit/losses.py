"""Losses, penalties and steps against plain float64 formulas and finite differences, written without the program's tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from playground.core.arrays import F64
from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.optimizers import OPTIMIZERS, Rates
from playground.core.choices.penalties import PENALTIES
from playground.core.experiment import Experiment
from playground.core.experiment.rules import coupled_changes
from playground.core.training.functional import Drawn, Numbers, drawn, kind_of, numbers_of, refusal
from playground.core.training.iteration import Game, iteration_of
from playground.core.training.losses import Seen, Terms
from playground.core.training.state import Counters
from playground.core.training.trainer import Trainer
from playground.engine.audit.check import largest

Formula = Callable[[F64, F64], float]


def _log(p: F64) -> float:
    return float(np.log(p).mean())


def _sigmoid(x: F64) -> F64:
    return np.asarray(1 / (1 + np.exp(-x)))


def _alpha(label: F64, a: float) -> float:
    return float(np.mean(a / (a - 1) * (1 - label ** ((a - 1) / a))))


def _ralead(r: F64, f: F64, price: Callable[[F64], F64]) -> float:
    return float(0.5 * (price(r - f.mean()).mean() + price(r.mean() - f).mean()))


def _square(x: F64) -> float:
    return float(np.mean(x * x))


_D_LOG: Formula = lambda r, f: -_log(_sigmoid(r)) - _log(1 - _sigmoid(f))  # noqa: E731 (a table of formulas)
FORMULAS: dict[str, tuple[Formula, Formula]] = {
    "non_saturating": (_D_LOG, lambda _, f: -_log(_sigmoid(f))),
    "minimax": (_D_LOG, lambda _, f: _log(1 - _sigmoid(f))),
    "least_squares": (lambda r, f: (_square(r - 1) + _square(f)) / 2, lambda _, f: _square(f - 1) / 2),
    "least_squares_pearson": (lambda r, f: (_square(r - 1) + _square(f + 1)) / 2, lambda _, f: _square(f) / 2),
    "wasserstein": (lambda r, f: float(f.mean() - r.mean()), lambda _, f: float(-f.mean())),
    "hinge": (
        lambda r, f: float(np.maximum(0, 1 - r).mean() + np.maximum(0, 1 + f).mean()),
        lambda _, f: float(-f.mean()),
    ),
    "kl": (lambda r, f: float(-r.mean() + np.exp(f - 1).mean()), lambda _, f: float(-np.exp(f - 1).mean())),
    "reverse_kl": (lambda r, f: float(np.exp(-r).mean() - (1 - f).mean()), lambda _, f: float((1 - f).mean())),
    "chi_squared": (
        lambda r, f: float(-r.mean() + (f * f / 4 + f).mean()),
        lambda _, f: float(-(f * f / 4 + f).mean()),
    ),
    "alpha_saturating": (
        lambda r, f: _alpha(_sigmoid(r), 0.3) + _alpha(1 - _sigmoid(f), 0.3),
        lambda _, f: _log(1 - _sigmoid(f)),
    ),
    "alpha_non_saturating": (
        lambda r, f: _alpha(_sigmoid(r), 0.5) + _alpha(1 - _sigmoid(f), 0.5),
        lambda _, f: _alpha(_sigmoid(f), 1.2),
    ),
    "relativistic_pairing": (lambda r, f: -_log(_sigmoid(r - f)), lambda r, f: -_log(_sigmoid(f - r))),
    "relativistic_average": (
        lambda r, f: _ralead(r, f, lambda x: -np.log(_sigmoid(x))),
        lambda r, f: _ralead(f, r, lambda x: -np.log(_sigmoid(x))),
    ),
    "relativistic_average_least_squares": (
        lambda r, f: _ralead(r, f, lambda x: (x - 1) ** 2),
        lambda r, f: _ralead(f, r, lambda x: (x - 1) ** 2),
    ),
    "relativistic_average_hinge": (
        lambda r, f: _ralead(r, f, lambda x: np.maximum(0, 1 - x)),
        lambda r, f: _ralead(f, r, lambda x: np.maximum(0, 1 - x)),
    ),
    **dict.fromkeys(("energy_distance", "mmd", "sinkhorn"), (_D_LOG, _D_LOG)),
}
"""D's and G's loss of D's outputs on real points and on fakes; G's is not used where it listens to no D."""


def losses() -> tuple[float, int]:
    """Both losses of every objective, relative to their size or 1."""
    rng, off = np.random.default_rng(0), []
    for objective in OBJECTIVES:
        r, f = rng.normal(size=64) * 2, rng.normal(size=64) * 2
        at = torch.from_numpy(r), torch.from_numpy(f)
        ours = [objective.d_loss(*at)] + ([objective.g_loss(*at)] if objective.distance is None else [])
        for mine, formula in zip(ours, FORMULAS[objective.name], strict=False):
            theirs = formula(r, f)
            off.append(abs(float(mine) - theirs) / max(1.0, abs(theirs)))
    return largest(off)


def slopes() -> tuple[float, int]:
    """The derivatives of both losses by D's outputs, against central differences of the formulas."""
    rng, off, h = np.random.default_rng(1), [], 1e-6
    for objective in OBJECTIVES:
        r, f = rng.normal(size=8), rng.normal(size=8)
        at = [torch.from_numpy(x).requires_grad_() for x in (r, f)]
        ours = [objective.d_loss(*at)] + ([objective.g_loss(*at)] if objective.distance is None else [])
        for mine, formula in zip(ours, FORMULAS[objective.name], strict=False):
            found = torch.autograd.grad(mine, at, allow_unused=True, retain_graph=True)
            for slope, which in zip(found, (0, 1), strict=True):
                for i in range(8):
                    up, down = ([r.copy(), f.copy()] for _ in range(2))
                    up[which][i] += h
                    down[which][i] -= h
                    theirs = (formula(up[0], up[1]) - formula(down[0], down[1])) / (2 * h)
                    mine_here = 0.0 if slope is None else float(slope[i])
                    if objective.distance is None and not (which == 0 and slope is None):
                        off.append(abs(mine_here - theirs))
    return largest(off)


SMALL: dict[str, Any] = {"g_layers": 1, "d_layers": 2, "g_width": 6, "d_width": 6, "batch": 24, "d_activation": "tanh"}


def _output(parameters: list[F64], x: F64) -> F64:
    """A tanh network written out, (n, k) -> (n,)."""
    for i in range(0, len(parameters) - 2, 2):
        x = np.tanh(x @ parameters[i].T + parameters[i + 1])
    return np.asarray((x @ parameters[-2].T + parameters[-1])[:, 0])


def _slopes_at(parameters: list[F64], points: F64, h: float = 1e-5) -> F64:
    nudges = np.eye(points.shape[1]) * h
    columns = [(_output(parameters, points + n) - _output(parameters, points - n)) / (2 * h) for n in nudges]
    return np.stack(columns, 1)


def _priced(name: str, real: F64, fake: F64, u: F64) -> F64:
    """Where a penalty looks, from the papers."""
    cloud = real + u[:, :1] * 0.5 * real.std() * u[:, 1:]
    between = fake + u[:, :1] * (real - fake)
    places: dict[str, F64] = {"r1": real, "r2": fake, "r1_r2": np.concatenate((real, fake)), "dragan": cloud}
    return places.get(name, between)


def _price(name: str, slope: F64) -> float:
    squares = (slope**2).sum(1)
    if name in ("r1", "r2"):
        return float(0.5 * squares.mean())
    if name == "r1_r2":
        return float(squares.mean())
    over = np.sqrt(squares) - 1
    return float((np.maximum(0, over) if name == "one_sided_gradient_penalty" else over).__pow__(2).mean())


def penalties() -> tuple[float, int]:
    """D's gradient with each gradient penalty, against finite differences of a network and penalty written out."""
    off = []
    for penalty in (p for p in PENALTIES if p.price is not None):
        e = Experiment(**SMALL, penalty=penalty.name, penalty_weight=0.7)
        game, trainer, rng = Game(kind_of(e)), Trainer(e), np.random.default_rng(2)
        flat = trainer.d.flat.double()
        real, fake, u = rng.normal(size=(24, 2)), rng.normal(size=(24, 2)), rng.random((24, 3))
        seen = Seen(torch.from_numpy(real), torch.from_numpy(fake), torch.from_numpy(u))
        found = game.gradient_of_d(flat, seen, Terms(0.7, 0.0))[0].numpy()
        way = rng.normal(size=(6, len(flat)))

        def total(
            flat: F64, e: Experiment = e, name: str = penalty.name, at: tuple[F64, F64, F64] = (real, fake, u)
        ) -> float:
            parameters = [p.numpy() for p in e.d_shape.views(torch.from_numpy(flat))]
            r, f = _output(parameters, at[0]), _output(parameters, at[1])
            return _D_LOG(r, f) + 0.7 * _price(name, _slopes_at(parameters, _priced(name, *at)))

        for direction in way / np.linalg.norm(way, axis=1, keepdims=True):
            h = 1e-4
            theirs = (total(flat.numpy() + h * direction) - total(flat.numpy() - h * direction)) / (2 * h)
            off.append(abs(float(found @ direction) - theirs) / max(1.0, float(np.linalg.norm(found))))
    return largest(off)


THEIRS: dict[str, Callable[[list[torch.Tensor]], torch.optim.Optimizer]] = {
    "adam": lambda p: torch.optim.Adam(p, lr=0.01, betas=(0.5, 0.9)),
    "adam_ttur": lambda p: torch.optim.Adam(p, lr=0.04, betas=(0.5, 0.9)),
    "sgd": lambda p: torch.optim.SGD(p, lr=0.01),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.5),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.9),
}


def optimizers() -> tuple[float, int]:
    """25 steps of every optimiser that torch has too."""
    off = []
    for name, make in THEIRS.items():
        rng = np.random.default_rng(3)
        mine = torch.from_numpy(rng.normal(size=40))
        theirs = mine.clone().requires_grad_()
        other, slots = make([theirs]), tuple(torch.zeros_like(mine) for _ in OPTIMIZERS[name].slots)
        for t in range(1, 26):
            OPTIMIZERS[name].update(mine, 4 * mine**3 - mine, slots, t, Rates(0.01, 0.5, 0.9))
            other.zero_grad()
            (theirs.grad,) = torch.autograd.grad((theirs**4 - theirs**2 / 2).sum(), theirs)
            other.step()
        off.append(float((mine - theirs.detach()).abs().max()))
    return largest(off)


def engines() -> tuple[float, int]:
    """Ten iterations of the trainer and of the pure function that is compiled and batched: every objective with every penalty."""
    off = []
    for objective in OBJECTIVES.names:
        for penalty in PENALTIES.names:
            e = Experiment(**{**SMALL, "d_activation": "leaky_relu"}, ema=0.9)
            for key, value in {
                "optimizer_d": "sgd",
                "optimizer_g": "sgd",
                "objective": objective,
                "penalty": penalty,
            }.items():
                e = e.changed(coupled_changes(e, key, value))
            if not refusal(e):
                off.append(_apart(e, 10))
    return largest(off)


def _apart(e: Experiment, iterations: int) -> float:
    trainer, kind = Trainer(e), kind_of(e)
    play, vectors, counters = iteration_of(kind), trainer.state().tensors, Counters()
    for _ in range(iterations):
        draws: Drawn = drawn(kind, trainer.batches, trainer.counters.draws)
        numbers: Numbers = numbers_of(e, trainer.counters)
        vectors = play(vectors, numbers, draws).vectors
        trainer.iterate()
    counters = trainer.counters
    assert counters.iteration == iterations
    return max(float((a - b).abs().max()) for a, b in zip(vectors, trainer.state().tensors, strict=True))
