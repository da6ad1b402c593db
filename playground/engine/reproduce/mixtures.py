"""The ring of 8 and the grid of 25: a paper's configuration, shortened, and our best preset, over several seeds."""

from dataclasses import dataclass

from playground.core.experiment import Experiment
from playground.core.experiment.presets import presets
from playground.engine.reproduce.comparison import Comparison, Goal, Ours
from playground.engine.reproduce.published import GRID, RING, Published
from playground.engine.reproduce.table import Options
from playground.i18n import Text, tr

PAPER_SECONDS = 30.0
"""The default time limit for a run of the paper's configuration."""
PAPER_SEEDS = 2
"""The paper's configuration is far from done at the limit; more seeds would add nothing."""

PAPERS_LENGTH = 1_000_000
"""More iterations than any budget allows: a paper's configuration is limited by time."""


@dataclass(frozen=True)
class Problem:
    """A mixture that papers report on: the papers' configuration, their results, and the goal of our preset."""

    name: str
    title: Text
    preset: str
    paper: Experiment
    paper_label: Text
    cut: Text
    """How `paper` differs from the paper."""
    published: tuple[Published, ...]
    goal: Goal


RING8 = Problem(
    name="ring",
    title="Ring of 8, σ/r = 0.01: high quality is within 3 σ of a mode, of 2,500 samples",
    preset="ring8_hard",
    paper=Experiment(
        target="ring8_hard",
        batch=128,
        g_layers=4,
        g_width=400,
        g_activation="relu",
        d_layers=4,
        d_width=200,
        ema=0.0,
        penalty="none",
        penalty_weight=0.1,
        learning_rate_d=1e-4,
        learning_rate_g=1e-4,
        beta1_d=0.9,
        beta1_g=0.9,
        beta2_d=0.999,
        beta2_g=0.999,
    ),
    paper_label="(αD,αG)-GAN's non-saturating GAN, shortened",
    cut="The paper's configuration: G 4 x 400 ReLU, D 4 x 200 leaky ReLU, Adam 1e-4 (0.9, 0.999), batch 128; the paper "
    "trains 156,000 iterations. It draws from 50,000 fixed points at r = 1; here every batch is fresh, at r = 1.414.",
    published=RING,
    goal=Goal(high_quality=0.975),
)
GRID25 = Problem(
    name="grid",
    title="Grid of 25, σ/spacing = 0.025: high quality is within 3 σ of a mode, of 2,500 samples",
    preset="grid25",
    paper=Experiment(
        target="grid25",
        batch=100,
        g_layers=4,
        g_width=400,
        g_activation="relu",
        d_layers=3,
        d_width=200,
        d_activation="maxout",
        batch_norm="g",
        ema=0.0,
        penalty="none",
        penalty_weight=0.1,
        updates="simultaneous",
        learning_rate_d=1e-4,
        learning_rate_g=1e-4,
        beta1_d=0.8,
        beta1_g=0.8,
        beta2_d=0.999,
        beta2_g=0.999,
        initialisation="dcgan",
    ),
    paper_label="PacGAN's plain GAN, shortened",
    cut="The paper's configuration: G 4 x 400 ReLU with batch normalisation, D 3 x 200 maxout of 5, Adam 1e-4 (0.8, 0.999), "
    "batch 100, simultaneous updates, weights of standard deviation 0.02; the paper trains 400,000 iterations. It draws from "
    "100,000 fixed points at spacing 2; here every batch is fresh, at 0.707.",
    published=GRID,
    goal=Goal(high_quality=0.97),
)


def ring(options: Options) -> Comparison:
    """The ring of 8."""
    return compared(RING8, options)


def grid(options: Options) -> Comparison:
    """The grid of 25."""
    return compared(GRID25, options)


def compared(problem: Problem, options: Options) -> Comparison:
    """Trains one seed after another, on one thread. A budget shortens the preset's runs too, which may then miss the
    goal.
    """
    from playground.engine.trial import attempt, title  # this loads torch

    paper_seconds = PAPER_SECONDS if options.budget is None else options.budget
    preset_seconds = float("inf") if options.budget is None else options.budget
    preset = presets()[problem.preset]
    ours = []
    for seed in options.seeds[:PAPER_SEEDS]:
        label = tr(problem.paper_label)
        trial = attempt(problem.paper.changed({"seed": seed}), paper_seconds, PAPERS_LENGTH, title(label, seed))
        ours.append(Ours("paper", label, trial))
    for seed in options.seeds:
        label = tr("preset {name}", name=preset.name)
        trial = attempt(preset.experiment.changed({"seed": seed}), preset_seconds, title=title(label, seed))
        ours.append(Ours(preset.name, label, trial, problem.goal))
    return Comparison(problem.name, tr(problem.title), tuple(ours), problem.published, _notes(problem))


def _notes(problem: Problem) -> tuple[str, ...]:
    goal = problem.goal
    return (
        tr(
            "Goal of each seed: all modes, HQ {hq:.1%}, HQ of the raw G {raw:.0%}, smallest share {share} of fair on "
            "25,000 samples, {seconds:.0f} s of one core.",
            hq=goal.high_quality,
            raw=goal.raw_high_quality,
            share=goal.smallest_share,
            seconds=goal.seconds,
        ),
        tr("HQ is that of the averaged G, if there is one; a perfect G scores 98.9 %. Seconds are processor time."),
        tr(problem.cut),
        tr(
            "Published rows use other programs, other training lengths and other definitions of a seed; see docs/reproductions.md."
        ),
    )
