"""A sheet from rows of cells: which of them is a header, how wide they are, and what is left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

import numpy as np

from playground.core.errors import InputError
from playground.core.own_data.numerals import Style, like_a_number, style_of, tidy
from playground.core.own_data.sheet import Sheet
from playground.i18n import tr

Row = tuple[int, list[str]]
"""A row's line, from 1, and its cells."""

MOST_COLUMNS = 500
LOOKED_AT = 400
"""The first rows, by which header and width are known."""
TOGETHER = 5000
"""Rows that become columns at a time: as rows, a million would be a million lists."""
DASHES = frozenset({"-", "--", "---", "–", "—", "…"})
MISSING = DASHES | {
    "na",
    "n/a",
    "n.a.",
    "<na>",
    "nan",
    "nat",
    "nd",
    "n.d.",
    "null",
    "none",
    "nil",
    "missing",
    "?",
    ".",
    "*",
}
"""What stands for a number that is not there."""
ERROR_CELL = re.compile(r"#(?:¡?[^\W\d_]+(?:/[^\W_]+)?[!?]|[^\W\d_]/[^\W\d_]|NV|NA|GETTING_DATA|##+)", re.IGNORECASE)
"""What a spreadsheet writes where it can't calculate: #N/A, #DIV/0!, #VALUE!, #WERT!, #NV, or where a column is too narrow."""


def sheet_of_rows(
    rows: Iterable[Row],
    where: str,
    header: Sequence[str] = (),
    style: Style | None = None,
    heard: Callable[[int], None] = lambda _line: None,
) -> Sheet:
    """The sheet of rows; InputError, with the line, if they are none.

    `header`: what a comment above them says; `style`: how numbers are written, if that is known; `heard` is told the line
    that is reached.
    """
    empty = 0

    def filled() -> Iterable[Row]:
        nonlocal empty
        for n, row in rows:
            if any(map(str.strip, row)):
                yield n, row
            else:
                empty += 1

    rest = iter(filled())
    first = [*islice(rest, LOOKED_AT)]
    if not first:
        raise InputError(tr("{where} is empty: two columns of numbers are needed", where=where))
    head = _Head.of([row for _, row in first], [tidy(cell) for cell in header])
    if head.width < 2:
        line = first[head.rows][0]
        raise InputError(tr("{where}, line {n}: only one column; two are needed, x and y", where=where, n=line))
    columns, lines = _columns(chain(first[head.rows :], rest), head.width, where, heard)
    sheet = Sheet(where, head.names, columns, lines, units=head.units, empty=empty)
    numeric = [column for k in sheet.numeric if not isinstance(column := sheet.columns[k], np.ndarray)]
    return replace(sheet, style=style or style_of(numeric, where))


def _columns(
    rows: Iterable[Row], width: int, where: str, heard: Callable[[int], None]
) -> tuple[tuple[list[str], ...], list[int]]:
    """The rows' cells by column, and the rows' lines; InputError if a row has another width."""
    columns: tuple[list[str], ...] = tuple([] for _ in range(width))
    lines: list[int] = []
    rest = iter(rows)
    while some := [*islice(rest, TOGETHER)]:
        fitted = [row if len(row) == width else _fitted(row, width, n, where) for n, row in some]
        for column, cells in zip(columns, zip(*fitted, strict=True), strict=True):
            column.extend(cells)
        lines.extend(n for n, _ in some)
        heard(lines[-1])
    return columns, lines


@dataclass(frozen=True)
class _Head:
    """What the first rows say: how wide all are, and the columns' names and units, in so many rows of their own."""

    width: int
    names: tuple[str, ...]
    units: tuple[str, ...]
    rows: int

    @classmethod
    def of(cls, first: list[list[str]], comment: list[str]) -> _Head:
        width = _width(first)
        head = [tidy(cell) for cell in _trimmed(first[0], width)]
        if len(first) < 2 or not _is_header(head, first, width):
            return cls(width, _names(comment, width), (), 0)
        if len(head) == width - 1:
            head = ["", *head]  # R writes the names of the rows without a header
        second = [tidy(cell) for cell in _trimmed(first[1], width)]
        if len(first) > 2 and _is_units(second, first[2]):
            if sum(map(bool, head)) < sum(map(bool, second)):
                return cls(width, _names(second, width), (), 2)  # a title above the header
            return cls(width, _names(head, width), tuple(second), 2)
        return cls(width, _names(head, width), (), 1)


def _names(cells: list[str], width: int) -> tuple[str, ...]:
    """The names of columns, each on one line; none if there are not as many as columns."""
    return tuple(" ".join(cell.split()) for cell in cells) if len(cells) == width else ("",) * width


def _width(rows: list[list[str]]) -> int:
    """How many columns the rows have: if not all alike, as many as most fill, two or more rather than one."""
    filled = Counter(len(_trimmed(row, 0)) for row in rows)
    if len({len(row) for row in rows}) == 1:
        return min(max(filled), MOST_COLUMNS)
    return min(max(filled, key=lambda n: (n > 1, filled[n], -n)), MOST_COLUMNS)


def _trimmed(row: list[str], width: int) -> list[str]:
    """A row without the empty cells at its end beyond a width."""
    while len(row) > width and not row[-1].strip():
        row = row[:-1]
    return row


def _fitted(row: list[str], width: int, n: int, where: str) -> list[str]:
    row = _trimmed(row, width)
    if len(row) == width:
        return row
    if len(row) < 2:
        raise InputError(tr("{where}, line {n}: only one column; two are needed, x and y", where=where, n=n))
    raise InputError(
        tr("{where}, line {n}: {k} columns, but other lines have {m}", where=where, n=n, k=len(row), m=width)
    )


# ---- headers ----


def _is_header(head: list[str], rows: list[list[str]], width: int) -> bool:
    """Whether the first row names the columns: words, or the numbers 0, 1, ... that a data frame writes."""
    words = [cell for cell in head if cell]
    if not words:
        return False
    if all(not _like_data(cell) for cell in words):
        return True
    index = head[0] == "" and len(head) == width
    counted = words == [str(k) for k in range(len(words))] and len(head) == width > 1
    if not counted:
        return False
    later = [cell for row in rows[1:] for cell in map(tidy, row[index:])]
    return index or any(like_a_number(cell) and not cell.lstrip("+-").isdecimal() for cell in later)


def _like_data(cell: str) -> bool:
    """Whether a cell is a number, a missing one or a spreadsheet's error, or is meant as a number."""
    return (
        like_a_number(cell)
        or cell.casefold() in MISSING
        or bool(ERROR_CELL.fullmatch(cell))
        or bool(re.match(r"[+-]?[.,]?\d", cell))
        or (any(map(str.isdigit, cell)) and not any(map(str.isalpha, cell)))  # $1.50, <0.1, (2.5)
    )


def _is_units(second: list[str], third: list[str]) -> bool:
    """Whether the row under the header holds units: no data, above a row of numbers."""
    some = [cell for cell in second if cell and cell not in DASHES]  # a dash is the unit of a ratio
    return bool(some) and not any(map(_like_data, some)) and sum(like_a_number(tidy(cell)) for cell in third) > 1
