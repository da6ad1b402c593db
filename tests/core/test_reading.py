"""Every reader of a person's file takes regular files alone, never waits, and says what is wrong in one sentence."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from playground.core.errors import InputError
from playground.core.experiment import Experiment
from playground.core.experiment import file as experiment_file
from playground.core.files import reading
from playground.core.own_data.data_files import read_points
from playground.core.session import file as session_file
from playground.engine.sweep import plan, rows
from tests.support.sessions import one_sentence

READERS: dict[str, Callable[[Path], object]] = {
    "experiment.toml": experiment_file.read,
    "points.csv": read_points,
    "session.ganplay": session_file.read,
    "sweep.toml": plan.read,
    "runs.csv": rows.read,
    "runs.parquet": rows.read,
}
WRITERS: dict[str, Callable[[Path], object]] = {
    "runs.csv": lambda path: rows.opened(path, ("run", "link")),
    "runs.parquet": lambda path: rows.opened(path, ("run", "link")),
}


def fifo(path: Path) -> None:
    os.mkfifo(path)


ODD: dict[str, tuple[Callable[[Path], object], str]] = {
    "pipe": (fifo, "not a regular file"),
    "device": (lambda path: path.symlink_to("/dev/zero"), "not a regular file"),
    "folder": (lambda path: path.mkdir(), "is a folder"),
    "missing": (lambda path: None, "no such file"),
    "dangling link": (lambda path: path.symlink_to("nothing"), "no such file"),
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", READERS)
def test_what_is_not_a_regular_file_is_refused_at_once(name: str, odd: str, tmp_path: Path) -> None:
    make, words = ODD[odd]
    path = tmp_path / name
    make(path)
    with pytest.raises(InputError, match=words) as refused:
        READERS[name](path)
    one_sentence(str(refused.value), name)


@pytest.mark.parametrize("odd", ["pipe", "device", "folder"])
@pytest.mark.parametrize("name", WRITERS)
def test_nor_is_anything_else_written_to(name: str, odd: str, tmp_path: Path) -> None:
    make, words = ODD[odd]
    path = tmp_path / name
    make(path)
    with pytest.raises(InputError, match=words):
        WRITERS[name](path)


@pytest.mark.parametrize("name", ["experiment.toml", "sweep.toml"])
@pytest.mark.parametrize(
    "text",
    [".".join("a" * 400_000) + " = 1\n", "[" + ".".join("a" * 400_000) + "]\n", "x = {" + "a." * 400_000 + "b = 1}"],
)
def test_a_key_of_very_many_parts_is_refused_before_it_is_read(name: str, text: str, tmp_path: Path) -> None:
    """Python's TOML reader takes minutes for it."""
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(InputError, match=r"too large|more than 33 parts"):
        READERS[name](path)
    path.write_text(".".join("a" * 34) + " = 1\n")
    with pytest.raises(InputError, match="more than 33 parts"):
        READERS[name](path)


def test_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "e.toml").write_bytes(b"\xef\xbb\xbfbatch = 64\nseed = 3\n")
    assert experiment_file.read(tmp_path / "e.toml") == Experiment(batch=64, seed=3)
    (tmp_path / "s.toml").write_bytes(
        b"\xef\xbb\xbfiterations = 20\nseeds = [0]\n[grid]\npenalty_weight = [0.1, 1.0]\n"
    )
    assert len(plan.read(tmp_path / "s.toml").runs) == 2


def test_a_file_larger_than_is_allowed_is_not_read_whole(tmp_path: Path) -> None:
    with (tmp_path / "large").open("wb") as file:
        file.truncate(10**12)
    with pytest.raises(InputError, match="large is too large: at most 1 MB"):
        reading.contents(tmp_path / "large", 1_000_000)
