"""The notation of formulas: plain text, read into glyphs, scripts and fractions, for whoever draws them.

"_x" and "^2" are a subscript and a superscript, "_{...}" and "^{...}" longer ones, "{...}/{...}" a fraction. Single
letters are italic, as variables are; words (log, max, data), numbers and E, the mean, are upright.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"[A-Za-z]{2,}|\d+|\s+|.", re.DOTALL)
_UPRIGHT = frozenset("E∇∂Σ∞√Γ")


@dataclass(frozen=True)
class Glyphs:
    """Letters on the line, all of one kind."""

    text: str
    italic: bool


@dataclass(frozen=True)
class Script:
    """What stands smaller, above the line or below it."""

    inside: Row
    raised: bool


@dataclass(frozen=True)
class Fraction:
    """One row over another."""

    above: Row
    below: Row


Node = Glyphs | Script | Fraction
Row = tuple[Node, ...]


@lru_cache(maxsize=512)
def parse(text: str) -> Row:
    """The text as a row of nodes; ValueError if a brace is not closed."""
    nodes: list[Node] = []
    at = 0
    while at < len(text):
        if text[at] in "_^":
            inside, after = _argument(text, at + 1)
            nodes.append(Script(parse(inside), text[at] == "^"))
        elif text[at] == "{":
            above, after = _group(text, at)
            if text[after : after + 2] != "/{":
                raise ValueError(f"{text!r}: a group at {at} is no fraction")
            below, after = _group(text, after + 1)
            nodes.append(Fraction(parse(above), parse(below)))
        else:
            found = _TOKEN.match(text, at)
            assert found is not None
            nodes.append(Glyphs(found[0], len(found[0]) == 1 and found[0].isalpha() and found[0] not in _UPRIGHT))
            after = found.end()
        at = after
    return tuple(nodes)


def _argument(text: str, at: int) -> tuple[str, int]:
    """What a script applies to, and where it ends: a group, a word or one character."""
    if text[at : at + 1] == "{":
        return _group(text, at)
    found = _TOKEN.match(text, at)
    if found is None:
        raise ValueError(f"{text!r}: a script without its text")
    return found[0], found.end()


def _group(text: str, at: int) -> tuple[str, int]:
    """The text between a brace and the one that closes it, and where that ends."""
    depth = 0
    for i in range(at, len(text)):
        depth += {"{": 1, "}": -1}.get(text[i], 0)
        if not depth:
            return text[at + 1 : i], i + 1
    raise ValueError(f"{text!r}: a brace is not closed")
