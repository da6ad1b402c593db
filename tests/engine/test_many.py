"""Many runs at once are the same runs as alone: the same counters, the same numbers to a tolerance."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import torch

from playground.core.errors import InputError
from playground.core.experiment import Experiment
from playground.core.training.noise import Stream
from playground.core.training.trainer import Trainer
from playground.engine import many
from playground.engine.many import ALONE, BATCHED, COMPILED, Many, best_way

TINY: dict[str, Any] = {"g_layers": 2, "d_layers": 2, "g_width": 8, "d_width": 8, "batch": 32}
SGD = Experiment(
    **TINY, penalty="none", ema=0.0, optimizer_d="sgd", optimizer_g="sgd", learning_rate_d=0.1, learning_rate_g=0.1
)
KINDS = {
    "sgd": SGD,
    "the start-up game": Experiment(**TINY),
    "several updates of each": Experiment(**TINY, d_updates=3, g_updates=2, objective="least_squares"),
    "noise that fades, rates that fall": Experiment(
        **TINY, instance_noise=0.3, instance_noise_iterations=20, decay_iterations=10, optimizer_d="rmsprop"
    ),
    "at once, in packs, smoothed": Experiment(
        **TINY, updates="simultaneous", packing=2, label_smoothing=0.1, g_activation="tanh", optimizer_d="momentum"
    ),
    "a finite training set": Experiment(**TINY, training_points=20, d_updates=2),
    "free points": Experiment(**TINY, generator="points", g_updates=2),
    "free points, by autograd": Experiment(
        **TINY, generator="points", g_points=5, d_activation="gelu", penalty="none", latent_kind="uniform"
    ),
    **{
        f"adjusted, {name}": Experiment(
            **TINY, penalty=name, updates="simultaneous", optimizer_d="sgd", optimizer_g="sgd"
        )
        for name in ("consensus", "symplectic")
    },
    "lookahead": Experiment(**TINY, optimizer_d="lookahead_adam", optimizer_g="lookahead_adam"),
    "a penalty between real and fake": Experiment(**TINY, penalty="gradient_penalty", objective="least_squares"),
}
LONG_TO_COMPILE = ("adjusted, consensus", "adjusted, symplectic", "lookahead")
"""Their rules are compiled for one run by test_compiler.py, and batched here."""
TOLERANCE = 1e-5
"""The largest difference of any number of the state after 30 iterations; measured: below 3e-7 for all of these.

Not among them: Wasserstein and hinge with Adam or RMSProp. There the gradient by D's last bias is 0 but for rounding, which
these divide by its own size, so that D's free constant wanders by a learning rate each step, in every engine another way."""


def seeds(e: Experiment, n: int) -> list[Experiment]:
    """Runs that differ in all that a batch leaves open: seed, target, and the numbers of live knobs."""
    return [
        e.changed(
            {
                "seed": i,
                "target": ("ring8", "grid25", "two_moons")[i % 3],
                "learning_rate_g": e.learning_rate_g * (1 + i / 4),
                "beta1_d": 0.1 * i,
            }
        )
        for i in range(n)
    ]


def difference(runs: Many, experiments: Sequence[Experiment], iterations: int) -> float:
    """The largest one from the same experiments alone; counters and losses are compared on the way."""
    worst = 0.0
    for trained, e in zip(runs.trained(), experiments, strict=True):
        trainer = Trainer(e)
        for _ in range(iterations):
            trainer.iterate()
        state, losses = trainer.state(), trainer.measured()
        assert trained.experiment == e
        assert trained.state.counters == state.counters
        assert trained.diverged_at is None
        assert vars(trained.measured) == pytest.approx(vars(losses), rel=1e-4, abs=1e-5)
        for ours, theirs in zip(trained.state.tensors, state.tensors, strict=True):
            assert ours.shape == theirs.shape
            worst = max(worst, float((ours - theirs).abs().max()))
    return worst


@pytest.mark.parametrize("name", KINDS)
def test_a_batch_is_its_runs_alone(name: str) -> None:
    experiments = seeds(KINDS[name], 5)
    runs = Many(experiments, BATCHED, threads=2)
    runs.advance(10)
    runs.advance(20)
    assert runs.iteration == 30
    assert difference(runs, experiments, 30) < TOLERANCE


def test_stretches_longer_than_one_block_of_draws_are_the_same_draws() -> None:
    experiments = seeds(SGD.changed({"batch": 1024}), 2)  # 16 draws to a block
    runs = Many(experiments, BATCHED, threads=1)
    runs.advance(40)
    assert difference(runs, experiments, 40) < TOLERANCE


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # torch's own
@pytest.mark.parametrize("name", [name for name in KINDS if name not in LONG_TO_COMPILE])
def test_a_compiled_batch_is_its_runs_alone(name: str) -> None:
    experiments = seeds(KINDS[name], 5)
    runs = Many(experiments, COMPILED, threads=2)
    runs.advance(30)
    assert (runs.way, runs.note) == (COMPILED, "")
    assert difference(runs, experiments, 30) < TOLERANCE


@pytest.mark.parametrize("way", [BATCHED, ALONE])
def test_a_run_that_diverges_is_named_with_its_iteration_and_the_others_go_on(way: str) -> None:
    wild = SGD.changed({"learning_rate_d": 1.0, "learning_rate_g": 1.0, "objective": "wasserstein", "seed": 1})
    experiments = [SGD.changed({"objective": "wasserstein"}), wild]
    alone = Trainer(wild)
    while alone.finite():
        before = alone.state()
        alone.iterate()
    runs = Many(experiments, way)
    runs.advance(alone.iteration + 70)
    calm, bad = runs.trained()
    assert calm.diverged_at is None
    assert calm.state.iteration == alone.iteration + 70
    assert bad.diverged_at == pytest.approx(alone.iteration, abs=1)
    assert bad.state.iteration == bad.diverged_at - 1
    assert bad.state.finite() or before.finite() is bad.state.finite()


@pytest.mark.parametrize(
    ("changes", "words"), [({"spectral_norm": "on"}, "spectral norm"), ({"batch_norm": "g"}, "batch normalisation")]
)
def test_what_can_not_be_batched_is_trained_one_after_another_and_says_so(changes: dict[str, str], words: str) -> None:
    e = Experiment(**TINY, **changes)
    runs = Many([e, e.changed({"seed": 1})], BATCHED)
    assert runs.way == ALONE
    assert words in runs.note
    runs.advance(5)
    assert difference(runs, runs.experiments, 5) == 0


def test_a_span_of_draws_is_those_draws() -> None:
    for k, n in ((0, 3), (14, 5), (15, 1), (7, 40)):  # 16 draws to a block
        one, other = (Trainer(SGD.changed({"batch": 1024})).batches for _ in range(2))
        for stream in Stream.DATA, Stream.LATENT, Stream.PENALTY:
            assert np.array_equal(one.span(stream, k, n), np.stack([other.take(stream, i) for i in range(k, k + n)]))


def test_runs_of_two_kinds_are_refused() -> None:
    with pytest.raises(InputError, match="one kind"):
        Many([SGD, SGD.changed({"g_width": 16})])


def test_without_a_compiler_training_goes_on_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("No working C++ compiler found\nand many lines more")

    monkeypatch.setattr(many, "compiled", broken)
    small = Many(seeds(SGD, 4), COMPILED)
    small.advance(3)
    assert small.way == BATCHED
    assert "no C++ compiler was found" in small.note
    wide = Many(seeds(SGD.changed({"g_width": 64}), 2), COMPILED)
    wide.advance(3)
    assert wide.way == ALONE
    assert difference(wide, wide.experiments, 3) == 0


def test_it_stops_soon_when_told() -> None:
    runs = Many(seeds(SGD, 2), BATCHED)
    runs.advance(10_000, stop=lambda: runs.iteration >= 64)
    assert runs.iteration < 200


def test_the_way_is_chosen_by_how_much_there_is_to_do() -> None:
    one = [SGD]
    assert best_way(one, 10**6) == ALONE
    assert best_way(one * 32, 10_000) == COMPILED
    assert best_way(one * 32, 100) == BATCHED
    assert best_way([SGD.changed({"g_width": 64})] * 32, 100) == ALONE
    assert best_way([SGD.changed({"spectral_norm": "on"})] * 32, 10_000) == ALONE


def test_the_callers_threads_are_left_as_they_were() -> None:
    before = torch.get_num_threads()
    Many(seeds(SGD, 2), BATCHED).advance(1)
    assert torch.get_num_threads() == before
