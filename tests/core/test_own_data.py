"""One's own P_data is part of the experiment: exact through TOML, a true distribution, and harmless whatever is written there."""

import base64
import time
import zlib

import numpy as np
import pytest

from playground.core.errors import InputError
from playground.core.experiment import EXPERIMENT, Experiment
from playground.core.lenses import FIT, OPTIMUM, SAMPLES, VALUE, Display, Look, Refused
from playground.core.metrics import METRICS, reference
from playground.core.own_data.build import in_words, mixture_text, picture_text, points_text
from playground.core.own_data.kinds import MOST_TEXT, OwnPicture, OwnPoints
from playground.core.own_data.target import own_target, target_of
from playground.core.own_data.text import read
from playground.core.targets import TARGETS, Target, cells
from playground.core.training.trainer import Trainer

RNG = np.random.default_rng(7)
CLOUD = RNG.normal(size=(300, 2)) * (0.5, 2) + (40, -3)
MANY = np.stack([np.cos(t := RNG.uniform(0, 7, 6000)), np.sin(2 * t)], axis=1)
INK = np.zeros((40, 60), np.uint8)
INK[5:20, 10:30], INK[30:35, 50:58] = 200, 40
MODES = [(-1.0, 0.5, 0.2, 1.0), (1.0, 0.0, 0.4, 3.0)]
TEXTS = {
    "points": points_text(CLOUD),
    "many points": points_text(MANY, blur=0.05),
    "raw points": points_text(CLOUD * 0.1, "none"),
    "picture": picture_text(INK),
    "raw picture": picture_text(INK, scaled=False),
    "mixture": mixture_text(MODES),
    "scaled mixture": mixture_text(MODES, scaled=True),
    "typed mixture": "mixture: -1 0.5 0.2 1; 1 0 0.4 3",
}
SCALED = [name for name in TEXTS if not name.startswith(("raw", "typed")) and name != "mixture"]


def target(name: str) -> Target:
    return own_target(TEXTS[name])


@pytest.mark.parametrize("name", TEXTS)
def test_toml_gives_back_the_same_experiment_and_the_same_target(name: str) -> None:
    e = Experiment(target="own", own_data=TEXTS[name])
    again = Experiment.from_toml(e.to_toml())
    assert again == e
    assert hash(again) == hash(e)
    assert target_of(again) is target_of(e)
    assert len(e.to_toml()) < 1_000_000


@pytest.mark.parametrize("name", SCALED)
def test_scaled_data_have_mean_0_and_overall_deviation_1(name: str) -> None:
    x = target(name).sample(100_000, np.random.default_rng(1)).astype(float)
    assert np.abs(x.mean(axis=0)).max() < 0.02
    assert np.sqrt(x.var(axis=0).mean()) == pytest.approx(1, abs=0.02)


def test_one_factor_serves_both_axes_and_is_told() -> None:
    own = read(TEXTS["points"])
    assert isinstance(own, OwnPoints)
    assert own.placing is not None
    assert np.allclose(own.points / own.placing.factor - own.placing.shift, CLOUD, atol=1e-4)
    assert in_words(TEXTS["points"]).startswith("Moved by (-39.97, 3.40), then scaled by 0.74")
    assert in_words(TEXTS["raw points"]) == "Used as it is."


@pytest.mark.parametrize("name", TEXTS)
def test_the_density_integrates_to_1_and_is_that_of_the_samples(name: str) -> None:
    made = target(name)
    x = made.sample(200_000, np.random.default_rng(2)).astype(float)
    low, high = x.min(axis=0) - 0.5, x.max(axis=0) + 0.5
    n, fine = 24, 12
    steps = [low[k] + (np.arange(n * fine) + 0.5) * (high[k] - low[k]) / (n * fine) for k in (0, 1)]
    grid = np.stack(np.meshgrid(*steps, indexing="ij"), axis=-1).reshape(-1, 2)
    assert made.log_density is not None
    cell = np.prod((high - low) / (n * fine))
    masses = (np.exp(made.log_density(grid)) * cell).reshape(n, fine, n, fine).sum((1, 3))
    assert masses.sum() == pytest.approx(1, abs=0.02)
    shares, _, _ = np.histogram2d(*x.T, bins=n, range=[(low[0], high[0]), (low[1], high[1])])
    assert np.abs(shares / len(x) - masses).sum() < 0.05


@pytest.mark.parametrize("name", TEXTS)
def test_pushing_is_pure_row_by_row_and_never_leaves_the_density(name: str) -> None:
    made = target(name)
    rng = np.random.default_rng(3)
    u, g = rng.random((4000, made.uniforms), dtype=np.float32), rng.standard_normal((4000, 2), dtype=np.float32)
    u[:2] = [[0], [np.nextafter(np.float32(1), np.float32(0))]]
    x = made.push(u, g)
    assert x.dtype == np.float32
    assert np.array_equal(made.push(u[100:200], g[100:200]), x[100:200])
    assert made.log_density is not None
    assert np.isfinite(made.log_density(x.astype(float))).all()
    assert not np.isnan(made.log_density(np.array([[1e3, 1e3], [0.0, 0.0]]))).any()
    assert made.log_density(np.empty((0, 2))).shape == (0,)


def test_the_many_points_density_sums_what_the_plain_sum_does() -> None:
    own = read(TEXTS["many points"])
    assert isinstance(own, OwnPoints)
    x = np.random.default_rng(4).uniform(-2, 2, (200, 2))
    squared = ((x[:, None] - own.points.astype(float)) ** 2).sum(-1) / own.blur**2
    plain = np.exp(-squared / 2).mean(1) / (2 * np.pi * own.blur**2)
    log_density = target("many points").log_density
    assert log_density is not None
    assert np.allclose(np.exp(log_density(x)), plain, rtol=1e-6, atol=1e-9)


def test_a_mixture_has_modes_that_the_mode_metrics_follow() -> None:
    made = target("typed mixture")
    assert made.modes is not None
    assert np.allclose(made.modes.weights, (0.25, 0.75))
    assert np.allclose(made.modes.centres, [(-1, 0.5), (1, 0)])
    against = reference(made)
    assert METRICS["modes"].measure(against.fresh[0], against) == 2
    assert target("points").modes is None


def test_own_without_data_and_data_without_own() -> None:
    with pytest.raises(InputError, match="needs own_data"):
        Experiment(target="own")
    e = Experiment(target="ring8", own_data=TEXTS["picture"])
    assert target_of(e) is TARGETS["ring8"]
    assert EXPERIMENT.same_run(e.changed({"target": "own"}))


@pytest.mark.parametrize("name", ["points", "many points", "picture", "mixture"])
def test_an_experiment_trains_on_it_and_every_lens_sees_it(name: str) -> None:
    e = Experiment(target="own", own_data=TEXTS[name], g_layers=1, d_layers=1, g_width=8, d_width=8, batch=32)
    trainer, again = Trainer(e), Trainer(Experiment.from_toml(e.to_toml()))
    for _ in range(3):
        trainer.iterate()
        again.iterate()
    assert trainer.state().equals(again.state())
    look = Look(e, trainer.state(), Display(dots=50, grid=24))
    for lens in (SAMPLES, FIT, OPTIMUM, VALUE):
        assert not isinstance(lens.see(look), Refused)


# ---- what must not be believed ----


def packed(raw: bytes) -> str:
    return base64.b64encode(zlib.compress(raw, 9)).decode()


BOMB = packed(bytes(200_000_000))
NAN = np.array([[0, np.nan]], "<f4").tobytes()
HOSTILE = {
    "rubbish": "hello",
    "unknown kind": "movie: 1",
    "newer": "points v2 count=1 blur=0.1: AAAA",
    "bomb of points": f"points v1 count=2 blur=0.1: {BOMB}",
    "bomb of a picture": f"picture v1 size=128x128 left=0 bottom=0 pixel=1: {BOMB}",
    "10^12 points": "points v1 count=1000000000000 blur=0.1: AAAA",
    "huge picture": "picture v1 size=1000000x1000000 left=0 bottom=0 pixel=1: AAAA",
    "negative size": "picture v1 size=-3x5 left=0 bottom=0 pixel=1: AAAA",
    "no points": f"points v1 count=0 blur=0.1: {packed(b'')}",
    "nan point": f"points v1 count=1 blur=0.1: {packed(NAN)}",
    "far point": f"points v1 count=1 blur=0.1: {packed(np.array([[1e30, 0]], '<f4').tobytes())}",
    "nan blur": f"points v1 count=1 blur=nan: {packed(bytes(8))}",
    "no blur": f"points v1 count=1: {packed(bytes(8))}",
    "short": f"points v1 count=2 blur=0.1: {packed(bytes(8))}",
    "long": f"points v1 count=1 blur=0.1: {packed(bytes(16))}",
    "truncated base64": TEXTS["points"][:-7],
    "cut stream": TEXTS["picture"][:-8] + "====",
    "not ascii": "points v1 count=1 blur=0.1: ☃☃☃☃",
    "blank picture": f"picture v1 size=2x2 left=0 bottom=0 pixel=1: {packed(bytes(4))}",
    "unknown field": f"points v1 count=1 blur=0.1 evil=1: {packed(bytes(8))}",
    "bad shift": f"points v1 count=1 blur=0.1 shift=nan,0 factor=1: {packed(bytes(8))}",
    "too long": "mixture: " + "0 0 1 1; " * MOST_TEXT,
    "many modes": "mixture: " + "0 0 1 1; " * 65,
    "no modes": "mixture: ",
    "three numbers": "mixture: 0 0 1",
    "nan mode": "mixture: nan 0 1 1",
    "no width": "mixture: 0 0 0 1",
    "negative weight": "mixture: 0 0 1 1; 0 0 1 -1",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_data_are_one_sentence_within_a_second(name: str) -> None:
    started = time.perf_counter()
    with pytest.raises(InputError) as caught:
        Experiment(target="own", own_data=HOSTILE[name])
    assert time.perf_counter() - started < 1
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 250


def test_a_picture_is_cut_to_what_is_in_it_and_stays_where_it_was() -> None:
    own = read(picture_text(INK, scaled=False, box=(-3.0, -2.0, 0.1)))
    assert isinstance(own, OwnPicture)
    assert own.ink.shape == (30, 48)
    assert (own.left, own.bottom) == pytest.approx((-2.0, -1.5))


@pytest.mark.parametrize("blur", [0.0005, 0.01, 0.1])
@pytest.mark.parametrize(
    "box", [(-3.0, 3.0, -3.0, 3.0), (-0.2, 0.3, 0.1, 0.4), (-40.0, 40.0, -50.0, 50.0), (5.0, 6.0, 5.0, 6.0)]
)
def test_the_mass_of_many_points_is_that_of_all_their_gaussians(
    blur: float, box: tuple[float, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the cells near each point are looked at, and the same mass comes out."""
    points = np.random.default_rng(0).normal(size=(cells._MANY + 500, 2))
    weights = np.full(len(points), 1 / len(points))
    mass = cells.of_nodes(lambda: (points, weights), blur)
    xs, ys = np.linspace(*box[:2], 61), np.linspace(*box[2:], 41)
    near = mass(xs, ys)
    monkeypatch.setattr(cells, "_MANY", 10**9)
    assert near == pytest.approx(mass(xs, ys), abs=1e-15)
