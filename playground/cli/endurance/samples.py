"""Small sessions with everything in them, and the parts of a session file, to be spoilt."""

import io
import json
import zipfile
from typing import Any

from playground.core.experiment import Experiment
from playground.core.own_data.build import mixture_text
from playground.core.session import file as session_file
from playground.core.session.archive import Archive
from playground.core.session.history import WeightSet
from playground.engine.archiving import archive_of
from playground.engine.commands import Branch, Command, Configure, Enter, Play, Restart, Rewind, Step, Stop
from playground.engine.past import Past
from playground.engine.session import Session

TINY = Experiment(
    g_layers=1,
    d_layers=1,
    g_width=4,
    d_width=4,
    batch=8,
    g_activation="relu",
    penalty_weight=0.1,
    learning_rate_d=1e-3,
)


OWN = {"target": "own", "own_data": mixture_text([(-1.0, 0.5, 0.2, 1.0), (1.0, 0.0, 0.4, 3.0)])}


NOTE, NUMBERS = session_file.NOTE, session_file.NUMBERS


def rest(session: Session) -> None:
    """Turns until the session is at rest."""
    session.turn(wait=False)
    while session.busy:
        session.turn(wait=False)
    session.turn(wait=False)
    session.pictures.take()


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


def zipped(*members: tuple[str, bytes], packed: tuple[str, ...] = (NOTE,)) -> bytes:
    """A zip of these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as pack:
        for name, content in members:
            pack.writestr(name, content, zipfile.ZIP_DEFLATED if name in packed else zipfile.ZIP_STORED)
    return file.getvalue()


def safetensors(header: Any, data: bytes = b"", length: int | None = None) -> bytes:
    """A safetensors whose header says this, true or not."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return (len(text) if length is None else length).to_bytes(8, "little") + text + data


def archive(session: Session, layout: str = "") -> Archive:
    """A session as it would be saved."""
    assert session.current.prove() is None
    return archive_of(session.past, session.current, layout)
