"""TOML from untrusted sources: its size and the length of its keys are checked first, as long ones take hours to parse."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from playground.core.errors import InputError
from playground.core.files import reading
from playground.core.files.sentence import plain
from playground.i18n import tr

MOST_BYTES = 1_000_000
MOST_BARE = 100_000
"""Characters outside quotation marks: far more than any file of the program has."""
MOST_PARTS = 33
MOST_DEPTH = 100
"""Brackets within brackets: Python's reader takes seconds for many, where torch has raised the limit of recursion."""
_QUOTED = re.compile(r'"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*+"|\'\'\'[\s\S]*?\'\'\'|\'[^\'\n]*+\'|#[^\n]*+')
_LONG_KEY = re.compile(r"(?:^|[,=\[\]{}\n])(?:[^.,=\[\]{}\n]*+\.){33}")
"""A key, or a table's name, with more parts than MOST_PARTS."""


def read(path: Path) -> dict[str, Any]:
    """The contents of a TOML file; InputError, one sentence that starts with the path, if it is not valid."""
    return parsed(reading.text(path, MOST_BYTES), plain(path))


def parsed(text: str, where: str) -> dict[str, Any]:
    """The contents of a TOML text; `where` starts the sentence if it is refused."""
    bare = _QUOTED.sub("", text)
    if len(bare) > MOST_BARE:
        raise InputError(
            tr("{where} is too large: at most 100,000 characters outside quotation marks are allowed", where=where)
        )
    if _LONG_KEY.search(bare):
        reason = tr("a key has more than {n} parts", n=MOST_PARTS)
        raise InputError(tr("{where} is not valid TOML: {reason}", where=where, reason=reason))
    if _depth(bare) > MOST_DEPTH:
        reason = tr("brackets are nested more than {n} deep", n=MOST_DEPTH)
        raise InputError(tr("{where} is not valid TOML: {reason}", where=where, reason=reason))
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # e.g. a number with thousands of digits
        raise InputError(tr("{where} is not valid TOML: {reason}", where=where, reason=plain(error))) from None


def _depth(bare: str) -> int:
    """How deep brackets are nested at most."""
    most = depth = 0
    for bracket in re.findall(r"[\[\]{}]", bare):
        depth += 1 if bracket in "[{" else -1
        most = max(most, depth)
    return most
