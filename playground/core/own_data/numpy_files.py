"""Sheets from numpy's own files, NPY and NPZ, never executed, and rejected before they fill the memory."""

from __future__ import annotations

import warnings
from io import BytesIO
from tokenize import TokenError
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy

from playground.core.arrays import F64
from playground.core.errors import InputError
from playground.core.files.sentence import plain
from playground.core.files.zips import BAD_ZIP, listed, opened
from playground.core.own_data.sheet import Cells, Sheet
from playground.i18n import tr

MOST_ARRAY_BYTES = 256_000_000
MOST_HEADER_BYTES = 10_000
MOST_LISTING_BYTES = 1_000_000
MOST_COLUMNS = 64
PREFERRED = ("points", "data", "x", "arr_0")
"""The array that is meant where several have two columns, whatever the case of its name."""
Array = np.ndarray[Any, Any]


def sheet_of_array(file: IO[bytes], size: int, where: str) -> Sheet:
    """The columns of an NPY stream of that many bytes."""
    array = _array(file, size, where)
    if array.dtype.kind == "U":
        raise InputError(tr("{where} holds {dtype}, not plain numbers", where=where, dtype=array.dtype))
    if array.ndim != 2 or array.shape[1] < 2:
        raise InputError(_wrong_shape(where, array.shape))
    columns = _columns(array)
    if len(columns) > 2:
        return Sheet(where, ("",) * len(columns), columns)
    return Sheet(where, ("", ""), columns, usual=(0, 1))


def sheet_of_archive(file: IO[bytes], where: str) -> Sheet:
    """The columns of all arrays of an NPZ archive that have one or two dimensions.

    The points are the only array of shape (n, 2), or the one called points, data or x; others may give labels.
    """
    try:
        with listed(file, MOST_LISTING_BYTES) as archive:
            members = [info for info in archive.infolist() if info.filename.endswith(".npy")]
            arrays, refused, total = {}, "", 0
            for info in members:
                name = info.filename.removesuffix(".npy")
                try:
                    with opened(archive, info) as member:
                        array = _array(member, info.file_size, f"{where}[{plain(name, 60)}]")
                except InputError as error:
                    refused = refused or str(error)
                    continue
                if (total := total + array.nbytes) > MOST_ARRAY_BYTES:
                    raise InputError(
                        tr("{where} holds more than {mb:g} MB of numbers", where=where, mb=MOST_ARRAY_BYTES / 1e6)
                    )
                if array.ndim in (1, 2) and len(array) and array.size // len(array) <= MOST_COLUMNS:
                    arrays[name] = array
    except BAD_ZIP:
        raise InputError(tr("{where} is damaged: it is not a valid NPZ archive", where=where)) from None
    pairs = [name for name, array in arrays.items() if array.shape[1:] == (2,) and array.dtype.kind != "U"]
    if not members:
        raise InputError(tr("{where} is a zip archive, but neither a workbook nor of NPZ arrays", where=where))
    if not pairs and refused:
        raise InputError(refused)
    numbers = sum(array.size // len(array) for array in arrays.values() if array.dtype.kind != "U")
    if not pairs and numbers < 2:
        shapes = {name: array.shape for name, array in arrays.items()}
        raise InputError(_wrong_shape(where, plain(shapes, 200)))
    return _joined(arrays, pairs, where)


def _joined(arrays: dict[str, Array], pairs: list[str], where: str) -> Sheet:
    wanted = [name for like in PREFERRED for name in pairs if name.casefold() == like]
    names: list[str] = []
    columns: list[Cells] = []
    usual = None
    for name, array in arrays.items():
        if name in wanted[:1] or pairs == [name]:
            usual = (len(columns), len(columns) + 1)
        names += [name] if array.ndim == 1 else [f"{name}[{k}]" for k in range(array.shape[1])]
        columns += _columns(array)
    return Sheet(where, tuple(names), tuple(columns), usual=usual)


def _columns(array: Array) -> tuple[Cells, ...]:
    if array.dtype.kind == "U":
        return ([str(word) for word in array.tolist()],) if array.ndim == 1 else ()
    with np.errstate(all="ignore"):  # values too large for float64 become infinite and are rejected
        whole: F64 = array.astype(np.float64)
    return (whole,) if whole.ndim == 1 else tuple(whole.T)


def _wrong_shape(where: str, shape: object) -> str:
    return tr(
        "{where} has the shape {shape}; it must be (n, 2), a column of x and one of y",
        where=where,
        shape=plain(shape, 200),
    )


def _array(file: IO[bytes], size: int, where: str) -> Array:
    """The array of an NPY stream of that many bytes; its header is checked before anything else is read."""
    shape, fortran, dtype = _header(file, where)
    if dtype.hasobject or dtype.kind not in "fiubU" or (dtype.kind == "U" and len(shape) != 1):
        raise InputError(tr("{where} holds {dtype}, not plain numbers", where=where, dtype=dtype))
    if not 1 <= len(shape) <= 2 or min(shape) < 1:
        raise InputError(_wrong_shape(where, shape))
    needed = int(np.prod([int(n) for n in shape], dtype=object)) * dtype.itemsize
    if needed > MOST_ARRAY_BYTES:
        raise InputError(tr("{where} declares {n:,} rows, which is too many", where=where, n=shape[0]))
    if needed > size:
        raise InputError(tr("{where} is truncated: it declares {n:,} rows but has fewer", where=where, n=shape[0]))
    raw = file.read(needed)
    if len(raw) < needed:
        raise InputError(tr("{where} is truncated: it declares {n:,} rows but has fewer", where=where, n=shape[0]))
    return np.frombuffer(raw, dtype=dtype).reshape(shape, order="F" if fortran else "C")


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
