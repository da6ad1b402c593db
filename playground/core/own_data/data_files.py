"""Points from files: tables, workbooks and arrays, never executed, and rejected before they fill the memory."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from playground.core.arrays import F64
from playground.core.errors import InputError
from playground.core.files import reading
from playground.core.files.reasons import why
from playground.core.files.sentence import plain
from playground.core.own_data import numpy_files, workbooks
from playground.core.own_data.build import in_words, outside, own_points
from playground.core.own_data.grouping import labelled
from playground.core.own_data.kinds import MOST_POINTS, Grouping
from playground.core.own_data.sheet import Choice, Sheet
from playground.core.own_data.tables import decoded, sheet_of_text
from playground.core.own_data.text import written
from playground.i18n import sentences, tr, tr_n

MOST_TEXT_BYTES = 32_000_000
LARGEST = 1e12
"""Beyond this, rounding hides the differences between points."""
_THIN_KEY = 0x7417
Pulse = Callable[[float], None]
"""Hears of the share that is read; what it raises ends the reading."""


def _unheard(_share: float) -> None:
    """Nobody waits."""


@dataclass(frozen=True, eq=False)
class Table:
    """Points (n, 2), float64, at most 100,000, as in the file; `rows` is how many the file has."""

    points: F64
    rows: int
    how: str = ""
    """What was read: columns, header, decimal sign, and what was left out, in sentences; empty for an experiment's own data."""
    grouping: Grouping | None = None
    columns: tuple[int, int] = (0, 1)
    """Which of the sheet's columns they are."""

    @property
    def note(self) -> str:
        """A summary for the user: how many of the points are used, and how the file was read."""
        used, rows = len(self.points), self.rows
        if rows > used:
            said = tr("{n:,} of {rows:,} rows are used, chosen at random.", n=used, rows=rows)
        else:
            said = tr_n("{n:,} row is used.", "All {n:,} rows are used.", rows)
        return sentences((said, self.how))


def read_sheet(path: Path, pulse: Pulse = _unheard) -> Sheet:
    """The columns of a file; InputError, one sentence with the line's number if known, if it has none."""
    name = plain(path)
    try:
        with reading.opened(path) as file:
            size = os.fstat(file.fileno()).st_size
            magic = file.read(12)
            file.seek(0)
            pulse(0.0)
            if workbooks.is_workbook(file):
                return workbooks.sheet_of_workbook(reading.contents(path, workbooks.MOST_BYTES), name, pulse)
            if magic.startswith(b"\x93NUMPY"):
                return numpy_files.sheet_of_array(file, size, name)
            if magic.startswith(b"PK"):
                return numpy_files.sheet_of_archive(file, name)
            if size > MOST_TEXT_BYTES:
                raise InputError(
                    tr(
                        "{path} has {mb:,.0f} MB, but a text file may have at most 32 MB: keep a sample of its rows",
                        path=name,
                        mb=size / 1e6,
                    )
                )
            return sheet_of_text(decoded(file.read(MOST_TEXT_BYTES + 1), name), name, pulse)
    except OSError as error:
        reason = why(error)
        raise InputError(tr("{path} can't be opened: {reason}", path=name, reason=reason)) from None
    except MemoryError:
        raise InputError(tr("{path} is too large for this computer's memory", path=name)) from None
    except InputError:
        raise
    except ValueError as error:  # a NUL in the name
        raise InputError(tr("{path} can't be opened: {reason}", path=name, reason=plain(error))) from None


def read_points(path: Path, choice: Choice | None = None) -> Table:
    """The points of a file, of two columns; InputError, one sentence with the line's number if known, if it has none."""
    return table_of(read_sheet(path), choice or Choice())


def sheet_of_pasted(text: str, where: str, pulse: Pulse = _unheard) -> Sheet:
    """The columns of a pasted text, read like a file."""
    if len(text) > MOST_TEXT_BYTES:
        raise InputError(tr("{where} is too long: at most 32 MB of text is allowed", where=where))
    return sheet_of_text(text, where, pulse)


def read_text(text: str, where: str, choice: Choice | None = None) -> Table:
    """The points of a pasted text."""
    return table_of(sheet_of_pasted(text, where), choice or Choice())


def table_of(sheet: Sheet, choice: Choice) -> Table:
    """Two columns of a sheet as points; at most 100,000 of them, in order, and always the same ones."""
    x, y = sheet.chosen(choice)
    labels = sheet.place(choice.labels, choice.numbered) if choice.labels else None
    given = [sheet.values(x), sheet.values(y)]
    grouping = labelled(*sheet.labels(labels)) if labels is not None else None
    if len(given[0]) != len(given[1]) or (grouping is not None and len(grouping.labels) != len(given[0])):
        raise InputError(tr("{where}: the chosen columns differ in length", where=sheet.where))
    points = np.stack(given, axis=1)
    rows = len(points)
    if not rows:
        raise InputError(tr("{where} is empty: two columns of numbers are needed", where=sheet.where))
    if np.abs(points).max() > LARGEST:
        raise InputError(tr("{where}: a number is larger than {most:g}", where=sheet.where, most=LARGEST))
    if rows > MOST_POINTS:
        rng = np.random.Generator(np.random.Philox(key=_THIN_KEY))
        kept = np.sort(rng.choice(rows, MOST_POINTS, replace=False, shuffle=False))
        points = points[kept]
        if grouping is not None:
            grouping = grouping.of(kept)
    return Table(points, rows, how_read(sheet, (x, y), labels), grouping, (x, y))


def how_read(sheet: Sheet, columns: tuple[int, int], labels: int | None = None) -> str:
    """Which columns of a sheet were read, its header, its decimal sign, and what was left out, in sentences."""
    x, y = map(sheet.title, columns)
    said = [tr("Columns {x} and {y}.", x=x, y=y)]
    if labels is not None:
        said.append(tr("Labels from column {name}.", name=sheet.title(labels)))
    if len(sheet.lines):
        said.append(
            tr("The first row is the header.") if sheet.header and sheet.lines[0] > 1 else tr("There is no header.")
        )
        if sheet.units:
            said.append(tr("The units under it ({units}) are left out.", units=plain(", ".join(sheet.units), 60)))
    if sheet.style is not None:
        decimal, seen = sheet.style.decimal, sheet.style.seen
        said.append(tr("The decimal sign is “{sign}”.", sign=decimal))
        if seen:
            said.append(tr("“{sign}” groups thousands.", sign=seen))
    if sheet.empty:
        said.append(tr_n("{n:,} empty row is left out.", "{n:,} empty rows are left out.", sheet.empty))
    if sheet.comments:
        said.append(
            tr_n(
                "{n:,} line that begins with # is left out.",
                "{n:,} lines that begin with # are left out.",
                sheet.comments,
            )
        )
    return sentences(said)


def own_data_of_file(
    path: Path, scaling: str = "", blur: float | None = None, choice: Choice | None = None, modes: int = 0
) -> tuple[str, str]:
    """The own_data of a file of points, scaled to the plane (`own_points`), and what was read of it, in a line.

    `modes`: how many clusters the points have, 0 if nobody says so. InputError if it can't be read.
    """
    table = read_points(path, choice)
    own = own_points(table.points, scaling, blur, table.grouping, modes)
    text = written(own)
    return text, f"{plain(path)}: {sentences((table.note, in_words(text), outside(own, len(table.points))))}"
