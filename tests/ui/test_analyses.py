"""Analyses in the window: asked for by a button, shown with the moment that they are of, in sentences that say what was found."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.core.metrics.modes import NONE
from playground.core.metrics.transitions import transitions
from playground.core.theory.path import PathAngle
from playground.core.training.extreme import Outermost
from playground.engine.letters import Analysed
from playground.ui.analyses import said_of
from playground.ui.palette import DARK, LIGHT, Neutrals
from playground.ui.transitions import ModeTransitions, labelled
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


def test_transitions_are_counted_over_the_stretch_and_drawn_as_they_are(hand: Hand) -> None:
    c = hand.window.controller
    hand.raise_dock("numbers")
    view = hand.window.panels.views["numbers"]
    assert isinstance(view, NumbersView)
    shown = view.analyses.transitions
    c.step("iteration", 10)
    hand.rest()
    assert shown.isHidden()
    view.analyses.stretch.setCurrentIndex(view.analyses.stretch.findData("half"))
    view.analyses.count.click()
    hand.until(lambda: not shown.isHidden())
    assert "From iteration 5 to 10, of 1,000 fixed latents" in shown.words.text()
    found = shown.matrix.found
    assert found is not None
    assert found.matrix.shape == (9, 9)
    assert found.matrix.sum() == 1000
    c.change("target", "two_moons")
    hand.rest()
    view.analyses.count.click()
    hand.until(lambda: "no modes" in shown.words.text())
    assert shown.matrix.isHidden()
    c.restart()
    hand.rest()
    assert shown.isHidden()


@pytest.mark.parametrize("neutrals", [LIGHT, DARK])
def test_a_cell_has_its_share_of_the_row_as_colour_and_says_what_it_counts(qtbot: QtBot, neutrals: Neutrals) -> None:
    """Of mode a nine go to b and one stays, of b all stray; c has none at first."""
    seen = np.array([[0] * 10 + [1] * 5, [1] * 9 + [0] + [NONE] * 5])
    found = transitions(seen, ("a", "b", "c"), np.array([[0.5, -1.0], [1, 0], [2, 0]]))
    shown = ModeTransitions()
    qtbot.addWidget(shown)
    shown.restyle(neutrals)
    shown.hear(Analysed("transitions", 90, 30, found))
    shown.resize(320, shown.sizeHint().height())
    shown.show()
    matrix = shown.matrix
    assert "60.0% have moved to another mode, 6.7% are on the same one, 33.3% have gone" in shown.words.text()
    assert "<b>60.0%</b> have changed" in shown.words.text()
    drawn = matrix.grab().toImage()
    ratio = drawn.width() / matrix.width()

    def painted(row: int, column: int) -> str:
        corner = matrix.place(row, column).topLeft() * ratio
        return drawn.pixelColor(round(corner.x()) + 3, round(corner.y()) + 3).name()

    assert painted(1, 3) == matrix.colour(1, 3).name() == neutrals.generator
    assert painted(0, 1) == matrix.colour(0, 1).name()
    assert len({painted(0, 0), painted(0, 1), painted(1, 3), painted(0, 2)}) == 4
    assert painted(0, 2) == painted(2, 2) == neutrals.plane
    assert matrix.told(0, 1) == "Latents: 9 of 15\nThen: mode a around (0.50, -1.00)\nNow: mode b around (1.00, 0.00)"
    assert matrix.told(1, 3).endswith("Now: on no mode")


def test_labels_of_a_matrix_never_overlap() -> None:
    assert labelled(9, 12, 30, 250) == list(range(9))
    for n, needed, last, room in ((26, 18, 30, 260), (26, 18, 18, 200), (3, 70, 30, 100), (101, 18, 30, 260)):
        shown = labelled(n, needed, last, room)
        cell = room / n
        assert shown[-1] == n - 1
        assert all((b - a) * cell >= needed for a, b in pairwise(shown[:-1]))
        assert len(shown) < 2 or (shown[-1] - shown[-2]) * cell >= (needed + last) / 2


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
