"""The builder of a sweep: what it says is what is planned, its file means the same, and its runs are counted as they come."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from playground.core.errors import InputError
from playground.engine.sweep import plan as plans
from playground.engine.sweep import rows as tables
from playground.engine.sweep.build import Built, measured_rate, split, spread_over
from playground.ui.sweep import SweepView
from playground.ui.sweep.axis_row import AxisRow
from playground.ui.sweep.builder import Builder
from playground.ui.theme import Theme
from tests.support.hand import SMALL, Hand
from tests.support.sweeps import made

BASE = SMALL.changed({"seed": 7, "objective": "hinge"})


@pytest.fixture
def view(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[SweepView]:
    found = SweepView(Theme(qapp, "light"), tmp_path, None, lambda: BASE)
    found.show()
    qtbot.waitExposed(found)
    yield found
    found.close()


def built(view: SweepView) -> Builder:
    """The builder with two knobs: three values in a list, and a range of four on a logarithmic scale."""
    builder = view.build()
    first = builder.rows[0]
    choose(first, "penalty_weight")
    first.values.setText("0.1 1; 10")
    second = builder.add("learning_rate_d")
    second.how.setCurrentIndex(1)
    second.low.setText("0,001")
    second.high.setText("1")
    second.steps.setValue(4)
    builder.seeds.setValue(2)
    builder.iterations.setValue(30)
    builder.check()
    return builder


def choose(row: AxisRow, name: str) -> None:
    row.knob.setCurrentIndex(row.knob.findData(name))


def test_it_says_how_many_runs_there_are_and_an_estimate_of_how_long_from_a_measured_rate(
    view: SweepView, qtbot: QtBot
) -> None:
    builder = built(view)
    assert builder.count.text() == "24 runs"
    assert builder.plan is not None
    rates = {run.experiment.learning_rate_d for run in builder.plan.runs}
    assert rates == {0.001, 0.01, 0.1, 1.0}
    assert {run.experiment.seed for run in builder.plan.runs} == {7, 8}
    assert {run.experiment.objective for run in builder.plan.runs} == {"hinge"}
    qtbot.waitUntil(lambda: builder.rate is not None, timeout=20_000)
    assert builder.rate is not None
    assert f"at {builder.rate:,.0f} iterations a second" in builder.time.text()
    assert "This is an estimate" in builder.time.text()
    builder.rate = 10.0
    builder.iterations.setValue(10 * 3600)
    builder.check()
    hours = 24 / min((os.cpu_count() or 1), 24)
    assert builder.time.text().startswith(f"About {round(hours)} hour")
    builder.reject()


def test_an_invalid_row_is_one_sentence_and_nothing_can_be_saved(view: SweepView) -> None:
    builder = built(view)
    first, second = builder.rows
    for spoil, words in (
        (lambda: first.values.setText("0.1 nonsense"), "penalty_weight: nonsense is not a number"),
        (lambda: first.values.setText(""), "penalty_weight needs at least one value"),
        (lambda: first.values.setText("-3"), "penalty_weight = -3"),
        (lambda: (first.values.setText("1"), second.low.setText("2")), "learning_rate_d: low must be below high"),
        (lambda: (second.low.setText("0.1"), choose(second, "penalty_weight")), "penalty_weight is swept twice"),
    ):
        spoil()
        builder.check()
        assert words in builder.count.text()
        assert "\n" not in builder.count.text()
        assert not builder.save.isEnabled()
        assert builder.time.text() == ""
    builder.remove(second)
    assert builder.save.isEnabled()
    builder.remove(first)
    assert "at least one knob" in builder.count.text()
    builder.reject()


def test_a_knob_with_names_offers_all_of_them_and_no_range(view: SweepView) -> None:
    builder = view.build()
    row = builder.rows[0]
    choose(row, "optimizer_d")
    assert not row.how.isEnabled()
    names = row.values.text().split()
    assert len(names) > 2
    assert [value for _, values in builder.built().axes for value in values] == names
    builder.reject()


def test_the_file_is_read_back_as_the_same_plan(tmp_path: Path) -> None:
    made = Built(BASE, (("penalty", ("none", "r1")), ("batch", (16, 32)), ("learning_rate_g", (1e-4, 0.3))), 3, 40)
    path = tmp_path / "made.toml"
    made.write(path)
    assert plans.read(path) == made.plan()
    assert len(made.plan().runs) == 24


def test_the_knobs_own_scale_is_kept_and_whole_numbers_stay_whole() -> None:
    assert spread_over("learning_rate_d", 1e-4, 1e-2, 3) == [1e-4, 1e-3, 1e-2]
    assert spread_over("g_width", 8, 64, 4) == [8, 16, 32, 64]
    assert spread_over("batch", 16, 32, 10) == [16, 32], "equal ones once"
    with pytest.raises(InputError, match="takes names"):
        spread_over("penalty", 0, 1, 3)
    assert split("0,1 0.2; 3, 4") == ["0,1", "0.2", "3", "4"]


def test_measuring_is_given_up_when_nobody_waits() -> None:
    stop = threading.Event()
    assert measured_rate(SMALL, stop)
    stop.set()
    assert measured_rate(SMALL, stop) is None


def test_saving_runs_it_in_the_background_and_the_view_counts_its_runs(
    view: SweepView, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.toml"
    builder = built(view)
    builder.seeds.setValue(1)
    builder.check()
    plan = builder.plan
    assert plan is not None
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    qtbot.mouseClick(builder.save, Qt.MouseButton.LeftButton)
    assert plans.read(path) == plan
    qtbot.waitUntil(lambda: view.background.running and view.path is not None)
    assert view.path == tmp_path / "mine.csv"
    assert view.said.text().startswith("0 of 12 runs")
    assert view.build_button.isHidden()
    qtbot.waitUntil(lambda: len(view.rows) == 12 or not view.background.running, timeout=120_000)
    qtbot.waitUntil(lambda: len(view.rows) == 12)
    assert {row["run"] for row in view.rows} == {run.id for run in plan.runs}
    qtbot.waitUntil(lambda: not view.background.running, timeout=60_000)
    assert "of 12 runs" not in view.said.text()
    assert view.build_button.isVisible()


def test_rows_of_another_sweep_in_the_same_file_do_not_count(view: SweepView, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "both.toml"
    here = Built(BASE, (("penalty_weight", (0.1, 1.0)),), 3, 3000)
    other = Built(BASE, (("penalty_weight", (5.0,)),), 2, 30)
    here.write(path)
    names = tables.columns(here.plan())
    tables.opened(tmp_path / "both.csv", names).add(made(other.plan()) + made(here.plan())[:4])
    view.run(path)
    qtbot.waitUntil(lambda: view.path is not None and not view.busy)
    assert view.said.text().startswith("4 of 6 runs · both.csv: 6 runs")
    assert (view.progress.value(), view.progress.maximum()) == (4, 6)
    view.background.end()


def test_the_main_windows_experiment_is_the_base(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(BASE)
    hand.rest()
    hand.do("sweeps")
    view = hand.window.beside.sweeps
    assert view is not None
    hand.window.controller.change("batch", 64)
    builder = view.build()
    assert builder.built().base == BASE.changed({"batch": 64})
    builder.reject()
