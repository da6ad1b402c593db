"""Every target draws what its paper says, fits the plane, and knows its own density."""

import subprocess
import sys
from functools import cache
from itertools import product

import numpy as np
import pytest

from playground.core.arrays import F64, PlanePoints
from playground.core.targets import TARGETS, Target

ALL = tuple(name for name in TARGETS.names if name != "own")  # which an experiment brings itself
THEORY = ("dirac", "two_points")
UNPLACED = (*THEORY, "far_gaussian", "ring8_wide")
WIDE = ("gaussian", "ganlab_gaussians")  # their tails leave the view box, rarely
WITH_DENSITY = [name for name in ALL if name not in THEORY]
WITH_MODES = [target.name for target in TARGETS if target.modes]
RINGS = ("ring8", "ring8_hard", "ffjord_8gaussians")

HALF = 2 * 3**0.5  # twice the checkerboard's half width: its edges are edges of the bins
FINE = {"ring8_hard": (960, 80), "grid25": (800, 80)}  # tiny dots need two cells per standard deviation
CELLS_AND_BINS = (288, 16)  # per side, for all the others
DRAWS = 100_000


def base_noise(target: Target, n: int, seed: int = 0) -> tuple[PlanePoints, PlanePoints]:
    rng = np.random.default_rng(seed)
    u = rng.random((n, target.uniforms), dtype=np.float32)
    return u, rng.standard_normal((n, 2), dtype=np.float32)


@cache
def draws(name: str) -> PlanePoints:
    return TARGETS[name].sample(DRAWS, np.random.default_rng(3))


@cache
def bin_masses(name: str) -> F64:
    """The integral of the density over each of bins x bins squares of the plane, by the midpoint rule."""
    log_density = TARGETS[name].log_density
    assert log_density is not None
    cells, bins = FINE.get(name, CELLS_AND_BINS)
    axis = (np.arange(cells) + 0.5) / cells * 2 * HALF - HALF
    x = np.stack(np.meshgrid(axis, axis, indexing="ij"), axis=-1).reshape(-1, 2)
    mass = np.exp(log_density(x)) * (2 * HALF / cells) ** 2
    return mass.reshape(bins, cells // bins, bins, cells // bins).sum(axis=(1, 3))


def disagreement(name: str, x: PlanePoints) -> float:
    """How far the points' counts are from the density: chi-square in its own standard deviations."""
    expected = bin_masses(name) * len(x)
    edges = np.linspace(-HALF, HALF, len(expected) + 1)
    counts = np.histogram2d(*x.T, bins=(edges, edges))[0]
    full = expected >= 10
    expected_rest, count_rest = len(x) - expected[full].sum(), len(x) - counts[full].sum()
    chi_square = (np.square(counts - expected)[full] / expected[full]).sum()
    chi_square += (count_rest - expected_rest) ** 2 / max(expected_rest, 10)
    freedom = full.sum()
    return float((chi_square - freedom) / np.sqrt(2 * freedom))


def test_the_gallery_opens_with_the_soft_ring_and_explains_every_entry() -> None:
    assert ALL[0] == "ring8"
    assert len(ALL) == 29
    for target in TARGETS:  # with own
        assert target.label
        assert target.help.endswith(".")
        assert target.source.endswith(".")


def test_importing_the_targets_loads_neither_torch_nor_scipy() -> None:
    code = "import sys, playground.core.targets; sys.exit(bool({'torch', 'scipy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("name", ALL)
def test_samples_are_finite_points_that_the_seed_alone_decides(name: str) -> None:
    first, again = (TARGETS[name].sample(1000, np.random.default_rng(5)) for _ in range(2))
    assert first.dtype == np.float32
    assert first.shape == (1000, 2)
    assert np.isfinite(first).all()
    assert np.array_equal(first, again)
    assert TARGETS[name].sample(0, np.random.default_rng(5)).shape == (0, 2)


@pytest.mark.parametrize("name", ALL)
def test_push_is_pure_and_treats_each_row_by_itself(name: str) -> None:
    target = TARGETS[name]
    u, g = base_noise(target, 1000)
    kept = u.copy(), g.copy()
    x = target.push(u, g)
    assert np.array_equal(u, kept[0])
    assert np.array_equal(g, kept[1])
    assert np.array_equal(target.push(u[400:500], g[400:500]), x[400:500])


@pytest.mark.parametrize("name", ALL)
def test_push_survives_the_ends_of_the_uniforms_range(name: str) -> None:
    target = TARGETS[name]
    last = np.nextafter(np.float32(1), np.float32(0))
    u = np.array(list(product([0, 0.25, 0.5, 0.75, last], repeat=target.uniforms)), dtype=np.float32)
    x = target.push(u, np.zeros((len(u), 2), dtype=np.float32))
    assert np.abs(x).max() < 3.2
    if target.log_density:
        assert np.isfinite(target.log_density(x.astype(np.float64))).all()


@pytest.mark.parametrize("name", [name for name in ALL if name not in UNPLACED])
def test_targets_have_mean_0_and_overall_deviation_1(name: str) -> None:
    x = draws(name).astype(np.float64)
    assert np.abs(x.mean(axis=0)).max() < 0.015
    assert np.sqrt(x.var(axis=0).mean()) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("name", [name for name in ALL if name != "far_gaussian"])
def test_targets_fit_the_view_box(name: str) -> None:
    inside = (np.abs(draws(name)) < 3.2).all(axis=1).mean()
    assert inside > (0.997 if name in WIDE else 0.999)


def test_the_theory_targets_are_their_points() -> None:
    assert not draws("dirac").any()
    assert set(map(tuple, draws("two_points").tolist())) == {(-1.0, 0.0), (1.0, 0.0)}
    assert (draws("two_points")[:, 0] > 0).mean() == pytest.approx(0.5, abs=0.01)


def _ganlab_gaussians(u: F64, g: F64) -> F64:
    first = u[:, :1] < 0.5
    return np.where(first, (0.3, 0.7) + 0.1 * g, (0.7, 0.4) + np.array([0.05, 0.2]) * g)


def _ganlab_disjoint(u: F64, g: F64) -> F64:
    return np.array([(0.35, 0.75), (0.75, 0.6), (0.45, 0.35)])[(3 * u[:, 0]).astype(int)] + 0.025 * g


def _ffjord_spirals(u: F64, g: F64) -> F64:
    n = np.sqrt(u[:, 0]) * 540 * (2 * np.pi) / 360
    d = np.stack([-np.cos(n) * n + u[:, 1] * 0.5, np.sin(n) * n + u[:, 2] * 0.5], axis=1)
    return np.where(u[:, 3:] < 0.5, d, -d) / 3 + 0.1 * g


def _ffjord_pinwheel(u: F64, g: F64) -> F64:
    features = g * (0.3, 0.1) + (1, 0)
    angles = 2 * np.pi / 5 * np.floor(5 * u[:, 0]) + 0.25 * np.exp(features[:, 0])
    rotations = np.stack([np.cos(angles), -np.sin(angles), np.sin(angles), np.cos(angles)], axis=1)
    return 2 * np.einsum("ti,tij->tj", features, rotations.reshape(-1, 2, 2))


def _ffjord_checkerboard(u: F64, g: F64) -> F64:
    x1 = u[:, 0] * 4 - 2
    x2 = u[:, 1] - 2 * (u[:, 2] < 0.5) + np.floor(x1) % 2
    return np.stack([x1, x2], axis=1) * 2


FORMULAS = {
    "ganlab_line": lambda u, g: np.stack([0.8 - 0.75 * u[:, 0], 0.6 + 0.3 * u[:, 0]], axis=1) + 0.01 * g,
    "ganlab_gaussians": _ganlab_gaussians,
    "ganlab_ring": lambda u, g: (
        np.stack([0.5 + 0.3 * np.cos(2 * np.pi * u[:, 0]), 0.45 + 0.25 * np.sin(2 * np.pi * u[:, 0])], axis=1)
        + 0.025 * g
    ),
    "ganlab_disjoint": _ganlab_disjoint,
    "two_spirals": _ffjord_spirals,
    "pinwheel": _ffjord_pinwheel,
    "checkerboard": _ffjord_checkerboard,
}


@pytest.mark.parametrize("name", FORMULAS)
def test_the_published_formula_is_reached_by_one_shift_and_one_factor(name: str) -> None:
    u, g = base_noise(TARGETS[name], 5000)
    published = FORMULAS[name](u.astype(np.float64), g.astype(np.float64))
    x = TARGETS[name].push(u, g).astype(np.float64)
    centred, placed = published - published.mean(axis=0), x - x.mean(axis=0)
    factor = (centred * placed).sum() / (centred**2).sum()
    assert np.abs(placed - factor * centred).max() < 2e-5


@pytest.mark.parametrize("name", WITH_MODES)
def test_modes_are_the_means_spreads_and_shares_of_their_samples(name: str) -> None:
    target = TARGETS[name]
    modes = target.modes
    assert modes is not None
    assert modes.weights.sum() == pytest.approx(1)
    # the uniform tells the true mode of each sample, for all weights are equal
    u, g = base_noise(target, DRAWS)
    mode, x = (u[:, 0] * len(modes)).astype(int), target.push(u, g).astype(np.float64)
    for k, (centre, covariance, weight) in enumerate(zip(modes.centres, modes.covariances, modes.weights, strict=True)):
        own = x[mode == k]
        assert len(own) / len(x) == pytest.approx(weight, abs=0.006)
        spread = np.sqrt(np.diag(covariance))
        assert np.abs((own.mean(axis=0) - centre) / spread).max() < 0.1
        assert np.abs(np.cov(own.T) - covariance).max() < 0.1 * covariance.max()


@pytest.mark.parametrize("name", RINGS)
def test_rings_have_eight_different_modes_evenly_spaced(name: str) -> None:
    modes = TARGETS[name].modes
    assert modes is not None
    assert len(modes) == 8
    angles = np.sort(np.arctan2(*modes.centres.T) % (2 * np.pi))
    assert np.allclose(np.diff(angles), np.pi / 4)
    assert np.ptp(np.linalg.norm(modes.centres, axis=1)) < 1e-9


@pytest.mark.parametrize(
    ("name", "scale", "ratio"),
    [
        ("ring8", "radius", 0.05),
        ("ring8_hard", "radius", 0.01),
        ("ffjord_8gaussians", "radius", 0.125),
        ("grid25", "spacing", 0.025),
        ("grid25_soft", "spacing", 0.1),
    ],
)
def test_clumps_are_as_wide_as_their_source_says(name: str, scale: str, ratio: float) -> None:
    modes = TARGETS[name].modes
    assert modes is not None
    length = (
        np.linalg.norm(modes.centres[0])
        if scale == "radius"
        else np.diff(np.unique(modes.centres[:, 0].round(6))).min()
    )
    assert np.sqrt(modes.covariances[0, 0, 0]) / length == pytest.approx(ratio, rel=1e-5)


@pytest.mark.parametrize("name", ALL)
def test_only_the_theory_targets_lack_a_density(name: str) -> None:
    target = TARGETS[name]
    assert (target.log_density is None) == (target.density_kind == "none") == (name in THEORY)


@pytest.mark.parametrize("name", WITH_DENSITY)
def test_densities_integrate_to_1(name: str) -> None:
    assert bin_masses(name).sum() == pytest.approx(1, abs=0.003)


@pytest.mark.parametrize("name", WITH_DENSITY)
def test_densities_are_those_of_the_samples(name: str) -> None:
    assert abs(disagreement(name, draws(name))) < 4.5


@pytest.mark.parametrize("name", WITH_DENSITY)
@pytest.mark.parametrize("change", ["shifted", "scaled"])
def test_a_density_off_by_5_percent_would_be_noticed(name: str, change: str) -> None:
    target = TARGETS[name]
    moved = target.placed((0.05, 0), 1) if change == "shifted" else target.placed((0, 0), 1.05)
    assert disagreement(name, moved.sample(DRAWS, np.random.default_rng(3))) > 4.5


@pytest.mark.parametrize("name", WITH_DENSITY)
def test_densities_far_away_are_low_but_never_not_a_number(name: str) -> None:
    log_density = TARGETS[name].log_density
    assert log_density is not None
    far = log_density(np.array([[0.0, 0.0], [6.0, 6.0], [-40.0, 9.0]]))
    assert not np.isnan(far).any()
    assert (far[1:] < -5).all()
    assert np.isfinite(far).all() or name == "checkerboard"
    assert log_density(np.empty((0, 2))).shape == (0,)


@pytest.mark.parametrize("name", ["ganlab_gaussians", "pinwheel", "four_rings", "star"])
def test_a_placed_target_carries_its_density_and_modes_along(name: str) -> None:
    target = TARGETS[name]
    shift = np.array([0.3, -1])
    placed = target.placed((0.3, -1), 2.5)
    u, g = base_noise(target, 500)
    x = target.push(u, g)
    assert np.allclose(placed.push(u, g), 2.5 * (x + shift), atol=1e-5)
    assert target.log_density is not None
    assert placed.log_density is not None
    points = x.astype(np.float64)
    expected = target.log_density(points) - 2 * np.log(2.5)
    assert np.allclose(placed.log_density(2.5 * (points + shift)), expected, atol=1e-3)
    if target.modes:
        assert placed.modes is not None
        assert np.allclose(placed.modes.centres, 2.5 * (target.modes.centres + shift))
        assert np.allclose(placed.modes.covariances, 2.5**2 * target.modes.covariances)
        assert np.array_equal(placed.modes.weights, target.modes.weights)


def test_modes_are_read_only_so_that_threads_may_share_them() -> None:
    modes = TARGETS["ring8"].modes
    assert modes is not None
    with pytest.raises(ValueError, match="read-only"):
        modes.centres[0] = 0
