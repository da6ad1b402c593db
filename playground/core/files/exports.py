"""Numbers for export: the curves as a table, the points as a table or an array; files are complete or absent."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

import numpy as np
import numpy.typing as npt

from playground.core.arrays import F32
from playground.core.errors import InputError
from playground.core.files.atomic import written
from playground.core.files.reasons import why
from playground.i18n import either, tr


class Columns(Protocol):
    """Named columns over iterations, as in engine/curves.py."""

    @property
    def x(self) -> npt.NDArray[np.int64]: ...
    @property
    def y(self) -> Mapping[str, F32]: ...


class Points(Protocol):
    """Real points and fakes, (n, 2) each, and perhaps their classes (n,) and the names of these, as the samples lens sees
    them.
    """

    @property
    def real(self) -> F32: ...
    @property
    def fake(self) -> F32: ...
    @property
    def labels(self) -> npt.NDArray[np.intp] | None: ...
    @property
    def names(self) -> tuple[str, ...]: ...


# ---- files ----


@contextmanager
def exported(path: Path) -> Iterator[IO[bytes]]:
    """A file that is written completely or not at all; InputError, one sentence, if it can't be written."""
    try:
        with written(path) as file:
            yield file
    except OSError as error:
        reason = why(error)
        raise InputError(tr("{path} can't be written: {reason}", path=path, reason=reason)) from None


def save(path: Path, data: bytes) -> None:
    """Writes a file completely or not at all; InputError if it can't be written."""
    with exported(path) as file:
        file.write(data)


def kind_of(path: Path, kinds: Collection[str]) -> str:
    """A file name's extension in lower case; InputError if it is not one of these."""
    suffix = path.suffix.lower()
    if suffix not in kinds:
        raise InputError(tr("{path} must end in {kinds}", path=path, kinds=either(tuple(kinds))))
    return suffix


# ---- tables ----


def curves_csv(*curves: Columns) -> bytes:
    """One row for each iteration that any of the curves has; a cell is empty if its curve has no value there."""
    iterations = np.unique(np.concatenate([curve.x for curve in curves]))
    names, columns = ["iteration"], [[str(i) for i in iterations.tolist()]]
    for curve in curves:
        places = np.searchsorted(iterations, curve.x)
        for name, values in curve.y.items():
            cells = [""] * len(iterations)
            for place, value in zip(places.tolist(), values, strict=True):
                cells[place] = cell(value)
            names.append(name)
            columns.append(cells)
    return _lines([names, *zip(*columns, strict=True)])


def cell(value: np.float32) -> str:
    """The shortest text that reads back as the same float32; nothing for NaN."""
    return "" if np.isnan(value) else str(value).removesuffix(".0")


def samples_csv(points: Points) -> bytes:
    """Columns x, y and kind, and class if the points have one: all real points, then all fakes."""
    rows = [(cell(x), cell(y), kind) for kind, some in (("real", points.real), ("fake", points.fake)) for x, y in some]
    if points.labels is None:
        return _lines([("x", "y", "kind"), *rows])
    classes = [_quoted(points.names[label]) for label in points.labels] * 2
    return _lines([("x", "y", "kind", "class"), *((*row, name) for row, name in zip(rows, classes, strict=True))])


def _quoted(text: str) -> str:
    """A text as a cell: in quotation marks where it has a comma, one of these or a line break."""
    return '"' + text.replace('"', '""') + '"' if set(text) & set(',"\n\r') else text


def samples_npy(points: Points) -> bytes:
    """The fakes alone, float32 (n, 2)."""
    file = io.BytesIO()
    np.save(file, np.ascontiguousarray(points.fake, np.float32), allow_pickle=False)
    return file.getvalue()


SAMPLES: dict[str, Callable[[Points], bytes]] = {".csv": samples_csv, ".npy": samples_npy}
"""How points are written, by the file name's extension."""
CURVES = (".csv",)


def _lines(rows: Collection[Collection[str]]) -> bytes:
    return "".join(",".join(row) + "\n" for row in rows).encode()
