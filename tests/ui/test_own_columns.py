"""The file tab shows the first rows as read, lets the columns and modes be chosen, and reads off the window's thread."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.core.errors import InputError
from playground.core.own_data.kinds import OwnPoints
from playground.core.own_data.target import own_target
from playground.core.own_data.text import read
from playground.ui.loader import Loader
from playground.ui.own.columns import GIVEN, KMEANS, NOT_COUNTED
from playground.ui.own.file import File
from tests.support.hand import Hand

TABLE = "age,income,height,who\n1,20,3,a\n2,40,5,b\n3,50,7,a\n4,10,9,b\n5,15,9,late\n"


@pytest.fixture
def file(qtbot: QtBot, tmp_path: Path) -> File:
    made = File()
    qtbot.addWidget(made)
    (tmp_path / "people.csv").write_text(TABLE)
    with qtbot.waitSignal(made.loaded):
        made.load(tmp_path / "people.csv")
    return made


def own(file: File) -> OwnPoints:
    made = read(file.text() or "")
    assert isinstance(made, OwnPoints)
    return made


def back(file: File) -> list[list[float]]:
    """The points in the file's own units."""
    made = own(file)
    assert made.placing is not None
    return made.placing.back(made.points.astype(float)).round(3).tolist()


def choose(file: File, box: str, data: str) -> None:
    combo = getattr(file.columns, box)
    combo.setCurrentIndex(combo.findData(data))
    combo.activated.emit(combo.currentIndex())


def test_the_first_rows_are_shown_and_an_unsure_choice_is_said(file: File) -> None:
    rows = file.columns.rows
    head = [rows.horizontalHeaderItem(k).text() for k in range(rows.columnCount())]
    assert head == ["1 (age)", "2 (income)", "3 (height)", "4 (who)"]
    assert [rows.item(1, k).text() for k in range(4)] == ["2", "40", "5", "b"]
    assert rows.verticalHeaderItem(0).text() == "2", "the line in the file"
    text = file.about.text()
    assert "All 5 rows are used. Columns 1 (age) and 2 (income)." in text
    assert "The first two of 3 columns of numbers are taken; choose others" in text
    assert back(file)[0] == [1, 20]


def test_other_columns_and_labels_are_chosen(file: File, qtbot: QtBot) -> None:
    with qtbot.waitSignal(file.loaded):
        choose(file, "second", "3")
    assert back(file)[1] == [2, 5]
    assert "Columns 1 (age) and 3 (height)." in file.about.text()
    assert "choose others" not in file.about.text(), "now they are chosen"
    with qtbot.waitSignal(file.loaded):
        choose(file, "modes", "4")
    made = own(file)
    assert made.grouping is not None
    assert (made.grouping.names, made.grouping.labels.tolist()) == (("a", "b", "late"), [0, 1, 0, 1, 2])
    choose(file, "modes", KMEANS)
    assert file.columns.k.isEnabled()
    file.columns.k.setValue(3)
    grouping = own(file).grouping
    assert grouping is not None
    assert (grouping.by, len(grouping)) == ("kmeans", 3)
    choose(file, "modes", NOT_COUNTED)
    assert own(file).grouping is None


def test_choosing_modes_keeps_the_scale_and_the_blur_that_a_person_chose(file: File, qtbot: QtBot) -> None:
    file.scaling.setCurrentIndex(file.scaling.findData("common"))
    file._show_blur(0.0)
    before = own(file)
    with qtbot.waitSignal(file.loaded):
        choose(file, "modes", "4")
    after = own(file)
    assert after.grouping is not None
    assert (after.blur, after.placing) == (before.blur, before.placing)


def test_clusters_are_found_once_however_the_blur_is_turned(file: File, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(file, "modes", KMEANS)
    file.columns.k.setValue(2)
    first = own(file)
    monkeypatch.setattr("playground.core.own_data.build.clustered", lambda *_: pytest.fail("found again"))
    file._show_blur(0.2)
    second = own(file)
    assert first.blur != second.blur
    assert second.blur == pytest.approx(0.2)
    assert second.grouping is not None
    assert first.grouping is not None
    assert np.array_equal(second.grouping.labels, first.grouping.labels)


def test_a_missing_label_is_refused_with_its_line(file: File, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "gap.csv").write_text("x,y,label\n1,2,a\n3,4,NA\n5,6,b\n")
    with qtbot.waitSignal(file.loaded):
        file.load(tmp_path / "gap.csv")
    with qtbot.waitSignal(file.failed) as heard:
        choose(file, "modes", "3")
    assert "line 3: the label is missing" in heard.args[0]


def test_a_column_that_cannot_be_read_changes_nothing(file: File, qtbot: QtBot) -> None:
    before = file.text()
    with qtbot.waitSignal(file.failed) as heard:
        choose(file, "first", "4")
    assert "line 2: 'a' is not a number" in heard.args[0]
    assert file.text() == before
    assert file.columns.first.currentData() == "1"


def test_the_experiments_own_labels_are_kept_when_the_panel_takes_it_up(file: File, qtbot: QtBot) -> None:
    with qtbot.waitSignal(file.loaded):
        choose(file, "second", "3")
    with qtbot.waitSignal(file.loaded):
        choose(file, "modes", "4")
    text = file.text()
    assert text is not None
    later = File()
    qtbot.addWidget(later)
    assert later.show_own(read(text))
    assert later.columns.grouped_by == GIVEN
    assert np.array_equal(own(later).grouping.labels, own(file).grouping.labels)
    modes = own_target(later.text() or "").modes
    assert modes is not None
    assert len(modes) == 3


def test_the_window_stays_alive_while_a_file_is_read_and_reading_can_be_cancelled(qtbot: QtBot) -> None:
    """The reader waits until the test lets it go on, while the event loop runs."""
    go_on, begun, seen = threading.Event(), threading.Event(), []
    owner = File()
    qtbot.addWidget(owner)
    loader: Loader[str] = Loader(owner)
    loader.done.connect(seen.append)

    def slow(pulse: Callable[[float], None]) -> str:
        assert threading.current_thread() is not threading.main_thread()
        begun.set()
        go_on.wait(10)
        pulse(0.5)
        return "first"

    loader.start(slow)
    assert begun.wait(5)
    assert loader.busy
    loader.cancel()
    go_on.set()
    with qtbot.waitSignal(loader.done) as heard:
        loader.start(lambda pulse: pulse(0.9) or "second")
    assert heard.args == ["second"]
    qtbot.wait(50)
    assert seen == ["second"], "what was cancelled is never heard of"

    def bad(_pulse: Callable[[float], None]) -> str:
        raise InputError("no file")

    with qtbot.waitSignal(loader.failed) as heard:
        loader.start(bad)
    assert heard.args == ["no file"]
    assert not loader.busy


def test_slow_reading_shows_the_panel_with_its_bar_and_cancel_leaves_p_data(
    hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def slow(_path: Path, pulse: Callable[[float], None]) -> object:
        pulse(0.25)
        go_on.wait(10)
        pulse(0.5)
        raise AssertionError("it was cancelled")

    monkeypatch.setattr("playground.ui.own.file.read_file", slow)
    before = hand.rest().experiment
    hand.window.own.load(tmp_path / "slow.csv")
    panel = hand.window.own.panel
    assert panel is not None
    hand.until(panel.file.progress.isVisible)
    assert panel.file.progress.bar.value() == 25
    panel.file.progress.cancel.click()
    go_on.set()
    assert not hand.window.own.reading
    assert not panel.file.progress.isVisible()
    hand.do("step")
    assert hand.rest().experiment == before


def test_the_panel_opens_by_itself_only_where_other_columns_may_be_meant(hand: Hand, tmp_path: Path) -> None:
    (tmp_path / "two.csv").write_text("x,y\n1,2\n3,5\n4,4\n")
    (tmp_path / "many.csv").write_text(TABLE)
    for name, seen in (("two.csv", False), ("many.csv", True)):
        hand.window.own.load(tmp_path / name)
        hand.until(lambda: not hand.window.own.reading)
        panel = hand.window.own.panel
        assert panel is not None
        assert panel.isVisible() == seen
    assert "choose others above" in panel.file.about.text()
    assert len(read(hand.rest().experiment.own_data).points) == 5
