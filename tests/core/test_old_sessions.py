"""Sessions that the first version saved, before the redesign, still open, and training continues from them."""

from pathlib import Path

import pytest

from playground.core.lenses import SAMPLES, Display
from playground.core.session import file as session_file
from playground.core.training.trainer import Trainer
from playground.engine.commands import Load, Step, Watch
from playground.engine.letters import Loaded
from playground.engine.session import Session
from tests.support.sessions import OWN, TINY, archive, same_bits
from tests.support.turning import rest

OLD = Path(__file__).parents[1] / "support" / "sessions"
MADE_OF = {"branches": TINY.changed({"batch": 8}), "compiled": TINY, "own_data": TINY.changed({**OWN, "batch": 12})}


@pytest.fixture(params=sorted(MADE_OF))
def old(request: pytest.FixtureRequest) -> Path:
    return OLD / f"{request.param}.ganplay"


def test_an_old_session_opens_where_it_stood_and_training_continues(old: Path) -> None:
    kept = session_file.read(old)
    session = Session(TINY)
    session.send(Watch(frozenset({SAMPLES}), Display()))
    session.send(Load(old))
    picture = rest(session)
    assert picture is not None
    assert session.letters.get_nowait() == Loaded(old, kept.layout)
    assert picture.counters == kept.here.state.counters
    assert session.current.trainer.state().equals(kept.here.state)
    session.send(Step("iteration", 3))
    later = rest(session)
    assert later is not None
    assert later.counters.iteration == picture.counters.iteration + 3


def test_an_old_session_says_what_it_was_made_of(old: Path) -> None:
    kept = session_file.read(old)
    if old.stem != "branches":
        assert kept.here.experiment == MADE_OF[old.stem]
    moves = {move for line in kept.lines for move, _ in line.log.stretches if isinstance(move, str)}
    assert ("compiled" in moves) == (old.stem == "compiled")
    assert (len(kept.lines) > 1) == (old.stem == "branches")


def test_an_old_session_is_saved_again_to_the_bit(old: Path, tmp_path: Path) -> None:
    session = Session(TINY)
    session.send(Load(old))
    rest(session)
    copy = tmp_path / "copy.ganplay"
    session_file.write(copy, archive(session, session_file.read(old).layout))
    same_bits(session_file.read(copy), session_file.read(old))


def test_an_old_checkpoint_restores_into_todays_trainer(old: Path) -> None:
    here = session_file.read(old).here
    trainer = Trainer(here.experiment)
    trainer.restore(here.state)
    assert trainer.state().equals(here.state)
