"""Runs are written to folders of any name and continue from them."""

from pathlib import Path

import pytest

from playground.cli import main
from playground.core.session import file as session_file

SMALL = ["--set", "g_width=4", "--set", "d_width=4", "--iterations", "20"]

pytestmark = pytest.mark.usefixtures("qtbot")


@pytest.mark.parametrize("name", ["with spaces", "한글 폴더", "😀 emoji", 'quote\'s "n" <b>'])
def test_a_run_is_written_to_any_folder_and_continues_from_it(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    assert main(["train", *SMALL, "--out", str(folder)]) == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        "curves.csv", "experiment.toml", "final.ganplay", "picture.png", "samples.csv",
    ]  # fmt: skip
    assert main(["train", str(folder / "final.ganplay"), "--iterations", "5", "--out", str(folder)]) == 0
    assert session_file.read(folder / "final.ganplay").here.state.iteration == 25
