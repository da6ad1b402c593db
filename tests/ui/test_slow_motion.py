"""Slow motion tells one iteration in ten stages, from the numbers of the iteration that follows."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PyQt6 import sip
from PyQt6.QtCore import QCoreApplication, QEvent
from PyQt6.QtWidgets import QApplication

from playground.core.lenses import ANATOMY
from playground.core.training.trainer import Trainer
from playground.ui.views.game import Game
from playground.ui.views.game.story import STAGES
from tests.support.hand import SMALL, Hand


def test_slow_motion_tells_ten_true_stages_and_then_takes_the_iteration(hand: Hand) -> None:
    hand.raise_dock("game")
    game = hand.window.panels.game
    game.slowly.click()
    game.hold.setChecked(True)
    hand.until(lambda: game.slow.anatomy is not None)
    anatomy = game.slow.anatomy
    told = []
    for _ in STAGES:
        told.append(game.caption.text())
        assert game.diagram.lit == STAGES[game.slow.stage].lit
        game.slow.next_stage()
    assert len(set(told)) == 10
    assert f"{anatomy.d_loss:.3f}" in told[2]
    assert f"{anatomy.g_loss:.3f}" in told[7]
    hand.until(lambda: hand.iteration == 1 and game.slow.anatomy is not None and game.slow.anatomy is not anatomy)
    assert hand.pictures[-1].measured.d_loss == pytest.approx(anatomy.d_loss, abs=1e-6)
    assert hand.pictures[-1].measured.g_loss == pytest.approx(anatomy.g_loss, abs=1e-6)
    game.slowly.click()
    assert ANATOMY not in hand.rest().lenses


def test_slow_motion_changes_nothing_but_what_it_takes(hand: Hand) -> None:
    hand.raise_dock("game")
    game = hand.window.panels.game
    game.slowly.click()
    game.hold.setChecked(True)
    for k in range(2):
        hand.until(lambda k=k: hand.iteration == k and game.slow.anatomy is not None)
        for _ in STAGES:
            game.slow.next_stage()
    hand.until(lambda: hand.iteration == 2)
    alone = Trainer(SMALL)
    alone.iterate()
    alone.iterate()
    assert hand.app.session.here.current.trainer.state().equals(alone.state())


def test_slow_motion_ends_with_its_view_even_while_it_runs(qapp: QApplication) -> None:
    game = Game()
    slow = game.slow
    slow.switch(on=True)
    assert slow.running
    game.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert sip.isdeleted(slow), "its timer would fire into the view that is gone"


def test_slow_motion_says_why_it_can_not_tell_an_iteration_of_other_stages(hand: Hand) -> None:
    hand.raise_dock("game")
    hand.window.controller.change("d_updates", 3)
    game = hand.window.panels.game
    game.slowly.click()
    hand.until(lambda: "one D update" in game.caption.text())
    assert game.slow.anatomy is None
    game.slowly.click()


def test_no_gradient_comes_back_from_a_d_that_g_does_not_listen_to(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(SMALL.changed({"objective": "mmd"}))
    hand.raise_dock("game")
    hand.do("step")
    hand.rest()
    diagram = hand.window.panels.game.diagram
    assert not diagram.parts.listens
    deaf = diagram.grab().toImage()
    diagram.show_parts(diagram.phase, replace(diagram.parts, listens=True))
    assert diagram.grab().toImage() != deaf
