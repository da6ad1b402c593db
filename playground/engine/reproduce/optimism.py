"""The table of "Training GANs with Optimism": how far from the mean each method's generator is during training."""

import numpy as np

from playground.core.arrays import F64
from playground.core.theory import LINEAR_GAMES, METHODS, distances, trajectory
from playground.engine.reproduce.table import Options, Row, Table
from playground.i18n import tr

H = 0.1
STEPS = 1000
WINDOW = 100
TIMES = (100, 500, 1000)
GENERATOR = slice(0, 2)

PRINTED = (
    ("linear_wgan", "simultaneous", ("2.15", "38.6", "462", "44.6", "462")),
    ("linear_wgan_clip", "simultaneous", ("1.32", "0.76", "1.13", ".70", "1.34")),
    ("linear_wgan", "alternating_d_first", ("1.13", "3.06", "3.30", ".42", "3.36")),
    ("linear_wgan", "optimistic", ("0.62", "0.20", "0.015", ".003", ".033")),
    ("linear_wgan", "extragradient", ("0.62", "0.21", "0.016", ".003", ".036")),
)
"""Printed by an earlier, independent run with the definitions of Daskalakis et al. 2018: t = 100, 500, 1000, least and
largest of the last 100."""

PRINTED_ZERO = (".455", ".182", ".0133")
"""Optimism with a zero gradient before the first."""


def optimism(_: Options) -> Table:
    """Every value of the table, and optimism's alternative start."""
    rows = [row for game, method, printed in PRINTED for row in _rows(game, method, printed)]
    away = _from_zero()
    label = tr("Linear WGAN, optimistic, zero before")
    rows += [
        Row(f"linear_wgan optimistic_zero {t}", label, tr("t = {t}", t=t), float(away[t]), printed)
        for t, printed in zip(TIMES, PRINTED_ZERO, strict=True)
    ]
    notes = (
        tr("The paper shows figures. The earlier run, independent of this program, took its published definitions."),
        tr("The linear WGAN learns the mean (3, 4): w starts at 1.4, theta at 1.7, steps of 0.1, no sampling noise."),
        tr("Alternating: D first, then G. Optimism takes the gradient before the first to equal the first, or zero."),
    )
    return Table("optimism", tr("Training GANs with Optimism: distance of theta to the mean"), tuple(rows), notes)


def _rows(game: str, method: str, printed: tuple[str, ...]) -> list[Row]:
    entry = LINEAR_GAMES[game]
    away = distances(entry, trajectory(entry, METHODS[method], entry.start, STEPS, H), GENERATOR)
    label = tr("{game}, {method}", game=tr(entry.label), method=tr(METHODS[method].label))
    values = [(str(t), tr("t = {t}", t=t), away[t]) for t in TIMES]
    values += [
        ("min", tr("min of the last 100"), away[-WINDOW:].min()),
        ("max", tr("max of the last 100"), away[-WINDOW:].max()),
    ]
    return [
        Row(f"{game} {method} {key}", label, quantity, float(ours), theirs)
        for (key, quantity, ours), theirs in zip(values, printed, strict=True)
    ]


def _from_zero() -> F64:
    """The distances (STEPS + 1,) of optimism whose first step is 2 h v, as if the gradient before had been zero."""
    game, method = LINEAR_GAMES["linear_wgan"], METHODS["optimistic"]
    start = np.array(game.start)
    first = start + 2 * H * game.field(start)
    rest = trajectory(game, method, first.tolist(), STEPS - 1, H, previous=game.start)
    return distances(game, np.vstack([start, rest]), GENERATOR)
