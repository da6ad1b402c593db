"""Own points may have modes: by labels, or as many as a person says; they are counted, saved, and called what they are."""

from pathlib import Path

import numpy as np
import pytest

from playground.cli import main
from playground.core.errors import InputError
from playground.core.experiment import EXPERIMENT, file
from playground.core.lenses.samples import in_own_units
from playground.core.metrics import METRICS, mode_report, reference
from playground.core.own_data.build import in_words, own_points
from playground.core.own_data.data_files import own_data_of_file
from playground.core.own_data.grouping import clustered, labelled
from playground.core.own_data.kinds import MOST_POINTS, MOST_TEXT, OwnPoints
from playground.core.own_data.sheet import Choice
from playground.core.own_data.target import own_target
from playground.core.own_data.text import read, written

RNG = np.random.default_rng(0)
CENTRES = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 30.0]])
WHICH = np.repeat([0, 1, 2], [300, 200, 100])
POINTS = CENTRES[WHICH] + RNG.normal(size=(600, 2)) * [1.0, 2.0]


def again(text: str) -> OwnPoints:
    own = read(text)
    assert isinstance(own, OwnPoints)
    return own


def test_labels_make_modes_with_the_groups_means_covariances_and_shares() -> None:
    own = own_points(POINTS, "none", 0.5, labelled(WHICH.astype(np.uint8), ("a", "b, %", "c")))
    modes = own_target(written(own)).modes
    assert modes is not None
    for k in range(3):
        group = POINTS[k == WHICH]
        assert modes.centres[k] == pytest.approx(group.mean(axis=0), abs=1e-5)
        assert modes.covariances[k] == pytest.approx(np.cov(group.T, bias=True) + 0.25 * np.eye(2), abs=1e-4)
    assert modes.weights.tolist() == pytest.approx([1 / 2, 1 / 3, 1 / 6])
    kept = again(written(own)).grouping
    assert kept is not None
    assert (kept.names, kept.by) == (("a", "b, %", "c"), "labels")
    assert np.array_equal(kept.labels, WHICH)
    assert "Its 3 modes are the labels a, b, %, c." in in_words(written(own))


def test_modes_of_own_points_are_counted() -> None:
    target = own_target(written(own_points(POINTS, "", None, labelled(WHICH.astype(np.uint8), ("a", "b", "c")))))
    assert target.modes is not None
    sample = target.sample(2500, np.random.default_rng(1))
    assert mode_report(sample, target.modes).captured == 3
    assert mode_report(sample[sample[:, 1] < 1], target.modes).captured == 2
    assert METRICS["modes"].floor(reference(target)) == 3
    assert METRICS["high_quality"].floor(reference(target)) == pytest.approx(0.989, abs=0.01)


@pytest.mark.parametrize("seed", range(5))
def test_k_means_finds_clear_clusters_in_any_order_and_is_called_a_guess(seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(POINTS))
    found = clustered(POINTS[order], 3)
    by_x = {(0, 0): 0, (10, 0): 2, (0, 30): 1}
    assert len(set(zip(found.labels.tolist(), WHICH[order].tolist(), strict=True))) == 3, by_x
    text = written(own_points(POINTS[order], modes=3))
    assert text == written(own_points(POINTS[order], modes=3))
    assert again(text).grouping.by == "kmeans"
    assert "You said 3 modes; k-means finds that many in anything, so this is a guess." in in_words(text)


def test_impossible_modes_are_refused() -> None:
    with pytest.raises(InputError, match="3 modes need at least 3 different points"):
        clustered(np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 0.0]]), 3)
    with pytest.raises(InputError, match="from 1 to 64"):
        clustered(POINTS, 65)
    text = written(own_points(POINTS, modes=2))
    for old, new, reason in (
        ("by=kmeans", "by=magic", "labels must be"),
        ("labels=1,2 ", "labels=1,1 ", "labels must be"),
        ("labels=1,2 ", "labels=1,2,3 ", "each label must be that of a point"),
        ("points v2", "points v3", "newer version"),
        ("labels=1,2 by=kmeans", "", "does not contain"),
    ):
        assert old in text
        with pytest.raises(InputError, match=reason):
            read(text.replace(old, new))


def test_100_000_points_are_all_kept_with_their_labels_in_files_too(tmp_path: Path) -> None:
    points = np.random.default_rng(0).normal(size=(MOST_POINTS, 2))
    labels = np.random.default_rng(1).integers(0, 64, MOST_POINTS)
    np.savez(tmp_path / "p.npz", x=points, y=labels)
    text, said = own_data_of_file(tmp_path / "p.npz", choice=Choice(labels="y"))
    assert "All 100,000 rows are used." in said
    assert len(text) < MOST_TEXT
    own = again(text)
    assert len(own.points) == MOST_POINTS
    assert np.array_equal(own.grouping.labels, labels)
    experiment = EXPERIMENT.changed({"target": "own", "own_data": text})
    file.write(tmp_path / "e.toml", experiment)
    assert file.read(tmp_path / "e.toml") == experiment


def test_far_points_take_their_labels_with_them() -> None:
    points = np.concatenate([POINTS, [[1e9, 0.0]]])
    own = own_points(
        points, "common_robust", None, labelled(np.append(WHICH, 3).astype(np.uint8), ("a", "b", "c", "far"))
    )
    assert own.grouping.names == ("a", "b", "c")
    assert np.array_equal(own.grouping.labels, WHICH)


def test_training_on_labels_counts_modes_and_exports_the_files_units(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "groups.csv", tmp_path / "run"
    path.write_text("x,y,species\n" + "".join(f"{x},{y},{'abc'[k]}\n" for (x, y), k in zip(POINTS, WHICH, strict=True)))
    common = ["train", "--data", str(path), "--iterations", "2", "--set", "batch=8"]
    assert main([*common, "--labels", "species", "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert "modes 0 of 3" in said.out or "of 3" in said.out
    assert "Labels from column 3 (species)." in said.err
    kept = file.read(out / "experiment.toml")
    assert again(kept.own_data).grouping.names == ("a", "b", "c")
    rows = [line.split(",") for line in (out / "samples.csv").read_text().splitlines()[1:]]
    real = np.array([[float(x), float(y)] for x, y, kind in rows if kind == "real"])
    assert real[:, 1].max() > 20, "in the file's units"
    assert in_own_units is not None
    assert main([*common, "--modes", "3"]) == 0
    assert "a guess" in capsys.readouterr().err
