"""The compiled engine: the same game to rounding, handed over and back without a seam, and never waited for."""

from typing import Any

import numpy as np
import pytest
import torch

from playground.core.choices.networks import ACTIVATIONS
from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.optimizers import OPTIMIZERS
from playground.core.choices.penalties import PENALTIES
from playground.core.experiment import Experiment
from playground.core.training.functional import Numbers, after, drawn, kind_of, numbers_of, refusal
from playground.core.training.iteration import iteration_of
from playground.core.training.trainer import Trainer
from playground.engine import compiler
from playground.engine.commands import Compile, Configure, Enter, Play, Rewind, Step, Stop, Watch
from playground.engine.letters import Compiled
from playground.engine.run import Run
from tests.support.no_compiler import stand_in
from tests.support.travel import DISPLAY, LENSES, seen, session
from tests.support.turning import rest

SMALL = Experiment(
    g_layers=2, d_layers=2, g_width=8, d_width=8, batch=32, optimizer_d="sgd", optimizer_g="sgd", ema=0.9
)
"""SGD: Adam divides rounding by rounding where a gradient is 0, and then no tolerance holds."""
TOLERANCE = 2e-6
"""Of parameters after ten iterations, between the eager engine and the function that is compiled."""
CASES: dict[str, dict[str, Any]] = {
    **{f"objective {o.name}": {"objective": o.name} for o in OBJECTIVES},
    **{f"penalty {p.name}": {"penalty": p.name} for p in PENALTIES if p.joint is None},
    **{f"adjusted, {p.name}": {"penalty": p.name, "updates": "simultaneous"} for p in PENALTIES if p.joint is not None},
    "adjusted, with a penalised D of curved layers": {
        "penalty": "symplectic",
        "updates": "simultaneous",
        "d_activation": "silu",
    },
    **{f"optimizer {o.name}": {"optimizer_d": o.name} for o in OPTIMIZERS if not o.extrapolates},
    **{f"activation {a.name}": {"d_activation": a.name, "g_activation": a.name} for a in ACTIVATIONS},
    "penalty with a curved activation": {"d_activation": "silu", "penalty": "r1_r2"},
    "two updates each": {"d_updates": 3, "g_updates": 2},
    "simultaneous": {"updates": "simultaneous"},
    "packing": {"packing": 3, "penalty": "gradient_penalty"},
    "noise that fades": {"instance_noise": 0.2, "instance_noise_iterations": 8},
    "smoothing": {"label_smoothing": 0.1},
    "decay": {"decay_iterations": 8, "penalty_to": 0.1},
    "a finite training set": {"training_points": 40, "d_updates": 2},
    **{f"free points, {o.name}": {"generator": "points", "objective": o.name, "d_updates": 2} for o in OBJECTIVES},
    "free points, uniform": {"generator": "points", "latent_kind": "uniform", "g_points": 7, "packing": 2},
    "free points, a curved activation": {"generator": "points", "d_activation": "silu", "penalty": "r1_r2"},
    "free points, narrow layers": {"generator": "points", "g_points": 64, "instance_noise": 0.2, "g_updates": 3},
    "a single free point": {"generator": "points", "g_points": 1},
}


def by_hand(e: Experiment, iterations: int, fused: bool) -> tuple[Any, Any, Any]:
    trainer = Trainer(e)
    kind, state = kind_of(e), trainer.state()
    play, vectors, counters = iteration_of(kind, fused), state.tensors, state.counters
    for _ in range(iterations):
        numbers = torch.tensor(numbers_of(e, counters), dtype=torch.float64)
        played = play(vectors, Numbers(*numbers.unbind(0)), drawn(kind, trainer.batches, counters.draws))
        vectors, counters = played.vectors, after(kind, counters)
    return vectors, counters, played


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("fused", [False, True])
def test_the_pure_function_plays_the_trainers_game(name: str, fused: bool) -> None:
    e = SMALL.changed(CASES[name])
    if refusal(e):
        assert compiler.why_not(e)
        return
    trainer = Trainer(e)
    for _ in range(10):
        trainer.iterate()
    vectors, counters, played = by_hand(e, 10, fused)
    state = trainer.state()
    assert counters == state.counters
    for ours, theirs in zip(vectors, state.tensors, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=TOLERANCE, atol=TOLERANCE)
    measured = trainer.measured()
    assert float(played.d_loss) == pytest.approx(measured.d_loss, abs=1e-5)
    assert float(played.g_loss) == pytest.approx(measured.g_loss, abs=1e-5)


@pytest.mark.parametrize(
    "changes",
    [
        {"spectral_norm": "on"},
        {"batch_norm": "g"},
        {"penalty": "competitive", "updates": "simultaneous"},
        {"unrolled_steps": 2},
        {"optimizer_d": "extra_adam", "optimizer_g": "extra_adam", "updates": "simultaneous"},
        {"d_updates": 0},
    ],
)
def test_what_can_not_be_compiled_is_refused_by_name_and_the_eager_engine_goes_on(changes: dict[str, Any]) -> None:
    e = SMALL.changed(changes)
    assert refusal(e) in compiler.why_not(e)
    s = session(e)
    s.send(Compile(True))
    s.send(Step("iteration", 3))
    picture = rest(s)
    assert picture is not None
    assert picture.counters.iteration == 3
    assert not picture.compiled


def test_the_hand_over_changes_neither_state_nor_draws_and_the_past_replays_by_the_engine_that_made_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stand_in(monkeypatch)
    s = session(SMALL)
    s.send(Step("iteration", 5))
    before = rest(s)
    assert before is not None
    s.send(Compile(True))
    rest(s)
    letter = s.letters.get(timeout=20)
    assert letter == Compiled("")
    s.send(Watch(LENSES, DISPLAY))
    handed = rest(s)
    assert handed is not None
    assert handed.compiled
    assert seen(handed) == seen(before)
    s.send(Step("iteration", 5))
    after_ten = rest(s)
    assert after_ten is not None
    assert [move for move, _ in s.current.line.log.stretches] == ["iteration", "compiled"]
    plain = Run(SMALL)
    for _ in range(10):
        plain.advance("iteration", careful=True)
    for ours, theirs in zip(s.current.trainer.state().tensors, plain.trainer.state().tensors, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=TOLERANCE, atol=TOLERANCE)
    assert s.current.trainer.counters == plain.trainer.counters
    s.send(Compile(False))
    s.send(Rewind(7))
    rest(s)
    s.send(Rewind(10))
    again = rest(s)
    assert again is not None
    assert seen(again) == seen(after_ten), "made again by the compiled engine, although it is off now"
    assert again.timeline.exact


def test_a_past_made_by_a_compiled_engine_that_is_not_here_replays_to_tolerance_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stand_in(monkeypatch)
    assert compiler.compile_now(SMALL) == ""
    run = Run(SMALL)
    run.fast = True
    for _ in range(6):
        run.advance("iteration", careful=False)
    wanted = run.trainer.state().d.numpy()
    monkeypatch.setattr(compiler, "_ready", {})
    for _ in run.going(0):
        pass
    for _ in run.going(6):
        pass
    np.testing.assert_allclose(run.trainer.state().d.numpy(), wanted, rtol=TOLERANCE, atol=TOLERANCE)
    assert not run.line.exact


def test_without_a_compiler_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_: object, **__: object) -> None:
        raise RuntimeError("InvalidCxxCompiler: No working C++ compiler found in ...")

    monkeypatch.setattr(compiler, "compiled", nothing)
    monkeypatch.setattr(compiler, "_failed", {})
    monkeypatch.setattr(compiler, "_ready", {})
    reason = compiler.compile_now(SMALL)
    assert "C++ compiler" in reason
    assert "\n" not in reason


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # the compiler's own
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"penalty": "r1_r2"},
        {"optimizer_d": "adam", "optimizer_g": "adam"},
        {"conditional": "concatenated"},
        {"conditional": "projection", "penalty": "r1"},
        {"generator": "networks", "g_networks": 2, "d_activation": "maxout"},
    ],
)
def test_really_compiled_it_is_the_same_game(changes: dict[str, Any]) -> None:
    torch.set_num_threads(1)
    e = SMALL.changed(changes)
    assert compiler.compile_now(e) == ""
    eager, run = Trainer(e), Run(e)
    run.fast = True
    for _ in range(20):
        eager.iterate()
        run.advance("iteration", careful=True)
    assert [move for move, _ in run.line.log.stretches] == ["compiled"]
    for ours, theirs in zip(run.trainer.state().tensors, eager.state().tensors, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-5, atol=1e-5)
    assert run.trainer.measured().d_loss == pytest.approx(eager.measured().d_loss, abs=1e-5)
    there = run.trainer.state()
    for _ in run.going(3):
        pass
    for _ in run.going(20):
        pass
    assert run.trainer.state().equals(there)


def test_a_live_rate_compiles_nothing_anew_and_another_line_is_compiled_when_it_plays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stand_in(monkeypatch)
    made: list[Any] = []
    compile_it = compiler.compiled
    monkeypatch.setattr(
        compiler, "compiled", lambda kind, *how, **more: made.append(kind) or compile_it(kind, *how, **more)
    )
    wide = SMALL.changed({"g_width": 9})
    s = session(SMALL)
    for command in (Step("iteration"), Configure(wide), Step("iteration"), Compile(True)):
        s.send(command)
        rest(s)
    assert s.letters.get(timeout=20) == Compiled("")
    s.send(Configure(wide.changed({"learning_rate_d": 0.5})))
    rest(s)
    assert s.letters.get(timeout=20) == Compiled("")
    assert made == [kind_of(wide)]
    s.send(Enter(1))
    s.send(Play(Stop(at_iteration=2)))
    rest(s)
    while not isinstance(letter := s.letters.get(timeout=20), Compiled):
        pass
    assert letter == Compiled("")
    assert made == [kind_of(wide), kind_of(SMALL)]
