"""The set-up of a theory experiment: a game, its dial, a method, a step size, a number of steps and a start."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from playground.core.arrays import F64
from playground.core.experiment.knobs import Knob
from playground.core.theory import (
    DIRAC_GAMES,
    GAMES,
    LINEAR_GAMES,
    METHODS,
    DiracGame,
    Game,
    PhasePortrait,
    TwoTimescales,
    phase_portrait,
    turned,
)
from playground.i18n import Text, tr

GROUP = "Theory"
FARTHEST_START = 10.0
CELLS = 3
"""Only the extent of the portrait's own grid is used: arrows are drawn in the whole view."""


@dataclass(frozen=True)
class Family:
    """Games of one kind: what they are, and the step size and number of steps of the published experiment."""

    title: Text
    teach: Text
    g_axis: Text
    d_axis: Text
    games: Collection[Game]
    h: float
    steps: int


FAMILIES = (
    Family(
        "Dirac-GAN",
        "Every real point is at 0. G makes a single point, θ, and D is a straight line, D(x) = ψ·x. "
        "G moves θ in the direction that the slope ψ says is more real, and D moves ψ against θ: "
        "at (0, 0) the fake is perfect and D can only guess. Do they get there?",
        "{symbol}: where G puts its point",
        "{symbol}: the slope of D",
        DIRAC_GAMES,
        0.2,
        500,
    ),
    Family(
        "Optimism: linear WGAN",
        "The real points have the mean (3, 4). G shifts noise by θ, and D is linear, D(x) = w·x. "
        "G moves θ along w, and D moves w from the fake mean towards the real one: "
        "at θ = (3, 4) and w = 0 the fakes are perfect. Do they get there?",
        "{symbol}: how far G shifts its points",
        "{symbol}: the weight of D",
        LINEAR_GAMES,
        0.1,
        1000,
    ),
)

STEP_SIZE = Knob(
    "Step size h",
    "How far one step goes along the arrows: the learning rate. Larger steps are faster and spiral further outward.",
    GROUP, True, 0.01, 1.0, "log",
)  # fmt: skip
TAU = Knob(
    "Timescale τ",
    "D's learning rate over G's: each of D's steps is τ times as long. A faster D can make a game converge whose equilibrium "
    "attracts, and can make the steps overshoot. 1: both are equally fast.",
    GROUP, True, 0.1, 10.0, "log",
)  # fmt: skip
STEPS = Knob("Steps", "The number of steps in the whole experiment.", GROUP, True, 10, 2000, "log")


@dataclass(frozen=True)
class Dial:
    """The one number specific to a game: its field and its knob."""

    field: str
    knob: Knob


R1 = Knob(
    "R1 weight",
    "How strongly a steep slope of D at the real points is penalised. Up to 1 (for the Wasserstein loss 2) "
    "more pulls inward harder; beyond that the approach is slower again. 0 removes the penalty.",
    GROUP, True, 0.0, 3.0,
)  # fmt: skip
SLOPE_PENALTY = Knob(
    "Penalty weight",
    "How strongly a slope of D whose size is not 1 is penalised. 0 removes the penalty.",
    GROUP, True, 0.0, 3.0,
)  # fmt: skip
DIALS = (
    Dial("penalty", R1),
    Dial(
        "noise",
        Knob(
            "Noise on both",
            "The standard deviation of the noise added to real and fake points before D sees them. More noise makes D's "
            "slope gentler and pulls inward; 0 removes it.",
            GROUP, True, 0.0, 2.0,
        ),
    ),
    Dial(
        "consensus",
        Knob(
            "Consensus weight",
            "How strongly both players also shorten the arrows. More pulls inward, until the steps overshoot.",
            GROUP, True, 0.0, 3.0,
        ),
    ),
    Dial(
        "clip",
        Knob(
            "Clip D at ±",
            "D's parameter is clipped to this size after each of its updates: the two dashed lines.",
            GROUP, True, 0.1, 3.0,
        ),
    ),
)  # fmt: skip


def family_of(game: str) -> Family:
    """The family that the game of this name belongs to."""
    return next(family for family in FAMILIES if any(entry.name == game for entry in family.games))


def dial_of(game: str) -> Dial | None:
    """The dial of the game of this name; None if it has none."""
    entry = GAMES[game]
    dial = next((dial for dial in DIALS if getattr(entry, dial.field, None)), None)
    if dial is not None and dial.knob is R1 and isinstance(entry, DiracGame) and entry.slope_target:
        return Dial(dial.field, SLOPE_PENALTY)
    return dial


@dataclass(frozen=True)
class Setup:
    """One complete experiment: the portrait is a pure function of it."""

    game: str
    method: str
    h: float
    steps: int
    weight: float
    """The value of the game's dial; 0 if it has none."""
    start: tuple[float, ...]
    plane: int = 0
    """The index of the parameters of G and D that are drawn."""
    tau: float = 1.0
    """D's learning rate over G's, which is h."""

    @property
    def pair(self) -> tuple[int, int]:
        """The indices in `start` of the two drawn parameters."""
        return self.plane, len(self.start) // 2 + self.plane

    @property
    def shown_start(self) -> tuple[float, float]:
        g, d = self.pair
        return self.start[g], self.start[d]

    def started_at(self, g: float, d: float) -> Setup:
        """The same set-up with another start of the drawn parameters."""
        start = list(self.start)
        for place, value in zip(self.pair, (g, d), strict=True):
            start[place] = min(FARTHEST_START, max(-FARTHEST_START, value))
        return replace(self, start=tuple(start))

    def played(self) -> Game:
        """The game with its dial where this set-up has it."""
        game, dial = GAMES[self.game], dial_of(self.game)
        game = game if dial is None else turned(game, dial.field, self.weight)
        return game if self.tau == 1 else TwoTimescales(game, self.tau)

    @property
    def label(self) -> str:
        """The game's label with its current weight."""
        label = tr(GAMES[self.game].label)
        table = table_setup(self.game).weight
        return label if dial_of(self.game) is None else label.replace(f" {table:g}", f" {self.weight:g}", 1)

    def field(self, points: F64) -> F64:
        """Where both want to move, (n, 2), from points (n, 2) of the drawn plane; other parameters are at the equilibrium."""
        game, pair = self.played(), list(self.pair)
        whole = np.tile(np.array(game.equilibrium), (len(points), 1))
        whole[:, pair] = points
        return game.field(whole)[:, pair]

    def portrait(self, span: float | None = None) -> PhasePortrait:
        """Everything to draw; `span` sets half the side of the displayed square, None fits it."""
        return phase_portrait(
            self.played(),
            METHODS[self.method],
            self.h,
            self.steps,
            self.start,
            plane=self.plane,
            cells=CELLS,
            span=span,
        )


def table_setup(game: str, method: str = "simultaneous") -> Setup:
    """The game with the published step size, steps, weight and start."""
    family, dial, entry = family_of(game), dial_of(game), GAMES[game]
    weight = 0.0 if dial is None else float(getattr(entry, dial.field))
    return Setup(game, method, family.h, family.steps, weight, tuple(entry.start))
