"""The metrics agree with their oracles, know what a perfect G would score, and survive any points."""

import subprocess
import sys
import warnings
from math import log, nan, pi

import numpy as np
import pytest

from playground.core.metrics import (
    METRICS,
    Reference,
    mode_report,
    reference,
    sliced_wasserstein,
)
from playground.core.metrics.grid import Grid, histogram, jsd, kl
from playground.core.metrics.kernels import BANDWIDTHS, energy_distance, mmd2
from playground.core.metrics.modes import CEILING
from playground.core.metrics.nearest import Neighbourhood
from playground.core.metrics.neighbours import c2st, coverage, density, fixed_radius_coverage, precision, recall
from playground.core.targets import TARGETS
from playground.core.targets.mixtures import of_modes
from playground.core.targets.target import Modes, Target, TrainingSet

PLANE = Grid(0.0, 0.0, 4.0)
N = 600
IDEAL = {"higher": np.inf, "lower": -np.inf, "nearer a half": 0.5, "nearer one": 1.0}


def mixture(centres, covariance, name="mixture") -> Target:
    centres = np.asarray(centres, dtype=np.float64)
    k = len(centres)
    root = np.linalg.cholesky(covariance)

    def push(u, g):
        mode = np.minimum((u[:, 0] * k).astype(int), k - 1)
        return (centres[mode] + g @ root.T).astype(np.float32)

    modes = Modes(centres, np.repeat(np.asarray(covariance)[None], k, axis=0), np.full(k, 1 / k))
    return Target(name, name, name, 1, push, modes)


def circle(k: int):
    angle = 2 * pi * np.arange(k) / k
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


RING = mixture(1.4 * circle(8), 0.05**2 * np.eye(2))
ARC = Target("arc", "arc", "arc", 1, lambda u, g: (np.c_[np.cos(4 * u), np.sin(4 * u)] + 0.05 * g).astype(np.float32))


def draw(target: Target, n: int, seed: int):
    return target.sample(n, np.random.default_rng(seed))


def clouds(seed=0, n=60, m=60):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 2)).astype(np.float32), rng.normal(0.3, 1.2, size=(m, 2)).astype(np.float32)


def pair_distances(x, y):
    return np.sqrt(((x[:, None].astype(float) - y[None].astype(float)) ** 2).sum(-1))


# --- distances against their oracles ---


def test_sliced_wasserstein_is_that_of_pot():
    with warnings.catch_warnings():  # POT looks for every array library there is, and some of them warn
        warnings.simplefilter("ignore")
        import ot
    x, y = clouds(n=500, m=500)
    angles = np.arange(64) * pi / 64
    projections = np.stack([np.cos(angles), np.sin(angles)])
    expected = ot.sliced_wasserstein_distance(x.astype(float), y.astype(float), projections=projections, p=1)
    assert sliced_wasserstein(x, y) == pytest.approx(expected, rel=1e-5)


def test_a_translation_has_the_sliced_distance_of_its_shadows():
    x, _ = clouds(n=500)
    shift = np.array([0.3, -0.4])
    assert sliced_wasserstein(x, x + shift) == pytest.approx(0.5 * 2 / pi, rel=1e-3)
    assert sliced_wasserstein(x, x) == 0


def test_sliced_wasserstein_refuses_clouds_of_different_size():
    with pytest.raises(ValueError, match="equal numbers"):
        sliced_wasserstein(*clouds(n=10, m=11))


def test_energy_distance_of_points_on_a_line_is_the_square_of_scipys():
    from scipy import stats

    x, y = clouds(n=70, m=50)
    x[:, 1] = y[:, 1] = 0.7
    assert energy_distance(x, y) == pytest.approx(stats.energy_distance(x[:, 0], y[:, 0]) ** 2, rel=1e-5)


def test_energy_distance_is_that_of_all_pairs():
    x, y = clouds(n=70, m=50)
    expected = 2 * pair_distances(x, y).mean() - pair_distances(x, x).mean() - pair_distances(y, y).mean()
    assert energy_distance(x, y) == pytest.approx(expected, rel=1e-5)
    assert energy_distance(x, x) == pytest.approx(0, abs=1e-12)


def test_mmd_is_that_of_a_double_loop():
    x, y = clouds(n=20, m=15)

    def k(a, b):
        squared = float(((a.astype(float) - b) ** 2).sum())
        return np.mean([np.exp(-squared / (2 * (1.3 * width) ** 2)) for width in BANDWIDTHS])

    def mean(a, b, same):
        return np.mean([k(p, q) for i, p in enumerate(a) for j, q in enumerate(b) if not (same and i == j)])

    expected = mean(x, x, True) + mean(y, y, True) - 2 * mean(x, y, False)
    assert mmd2(x, y, scale=1.3) == pytest.approx(expected, rel=1e-4)


def test_prdc_is_that_of_all_pairs():
    x, y = clouds(n=80, m=70)
    y[:5] = x[:5]  # twins, at distance exactly 0
    across = pair_distances(x, y)

    def radii(a, k):
        return np.sort(pair_distances(a, a), axis=1)[:, k]

    real, fake = Neighbourhood(x), Neighbourhood(y)
    assert precision(real, fake) == (across < radii(x, 3)[:, None]).any(axis=0).mean()
    assert recall(real, fake) == (across < radii(y, 3)[None]).any(axis=1).mean()
    assert density(real, fake) == pytest.approx((across < radii(x, 5)[:, None]).sum() / (5 * len(y)))
    assert coverage(real, fake) == (across.min(axis=1) < radii(x, 5)).mean()
    assert fixed_radius_coverage(real, fake) == (across.min(axis=1) <= 0.1).mean()


def test_balls_are_open_even_for_a_copy_of_the_real_data():
    x, _ = clouds(n=50)
    radii = np.sort(pair_distances(x, x), axis=1)[:, 5]
    inside = (pair_distances(x, x) < radii[:, None]).sum()
    assert density(Neighbourhood(x), Neighbourhood(x)) == inside / (5 * len(x)) == 1
    point = Neighbourhood(np.zeros((50, 2)))
    assert recall(Neighbourhood(x), point) == density(point, point) == 0


def test_c2st_is_a_half_for_real_data_and_one_for_disjoint_and_zero_for_copies():
    x, y = Neighbourhood(draw(RING, 2000, 1)), Neighbourhood(draw(RING, 2000, 2))
    assert c2st(x, y) == pytest.approx(0.5, abs=4 * 0.5 / 4000**0.5 * 2**0.5)
    assert c2st(x, Neighbourhood(y.points + 9)) == 1
    assert c2st(x, Neighbourhood(x.points)) == 0
    left, right = np.array([[0, 0], [1, 0]]), np.array([[2, 0], [3, 0]])
    assert c2st(Neighbourhood(left), Neighbourhood(right)) == 0.75  # the two in the middle are ties


def test_grid_divergences_are_bounded_and_vanish_for_equals():
    x, y = (histogram(cloud, PLANE) for cloud in clouds(n=400, m=300))
    assert x.sum() == pytest.approx(1)
    assert kl(x, x) == 0 == jsd(x, x)
    assert jsd(x, y) == pytest.approx(jsd(y, x))
    assert 0 < jsd(x, y) < log(2)
    assert kl(x, y) > 0


def test_points_outside_the_grid_are_counted():
    far = np.array([[4.0, 0], [0, -4.1], [nan, 0], [np.inf, 0], [3.9999, 3.9999], [-4, -4]])
    cells = histogram(far, PLANE)
    assert cells[-1] == pytest.approx(4 / 6)
    assert cells[0] == pytest.approx(1 / 6)
    assert cells[-2] == pytest.approx(1 / 6)
    inside = histogram(np.zeros((5, 2)), PLANE)
    assert jsd(inside, histogram(np.full((5, 2), 99.0), PLANE)) == pytest.approx(log(2))
    assert jsd(histogram(np.full((5, 2), -99.0), PLANE), histogram(np.full((5, 2), 99.0), PLANE)) == 0


@pytest.mark.parametrize("target", [target for target in TARGETS if target.name != "own"], ids=lambda t: t.name)
def test_fakes_six_deviations_away_share_nothing_with_the_data(target: Target):
    """The grid lies where the target is, whatever its place and size: JSD = log 2, and KL is far above its floor."""
    against = Reference(target, N)
    away = 6 * max(float(against.real.var(axis=0).mean()) ** 0.5, 0.1)
    for shift in ((away, 0), (0, -away), (away, away)):
        fakes = against.fresh[0] + np.array(shift)
        assert METRICS["grid_jsd"].measure(fakes, against) == pytest.approx(log(2), abs=0.005)
        assert METRICS["grid_kl"].measure(fakes, against) > 3


def test_the_grid_divergence_does_not_depend_on_place_or_size():
    """One Gaussian, and the same far off and ten times as small; and the ring in other units."""
    near, far = (Reference(TARGETS[name], 2500) for name in ("gaussian", "far_gaussian"))
    metric = METRICS["grid_jsd"]
    assert metric.simulated_floor(far) == pytest.approx(metric.simulated_floor(near), rel=0.05)
    moved = Reference(TARGETS["two_moons"].placed((3.0, 1.0), 7.0), N)
    assert metric.simulated_floor(moved) == pytest.approx(
        metric.simulated_floor(Reference(TARGETS["two_moons"], N)), rel=0.01
    )


# --- modes ---


def test_mode_report_of_points_made_by_hand():
    modes = Modes(np.array([[0.0, 0], [10, 0]]), np.array([np.diag([1.0, 4]), np.eye(2)]), np.array([0.75, 0.25]))
    points = [[0, 5.9], [0, 6.1], [2.9, 0], [0, 0], [12.9, 0], [13.1, 0], [nan, 0], [np.inf, -np.inf]]
    report = mode_report(np.array(points), modes)
    assert report.counts.tolist() == [3, 1]
    assert (report.captured, report.total, report.samples) == (2, 2, 8)
    assert report.high_quality == 4 / 8
    assert report.smallest_share == pytest.approx(1)


@pytest.mark.parametrize("covariance", [0.01**2 * np.eye(2), [[0.01, 0.008], [0.008, 0.01]]])
def test_a_perfect_sampler_has_98_9_percent_of_high_quality(covariance):
    target = mixture(2 * circle(5), np.asarray(covariance) / 4)
    report = mode_report(draw(target, 100_000, 3), target.modes)
    assert report.captured == 5
    assert report.high_quality == pytest.approx(0.98889, abs=4 * (CEILING * (1 - CEILING) / 100_000) ** 0.5)
    assert report.smallest_share > 0.95


def test_the_ceiling_of_overlapping_modes_is_not_that_of_separate_ones():
    assert METRICS["high_quality"].floor(Reference(RING, N)) == CEILING
    blob = mixture([[0, 0], [0.5, 0]], np.eye(2))
    assert METRICS["high_quality"].floor(Reference(blob, N)) > CEILING + 0.001


def test_mode_metrics_mean_nothing_without_modes():
    shape = Reference(ARC, N)
    for name in ("modes", "high_quality", "smallest_share"):
        assert METRICS[name].floor(shape) is None
        assert np.isnan(METRICS[name].measure(shape.real, shape))


# --- every metric ---


def test_the_metrics_stand_in_the_order_of_the_panel():
    assert METRICS.names == (
        *("modes", "high_quality", "smallest_share", "sliced_wasserstein", "energy_distance", "mmd"),
        *("grid_jsd", "grid_kl", "precision", "recall", "density", "coverage", "fixed_radius_coverage", "c2st"),
        "data_copying",
    )


@pytest.mark.parametrize("target", [RING, ARC], ids=["ring", "arc"])
@pytest.mark.parametrize("metric", METRICS, ids=METRICS.names)
def test_the_floor_is_what_a_perfect_sampler_gets(metric, target):
    against = reference(target, N)
    floor = metric.floor(against)
    if floor is None:
        assert not metric.applies(against)
        return
    scores = [metric.measure(draw(target, N, seed), against) for seed in range(20)]
    chance = np.std(scores, ddof=1) * (1 / len(scores) + 1 / metric.draws) ** 0.5
    assert np.mean(scores) == pytest.approx(floor, abs=4.5 * chance + 1e-9)


def badness(metric, value):
    ideal = IDEAL[metric.better]
    return -value if ideal == np.inf else value if ideal == -np.inf else abs(value - ideal)


def against_of(metric, target):
    """A reference on which the metric is defined."""
    training = TrainingSet(draw(target, 100, 99)) if metric.needs == "training" else None
    return reference(target, N, training)


@pytest.mark.parametrize("metric", METRICS, ids=METRICS.names)
def test_a_displaced_or_collapsed_sampler_scores_worse(metric):
    if metric.needs == "training":
        return  # it sees copies alone: tests/core/test_training_set.py
    against = reference(RING, N)
    perfect = badness(metric, metric.measure(draw(RING, N, 7), against))
    assert badness(metric, metric.measure(draw(RING, N, 7) + 0.5, against)) > perfect
    one_mode = mixture(RING.modes.centres[:1], RING.modes.covariances[0])
    collapsed = badness(metric, metric.measure(draw(one_mode, N, 7), against))
    blind = metric.name in {"high_quality", "precision", "density"}
    assert blind or collapsed > perfect


def test_precision_and_quality_are_blind_to_collapse():
    against = reference(RING, N)
    one_mode = draw(mixture(RING.modes.centres[:1], RING.modes.covariances[0]), N, 7)
    for name in ("high_quality", "precision"):
        assert METRICS[name].measure(one_mode, against) > 0.9


@pytest.mark.parametrize("metric", METRICS, ids=METRICS.names)
def test_no_points_make_a_metric_raise_or_warn(metric):
    against = against_of(metric, RING)
    spoilt = against.real.astype(float)
    spoilt[:4] = [[nan, 0], [np.inf, -np.inf], [1e200, 0], [-1e38, 3e38]]
    value = metric.measure(spoilt, against)
    if metric.name in {"sliced_wasserstein", "energy_distance", "mmd"}:
        assert np.isnan(value)
    else:
        assert np.isfinite(value)
    assert not np.isinf(metric.measure(np.full((N, 2), nan), against))
    assert np.isfinite(metric.measure(np.zeros((N, 2)), against))
    assert np.isfinite(metric.measure(against.real + 1e6, against))
    assert not np.isinf(metric.measure(np.full((N, 2), 3e38), against))
    if metric.name != "sliced_wasserstein":
        for few in (0, 1, 3):
            metric.measure(against.real[:few], against)


def test_a_rare_mode_is_missing_only_if_the_samples_could_show_it():
    """Of a perfect G's draws of 2,500, 8 % leave a mode of weight .001 empty: no reason to call it missing."""
    centres = np.array([[-1.5, 0.0], [0.0, 0.0], [1.5, 0.0]])
    weights = np.array([0.4995, 0.4995, 0.001])
    modes = Modes(centres, np.tile(0.01 * np.eye(2), (3, 1, 1)), weights)
    target = Target("rare", "rare", "rare", 1, of_modes(modes), modes=modes)
    against = Reference(target, 2500)
    draws = target.sample(300 * 2500, np.random.default_rng(3)).reshape(300, 2500, 2)
    reports = [mode_report(points, modes) for points in draws]
    assert 10 < sum(report.captured == 2 for report in reports) < 45
    for report, points in zip(reports, draws, strict=True):
        assert report.missing == 0
        assert report.smallest_share > 0.8
        assert METRICS["modes"].reading(report.captured, against).passes
        assert METRICS["modes"].measure(points, against) == METRICS["modes"].floor(against) == 2
    holding = next(points for points, report in zip(draws, reports, strict=True) if report.captured == 3)
    without = holding[holding[:, 0] > -0.75]
    assert mode_report(without, modes).captured == 2, "the rare one is held, one of the common ones is not"
    lost = mode_report(np.concatenate([without, without])[:2500], modes)
    assert lost.missing == 1
    assert not METRICS["modes"].reading(METRICS["modes"].measure(without, against), against).passes
    assert not METRICS["modes"].reading(1, against).passes
    assert mode_report(draws[:10].reshape(-1, 2)[draws[:10].reshape(-1, 2)[:, 0] < 0.75], modes).missing == 1


def test_a_target_may_be_a_single_point():
    one = mixture([[0.5, 0.5]], 1e-20 * np.eye(2))
    point = Reference(one, 50, TrainingSet(draw(one, 5, 0)))
    scores = {metric.name: metric.measure(point.fresh[0], point) for metric in METRICS if metric.applies(point)}
    assert scores["high_quality"] == 1 == scores["modes"]
    assert all(np.isfinite(score) for score in scores.values())


def test_a_reference_is_fixed_and_shared():
    assert reference(RING, N) is reference(RING, N)
    assert reference(RING, N) is not reference(ARC, N)
    assert (Reference(RING, N).real == reference(RING, N).real).all()
    noise = Reference(Target("u", "u", "u", 2, lambda u, g: u), N)
    assert not np.isin(noise.fresh, noise.real).all(axis=-1).any()
    with pytest.raises(ValueError, match="read-only"):
        reference(RING, N).real[0] = 0


def test_importing_the_metrics_imports_neither_scipy_nor_torch():
    code = "import sys, playground.core.metrics; sys.exit(bool({'scipy', 'torch'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("name", ["sliced_wasserstein", "grid_jsd", "high_quality"])
@pytest.mark.parametrize("target", ["ring8", "two_moons"])
def test_the_floor_is_the_mean_of_real_points_and_their_band_holds_99_of_100(name: str, target: str) -> None:
    """Half of all perfect G are on the better side of the floor, so it is no limit; the band holds nearly all."""
    metric, against = METRICS[name], Reference(TARGETS[target], N)
    if not metric.applies(against):
        pytest.skip("no modes")
    rng = np.random.default_rng(77)
    scores = [metric.measure(TARGETS[target].sample(N, rng), against) for _ in range(200)]
    reading = metric.reading(scores[0], against)
    low, high = reading.band
    assert 0.25 < np.mean(np.array(scores) < reading.floor) < 0.75
    assert np.mean([low <= score <= high for score in scores]) > 0.96
    assert low < reading.floor < high < reading.floor + 4 * np.std(scores)
    assert high == reading.high, "a score above the band does not pass"
