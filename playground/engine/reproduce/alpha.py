"""The share of seeds that reach all 8 modes, as (αD,αG)-GAN counts it (Welfert et al. 2023), as far as the time allows."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from playground.core.experiment import Experiment
from playground.engine.reproduce.at_once import stretches
from playground.engine.reproduce.interval import clopper_pearson, differ
from playground.engine.reproduce.mixtures import RING8
from playground.engine.reproduce.table import STATUS, Options, aligned
from playground.engine.reproduce.unit_ring import MODES, unit_ring
from playground.i18n import Text, tr

ITERATIONS = 400 * 391
"""400 epochs of 50,000 points in batches of 128."""
PAPER_SEEDS = 200
SECONDS = 120.0
"""Core time for each run by default: five seeds of both objectives take ten minutes of two cores."""
EVERY = 200
WIDEST = 0.3
"""The widest interval that a comparison with the paper's share needs: about 45 seeds."""

PAPER = RING8.paper.changed({"target": "own", "own_data": unit_ring()})
"""The set-up of the authors' experiments/2D.py with its defaults."""


@dataclass(frozen=True)
class Published:
    """An objective, and how many of the paper's 200 seeds reach 8 of 8 and 0 of 8 modes."""

    objective: str
    label: Text
    whole: int
    none: int
    modes: float
    high_quality: float
    """Means of the authors' CSV files: modes, and the share of sharp samples."""


PUBLISHED: tuple[Published, ...] = (
    Published("minimax", "Saturating", whole=92, none=60, modes=4.70, high_quality=0.646),
    Published("non_saturating", "Non-saturating", whole=44, none=2, modes=5.9, high_quality=0.94),
)


@dataclass(frozen=True)
class Seeds:
    """One objective's seeds after the same number of iterations: modes and sharp share of each, on 25,000 samples."""

    published: Published
    modes: tuple[int, ...]
    high_quality: tuple[float, ...]
    iterations: int
    full: int = ITERATIONS
    """The paper's iterations."""

    def count(self, modes: int) -> int:
        """How many seeds reached exactly so many modes."""
        return self.modes.count(modes)

    @property
    def comparable(self) -> bool:
        """True if a comparison means something: the paper's length, and enough seeds for a narrow interval."""
        low, high = clopper_pearson(self.count(MODES), len(self.modes))
        return self.iterations >= self.full and high - low <= WIDEST

    @property
    def passed(self) -> bool | None:
        """True if the share with 8 of 8 may be the paper's; None if the cut makes the comparison meaningless."""
        if not self.comparable:
            return None
        return not differ(self.count(MODES), len(self.modes), self.published.whole, PAPER_SEEDS)


@dataclass(frozen=True)
class Shares:
    """The outcome: one row for each objective."""

    rows: tuple[Seeds, ...]

    @property
    def passed(self) -> bool:
        """True if no comparison fails; with a cut there is none."""
        return all(row.passed is not False for row in self.rows)

    def as_text(self) -> str:
        """Our shares with their intervals beside the paper's, then what was cut and what that means."""
        heads = (
            *("", tr("seeds"), tr("iterations"), tr("8 of 8 modes"), tr("95 % interval"), tr("paper"), tr("0 of 8")),
            *(tr("95 % interval"), tr("paper"), tr("modes"), tr("paper"), "HQ %", tr("paper"), ""),
        )
        lines = [heads, *(_cells(row) for row in self.rows)]
        return "\n".join([_title(), "", *aligned(lines), "", *self.cut(), *_notes()])

    def cut(self) -> tuple[str, ...]:
        """What was cut and what that means, in sentences."""
        if all(row.comparable for row in self.rows):
            return ()
        n, done = len(self.rows[0].modes), min(row.iterations for row in self.rows)
        full = self.rows[0].full
        return (
            tr(
                "Cut: {n} of the paper’s 200 seeds, and {done:,} of its {full:,} iterations ({share:.1%}).",
                n=n,
                done=done,
                full=full,
                share=done / full,
            ),
            tr(
                "So nothing is compared. A share this early says how far training has come, not which share of seeds would "
                "reach all modes in the end, and with so few seeds the interval holds almost any share."
            ),
            tr(
                "More time: --budget SECONDS of one core for each run, and --seeds N. A comparison needs the full length and "
                "about 45 seeds."
            ),
        )

    def as_json(self) -> str:
        """The same as JSON; shares are numbers from 0 to 1."""
        whole = {
            "name": "alpha",
            "title": _title(),
            "passed": self.passed,
            "rows": [_values(row) for row in self.rows],
            "notes": [*self.cut(), *_notes()],
        }
        return json.dumps(whole, indent=2, ensure_ascii=False)


def alpha(options: Options) -> Shares:
    """Both objectives for every seed, each run limited to its core time."""
    seconds = SECONDS if options.budget is None else options.budget
    return Shares(tuple(seeds_of(published, options.seeds, seconds) for published in PUBLISHED))


def seeds_of(published: Published, seeds: Sequence[int], seconds: float, base: Experiment = PAPER) -> Seeds:
    """One objective's seeds, trained together. `base`: the set-up, PAPER except in tests."""
    from playground.core.lenses import Display, Look  # this loads torch
    from playground.engine.trial import reached

    runs = [base.changed({"objective": published.objective, "seed": seed}) for seed in seeds]
    done, ends = 0, []
    for done, trained in stretches(runs, ITERATIONS, EVERY, seconds):
        sys.stderr.write(f"{tr(published.label)}: {done:,}\n")
        ends = [(run.experiment, run.state) for run in trained]
    reports = [reached(Look(experiment, state, Display()), averaged=False).many for experiment, state in ends]
    found = [report for report in reports if report is not None]
    return Seeds(
        published, tuple(report.captured for report in found), tuple(report.high_quality for report in found), done
    )


def _interval(hits: int, of: int) -> str:
    low, high = clopper_pearson(hits, of)
    return f"{100 * low:.0f} - {100 * high:.0f} %"


def _cells(row: Seeds) -> tuple[str, ...]:
    n, theirs = len(row.modes), row.published
    whole, none = row.count(MODES), row.count(0)
    return (
        tr(theirs.label),
        f"{n}",
        f"{row.iterations:,}",
        f"{whole} ({whole / n:.0%})" if n else "-",
        _interval(whole, n),
        f"{theirs.whole / PAPER_SEEDS:.0%}",
        f"{none} ({none / n:.0%})" if n else "-",
        _interval(none, n),
        f"{theirs.none / PAPER_SEEDS:.0%}",
        f"{sum(row.modes) / n:.1f}" if n else "-",
        f"{theirs.modes}",
        f"{100 * sum(row.high_quality) / n:.1f}" if n else "-",
        f"{100 * theirs.high_quality:g}",
        tr(STATUS[row.passed]),
    )


def _values(row: Seeds) -> dict[str, object]:
    n, theirs = len(row.modes), row.published
    return {
        "objective": theirs.objective,
        "seeds": n,
        "iterations": row.iterations,
        "modes": row.modes,
        "high_quality": [round(share, 4) for share in row.high_quality],
        "all_modes": row.count(MODES),
        "all_modes_interval": clopper_pearson(row.count(MODES), n),
        "no_modes": row.count(0),
        "no_modes_interval": clopper_pearson(row.count(0), n),
        "published_all_modes": theirs.whole / PAPER_SEEDS,
        "published_no_modes": theirs.none / PAPER_SEEDS,
        "published_modes": theirs.modes,
        "published_high_quality": theirs.high_quality,
        "passed": row.passed,
    }


def _title() -> str:
    return tr("(αD,αG)-GAN’s ring of 8: the share of seeds in which the raw G reaches all modes, on 25,000 samples")


def _notes() -> tuple[str, ...]:
    return (
        tr(
            "Interval: Clopper and Pearson’s. Compared by Fisher’s exact test at the 1 % level with the paper’s 200 seeds."
        ),
        tr(
            "The paper’s: radius 1, sigma 0.01, G 4 x 400 ReLU, D 4 x 200 leaky ReLU, Adam 1e-4 (0.9, 0.999), batch 128, torch’s "
            "initial weights. Not the paper’s: every batch is fresh, not from 50,000 fixed points and 50,000 fixed latents."
        ),
    )
