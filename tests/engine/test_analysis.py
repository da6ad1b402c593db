"""An analysis: it ends in a letter, changes nothing, lets commands in between, and any move cancels it."""

from __future__ import annotations

import pytest

from playground.core.experiment import Experiment
from playground.core.lenses import Refused
from playground.core.theory.path import PathAngle
from playground.core.training.extreme import Outermost
from playground.engine.commands import Analyse, Pause, Step
from playground.engine.letters import Analysed
from playground.engine.session import Session
from tests.support.travel import session
from tests.support.turning import letters, rest

SMALL = Experiment(g_layers=1, d_layers=1, g_width=8, d_width=8, batch=32)


def trained(experiment: Experiment = SMALL, iterations: int = 20) -> Session:
    s = session(experiment)
    s.send(Step("iteration", iterations))
    rest(s)
    letters(s)
    return s


@pytest.mark.parametrize(("what", "kind"), [("eigenvalues", Outermost), ("path", PathAngle)])
def test_it_ends_in_a_letter_and_changes_nothing(what: str, kind: type) -> None:
    s = trained()
    before = s.current.trainer.state()
    s.send(Analyse(what, 8))
    picture = rest(s)
    (letter,) = letters(s)
    assert isinstance(letter, Analysed)
    assert (letter.what, letter.iteration, letter.since) == (what, 20, 8)
    assert isinstance(letter.result, kind)
    assert s.current.trainer.state().equals(before)
    assert picture is not None
    assert picture.analysed is None
    assert s.current.moment == s.current.line.log.end == 20


@pytest.mark.parametrize(("since", "begins"), [(0, 0), (10, 10), (20, 20)])
def test_a_path_begins_at_the_last_checkpoint_before_and_is_refused_if_that_is_here(since: int, begins: int) -> None:
    s = trained()
    s.send(Analyse("path", since))
    rest(s)
    (letter,) = letters(s)
    assert isinstance(letter, Analysed)
    assert letter.since == begins
    assert isinstance(letter.result, Refused if begins == 20 else PathAngle)


@pytest.mark.parametrize("what", ["eigenvalues", "path"])
def test_what_cannot_be_linearised_is_refused_in_a_sentence(what: str) -> None:
    s = trained(SMALL.changed({"spectral_norm": "on"}), 3)
    s.send(Analyse(what))
    rest(s)
    (letter,) = letters(s)
    assert isinstance(letter, Analysed)
    assert isinstance(letter.result, Refused)
    assert "spectral norm" in letter.result.sentence


@pytest.mark.parametrize("command", [Pause(), Step("d", 1)])
def test_it_shows_its_progress_and_a_move_cancels_it(command: Pause | Step) -> None:
    s = trained(Experiment())
    s.send(Analyse("eigenvalues"))
    shares = []
    for _ in range(6):
        s.turn(wait=False)
        picture = s.pictures.take()
        shares += [picture.analysed] if picture else []
    assert any(share is not None and 0 < share < 1 for share in shares)
    s.send(command)
    picture = rest(s)
    assert letters(s) == []
    assert picture is not None
    assert picture.analysed is None
