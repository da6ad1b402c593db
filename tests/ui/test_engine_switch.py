"""The switch of the compiled engine in the real window."""

import pytest

from playground.engine import compiling
from tests.engine.test_compiling import stand_in
from tests.ui.conftest import Hand


def test_the_switch_hands_training_over_and_the_status_says_so(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)
    hand.do("step")
    assert not hand.rest().compiled
    hand.do("compile")
    assert hand.window.actions_by_id["compile"].isChecked()
    hand.until(lambda: compiling.ready(compiling.kind_of(hand.window.controller.experiment)) is not None)
    hand.do("step")
    assert hand.rest().compiled
    hand.until(lambda: "compiled" in hand.window.status.text())
    hand.do("compile")
    hand.do("step")
    assert not hand.rest().compiled


def test_where_there_is_no_compiler_the_banner_says_so_and_training_goes_on(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*_: object) -> None:
        raise RuntimeError("InvalidCxxCompiler: No working C++ compiler found")

    stand_in(monkeypatch)
    monkeypatch.setattr(compiling, "_compiled", nothing)
    hand.do("compile")
    hand.until(lambda: "C++ compiler" in hand.window.stage.banner.text)
    hand.do("step")
    assert hand.rest().counters.iteration == 1
