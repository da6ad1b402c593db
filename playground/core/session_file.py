"""Session files (.ganplay): a zip of one JSON and one safetensors, no pickle, judged in full before it is believed."""

from __future__ import annotations

import math
import zipfile
import zlib
from pathlib import Path

import msgspec
import numpy as np
from safetensors import SafetensorError
from safetensors import numpy as tensors

from playground import __version__
from playground.core.archive import Archive, KeptLine, Table, packed, same_parents, sizes, unpacked
from playground.core.atomic import written
from playground.core.errors import InputError
from playground.core.experiment import Experiment
from playground.core.history import STEPS, Checkpoint, Log, Move, Turned, Typed
from playground.core.state import Counters, Measured
from playground.i18n import tr

SUFFIX = ".ganplay"
VERSION = 1
MOST_FILE_BYTES = 192_000_000
MOST_TEXT_BYTES = 48_000_000
MOST_LINES = 5000
MOST_EXPERIMENTS = 5000
MOST_MOVES = 1_000_000
LARGEST = 2**53
NOTE, NUMBERS = "session.json", "states.safetensors"


class _Turned(msgspec.Struct, forbid_unknown_fields=True, tag="turned"):
    experiment: int


class _Typed(msgspec.Struct, forbid_unknown_fields=True, tag="typed"):
    network: str
    tensor: int
    index: list[int]
    value: float


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
    moves: list[tuple[str | _Turned | _Typed, int]]
    strides: tuple[int, int]
    checkpoints: list[_Checkpoint]


class _Note(msgspec.Struct, forbid_unknown_fields=True):
    version: int
    program: str
    machine: str
    experiments: list[dict[str, str | int | float]]
    lines: list[_Line]
    line: int
    moment: int
    layout: str


class _Version(msgspec.Struct):
    version: int
    program: str


class _DamagedError(Exception):
    """The file contradicts itself; the message says where."""


# ---- writing ----


def write(path: Path, archive: Archive) -> None:
    """Saves a session; the old file stays whole until the new one is. OSError where it can't be written."""
    experiments: list[Experiment] = []
    numbers: dict[str, np.ndarray] = {}
    lines = [_line(line, experiments, numbers) for line in archive.lines]
    note = _Note(
        VERSION,
        __version__,
        archive.machine,
        [e.values() for e in experiments],
        lines,
        archive.line,
        archive.moment,
        archive.layout,
    )
    with written(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as pack:
        pack.writestr(NOTE, msgspec.json.encode(note), zipfile.ZIP_DEFLATED)
        pack.writestr(NUMBERS, tensors.save(numbers))


def _place(experiment: Experiment, experiments: list[Experiment]) -> int:
    """Its place in the list, where it is put if it is new."""
    if experiment not in experiments:
        experiments.append(experiment)
    return experiments.index(experiment)


def _line(line: KeptLine, experiments: list[Experiment], numbers: dict[str, np.ndarray]) -> _Line:
    for name, table in (("losses", line.losses), ("metrics", line.metrics)):
        numbers[f"{line.number}/{name}/x"] = np.ascontiguousarray(table.x)
        numbers[f"{line.number}/{name}/y"] = np.ascontiguousarray(table.y)
    for c in line.checkpoints:
        numbers[f"{line.number}/{c.moment}"] = packed(c.state)
    return _Line(
        line.number,
        line.name,
        line.parent,
        line.forked_at,
        _place(line.log.first, experiments),
        [(_said(move, experiments), times) for move, times in line.log.stretches],
        (line.losses.stride, line.metrics.stride),
        [
            _Checkpoint(c.moment, _place(c.experiment, experiments), vars(c.state.counters), vars(c.measured))
            for c in line.checkpoints
        ],
    )


def _said(move: Move, experiments: list[Experiment]) -> str | _Turned | _Typed:
    if isinstance(move, Turned):
        return _Turned(_place(move.experiment, experiments))
    if isinstance(move, Typed):
        return _Typed(move.network, move.tensor, list(move.index), move.value)
    return move


# ---- reading ----


def read(path: Path) -> Archive:
    """The session in a file. InputError, one sentence, where it is damaged, too large or from a newer program."""
    try:
        if not path.is_file():
            raise InputError(tr("{path} is no file that can be read", path=path))
        if path.stat().st_size > MOST_FILE_BYTES:
            raise InputError(tr("{path} is too large for a session (192 MB at most)", path=path))
        with zipfile.ZipFile(path) as pack:
            text, blob = _members(pack)
        return _archive(_note(text, path), tensors.load(blob))
    except OSError as error:
        raise InputError(tr("{path} can't be opened: {reason}", path=path, reason=error.strerror or error)) from None
    except InputError as error:
        message = str(error)
        raise InputError(message if str(path) in message else f"{path}: {message}") from None
    except _DamagedError as error:
        raise InputError(tr("{path} is no sound session file: {reason}", path=path, reason=error)) from None
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError):
        raise InputError(tr("{path} is no session file, or it is cut off", path=path)) from None
    except (msgspec.DecodeError, SafetensorError, KeyError, TypeError, ValueError, OverflowError, zlib.error) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(tr("{path} is no sound session file: {reason}", path=path, reason=reason)) from None
    except MemoryError:
        raise InputError(tr("{path} is too large for this computer's memory", path=path)) from None


def _members(pack: zipfile.ZipFile) -> tuple[bytes, bytes]:
    """Both parts, read only after their sizes have been judged; nothing is ever unpacked to a disk."""
    infos = {info.filename: info for info in pack.infolist()}
    if set(infos) != {NOTE, NUMBERS} or len(pack.infolist()) != 2:
        raise _DamagedError(f"it must hold {NOTE} and {NUMBERS} and nothing else")
    for name, most in ((NOTE, MOST_TEXT_BYTES), (NUMBERS, MOST_FILE_BYTES)):
        if infos[name].file_size > most:
            raise _DamagedError(f"{name} says that it has {infos[name].file_size:,} bytes, and {most:,} are allowed")
    if infos[NUMBERS].compress_type != zipfile.ZIP_STORED:
        raise _DamagedError(f"{NUMBERS} must not be compressed")
    text, blob = (pack.read(infos[name]) for name in (NOTE, NUMBERS))
    return text, blob


def _note(text: bytes, path: Path) -> _Note:
    head = msgspec.json.decode(text, type=_Version)
    if head.version > VERSION:
        raise InputError(
            tr(
                "{path} was written by a newer program ({program}); this one reads sessions up to format {version}",
                path=path,
                program=head.program[:40],
                version=VERSION,
            )
        )
    return msgspec.json.decode(text, type=_Note)


def _archive(note: _Note, numbers: dict[str, np.ndarray]) -> Archive:
    for what, count, most in (
        ("runs", len(note.lines), MOST_LINES),
        ("experiments", len(note.experiments), MOST_EXPERIMENTS),
        ("moves", sum(len(line.moves) for line in note.lines), MOST_MOVES),
    ):
        if count > most:
            raise _DamagedError(f"it has {count:,} {what}, and {most:,} are allowed")
    experiments = [Experiment.of(values) for values in note.experiments]
    lines = tuple(_kept(line, experiments, numbers) for line in note.lines)
    if reason := same_parents(lines):
        raise _DamagedError(reason)
    archive = Archive(lines, note.line, note.moment, note.machine, note.layout)
    try:
        here = archive.here
    except StopIteration:
        raise _DamagedError(f"there is no state at moment {note.moment} of run {note.line}") from None
    if len(numbers) != sum(len(line.checkpoints) + 4 for line in lines):
        raise _DamagedError("it holds numbers that belong to nothing")
    assert here.experiment in experiments
    return archive


def _within(value: int, most: int = LARGEST, least: int = 0) -> int:
    if not least <= value <= most:
        raise _DamagedError(f"{value} is out of range")
    return value


def _kept(line: _Line, experiments: list[Experiment], numbers: dict[str, np.ndarray]) -> KeptLine:
    log = Log(_pick(experiments, line.first))
    for move, times in line.moves:
        log.add(_move(move, experiments, log), _within(times, least=1) if isinstance(move, str) else 1)
    _within(log.end)
    return KeptLine(
        _within(line.number, least=1),
        line.name[:200],
        line.parent,
        _within(line.forked_at),
        log,
        _table(numbers, f"{line.number}/losses", 4, _within(line.strides[0], least=1)),
        _table(numbers, f"{line.number}/metrics", 6, _within(line.strides[1], least=1)),
        tuple(_checkpoint(c, experiments, log, numbers[f"{line.number}/{c.moment}"]) for c in line.checkpoints),
    )


def _pick(experiments: list[Experiment], place: int) -> Experiment:
    return experiments[_within(place, len(experiments) - 1)]


def _move(move: str | _Turned | _Typed, experiments: list[Experiment], log: Log) -> Move:
    if isinstance(move, _Turned):
        experiment = _pick(experiments, move.experiment)
        if not experiment.same_run(log.first):
            raise _DamagedError("a run changes what only a new run may change")
        return Turned(experiment)
    if isinstance(move, _Typed):
        return _typed(move, log.first)
    if move not in STEPS:
        raise _DamagedError(f"{move[:40]!r} is no move")
    return move


def _typed(move: _Typed, experiment: Experiment) -> Typed:
    if move.network not in ("d", "g") or not math.isfinite(move.value):
        raise _DamagedError("a typed weight has no network or no value")
    shapes = list((experiment.discriminator if move.network == "d" else experiment.generator).shapes)
    shape = shapes[_within(move.tensor, len(shapes) - 1)]
    if len(move.index) != len(shape) or not all(0 <= i < n for i, n in zip(move.index, shape, strict=True)):
        raise _DamagedError("a typed weight lies outside of its network")
    return Typed(move.network, move.tensor, tuple(move.index), move.value)


def _table(numbers: dict[str, np.ndarray], name: str, columns: int, stride: int) -> Table:
    x, y = numbers[name + "/x"], numbers[name + "/y"]
    if x.dtype != np.int64 or y.dtype != np.float32 or x.ndim != 1 or y.shape != (columns, len(x)):
        raise _DamagedError(f"the curve {name} has another shape than it should")
    if len(x) >= 16_384 or (len(x) and (x[0] < 0 or x[-1] > LARGEST or (np.diff(x) <= 0).any())):
        raise _DamagedError(f"the curve {name} is out of order")
    return Table(x, y, stride)


def _checkpoint(c: _Checkpoint, experiments: list[Experiment], log: Log, vector: np.ndarray) -> Checkpoint:
    experiment = _pick(experiments, c.experiment)
    counters = Counters(**{name: _within(value) for name, value in c.counters.items()})
    measured = Measured(**{name: math.nan if value is None else value for name, value in c.measured.items()})
    if not experiment.same_run(log.first) or counters.iteration != log.iteration_at(_within(c.moment, log.end)):
        raise _DamagedError(f"the state at moment {c.moment} belongs to another run")
    if vector.dtype != np.float32 or vector.shape != (sum(sizes(experiment)[0]),):
        raise _DamagedError(f"the state at moment {c.moment} has another shape than its experiment")
    if not np.isfinite(vector).all():
        raise _DamagedError(f"the state at moment {c.moment} holds a NaN or an infinity")
    return Checkpoint(c.moment, experiment, unpacked(vector, counters, experiment), measured)
