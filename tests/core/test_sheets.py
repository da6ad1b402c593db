"""Tables as people have them: headers, signs, columns and labels are recognised, and nothing is guessed in silence."""

import io
from pathlib import Path

import numpy as np
import pytest

from playground.cli import main
from playground.core.errors import InputError
from playground.core.own_data.data_files import own_data_of_file, read_points, read_text, sheet_of_pasted
from playground.core.own_data.sheet import Choice


def points(text: str, *columns: str) -> list[list[float]]:
    return read_text(text, "t", Choice(columns)).points.tolist()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("1,234\t5\n567\t6\n", [1234, 5]),  # beside a whole number without a sign
        ("1.234;5\n567;6\n", [1234, 5]),
        ("1,234,567;5\n2,5;6\n", None),  # both thousands and decimals
        ("1,234\t0,5\n2,345\t6,25\n", [1.234, 0.5]),
        ("1,234;2,345\n3,456;4,567\n", [1.234, 2.345]),  # all with three digits: the decimal sign
        ("1.234 2.345\n3.456 4.567\n", [1.234, 2.345]),
        ("1,234\t5\n1500\t6\n", None),  # who writes 1500 would not write 1,234
        ("1,234\t1.234\n", None),
        ("12,34,567\t2\n1,00,000\t3\n", [1234567, 2]),  # India
        ("1'234'567.5;2\n3;4\n", [1234567.5, 2]),
        ("1\u00a0234,5;2\n3;4\n", [1234.5, 2]),
        ("\u22121,5;\u20132\n3;4\n", [-1.5, -2]),
        ("0,123\t1\n0,456\t2\n", [0.123, 1]),
        ("1.5e3,2\n3,4\n", [1500, 2]),
    ],
)
def test_the_sign_that_is_proven_is_the_decimal_sign(text: str, first: list[float] | None) -> None:
    if first is None:
        with pytest.raises(InputError):
            points(text)
    else:
        assert points(text)[0] == first


def test_one_number_far_down_decides_for_all() -> None:
    body = "".join(f"1,{k:03d}\t{k}\n" for k in range(100, 900))
    assert points(body)[0] == [1.1, 100]
    assert points(body + "2,5\t7\n")[0] == [1.1, 100]
    assert points(body + "17\t7\n")[0] == [1100, 100]
    assert points(body + "17\t7\n2,5\t7\n")[0] == [1.1, 100]


@pytest.mark.parametrize(
    ("text", "rows", "first"),
    [
        ("x,y\n1,2\n", 1, [1, 2]),
        ("0,1\n5.5,3\n", 1, [5.5, 3]),
        ("0,1\n5,3\n", 2, [0, 1]),  # whole numbers as below: a point
        (",0,1\n0,5,3\n1,6,4\n", 2, [5, 3]),
        ('"" "a" "b"\n"1" 5 3\n"2" 6 4\n', 2, [5, 3]),
        ('"a" "b"\n"1" 5 3\n"2" 6 4\n', 2, [5, 3]),  # R, which names no column of row names
        ("# a,b\n1,2\n", 1, [1, 2]),
        ("x,y\n(m),(s)\n1,2\n3,4\n", 2, [1, 2]),
        ("x,y,note\n1,2,\n3,4,late\n", 2, [1, 2]),
        ("y,label,x\n1,0,2\n3,1,4\n", 2, [2, 1]),
        ("species,width,length\nsetosa,1,2\nvirginica,3,4\n", 2, [1, 2]),
        ("id,a,b\n1,5,6\n2,7,8\n", 2, [5, 6]),
        ("1,2\n;;\n\n3,4\n".replace(";;", ","), 2, [1, 2]),
        ("sep=|\nx|y\n1|2\n", 1, [1, 2]),
        (",0,1\n17,5,3\n3,6,4\n", 2, [5, 3]),  # the index of a shuffled data frame
        ("a,b,kind\n1.5,2,0\n2.5,3,1\n3.5,4,0\n4.5,5,1\n", 4, [1.5, 2]),
        ("Measured in May,\nx,y\n1,2\n3,4\n", 2, [1, 2]),
        ("x,y\nmm,-\n1,2\n3,4\n", 2, [1, 2]),
        (",x,y\n,1,2\n,3,4\n", 2, [1, 2]),
    ],
)
def test_headers_indices_labels_and_empty_rows_are_known(text: str, rows: int, first: list[float]) -> None:
    found = read_text(text, "t")
    assert (found.rows, found.points[0].tolist()) == (rows, first)


@pytest.mark.parametrize(
    "first",
    [
        "NA,NA",
        "#N/A,2",
        "1.2.3,4",
        "n/a,3",
        "#DIV/0!,#DIV/0!",
        "-,5",
        "12 %,3",
        "$1.50,$2.50",
        "<0.1,<0.2",
        "n.a.,n.a.",
        "—,—",
        "１.５,２.５",
        "#####,#####",
        "#Н/Д,1",
        "#¡VALOR!,2",
    ],
)
def test_a_first_row_that_is_data_but_unreadable_is_refused_and_no_header(first: str) -> None:
    with pytest.raises(InputError, match="t, line 1: "):
        read_text(f"{first}\n1.5,2.5\n3,4\n", "t")


def test_errors_of_a_spreadsheet_are_cells_and_comments_are_counted() -> None:
    with pytest.raises(InputError, match=r"line 2: '#WERT!' is not a number"):
        read_text("1;2\n#WERT!;3\n", "t")
    assert "2 lines that begin with # are left out." in read_text("1,2\n# 3,4\n#5,6\n7,8\n", "t").note


MANY = "age,income,height\n1,2,3\n4,5,6\n"


def test_two_columns_of_many_are_chosen_by_name_or_number_and_never_guessed() -> None:
    with pytest.raises(InputError, match=r"3 columns of numbers; choose two of 1 \(age\), 2 \(income\), 3 \(height\)"):
        read_text(MANY, "t")
    assert points(MANY, "height", "age") == [[3, 1], [6, 4]]
    assert points(MANY, "3", "Income") == [[3, 2], [6, 5]]
    assert points("1,2,3\n4,5,6\n", "3", "1") == [[3, 1], [6, 4]]
    for wrong in (("age", "4"), ("age", "weight"), ("0", "1"), ("age",), ("1", "2", "3")):
        with pytest.raises(InputError, match=r"1 \(age\), 2 \(income\), 3 \(height\)"):
            points(MANY, *wrong)
    with pytest.raises(InputError, match="line 3: 'late' is not a number"):
        points("a,b,c\n1,2,x\n3,4,late\n5,6,7\n8,9,1\n".replace("2,x", "2,1"), "1", "3")
    assert sheet_of_pasted("5,2,a\n", "t").place("1", numbered=True) == 0
    assert points("2,1\n5.5,6\n", "1", "2")[0] == [2, 1], "without a header, numbers are places"


def test_arrays_of_an_archive_are_columns_with_names(tmp_path: Path) -> None:
    file = io.BytesIO()
    x = np.arange(8.0).reshape(4, 2)
    np.savez(file, train=x, test=x + 10, species=np.array(["a", "b", "a", "b"]))
    path = tmp_path / "a.npz"
    path.write_bytes(file.getvalue())
    with pytest.raises(InputError, match=r"choose two of 1 \(train\[0\]\), 2 \(train\[1\]\), 3 \(test\[0\]\)"):
        read_points(path)
    found = read_points(path, Choice(("test[0]", "test[1]"), "species"))
    assert found.points.tolist() == (x + 10).tolist()
    assert found.grouping is not None
    assert found.grouping.names == ("a", "b")


def test_columns_may_be_arrays_and_an_array_is_chosen_by_its_name(tmp_path: Path) -> None:
    path, x = tmp_path / "a.npz", np.arange(8.0).reshape(4, 2)
    np.savez(path, x=x[:, 0], y=x[:, 1])
    assert read_points(path).points.tolist() == x.tolist()
    np.savez(path, train=x, test=x[:3] + 10)
    assert read_points(path, Choice(("test",))).points.tolist() == (x[:3] + 10).tolist()
    np.savez(path, scores=x[:, 0])
    with pytest.raises(InputError, match=r"has the shape \{'scores': \(4,\)\}; it must be \(n, 2\)"):
        read_points(path)
    path.write_bytes(zipped_text())
    with pytest.raises(InputError, match="neither a workbook nor of NPZ arrays"):
        read_points(path)


def zipped_text() -> bytes:
    import zipfile

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as pack:
        pack.writestr("Index/Document.iwa", "numbers")
    return file.getvalue()


def test_the_command_line_chooses_columns_and_says_what_it_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "people.csv"
    path.write_text(MANY + "7,8.5,9\n")
    train = ["train", "--data", str(path), "--iterations", "1", "--set", "batch=8"]
    assert main([*train, "--columns", "income,3"]) == 0
    said = capsys.readouterr().err
    for part in (
        "All 3 rows are used",
        "Columns 2 (income) and 3 (height)",
        "is the header",
        "decimal sign is “.”",
        "Moved",
    ):
        assert part in said
    assert said.count("\n") == 1
    for wrong, reason in (
        (train, "choose two of 1 (age)"),
        ([*train, "--columns", "income,weight"], "has no column 'weight'; it has 1 (age)"),
        (["train", "--columns", "1,2"], "--columns says how a file is read: give the file with --data"),
        ([*train, "--columns", "1,2", "--labels", "age", "--modes", "2"], "not allowed with"),
        ([str(path), "--columns", "weight,1"], "has no column 'weight'"),
    ):
        with pytest.raises(SystemExit) as caught:
            main(wrong)
        assert caught.value.code == 2
        assert reason in capsys.readouterr().err


def test_a_file_is_opened_in_the_window_as_the_command_line_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[object] = []
    monkeypatch.setattr("playground.app.main", lambda *words, **_more: given.extend(words) or 0)
    path = tmp_path / "people.csv"
    path.write_text(MANY)
    assert main([str(path), "--columns", "1,3", "--scale", "none", "--blur", "0"]) == 0
    experiment, file = given
    expected = own_data_of_file(path, "none", 0.0, Choice(("1", "3")))[0]
    assert (experiment.target, experiment.own_data, file) == ("own", expected, None)
    assert "Columns 1 (age) and 3 (height)." in capsys.readouterr().err
