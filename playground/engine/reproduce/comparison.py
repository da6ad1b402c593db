"""Our runs over several seeds beside published rows, and whether each run reaches the goal."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.engine.reproduce.table import STATUS, aligned
from playground.i18n import Text, tr

if TYPE_CHECKING:
    from playground.engine.reproduce.published import Published
    from playground.engine.trial import Trial


OURS: tuple[Text, ...] = ("ours", "seed", "modes", "HQ", "HQ raw", "smallest share", "iterations", "seconds", "")
PUBLISHED: tuple[Text, ...] = ("published", "", "modes", "HQ %", "all modes, % of seeds", "seeds", "iterations")
"""The headings of the two tables."""


@dataclass(frozen=True)
class Goal:
    """The goal of a run: all modes, at least these shares, and at most this many seconds of one core."""

    high_quality: float
    raw_high_quality: float = 0.9
    smallest_share: float = 0.75
    seconds: float = 60.0

    def reached(self, trial: Trial) -> bool:
        """The averaged G counts, except for `raw_high_quality`."""
        found = trial.averaged
        report = found.fit.modes
        return (
            report is not None
            and found.modes == report.total
            and found.high_quality >= self.high_quality
            and trial.raw.high_quality >= self.raw_high_quality
            and found.smallest_share >= self.smallest_share
            and trial.seconds <= self.seconds
        )


@dataclass(frozen=True)
class Ours:
    """One of our runs; `goal` is None if it has no goal."""

    key: str
    """The configuration's key: "paper" or a preset's name."""
    label: str
    trial: Trial
    goal: Goal | None = None

    @property
    def passed(self) -> bool | None:
        """None if there is no goal."""
        return self.goal.reached(self.trial) if self.goal else None


@dataclass(frozen=True)
class Comparison:
    """A reproduction that trains: its outcome depends on the seeds, so no value is compared with a printed one."""

    name: str
    title: str
    ours: tuple[Ours, ...]
    published: tuple[Published, ...]
    notes: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """True if every run reaches its goal."""
        return all(row.passed is not False for row in self.ours)

    def as_text(self) -> str:
        """Our rows, the means of each configuration, the published rows, and the notes."""
        asked = [row.passed for row in self.ours if row.passed is not None]
        count = tr("{good} of {asked} runs reach the goal.", good=sum(asked), asked=len(asked))
        groups = ("", *aligned(self._lines()), "", *aligned(self._published()), "", count)
        return "\n".join([self.title, *groups, *self.notes])

    def _lines(self) -> list[tuple[str, ...]]:
        lines = [tuple(tr(head) for head in OURS)]
        for key in dict.fromkeys(row.key for row in self.ours):
            rows = [row for row in self.ours if row.key == key]
            lines += [_cells(row, "" if i else row.label) for i, row in enumerate(rows)]
            if len(rows) > 1:
                lines.append(_means([row.trial for row in rows]))
        return lines

    def _published(self) -> list[tuple[str, ...]]:
        lines = [tuple(tr(head) for head in PUBLISHED)]
        before = ""
        for row in self.published:
            source, before = "" if row.source == before else row.source, row.source
            lines.append((source, row.method, row.modes, row.high_quality, row.complete, row.runs, row.iterations))
        return lines

    def as_json(self) -> str:
        """The same as JSON; a value that is not finite becomes null."""
        whole = {
            "name": self.name,
            "title": self.title,
            "passed": self.passed,
            "ours": [_as_values(row) for row in self.ours],
            "published": [vars(row) for row in self.published],
            "notes": self.notes,
        }
        return json.dumps(whole, indent=2, ensure_ascii=False)


def per_cent(share: float) -> str:
    """ "98.6", or "-" if there is no share."""
    return f"{100 * share:.1f}" if math.isfinite(share) else "-"


def _cells(row: Ours, label: str) -> tuple[str, ...]:
    trial, found = row.trial, row.trial.averaged
    return (
        label,
        str(trial.experiment.seed),
        f"{found.modes}",
        per_cent(found.high_quality),
        per_cent(trial.raw.high_quality),
        f"{found.smallest_share:.2f}",
        f"{trial.iterations:,}",
        f"{trial.seconds:.1f}",
        tr("{status} (diverged)", status=tr(STATUS[row.passed])) if trial.diverged else tr(STATUS[row.passed]),
    )


def _means(trials: Sequence[Trial]) -> tuple[str, ...]:
    def mean(values: Sequence[float]) -> float:
        return sum(values) / len(values)

    return (
        "",
        tr("mean"),
        f"{mean([trial.averaged.modes or 0 for trial in trials]):.1f}",
        per_cent(mean([trial.averaged.high_quality for trial in trials])),
        per_cent(mean([trial.raw.high_quality for trial in trials])),
        f"{mean([trial.averaged.smallest_share for trial in trials]):.2f}",
        f"{mean([trial.iterations for trial in trials]):,.0f}",
        f"{mean([trial.seconds for trial in trials]):.1f}",
        "",
    )


def _as_values(row: Ours) -> dict[str, object]:
    trial = row.trial
    return {
        "key": row.key,
        "label": row.label,
        "seed": trial.experiment.seed,
        "modes": trial.averaged.modes,
        "modes_raw": trial.raw.modes,
        "high_quality": _finite(trial.averaged.high_quality),
        "high_quality_raw": _finite(trial.raw.high_quality),
        "smallest_share": _finite(trial.averaged.smallest_share),
        "smallest_share_raw": _finite(trial.raw.smallest_share),
        "sliced_wasserstein_over_floor": _finite(trial.averaged.times_floor),
        "sliced_wasserstein_over_floor_raw": _finite(trial.raw.times_floor),
        "iterations": trial.iterations,
        "seconds": round(trial.seconds, 2),
        "diverged": trial.diverged,
        "passed": row.passed,
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
