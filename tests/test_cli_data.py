"""`--data` takes every kind of file that the window takes, reads it as the window does, and says what it read in one line."""

import os
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor, QImage, QPainter

from playground.cli import main
from playground.core.experiment import file as experiment_file
from playground.core.own_data.build import picture_text
from playground.core.own_data.endings import IMAGES, POINTS
from playground.core.own_data.kinds import OwnPoints
from playground.core.own_data.text import read
from playground.ui.own.pictures import image_of, ink_of
from tests.support.workbook import write_ods, write_xlsx

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><rect x="5" y="5" width="20" height="10"/></svg>'


def picture(path: Path) -> None:
    if path.suffix == ".svg":
        path.write_text(SVG)
        return
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.fillRect(5, 5, 20, 10, QColor("black"))
    painter.end()
    assert image.save(str(path))


def trained(path: Path, folder: Path, *words: str) -> str:
    """The own data of a run of one iteration on a file."""
    given = ["train", "--data", str(path), "--iterations", "1", "--set", "batch=8", "--out", str(folder), *words]
    assert main(given) == 0
    return experiment_file.read(folder / "experiment.toml").own_data


@pytest.mark.parametrize("ending", [".png", ".jpg", ".tif", ".tiff", ".webp", ".bmp", ".svg"])
def test_a_picture_is_the_same_p_data_as_in_the_window(
    tmp_path: Path, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"picture{ending}"
    picture(path)
    assert trained(path, tmp_path / "run") == picture_text(ink_of(image_of(path)))
    said = capsys.readouterr().err
    assert f"picture{ending}: " in said
    assert "pixels. Moved by (" in said
    assert said.count("\n") == 1
    assert trained(path, tmp_path / "raw", "--scale", "none") == picture_text(ink_of(image_of(path)), scaled=False)


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_a_workbook_is_read(tmp_path: Path, write, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "people.xlsx"
    write(path, [["name", "age", "income"], ["a", 28.0, 30000.0], ["b", 31.5, 28000.5], ["c", 40.0, 51000.0]])
    own = read(trained(path, tmp_path / "run"))
    assert isinstance(own, OwnPoints)
    assert own.placing is not None
    assert own.placing.back(own.points.astype(float)).round(2).tolist() == [[28, 30000], [31.5, 28000.5], [40, 51000]]
    said = capsys.readouterr().err
    assert "All 3 rows are used. Columns 2 (age) and 3 (income). The first row is the header. Moved by" in said


def test_what_is_meant_for_tables_is_refused_for_pictures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture(tmp_path / "p.png")
    for option in (["--columns", "1,2"], ["--labels", "3"], ["--modes", "2"], ["--blur", "0.1"]):
        with pytest.raises(SystemExit) as caught:
            main(["train", "--data", str(tmp_path / "p.png"), *option])
        assert caught.value.code == 2
        assert f"{option[0]} is for tables, but" in capsys.readouterr().err


def test_every_ending_is_known_once() -> None:
    endings = (*POINTS, *IMAGES)
    assert len(set(endings)) == len(endings)
    assert {".xlsx", ".xls", ".ods", ".csv", ".npz", ".png", ".jpeg", ".tiff", ".webp", ".svg", ".heic"} <= set(endings)


def test_a_picture_for_a_window_leaves_the_screen_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command without a window takes no screen; opening one with the picture must not lose it."""
    given: list[object] = []
    monkeypatch.setattr("playground.app.main", lambda *words, **_more: given.extend(words) or 0)
    picture(tmp_path / "p.png")
    monkeypatch.setenv("QT_QPA_PLATFORM", "wayland")
    assert main([str(tmp_path / "p.png"), "--scale", "none"]) == 0
    assert os.environ["QT_QPA_PLATFORM"] == "wayland"
    assert given[0].own_data == picture_text(ink_of(image_of(tmp_path / "p.png")), scaled=False)
