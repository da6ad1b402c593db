"""Numbers as people and spreadsheets write them: which sign is the decimal one, and which only groups digits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from playground.core.arrays import F64
from playground.core.errors import InputError
from playground.i18n import tr

SPACES = " \u00a0\u202f\u2009"
"""Signs that only ever group digits, besides the apostrophes."""
_GROUPS = f"{SPACES}'\u2019"
_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\uff0d": "-"})
_NOT_FINITE = r"[+-]?(?:nan|inf(?:inity)?)"
_EXPONENT = r"(?:e[+-]?\d+)?"
_FAST = {".": re.compile(r"[0-9.eE+\- \n]*"), ",": re.compile(r"[0-9,eE+\- \n]*")}
LOOKED_AT = 400
"""Cells of a column that may be enough to tell."""
TOGETHER = 20_000
"""Cells that are read at once: other threads wait for it."""
MOST_BARE = 1000
"""Whoever groups digits by thousands writes only smaller numbers without a sign."""
_PLAIN = re.compile(rf"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+){_EXPONENT}|{_NOT_FINITE}", re.IGNORECASE | re.ASCII)
_GROUPED = re.compile(
    rf"[+-]?\d{{1,3}}(?:([.,{_GROUPS}])(?:\d{{3}}|\d\d(?=\1\d)))(?:\1(?:\d{{3}}|\d\d(?=\1\d)))*(?:([.,])\d*)?", re.ASCII
)
_SINGLE = re.compile(r"[1-9]\d{0,2}([.,])\d{3}", re.ASCII)


def tidy(cell: str) -> str:
    """A cell without surrounding spaces and quotes, its minus as Python writes it."""
    cell = cell.strip().strip("'\"").strip()
    return cell.translate(_MINUS) if cell[:1] in "\u2212\u2013\uff0d" else cell


def like_a_number(cell: str) -> bool:
    """Whether a tidy cell is a number in any notation."""
    return bool(_PLAIN.fullmatch(cell) or _GROUPED.fullmatch(cell))


@dataclass(frozen=True)
class Style:
    """How numbers are written: the decimal sign. The other of point and comma, spaces and apostrophes group thousands."""

    decimal: str = "."
    seen: str = ""
    """The sign that was seen to group thousands, or nothing."""

    @property
    def other(self) -> str:
        return "," if self.decimal == "." else "."

    @cached_property
    def _plain(self) -> re.Pattern[str]:
        d = re.escape(self.decimal)
        return re.compile(rf"[+-]?(?:\d+(?:{d}\d*)?|{d}\d+){_EXPONENT}|{_NOT_FINITE}", re.IGNORECASE | re.ASCII)

    @cached_property
    def _grouped(self) -> re.Pattern[str]:
        d = re.escape(self.decimal)
        sign = f"[{self.other}{_GROUPS}]"
        group = r"(?:\d{3}|\d\d(?=\1\d))"  # 1,234,567 or, as in India, 12,34,567
        return re.compile(rf"[+-]?\d{{1,3}}(?:({sign}){group})(?:\1{group})*(?:{d}\d*)?", re.ASCII)

    def number(self, cell: str) -> float | None:
        """The number that a tidy cell means; None if it is none."""
        if self._plain.fullmatch(cell):
            return float(cell.replace(self.decimal, "."))
        if (found := self._grouped.fullmatch(cell)) is not None:
            return float(cell.replace(found[1], "").replace(self.decimal, "."))
        return None

    def numbers(self, cells: Sequence[str]) -> tuple[F64, int]:
        """The numbers of cells, float64 (n,), and the index of the first cell that is none, or -1."""
        values = np.empty(len(cells), dtype=np.float64)
        for start in range(0, len(cells), TOGETHER):
            some = cells[start : start + TOGETHER]
            if not self._fast(some, values[start:]):
                for k, cell in enumerate(some, start):
                    value = self.number(tidy(cell))
                    if value is None:
                        return values[:k], k
                    values[k] = value
        return values, -1

    def _fast(self, cells: Sequence[str], values: F64) -> bool:
        """Reads plain numbers, all at once; False if any is more than that."""
        joined = "\n".join(cells)
        if not _FAST[self.decimal].fullmatch(joined):
            return False
        try:
            plain = joined.replace(",", ".").split("\n") if self.decimal == "," else cells
            values[: len(cells)] = [*map(float, plain)]
        except ValueError:
            return False
        return True


@dataclass
class _Evidence:
    """What the cells of one or more columns show of their signs."""

    decimals: set[str]
    groups: set[str]
    single: set[str]
    """Signs in numbers such as 1,234, which could mean either."""
    bare_beside: bool = False
    large_beside: bool = False
    """Whole numbers without a sign, of which some have four digits or more, in a column with such numbers."""


def _seen(columns: Iterable[Sequence[str]]) -> _Evidence:
    found = _Evidence(set(), set(), set())
    for column in columns:
        single: set[str] = set()
        bare = large = False
        for cell in map(tidy, column):
            text = cell.lstrip("+-")
            if text.isdecimal():
                bare, large = True, large or float(text) >= MOST_BARE
            elif (m := _SINGLE.fullmatch(text)) is not None:
                single.add(m[1])
            elif (m := _GROUPED.fullmatch(text)) is not None and not (m[1] == m[2] or text.startswith("0")):
                found.groups.add(m[1])
                if m[2]:
                    found.decimals.add(m[2])
            elif (m := re.fullmatch(r"\d*([.,])\d*(?:e[+-]?\d+)?", text, re.IGNORECASE)) is not None:
                found.decimals.add(m[1])
        if single:
            found.single |= single
            found.bare_beside, found.large_beside = found.bare_beside or bare, found.large_beside or large
    return found


def style_of(columns: Sequence[Sequence[str]], where: str) -> Style:
    """How the numbers of these columns are written; InputError if a sign could mean either.

    1,234 beside 56,7 is a decimal number, beside 1,234,567 or 12.5 a thousand, and beside 567 in one column a thousand too,
    because whoever leaves out zeros after the decimal sign would leave out some of these. If all numbers have exactly three
    digits after the one sign, it is the decimal sign.
    """
    for step in (max(1, max(map(len, columns), default=0) // LOOKED_AT), 1):
        found = _seen([column[::step] for column in columns])
        proven = found.decimals | {"," if sign == "." else "." for sign in found.groups & {".", ","}}
        if proven or step == 1:
            break  # a sample is enough, if it proves anything
    if len(proven) == 1:
        decimal = proven.pop()
        other = "," if decimal == "." else "."
        seen = other if other in found.groups | found.single else next(iter(found.groups - {".", ","}), "")
        return Style(decimal, seen)
    if not proven and len(found.single) == 1:
        (sign,) = found.single
        if not found.bare_beside:
            return Style(sign)
        if not found.large_beside:
            return Style("," if sign == "." else ".", sign)
    elif not proven and not found.single:
        return Style(".", next(iter(found.groups), ""))
    if proven and not found.single:
        return Style(".")  # both are decimal signs somewhere: the line that does not fit is named
    raise InputError(
        tr(
            "{where}: it is unclear whether 1.234 or 1,234 means a thousand there; save it with a decimal point and "
            "without signs between thousands",
            where=where,
        )
    )
