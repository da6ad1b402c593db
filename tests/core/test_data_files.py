"""Two columns of numbers are read in any dialect; what can't be read is one sentence that says where."""

import io
import os
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.cli import main
from playground.core.errors import InputError
from playground.core.own_data.data_files import own_data_of_file, read_points, read_text
from playground.core.own_data.kinds import MOST_POINTS, OwnPoints
from playground.core.own_data.text import read

NUMBERS = st.floats(-1e6, 1e6, allow_subnormal=False).map(lambda x: round(x, 6))
SEPARATORS = (("\t", "."), ("\t", ","), (";", "."), (";", ","), (",", "."), (" ", "."), ("  ", ","))
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1")


@given(
    rows=st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=30),
    dialect=st.sampled_from(SEPARATORS),
    header=st.sampled_from(("", "x{0}y\n", "# größe{0}höhe\n", "länge{0}breite\n\n")),
    newline=st.sampled_from(("\n", "\r\n", "\r")),
    encoding=st.sampled_from(ENCODINGS),
    style=st.sampled_from(("{}", '"{}"', "{:.7e}")),
    end=st.sampled_from(("", "{1}", "{1}{1}")),
)
def test_any_table_in_any_dialect_is_read_back(  # noqa: PLR0917 (hypothesis gives them by name)
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[float, float]],
    dialect: tuple[str, str],
    header: str,
    newline: str,
    encoding: str,
    style: str,
    end: str,
) -> None:
    separator, decimal = dialect
    lines = [separator.join(style.format(value).replace(".", decimal) for value in pair) for pair in rows]
    text = (header.format(separator) + "\n".join(lines) + end.format("", "\n")).replace("\n", newline)
    path = tmp_path_factory.mktemp("tables") / "table.csv"
    path.write_bytes(text.encode(encoding))
    found = read_points(path)
    assert found.rows == len(rows)
    assert np.allclose(found.points, rows, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("1,2\n3,4", [(1, 2), (3, 4)]),
        ("1, 2\n3, 4\n", [(1, 2), (3, 4)]),
        ('"1,5","2,5"\n"3","4,25"', [(1.5, 2.5), (3, 4.25)]),
        ("1;2;\n3;4;\n", [(1, 2), (3, 4)]),
        ("x y\n1e3 -2E-1\n.5 +7.", [(1000, -0.2), (0.5, 7)]),
        ("1,5 2\n2 3,5", [(1.5, 2), (2, 3.5)]),
        ("7\t8", [(7, 8)]),
    ],
)
def test_pasted_text_is_the_same_parser(text: str, points: list) -> None:
    assert read_text(text, "the clipboard").points.tolist() == [list(map(float, p)) for p in points]


def npy(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array, allow_pickle=True)
    return file.getvalue()


def npz(**arrays: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def lying_npy() -> bytes:
    """A header that announces 10^12 rows, and no rows."""
    return npy(np.zeros((10, 2))).replace(b"(10, 2), }             ", b"(1000000000000, 2), }  ")


def lying_npz() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("points.npy", lying_npy())
    return file.getvalue()


BAD = {
    "empty": (b"", "is empty"),
    "blank": (b"\n \n", "is empty"),
    "one column": (b"x\n1\n2\n", "line 2: only one column"),
    "three columns": (b"1,2\n3,4\n5,6,7\n", "line 3: 3 columns"),
    "text in the middle": (b"x,y\n1,2\n3,four\n5,6\n", "line 3: 'four' is not a number"),
    "missing": (b"1;2\n3;\n", "line 2: '' is not a number"),
    "one number": (b"7", "line 1: only one column"),
    "broken at once": (b"1,two\n3,4\n", "line 1: 'two' is not a number"),
    "three numbers at once": (b"1,2,3\n3,4\n", "line 1: 3 columns"),
    "nan": (b"1,2\nnan,4\n", "line 2: a number is NaN"),
    "infinite": (b"1,2\n1,2\n\n5,1e999\n", "line 4: a number is NaN or infinite"),
    "prose": ("Es war einmal\nein König\n".encode("latin-1"), "line 2: "),
    "underscores": (b"1,2\n1_0,2\n", "line 2: '1_0' is not a number"),
    "binary": (bytes(range(1, 32)) * 20, "is not text"),
    "odd utf-16": (b"\xff\xfe1\x00,", "is not text"),
    "large": (b"1,2\n" * 1_000_002, "1,000,002 lines"),
    "10 million rows": (b"1,2\n" * 10_000_000, "at most 32 MB"),
    "far": (b"1,2\n1e200,2\n", "larger than"),
    "flat array": (npy(np.zeros(7)), r"shape \(7,\)"),
    "wide array": (npy(np.zeros((7, 3))), "3 columns of numbers; choose two of 1, 2, 3"),
    "empty array": (npy(np.zeros((0, 2))), r"shape \(0, 2\)"),
    "objects": (npy(np.array([[{}, 1]], dtype=object)), "not plain numbers"),
    "words": (npy(np.array([["a", "b"]])), "not plain numbers"),
    "nan array": (npy(np.array([[0, 1], [np.nan, 1]])), "NaN or infinite"),
    "10^12 rows": (lying_npy(), "1,000,000,000,000 rows"),
    "10^12 rows in a zip": (lying_npz(), "1,000,000,000,000 rows"),
    "cut array": (npy(np.zeros((100, 2)))[:-9], "truncated"),
    "cut header": (npy(np.zeros((100, 2)))[:40], "damaged"),
    "two arrays": (npz(a=np.zeros((3, 2)), b=np.zeros((3, 2))), r"choose two of 1 \(a\[0\]\)"),
    "bad zip": (b"PK\x03\x04" + bytes(40), "damaged"),
    "cut zip": (npz(a=np.random.default_rng(0).random((300, 2)))[:-40], "damaged"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_one_sentence_that_says_where(tmp_path: Path, name: str) -> None:
    content, words = BAD[name]
    path = tmp_path / "bad.dat"
    path.write_bytes(content)
    started = time.perf_counter()
    with pytest.raises(InputError, match=words) as caught:
        read_points(path)
    assert time.perf_counter() - started < 2
    assert "bad.dat" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_a_missing_file_and_a_closed_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="folder"):
        read_points(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="not a regular file"):
        read_points(tmp_path / "pipe")
    with pytest.raises(InputError, match=r"can't be opened: no such file"):
        read_points(tmp_path / "none.csv")

    def closed(*_args: object, **_more: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "closed.csv"
    path.write_text("1,2")
    monkeypatch.setattr(os, "open", closed)
    with pytest.raises(InputError, match=r"can't be opened: Permission denied"):
        read_points(path)


@pytest.mark.parametrize("dtype", ["<f8", ">f4", "<i2", "|b1", "<f2"])
def test_arrays_of_any_number_are_read(tmp_path: Path, dtype: str) -> None:
    array = np.array([[0, 1], [1, 1], [1, 0]]).astype(dtype)
    for content in (
        npy(array),
        npy(np.asfortranarray(array)),
        npz(points=array),
        npz(a=array),
        npz(data=array, b=array),
    ):
        (tmp_path / "good.npy").write_bytes(content)
        assert np.array_equal(read_points(tmp_path / "good.npy").points, array.astype(float))


def test_too_many_rows_are_thinned_and_that_is_said(tmp_path: Path) -> None:
    array = np.random.default_rng(0).normal(size=(1_000_000, 2)).astype(np.float32)
    (tmp_path / "many.npy").write_bytes(npy(array))
    first, again = read_points(tmp_path / "many.npy"), read_points(tmp_path / "many.npy")
    assert first.points.shape == (MOST_POINTS, 2)
    assert np.array_equal(first.points, again.points)
    assert "100,000 of 1,000,000 rows are used, chosen at random" in first.note
    assert MOST_POINTS == 100_000
    assert np.abs(first.points.mean(axis=0)).max() < 0.03


def test_train_takes_a_file_and_refuses_a_bad_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "own.csv"
    path.write_text("x;y\n" + "\n".join(f"{k / 7:.4f};{(k * 13 % 17) / 5:.4f}".replace(".", ",") for k in range(60)))
    own = read(own_data_of_file(path)[0])
    assert isinstance(own, OwnPoints)
    assert own.points.std() == pytest.approx(1, abs=0.01)
    assert main(["train", "--data", str(path), "--iterations", "3", "--set", "batch=32"]) == 0
    path.write_text("1,2\nthree,4\n")
    with pytest.raises(SystemExit) as caught:
        main(["train", "--data", str(path), "--iterations", "3"])
    assert caught.value.code == 2
    assert "line 2: 'three' is not a number" in capsys.readouterr().err
