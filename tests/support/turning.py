"""A session turned by hand on the test's own thread, until it is at rest."""

import queue

from playground.engine.letters import Letter, Picture
from playground.engine.session import Session


def rest(s: Session) -> Picture | None:
    """Turns until the session is at rest; its last picture."""
    s.turn(wait=False)
    for _ in range(20_000):
        if not s.busy:
            break
        s.turn(wait=False)
    assert not s.busy
    s.turn(wait=False)
    return s.pictures.take()


def letters(s: Session) -> list[Letter]:
    found = []
    while True:
        try:
            found.append(s.letters.get_nowait())
        except queue.Empty:
            return found
