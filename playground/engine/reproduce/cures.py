"""The cures table: one set-up with mode collapse and thirteen remedies, our runs beside those of an earlier study by this project."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass, replace

from playground.core.experiment.cures import BROKEN, CURES, Cure
from playground.engine.reproduce.table import Options, aligned
from playground.i18n import N_, Text, tr

SEEDS = 3
"""The number of seeds, as in the earlier study (five for its first row)."""
ALL_MODES, MOST_MODES = 8, 6
"""A seed counts as cured with all modes, as partly cured with most of them."""


HEADS: tuple[Text, ...] = (
    "remedy",
    "modes",
    "earlier study",
    "raw HQ",
    "earlier study",
    "verdict",
    "earlier study",
    "iterations",
    "seconds",
)


@dataclass(frozen=True)
class Found:
    """One remedy over its seeds: modes and high-quality share of the raw G at the end, seconds in all."""

    cure: Cure
    modes: tuple[int, ...]
    quality: tuple[float, ...]
    smallest_share: tuple[float, ...]
    iterations: int
    seconds: float

    @property
    def verdict(self) -> str:
        """The verdict by the rule of the earlier study, untranslated."""
        if all(n == ALL_MODES for n in self.modes):
            return N_("cured") if min(self.smallest_share) >= 0.2 else N_("unbalanced")
        if max(self.modes) <= 1:
            return N_("worse")
        whole = sum(n >= MOST_MODES for n in self.modes)
        return N_("partial") if whole * 2 > len(self.modes) else N_("collapse")


@dataclass(frozen=True)
class Cures:
    """The whole table; it has no goal, as single seeds decide a row: `passed` is always True."""

    rows: tuple[Found, ...]

    @property
    def passed(self) -> bool:
        return True

    def as_text(self) -> str:
        lines = [tuple(tr(head) for head in HEADS)]
        for row in self.rows:
            modes = ", ".join(map(str, row.modes))
            quality = ", ".join(f"{q:.2f}".lstrip("0") for q in row.quality)
            iterations, seconds = f"{row.iterations:,}", f"{row.seconds:.0f}"
            cure = row.cure
            verdicts = (tr(row.verdict), tr(cure.verdict))
            lines.append((tr(cure.label), modes, cure.modes, quality, cure.quality, *verdicts, iterations, seconds))
        title = tr(
            "Cures for mode collapse: G 4x128, D 3x128, D ten times as fast as G, ring of 8 of radius 2, one change per row."
        )
        note = tr("Earlier study: this project's own, made before this program; no paper prints this table.")
        return "\n".join([title, "", *aligned(lines), "", note])

    def as_json(self) -> str:
        rows = [
            {
                "name": row.cure.name,
                "modes": row.modes,
                "earlier_modes": row.cure.modes,
                "high_quality_raw": row.quality,
                "earlier_high_quality_raw": row.cure.quality,
                "verdict": row.verdict,
                "earlier_verdict": row.cure.verdict,
                "iterations": row.iterations,
                "seconds": round(row.seconds, 1),
            }
            for row in self.rows
        ]
        return json.dumps({"name": "cures", "rows": rows}, indent=2)


def cures(options: Options) -> Cures:
    """Every remedy on the first seeds; about twelve minutes of one core. A budget limits the iterations of each run."""
    rows = []
    for cure in CURES:
        sys.stderr.write(f"{tr(cure.label)} …\n")
        rows.append(found(cure, options.seeds[:SEEDS], options.budget))
    return Cures(tuple(rows))


def found(cure: Cure, seeds: tuple[int, ...], budget: float | None) -> Found:
    """One remedy, retrained for each seed."""
    import torch  # takes a second; only if networks are trained

    from playground.engine.phenomena import glance
    from playground.engine.run import Run

    torch.set_num_threads(1)
    started, ends, done = time.perf_counter(), [], cure.iterations
    for seed in seeds:
        run = Run(replace(BROKEN, seed=seed, **cure.changes))
        until = time.process_time() + budget if budget else float("inf")
        while run.iteration < cure.iterations and time.process_time() < until:
            if run.advance("iteration", careful=False):
                break
        ends.append(glance(run))
        done = min(done, run.iteration)
    modes = tuple(end.captured for end in ends)
    quality = tuple(end.high_quality for end in ends)
    return Found(cure, modes, quality, tuple(end.smallest_share for end in ends), done, time.perf_counter() - started)
