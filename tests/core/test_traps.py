"""Traps for readers: what is small on the disk and endless in memory or time, or makes a reader stumble, is one sentence."""

import io
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from playground.core.errors import InputError
from playground.core.experiment import EXPERIMENT
from playground.core.experiment import file as experiment_file
from playground.core.experiment.link import read_link
from playground.core.own_data.data_files import read_points
from tests.support.sessions import OWN, one_sentence, zipped


def npy(header: str, length: int | None = None, rest: bytes = b"", version: bytes = b"\2\0") -> bytes:
    text = header.encode("latin-1")
    return b"\x93NUMPY" + version + (len(text) if length is None else length).to_bytes(4, "little") + text + rest


def members(n: int) -> bytes:
    entry = b"PK\1\2" + bytes(24) + b"\1\0" + bytes(16) + b"a"
    return b"PK\3\4" + entry * n + b"PK\5\6" + bytes(8) + (len(entry) * n).to_bytes(4, "little") + bytes(6)


HEADER = "{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}\n"
TABLES: dict[str, bytes] = {
    "an NPY header of 2 GB in a small zip": zipped(("a.npy", npy("", 2**31, bytes(60_000_000))), packed=("a.npy",)),
    "less than nothing": npy(HEADER.format("<f8", (-5, 2)), rest=bytes(800)),
    "less than nothing in a zip": zipped(
        ("a.npy", npy(HEADER.format("<f8", (-5, 2)), rest=bytes(10**7))), packed=("a.npy",)
    ),
    "a nested header": npy("(" * 5000),
    "a header that does not end": npy("{'descr': '<f8', "),
    "a million members": members(1_000_000),
    "one line of numbers": b"12," * 8_000_000,
    "a number of a million digits": b"1,2\n" + b"9" * 1_000_000 + b"x,1\n",
    "a quoted field without end": b'1,2\n"' + b"3" * 200_000 + b'",4\n',
    "a quadratic number": b"1,2\n1," + b"9" * 1999 + b"x\n",
}
EXPERIMENTS: dict[str, bytes] = {
    "a number of 5,000 digits": b"seed = " + b"9" * 5000,
    "nested": b"a = " + b"[" * 90_000,
    "nested tables": b"a = " + b"{a=" * 30_000,
    "a key of 100,000 parts": b"a" + b".a" * 40_000 + b" = 1",
    "a quoted key of many parts": b'"a"' + b'."a"' * 100_000 + b" = 1",
    "many keys": b"".join(b"a%d = 1\n" % k for k in range(60_000)),
    "no dots": b"a" * 99_000,
    "a long unknown key": b"a" * 90_000 + b" = 1",
    "a long wrong value": b'target = "' + b"x" * 400_000 + b'"',
    "open quotes": b'"""' + b"x'" * 400_000,
    "data above": b'own_data_file = ".."',
    "data elsewhere": b'own_data_file = "../x.txt"',
    "data at the root": b'own_data_file = "/etc/passwd"',
    "data on a drive": b'own_data_file = "C:\\\\x"',
    "data with a NUL": b'own_data_file = "a\\u0000b"',
    "a folder of data": b'own_data_file = "folder"',
    "a long name of data": b'own_data_file = "' + b"x" * 5000 + b'"',
    "data that are a number": b"own_data_file = 7",
    "a directional name": 'seed = 3\n"\u202eabc" = 1'.encode(),
}
LINKS: dict[str, str] = {
    "a number of 5,000 digits": "ganplay:1?seed=" + "9" * 5000,
    "half a character": "ganplay:1?batch=\ud800",
    "a version of many digits": "ganplay:" + "9" * 9000,
    "a line break in a value": "ganplay:1?target=a%0Ab",
    "a line break in a key": "ganplay:1?a%0Ab=1",
    "a long key": "ganplay:1?" + "k" * 9000 + "=1",
    "no numbers": "ganplay:1?ema=nan&seed=inf",
    "broken percents": "ganplay:1?a=%ff%fe",
    "too long": "ganplay:1?" + "a=1&" * 5000,
    "many": "ganplay:1?" + "&".join(f"a{k}=1" for k in range(300)),
}


def refused(read: Callable[[], object]) -> str:
    tracemalloc.start()
    started = time.thread_time()
    try:
        with pytest.raises(InputError) as caught:
            read()
        assert time.thread_time() - started < 2
        assert tracemalloc.get_traced_memory()[1] < 400_000_000
    finally:
        tracemalloc.stop()
    one_sentence(str(caught.value), "")
    return str(caught.value)


@pytest.mark.parametrize("name", TABLES)
def test_tables(tmp_path: Path, name: str) -> None:
    (tmp_path / "trap.csv").write_bytes(TABLES[name])
    assert "trap.csv" in refused(lambda: read_points(tmp_path / "trap.csv"))


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_experiments(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "trap.toml").write_bytes(EXPERIMENTS[name])
    assert "trap.toml" in refused(lambda: experiment_file.read(tmp_path / "trap.toml"))


@pytest.mark.parametrize("name", LINKS)
def test_links(name: str) -> None:
    refused(lambda: read_link(LINKS[name]))


@pytest.mark.parametrize("name", ["a\0b", "a\nb", "\udcff", "x" * 300])
def test_names(tmp_path: Path, name: str) -> None:
    for read in (read_points, experiment_file.read):
        refused(lambda read=read: read(tmp_path / name))  # type: ignore[misc]


def test_a_zip_with_a_comment_and_a_long_but_honest_experiment_are_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as pack:
        file = io.BytesIO()
        np.save(file, np.eye(2))
        pack.writestr("points.npy", file.getvalue())
        pack.comment = b"made by hand"
    assert read_points(tmp_path / "a.npz").rows == 2
    dots = '[about]\nlabel = """' + ". . . " * 99 + '"""\n# ' + "...." * 99 + "\nlist = [" + "0.5, " * 90 + "]\n"
    (tmp_path / "e.toml").write_text("seed = 3\n" + dots)
    assert experiment_file.read(tmp_path / "e.toml").seed == 3


# ---- an experiment and its data are one ----


def test_a_kill_between_the_data_and_the_experiment_leaves_the_old_ones_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "e.toml"
    old = EXPERIMENT.changed(OWN)
    new = EXPERIMENT.changed({**OWN, "own_data": "mixture: 0 0 0.1 1"})
    experiment_file.write(path, old)
    written = experiment_file.written

    def dying(target: Path) -> object:
        if target == path:
            raise KeyboardInterrupt
        return written(target)

    with monkeypatch.context() as patch:
        patch.setattr(experiment_file, "written", dying)
        with pytest.raises(KeyboardInterrupt):
            experiment_file.write(path, new)
    assert experiment_file.read(path) == old
    experiment_file.write(path, new)
    assert experiment_file.read(path) == new
    assert len(list(tmp_path.iterdir())) == 2, "the data of the old experiment are gone with it"
    experiment_file.write(path, EXPERIMENT)
    assert [p.name for p in tmp_path.iterdir()] == ["e.toml"]
