"""One check of the audit: a quantity, the reference it is compared with, and the deviation that is allowed."""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from playground.i18n import Text, tr


@dataclass(frozen=True)
class Check:
    """`deviation()` gives the largest deviation from the reference, and how many cases it is the largest of."""

    name: str
    label: Text
    """The quantity."""
    help: Text
    """The reference."""
    allowed: float
    deviation: Callable[[], tuple[float, int]]


@dataclass(frozen=True)
class Finding:
    """The result of a check."""

    name: str
    quantity: str
    reference: str
    cases: int
    deviation: float
    allowed: float

    @property
    def passed(self) -> bool:
        """False also where the deviation is NaN."""
        return self.deviation <= self.allowed


@dataclass(frozen=True)
class Report:
    """All findings, as a table or as JSON."""

    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """True if no deviation is larger than allowed."""
        return all(finding.passed for finding in self.findings)

    def as_text(self) -> str:
        """The table."""
        rows = [
            (
                tr("quantity"),
                tr("reference"),
                tr("cases"),
                tr("largest deviation"),
                tr("allowed"),
                "",
            ),
            *(
                (
                    f.quantity,
                    f.reference,
                    f"{f.cases:,}",
                    f"{f.deviation:.2g}",
                    f"{f.allowed:g}",
                    "PASS" if f.passed else "FAIL",
                )
                for f in self.findings
            ),
        ]
        widths = [max(_width(row[i]) for row in rows) for i in range(len(rows[0]))]
        return "\n".join(
            "  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
        )

    def as_json(self) -> str:
        """One object per finding."""
        return json.dumps([{**vars(f), "passed": f.passed} for f in self.findings], ensure_ascii=False)


def made(check: Check) -> Finding:
    """The finding of a check."""
    deviation, cases = check.deviation()
    return Finding(check.name, tr(check.label), tr(check.help), cases, deviation, check.allowed)


def largest(deviations: Sequence[float]) -> tuple[float, int]:
    """The largest of these, NaN if any is, and their number."""
    return (float("nan") if any(map(math.isnan, deviations)) else max(deviations)), len(deviations)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
