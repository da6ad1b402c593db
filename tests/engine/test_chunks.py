"""Many iterations in one call: the same as one call each, and no longer than until something is due between two of them."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from playground.core.experiment import Experiment
from playground.core.lenses.trails import EVERY
from playground.core.session.history import WeightSet
from playground.core.training.chunk import Supply, length
from playground.core.training.functional import after, kind_of, numbers_of, table
from playground.core.training.state import Counters
from playground.core.training.trainer import Trainer
from playground.engine import compiler
from playground.engine.commands import Play, Shots, Stop
from playground.engine.pace import CHUNK_SECONDS, Chunks
from playground.engine.run import Run
from playground.engine.stopping import MODES_EVERY, until_due
from tests.support.no_compiler import stand_in

SMALL = Experiment(g_layers=1, d_layers=1, g_width=8, d_width=8, batch=32)
CASES: dict[str, dict[str, Any]] = {
    "plain": {},
    "two updates of D": {"d_updates": 2, "g_updates": 3, "ema": 0.9},
    "what fades": {
        "decay_iterations": 40,
        "penalty_to": 0.1,
        "instance_noise": 0.2,
        "instance_noise_iterations": 30,
    },
    "penalty between points": {"penalty": "gradient_penalty"},
    "a finite training set": {"training_points": 40},
}


def fast(experiment: Experiment) -> Run:
    assert compiler.compile_now(experiment) == ""
    run = Run(experiment)
    run.fast = True
    return run


@pytest.mark.parametrize("name", CASES)
def test_a_chunk_is_as_many_single_iterations_to_the_bit(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)
    e = SMALL.changed(CASES[name])
    one, many = fast(e), fast(e)
    for _ in range(70):
        one.advance("iteration", careful=False)
    calls = 0
    while many.iteration < 70:
        many.advance("iteration", careful=False, most=min(17, 70 - many.iteration))
        calls += 1
    assert calls < 70 or e.training_points
    assert many.trainer.state().equals(one.trainer.state())
    assert many.trainer.measured() == one.trainer.measured()
    ours, theirs = many.line.losses.curve(), one.line.losses.curve()
    assert np.array_equal(ours.x, theirs.x)
    for column in theirs.y:
        assert np.array_equal(ours.y[column], theirs.y[column]), "what every iteration measured comes out"
    assert [c.moment for c in many.line.checkpoints] == [c.moment for c in one.line.checkpoints]
    assert [*many.line.log.stretches] == [*one.line.log.stretches] == [("compiled", 70)]


@pytest.mark.parametrize("changes", [*CASES.values()], ids=[*CASES])
def test_the_supply_holds_the_numbers_and_draws_of_each_iteration(changes: dict[str, Any]) -> None:
    e = SMALL.changed(changes)
    kind, trainer = kind_of(e), Trainer(e)
    start = Counters(7, 7 * e.d_updates, 7 * e.g_updates, 5, 5, 3, 4)
    supply = Supply.at(e, kind, trainer.batches, start)
    for i in (0, 1, length(kind) - 1):
        c = after(kind, start, i)
        assert supply.place(c) == i
        np.testing.assert_allclose(table(kind, e, start, i + 1)[i], np.array(numbers_of(e, c)), rtol=1e-15)
        for k in range(kind.draws):
            np.testing.assert_array_equal(supply.draws[0][i, k].numpy(), trainer.batches.real(c.draws + k))
    assert supply.place(after(kind, start, length(kind))) is None
    assert supply.place(replace(start, d_age=0)) is None, "a step of D alone came between"


def test_steps_of_one_player_between_chunks_are_taken_into_account(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)
    one, many = fast(SMALL), fast(SMALL)
    for run, most in ((one, 1), (many, 9)):
        for goal in (9, 18):
            while run.iteration < goal:
                run.advance("iteration", careful=False, most=min(most, goal - run.iteration))
            run.advance("d", careful=False)
    assert many.trainer.state().equals(one.trainer.state())


def test_a_nan_within_a_chunk_is_found_where_it_arose_and_the_last_finite_state_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stand_in(monkeypatch)
    wild = SMALL.changed(
        {
            "objective": "wasserstein",
            "learning_rate_d": 1.0,
            "learning_rate_g": 1.0,
            "optimizer_d": "sgd",
            "optimizer_g": "sgd",
        }
    )
    one, many = fast(wild), fast(wild)
    found = []
    for run, most in ((one, 1), (many, 16)):
        bad = None
        while bad is None and run.iteration < 200:
            bad = run.advance("iteration", careful=most == 1, most=most)
        found.append(bad)
    assert found[0] is not None
    assert found[1] == found[0]
    assert many.trainer.finite()
    assert many.trainer.state().equals(one.trainer.state())


@pytest.mark.parametrize("after", ["knob", "d", "weight"])
def test_a_chunk_before_another_recorded_move_branches_as_a_single_iteration_does(
    after: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    ends = []
    for most in (1, 16):
        run = fast(SMALL)
        while run.iteration < 20:
            run.advance("iteration", careful=False, most=min(most, 20 - run.iteration))
        if after == "knob":
            run.configure(replace(SMALL, learning_rate_d=5e-3))
        elif after == "d":
            run.advance("d", careful=False)
        else:
            run.set_by_hand(WeightSet("d", 0, (0, 0), 0.5))
        while run.iteration < 40:
            run.advance("iteration", careful=False, most=min(most, 40 - run.iteration))
        for _ in run.going(20):
            pass
        while run.iteration < 50:
            run.advance("iteration", careful=False, most=min(most, 50 - run.iteration))
        assert len(run.past.lines) == 2, "the recorded future is kept"
        assert run.line.log.iteration_at(run.line.log.end) == run.iteration == 50
        ends.append(run.trainer.state())
    assert ends[0].equals(ends[1])


def test_trails_get_the_same_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)
    one, many = fast(SMALL), fast(SMALL)
    for run, most in ((one, 1), (many, 16)):
        run.keep_trails(True)
        while run.iteration < 6 * EVERY + 1:
            run.advance("iteration", careful=False, most=min(most, 6 * EVERY + 1 - run.iteration))
    assert one._trails is not None
    assert many._trails is not None
    assert len(many._trails) == len(one._trails) == 7
    assert all(np.array_equal(a, b) for a, b in zip(many._trails, one._trails, strict=True))


@pytest.mark.parametrize(
    ("order", "at", "ends"),
    [
        (Play(), 5, 10**6),
        (Play(Stop(at_iteration=30)), 12, 18),
        (Play(Stop(all_modes=True)), MODES_EVERY + 3, MODES_EVERY - 3),
        (Play(shots=Shots(frozenset({10, 20}))), 10, 10),
        (Play(shots=Shots(frozenset({10, 20}))), 13, 7),
        (Play(Stop(at_iteration=5)), 5, 1),
    ],
)
def test_a_chunk_ends_where_something_is_due(order: Play, at: int, ends: int) -> None:
    assert until_due(order, at) == ends


def test_a_chunk_takes_about_as_long_as_it_may() -> None:
    now = [0.0]
    chunks = Chunks(lambda: now[0])
    sizes = []
    for _ in range(12):
        n = min(chunks.begin(), 100)
        now[0] += n * 0.0005
        chunks.end(n)
        sizes.append(n)
    assert sizes[:5] == [1, 2, 4, 8, 16], "it at most doubles"
    assert sizes[-1] == round(CHUNK_SECONDS / 0.0005)
    chunks.begin()
    now[0] += 0.5
    chunks.end(16)
    assert chunks.begin() == 1, "slow iterations: one at a time"


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # the compiler's own
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"label_smoothing": 0.1, "optimizer_d": "lookahead_adam", "ema": 0.9},
        {"penalty": "gradient_penalty", "d_updates": 2, "packing": 2, "g_width": 24, "d_width": 24},
        {"generator": "points"},
    ],
    ids=["plain", "smoothing, lookahead", "penalty, packs", "free points, where no loop can be compiled"],
)
def test_really_compiled_a_chunk_is_as_many_single_iterations_to_the_bit(changes: dict[str, Any]) -> None:
    torch.set_num_threads(1)
    e = SMALL.changed(changes)
    one, many, eager = fast(e), fast(e), Trainer(e)
    for _ in range(20):
        one.advance("iteration", careful=False)
        eager.iterate()
    while many.iteration < 20:
        many.advance("iteration", careful=False, most=min(7, 20 - many.iteration))
    assert many.trainer.state().equals(one.trainer.state())
    for ours, theirs in zip(many.trainer.state().tensors, eager.state().tensors, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-4)
