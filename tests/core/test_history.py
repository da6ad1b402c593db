"""The log of moves against a plain list of them, and the thinning of checkpoints."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from playground.core.experiment import EXPERIMENT
from playground.core.session.history import Checkpoint, KnobsTurned, Log, WeightSet, thinned

MOVES = [
    "iteration",
    "d",
    "g",
    KnobsTurned(EXPERIMENT),
    KnobsTurned(EXPERIMENT.changed({"batch": 8})),
    WeightSet("d", 0, (0, 0), 1.0),
]
moves = st.lists(st.tuples(st.sampled_from(MOVES), st.integers(1, 4)).map(lambda m: [m[0]] * m[1]), max_size=12).map(
    lambda runs: [move for run in runs for move in run]
)


def log_of(made: list) -> Log:
    log = Log(EXPERIMENT)
    for move in made:
        log.add(move)
    return log


@given(moves)
def test_the_log_is_the_list_of_moves_in_few_words(made: list) -> None:
    log = log_of(made)
    assert log.end == len(made)
    assert [move for move, times in log.stretches for _ in range(times)] == made
    assert [log.after(moment) for moment in range(len(made) + 1)] == [*made, None]
    done = [sum(move == "iteration" for move in made[:moment]) for moment in range(len(made) + 1)]
    assert [log.iteration_at(moment) for moment in range(len(made) + 1)] == done
    for iteration in range(done[-1] + 1):
        assert log.moment_of(iteration) == max(moment for moment, i in enumerate(done) if i == iteration)
    assert log.moment_of(done[-1] + 5) == log.end


@given(moves)
def test_changes_and_half_steps_are_read_off_the_log(made: list) -> None:
    log = log_of(made)
    people = [moment + 1 for moment, move in enumerate(made) if not isinstance(move, str)]
    assert [change.moment for change in log.changes] == people
    turned = [move.experiment for move in made if isinstance(move, KnobsTurned)]
    assert log.last_experiment == (turned[-1] if turned else EXPERIMENT)
    for moment in range(len(made) + 1):
        steps = [move for move in made[:moment] if isinstance(move, str)]
        assert log.half_at(moment) == (steps[-1] if steps and steps[-1] != "iteration" else "")


@given(moves, st.integers(0, 50))
def test_a_cut_log_is_that_of_the_first_moves(made: list, moment: int) -> None:
    whole = log_of(made)
    short, wanted = whole.cut(moment), log_of(made[:moment])
    assert list(short.stretches) == list(wanted.stretches)
    assert short.changes == wanted.changes
    assert whole.end == len(made)


def checkpoints(moments: list[int]) -> list[Checkpoint]:
    return [Checkpoint(moment, EXPERIMENT, None, None) for moment in moments]  # type: ignore[arg-type]


@given(st.sets(st.integers(0, 100_000), min_size=1, max_size=300), st.integers(0, 60))
def test_thinning_keeps_both_ends_and_no_more_than_asked(moments: set[int], keep: int) -> None:
    before = checkpoints(sorted(moments))
    after = thinned(before, keep)
    assert len(after) <= max(keep, 2)
    assert after[0] is before[0]
    assert after[-1] is before[-1]
    assert [c.moment for c in after] == sorted({c.moment for c in after})


def test_a_long_history_stays_dense_near_now_and_sparse_long_ago() -> None:
    kept: list[Checkpoint] = []
    for moment in range(0, 200_000, 32):
        kept += checkpoints([moment])
        if len(kept) > 400:
            kept = thinned(kept, 340)
    moments = np.array([c.moment for c in kept])
    gaps, ages = np.diff(moments), moments[-1] - moments[1:]
    assert gaps[-20:].max() <= 32 * 4
    assert gaps[0] > gaps[-1] * 8
    assert (gaps[ages > 5_000] / ages[ages > 5_000]).max() < 0.12, "no gap is large for its age"
