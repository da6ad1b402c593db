"""The rows of a sweep, one for each run, in a CSV or Parquet file that stays valid whenever the program is killed."""

from __future__ import annotations

import csv
import importlib.util
import io
import math
import os
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO, Any, Protocol

from playground.core.errors import InputError
from playground.core.experiment import KINDS
from playground.core.files import reading
from playground.core.files.atomic import written
from playground.core.files.reasons import why
from playground.core.files.sentence import plain
from playground.core.metrics import METRICS
from playground.engine.sweep.plan import Plan
from playground.i18n import tr

Row = dict[str, Any]
"""A value for each column; None if there is none."""

BEFORE, AFTER = ("run",), ("d_loss", "g_loss", "diverged_at", "seconds", "link")
WHOLE = ("iterations", "diverged_at", "modes")
TEXT = ("run", "link")
MOST_BYTES = 200_000_000


def columns(plan: Plan) -> tuple[str, ...]:
    """The columns of a plan's table."""
    return (*BEFORE, *plan.knobs, "seed", "iterations", *plan.metrics, *AFTER)


def swept(names: Sequence[str]) -> tuple[str, ...]:
    """The swept knobs among the columns of a table."""
    return tuple(name for name in names if name in KINDS and name != "seed")


def measured(names: Sequence[str]) -> tuple[str, ...]:
    """The metrics among the columns of a table."""
    return tuple(name for name in names if name in METRICS)


class Store(Protocol):
    """Stores rows: `ids` are the runs already stored, `add` writes new rows at once."""

    ids: set[str]

    def add(self, rows: Iterable[Row]) -> list[Row]: ...


def opened(path: Path, names: Sequence[str]) -> Store:
    """The file of results, new or continued; InputError if it belongs to another sweep or can't be written."""
    store = STORES.get(path.suffix.lower())
    if store is None:
        raise InputError(tr("{path}: results must be a .csv or .parquet file", path=plain(path)))
    reading.refuse_irregular(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return store(path, tuple(names))
    except OSError as error:
        raise InputError(tr("{path} can't be written: {reason}", path=plain(path), reason=why(error))) from None


def read(path: Path) -> tuple[tuple[str, ...], list[Row]]:
    """(columns, rows) of a file of results, which may be growing; InputError, one sentence, if it is not one."""
    raw = reading.contents(path, MOST_BYTES)
    return _of_parquet(io.BytesIO(raw), path) if path.suffix.lower() == ".parquet" else _of_csv(raw, plain(path))


def is_table(path: Path) -> bool:
    """True if a file starts like a table of a sweep's runs."""
    try:
        if path.suffix.lower() == ".parquet":
            return path.is_file()
        if path.suffix.lower() != ".csv" or not path.is_file():
            return False
        with reading.opened(path) as file:
            head = file.read(10_000)
    except (OSError, ValueError):  # an InputError is a ValueError
        return False
    names = head.removeprefix(BOM_UTF8).partition(b"\n")[0].strip().split(b",")  # Excel writes a byte order mark
    return names[0] == b"run" and names[-1] == b"link"


def _fresh(rows: Iterable[Row], ids: set[str]) -> list[Row]:
    """The rows whose run is not stored yet, each once; records their ids."""
    new = []
    for row in rows:
        if row["run"] not in ids:
            ids.add(row["run"])
            new.append(row)
    return new


# ---- CSV ----


class CsvStore:
    """Lines are appended, each with one call: a kill leaves at most half a line, which is removed before continuing."""

    def __init__(self, path: Path, names: tuple[str, ...]) -> None:
        self._path, self._names = path, names
        raw = reading.contents(path, MOST_BYTES) if path.exists() else b""
        whole = raw[: raw.rfind(b"\n") + 1]
        if len(whole) < len(raw):
            os.truncate(path, len(whole))
        self.ids: set[str] = set()
        if whole:
            there, rows = _of_csv(whole, plain(path))
            if there != names:
                raise _another(path)
            self.ids = {row["run"] for row in rows}
        else:
            self._append([names])

    def add(self, rows: Iterable[Row]) -> list[Row]:
        """Writes and returns the new rows."""
        new = _fresh(rows, self.ids)
        self._append([[_text(row[name]) for name in self._names] for row in new])
        return new

    def _append(self, lines: Iterable[Sequence[str]]) -> None:
        with self._path.open("ab", buffering=0) as file:
            for line in lines:
                text = io.StringIO()
                csv.writer(text, lineterminator="\n").writerow(line)
                file.write(text.getvalue().encode())


def _of_csv(raw: bytes, where: str) -> tuple[tuple[str, ...], list[Row]]:
    try:
        lines = [*csv.reader(io.StringIO(raw[: raw.rfind(b"\n") + 1].decode("utf-8-sig")), strict=True)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(tr("{path} is not a sweep table: {reason}", path=where, reason=plain(error))) from None
    names = tuple(lines[0]) if lines else ()
    if names[:1] != BEFORE or names[-1:] != AFTER[-1:] or len(set(names)) < len(names):
        raise InputError(tr("{path} is not a sweep table: its columns differ", path=where))
    rows: dict[str, Row] = {}
    for number, line in enumerate(lines[1:], 2):
        try:
            row = {name: _value(name, text) for name, text in zip(names, line, strict=True)}
        except ValueError:
            raise InputError(tr("{path}: line {n} is damaged", path=where, n=number)) from None
        rows.setdefault(row["run"], row)
    return names, [*rows.values()]


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _value(name: str, text: str) -> Any:
    """The value of a cell in that column; None if it is empty. ValueError if invalid."""
    if text == "" and name not in KINDS:
        return None
    if name in TEXT:
        return text
    return KINDS.get(name, int if name in WHOLE else float)(text)


# ---- Parquet ----


class ParquetStore:
    """Rewritten completely each time, which is fast for a table of this size: a kill leaves the previous table."""

    def __init__(self, path: Path, names: tuple[str, ...]) -> None:
        if reason := no_parquet():
            raise InputError(reason)
        self._path, self._names = path, names
        self._rows: list[Row] = []
        if path.exists():
            there, self._rows = read(path)
            if there != names:
                raise _another(path)
        self.ids = {row["run"] for row in self._rows}
        self._write()

    def add(self, rows: Iterable[Row]) -> list[Row]:
        """Writes and returns the new rows."""
        new = _fresh(rows, self.ids)
        self._rows += new
        if new:
            self._write()
        return new

    def _write(self) -> None:
        import pyarrow as pa  # an optional extra
        from pyarrow import parquet

        kinds = {str: pa.string(), int: pa.int64(), float: pa.float64()}
        fields = [(name, kinds[_kind(name)]) for name in self._names]
        table = pa.table({name: [row[name] for row in self._rows] for name in self._names}, schema=pa.schema(fields))
        with written(self._path) as file:
            parquet.write_table(table, file)


def _of_parquet(file: IO[bytes], path: Path) -> tuple[tuple[str, ...], list[Row]]:
    if reason := no_parquet():
        raise InputError(reason)
    from pyarrow import lib, parquet

    try:
        table = parquet.read_table(file)
    except (lib.ArrowException, ValueError) as error:
        reason = plain(error)
        raise InputError(tr("{path} is not a sweep table: {reason}", path=plain(path), reason=reason)) from None
    names = tuple(table.column_names)
    if names[:1] != BEFORE or names[-1:] != AFTER[-1:]:
        raise InputError(tr("{path} is not a sweep table: its columns differ", path=plain(path)))
    rows = [{name: _known(value) for name, value in row.items()} for row in table.to_pylist()]
    return names, rows


def _known(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _kind(name: str) -> type:
    if name in TEXT:
        return str
    return KINDS.get(name, int if name in WHOLE else float)


def no_parquet() -> str:
    """Why Parquet is not available, in a sentence; empty if it is."""
    if importlib.util.find_spec("pyarrow") is not None:
        return ""
    return tr("Parquet needs pyarrow: pip install gan-playground[parquet]; or write to a .csv file")


def _another(path: Path) -> InputError:
    return InputError(
        tr(
            "{path} contains the runs of another sweep (its columns differ); choose another file with --out",
            path=plain(path),
        )
    )


STORES: dict[str, Callable[[Path, tuple[str, ...]], Store]] = {".csv": CsvStore, ".parquet": ParquetStore}
"""By the file's suffix."""
