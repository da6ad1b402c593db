"""The window of sweeps: its numbers and colours are the rows', a click opens a run, and a growing file is followed."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PyQt6.QtCore import QObject, QPoint, Qt
from PyQt6.QtGui import QColor
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.core.experiment import Experiment
from playground.core.experiment.link import link
from playground.engine.sweep import rows as tables
from playground.engine.sweep.plan import planned
from playground.ui.palette import DARK, LIGHT, contrast, readable_on, rgb, sequential_colours
from playground.ui.sweep import SweepView, background
from playground.ui.sweep.summary import MOST_PLACES, mapped, quantities
from playground.ui.theme import Theme
from tests.support.hand import Hand
from tests.support.sweeps import made

WEIGHTS, RATES = [0.1, 1.0, 10.0], [0.001, 0.01]
PLAN = planned(
    {
        "seeds": 2,
        "experiment": {"g_layers": 1, "d_layers": 1, "g_width": 8, "d_width": 8, "batch": 32},
        "grid": {"penalty_weight": WEIGHTS, "learning_rate_d + learning_rate_g": RATES},
    }
)


ROWS = made(PLAN)
NAMES = tables.columns(PLAN)


@pytest.fixture
def results(tmp_path: Path) -> Path:
    path = tmp_path / "results.csv"
    tables.opened(path, NAMES).add(ROWS)
    return path


@pytest.fixture
def view(qtbot: QtBot, qapp: QApplication, results: Path, tmp_path: Path) -> Iterator[SweepView]:
    found = SweepView(Theme(qapp, "light"), tmp_path)
    found.resize(1000, 640)
    found.show()
    qtbot.waitExposed(found)
    found.open(results)
    qtbot.waitUntil(lambda: bool(found.rows))
    yield found
    found.close()


def choose(view: SweepView, name: str) -> None:
    view.colours.setCurrentIndex(view.colours.findData(name))
    view.colours.activated.emit(view.colours.currentIndex())


def click(view: SweepView, i: int, j: int) -> None:
    QTest.mouseClick(view.map, Qt.MouseButton.LeftButton, pos=view.map.place(i, j).center().toPoint())


@pytest.mark.parametrize("name", ["modes", "high_quality", "sliced_wasserstein", "diverged"])
def test_a_cell_is_the_mean_of_its_runs_and_says_how_many_diverged(view: SweepView, name: str) -> None:
    choose(view, name)
    assert (view.map.map.x, view.map.map.y) == (("0.1", "1", "10"), ("0.001", "0.01"))
    for (i, j), cell in view.map.map.cells.items():
        mine = [r for r in ROWS if (r["penalty_weight"], r["learning_rate_d"]) == (WEIGHTS[i], RATES[j])]
        bad = [r["diverged_at"] is not None for r in mine]
        values = bad if name == "diverged" else [r[name] for r in mine if r[name] is not None]
        assert cell.diverged == sum(bad)
        assert len(cell.rows) == 2
        assert cell.value == (pytest.approx(sum(values) / len(values)) if values else None)


def test_the_strong_colour_is_the_better_end_and_the_legend_has_its_number(view: SweepView) -> None:
    for name, lower in (("modes", False), ("sliced_wasserstein", True)):
        choose(view, name)
        found = view.map.map
        values = {place: cell.value for place, cell in found.cells.items() if cell.value is not None}
        best = (min if lower else max)(values, key=lambda place: values[place])
        assert view.map.colour(*best) == QColor(LIGHT.fit)
        assert found.strength(view.quantity, values[best]) == 1
        assert (found.low if lower else found.high) == values[best]
    choose(view, "diverged")
    assert view.map.colour(2, 0) == QColor(LIGHT.diverged)
    assert (view.map.map.low, view.map.map.high) == (0, 1)


def test_what_is_painted_is_that_colour_and_a_cell_without_a_value_has_none(view: SweepView) -> None:
    picture = view.map.grab().toImage()
    for i, j in view.map.map.cells:
        corner = view.map.place(i, j).topLeft().toPoint() + QPoint(5, 5)
        seen, meant = picture.pixelColor(corner), view.map.colour(i, j)
        if i == 2:
            assert meant is None
        else:
            assert meant is not None
            assert max(abs(a - b) for a, b in zip(rgb(seen.name()), rgb(meant.name()), strict=True)) <= 1


def test_the_tooltip_says_what_the_cell_says(view: SweepView) -> None:
    told = view.map.told(1, 0)
    assert "Penalty weight: 1" in told
    assert "D's learning rate = G's learning rate: 0.001" in told
    assert "✕ 1 of 2 diverged" in told
    assert "seed 0" in told


def test_a_click_on_a_cell_opens_its_first_run_that_did_not_diverge_and_marks_its_rows(
    view: SweepView, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(view.opened) as caught:
        click(view, 1, 1)
    experiment = caught.args[0]
    assert isinstance(experiment, Experiment)
    assert (experiment.penalty_weight, experiment.learning_rate_d, experiment.seed) == (1.0, 0.01, 0)
    assert "seed 0" in view.banner.text
    selection = view.table.selectionModel()
    assert selection is not None
    marked = {view.table.runs.rows[index.row()]["seed"] for index in selection.selectedRows()}
    assert marked == {0, 1}


def test_a_click_on_a_row_opens_that_run_however_the_table_is_sorted(view: SweepView, qtbot: QtBot) -> None:
    column = view.table.runs.names.index("sliced_wasserstein")
    view.table.sortByColumn(column, Qt.SortOrder.DescendingOrder)
    rows = view.table.runs.rows
    values = [row["sliced_wasserstein"] for row in rows]
    there = [value for value in values if value is not None]
    assert there == sorted(there, reverse=True)
    assert values == there + [None] * (len(values) - len(there))
    index = view.table.runs.index(3, 0)
    with qtbot.waitSignal(view.opened) as caught:
        QTest.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, pos=view.table.visualRect(index).center())
    assert link(caught.args[0]) == rows[3]["link"]


def test_a_growing_file_is_followed_and_half_a_line_waits(view: SweepView, results: Path, qtbot: QtBot) -> None:
    more = planned(
        {"experiment": {"batch": 16}, "grid": {"penalty_weight": [0.5], "learning_rate_d + learning_rate_g": [0.5]}}
    )
    with results.open("ab") as file:
        file.write(b"0123,0.5,0.")
    view.follow()
    qtbot.waitUntil(lambda: not view.busy)
    assert len(view.rows) == len(ROWS)
    tables.opened(results, NAMES).add(made(more))
    view.follow()
    qtbot.waitUntil(lambda: len(view.rows) == len(ROWS) + 1)
    assert view.table.runs.rowCount() == len(ROWS) + 1
    assert "0.5" in view.map.map.x


def test_a_file_that_is_no_table_is_a_sentence_and_what_is_shown_stays(
    view: SweepView, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "points.csv"
    path.write_text("x,y\n1,2\n")
    view.open(path)
    qtbot.waitUntil(lambda: not view.busy)
    assert "not a sweep table" in view.banner.text
    assert len(view.rows) == len(ROWS)


def test_many_values_share_places_on_an_axis() -> None:
    plan = planned({"random": {"runs": 60, "penalty_weight": {"low": 0.001, "high": 10, "scale": "log"}}})
    rows = made(plan)
    found = mapped(rows, "penalty_weight", "", quantities(tables.columns(plan))[0])
    assert 1 < len(found.x) <= MOST_PLACES
    assert sum(len(cell.rows) for cell in found.cells.values()) == 60
    for (i, _), cell in found.cells.items():
        low, high = (float(part) for part in found.x[i].split(" to "))
        assert all(low * 0.9 <= row["penalty_weight"] <= high * 1.1 for row in cell.rows)


@pytest.mark.parametrize("neutrals", [LIGHT, DARK])
@pytest.mark.parametrize("role", ["fit", "diverged"])
def test_the_numbers_can_be_read_on_every_colour_of_the_map(neutrals: Any, role: Any) -> None:
    for entry in sequential_colours(neutrals.of(role), neutrals):
        cell = QColor(*(int(c) for c in entry)).name()
        assert contrast(cell, readable_on(cell)) >= 4.5


def test_the_main_window_opens_a_table_of_runs_and_takes_the_run_that_is_clicked(
    open_hand: Callable[..., Hand], results: Path
) -> None:
    hand = open_hand()
    hand.rest()
    hand.do("sweeps")
    assert hand.window.beside.sweeps is not None
    assert hand.window.beside.sweeps.welcome.isVisible()
    assert hand.window.files.takes(results)
    hand.window.files.open_path(results)
    view = hand.window.beside.sweeps
    hand.until(lambda: not view.welcome.isVisible())
    hand.until(lambda: view.map.width() > 100)
    click(view, 0, 1)
    e = hand.window.controller.experiment
    assert (e.penalty_weight, e.learning_rate_g, e.g_width) == (0.1, 0.01, 8)
    hand.until(lambda: hand.pictures[-1].experiment == e)
    view.close()
    assert hand.window.beside.sweeps is None


def test_a_sweep_that_can_not_be_read_is_a_sentence(view: SweepView, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "bad.toml"
    path.write_text("[gird]\n")
    view.run(path)
    qtbot.waitUntil(lambda: not view.busy)
    assert "gird" in view.banner.text
    assert not view.background.running


@pytest.mark.slow
def test_a_sweep_runs_in_the_background_and_can_be_cancelled_and_gone_on_with(
    view: SweepView, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "small.toml"
    text = 'iterations = 300\nseeds = 6\n[experiment]\nbatch = 16\nspectral_norm = "on"\n[grid]\nema = [0.0, 0.9]\n'
    path.write_text(text)
    view.run(path)
    qtbot.waitUntil(lambda: view.background.running)
    qtbot.waitUntil(lambda: len(view.rows) >= 1, timeout=60_000)
    view.cancel.click()
    qtbot.waitUntil(lambda: not view.background.running, timeout=30_000)
    assert "to continue" in view.banner.text
    assert 1 <= len(view.rows) < 12
    view.run(path)
    with qtbot.waitSignal(view.background.ended, timeout=120_000):
        pass
    qtbot.waitUntil(lambda: len(view.rows) == 12)
    assert view.progress.isHidden()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_sweep_that_does_not_listen_is_ended_with_all_that_it_began(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    deaf = (
        "import signal, subprocess, sys, time; signal.signal(signal.SIGINT, signal.SIG_IGN);"
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(f'{{p.pid}} '); time.sleep(60)"
    )
    monkeypatch.setattr(background, "this_program", lambda *_: [sys.executable, "-c", deaf])
    parent = QObject()
    made = background.Background(parent)
    made.run(tmp_path / "a.toml", tmp_path / "a.csv")
    qtbot.waitUntil(
        lambda: (tmp_path / "pid").is_file() and (tmp_path / "pid").read_text().endswith(" "), timeout=20_000
    )
    pid = int((tmp_path / "pid").read_text())
    made.end()
    assert not made.running

    def gone() -> bool:
        stat = Path(f"/proc/{pid}/stat")
        return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z"

    qtbot.waitUntil(gone, timeout=20_000)
