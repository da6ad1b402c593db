"""The autosave: at most 30 s are ever lost, nothing is saved in vain, and what was left behind is dropped only when it may be."""

import time
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from playground.core.experiment import EXPERIMENT
from playground.core.session import file as session_file
from playground.engine.archiving import archive_of
from playground.engine.commands import Save
from playground.engine.letters import Saved, SaveFailed
from playground.engine.past import Past
from playground.engine.run import Run
from playground.ui import autosave
from playground.ui.autosave import EVERY_MS, Autosave
from playground.ui.controller import AUTOSAVED_BYTES, Controller
from tests.support.sessions import busy_session, saved
from tests.support.straight import Straight, controller

LATE = 1.05
"""A coarse timer may be late by 5 %."""
ALLOWANCE = 3.0
"""Seconds for the writing, on a slow disk too."""


@pytest.fixture
def told(qtbot: QtBot, tmp_path: Path) -> tuple[Autosave, Controller, Straight]:
    made, bridge = controller()
    return Autosave(made, tmp_path / "autosave"), made, bridge


def keeps(c: Controller) -> list[Save]:
    found: list[Save] = []
    c.command_sent.connect(lambda command: found.append(command) if isinstance(command, Save) else None)
    return found


def test_the_interval_and_a_save_of_a_full_history_take_less_than_30_seconds(tmp_path: Path) -> None:
    assert EVERY_MS / 1000 * LATE + ALLOWANCE < 30
    run = Run(EXPERIMENT, Past(every=1))
    while run.past.nbytes < 0.8 * run.past.budget:
        assert run.advance("iteration", careful=True) is None
    started = time.perf_counter()
    archive = archive_of(run.past, run)
    held = time.perf_counter() - started
    session_file.write(tmp_path / "s.ganplay", archive.within(AUTOSAVED_BYTES))
    assert time.perf_counter() - started < ALLOWANCE
    assert held < 0.05, "training stands still only so long"
    assert session_file.read(tmp_path / "s.ganplay").here.state.equals(run.trainer.state())


def test_a_tick_saves_what_has_changed_and_nothing_else(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autosave, "EVERY_MS", 20)
    c, _ = controller()
    made, said = Autosave(c, tmp_path / "autosave"), keeps(c)
    qtbot.wait(100)
    assert said == [], "before anything is trained there is nothing to lose"
    for k, change in enumerate(
        (
            lambda: c.step(n=2),
            lambda: c.change("learning_rate_g", 0.5),
            lambda: c.back(1),
            c.branch,
            lambda: c.rename(2, "mine"),
            lambda: c.set_weight("g", 0, (0, 0), 0.0, 1.0),
        ),
        1,
    ):
        change()
        qtbot.waitUntil(lambda k=k: len(said) == k, timeout=2000)  # type: ignore[misc]
        qtbot.wait(70)
        assert len(said) == k, "it is saved once"
    assert all(keep.quiet for keep in said)
    assert session_file.read(made.path).lines[-1].name == "mine"
    made.stop()


def test_a_save_that_failed_is_tried_again(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made, c, bridge = told
    heard: list[object] = []
    bridge.told.connect(heard.append)
    c.step(n=2)
    with monkeypatch.context() as patch:
        patch.setattr(session_file, "write", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        made.save_if_changed()
    assert isinstance(heard[-1], SaveFailed)
    made.save_if_changed()
    assert isinstance(heard[-1], Saved)
    assert made.path.is_file()


def test_what_was_left_behind_stays_until_it_has_been_taken_up_and_saved_anew(told: Any) -> None:
    made, c, bridge = told
    made.path.parent.mkdir()
    left = saved(made.path.with_name("left.ganplay"), busy_session())
    assert made.left_behind() == [left]
    c.step(n=2)
    made.save_if_changed()
    made.take_up(left)
    bridge.told.emit(Saved(made.path, quiet=True))  # of a save that was asked for before it was taken up
    assert left.exists()
    made.save_if_changed()
    assert not left.exists()
    assert session_file.read(made.path).lines[0].log.end > 2


def test_what_can_not_be_taken_up_is_not_dropped(told: Any) -> None:
    made, c, _ = told
    made.path.parent.mkdir()
    left = made.path.with_name("left.ganplay")
    left.write_bytes(b"damaged")
    made.take_up(left)
    c.step(n=2)
    made.save_if_changed()
    c.step(n=2)
    made.save_if_changed()
    assert left.read_bytes() == b"damaged"
