"""A glance at a session file: what it is of and how far it came, without its numbers, for a list of sessions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from playground.core.experiment import EXPERIMENT
from playground.core.files.zips import BAD_ZIP, listed, read_member
from playground.core.session.file import MOST_LISTING_BYTES, NOTE

MOST_BYTES = 16_000_000
"""Of the note; a longer one is not worth the wait."""


@dataclass(frozen=True)
class Glance:
    """Where a session stood. Nothing here is proved: the file itself is judged when it is opened."""

    target: str
    iteration: int


class _Checkpoint(msgspec.Struct):
    moment: int
    experiment: int
    counters: dict[str, int]


class _Line(msgspec.Struct):
    number: int
    checkpoints: list[_Checkpoint]


class _Note(msgspec.Struct):
    experiments: list[dict[str, Any]]
    lines: list[_Line]
    line: int
    moment: int


def glance(path: Path) -> Glance | None:
    """What the file says of itself; None where that can't be read."""
    try:
        with path.open("rb") as file, listed(file, MOST_LISTING_BYTES) as pack:
            info = pack.getinfo(NOTE)
            if info.file_size > MOST_BYTES:
                return None
            return _of(msgspec.json.decode(read_member(pack, info), type=_Note))
    except (OSError, *BAD_ZIP, KeyError, IndexError, ValueError, StopIteration, RecursionError, MemoryError):
        return None


def _of(note: _Note) -> Glance:
    line = next(line for line in note.lines if line.number == note.line)
    here = next(c for c in line.checkpoints if c.moment == note.moment)
    target: Any = EXPERIMENT.target
    for values in note.experiments[: here.experiment + 1]:
        target = values.get("target", target)
    return Glance(str(target), here.counters["iteration"])
