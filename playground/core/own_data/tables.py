"""A sheet from any plain text: with or without a header, in any spreadsheet dialect."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

from playground.core.errors import InputError
from playground.core.files.sentence import plain
from playground.core.own_data.numerals import like_a_number, tidy
from playground.core.own_data.rows import ERROR_CELL, Row, sheet_of_rows
from playground.core.own_data.sheet import Sheet
from playground.i18n import tr

MOST_LINES = 1_000_000
MOST_IN_A_LINE = 20_000
"""Maximum characters in a line: splitting a long line fills the memory."""
LOOKED_AT = 400
"""The number of rows, spread over the text, from which the dialect is guessed."""
SEPARATORS = ("\t", ";", ",", "|", "")
"""Signs between columns, the likelier first among equals; the last is any space."""
_SEP_LINE = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
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
    rows = _rows(lines, separator, where)
    found = sheet_of_rows(
        rows, where, header=_split(comment, separator), heard=lambda n: pulse(0.1 + 0.5 * n / len(lines))
    )
    return replace(found, comments=below)


def _without_comments(lines: list[str]) -> tuple[str, int]:
    """Empties the lines that are comments: the last one above the data, as it may be a header, and how many are below."""
    header, below, data = "", 0, False
    for k, line in enumerate(lines):
        bare = line.lstrip()
        if bare.startswith("#") and not ERROR_CELL.fullmatch(re.split(r"[\t;,|\s]", bare, maxsplit=1)[0]):
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


def _rows(lines: list[str], separator: str, where: str) -> Iterator[Row]:
    """The rows of all lines but empty ones; in quotation marks a cell may have several lines."""
    if not separator or not any('"' in line for line in lines):
        yield from ((n, _split(line, separator)) for n, line in enumerate(lines, 1) if line.strip())
        return
    reader = csv.reader((line + "\n" for line in lines), delimiter=separator, skipinitialspace=True)
    begun = 1
    try:
        for row in reader:
            if row:
                yield begun, row
            begun = reader.line_num + 1
    except csv.Error as error:
        raise InputError(tr("{where}, line {n}: {fault}", where=where, n=begun, fault=plain(error))) from None
