"""A sheet: the columns of a person's table, from which two become points and one may give labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from playground.core.arrays import F64
from playground.core.errors import InputError
from playground.core.files.sentence import plain
from playground.core.own_data.kinds import MOST_MODES
from playground.core.own_data.numerals import Style, like_a_number, tidy
from playground.i18n import tr

NO_LABEL = frozenset({"na", "n/a", "<na>", "nan", "nat", "null"})
"""What programs write for a label that is missing."""

Cells = Sequence[str] | F64
"""A column as it is in the file: words, or numbers where the file has those."""

INDEX_NAMES = frozenset({"", "index", "unnamed: 0", "row", "rowname", "rownames", "row.names", "id", "nr", "no"})
LABEL_NAMES = frozenset({"label", "labels", "class", "classes", "target", "group", "cluster", "category", "species"})
XY = (("x", "y"), ("x1", "x2"), ("x_1", "x_2"), ("x[0]", "x[1]"), ("x0", "x1"))
"""Headers of two columns that are meant among others."""
LOOKED_AT = 400
"""Rows by which a column is judged."""
MOST_CLASSES = 20
MOST_LISTED = 12


@dataclass(frozen=True)
class Choice:
    """Which columns a person wants, by header or by number from 1: two for the points, and perhaps one of labels."""

    columns: tuple[str, ...] = ()
    labels: str = ""
    numbered: bool = False
    """All are numbers, even where a header looks like one."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """The columns of a table; `names` are its headers, empty where it has none."""

    where: str
    names: tuple[str, ...]
    columns: tuple[Cells, ...]
    lines: Sequence[int] = ()
    """The line of each row in the file, from 1; empty where a file has no lines."""
    style: Style | None = None
    """How its numbers are written; None where they are stored as numbers."""
    units: tuple[str, ...] = ()
    """A row of units under the header."""
    empty: int = 0
    """Rows without any content, left out."""
    comments: int = 0
    """Lines below the first row of data that begin with #, left out."""
    usual: tuple[int, int] | None = None
    """The two columns that the file itself means."""

    @property
    def header(self) -> bool:
        return any(self.names)

    def title(self, k: int) -> str:
        """A column's number and name, for people."""
        return f"{k + 1} ({plain(self.names[k], 30)})" if self.names[k] else f"{k + 1}"

    def listing(self) -> str:
        """All columns, for people."""
        named = [self.title(k) for k in range(min(len(self.columns), MOST_LISTED))]
        return ", ".join(named) + (", …" if len(self.columns) > MOST_LISTED else "")

    def place(self, word: str, numbered: bool = False) -> int:
        """The column of that header or number; InputError that lists what is there."""
        wanted = word.strip()
        for names, name in ((self.names, wanted), ([name.casefold() for name in self.names], wanted.casefold())):
            if name and names.count(name) == 1 and not numbered:
                return names.index(name)
        if wanted.isdecimal() and wanted.isascii() and 1 <= int(wanted[:9]) <= len(self.columns):
            return int(wanted) - 1
        raise InputError(
            tr(
                "{where} has no column {name!r}; it has {all}",
                where=self.where,
                name=plain(word, 40),
                all=self.listing(),
            )
        )

    # ---- which columns ----

    @cached_property
    def numeric(self) -> tuple[int, ...]:
        """The columns that mostly hold numbers, without one that only counts the rows."""
        return tuple(k for k in range(len(self.columns)) if self._mostly_numbers(k) and not self._counts(k))

    def _sample(self, k: int) -> Sequence[str]:
        column = self.columns[k]
        return [str(cell) for cell in column[:: max(1, len(column) // LOOKED_AT)]]

    def _mostly_numbers(self, k: int) -> bool:
        column = self.columns[k]
        if isinstance(column, np.ndarray):
            return True
        sample = self._sample(k)
        return 2 * sum(like_a_number(tidy(cell)) for cell in sample) > len(sample)

    def _counts(self, k: int) -> bool:
        """Whether a column is the index that a data frame writes beside its columns: whole numbers, each once."""
        if not self.header or self.names[k].casefold() not in INDEX_NAMES or len(self.columns) < 3:
            return False
        column = self.columns[k]
        head = [f"{cell:g}" for cell in column[:LOOKED_AT]] if isinstance(column, np.ndarray) else column[:LOOKED_AT]
        cells = [tidy(cell) for cell in head]
        return all(map(str.isdecimal, cells)) and len(set(cells)) == len(cells)

    def _like_labels(self, k: int) -> bool:
        """Whether a column looks like numbered classes: few whole numbers, which repeat."""
        if self.names[k].casefold() in LABEL_NAMES:
            return True
        cells = [tidy(cell) for cell in self._sample(k)]
        whole = all(cell.removesuffix(".0").lstrip("-").isdecimal() for cell in cells)
        return whole and len(set(cells)) <= min(MOST_CLASSES, len(cells) // 2)

    def guess(self) -> tuple[tuple[int, int], str]:
        """The two columns that are meant, and why that is not certain, in a sentence, or nothing; InputError if there are
        not two.
        """
        if self.usual is not None:
            return self.usual, ""
        if len(self.columns) == 2:
            return (0, 1), ""
        lower = [name.casefold() for name in self.names]
        for x, y in XY:
            if lower.count(x) == lower.count(y) == 1:
                return (lower.index(x), lower.index(y)), ""
        numeric = [k for k in self.numeric if not self._like_labels(k)]
        if len(numeric) != 2:  # then it is unclear which are labels
            numeric = list(self.numeric)
        if len(numeric) < 2:
            raise InputError(
                tr("{where} has fewer than two columns of numbers; it has {all}", where=self.where, all=self.listing())
            )
        unsure = tr(
            "{where} has {n} columns of numbers; choose two of {all}",
            where=self.where,
            n=len(numeric),
            all=self.listing(),
        )
        return (numeric[0], numeric[1]), "" if len(numeric) == 2 else unsure

    def chosen(self, choice: Choice) -> tuple[int, int]:
        """The two columns of a choice; InputError if it names others, or names none and two are not obvious."""
        if not choice.columns:
            found, unsure = self.guess()
            if unsure:
                raise InputError(unsure)
            return found
        if len(choice.columns) == 1 and f"{choice.columns[0]}[1]" in self.names:  # an array of an NPZ
            return self.place(f"{choice.columns[0]}[0]"), self.place(f"{choice.columns[0]}[1]")
        if len(choice.columns) != 2:
            raise InputError(
                tr(
                    "{where}: choose two columns, not {n}, of {all}",
                    where=self.where,
                    n=len(choice.columns),
                    all=self.listing(),
                )
            )
        x, y = (self.place(word, choice.numbered) for word in choice.columns)
        return x, y

    # ---- what they hold ----

    def values(self, k: int) -> F64:
        """The numbers of a column, float64, finite; InputError with the line if one is none."""
        column = self.columns[k]
        if isinstance(column, np.ndarray):
            values, bad = column, -1
        else:
            values, bad = (self.style or Style()).numbers(column)
        if bad >= 0:
            shown = plain(tidy(str(column[bad])), 30)
            raise InputError(self._at(bad, tr("{text!r} is not a number", text=shown)))
        finite = np.isfinite(values)
        if not finite.all():
            raise InputError(self._at(int((~finite).argmax()), tr("a number is NaN or infinite")))
        return values

    def _at(self, row: int, fault: str) -> str:
        if len(self.lines):
            return tr("{where}, line {n}: {fault}", where=self.where, n=self.lines[row], fault=fault)
        return tr("{where}, data row {n}: {fault}", where=self.where, n=row + 1, fault=fault)

    def labels(self, k: int) -> tuple[npt.NDArray[np.uint8], tuple[str, ...]]:
        """Which of the labels each row of a column has, (n,), and the labels, sorted; InputError if there are too many."""
        words = [tidy(cell if isinstance(cell, str) else f"{cell:.10g}") for cell in self.columns[k]]
        if (
            bare := next((n for n, word in enumerate(words) if not word or word.casefold() in NO_LABEL), None)
        ) is not None:
            raise InputError(self._at(bare, tr("the label is missing")))
        names = sorted(set(words), key=lambda word: (not word.isdecimal(), int(word) if word.isdecimal() else 0, word))
        if len(names) > MOST_MODES:
            raise InputError(
                tr(
                    "{where}: column {name} has {n:,} different labels; at most {most} are allowed",
                    where=self.where,
                    name=self.title(k),
                    n=len(names),
                    most=MOST_MODES,
                )
            )
        number = {name: n for n, name in enumerate(names)}
        return np.array([number[word] for word in words], dtype=np.uint8), tuple(names)

    def head(self, rows: int) -> list[list[str]]:
        """The first rows as they are in the file, for a preview."""
        return [[*map(_shown, column[:rows])] for column in self.columns]


def _shown(cell: str | float) -> str:
    return plain(cell if isinstance(cell, str) else f"{cell:.6g}", 40)
