"""The `reproduce` command: a table recomputed and printed beside what it is compared with; the exit status tells whether it agrees."""

from collections.abc import Callable

from playground.engine.reproduce.catalogue import REPRODUCTIONS
from playground.engine.reproduce.table import Options


def run(name: str, as_json: bool, write: Callable[[str], object], options: Options | None = None) -> int:
    """Passes the table to `write` in one call; returns 0 if every checked row agrees, else 1; InputError for an
    unknown name.
    """
    table = REPRODUCTIONS[name].table(options or Options())
    write(table.as_json() if as_json else table.as_text())
    return 0 if table.passed else 1
