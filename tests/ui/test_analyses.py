"""Analyses in the window: asked for by a button, shown with the moment that they are of, in sentences that say what was found."""

from __future__ import annotations

import numpy as np

from playground.core.theory.path import PathAngle
from playground.core.training.extreme import Outermost
from playground.engine.letters import Analysed
from playground.ui.analyses import said_of
from playground.ui.views.numbers import NumbersView
from tests.support.hand import Hand

ALONG = np.linspace(0.6, 1.4, 9)


def said(cosine: np.ndarray) -> str:
    path = PathAngle(ALONG, cosine, np.ones(9))
    return " ".join(said_of(Analysed("path", 1200, 600, path), path))


def test_a_path_is_told_by_its_sign_and_its_bump() -> None:
    attracted = said(1 - ALONG)
    assert "From iteration 600 to 1,200" in attracted
    assert "changes its sign at <b>1.00</b>" in attracted
    assert "bump" not in attracted
    turning = said(0.5 * np.exp(-(((ALONG - 1) / 0.1) ** 2)))
    assert "sign at" not in turning
    assert "a bump of <b>+0.50</b> at 1.00" in turning
    assert "neither changes its sign nor has a bump" in said(np.linspace(0.2, 0.4, 9))


def test_both_analyses_are_made_and_shown_with_their_moment(hand: Hand) -> None:
    c = hand.window.controller
    hand.raise_dock("numbers")
    view = hand.window.panels.views["numbers"]
    assert isinstance(view, NumbersView)
    c.step("iteration", 1)
    hand.rest()
    assert view.analyses.find_button.isHidden()  # all eigenvalues of so small a game are shown anyway
    c.change("g_width", 128)
    c.step("iteration", 30)
    hand.rest()
    assert not view.analyses.find_button.isHidden()
    assert view.analyses.cosine.isHidden()
    view.analyses.stretch.setCurrentIndex(view.analyses.stretch.findData("all"))
    view.analyses.measure.click()
    hand.until(lambda: not view.analyses.cosine.isHidden())
    assert "From iteration 0 to 30" in view.analyses.words.text()
    view.analyses.gap.click()
    hand.until(lambda: "the duality gap is about" in view.analyses.gap_words.text(), 60)
    view.analyses.find_button.click()
    hand.until(lambda: "At iteration 30" in view.game.words.text())
    assert len(view.game._values.getData()[0]) >= 3
    assert hand.rest().analysed is None


def test_what_could_not_be_found_is_said_and_another_run_forgets_the_path(hand: Hand) -> None:
    hand.raise_dock("numbers")
    view = hand.window.panels.views["numbers"]
    assert isinstance(view, NumbersView)
    nothing = Outermost(1.0, np.zeros(0, complex), None, "", False)
    view.game.hear(Analysed("eigenvalues", 5, 0, nothing))
    assert "None of the eigenvalues could be found" in view.game.words.text()
    path = PathAngle(ALONG, 1 - ALONG, np.ones(9))
    view.hear(Analysed("path", 1200, 600, path))
    assert not view.analyses.cosine.isHidden()
    hand.window.controller.restart()
    hand.rest()
    assert view.analyses.cosine.isHidden()
