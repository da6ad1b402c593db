"""The reproductions that train: their set-ups are the papers', what is cut is never compared, and intervals are exact."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binom

from playground.core.experiment import Experiment
from playground.core.experiment.phenomena import Glance
from playground.core.own_data.target import target_of
from playground.engine.reproduce import alpha as alphas
from playground.engine.reproduce import numerics as numbers
from playground.engine.reproduce.alpha import PUBLISHED, Seeds, Shares, seeds_of
from playground.engine.reproduce.at_once import stretches
from playground.engine.reproduce.interval import clopper_pearson, differ
from playground.engine.reproduce.numerics import WAYS, Course, Numerics, courses

WITHOUT, CONSENSUS = WAYS
SMALL = alphas.PAPER.changed({"g_width": 8, "d_width": 8, "batch": 16})
TINY = Experiment(target="ring8", batch=8, g_width=4, d_width=4)


@pytest.mark.parametrize("paper", [numbers.PAPER, alphas.PAPER], ids=["numerics", "alpha"])
def test_the_ring_has_radius_one_and_sigma_a_hundredth(paper: Experiment) -> None:
    modes = target_of(paper).modes
    assert modes is not None
    np.testing.assert_allclose(np.linalg.norm(modes.centres, axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(modes.covariances, 1e-4 * np.eye(2)[None].repeat(8, 0), rtol=1e-5)
    np.testing.assert_allclose(modes.weights, 1 / 8)
    apart = np.linalg.norm(modes.centres[:, None] - modes.centres, axis=-1) + 9 * np.eye(8)
    assert apart.min() == pytest.approx(2 * math.sin(math.pi / 8))


def glance(iteration: int, captured: int, ratio: float, modes: tuple[int, ...] = (0, 1)) -> Glance:
    return Glance(iteration, captured, 8, 0.3, 0.5, frozenset(modes), ratio, (0.0, 0.0), 1.38, 0.5)


def course(way: numbers.Way, captured: int, ratio: float, until: int = numbers.ITERATIONS) -> Course:
    seen = [glance(t, captured, ratio) for t in range(numbers.EVERY, until + 1, numbers.EVERY)]
    return Course(way, 0, tuple(seen))


@pytest.mark.parametrize(
    ("captured", "ratio", "converged"), [(8, 2.2, True), (7, 2.2, False), (8, 18.0, False), (2, 18.0, False)]
)
def test_a_run_of_the_numerics_is_judged_by_its_end(captured: int, ratio: float, converged: bool) -> None:
    assert course(CONSENSUS, captured, ratio).passed is converged
    assert course(WITHOUT, captured, ratio).passed is not converged


def test_a_run_cut_short_is_not_compared() -> None:
    for way in WAYS:
        cut = course(way, 8, 2.0, until=19_000)
        assert cut.passed is None
        assert Course(way, 0, ()).passed is None
    outcome = Numerics((cut,))
    assert outcome.passed
    assert "PASS" not in outcome.as_text()
    assert "0 of 0 runs" in outcome.as_text()


def test_one_run_that_ends_otherwise_fails_the_whole() -> None:
    outcome = Numerics((course(WITHOUT, 2, 18.0), course(CONSENSUS, 2, 18.0)))
    assert not outcome.passed
    lines = [line for line in outcome.as_text().splitlines() if line.endswith(("PASS", "FAIL"))]
    assert [line[-4:] for line in lines] == ["PASS", "FAIL"]
    assert "2 / 18.0" in lines[0]


def test_a_run_that_diverges_did_not_converge() -> None:
    assert replace(course(WITHOUT, 8, 2.0, 3000), diverged_at=3001).passed is True
    diverged = replace(course(CONSENSUS, 8, 2.0, 3000), diverged_at=3001)
    assert diverged.passed is False
    assert "FAIL (diverged)" in Numerics((diverged,)).as_text()


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.key)
def test_both_ways_train_and_are_measured(way: numbers.Way) -> None:
    """Nothing else than the penalty differs between them."""
    (run,) = courses(way, [3], iterations=2)
    assert run.seed == 3
    assert run.glances[-1].iteration == 2
    assert math.isfinite(run.glances[-1].d_loss)
    whole = json.loads(Numerics((run,)).as_json(), parse_constant=pytest.fail)
    assert whole["rows"][0]["key"] == way.key
    assert whole["rows"][0]["passed"] is None


def test_stretches_end_at_the_iteration_asked_for() -> None:
    seen = list(stretches([TINY, TINY.with_seed(1)], 10, 4))
    assert [done for done, _ in seen] == [4, 8, 10]
    for done, trained in seen:
        assert [run.state.iteration for run in trained] == [done, done]
        assert [run.experiment.seed for run in trained] == [0, 1]


def test_stretches_stop_when_the_time_is_up_but_not_before_the_first() -> None:
    assert [done for done, _ in stretches([TINY], 1_000_000, 5, seconds=1e-9)] == [5]


def test_stretches_end_if_every_run_has_diverged() -> None:
    wild = TINY.changed({"learning_rate_d": 1.0, "learning_rate_g": 1.0, "optimizer_d": "sgd", "optimizer_g": "sgd"})
    wild = wild.changed({"objective": "wasserstein", "penalty": "none"})
    *_, (done, trained) = stretches([wild.with_seed(seed) for seed in range(4)], 100_000, 500)
    assert done < 5_000
    assert all(run.diverged_at is not None for run in trained)


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"), [(0, 10, 0, 0.3085), (5, 10, 0.1871, 0.8129), (10, 10, 0.6915, 1), (0, 0, 0, 1)]
)
def test_the_interval_is_clopper_and_pearsons(hits: int, of: int, low: float, high: float) -> None:
    """The values of their printed tables."""
    assert clopper_pearson(hits, of) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@pytest.mark.parametrize(("hits", "of"), [(1, 5), (44, 200), (92, 200)])
def test_at_each_end_of_the_interval_the_tail_is_a_fortieth(hits: int, of: int) -> None:
    low, high = clopper_pearson(hits, of)
    assert binom.sf(hits - 1, of, low) == pytest.approx(0.025)
    assert binom.cdf(hits, of, high) == pytest.approx(0.025)


def test_two_shares_differ_only_if_chance_does_not_explain_it() -> None:
    assert differ(0, 200, 92, 200)
    assert not differ(90, 200, 92, 200)
    assert not differ(2, 5, 92, 200)


def seeds(n: int, whole: int, iterations: int = alphas.ITERATIONS) -> Seeds:
    modes = (8,) * whole + (5,) * (n - whole)
    return Seeds(PUBLISHED[0], modes, (0.9,) * n, iterations)


@pytest.mark.parametrize("cut", [seeds(5, 2), seeds(200, 92, 12_000), seeds(5, 5, 400)])
def test_a_cut_comparison_never_says_pass(cut: Seeds) -> None:
    assert cut.passed is None
    text = Shares((cut,)).as_text()
    assert "PASS" not in text
    assert "FAIL" not in text
    assert "nothing is compared" in text


def test_a_full_one_is_compared_with_the_papers_share() -> None:
    assert seeds(200, 92).passed is True
    assert seeds(200, 150).passed is False
    assert not Shares((seeds(200, 150),)).passed
    assert "Cut" not in Shares((seeds(200, 92),)).as_text()


def test_the_seeds_are_trained_and_counted() -> None:
    found = seeds_of(PUBLISHED[1], [0, 1], seconds=1e-9, base=SMALL)
    assert found.iterations == alphas.EVERY
    assert len(found.modes) == len(found.high_quality) == 2
    whole = json.loads(Shares((found,)).as_json(), parse_constant=pytest.fail)
    assert whole["rows"][0]["objective"] == "non_saturating"
    assert whole["rows"][0]["passed"] is None
    assert whole["rows"][0]["all_modes_interval"] == list(clopper_pearson(found.count(8), 2))


def test_the_published_counts_are_the_printed_shares() -> None:
    assert [(p.whole / 200, p.none / 200) for p in PUBLISHED] == [(0.46, 0.30), (0.22, 0.01)]


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.key)
def test_the_numerics_end_as_the_paper_says_on_a_seed(way: numbers.Way) -> None:
    (run,) = courses(way, [0])
    assert run.passed
