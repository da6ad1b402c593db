"""The plan of a sweep: a SWEEP.toml, read strictly, as the list of its runs; torch is not needed."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playground.core.errors import InputError
from playground.core.experiment import EXPERIMENT, KINDS, KNOBS, Experiment
from playground.core.experiment import file as experiment_file
from playground.core.experiment.presets import preset_named
from playground.core.files import toml
from playground.core.files.sentence import plain
from playground.core.metrics import METRICS
from playground.engine.sweep.points import grid, random
from playground.i18n import tr

EXAMPLES = Path(__file__).parents[2] / "presets" / "sweeps"
"""The sweeps that come with the program."""
KEYS = ("about", "base", "iterations", "seeds", "metrics", "experiment", "grid", "random")
METRIC_NAMES = ("modes", "high_quality", "sliced_wasserstein")
ITERATIONS, SEEDS = 2000, 1
MOST_RUNS = 100_000
MOST_ITERATIONS = 10_000_000


@dataclass(frozen=True)
class SweepRun:
    """One run of a sweep. `turned` are the swept knobs' values; `id` is the same for the same run in any sweep."""

    experiment: Experiment
    iterations: int
    turned: tuple[tuple[str, Any], ...]

    @property
    def id(self) -> str:
        said = json.dumps([self.experiment.values(), self.iterations], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Plan:
    """All runs of a sweep. Invalid points (`rules.py`) are skipped; `why` is the first one's reason."""

    runs: tuple[SweepRun, ...]
    knobs: tuple[str, ...]
    metrics: tuple[str, ...]
    skipped: int
    why: str


def read(path: Path) -> Plan:
    """The plan in a SWEEP.toml; InputError, one sentence, if it can't be read or is invalid."""
    where, values = plain(path), toml.read(path)
    try:
        return planned(values, path.parent)
    except InputError as error:
        message = str(error)
        raise InputError(message if message.startswith(where) else f"{where}: {plain(message)}") from None


def planned(values: Mapping[str, Any], folder: Path = Path()) -> Plan:
    """The plan described by these values; file names are relative to the folder."""
    for key in values:
        if key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, 1)
            hint = tr("did you mean {near}?", near=near[0]) if near else tr("allowed: {names}", names=", ".join(KEYS))
            raise InputError(tr("unknown sweep key {key}; {hint}", key=plain(key, 60), hint=hint))
    base = _base(values, folder)
    if ("grid" in values) == ("random" in values):
        raise InputError(tr("a sweep needs either [grid] or [random]"))
    how = "grid" if "grid" in values else "random"
    axes, points = (grid if how == "grid" else random)(_table(values, how))
    iterations = _whole(values, "iterations", ITERATIONS, 1, MOST_ITERATIONS)
    seeds = _seeds(values.get("seeds", SEEDS), base)
    n = len(points) * len(seeds)
    if n > MOST_RUNS:
        raise InputError(tr("{n:,} runs are too many (at most {most:,})", n=n, most=MOST_RUNS))
    metrics = _metrics(values.get("metrics", list(METRIC_NAMES)))
    knobs = tuple(knob for axis in axes for knob in axis)
    runs: list[SweepRun] = []
    seen: set[Experiment] = set()
    skipped, why = 0, ""
    for point in points:
        try:
            here = base.changed({knob: value for axis, value in zip(axes, point, strict=True) for knob in axis})
        except InputError as error:
            skipped, why = skipped + 1, why or str(error)
            continue
        turned = tuple((knob, getattr(here, knob)) for knob in knobs)
        first = here.with_seed(seeds[0])
        if first not in seen:  # two points may mean the same experiment
            seen.add(first)
            runs += [SweepRun(here.with_seed(seed), iterations, turned) for seed in seeds]
    if not runs:
        raise InputError(tr("no point of the sweep is valid: {why}", why=why))
    return Plan(tuple(runs), knobs, metrics, skipped, why)


# ---- its parts ----


def _table(values: Mapping[str, Any], key: str) -> dict[str, Any]:
    table = values.get(key, {})
    if not isinstance(table, dict):
        raise InputError(tr("{key} must be a table, [{key}]", key=key))
    return table


def _base(values: Mapping[str, Any], folder: Path) -> Experiment:
    """The sweep's base experiment."""
    name = values.get("base", "")
    if not isinstance(name, str):
        raise InputError(tr("base must be the name of a preset or of an experiment file"))
    if not name:
        base = EXPERIMENT
    elif name.lower().endswith(".toml"):
        base = experiment_file.read(folder / name)
    else:
        base = preset_named(name)
    return base.changed(_table(values, "experiment"))


def _whole(values: Mapping[str, Any], key: str, default: int, low: int, high: int) -> int:
    n = values.get(key, default)
    if isinstance(n, bool) or not isinstance(n, int) or not low <= n <= high:
        raise InputError(
            tr("{key} = {value} is not allowed; use a whole number from {low:,} to {high:,}",
               key=key, value=plain(repr(n), 60), low=low, high=high)
        )  # fmt: skip
    return n


def _seeds(given: Any, base: Experiment) -> list[int]:
    """This many seeds starting from the base's, or the listed ones."""
    if isinstance(given, list):
        if not given:
            raise InputError(tr("seeds = [] leaves nothing to train"))
        return list(dict.fromkeys(KNOBS["seed"].check("seed", value, int) for value in given))
    n = _whole({"seeds": given}, "seeds", SEEDS, 1, 10_000)
    return [KNOBS["seed"].check("seed", base.seed + i, KINDS["seed"]) for i in range(n)]


def _metrics(given: Any) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        raise InputError(tr("metrics must be a list of names; allowed: {names}", names=", ".join(METRICS.names)))
    for name in given:
        if name not in METRICS:
            raise InputError(
                tr("unknown metric {name!r}; allowed: {names}", name=plain(name, 60), names=", ".join(METRICS.names))
            )
    return tuple(dict.fromkeys(given))
