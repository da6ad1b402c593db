"""The switch of the compiled engine in the real window."""

import multiprocessing
import os
import signal
from collections.abc import Callable

import pytest

from playground.core.training.functional import kind_of
from playground.engine import compiler
from playground.ui.settings import APART, Settings
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
    def nothing(*_: object) -> None:
        raise RuntimeError("InvalidCxxCompiler: No working C++ compiler found")

    stand_in(monkeypatch)
    monkeypatch.setattr(compiler, "compiled", nothing)
    hand.do("compile")
    hand.until(lambda: "C++ compiler" in hand.window.stage.banner.text)
    hand.do("step")
    assert hand.rest().counters.iteration == 1


def test_training_in_a_process_of_its_own_is_chosen_for_the_next_start(hand: Hand, settings: Settings) -> None:
    assert not hand.window.actions_by_id["separate_process"].isChecked()
    hand.do("separate_process")
    assert settings.get(APART, False)
    assert "next start" in hand.window.stage.banner.text
    hand.do("separate_process")
    assert not settings.get(APART, False)


def test_a_window_whose_training_is_elsewhere_shows_it_and_survives_its_end(
    open_hand: Callable[..., Hand], settings: Settings
) -> None:
    settings.set(APART, True)
    hand = open_hand(settings=settings)
    assert hand.window.actions_by_id["separate_process"].isChecked()
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
