"""Workbooks are read like tables of text: the first sheet that holds anything, numbers exactly."""

from collections.abc import Callable
from pathlib import Path

import pytest

from playground.core.errors import InputError
from playground.core.own_data.data_files import read_points, read_sheet
from playground.core.own_data.sheet import Choice
from tests.support.workbook import write_ods, write_xlsx

ROWS = [["age", "income", "who"], [28.125, 28282.9, "a"], [30.0, 1200.0, "b"], [44.0, 1234.567, "a"]]


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_a_workbook_is_read_whatever_it_is_called(tmp_path: Path, write: Callable) -> None:
    for name in ("people.xlsx", "people.dat"):
        write(tmp_path / name, ROWS)
        table = read_points(tmp_path / name, Choice(labels="who"))
        assert table.points.tolist() == [[28.125, 28282.9], [30, 1200], [44, 1234.567]]
        assert table.grouping is not None
        assert (table.grouping.names, table.grouping.labels.tolist()) == (("a", "b"), [0, 1, 0])
        assert "Columns 1 (age) and 2 (income). Labels from column 3 (who). The first row is the header." in table.note


def test_the_first_sheet_that_holds_anything_is_read_and_named(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "two.xlsx", [], [[None, None], ["x", "y"], [1.5, 2.5], [None, None], [3.0, None]])
    with pytest.raises(InputError, match=r"two.xlsx\[S2\], line 5: '' is not a number"):
        read_points(tmp_path / "two.xlsx")


def test_numbers_are_numbers_whatever_other_cells_look_like(tmp_path: Path) -> None:
    """1.234 beside 2 is no thousand there: a workbook stores numbers, not their notation."""
    write_xlsx(tmp_path / "n.xlsx", [["x", "y"], [1.234, 2.0], [2.0, 1e-9], [5.678, 1e15]])
    sheet = read_sheet(tmp_path / "n.xlsx")
    assert sheet.values(0).tolist() == [1.234, 2, 5.678]
    assert sheet.values(1).tolist() == [2, 1e-9, 1e15]


def test_what_only_begins_like_a_workbook_is_refused_in_a_sentence(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "whole.xlsx", ROWS)
    whole = (tmp_path / "whole.xlsx").read_bytes()
    for content in (whole[: len(whole) // 2], b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)):
        (tmp_path / "cut.xlsx").write_bytes(content)
        with pytest.raises(InputError, match=r"cut.xlsx (is damaged|can't be read as a workbook)"):
            read_points(tmp_path / "cut.xlsx")


def test_numbers_stored_as_text_are_read_as_they_are_written(tmp_path: Path) -> None:
    """As in a CSV: 0,500 proves a decimal comma, which the numbers beside it, stored as such, do not contradict."""
    write_xlsx(tmp_path / "text.xlsx", [["x", "y"], ["1,234", 1.5], ["2,345", 2.25], ["0,500", 3]])
    sheet = read_sheet(tmp_path / "text.xlsx")
    assert sheet.values(0).tolist() == [1.234, 2.345, 0.5]
    assert sheet.values(1).tolist() == [1.5, 2.25, 3.0]
    assert "The decimal sign is “,”." in read_points(tmp_path / "text.xlsx").how
