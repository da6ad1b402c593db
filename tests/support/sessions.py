"""Sessions to be saved, spoilt and read again, and the parts of a session file, to be put together otherwise."""

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import numpy as tensors

from playground.core.experiment import Experiment
from playground.core.own_data.build import mixture_text
from playground.core.session import file as session_file
from playground.core.session.archive import Archive
from playground.core.session.history import WeightSet
from playground.engine.archiving import archive_of
from playground.engine.commands import Branch, Command, Configure, Enter, Play, Restart, Rewind, Step, Stop
from playground.engine.past import Past
from playground.engine.session import Session
from tests.support.turning import rest

TINY = Experiment(g_layers=1, d_layers=1, g_width=4, d_width=4, batch=8)
OWN = {"target": "own", "own_data": mixture_text([(-1.0, 0.5, 0.2, 1.0), (1.0, 0.0, 0.4, 3.0)])}
NOTE, NUMBERS = session_file.NOTE, session_file.NUMBERS


def said(*commands: Command, experiment: Experiment = TINY, every: int = 4) -> Session:
    """A session that has obeyed these commands, one after the other."""
    session = Session(experiment)
    session.past = Past(every=every)
    for command in commands:
        session.send(command)
        rest(session)
    return session


def busy_session(experiment: Experiment = TINY) -> Session:
    """One with knobs turned, half-steps, typed weights, two branches and two runs; it stands in the middle of a branch."""
    return said(
        Play(Stop(at_iteration=9)),
        Configure(experiment.changed({"learning_rate_g": 0.003})),
        Step("d", 2),
        Step("g", 1),
        WeightSet("g", 0, (0, 0), 0.75),
        Step("iteration", 6),
        Rewind(7),
        Configure(experiment.changed({"batch": 16})),
        Step("iteration", 5),
        Branch("mine"),
        WeightSet("d", 1, (0,), -0.0),
        Step("iteration", 3),
        Restart(5),
        Step("iteration", 3),
        Enter(2),
        Rewind(10),
        experiment=experiment,
    )


def archive(session: Session, layout: str = "") -> Archive:
    assert session.current.prove() is None
    return archive_of(session.past, session.current, layout)


def saved(path: Path, session: Session) -> Path:
    session_file.write(path, archive(session, "a layout"))
    return path


def parts(path: Path) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The note and the numbers of a session file."""
    with zipfile.ZipFile(path) as pack:
        return json.loads(pack.read(NOTE)), tensors.load(pack.read(NUMBERS))


def zipped(*members: tuple[str, bytes], packed: tuple[str, ...] = (NOTE,)) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as pack:
        for name, content in members:
            pack.writestr(name, content, zipfile.ZIP_DEFLATED if name in packed else zipfile.ZIP_STORED)
    return file.getvalue()


def joined(note: Any, numbers: dict[str, np.ndarray] | bytes) -> bytes:
    """A session file of these parts, with every checksum right."""
    text = note if isinstance(note, bytes) else json.dumps(note).encode()
    return zipped((NOTE, text), (NUMBERS, numbers if isinstance(numbers, bytes) else tensors.save(numbers)))


def safetensors(header: Any, data: bytes = b"", length: int | None = None) -> bytes:
    """A safetensors whose header says this, true or not."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return (len(text) if length is None else length).to_bytes(8, "little") + text + data


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
