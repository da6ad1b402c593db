"""The session, turned by hand on the test's own thread; one test starts the real thread."""

import threading
import time

import numpy as np
import pytest

from playground.core.experiment import Experiment
from playground.core.lenses import FIT, LENSES, OPTIMUM, SURFACE, VALUE, Display, Optimum
from playground.core.session.history import WeightSet
from playground.core.training.trainer import Trainer
from playground.engine.commands import Configure, Pace, Pause, Play, Quit, Restart, Step, Stop, TrainDToOptimum, Watch
from playground.engine.letters import DeviceLost, Diverged, DReachedOptimum, Failed, NothingToUndo, Ready, Stopped
from playground.engine.session import Session
from tests.support.turning import letters, rest

SMALL = Experiment(g_layers=1, d_layers=1, g_width=8, d_width=8, batch=32)
ALL = frozenset(LENSES)
LITTLE = Display(dots=60, grid=8)


def session(experiment: Experiment = SMALL, watch: bool = True) -> Session:
    made = Session(experiment)
    if watch:
        made.send(Watch(ALL, LITTLE))
    return made


def test_at_first_it_is_paused_at_iteration_0_and_shows_it() -> None:
    picture = rest(session())
    assert picture is not None
    assert picture.counters.iteration == 0
    assert not picture.playing
    assert set(picture.lenses) == ALL


@pytest.mark.parametrize(
    ("what", "n", "counted"), [("iteration", 5, (5, 5, 5)), ("d", 3, (0, 3, 0)), ("g", 2, (0, 0, 2))]
)
def test_a_step_does_exactly_what_it_is_asked_and_rests(what: str, n: int, counted: tuple[int, int, int]) -> None:
    s = session()
    s.send(Step(what, n))
    picture = rest(s)
    assert picture is not None
    assert (picture.counters.iteration, picture.counters.d_steps, picture.counters.g_steps) == counted


def test_when_it_falls_idle_it_has_shown_the_last_state_although_nobody_emptied_the_box() -> None:
    s = session()
    rest_picture = rest(s)
    assert rest_picture is not None
    s.send(Step("iteration", 40))
    picture = rest(s)
    assert picture is not None
    assert picture.counters.iteration == 40
    assert picture.losses.x.tolist() == list(range(1, 41))


def test_while_it_plays_a_full_letterbox_costs_no_pictures() -> None:
    s = session()
    s.send(Play())
    for _ in range(50):
        s.turn(wait=False)
    first = s.pictures.take()
    assert first is not None
    assert first.counters.iteration < 5
    s.turn(wait=False)
    second = s.pictures.take()
    assert second is not None
    assert second.counters.iteration >= 50


def test_a_watched_run_equals_an_unwatched_one_bit_for_bit() -> None:
    watched, free = session(), session(watch=False)
    for s in (watched, free):
        s.send(Step("iteration", 30))
    rest(watched)
    rest(free)
    assert watched.current.trainer.state().equals(free.current.trainer.state())


def test_pause_ends_play_and_drops_owed_steps() -> None:
    s = session()
    s.send(Play())
    for _ in range(5):
        s.turn(wait=False)
    s.send(Step("iteration", 100))
    s.turn(wait=False)
    s.send(Pause())
    picture = rest(s)
    assert picture is not None
    assert picture.counters.iteration < 20


def test_a_live_knob_keeps_the_run_and_a_structural_one_begins_a_new_one() -> None:
    s = session()
    s.send(Step("iteration", 3))
    s.send(Configure(SMALL.changed({"target": "two_moons", "learning_rate_d": 0.01})))
    live = rest(s)
    assert live is not None
    assert (live.run, live.counters.iteration, live.experiment.target) == (1, 3, "two_moons")
    s.send(Configure(live.experiment.changed({"g_width": 5})))
    structural = rest(s)
    assert structural is not None
    assert (structural.run, structural.counters.iteration) == (2, 0)
    assert len(structural.losses.x) == 0


def test_restart_gives_the_same_run_again_and_a_new_seed_another() -> None:
    s = session()

    def losses() -> list[float]:
        s.send(Step("iteration", 4))
        picture = rest(s)
        assert picture is not None
        return picture.losses.y["d_loss"].tolist()

    first = losses()
    s.send(Restart())
    assert losses() == first
    s.send(Restart(seed=5))
    assert losses() != first


def test_play_stops_at_the_iteration_asked_for() -> None:
    s = session()
    s.send(Play(Stop(at_iteration=37)))
    picture = rest(s)
    assert picture is not None
    assert picture.counters.iteration == 37
    assert letters(s) == [Stopped(37, all_modes=False)]


def test_play_stops_when_all_modes_are_caught() -> None:
    """One wide Gaussian is caught by the first fakes that fall near it."""
    s = session(SMALL.changed({"target": "gaussian"}))
    s.send(Play(Stop(all_modes=True)))
    picture = rest(s)
    assert picture is not None
    assert picture.seen(FIT).modes.captured == 1
    assert letters(s) == [Stopped(20, all_modes=True)]


WILD = SMALL.changed(
    {
        "objective": "wasserstein",
        "penalty": "none",
        "optimizer_d": "sgd",
        "optimizer_g": "sgd",
        "learning_rate_d": 1.0,
        "learning_rate_g": 1.0,
    }
)


def test_divergence_stops_play_names_the_iteration_and_keeps_the_last_finite_state() -> None:
    alone = Trainer(WILD)
    bad = 0
    while alone.finite():
        alone.iterate()
        bad += 1
    s = session(WILD)
    s.send(Play())
    picture = rest(s)
    assert letters(s) == [Diverged(bad)]
    assert picture is not None
    assert picture.counters.iteration == bad - 1
    assert s.current.trainer.state().finite()


def test_a_diverging_step_is_undone_too() -> None:
    s = session(WILD)
    s.send(Step("iteration", 10_000))
    rest(s)
    found = letters(s)
    assert [type(letter) for letter in found] == [Diverged]
    assert s.current.iteration == found[0].iteration - 1
    assert s.current.trainer.state().finite()


def test_a_missing_device_is_reported_and_the_run_goes_on_on_the_cpu() -> None:
    s = session(SMALL.changed({"device": "cuda"}))
    s.send(Step("iteration", 2))
    picture = rest(s)
    assert picture is not None
    assert picture.experiment.device == "cpu"
    assert picture.counters.iteration == 2
    (letter,) = letters(s)
    assert isinstance(letter, DeviceLost)
    assert letter.device == "cuda"


@pytest.mark.parametrize(
    "weight", [WeightSet("g", 99, (0, 0), 1.0), WeightSet("d", 0, (99, 0), 1.0), WeightSet("d", 0, (0,), 1.0)]
)
def test_a_weight_that_the_network_does_not_have_changes_nothing_and_is_no_failure(weight: WeightSet) -> None:
    s = session()
    rest(s)
    before = s.current.trainer.state()
    s.send(weight)
    rest(s)
    assert letters(s) == [NothingToUndo()]
    assert s.current.trainer.state().equals(before)
    assert s.current.moment == 0


def test_a_device_that_fails_in_the_middle_is_left_for_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    s = session()
    rest(s)
    s.current.trainer.experiment = s.experiment.changed({"device": "cuda"})

    def out_of_memory(*_: object, **__: object) -> None:
        raise RuntimeError("CUDA out of memory\nmore lines")

    monkeypatch.setattr(s.current, "advance", out_of_memory)
    s.send(Step("iteration", 1))
    picture = rest(s)
    assert letters(s) == [DeviceLost("cuda", "CUDA out of memory")]
    assert picture is not None
    assert picture.experiment.device == "cpu"


def test_an_error_in_the_thread_is_a_letter_and_the_session_lives_on(monkeypatch: pytest.MonkeyPatch) -> None:
    s = session()
    rest(s)
    with monkeypatch.context() as patch:
        patch.setattr(s.current, "advance", lambda *_, **__: 1 / 0)
        s.send(Play())
        s._guarded(lambda: s.turn(wait=False))
    (letter,) = letters(s)
    assert isinstance(letter, Failed)
    assert "ZeroDivisionError" in letter.message
    assert "test_session" in letter.traceback
    s.send(Step("iteration", 2))
    picture = rest(s)
    assert picture is not None
    assert picture.counters.iteration == 2


def test_only_what_is_watched_is_seen() -> None:
    s = session(watch=False)
    s.send(Watch(frozenset({SURFACE}), LITTLE))
    picture = rest(s)
    assert picture is not None
    assert set(picture.lenses) == {SURFACE}


def test_slow_pace_waits_between_iterations() -> None:
    s = session()
    s.send(Pace(20))
    s.send(Play(Stop(at_iteration=5)))
    started = time.perf_counter()
    rest_slowly(s)
    assert time.perf_counter() - started >= 4 / 20


def rest_slowly(s: Session) -> None:
    s.turn(wait=False)
    while s.busy:
        s.turn()


def test_the_thread_loads_torch_plays_pauses_without_using_the_cpu_and_quits() -> None:
    s = session()
    thread = threading.Thread(target=s.run, daemon=True)
    thread.start()
    assert isinstance(s.letters.get(timeout=30), Ready)
    s.send(Play())
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and ((picture := s.pictures.take()) is None or picture.counters.iteration < 10):
        time.sleep(0.005)
    s.send(Pause())
    while time.monotonic() < deadline and ((picture := s.pictures.take()) is None or picture.playing):
        time.sleep(0.005)
    before = time.process_time()
    time.sleep(1.0)
    assert time.process_time() - before < 0.25  # playing takes a whole core
    s.send(Quit())
    thread.join(5)
    assert not thread.is_alive()


def test_d_is_trained_to_its_optimum_with_g_frozen_and_says_so() -> None:
    s = session(SMALL.changed({"target": "gaussian", "learning_rate_d": 0.01}))
    before = rest(s)
    assert before is not None
    g = s.current.trainer.state().g
    s.send(TrainDToOptimum())
    picture = rest(s)
    (letter,) = letters(s)
    assert isinstance(letter, DReachedOptimum)
    assert not letter.to_the_limit
    seen = OPTIMUM.see(s.current.look(Display()))
    assert isinstance(seen, Optimum)
    assert letter.off == pytest.approx(float(np.nanmean(np.abs(seen.difference))), rel=1e-5)
    assert 0 < letter.off < 0.3
    assert picture is not None
    assert picture.counters.d_steps == letter.updates
    assert picture.counters.g_steps == 0
    assert (s.current.trainer.state().g == g).all()
    assert picture.seen(VALUE).v > before.seen(VALUE).v + 0.1


def test_training_d_alone_ends_at_the_limit_or_at_pause() -> None:
    s = session()
    s.send(TrainDToOptimum(limit=30))
    rest(s)
    (letter,) = letters(s)
    assert isinstance(letter, DReachedOptimum)
    assert (letter.updates, letter.to_the_limit) == (30, True)
    s.send(TrainDToOptimum())
    for _ in range(5):
        s.turn(wait=False)
    s.send(Pause())
    picture = rest(s)
    assert picture is not None
    assert picture.counters.d_steps < 40
