"""The checkerboard, the pinwheel and two words: our presets, judged by the witnesses of the verdict, over several seeds."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.core.experiment import Experiment
from playground.core.experiment.presets import presets
from playground.core.metrics.metric import Reading
from playground.core.metrics.witnesses import label_of, ratio
from playground.engine.bench.quality import MOST_SEEDS
from playground.engine.reproduce.hangul import HANGUL
from playground.engine.reproduce.table import STATUS, Options, aligned
from playground.i18n import N_, Text, tr

if TYPE_CHECKING:
    from playground.engine.trial import Trial

DECISIVE = ("sliced_wasserstein", "grid_jsd", "coverage", "c2st")
"""The witnesses of the goal: none of them may tell the fakes from real points at the 1 % level."""
SHOWN = ("sliced_wasserstein", "grid_jsd", "coverage", "c2st", "precision", "recall")
TIMES = ("sliced_wasserstein", "grid_jsd")
"""Distances, which are shown as multiples of real points'; the others are shares."""
WORDS = "own_shape"
"""The preset for own pictures and words."""
SECONDS = 180.0
"""The goal's limit, processor time of one core."""
OTHERS: tuple[Text, ...] = (N_("iterations"), N_("seconds"), "")


@dataclass(frozen=True)
class Shape:
    """A target without modes that is hard to fit, with its preset's experiment."""

    key: str
    label: Text
    experiment: Experiment


def shapes() -> tuple[Shape, ...]:
    """The shapes, in the order of the table. The words are two examples of own data, with the preset for pictures and words."""
    own = presets()[WORDS].experiment
    return (
        Shape("checkerboard", N_("Checkerboard"), presets()["checkerboard"].experiment),
        Shape("pinwheel", N_("Pinwheel"), presets()["pinwheel"].experiment),
        Shape("hangul", N_("the word 간"), own.changed({"own_data": HANGUL})),
        Shape("word", N_("the word GAN"), own),
    )


@dataclass(frozen=True)
class Judged:
    """One run and what the witnesses say of its averaged G's fakes, 2,500 of them."""

    shape: Shape
    trial: Trial
    readings: Mapping[str, Reading]

    @property
    def rejecting(self) -> tuple[str, ...]:
        """The decisive witnesses that tell the fakes from real points."""
        return tuple(name for name in DECISIVE if not self.readings[name].passes)

    @property
    def passed(self) -> bool:
        """True if no decisive witness rejects, in the time allowed."""
        return not self.trial.diverged and not self.rejecting and self.trial.seconds <= SECONDS

    def as_values(self) -> dict[str, object]:
        """The row as JSON; a value that is not finite becomes null."""
        return {
            "key": self.shape.key,
            "seed": self.trial.experiment.seed,
            "witnesses": {name: _values(self.readings[name]) for name in SHOWN},
            "rejecting": self.rejecting,
            "iterations": self.trial.iterations,
            "seconds": round(self.trial.seconds, 2),
            "diverged": self.trial.diverged,
            "passed": self.passed,
        }


def _values(reading: Reading) -> dict[str, float | bool | None]:
    numbers = {"value": reading.value, "real": reading.floor, "excess": reading.excess}
    return {"passes": reading.passes} | {key: x if math.isfinite(x) else None for key, x in numbers.items()}


@dataclass(frozen=True)
class Shapes:
    """The outcome: all runs, shape by shape."""

    rows: tuple[Judged, ...]

    @property
    def passed(self) -> bool:
        """True if every shape passes for at least four of five seeds."""
        asked, green = (Counter(row.shape.key for row in rows) for rows in (self.rows, self._green))
        return all(green[key] >= MOST_SEEDS * n for key, n in asked.items())

    @property
    def _green(self) -> list[Judged]:
        return [row for row in self.rows if row.passed]

    def as_text(self) -> str:
        """The runs, how many pass, and what the columns mean."""
        heads = (tr("shape"), tr("seed"), *map(label_of, SHOWN), *(word and tr(word) for word in OTHERS))
        count = tr("{good} of {asked} runs reach the goal.", good=len(self._green), asked=len(self.rows))
        return "\n".join([_title(), "", *aligned([heads, *map(_cells, self.rows)]), "", count, *_notes()])

    def as_json(self) -> str:
        """The same as JSON."""
        whole = {
            "name": "shapes",
            "title": _title(),
            "passed": self.passed,
            "rows": [row.as_values() for row in self.rows],
            "notes": _notes(),
        }
        return json.dumps(whole, indent=2, ensure_ascii=False)


def _title() -> str:
    return tr("Shapes without modes: which witnesses tell 2,500 fakes of the averaged G from real points")


def _notes() -> tuple[str, ...]:
    return (
        tr(
            "Goal: distance, grid JSD, coverage and nearest neighbours do not reject at the 1 % level, within {seconds:.0f} s of "
            "one core, for at least four of five seeds of each shape. Precision and recall are shown only.",
            seconds=SECONDS,
        ),
        tr(
            "Distance and grid JSD are multiples of real points’, the rest are per cent. A score that rejects has its distance "
            "from real points’ beside it, as a multiple of the distance allowed."
        ),
    )


def _cells(row: Judged) -> tuple[str, ...]:
    return (
        tr(row.shape.label),
        str(row.trial.experiment.seed),
        *(_score(row.readings[name]) for name in SHOWN),
        f"{row.trial.iterations:,}",
        f"{row.trial.seconds:.1f}",
        tr(STATUS[row.passed]),
    )


def _score(reading: Reading) -> str:
    value = f"{ratio(reading):.2f}" if reading.name in TIMES else f"{100 * reading.value:.1f}"
    return value if reading.passes else f"{value} ({reading.excess:.1f})"


def judged(shape: Shape, trial: Trial) -> Judged:
    """The run with the scores of its averaged G."""
    from playground.core.lenses import Display, Look, neighbours

    look = Look(trial.experiment, trial.state, Display())
    heard = (*trial.averaged.fit.readings, *neighbours.measure(look, averaged=trial.experiment.ema > 0).readings)
    return Judged(shape, trial, {reading.name: reading for reading in heard})


def trained(chosen: Iterable[Shape], options: Options) -> Shapes:
    """Trains one seed of each shape after another, on one thread; a budget shortens the runs, which may then miss the goal."""
    from playground.engine.trial import attempt, title  # this loads torch

    budget = math.inf if options.budget is None else options.budget
    rows = []
    for shape in chosen:
        for seed in options.seeds:
            trial = attempt(shape.experiment.changed({"seed": seed}), budget, title=title(tr(shape.label), seed))
            rows.append(judged(shape, trial))
    return Shapes(tuple(rows))


def table(options: Options) -> Shapes:
    """All shapes."""
    return trained(shapes(), options)
