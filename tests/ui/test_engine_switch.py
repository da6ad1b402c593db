"""The switch of the compiled engine in the real window."""

import multiprocessing
import os
import signal
from collections.abc import Callable

import pytest

from playground.core.training.functional import kind_of
from playground.engine import compiler
from playground.engine.where import Machine, Where
from playground.ui.settings import WHERE, Settings, where_of
from tests.support.hand import Hand
from tests.support.no_compiler import stand_in


def test_the_switch_hands_training_over_and_the_status_says_so(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)
    hand.do("step")
    assert not hand.rest().compiled
    hand.do("compile")
    assert hand.window.actions_by_id["compile"].isChecked()
    hand.until(lambda: compiler.ready(kind_of(hand.window.controller.experiment)) is not None)
    hand.do("step")
    assert hand.rest().compiled
    hand.until(lambda: "compiled" in hand.window.status.words.text())
    hand.do("compile")
    hand.do("step")
    assert not hand.rest().compiled


def test_where_there_is_no_compiler_the_banner_says_so_and_training_goes_on(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*_: object, **__: object) -> None:
        raise RuntimeError("InvalidCxxCompiler: No working C++ compiler found")

    stand_in(monkeypatch)
    monkeypatch.setattr(compiler, "compiled", nothing)
    hand.do("compile")
    hand.until(lambda: "C++ compiler" in hand.window.stage.banner.text)
    hand.do("step")
    assert hand.rest().counters.iteration == 1


def test_training_moves_to_a_separate_process_and_back_at_once(hand: Hand, settings: Settings) -> None:
    window = hand.window
    assert window.actions_by_id["where_no"].isChecked()
    for _ in range(3):
        hand.do("step")
    before = hand.rest()
    hand.do("where_yes")
    hand.until(lambda: "separate process now" in window.stage.banner.text)
    assert where_of(settings) is Where.SEPARATE
    assert len(multiprocessing.active_children()) == 1
    there = hand.rest()
    assert there.counters == before.counters
    assert there.measured == before.measured
    hand.do("step")
    assert hand.rest().counters.iteration == 4
    hand.do("where_no")
    hand.until(lambda: "thread in the window" in window.stage.banner.text)
    hand.until(lambda: not multiprocessing.active_children())
    hand.do("back")
    assert hand.rest().counters.iteration == 3
    assert where_of(settings) is Where.THREAD


def test_where_it_can_not_move_the_menu_shows_where_it_is(hand: Hand, settings: Settings) -> None:
    hand.window.controller.begin_aside()
    hand.do("where_yes")
    hand.until(lambda: "can't move" in hand.window.stage.banner.text)
    assert where_of(settings) is Where.THREAD
    on = [where for where in Where if hand.window.actions_by_id[f"where_{where}"].isChecked()]
    assert on == [Where.THREAD]
    hand.window.controller.take_back()


def test_automatic_says_what_it_means_on_this_machine(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Machine, "here", classmethod(lambda cls: cls(2, 8_000_000_000)))
    hand.do("where_auto")
    hand.until(lambda: "Automatic means a thread" in hand.window.stage.banner.text)
    hand.rest()
    assert "Automatic means a thread" in hand.window.stage.banner.text, "it stays to be read"
    assert "now" not in hand.window.stage.banner.text, "nothing has moved"
    assert hand.window.actions_by_id["where_auto"].isChecked()
    assert not hand.window.actions_by_id["where_no"].isChecked()


def test_a_window_whose_training_is_elsewhere_shows_it_and_survives_its_end(
    open_hand: Callable[..., Hand], settings: Settings
) -> None:
    settings.set(WHERE, Where.SEPARATE.value)
    hand = open_hand(settings=settings)
    assert hand.window.actions_by_id["where_yes"].isChecked()
    for _ in range(3):
        hand.do("step")
    assert hand.rest().counters.iteration == 3
    hand.window.files.autosave.save_if_changed()
    hand.until(hand.window.files.autosave.path.is_file)
    hand.rest()
    hand.do("play")
    hand.until(lambda: hand.iteration > 10)
    (process,) = multiprocessing.active_children()
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    hand.until(lambda: "stopped unexpectedly" in hand.window.stage.banner.text)
    assert not hand.window.controller.playing
    hand.window.stage.banner._buttons[0].click()
    assert hand.rest().counters.iteration == 3
