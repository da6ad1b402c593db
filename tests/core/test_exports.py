"""Exported numbers read back as exactly those that were shown, and a file is there whole or not at all."""

import csv
import io
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from playground.core.errors import InputError
from playground.core.files import exports
from playground.engine.curves import Curve


@dataclass
class Two:
    real: np.ndarray
    fake: np.ndarray
    labels: None = None
    names: tuple[str, ...] = ()


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode())))


def test_two_curves_of_different_strides_are_merged_by_iteration() -> None:
    third = np.float32(1) / np.float32(3)
    dense = Curve(np.array([1, 2, 3, 4]), {"loss": np.array([1, third, np.nan, 1e-20], np.float32)})
    sparse = Curve(np.array([0, 2, 6]), {"modes": np.array([0, 3, 8], np.float32)})
    head, *body = rows(exports.curves_csv(dense, sparse))
    assert head == ["iteration", "loss", "modes"]
    assert [row[0] for row in body] == ["0", "1", "2", "3", "4", "6"]
    assert [row[1] for row in body] == ["", "1", "0.33333334", "", "1e-20", ""]
    assert [row[2] for row in body] == ["0", "", "3", "", "", "8"]


def test_no_digit_of_a_float32_is_lost() -> None:
    values = np.random.default_rng(0).normal(size=500).astype(np.float32) * np.float32(10) ** np.arange(-20, 30, 0.1)
    values = values.astype(np.float32)
    body = rows(exports.curves_csv(Curve(np.arange(500), {"v": values})))[1:]
    assert np.array_equal(np.array([row[1] for row in body], np.float32), values)


def test_empty_curves_give_a_heading_alone() -> None:
    nothing = Curve(np.array([], np.int64), {"loss": np.array([], np.float32)})
    assert exports.curves_csv(nothing, nothing) == b"iteration,loss,loss\n"


def test_samples_as_a_table_and_as_an_array() -> None:
    points = np.random.default_rng(1).normal(size=(2, 7, 2)).astype(np.float32)
    two = Two(*points)
    head, *body = rows(exports.samples_csv(two))
    assert head == ["x", "y", "kind"]
    assert [row[2] for row in body] == ["real"] * 7 + ["fake"] * 7
    assert np.array_equal(np.array([row[:2] for row in body], np.float32), points.reshape(-1, 2))
    read = np.load(io.BytesIO(exports.samples_npy(two)), allow_pickle=False)
    assert read.dtype == np.float32
    assert np.array_equal(read, two.fake)


def test_an_unknown_ending_and_a_folder_that_is_not_there_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"samples\.txt must end in \.csv or \.npy"):
        exports.kind_of(Path("samples.txt"), exports.SAMPLES)
    assert exports.kind_of(Path("A.CSV"), exports.SAMPLES) == ".csv"
    with pytest.raises(InputError, match=r"can't be written: No such file"):
        exports.save(tmp_path / "none" / "a.csv", b"x")


def test_what_fails_half_way_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")

    def full_disk() -> None:
        with exports.exported(path) as file:
            file.write(b"half")
            raise OSError(28, os.strerror(28))

    with pytest.raises(InputError, match="No space left"):
        full_disk()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
