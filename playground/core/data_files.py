"""Points out of files: CSV, TSV, NPY and NPZ, never run as programs, and refused before they fill the memory."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.lib import format as npy

from playground.core.errors import InputError
from playground.core.own_data import points_text
from playground.core.tables import decoded, parsed
from playground.core.targets import Floats
from playground.core.targets.own_kinds import MOST_POINTS
from playground.i18n import tr

MOST_TEXT_BYTES = 32_000_000
MOST_ARRAY_BYTES = 512_000_000
LARGEST = 1e12
"""Beyond it differences between points drown in rounding."""
_THIN_KEY = 0x7417


@dataclass(frozen=True, eq=False)
class Table:
    """Points (n, 2), float64, at most 20,000, as they stood in the file; `rows` says how many those were."""

    points: Floats
    rows: int

    @property
    def note(self) -> str:
        """What a person should know of it, in one sentence."""
        if self.rows > len(self.points):
            return tr("{n:,} of {rows:,} points, drawn at random, are kept", n=len(self.points), rows=self.rows)
        return tr("{n:,} points", n=self.rows)


def read_points(path: Path) -> Table:
    """The points of a file; InputError, one sentence with the line's number where there is one, if it has none."""
    try:
        if path.is_dir():
            raise InputError(tr("{path} is a folder; a file of points is needed", path=path))
        size = path.stat().st_size
        if not path.is_file():  # a pipe could be waited for without end
            raise InputError(tr("{path} is no regular file", path=path))
        with path.open("rb") as file:
            magic = file.read(6)
            file.seek(0)
            if magic.startswith(b"\x93NUMPY"):
                return thinned(_array(file, size, str(path)), str(path))
            if magic.startswith(b"PK"):
                return thinned(_archive(file, str(path)), str(path))
            if size > MOST_TEXT_BYTES:
                raise InputError(
                    tr(
                        "{path} has {mb:,.0f} MB; a text of 32 MB at most is read: keep a sample of its rows",
                        path=path,
                        mb=size / 1e6,
                    )
                )
            return thinned(parsed(decoded(file.read(MOST_TEXT_BYTES + 1), str(path)), str(path)), str(path))
    except OSError as error:
        raise InputError(tr("{path} can't be opened: {reason}", path=path, reason=error.strerror or error)) from None
    except MemoryError:
        raise InputError(tr("{path} is too large for this computer's memory", path=path)) from None


def read_text(text: str, where: str) -> Table:
    """The points of a pasted text, read just as a file is."""
    if len(text) > MOST_TEXT_BYTES:
        raise InputError(tr("{where} is too long: 32 MB of text at most is read", where=where))
    return thinned(parsed(text, where), where)


def thinned(points: Floats, where: str) -> Table:
    """At most 20,000 of the points, always the same ones of the same points, in their order."""
    rows = len(points)
    if not rows:
        raise InputError(tr("{where} is empty: two columns of numbers are needed", where=where))
    if rows > MOST_POINTS:
        rng = np.random.Generator(np.random.Philox(key=_THIN_KEY))
        points = points[np.sort(rng.choice(rows, MOST_POINTS, replace=False, shuffle=False))]
    kept = np.asarray(points, dtype=np.float64)
    if not np.isfinite(kept).all():
        row = int((~np.isfinite(kept).all(axis=1)).argmax())
        raise InputError(tr("{where}: a number is NaN or infinite (row {n} of those read)", where=where, n=row + 1))
    if np.abs(kept).max() > LARGEST:
        raise InputError(tr("{where}: a number is larger than {most:g}", where=where, most=LARGEST))
    return Table(kept, rows)


def own_data_of_file(path: Path) -> str:
    """The own_data of a file of points, brought to the plane's scale; InputError if it can't be read."""
    return points_text(read_points(path).points)


# ---- numpy's own files ----


def _array(file: IO[bytes], size: int, where: str) -> Floats:
    """The array of an NPY stream of that many bytes; its header is judged before anything is read."""
    try:
        version = npy.read_magic(file)
        reader = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, fortran, dtype = reader(file)
    except (ValueError, EOFError):
        raise InputError(tr("{where} is damaged: it has no valid NPY header", where=where)) from None
    if dtype.hasobject or dtype.kind not in "fiub":
        raise InputError(tr("{where} holds {dtype}, not plain numbers", where=where, dtype=dtype))
    if len(shape) != 2 or shape[1] != 2 or not shape[0]:
        raise InputError(
            tr("{where} has the shape {shape}; (n, 2) is needed, a column of x and one of y", where=where, shape=shape)
        )
    needed = shape[0] * 2 * dtype.itemsize
    if needed > MOST_ARRAY_BYTES:
        raise InputError(tr("{where} says that it has {n:,} rows, which is too many", where=where, n=shape[0]))
    if needed > size:
        raise InputError(tr("{where} is cut off: {n:,} rows are announced and not there", where=where, n=shape[0]))
    raw = file.read(needed)
    if len(raw) < needed:
        raise InputError(tr("{where} is cut off: {n:,} rows are announced and not there", where=where, n=shape[0]))
    array = np.frombuffer(raw, dtype=dtype).reshape(shape, order="F" if fortran else "C")
    return array if len(array) > MOST_POINTS else array.astype(np.float64)


def _archive(file: IO[bytes], where: str) -> Floats:
    """The only two-column array of an NPZ archive; of several the one called points, data or x."""
    try:
        with zipfile.ZipFile(file) as archive:
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
                    tr("{where} holds {n} arrays; one is needed, or one called points", where=where, n=len(members))
                )
            info = members[wanted[0]]
            with archive.open(info) as member:
                return _array(member, info.file_size, f"{where}[{wanted[0]}]")
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError):
        raise InputError(tr("{where} is damaged: it is no valid NPZ archive", where=where)) from None
