"""Numbers as people type them: a decimal point or a decimal comma, and nothing that could mean two things."""

from __future__ import annotations

import re

from playground.core.errors import InputError
from playground.i18n import tr

_SIGNS = str.maketrans({"\u2212": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2019": "'"})
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}([ '])\d{3}(?:\1\d{3})*")
"""Thousands set apart by spaces or apostrophes, which are no decimal sign anywhere."""


def read_number(text: str) -> float:
    """The number that a text means; InputError, which says how to type it, where it means none or two.

    The last of two different signs is the decimal sign, and a sign that comes twice sets thousands apart. One sign before
    exactly three digits can be either (1.000 and 1,000 are one or a thousand), unless a 0 stands before it.
    """
    cleaned = text.strip().translate(_SIGNS)
    if (found := _GROUPED.match(cleaned)) and (end := cleaned[found.end() :])[:1] in ("", ".", ",", "e", "E"):
        cleaned = found[0].replace(found[1], "") + end
        if "," not in end and "." not in end:
            return float(cleaned)
    signs = re.findall(r"[.,]", cleaned)
    if len(set(signs)) == 2:
        decimal = signs[-1]
        whole, _, rest = cleaned.rpartition(decimal)
        if decimal in whole or not re.fullmatch(rf"[+-]?[1-9]\d{{0,2}}(?:{re.escape(signs[0])}\d{{3}})+", whole):
            raise InputError(_not_a_number(text))
        cleaned = whole.replace(signs[0], "") + "." + rest
    elif len(signs) > 1:
        if not re.fullmatch(r"[+-]?[1-9]\d{0,2}(?:[.,]\d{3})+", cleaned):
            raise InputError(_not_a_number(text))
        cleaned = re.sub(r"[.,]", "", cleaned)
    elif signs and re.fullmatch(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", cleaned):
        one, thousand = float(cleaned.replace(",", ".")), float(re.sub(r"[.,]", "", cleaned))
        raise InputError(
            tr(
                "{text} can mean {one} or {thousand}: type it without the sign, or with another digit at its end",
                text=cleaned,
                one=f"{one:g}",
                thousand=f"{thousand:.0f}",
            )
        )
    cleaned = cleaned.replace(",", ".")
    if not _PLAIN.fullmatch(cleaned):
        raise InputError(_not_a_number(text))
    return float(cleaned)


def _not_a_number(text: str) -> str:
    return tr("{text} is not a number; type one such as 0.05, 0,05 or 5e-2", text=text.strip() or "“”")
