"""Nothing that is not finite is kept, shown or saved, whatever a person does between two proofs."""

import math
from pathlib import Path

import numpy as np
import pytest

from playground.core.experiment import Experiment
from playground.core.lenses import SAMPLES
from playground.core.session import file as session_file
from playground.core.session.history import WeightSet
from playground.engine.commands import Branch, Command, Configure, Pause, Play, Restart, Rewind, Save
from playground.engine.letters import Diverged, Saved
from playground.engine.run import Run
from playground.engine.session import Session
from tests.support.travel import session
from tests.support.turning import letters, rest

WILD = Experiment(
    g_layers=2, d_layers=2, g_width=8, d_width=8, batch=8, objective="wasserstein", penalty="none",
    optimizer_d="sgd", optimizer_g="sgd",
    learning_rate_d=1.0, learning_rate_g=1.0,
)  # fmt: skip
"""Without a constraint both players' steps grow without bound: some ten iterations end in infinity."""


def first_bad() -> int:
    """The iteration that makes a number infinite."""
    run = Run(WILD)
    while (bad := run.advance("iteration", careful=True)) is None:
        assert run.iteration < 5000
    return bad.iteration


BAD = first_bad()


def in_the_gap(turns: int = 3) -> Session:
    """A session that plays, has just diverged, and has not proved it yet: some iterations beyond the first bad one."""
    s = session(WILD, every=10**6)
    s.send(Play())
    s.turn(wait=False)
    s.pictures.take()
    s._camera.lenses = frozenset()  # nobody looks, so that no picture proves anything
    while s.current.iteration < BAD + turns:
        s.turn(wait=False)
    assert not s.current.trainer.finite()
    s._camera.lenses = frozenset({SAMPLES})
    return s


@pytest.mark.parametrize(
    "command",
    [
        Pause(),
        Configure(WILD.changed({"learning_rate_d": 0.5})),
        WeightSet("g", 0, (0, 0), 0.5),
        Branch("mine"),
        Rewind(5),
        Restart(),
    ],
    ids=lambda command: type(command).__name__,
)
def test_whatever_is_done_in_the_gap_the_last_finite_moment_is_what_remains(command: Command) -> None:
    s = in_the_gap()
    s.send(command)
    picture = rest(s)
    assert letters(s) == [Diverged(BAD)], "the banner names the iteration that did it"
    assert picture is not None
    assert np.isfinite(picture.seen(SAMPLES).fake).all()
    assert s.current.trainer.finite()
    for line in s.past.lines.values():
        assert all(c.state.finite() for c in line.checkpoints)


def test_a_picture_is_never_of_a_state_that_is_not_finite() -> None:
    s = in_the_gap()
    s.turn(wait=False)
    picture = s.pictures.take()
    assert picture is not None
    assert np.isfinite(picture.seen(SAMPLES).fake).all()
    assert picture.counters.iteration == BAD - 1
    assert letters(s) == [Diverged(BAD)]


def test_a_session_in_the_gap_is_saved_and_opens_again(tmp_path: Path) -> None:
    s = in_the_gap()
    s.send(Save(tmp_path / "s.ganplay"))
    rest(s)
    s._saver.finish()
    assert letters(s) == [Diverged(BAD), Saved(tmp_path / "s.ganplay", False)]
    assert session_file.read(tmp_path / "s.ganplay").here.state.iteration == BAD - 1


def test_a_checkpoint_that_is_not_sound_is_left_out_of_the_file(tmp_path: Path) -> None:
    s = session(WILD, every=4)
    s.send(Play())
    while s.current.iteration < 20:
        s.turn(wait=False)
    s.send(Pause())
    rest(s)
    spoilt = s.current.line.checkpoints[2]
    spoilt.state.d[0] = math.nan
    s.send(Save(tmp_path / "s.ganplay"))
    rest(s)
    s._saver.finish()
    kept = session_file.read(tmp_path / "s.ganplay")
    assert spoilt.moment not in [c.moment for line in kept.lines for c in line.checkpoints]


def test_a_nan_in_an_optimisers_memory_counts_and_an_infinity_does_not() -> None:
    run = Run(WILD.changed({"optimizer_d": "adam", "learning_rate_d": 1e-3}))
    run.advance("iteration", careful=True)
    run.trainer.d.slots[1][0] = math.inf
    assert run.trainer.finite()
    run.trainer.d.slots[1][0] = math.nan
    assert not run.trainer.finite()
