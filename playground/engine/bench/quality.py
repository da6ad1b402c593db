"""The quality benchmark: how well each target's preset fits, over several seeds, and in how many seconds."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from playground.core.errors import InputError
from playground.core.experiment.presets import Preset, presets
from playground.core.targets import TARGETS
from playground.i18n import Text, tr

if TYPE_CHECKING:
    from playground.engine.trial import Trial

NO_RECIPE: dict[str, Text] = {
    "dirac": "one point, for theory: there is no shape to learn",
    "ring8_wide": "ring8 at twice the size, for the study of mode collapse and its cures",
    "two_points": "two points, for theory: no continuous G can match their distribution",
}
"""The targets without their own preset, and why."""

GANLAB = ("ganlab_line", "ganlab_gaussians", "ganlab_ring", "ganlab_disjoint")
NAMES = {name: f"{name}_fit" for name in (*GANLAB, "own")}
"""Presets not named after their target, as GAN Lab's own set-ups and the panel for own data have those names."""

TIMES_FLOOR = 2.0
"""Sliced distance divided by its floor: a perfect draw of 2500 points varies by a third, so this is close to the
data.
"""
SHARPNESS = 0.95
"""The least share of the real points' high-quality share."""
MOST_SEEDS = 0.8
"""At least four of five."""


def recipe(target: str) -> Preset:
    """The preset that learns the target; InputError if there is none."""
    if target in NO_RECIPE:
        raise InputError(
            tr("target {target} has no preset: {reason}", target=TARGETS[target].name, reason=tr(NO_RECIPE[target]))
        )
    return presets()[NAMES.get(TARGETS[target].name, target)]


def good(trial: Trial) -> bool:
    """True if the averaged G fits: by sliced distance and, if there are modes, with all of them sharp."""
    fit = trial.averaged.fit
    if trial.diverged or not trial.averaged.times_floor < TIMES_FLOOR:
        return False
    if fit.modes is None or fit.ceiling is None:
        return True
    return fit.modes.captured == fit.modes.total and fit.modes.high_quality >= SHARPNESS * fit.ceiling


@dataclass(frozen=True, eq=False)
class Quality:
    """The results of one target's preset."""

    target: str
    preset: str
    trials: tuple[Trial, ...]

    @property
    def good(self) -> int:
        return sum(map(good, self.trials))

    @property
    def passed(self) -> bool:
        """Good for at least four of five seeds."""
        return self.good >= MOST_SEEDS * len(self.trials)

    def median(self, quantity: Callable[[Trial], float]) -> float:
        """The median over the seeds."""
        return median(quantity(trial) for trial in self.trials)

    def as_values(self) -> dict[str, Any]:
        """The row as JSON; None if the target has no modes."""
        return {
            "target": self.target,
            "preset": self.preset,
            "good": self.good,
            "seeds": len(self.trials),
            "modes": [trial.averaged.modes for trial in self.trials],
            "modes_total": len(TARGETS[self.target].modes or ()) or None,
            "high_quality_over_ceiling": _rounded(self.median(sharpness)),
            "raw_high_quality_over_ceiling": _rounded(self.median(raw_sharpness)),
            "sliced_wasserstein_over_floor": _rounded(self.median(lambda trial: trial.averaged.times_floor)),
            "raw_sliced_wasserstein_over_floor": _rounded(self.median(lambda trial: trial.raw.times_floor)),
            "smallest_share": _rounded(self.median(lambda trial: trial.averaged.smallest_share)),
            "iterations": self.trials[0].iterations,
            "seconds": _rounded(self.median(lambda trial: trial.seconds)),
        }

    def as_line(self) -> str:
        """The row as text, under HEADING."""
        row, total = self.as_values(), len(TARGETS[self.target].modes or ())
        modes = f"{min(row['modes'])}/{total}" if total else "-"
        cells = (
            f"{self.preset:<22} {self.good} / {len(self.trials)}",
            f"{modes:>6}",
            f"{_shown(row['high_quality_over_ceiling']):>6}",
            f"{_shown(row['raw_high_quality_over_ceiling']):>6}",
            f"{_shown(row['smallest_share']):>6}",
            f"{_shown(row['sliced_wasserstein_over_floor']):>6}",
            f"{_shown(row['raw_sliced_wasserstein_over_floor']):>6}",
            f"{row['iterations']:>7,}",
            f"{row['seconds']:>7.1f}",
        )
        return "  ".join(cells)


HEADING = f"{'preset':<22} good   {'modes':>6}  {'HQ':>6}  {'raw':>6}  {'share':>6}  {'SWD':>6}  {'raw':>6}  {'its':>7}  {'CPU s':>7}"


def explanation() -> str:
    """The explanation of the columns, below the table."""
    return tr(
        "good: sliced Wasserstein distance under twice that of real points and, if there are modes, all of them with at "
        "least 95 % of the ceiling. modes: the fewest of all seeds. The rest are medians over the seeds: HQ over its "
        "ceiling, of the averaged and of the raw G; the smallest mode's share of fair; SWD over its floor, averaged and "
        "raw; processor seconds of one core."
    )


def sharpness(trial: Trial) -> float:
    """The high-quality share over its ceiling; NaN without modes."""
    ceiling = trial.averaged.fit.ceiling
    return trial.averaged.high_quality / ceiling if ceiling else math.nan


def raw_sharpness(trial: Trial) -> float:
    """The same of the raw G."""
    ceiling = trial.raw.fit.ceiling
    return trial.raw.high_quality / ceiling if ceiling else math.nan


def qualities(targets: Sequence[str], seeds: Sequence[int]) -> Iterator[Quality]:
    """Yields one target after another as each finishes; InputError immediately if one has no preset."""
    from playground.engine.trial import attempt, title  # this loads torch

    chosen = [(target, recipe(target)) for target in targets]
    for target, preset in chosen:
        trials = [attempt(preset.experiment.changed({"seed": seed}), title=title(preset.name, seed)) for seed in seeds]
        yield Quality(target, preset.name, tuple(trials))


def all_targets() -> list[str]:
    """Every target that has a preset, in the gallery's order."""
    return [name for name in TARGETS.names if name not in NO_RECIPE]


def _rounded(value: float) -> float | None:
    return round(value, 3) if math.isfinite(value) else None


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
