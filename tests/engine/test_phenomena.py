"""Each known phenomenon appears on demand and its cure works, measured over five seeds."""

import pytest

from playground.core.experiment.phenomena import PHENOMENA, Glance, astray, collapsed, hopping, recovered, stuck
from playground.core.experiment.presets import presets
from playground.core.lenses import Display
from playground.engine.phenomena import course
from playground.engine.run import Run


@pytest.mark.slow
@pytest.mark.parametrize("cured", [False, True], ids=["ill", "cured"])
@pytest.mark.parametrize("name", PHENOMENA.names)
def test_the_phenomenon_is_measured_for_at_least_4_of_5_seeds(name: str, cured: bool) -> None:
    entry = PHENOMENA[name]
    experiment = presets()[entry.cure if cured else name].experiment
    courses = [course(experiment.changed({"seed": seed}), entry.iterations) for seed in range(5)]
    assert sum((entry.cured if cured else entry.shows)(seen) for seen in courses) >= 4
    if cured:
        assert sum(entry.shows(seen) for seen in courses) == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "mean", "spread"), [("mode_covering", (0.6, 0.3), 1.24), ("mode_seeking", (-0.6, -0.3), 0.3)]
)
def test_kl_covers_both_modes_and_reverse_kl_seeks_one(name: str, mean: tuple[float, float], spread: float) -> None:
    """A Gaussian G: KL's best has the mean and the variance of P_data, reverse KL's is one of the modes (Bishop 2006, fig. 10.3)."""
    for seed in (0, 1):
        run = Run(presets()[name].experiment.changed({"seed": seed}))
        for _ in range(2000):
            run.advance("iteration", careful=False)
        fakes = run.look(Display(dots=2500)).sample(2500, averaged=True).numpy()
        assert fakes.mean(0) == pytest.approx(mean, abs=0.1)
        assert fakes[:, 0].std() == pytest.approx(spread, abs=0.1)


def test_every_phenomenon_has_its_two_presets_side_by_side() -> None:
    for entry in PHENOMENA:
        ill, cure = presets()[entry.name], presets()[entry.cure]
        assert cure.rank == ill.rank + 1
        assert ill.experiment != cure.experiment


def glances(**changes: object) -> list[Glance]:
    base = {
        "captured": 8,
        "total": 8,
        "high_quality": 0.95,
        "smallest_share": 0.9,
        "modes": frozenset(range(8)),
        "ratio": 1.5,
        "centre": (0.0, 0.0),
    }
    return [Glance(iteration=i, d_loss=1.38, d_fake=0.5, **{**base, **changes}) for i in range(12)]  # type: ignore[arg-type]


def test_a_healthy_run_shows_no_phenomenon() -> None:
    healthy = glances()
    assert recovered(healthy)
    for entry in PHENOMENA:
        assert not entry.shows(healthy), entry.name


def test_the_measures_tell_the_ills_apart() -> None:
    fallen = glances(captured=2, modes=frozenset({1, 5}), ratio=25.0)
    assert collapsed(fallen)
    assert astray(fallen)
    assert not hopping(fallen)
    assert not stuck(fallen)
