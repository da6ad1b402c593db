"""The bilinear game of "Negative momentum for improved game dynamics" (Gidel et al. 2019): who converges, and how fast."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from playground.core.theory import BilinearGame, distances, heavy_ball, multipliers, trajectory
from playground.engine.reproduce.table import PAPER, Options, Row, Table
from playground.i18n import Text, tr

STEPS = 500
BETAS = np.linspace(-0.99, 0.99, 199)
"""The momenta among which the least multiplier of simultaneous steps is sought."""

XY = BilinearGame("xy", "x y")
TWO = BilinearGame("two", "A with singular values 1 and 1/2", ((1.0, 0.0), (0.0, 0.5)))


@dataclass(frozen=True)
class Case:
    """A game and a method, and what the paper says of it."""

    game: BilinearGame
    h: float
    beta_g: float
    beta_d: float
    alternating: bool
    outcome: str
    """A key of OUTCOMES."""


CASES: tuple[Case, ...] = (
    *(Case(XY, 0.2, beta, beta, False, "diverges") for beta in (-0.9, -0.5, 0.0, 0.5)),
    Case(XY, 0.2, 0.0, 0.0, True, "bounded"),
    Case(TWO, 1.0, 0.0, 0.0, True, "bounded"),
    Case(XY, 0.2, 0.5, 0.5, True, "diverges"),
    Case(XY, 0.2, -0.5, 0.0, True, "converges"),
    Case(XY, 1.0, -0.5, 0.0, True, "converges"),
    Case(TWO, 0.2, -0.5, 0.0, True, "converges"),
    Case(TWO, 1.0, -0.5, 0.0, True, "converges"),
    Case(XY, 0.2, -0.5, -0.5, True, "converges"),
    Case(TWO, 0.2, -0.5, -0.5, True, "converges"),
)
"""The paper's two theorems and its figure of x y: simultaneous steps with any momentum, and steps in turns."""

OUTCOMES: dict[str, Text] = {"diverges": "diverges", "bounded": "bounded", "converges": "converges, at most {rate:.6g}"}


def negative_momentum(_: Options) -> Table:
    """Every case: the largest multiplier of one step, and the distance after 500 steps over that at the start."""
    rows = [_least(), *(row for case in CASES for row in _rows(case))]
    notes = (
        tr(
            "min over x, max over y of x'Ay from (1, ..., 1). Multiplier: the largest modulus of one step’s eigenvalues."
        ),
        tr(
            "In turns: G moves, then D by its gradient at the new G, each with beta times its own last move; the first "
            "move has no momentum."
        ),
        tr(
            "Rate: max(1/2, 1 - h² s² / 16) for steps up to 1/S, where s and S are the least and the largest singular value "
            "of A (the paper’s theorem 6, whose momenta are -1/2 for one player and 0 for the other)."
        ),
        tr(
            "With -1/2 for both players it converges too, but only for h S below 1: at h S = 1 the multiplier is 1. The rate is "
            "then checked where it holds."
        ),
        tr("Without momentum in turns x² + y² - h x y never changes, which bounds the distance from both sides."),
    )
    title = tr("Negative momentum: simultaneous and alternating steps on a bilinear game")
    return Table("negative-momentum", title, tuple(rows), notes, beside=PAPER)


def rate(game: BilinearGame, h: float) -> float:
    """The theorem's bound on the factor of one step."""
    least = float(np.linalg.svd(np.array(game.matrix), compute_uv=False).min())
    return max(0.5, 1 - (h * least) ** 2 / 16)


def _least() -> Row:
    radii = [_radius(Case(XY, 0.2, float(b), float(b), False, "diverges")) for b in BETAS]
    quantity, theirs = tr("least multiplier, beta -0.99 to 0.99"), tr(OUTCOMES["diverges"])
    return Row("xy simultaneous least", _label(CASES[0]), quantity, min(radii), theirs, "more", 1.0, digits=7)


def _label(case: Case) -> str:
    game = tr(case.game.label)
    if case.alternating:
        return tr("{game}, in turns, h = {h:g}", game=game, h=case.h)
    return tr("{game}, simultaneous, h = {h:g}", game=game, h=case.h)


def _radius(case: Case) -> float:
    method = heavy_ball(case.beta_g, case.beta_d, alternating=case.alternating)
    return float(np.abs(multipliers(case.game, method, case.h)).max())


def _rows(case: Case) -> list[Row]:
    method = heavy_ball(case.beta_g, case.beta_d, alternating=case.alternating)
    away = distances(case.game, trajectory(case.game, method, case.game.start, STEPS, case.h)) / distances(
        case.game, np.array([case.game.start])
    )
    label = _label(case)
    beta = f"{case.beta_g:g}" if case.beta_g == case.beta_d else f"{case.beta_g:g}, {case.beta_d:g}"
    bound = rate(case.game, case.h)
    theirs = tr(OUTCOMES[case.outcome], rate=bound)
    key = f"{case.game.name} {'alternating' if case.alternating else 'simultaneous'} {case.h:g} {case.beta_g:g} {case.beta_d:g}"
    names = tr("beta {beta}, multiplier", beta=beta), tr("beta {beta}, distance after {n}", beta=beta, n=STEPS)
    multiplier = (f"{key} multiplier", label, names[0], _radius(case), theirs)
    distance = (f"{key} distance", label, names[1], float(away[-1]), theirs)
    if case.outcome == "diverges":
        return [Row(*multiplier, "more", 1.0, 7), Row(*distance, "more", 1.0)]
    if case.outcome == "converges":
        return [Row(*multiplier, "at_most", bound, 7), Row(*distance, "below", 1.0)]
    widest = math.sqrt((1 + case.h / 2) / (1 - case.h / 2))
    largest = (f"{key} largest", label, tr("beta {beta}, largest distance", beta=beta), float(away.max()), theirs)
    least = (f"{key} least", label, tr("beta {beta}, least distance", beta=beta), float(away.min()), theirs)
    return [
        Row(*multiplier, "exact", 1.0, 7),
        Row(*largest, "at_most", widest),
        Row(*least, "above", 1 / widest),
    ]
