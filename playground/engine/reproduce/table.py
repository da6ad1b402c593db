"""A table of our values beside earlier ones, with the rule by which each is compared."""

import json
import math
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Protocol

from playground.core.registry import Registry
from playground.i18n import Text, tr

TOLERANCE = 0.02
EXACT = 1e-9
"""Rounding of float64, with a margin."""


@dataclass(frozen=True)
class Options:
    """Options for reproductions that train networks; those that only compute ignore them."""

    seeds: tuple[int, ...] = (0, 1, 2, 3, 4)
    budget: float | None = None
    """Seconds for each seed; None: the reproduction's default."""


class Outcome(Protocol):
    """The result of a reproduction."""

    @property
    def passed(self) -> bool: ...
    def as_text(self) -> str: ...
    def as_json(self) -> str: ...


@dataclass(frozen=True)
class Row:
    """One of our values beside an earlier run's, which is kept as that printed it: its digits show its precision."""

    key: str
    """The value's key, which is never translated."""
    label: str
    quantity: str
    ours: float
    printed: str
    rule: str = "printed"
    bound: float = math.nan
    digits: int = 3
    """Significant digits of ours to show."""

    @property
    def passed(self) -> bool | None:
        """None if nothing is checked."""
        return RULES[self.rule].holds(self)


@dataclass(frozen=True)
class Rule:
    """A way to compare."""

    name: str
    label: Text
    help: str
    holds: Callable[[Row], bool | None]


def agrees(ours: float, printed: str) -> bool:
    """Ours is within 2 % of the printed value, or equal to it when rounded to the same number of digits."""
    if not math.isfinite(ours):
        return False
    value = Decimal(printed)
    digits = len(value.as_tuple().digits)
    rounded = Decimal(f"{ours:.{digits - 1}e}")
    return rounded == value or abs(ours - float(value)) <= TOLERANCE * abs(float(value))


def unit(printed: str) -> float:
    """One unit of the last printed digit."""
    return 10.0 ** int(Decimal(printed).as_tuple().exponent)


RULES: Registry[Rule] = Registry("rule")
RULES.add(
    Rule(
        "printed",
        "2 % or rounding",
        "Within 2 % of the earlier value, or equal to it when rounded to its number of digits.",
        lambda row: agrees(row.ours, row.printed),
    )
)
RULES.add(
    Rule(
        "last_digit",
        "last digit ± 1",
        "Within one unit of the last digit: for an earlier value known to be rounded incorrectly.",
        lambda row: abs(row.ours - float(row.printed)) <= unit(row.printed),
    )
)
RULES.add(Rule("below", "below {bound}", "Smaller than the bound.", lambda row: row.ours < row.bound))
RULES.add(Rule("above", "at least {bound}", "The bound or more.", lambda row: row.ours >= row.bound))
RULES.add(
    Rule(
        "more",
        "more than {bound}",
        "Larger than the bound by more than rounding.",
        lambda row: row.ours > row.bound + EXACT,
    )
)
RULES.add(
    Rule(
        "at_most", "at most {bound}", "The bound or less, but for rounding.", lambda row: row.ours <= row.bound + EXACT
    )
)
RULES.add(
    Rule(
        "exact",
        "equal to 1e-9",
        "Within 1e-9 of a closed form.",
        lambda row: abs(row.ours - row.bound) <= EXACT * max(1.0, abs(row.bound)),
    )
)
RULES.add(Rule("unchecked", "not checked", "Shown and not compared.", lambda _: None))

STATUS: dict[bool | None, Text] = {True: "PASS", False: "FAIL", None: "-"}
HEADINGS: tuple[Text, ...] = ("", "value", "ours", "rule", "")
EARLIER, PAPER = "earlier", "paper"
BESIDE: dict[str, Text] = {EARLIER: "earlier run", PAPER: "paper"}
"""What stands beside our values: by its key in JSON, the heading of its column."""


@dataclass(frozen=True)
class Table:
    """A reproduction's outcome; title, labels, quantities and notes are in the user's language."""

    name: str
    title: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    beside: str = EARLIER
    """A key of BESIDE."""

    @property
    def passed(self) -> bool:
        """True if every checked row agrees."""
        return all(row.passed is not False for row in self.rows)

    def as_text(self) -> str:
        """Aligned columns, a repeated label left out; then how many rows agree; then the notes."""
        heads = [tr(word) for word in HEADINGS]
        lines = [(*heads[:3], tr(BESIDE[self.beside]), *heads[3:]), *(_cells(row) for row in self.rows)]
        shown = [lines[0], lines[1], *(_without_repeat(a, b) for a, b in pairwise(lines[1:]))] if self.rows else lines
        checked = [row.passed for row in self.rows if row.passed is not None]
        count = tr("{good} of {checked} checked values agree.", good=sum(checked), checked=len(checked))
        return "\n".join([self.title, "", *aligned(shown), "", count, *self.notes])

    def as_json(self) -> str:
        """The same as JSON; a value that is not finite becomes null."""
        rows = [
            {
                "key": row.key,
                "label": row.label,
                "quantity": row.quantity,
                "ours": row.ours if math.isfinite(row.ours) else None,
                self.beside: row.printed,
                "rule": row.rule,
                "bound": row.bound if math.isfinite(row.bound) else None,
                "passed": row.passed,
            }
            for row in self.rows
        ]
        whole = {"name": self.name, "title": self.title, "passed": self.passed, "rows": rows, "notes": self.notes}
        return json.dumps(whole, indent=2, ensure_ascii=False)


def _cells(row: Row) -> tuple[str, ...]:
    rule = tr(RULES[row.rule].label, bound=f"{row.bound:g}")
    ours = f"{row.ours:#.{row.digits}g}".rstrip(".")
    return row.label, row.quantity, ours, row.printed, rule, tr(STATUS[row.passed])


def _without_repeat(before: tuple[str, ...], line: tuple[str, ...]) -> tuple[str, ...]:
    return ("" if line[0] == before[0] else line[0], *line[1:])


def aligned(lines: Sequence[tuple[str, ...]]) -> list[str]:
    """Lines of text with columns aligned for a terminal."""
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    return ["  ".join(map(_padded, line, widths)).rstrip() for line in lines]


def _width(text: str) -> int:
    """The width of the text in a terminal: two columns for each Chinese, Japanese or Korean character."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
