"""The plots over iterations, as a table: their titles, texts and curves."""

from __future__ import annotations

from dataclasses import dataclass

from playground.core.lenses import FIT as FIT_LENS
from playground.core.lenses import Fit, Lens
from playground.i18n import Text
from playground.ui.palette import Role


@dataclass(frozen=True)
class Line:
    """One curve of a plot: its column, label and colour, and the record it is from."""

    column: str
    words: Text
    colour: Role
    record: str = "losses"
    rare: bool = False
    """Only some runs have it; it is dashed, and the legend names it only there."""


@dataclass(frozen=True)
class Plot:
    """One small plot: its title, help and curves."""

    name: str
    title: Text
    help: Text
    lines: tuple[Line, ...]
    lens: Lens[Fit] | None = None
    low: float | None = None
    high: float | None = None
    level: Text = ""
    """What the dashed line is."""
    unit: Text = ""
    """That of the y axis, where the title does not say what it is."""


PLOTS = (
    Plot(
        "verdicts",
        "D's output: probability of “real”",
        "D's output on real points, D(x), and on fakes, D(G(z)), averaged over each batch. "
        "Where both meet at the dashed line, D can only guess: the fakes are like real points, or D is too weak to tell. "
        "With a finite training set there is also D on held-out real points, which it has never seen: where that broken line "
        "falls below D on the training points, D has learned these by heart.",
        (
            Line("d_real", "real D(x)", "real"),
            Line("d_fake", "fake D(G(z))", "fake"),
            Line("d_held", "held-out D(x)", "dim", rare=True),
        ),
        level="a guess",
    ),
    Plot(
        "losses",
        "Loss of each player",
        "The loss of each player; each falls and rises as the other learns. The dashed lines are the losses of a perfect "
        "G against the best D. A loss that goes to 0 is not a good sign where its dashed line is elsewhere.",
        (Line("d_loss", "D's loss", "discriminator"), Line("g_loss", "G's loss", "generator")),
        level="perfect G",
    ),
    Plot(
        "distance",
        "Gap between P_data and P_model",
        "Sliced Wasserstein distance: how far, on average, the fakes would have to be moved to match the real points, "
        "in plane units. The dashed line is what the same number of real points score on average; in the band around it lie 99 "
        "of 100 samples of real points. A perfect G varies there too, half of the time below the line.",
        (Line("sliced_wasserstein", "fakes", "fit", "metrics"),),
        lens=FIT_LENS,
        low=0.0,
        level="real points",
        unit="in plane units:",
    ),
    Plot(
        "quality",
        "Share of fakes on target",
        "The share of fakes within 3 standard deviations of a mode. The dashed line is the share of real points, 98.9 % on "
        "average; in the band around it lie 99 of 100 samples of real points.",
        (Line("high_quality", "fakes", "fit", "metrics"),),
        lens=FIT_LENS,
        low=0.0,
        high=1.08,
        level="real points",
    ),
)
