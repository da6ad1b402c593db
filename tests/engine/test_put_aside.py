"""A session that is put aside comes back to the bit, and is the one that is autosaved."""

from pathlib import Path

from playground.core.session import file as session_file
from playground.engine import commands
from playground.engine.session import Session
from tests.support.travel import LENSES, TINY
from tests.support.turning import rest


def said(session: Session, *sent: commands.Command) -> None:
    for command in sent:
        session.send(command)
        rest(session)


def test_what_was_put_aside_comes_back_to_the_bit_with_its_past() -> None:
    session = Session(TINY)
    said(session, commands.Watch(LENSES, session._camera.display), commands.Step("iteration", 70), commands.Back(3))
    state, moment, lines = session.current.trainer.state(), session.current.moment, dict(session.past.lines)
    said(session, commands.PutAside())
    assert session.current.iteration == 0
    assert set(session.past.lines) != set(lines) or session.past.lines != lines
    other = TINY.changed({"target": "two_moons", "seed": 9})
    said(session, commands.Configure(other), commands.Step("iteration", 40), commands.TakeBack())
    assert session.current.trainer.state().equals(state)
    assert session.current.moment == moment
    assert session.past.lines == lines
    said(session, commands.Rewind(moment + 3))
    assert session.current.moment == moment + 3, "its future is there too"


def test_putting_aside_twice_keeps_the_first_and_taking_back_nothing_does_nothing() -> None:
    session = Session(TINY)
    said(session, commands.Step("iteration", 5))
    state = session.current.trainer.state()
    said(session, commands.PutAside(), commands.Step("iteration", 3), commands.PutAside(), commands.TakeBack())
    assert session.current.trainer.state().equals(state)
    said(session, commands.TakeBack())
    assert session.current.trainer.state().equals(state)


def test_an_autosave_is_of_the_session_that_was_put_aside(tmp_path: Path) -> None:
    session = Session(TINY)
    said(session, commands.Step("iteration", 12), commands.PutAside(), commands.Step("iteration", 2))
    said(session, commands.Save(tmp_path / "quiet.ganplay", quiet=True), commands.Save(tmp_path / "said.ganplay"))
    session._saver.finish()
    assert session_file.read(tmp_path / "quiet.ganplay").moment == 12
    assert session_file.read(tmp_path / "said.ganplay").moment == 2
