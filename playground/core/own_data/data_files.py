"""Points from files: CSV, TSV, NPY and NPZ, never executed, and rejected before they fill the memory."""

from __future__ import annotations

import os
import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tokenize import TokenError
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy

from playground.core.arrays import F64
from playground.core.errors import InputError
from playground.core.files import reading
from playground.core.files.reasons import why
from playground.core.files.sentence import plain
from playground.core.files.zips import BAD_ZIP, listed, opened
from playground.core.own_data.build import in_words, outside, own_points
from playground.core.own_data.kinds import MOST_POINTS
from playground.core.own_data.tables import decoded, parsed
from playground.core.own_data.text import written
from playground.i18n import tr

MOST_TEXT_BYTES = 32_000_000
MOST_ARRAY_BYTES = 256_000_000
MOST_HEADER_BYTES = 10_000
MOST_LISTING_BYTES = 1_000_000
LARGEST = 1e12
"""Beyond this, rounding hides the differences between points."""
_THIN_KEY = 0x7417


@dataclass(frozen=True, eq=False)
class Table:
    """Points (n, 2), float64, at most 20,000, as in the file; `rows` is how many the file has."""

    points: F64
    rows: int

    @property
    def note(self) -> str:
        """A summary for the user, in one sentence."""
        if self.rows > len(self.points):
            return tr("kept {n:,} of {rows:,} points, chosen at random", n=len(self.points), rows=self.rows)
        return tr("{n:,} points", n=self.rows)


def read_points(path: Path) -> Table:
    """The points of a file; InputError, one sentence with the line's number if known, if it has none."""
    name = plain(path)
    try:
        with reading.opened(path) as file:
            size = os.fstat(file.fileno()).st_size
            magic = file.read(6)
            file.seek(0)
            if magic.startswith(b"\x93NUMPY"):
                return thinned(_array(file, size, name), name)
            if magic.startswith(b"PK"):
                return thinned(_archive(file, name), name)
            if size > MOST_TEXT_BYTES:
                raise InputError(
                    tr(
                        "{path} has {mb:,.0f} MB, but a text file may have at most 32 MB: keep a sample of its rows",
                        path=name,
                        mb=size / 1e6,
                    )
                )
            return thinned(parsed(decoded(file.read(MOST_TEXT_BYTES + 1), name), name), name)
    except OSError as error:
        reason = why(error)
        raise InputError(tr("{path} can't be opened: {reason}", path=name, reason=reason)) from None
    except MemoryError:
        raise InputError(tr("{path} is too large for this computer's memory", path=name)) from None
    except InputError:
        raise
    except ValueError as error:  # a NUL in the name
        raise InputError(tr("{path} can't be opened: {reason}", path=name, reason=plain(error))) from None


def read_text(text: str, where: str) -> Table:
    """The points of a pasted text, read like a file."""
    if len(text) > MOST_TEXT_BYTES:
        raise InputError(tr("{where} is too long: at most 32 MB of text is allowed", where=where))
    return thinned(parsed(text, where), where)


def thinned(points: F64, where: str) -> Table:
    """At most 20,000 of the points, in order; the same points always give the same selection."""
    rows = len(points)
    if not rows:
        raise InputError(tr("{where} is empty: two columns of numbers are needed", where=where))
    if rows > MOST_POINTS:
        rng = np.random.Generator(np.random.Philox(key=_THIN_KEY))
        points = points[np.sort(rng.choice(rows, MOST_POINTS, replace=False, shuffle=False))]
    with np.errstate(all="ignore"):
        kept = np.asarray(points, dtype=np.float64)
    if not np.isfinite(kept).all():
        row = int((~np.isfinite(kept).all(axis=1)).argmax())
        raise InputError(tr("{where}: a number is NaN or infinite (data row {n})", where=where, n=row + 1))
    if np.abs(kept).max() > LARGEST:
        raise InputError(tr("{where}: a number is larger than {most:g}", where=where, most=LARGEST))
    return Table(kept, rows)


def own_data_of_file(path: Path, scaling: str = "", blur: float | None = None) -> tuple[str, str]:
    """The own_data of a file of points, scaled to the plane (`own_points`), and what was read of it, in a line.

    InputError if it can't be read.
    """
    table = read_points(path)
    own = own_points(table.points, scaling, blur)
    text = written(own)
    said = f"{plain(path)}: {table.note}. {in_words(text)} {outside(own, len(table.points))}"
    return text, said.strip()


# ---- numpy's own files ----


def _array(file: IO[bytes], size: int, where: str) -> F64:
    """The array of an NPY stream of that many bytes; its header is checked before anything else is read."""
    shape, fortran, dtype = _header(file, where)
    if dtype.hasobject or dtype.kind not in "fiub":
        raise InputError(tr("{where} holds {dtype}, not plain numbers", where=where, dtype=dtype))
    if len(shape) != 2 or shape[1] != 2 or shape[0] < 1:
        raise InputError(
            tr(
                "{where} has the shape {shape}; it must be (n, 2), a column of x and one of y",
                where=where,
                shape=plain(shape, 60),
            )
        )
    needed = shape[0] * 2 * dtype.itemsize
    if needed > MOST_ARRAY_BYTES:
        raise InputError(tr("{where} declares {n:,} rows, which is too many", where=where, n=shape[0]))
    if needed > size:
        raise InputError(tr("{where} is truncated: it declares {n:,} rows but has fewer", where=where, n=shape[0]))
    raw = file.read(needed)
    if len(raw) < needed:
        raise InputError(tr("{where} is truncated: it declares {n:,} rows but has fewer", where=where, n=shape[0]))
    array = np.frombuffer(raw, dtype=dtype).reshape(shape, order="F" if fortran else "C")
    with np.errstate(all="ignore"):  # values too large for float64 become infinite and are rejected
        return array if len(array) > MOST_POINTS else array.astype(np.float64)


def _header(file: IO[bytes], where: str) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Shape, order and type from an NPY stream's header; never reads more than a header can need."""
    try:
        major, minor = npy.read_magic(file)
        wide = 2 if major == 1 else 4
        length = file.read(wide)
        n = int.from_bytes(length, "little")
        if n > MOST_HEADER_BYTES:
            raise InputError(tr("{where} is damaged: it has no valid NPY header", where=where))
        reader = npy.read_array_header_1_0 if (major, minor) == (1, 0) else npy.read_array_header_2_0
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "written by Python 2": it is read anyway
            return reader(BytesIO(length + file.read(n)))
    except (ValueError, TypeError, SyntaxError, TokenError, EOFError, RecursionError, OverflowError):
        raise InputError(tr("{where} is damaged: it has no valid NPY header", where=where)) from None


def _archive(file: IO[bytes], where: str) -> F64:
    """The only two-column array of an NPZ archive; if there are several, the one called points, data or x."""
    try:
        with listed(file, MOST_LISTING_BYTES) as archive:
            members = {
                info.filename.removesuffix(".npy"): info
                for info in archive.infolist()
                if info.filename.endswith(".npy")
            }
            wanted = [name for name in ("points", "data", "x", "arr_0") if name in members] or [*members][:1]
            if not wanted or (
                len(members) > 1 and wanted == [*members][:1] and wanted[0] not in ("points", "data", "x", "arr_0")
            ):
                raise InputError(
                    tr("{where} contains {n} arrays; keep one, or name one of them points", where=where, n=len(members))
                )
            info = members[wanted[0]]
            with opened(archive, info) as member:
                return _array(member, info.file_size, f"{where}[{plain(wanted[0], 60)}]")
    except BAD_ZIP:
        raise InputError(tr("{where} is damaged: it is not a valid NPZ archive", where=where)) from None
