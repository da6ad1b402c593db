"""Two columns of numbers from any plain text: with or without a header, in any spreadsheet dialect."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from itertools import islice

import numpy as np

from playground.core.arrays import F64
from playground.core.errors import InputError
from playground.core.files.sentence import plain
from playground.i18n import tr

Line = tuple[int, str]
"""A line's number, from 1, and its text."""
Split = Callable[[str], list[str]]

MOST_LINES = 1_000_000
MOST_IN_A_LINE = 2000
"""Maximum characters in a line: two numbers never need this many, and splitting a long line fills the memory."""
LOOKED_AT = 400
"""The number of lines, spread over the text, from which the dialect is guessed."""
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?|[+-]?(nan|inf(inity)?)", re.IGNORECASE | re.ASCII)


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


def parsed(text: str, where: str) -> F64:
    """The points (n, 2) of a text, float64, finite; InputError with the line's number if it can't be read."""
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
    lines = [
        (n, line.strip(" "))
        for n, line in enumerate(text.split("\n"), 1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not lines:
        raise InputError(tr("{where} is empty: two columns of numbers are needed", where=where))
    if long := next((n for n, line in lines if len(line) > MOST_IN_A_LINE), None):
        raise InputError(
            tr(
                "{where}, line {n}: it is too long for two numbers ({most:,} characters at most)",
                where=where,
                n=long,
                most=MOST_IN_A_LINE,
            )
        )
    first_error: InputError | None = None
    for split in _dialects(lines):
        try:
            return _points(lines, split, where)
        except InputError as error:
            first_error = first_error or error
    assert first_error is not None
    raise first_error


# ---- dialects: the column separator and the decimal sign ----


def _fields(separator: str | None, comma: bool) -> Split:
    def split(line: str) -> list[str]:
        if separator is not None and '"' in line:
            fields = next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])
        else:
            fields = line.split(separator)
        fields = [field.strip().strip("'\"") for field in fields]
        while len(fields) > 2 and not fields[-1]:
            fields.pop()  # a separator at the end of each line
        return [field.replace(",", ".") for field in fields] if comma else fields

    return split


_DIALECTS: tuple[Split, ...] = (
    _fields("\t", comma=False),
    _fields("\t", comma=True),
    _fields(";", comma=False),
    _fields(";", comma=True),
    _fields(",", comma=False),
    _fields(",", comma=True),  # "1,5","2,5" in quotes
    _fields(None, comma=False),
    _fields(None, comma=True),
)


def _dialects(lines: list[Line]) -> list[Split]:
    """All dialects, starting with the one in which most lines are two numbers."""
    sample = [line for _, line in islice(lines, 0, None, max(1, len(lines) // LOOKED_AT))]

    def good(split: Split) -> tuple[int, int]:
        parts = [split(line) for line in sample]
        pairs = sum(len(fields) == 2 and all(map(_is_number, fields)) for fields in parts)
        return pairs, sum(len(fields) > 1 for fields in parts)

    return sorted(_DIALECTS, key=good, reverse=True)


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


# ---- numbers ----


def _points(lines: list[Line], split: Split, where: str) -> F64:
    first = split(lines[0][1])
    if len(lines) > 1 and all(field and not _is_number(field) for field in first):
        lines = lines[1:]  # a header
    return _finite(lines, np.array([*_pairs(lines, split, where)], dtype=np.float64), where)


def _pairs(lines: Iterable[Line], split: Split, where: str) -> Iterable[tuple[float, float]]:
    for n, line in lines:
        fields = split(line)
        if len(fields) != 2:
            one = tr("{where}, line {n}: only one column; two are needed, x and y", where=where, n=n)
            many = tr("{where}, line {n}: {k} columns; keep only two, x and y", where=where, n=n, k=len(fields))
            raise InputError(one if len(fields) < 2 else many)
        for field in fields:
            if not _is_number(field):
                shown = plain(field, 30)
                raise InputError(tr("{where}, line {n}: {text!r} is not a number", where=where, n=n, text=shown))
        yield float(fields[0]), float(fields[1])


def _finite(lines: list[Line], points: F64, where: str) -> F64:
    bad = ~np.isfinite(points).all(axis=1)
    if bad.any():
        n = lines[int(bad.argmax())][0]
        raise InputError(tr("{where}, line {n}: a number is NaN or infinite", where=where, n=n))
    return points
