"""The autosave: at most 30 s are ever lost, nothing is saved in vain, and what was kept is dropped only when it may be."""

import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from PyQt6.QtCore import QLockFile
from pytestqt.qtbot import QtBot

from playground.core.experiment import EXPERIMENT
from playground.core.session import file as session_file
from playground.engine.archiving import archive_of
from playground.engine.commands import Save, Step
from playground.engine.letters import Lost, Saved, SaveFailed
from playground.engine.past import Past
from playground.engine.run import Run
from playground.engine.session import Session
from playground.ui import autosave
from playground.ui.autosave import EVERY_MS, Autosave
from playground.ui.controller import AUTOSAVED_BYTES, Controller
from tests.support.sessions import busy_session, saved
from tests.support.straight import Straight, controller
from tests.support.travel import LENSES, TINY
from tests.support.turning import letters, rest

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


def paths(made: Autosave) -> list[Path]:
    return [one.path for one in made.left_behind()]


def iteration_in(path: Path) -> int:
    return session_file.read(path).here.state.iteration


def test_the_interval_and_a_save_of_a_full_history_take_less_than_30_seconds(tmp_path: Path) -> None:
    assert EVERY_MS / 1000 * LATE + ALLOWANCE < 30
    run = Run(EXPERIMENT, Past(every=1))
    while run.past.nbytes < 0.8 * run.past.budget:
        assert run.advance("iteration", careful=True) is None
    times = []
    for _ in range(5):  # whatever else the machine does, one of them is not disturbed
        started = time.perf_counter()
        archive = archive_of(run.past, run)
        times.append(time.perf_counter() - started)
    held, started = min(times), time.perf_counter()
    session_file.write(tmp_path / "s.ganplay", archive.within(AUTOSAVED_BYTES))
    assert held < 0.1 * (time.perf_counter() - started), "training stands still for a small part of the time only"
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
    assert paths(made) == [left]
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


# ---- what is never written over, nor dropped unasked ----


def test_a_run_that_was_lost_keeps_its_file_and_the_next_writes_another(told: Any) -> None:
    made, c, bridge = told
    lost: list[tuple[object, object]] = []
    made.lost.connect(lambda code, path: lost.append((code, path)))
    c.step(n=5)
    made.save_if_changed()
    first = made.path
    bridge.session = Session(TINY)  # another process has begun
    c.watch(frozenset())
    c.watch(LENSES)
    bridge.told.emit(Lost(-9))
    assert lost == [(-9, first)]
    c.step(n=2)
    made.save_if_changed()
    assert made.path != first
    assert (iteration_in(first), iteration_in(made.path)) == (5, 2)
    assert paths(made) == [first]
    assert Autosave(c, made.path.parent).left_behind() == [], "it is this window's to offer"
    made.close(())
    assert [path.name.startswith("closed-") for path in paths(made)] == [False, True]


def test_a_save_that_nobody_asked_for_never_replaces_another_sessions_file(tmp_path: Path) -> None:
    left = saved(tmp_path / "left.ganplay", busy_session())
    before = left.read_bytes()
    session = Session(TINY)
    session.send(Step(n=2))
    for path in (left, tmp_path / "new.ganplay", tmp_path / "new.ganplay"):
        session.send(Save(path, quiet=True))
        rest(session)
        session._saver.finish()
    heard = letters(session)
    assert [type(letter) for letter in heard] == [SaveFailed, Saved, Saved]
    assert left.read_bytes() == before
    session.send(Save(left))
    rest(session)
    session._saver.finish()
    assert [type(letter) for letter in letters(session)] == [Saved], "a person may"


def test_another_session_is_opened_only_once_this_one_is_kept(told: Any, tmp_path: Path) -> None:
    made, c, _ = told
    c.step(n=7)
    first = made.path
    c.load_session(saved(tmp_path / "other.ganplay", busy_session()))
    assert iteration_in(first) == 7
    c.step(n=1)
    made.save_if_changed()
    assert iteration_in(first) == 7
    assert paths(made) == [first]


def test_a_window_that_closes_keeps_what_was_trained_and_nothing_where_nothing_was(told: Any) -> None:
    made, c, _ = told
    made.keep()
    made.close(())
    assert not made.path.parent.exists()
    again = Autosave(c, made.path.parent)
    c.step(n=3)
    again.keep()
    again.close(())
    (kept,) = again.left_behind()
    assert kept.closed
    assert iteration_in(kept.path) == 3
    assert [path.name for path in made.path.parent.iterdir()] == [kept.path.name]


def test_runs_before_one_that_has_just_begun_are_kept_too(told: Any) -> None:
    made, c, _ = told
    c.step(n=6)
    c.change("seed", 5)
    made.save_if_changed()
    assert max(line.log.end for line in session_file.read(made.path).lines) == 6


def test_a_session_just_taken_up_is_not_lost_by_closing(told: Any) -> None:
    made, _, _ = told
    made.path.parent.mkdir()
    left = saved(made.path.with_name("left.ganplay"), busy_session())
    iteration = iteration_in(left)
    assert made.take_up(left)
    made.keep()
    made.close(())
    (kept,) = made.left_behind()
    assert kept.closed
    assert iteration_in(kept.path) == iteration


def test_of_closed_sessions_the_newest_five_stay_and_all_lost_ones_do(told: Any) -> None:
    made, _, _ = told
    made.path.parent.mkdir()
    for k in range(8):
        for name in (f"closed-{k}", f"lost-{k}"):
            path = made.path.with_name(name + ".ganplay")
            path.write_bytes(b"x")
            os.utime(path, (k, k))
    assert made.prune() == 3
    assert made.prune() == 0
    names = [path.stem for path in paths(made)]
    assert names == [f"lost-{k}" for k in range(7, -1, -1)] + [f"closed-{k}" for k in range(7, 2, -1)]


def test_only_the_session_that_is_named_is_thrown_away(told: Any) -> None:
    made, c, _ = told
    made.path.parent.mkdir()
    for k in range(3):
        made.path.with_name(f"{k}.ganplay").write_bytes(b"x")
    assert made.throw_away(made.path.with_name("1.ganplay"))
    assert sorted(path.stem for path in paths(made)) == ["0", "2"]
    other = Autosave(c, made.path.parent)
    assert other._lock(made.path.with_name("2.ganplay"))
    assert not made.throw_away(made.path.with_name("2.ganplay"))
    assert not made.take_up(made.path.with_name("2.ganplay"))
    assert made.path.with_name("2.ganplay").exists(), "another window has it"


# ---- folders that go, fill up and can't be written to ----


def test_links_that_lead_nowhere_and_folders_are_no_sessions(told: Any) -> None:
    made, _, _ = told
    made.path.parent.mkdir()
    made.path.with_name("dangling.ganplay").symlink_to(made.path.with_name("nowhere"))
    made.path.with_name("circle.ganplay").symlink_to(made.path.with_name("circle.ganplay"))
    made.path.with_name(".dangling.part").symlink_to(made.path.with_name("nowhere"))
    made.path.with_name("folder.ganplay").mkdir()
    left = made.path.with_name("left.ganplay")
    left.write_bytes(b"x")
    assert paths(made) == [left]
    assert made.prune() == 0


def test_a_folder_that_was_removed_is_made_anew_with_its_lock(told: Any) -> None:
    made, c, _ = told
    c.step(n=2)
    made.save_if_changed()
    shutil.rmtree(made.path.parent)
    c.step(n=2)
    made.save_if_changed()
    assert iteration_in(made.path) == 4
    assert paths(Autosave(c, made.path.parent)) == [], "nobody takes it for a lost one"


def test_what_can_not_be_written_is_said_once_until_it_can_again(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made, c, _ = told
    said: list[str] = []
    made.troubled.connect(said.append)
    for _ in range(2):
        with monkeypatch.context() as patch:
            patch.setattr(session_file, "write", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
            for _ in range(3):
                c.step(n=1)
                made.save_if_changed()
        made.save_if_changed()
        assert made.path.is_file()
    assert len(said) == 2
    assert "No space left" in said[0]


def test_without_a_lock_nothing_is_saved_and_it_is_tried_again(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made, c, _ = told
    said: list[str] = []
    made.troubled.connect(said.append)
    c.step(n=2)
    with monkeypatch.context() as patch:
        patch.setattr(QLockFile, "tryLock", lambda *_: False)  # the disk is full
        for _ in range(3):
            made.save_if_changed()
    assert not made.path.exists()
    assert len(said) == 1
    made.save_if_changed()
    assert made.path.exists()
    assert paths(Autosave(c, made.path.parent)) == [], "another window does not offer the session that is at hand"


def test_a_file_where_the_folder_should_be_is_said_in_one_sentence(told: Any) -> None:
    made, c, _ = told
    said: list[str] = []
    made.troubled.connect(said.append)
    made.path.parent.write_bytes(b"")
    c.step(n=2)
    for _ in range(3):
        made.save_if_changed()
    assert len(said) == 1
    made.close(())
