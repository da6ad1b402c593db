"""Sessions to be saved, spoilt and read again, and the parts of a session file, to be put together otherwise."""

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import numpy as tensors

from playground.cli.endurance.samples import NOTE, NUMBERS, OWN, TINY, archive, busy_session, safetensors, said, zipped
from playground.core.session import file as session_file
from playground.core.session.archive import Archive
from playground.engine.session import Session

__all__ = ["NOTE", "NUMBERS", "OWN", "TINY", "archive", "busy_session", "safetensors", "said", "zipped"]


def saved(path: Path, session: Session) -> Path:
    session_file.write(path, archive(session, "a layout"))
    return path


def parts(path: Path) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The note and the numbers of a session file."""
    with zipfile.ZipFile(path) as pack:
        return json.loads(pack.read(NOTE)), tensors.load(pack.read(NUMBERS))


def joined(note: Any, numbers: dict[str, np.ndarray] | bytes) -> bytes:
    """A session file of these parts, with every checksum right."""
    text = note if isinstance(note, bytes) else json.dumps(note).encode()
    return zipped((NOTE, text), (NUMBERS, numbers if isinstance(numbers, bytes) else tensors.save(numbers)))


def same_bits(a: Archive, b: Archive) -> None:
    assert (a.line, a.moment, a.machine, a.layout) == (b.line, b.moment, b.machine, b.layout)
    for x, y in zip(a.lines, b.lines, strict=True):
        assert (x.number, x.name, x.parent, x.forked_at, x.log.first) == (
            y.number,
            y.name,
            y.parent,
            y.forked_at,
            y.log.first,
        )
        assert repr([*x.log.stretches]) == repr([*y.log.stretches]), "also -0.0 is kept"
        for s, t in ((x.losses, y.losses), (x.metrics, y.metrics)):
            assert (s.x.tobytes(), s.y.tobytes(), s.stride) == (t.x.tobytes(), t.y.tobytes(), t.stride)
        for c, d in zip(x.checkpoints, y.checkpoints, strict=True):
            assert (c.moment, c.experiment, repr(c.measured)) == (d.moment, d.experiment, repr(d.measured))
            assert c.state.counters == d.state.counters
            for p, q in zip(c.state.tensors, d.state.tensors, strict=True):
                assert p.numpy().tobytes() == q.numpy().tobytes()


def one_sentence(message: str, name: str) -> None:
    assert message.isprintable(), "no line breaks, no halves of characters"
    assert name in message
    assert len(message) < 1200
    assert re.search(r"[\w)`\]'}.…\"]$", message), message
