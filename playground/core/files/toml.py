"""TOML that anybody may have written: its size and the length of its keys are judged first, as long ones take hours to read."""

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
"""Characters outside of quotation marks: no file of ours has nearly as many."""
MOST_PARTS = 33
_QUOTED = re.compile(r'"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*+"|\'\'\'[\s\S]*?\'\'\'|\'[^\'\n]*+\'|#[^\n]*+')
_LONG_KEY = re.compile(r"(?:^|[,=\[\]{}\n])(?:[^.,=\[\]{}\n]*+\.){33}")
"""A key, or a table's name, with more parts than MOST_PARTS."""


def read(path: Path) -> dict[str, Any]:
    """What a TOML file says; InputError, one sentence that begins with the path, where that cannot be told."""
    return parsed(reading.text(path, MOST_BYTES), plain(path))


def parsed(text: str, where: str) -> dict[str, Any]:
    """What a TOML text says; `where` begins the sentence if it is refused."""
    bare = _QUOTED.sub("", text)
    if len(bare) > MOST_BARE:
        raise InputError(tr("{where} is too large: 100,000 characters outside of quotation marks at most", where=where))
    if _LONG_KEY.search(bare):
        reason = tr("a key has more than {n} parts", n=MOST_PARTS)
        raise InputError(tr("{where} is not valid TOML: {reason}", where=where, reason=reason))
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also a number of thousands of digits
        raise InputError(tr("{where} is not valid TOML: {reason}", where=where, reason=plain(error))) from None
