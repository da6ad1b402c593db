"""A sheet from any plain text: with or without a header, in any spreadsheet dialect."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from playground.core.errors import InputError
from playground.core.files.sentence import plain
from playground.core.own_data.numerals import Style, like_a_number, style_of, tidy
from playground.core.own_data.sheet import Sheet
from playground.i18n import tr

Row = tuple[int, list[str]]
"""A row's line, from 1, and its cells."""

MOST_LINES = 1_000_000
MOST_IN_A_LINE = 20_000
"""Maximum characters in a line: splitting a long line fills the memory."""
MOST_COLUMNS = 500
LOOKED_AT = 400
"""The number of rows, spread over the text, from which the dialect is guessed."""
SEPARATORS = ("\t", ";", ",", "|", "")
"""Signs between columns, the likelier first among equals; the last is any space."""
MISSING = frozenset({"na", "n/a", "nan", "null", "none", "-", "?", "."})
_SEP_LINE = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
_ERROR_CELL = re.compile(r"#(?:[^\W\d_]+(?:/[^\W_]+)?[!?]|N/[AD]|NV|NA|GETTING_DATA)", re.IGNORECASE)
"""What a spreadsheet writes where it can't calculate: #N/A, #DIV/0!, #VALUE!, #WERT!, #NV."""
_WORDS = re.compile(r'"[^"]*"|[^\s"]+')


def decoded(raw: bytes, where: str) -> str:
    """The text of a file in UTF-8, UTF-16 or Latin-1; InputError if it is not text."""
    try:
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = raw.decode("utf-16")
        elif b"\0" in raw[:1000]:
            text = raw.decode("utf-16-le" if raw[1:2] == b"\0" else "utf-16-be")
        else:
            try:
                text = raw.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = raw.decode("latin-1")
    except UnicodeDecodeError:
        raise InputError(tr("{where} is not text in UTF-8, UTF-16 or Latin-1", where=where)) from None
    if re.search(r"[\x00-\x08\x0e-\x1f]", text[:10_000]):
        raise InputError(tr("{where} is not text: it contains control characters", where=where))
    return text


def sheet_of_text(text: str, where: str, pulse: Callable[[float], None] = lambda _share: None) -> Sheet:
    """The sheet of a text; InputError with the line's number if it can't be read. `pulse` hears of the share done."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if (many := text.count("\n")) > MOST_LINES:
        raise InputError(
            tr(
                "{where} has {n:,} lines; at most {most:,} are allowed: keep a sample",
                where=where,
                n=many,
                most=MOST_LINES,
            )
        )
    lines = text.split("\n")
    separator = None
    first = next((k for k, line in enumerate(lines) if line.strip()), None)
    if first is not None and (said := _SEP_LINE.fullmatch(lines[first].strip(" "))) is not None:
        separator, lines[first] = said[1], ""
    comment, below = _without_comments(lines)
    if not any(map(str.strip, lines)):
        raise InputError(tr("{where} is empty: two columns of numbers are needed", where=where))
    for n, line in enumerate(lines, 1):
        if len(line) > MOST_IN_A_LINE:
            raise InputError(
                tr(
                    "{where}, line {n}: it is too long ({most:,} characters at most)",
                    where=where,
                    n=n,
                    most=MOST_IN_A_LINE,
                )
            )
    pulse(0.1)
    if separator is None:
        separator = _separator(lines)
    parsed = _Rows.of(lines, separator, where)
    pulse(0.5)
    return replace(_sheet(parsed, _split(comment, separator), where), comments=below)


def _without_comments(lines: list[str]) -> tuple[str, int]:
    """Empties the lines that are comments: the last one above the data, as it may be a header, and how many are below."""
    header, below, data = "", 0, False
    for k, line in enumerate(lines):
        bare = line.lstrip()
        if bare.startswith("#") and not _ERROR_CELL.fullmatch(re.split(r"[\t;,|\s]", bare, maxsplit=1)[0]):
            lines[k] = ""
            if data:
                below += 1
            else:
                header = bare[1:].strip()
        elif bare:
            data = True
    return header, below


# ---- the sign between the columns ----


def _split(line: str, separator: str) -> list[str]:
    if not separator:
        return [word.strip('"') for word in _WORDS.findall(line)]
    if '"' in line:
        return next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])
    return line.split(separator)


def _separator(lines: list[str]) -> str:
    """The sign between columns by which most rows are several numbers."""
    full = [line for line in lines if line.strip()]
    sample = [*islice(full, 0, None, max(1, len(full) // LOOKED_AT))]

    def good(separator: str) -> tuple[float, float, int]:
        pairs = numbers = cells = 0
        for line in sample:
            row = [tidy(cell) for cell in _split(line, separator)]
            there = sum(map(like_a_number, row))
            pairs, numbers, cells = pairs + (there > 1), numbers + there, cells + sum(map(bool, row))
        several = sum(len(_split(line, separator)) > 1 for line in sample)
        return pairs, numbers / max(cells, 1) if pairs else 0.0, several

    return max(SEPARATORS, key=good)


# ---- rows ----


@dataclass(frozen=True)
class _Rows:
    """All rows that hold anything, of one width."""

    rows: list[list[str]]
    lines: list[int]
    empty: int

    @classmethod
    def of(cls, lines: list[str], separator: str, where: str) -> _Rows:
        return cls.full(_read(lines, separator, where))

    @classmethod
    def full(cls, all_rows: Iterable[Row]) -> _Rows:
        rows, numbers, empty = [], [], 0
        for n, row in all_rows:
            if any(map(str.strip, row)):
                rows.append(row)
                numbers.append(n)
            elif row:
                empty += 1
        return cls(rows, numbers, empty)


def _read(lines: list[str], separator: str, where: str) -> list[Row]:
    if not separator or not any('"' in line for line in lines):
        return [(n, _split(line, separator)) for n, line in enumerate(lines, 1) if line.strip()]
    found: list[Row] = []
    reader = csv.reader((line + "\n" for line in lines), delimiter=separator, skipinitialspace=True)
    begun = 1
    try:
        for row in reader:
            found.append((begun, row))
            begun = reader.line_num + 1
    except csv.Error as error:
        raise InputError(tr("{where}, line {n}: {fault}", where=where, n=begun, fault=plain(error))) from None
    return found


def sheet_of_rows(rows: list[list[str]], where: str) -> Sheet:
    """The sheet of rows of cells, in which numbers have a decimal point; InputError if there are none."""
    parsed = _Rows.full(enumerate(rows, 1))
    if not parsed.rows:
        raise InputError(tr("{where} is empty: two columns of numbers are needed", where=where))
    return replace(_sheet(parsed, [], where, Style()), style=None)


def _sheet(parsed: _Rows, comment: list[str], where: str, style: Style | None = None) -> Sheet:
    rows, lines = parsed.rows, parsed.lines
    width = _width(rows)
    head = [tidy(cell) for cell in rows[0]]
    named = len(rows) > 1 and _is_header(head, rows, width)
    names = _trimmed(head, width) if named else ([tidy(c) for c in comment] if len(comment) == width else [])
    start = int(named)
    units: list[str] = []
    if (
        named
        and len(rows) > 2
        and (second := [tidy(c) for c in _trimmed(rows[1], width)])
        and _is_units(second, rows[2])
    ):
        units, start = second, 2
    if named and len(names) == width - 1:
        names = ["", *names]  # R writes the names of the rows without a header
    body, numbers = rows[start:], lines[start:]
    if width < 2:
        raise InputError(tr("{where}, line {n}: only one column; two are needed, x and y", where=where, n=numbers[0]))
    for k, row in enumerate(body):
        if len(row) != width:
            body[k] = _fitted(row, width, numbers[k], where)
    columns = tuple(list(column) for column in zip(*body, strict=True))
    names = [" ".join(name.split()) for name in names] if len(names) == width else [""] * width
    sheet = Sheet(where, tuple(names), columns, numbers, header=any(names), units=tuple(units), empty=parsed.empty)
    numeric = [column for k in sheet.numeric if not isinstance(column := sheet.columns[k], np.ndarray)]
    return replace(sheet, style=style or style_of(numeric, where))


def _width(rows: list[list[str]]) -> int:
    """How many columns the rows have: if not all alike, as many as most fill, two or more rather than one."""
    sample = rows[:: max(1, len(rows) // LOOKED_AT)]
    filled = Counter(len(_trimmed(row, 0)) for row in sample)
    if len({len(row) for row in sample}) == 1:
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
    later = [cell for row in rows[1:LOOKED_AT] for cell in map(tidy, row[index:])]
    return index or any(like_a_number(cell) and not cell.lstrip("+-").isdecimal() for cell in later)


def _like_data(cell: str) -> bool:
    """Whether a cell is a number, a missing one or a spreadsheet's error, or is meant as a number."""
    return (
        like_a_number(cell)
        or cell.casefold() in MISSING
        or bool(_ERROR_CELL.fullmatch(cell))
        or bool(re.match(r"[+-]?[.,]?\d", cell))
    )


def _is_units(second: list[str], third: list[str]) -> bool:
    """Whether the row under the header holds units: no data, above a row of numbers."""
    some = [cell for cell in second if cell]
    return bool(some) and not any(map(_like_data, some)) and sum(like_a_number(tidy(cell)) for cell in third) > 1
