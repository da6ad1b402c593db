"""The `reproduce` command: a published table computed again, printed, and judged by its exit status."""

from collections.abc import Callable

from playground.engine.reproduce.catalogue import REPRODUCTIONS
from playground.engine.reproduce.table import Options


def run(name: str, as_json: bool, write: Callable[[str], object], options: Options | None = None) -> int:
    """The table goes to `write` in one call; 0 if every checked row holds, else 1; InputError if there is no such name."""
    table = REPRODUCTIONS[name].table(options or Options())
    write(table.as_json() if as_json else table.as_text())
    return 0 if table.passed else 1
