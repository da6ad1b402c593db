"""Every figure of `bench speed`: its key, in printing order, and the function that measures it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from playground.cli import window_bench
from playground.core.errors import InputError
from playground.engine.bench.measured import Measured
from playground.i18n import tr

ENGINE = ("eager_over_textbook", "compiled_over_textbook", "compiled_r1r2_over_textbook", "compiled_over_floor")
MANY = ("batch32_ganlab", "batch32_small", "batch32_reference")
KEYS = (*ENGINE, *window_bench.KEYS, *MANY)


def chosen(only: str | None) -> tuple[str, ...]:
    """The keys of "KEY,KEY" in the table's order, all by default; InputError if one is unknown."""
    if only is None:
        return KEYS
    keys = [key.strip() for key in only.split(",")]
    for key in keys:
        if key not in KEYS:
            raise InputError(tr("unknown figure {key!r}; use {allowed}", key=key, allowed=", ".join(KEYS)))
    return tuple(key for key in KEYS if key in keys)


def measure(keys: Sequence[str]) -> Iterator[tuple[str, Measured]]:
    """Yields each figure when it is ready; loads torch and opens a window only for those that need it."""
    yield from _engine([key for key in keys if key in ENGINE])
    if wanted := [key for key in keys if key in window_bench.KEYS]:
        yield from window_bench.measure(wanted)
    yield from _many([key for key in keys if key in MANY])


def _engine(keys: Sequence[str]) -> Iterator[tuple[str, Measured]]:
    if keys:
        from playground.engine.bench.speed import MEASURES  # this loads torch

        yield from ((key, MEASURES[key]()) for key in keys)


def _many(keys: Sequence[str]) -> Iterator[tuple[str, Measured]]:
    if keys:
        from playground.engine.bench.many import MEASURES  # this loads torch

        yield from ((key, MEASURES[key]()) for key in keys)
