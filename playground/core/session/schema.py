"""The two parts of a session file: a note of all runs and their moves, and the values of their states and curves."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import msgspec
import numpy as np

from playground import __version__
from playground.core.experiment import EXPERIMENT, Experiment
from playground.core.files.sentence import plain
from playground.core.session.archive import (
    Archive,
    KeptLine,
    Table,
    experiment_at,
    flattened,
    same_parents,
    sizes,
    sound,
    state_of,
    steps_at,
)
from playground.core.session.history import GAMES, Checkpoint, KnobsTurned, Log, Move, PointMoved, WeightSet
from playground.core.training.state import Counters, Measured
from playground.i18n import tr

VERSION = 1
MOST_LINES = 5000
MOST_EXPERIMENTS = 20_000
MOST_MOVES = 200_000
"""Stretches of moves, in all runs together."""
MOST_LAYOUT = 100_000
LARGEST = 2**53
LARGEST_WEIGHT = float(np.finfo(np.float32).max)
MOST_ROWS = 16_384
"""Of a curve; engine/curves.py keeps fewer."""
MOST_AGES = 2
"""Steps of an optimiser in one update, one ahead with it."""
_COUNTED = {field.name for field in fields(Counters)}
_MEASURED = {field.name for field in fields(Measured)}


class _Turned(msgspec.Struct, forbid_unknown_fields=True, tag="turned"):
    experiment: int


class _Typed(msgspec.Struct, forbid_unknown_fields=True, tag="typed"):
    network: str
    tensor: int
    index: list[int]
    value: float


class _Moved(msgspec.Struct, forbid_unknown_fields=True, tag="moved"):
    point: int
    x: float
    y: float


class _Checkpoint(msgspec.Struct, forbid_unknown_fields=True):
    moment: int
    experiment: int
    counters: dict[str, int]
    measured: dict[str, float | None]


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    number: int
    name: str
    parent: int | None
    forked_at: int
    first: int
    moves: list[tuple[str | _Turned | _Typed | _Moved, int]]
    strides: tuple[int, int]
    checkpoints: list[_Checkpoint]


class Note(msgspec.Struct, forbid_unknown_fields=True):
    """The JSON of a session file."""

    version: int
    program: str
    machine: str
    experiments: list[dict[str, str | int | float]]
    """The first in full; for each later one, its differences from the one before."""
    lines: list[_Line]
    line: int
    moment: int
    layout: str


class DamagedError(Exception):
    """The file is inconsistent; the message says where."""


# ---- writing ----


def encode(archive: Archive) -> tuple[Note, dict[str, np.ndarray]]:
    """A session as a note and numbers."""
    experiments: dict[Experiment, int] = {}
    numbers: dict[str, np.ndarray] = {}
    lines = [_line(line, experiments, numbers) for line in archive.lines]
    note = Note(
        VERSION,
        __version__,
        archive.machine,
        _differences([*experiments]),
        lines,
        archive.line,
        archive.moment,
        archive.layout,
    )
    return note, numbers


def _differences(experiments: Sequence[Experiment]) -> list[dict[str, Any]]:
    before: Mapping[str, Any] = {}
    found = []
    for values in (experiment.values() for experiment in experiments):
        found.append({key: value for key, value in values.items() if key not in before or before[key] != value})
        before = values
    return found


def _place(experiment: Experiment, experiments: dict[Experiment, int]) -> int:
    """Its index in the list, to which it is added if new."""
    return experiments.setdefault(experiment, len(experiments))


def _line(line: KeptLine, experiments: dict[Experiment, int], numbers: dict[str, np.ndarray]) -> _Line:
    for name, table in (("losses", line.losses), ("metrics", line.metrics)):
        numbers[f"{line.number}/{name}/x"] = np.ascontiguousarray(table.x)
        numbers[f"{line.number}/{name}/y"] = np.ascontiguousarray(table.y)
    for c in line.checkpoints:
        numbers[f"{line.number}/{c.moment}"] = flattened(c.state)
    return _Line(
        line.number,
        line.name,
        line.parent,
        line.forked_at,
        _place(line.log.first, experiments),
        [(_encoded_move(move, experiments), times) for move, times in line.log.stretches],
        (line.losses.stride, line.metrics.stride),
        [
            _Checkpoint(c.moment, _place(c.experiment, experiments), vars(c.state.counters), vars(c.measured))
            for c in line.checkpoints
        ],
    )


def _encoded_move(move: Move, experiments: dict[Experiment, int]) -> str | _Turned | _Typed | _Moved:
    if isinstance(move, KnobsTurned):
        return _Turned(_place(move.experiment, experiments))
    if isinstance(move, WeightSet):
        return _Typed(move.network, move.tensor, list(move.index), move.value)
    if isinstance(move, PointMoved):
        return _Moved(move.point, move.x, move.y)
    return move


# ---- validating ----


def decode(note: Note, numbers: dict[str, np.ndarray], longest: int = LARGEST) -> Archive:
    """The session described by a note and numbers; DamagedError or InputError if they are inconsistent."""
    for sentence, count, most in (
        (tr("it has {n:,} runs; at most {most:,} are allowed"), len(note.lines), MOST_LINES),
        (tr("it has {n:,} experiments; at most {most:,} are allowed"), len(note.experiments), MOST_EXPERIMENTS),
        (tr("it has {n:,} moves; at most {most:,} are allowed"), sum(len(x.moves) for x in note.lines), MOST_MOVES),
    ):
        if count > most:
            raise DamagedError(sentence.format(n=count, most=most))
    if len(note.layout) > MOST_LAYOUT:
        raise DamagedError(tr("its window layout is too long"))
    experiments: list[Experiment] = []
    for values in note.experiments:
        experiments.append((experiments[-1] if experiments else EXPERIMENT).changed(values))
    lines = tuple(_kept(line, experiments, numbers, longest) for line in note.lines)
    if reason := same_parents(lines):
        raise DamagedError(reason)
    archive = Archive(lines, note.line, note.moment, note.machine[:200], note.layout)
    try:
        _ = archive.here
    except StopIteration:
        where = plain(note.moment, 20), plain(note.line, 20)
        raise DamagedError(
            tr("there is no state at moment {moment} of run {run}", moment=where[0], run=where[1])
        ) from None
    if len(numbers) != sum(len(line.checkpoints) + 4 for line in lines):
        raise DamagedError(tr("it contains unused arrays"))
    return archive


def _within(value: int, most: int = LARGEST, least: int = 0) -> int:
    if not least <= value <= most:
        raise DamagedError(tr("{value} is out of range", value=plain(value, 40)))
    return value


def _kept(line: _Line, experiments: list[Experiment], numbers: dict[str, np.ndarray], longest: int) -> KeptLine:
    log = Log(_pick(experiments, line.first))
    same: set[int] = set()
    for move, times in line.moves:
        done = _move(move, experiments, log, same)
        log.add(done, _within(times, LARGEST if isinstance(move, str) else 1, least=1))
    _within(log.end, longest)
    moments = [_within(c.moment, log.end) for c in line.checkpoints]
    last = log.iteration_at(log.end)
    return KeptLine(
        _within(line.number, least=1),
        plain(line.name, 200),
        line.parent,
        _within(line.forked_at),
        log,
        _table(
            numbers,
            f"{line.number}/losses",
            5 if log.first.training_points else 4,
            _within(line.strides[0], least=1),
            last,
        ),
        _table(numbers, f"{line.number}/metrics", 6, _within(line.strides[1], least=1), last),
        tuple(
            _checkpoint(c, steps, experiments, log, _array(numbers, f"{line.number}/{c.moment}"))
            for c, steps in zip(line.checkpoints, steps_at(log, moments), strict=True)
        ),
    )


def _pick(experiments: list[Experiment], place: int) -> Experiment:
    return experiments[_within(place, len(experiments) - 1)]


def _array(numbers: dict[str, np.ndarray], name: str) -> np.ndarray:
    if name not in numbers:
        raise DamagedError(tr("the array {name} is missing", name=plain(name, 60)))
    return numbers[name]


def _move(move: str | _Turned | _Typed | _Moved, experiments: list[Experiment], log: Log, same: set[int]) -> Move:
    """The move; `same` caches the experiments already found to match this run."""
    if isinstance(move, _Turned):
        experiment = _pick(experiments, move.experiment)
        if move.experiment not in same and not experiment.same_run(log.first):
            raise DamagedError(tr("a run changes a knob that requires a new run"))
        same.add(move.experiment)
        return KnobsTurned(experiment)
    if isinstance(move, _Typed):
        return _typed(move, log.first)
    if isinstance(move, _Moved):
        return _moved(move, log.first)
    if move not in GAMES:
        raise DamagedError(tr("{move!r} is not a valid move", move=plain(move, 40)))
    return move


def _typed(move: _Typed, experiment: Experiment) -> WeightSet:
    if move.network not in ("d", "g") or not abs(move.value) <= LARGEST_WEIGHT:
        raise DamagedError(tr("a typed weight has no network or no value"))
    network = experiment.d_shape if move.network == "d" else experiment.g_shape
    learned = max(i for layer in network.by_layer for i in layer)
    shape = list(network.shapes)[_within(move.tensor, learned)]
    if len(move.index) != len(shape) or not all(0 <= i < n for i, n in zip(move.index, shape, strict=True)):
        raise DamagedError(tr("a typed weight is outside its network"))
    return WeightSet(move.network, move.tensor, tuple(move.index), move.value)


def _moved(move: _Moved, experiment: Experiment) -> PointMoved:
    if experiment.generator != "points" or not 0 <= move.point < experiment.g_points:
        raise DamagedError(tr("a moved point is not one of its run"))
    if not max(abs(move.x), abs(move.y)) <= LARGEST_WEIGHT:
        raise DamagedError(tr("a moved point has no position"))
    return PointMoved(move.point, move.x, move.y)


def _table(numbers: dict[str, np.ndarray], name: str, columns: int, stride: int, last: int) -> Table:
    x, y = _array(numbers, name + "/x"), _array(numbers, name + "/y")
    if x.dtype != np.int64 or y.dtype != np.float32 or x.ndim != 1 or y.shape != (columns, len(x)):
        raise DamagedError(tr("the curve {name} has the wrong shape", name=plain(name, 60)))
    if len(x) >= MOST_ROWS or (len(x) and (x.min() < 0 or x.max() > last or (np.diff(x) <= 0).any())):
        raise DamagedError(tr("the curve {name} is out of order", name=plain(name, 60)))
    return Table(x, y, stride)


def _checkpoint(
    c: _Checkpoint, steps: tuple[int, int], experiments: list[Experiment], log: Log, vector: np.ndarray
) -> Checkpoint:
    experiment, n = _pick(experiments, c.experiment), c.moment
    if set(c.counters) != _COUNTED or set(c.measured) != _MEASURED:
        raise DamagedError(tr("the state at moment {n} has the wrong counters or measurements", n=n))
    counters = Counters(**{name: _within(value) for name, value in c.counters.items()})
    measured = Measured(**{name: math.nan if value is None else value for name, value in c.measured.items()})
    counted = (counters.iteration, counters.d_steps, counters.g_steps) == (log.iteration_at(n), *steps)
    drawn = counters.draws_of_g <= counters.draws <= 2 * sum(steps)
    aged = counters.d_age <= MOST_AGES * steps[0] and counters.g_age <= MOST_AGES * steps[1]
    if experiment != experiment_at(log, n) or not (counted and drawn and aged):
        raise DamagedError(tr("the state at moment {n} belongs to another run", n=n))
    lengths, _, _ = sizes(experiment)
    if vector.dtype != np.float32 or vector.shape != (sum(lengths),):
        raise DamagedError(tr("the shape of the state at moment {n} does not match its experiment", n=n))
    if not sound(vector, experiment):
        raise DamagedError(tr("the state at moment {n} contains NaN or infinity", n=n))
    return Checkpoint(c.moment, experiment, state_of(vector, counters, experiment), measured)
