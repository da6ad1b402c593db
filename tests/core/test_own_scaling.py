"""Own points keep their form: blur stays below their spacing and each column's deviation, far points squeeze nobody."""

from pathlib import Path

import numpy as np
import pytest

from playground.cli import main
from playground.core.arrays import F64
from playground.core.own_data.build import in_words, outside, points_text, usual_blur
from playground.core.own_data.kinds import OwnPoints
from playground.core.own_data.placing import SCALINGS, Placing, deviations, suited
from playground.core.own_data.target import own_target
from playground.core.own_data.text import read

RNG = np.random.default_rng(0)


def own(text: str) -> OwnPoints:
    made = read(text)
    assert isinstance(made, OwnPoints)
    return made


def back(text: str, n: int = 50_000) -> F64:
    """Samples of the target, in the file's own units."""
    made = own(text)
    x = own_target(text).sample(n, np.random.default_rng(1)).astype(float)
    return x if made.placing is None else x / made.placing.factor - made.placing.shift


def ages_and_incomes() -> F64:
    """Two groups in age, and incomes a thousand times as large."""
    age = np.concatenate([RNG.normal(30, 2, 500), RNG.normal(55, 2, 500)])
    return np.stack([age, RNG.normal(30_000, 4_000, 1000)], axis=1)


def test_columns_of_unlike_units_are_scaled_each_and_keep_their_groups() -> None:
    points = ages_and_incomes()
    text = points_text(points)
    assert suited(points) == "columns"
    ages = back(text)[:, 0]
    assert np.percentile(ages, [1, 99]) == pytest.approx(np.percentile(points[:, 0], [1, 99]), abs=1.5)
    between = np.mean((ages > 38) & (ages < 47))
    assert between < 0.02, "the gap between the groups stays empty"


def test_far_points_squeeze_nobody_and_are_counted() -> None:
    points = np.concatenate([RNG.standard_normal((999, 2)), [[99_999.0, 0.0]]])
    assert suited(points).endswith("_robust")
    text = points_text(points)
    x = back(text)
    assert np.percentile(x, [25, 75], axis=0) == pytest.approx(np.percentile(points, [25, 75], axis=0), abs=0.1)
    assert "1 point is too far away" in outside(own(text), len(points))
    cauchy = RNG.standard_cauchy((2000, 2))
    quartiles = np.percentile(back(points_text(cauchy)), [25, 75], axis=0)
    assert quartiles == pytest.approx(np.array([[-1, -1], [1, 1]]), abs=0.15)


@pytest.mark.parametrize(
    "make", [ages_and_incomes, lambda: RNG.standard_normal((300, 2)), lambda: RNG.standard_cauchy((500, 2))]
)
def test_the_usual_blur_is_below_spacing_and_each_columns_deviation(make) -> None:
    points = make()
    placed = Placing.of_points(points, suited(points)).moved(points)
    blur = usual_blur(placed)
    apart = [np.partition(np.hypot(*(placed - p).T), 1)[1] for p in placed[::7]]
    assert 0 < blur <= np.median(apart) / 2 * 1.2
    assert blur <= 0.1 * deviations(placed, robust=True).min() + 1e-12


def test_no_blur_keeps_every_point() -> None:
    points = np.array([[0.0, 0.0], [1.0, 2.0], [4.0, -3.0]])
    x = back(points_text(points, "common", 0.0), 5000)
    assert {tuple(np.round(row, 2)) for row in x} == {(0.0, 0.0), (1.0, 2.0), (4.0, -3.0)}


@pytest.mark.parametrize("name", SCALINGS)
def test_every_scaling_is_undone_exactly_and_told(name: str) -> None:
    points = ages_and_incomes()
    made = own(points_text(points, name))
    assert made.placing is not None
    assert np.allclose(made.points / np.array(made.placing.factor) - made.placing.shift, points, rtol=1e-4, atol=1e-2)
    words = in_words(points_text(points, name))
    assert words.startswith("Moved by (")
    assert "in the file's units" in words
    assert (made.placing.factor[0] != made.placing.factor[1]) == SCALINGS[name].each
    assert deviations(made.points.astype(float), SCALINGS[name].robust).max() == pytest.approx(
        1.0 if SCALINGS[name].each else 2**0.5, rel=0.01
    )


def test_the_command_line_says_what_was_read_and_how_it_was_moved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "people.csv"
    np.savetxt(path, ages_and_incomes(), delimiter=",", header="age,income", comments="")
    common = ["train", "--data", str(path), "--iterations", "1", "--set", "batch=8", "--json"]
    assert main(common) == 0
    said = capsys.readouterr().err
    assert "All 1,000 rows are used. Columns 1 (age) and 2 (income)." in said
    assert "the columns scaled by" in said
    assert main([*common, "--scale", "common", "--blur", "0"]) == 0
    assert "blurred by 0 and 0" in capsys.readouterr().err
    with pytest.raises(SystemExit) as caught:
        main([*common, "--blur", "-1"])
    assert caught.value.code == 2


def test_samples_are_exported_in_the_files_units(tmp_path: Path) -> None:
    path, points = tmp_path / "people.csv", ages_and_incomes()
    np.savetxt(path, points, delimiter=",", header="age,income", comments="")
    out = tmp_path / "run"
    assert main(["train", "--data", str(path), "--iterations", "1", "--set", "batch=8", "--out", str(out)]) == 0
    rows = [line.split(",") for line in (out / "samples.csv").read_text().splitlines()[1:]]
    real = np.array([[float(x), float(y)] for x, y, kind in rows if kind == "real"])
    assert np.median(real, axis=0) == pytest.approx(np.median(points, axis=0), rel=0.25)
    assert 20 < real[:, 0].min() < real[:, 0].max() < 70
