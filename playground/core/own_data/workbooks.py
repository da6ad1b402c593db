"""Sheets from workbooks: XLSX, XLS and ODS, read by python-calamine, the first sheet that holds anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import IO, Any

from playground.core.errors import InputError
from playground.core.files.sentence import plain
from playground.core.files.zips import BAD_ZIP, listed
from playground.core.own_data.numerals import Style, like_a_number, style_of, tidy
from playground.core.own_data.rows import sheet_of_rows
from playground.core.own_data.sheet import Sheet
from playground.i18n import tr

MOST_BYTES = 64_000_000
MOST_UNPACKED = 512_000_000
MOST_LISTING_BYTES = 1_000_000
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files of the older Excel (XLS) begin."""
PARTS = frozenset({"[Content_Types].xml", "xl/workbook.xml", "xl/workbook.bin", "content.xml"})
"""Members of which a zip has one if it is a workbook (XLSX, XLSB, ODS)."""


def is_workbook(raw: IO[bytes]) -> bool:
    """Whether a file is one of a spreadsheet program, by its content."""
    magic = raw.read(8)
    raw.seek(0)
    if not magic.startswith(b"PK"):
        return magic == COMPOUND
    try:
        with listed(raw, MOST_LISTING_BYTES) as archive:
            return not PARTS.isdisjoint(archive.namelist())
    except BAD_ZIP:
        return False
    finally:
        raw.seek(0)


def sheet_of_workbook(raw: bytes, where: str, pulse: Callable[[float], None] = lambda _share: None) -> Sheet:
    """The first sheet of a workbook that holds anything; InputError if it can't be read."""
    import python_calamine as calamine

    if raw.startswith(b"PK"):
        with listed(BytesIO(raw), MOST_LISTING_BYTES) as archive:
            if sum(info.file_size for info in archive.infolist()) > MOST_UNPACKED:
                raise InputError(
                    tr("{where} is too large: at most {mb:g} MB can be read", where=where, mb=MOST_UNPACKED / 1e6)
                )
    try:
        name, rows = _first(calamine.CalamineWorkbook.from_filelike(BytesIO(raw)), pulse)
    except calamine.PasswordError:
        raise InputError(tr("{where} is protected by a password; save it without one", where=where)) from None
    except (calamine.CalamineError, OSError, ValueError) as error:
        reason = plain(error)
        raise InputError(tr("{where} can't be read as a workbook: {reason}", where=where, reason=reason)) from None
    pulse(0.6)
    shown = f"{where}[{plain(name, 40)}]" if name else where
    style = _written(rows, shown)
    cells = ((n, [_cell(cell, style.decimal) for cell in row]) for n, row in enumerate(rows, 1))
    found = sheet_of_rows(cells, shown, style=style, heard=lambda n: pulse(0.6 + 0.3 * n / len(rows)))
    return found if style != Style() else replace(found, style=None)  # numbers are stored, not written


def _written(rows: list[list[Any]], where: str) -> Style:
    """How numbers that are stored as text are written; InputError if their signs could mean either."""
    wide = max(map(len, rows), default=0)
    texts = [[tidy(row[k]) for row in rows if k < len(row) and isinstance(row[k], str)] for k in range(wide)]
    numbers = [[cell for cell in column if like_a_number(cell)] for column in texts]
    return style_of(numbers, where) if any("," in cell for column in numbers for cell in column) else Style()


def _first(book: Any, pulse: Callable[[float], None]) -> tuple[str, list[list[Any]]]:
    """The rows of the first sheet that holds anything, and its name if there are others."""
    for name in book.sheet_names:
        pulse(0.3)
        rows: list[list[Any]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        if any(cell != "" for row in rows for cell in row):
            return name if len(book.sheet_names) > 1 else "", rows
    return "", []


def _cell(value: Any, decimal: str) -> str:
    """A cell as text: numbers exactly, with this decimal sign, whatever the country of the spreadsheet."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value).replace(".", decimal)
    return str(value)
