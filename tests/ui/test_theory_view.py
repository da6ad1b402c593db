"""The theory window on the real games: what it shows is what the core says, and it can be played."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt, QTimer
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.core.theory import GAMES, METHODS, phase_portrait
from playground.ui.palette import DARK, LIGHT
from playground.ui.views.theory import TheoryView
from playground.ui.views.theory.setup import dial_of, family_of, table_setup
from playground.ui.views.theory.words import complex_words, eigenvalue_sentence, multiplier_sentence, number
from tests.support.hand import Hand


@pytest.fixture
def view(qtbot: QtBot, qapp: QApplication) -> Iterator[TheoryView]:
    made = TheoryView()
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    assert not any(timer.isActive() for timer in made.findChildren(QTimer))
    made.deleteLater()
    qapp.processEvents()


def settled(view: TheoryView, bot: QtBot) -> None:
    bot.waitUntil(lambda: not view._settle.isActive(), timeout=3000)


def pixel(view: TheoryView, x: float, y: float) -> QPoint:
    """Where a point of the portrait's plane lies on its widget."""
    scene = view.portrait.view.mapViewToScene(QPointF(x, y))
    return view.portrait.graphics.mapFromScene(scene)


def test_the_action_opens_it_in_the_windows_theme_once_and_leaves_training_alone(
    open_hand: Callable[..., Hand],
) -> None:
    hand = open_hand(theme="dark")
    hand.rest()
    assert hand.window.beside.theory is None
    hand.do("theory")
    theory = hand.window.beside.theory
    assert theory is not None
    assert theory.isVisible()
    assert theory.isWindow()
    assert not theory.isModal()
    assert theory.portrait.graphics.backgroundBrush().color().lightness() < 100
    hand.do("light")
    assert theory.portrait.graphics.backgroundBrush().color().lightness() > 200
    hand.until(theory.isActiveWindow)
    QTest.keyClick(theory, Qt.Key.Key_Space)
    assert theory.playing
    QTest.keyClick(theory, Qt.Key.Key_Escape)
    assert not theory.isVisible()
    assert not theory.playing
    hand.do("theory")
    assert hand.window.beside.theory is theory
    assert hand.iteration == 0
    assert not hand.window.controller.playing


@pytest.mark.parametrize("game", GAMES.names)
def test_every_game_is_drawn_in_both_themes_with_the_verdict_of_the_core(view: TheoryView, game: str) -> None:
    family = family_of(game)
    for method, neutrals in (("simultaneous", LIGHT), ("optimistic", DARK)):
        view.change(table_setup(game, method))
        view.restyle(neutrals)
        view._draw()
        assert not view.grab().isNull()
        expected = phase_portrait(GAMES[game], METHODS[method], family.h, family.steps)
        word, _, why = expected.verdict.text.partition(":")
        assert f"<b>{word}</b>:{why}" in view.verdict.text()
        np.testing.assert_array_equal(view.drawn.trajectory, expected.trajectory)
        x, _ = view.portrait.arrows.getData()
        assert len(x) > 6 * 100
        assert np.isfinite(x).all()


def test_each_verdict_has_a_lamp_of_its_own_shape(view: TheoryView) -> None:
    shown = set()
    for game in ("minimax_r1", "wasserstein_clip", "wasserstein"):
        view.change(table_setup(game))
        view._draw()
        shown.add(view.verdict.text().split("</span>")[0][-1])
    assert shown == {"●", "○", "▲"}


def test_the_dials_change_the_trajectory_and_the_button_puts_the_published_values_back(
    view: TheoryView, qtbot: QtBot
) -> None:
    table = table_setup("minimax_r1")
    view.change(table)
    settled(view, qtbot)
    before = view.drawn.trajectory
    for editor, value in (
        (view.controls.h, 0.05),
        (view.controls.dials["R1 weight"][1], 1.25),
        (view.controls.steps, 80),
    ):
        editor.box.setValue(value)
        settled(view, qtbot)
        assert view.drawn.trajectory.shape != before.shape or (view.drawn.trajectory != before).any()
        before = view.drawn.trajectory
    assert view.setup == replace(table, h=0.05, weight=1.25, steps=80)
    assert view.controls.game.currentText().endswith("R1 1.25")
    assert view.shown == view.last == 80
    qtbot.mouseClick(view.controls.table, Qt.MouseButton.LeftButton)
    settled(view, qtbot)
    assert view.setup == table


@pytest.mark.parametrize("game", GAMES.names)
def test_a_game_shows_its_own_dial_alone(view: TheoryView, game: str) -> None:
    view.change(table_setup(game))
    dial = dial_of(game)
    shown = {label for label, (_, editor) in view.controls.dials.items() if editor.isVisible()}
    assert shown == (set() if dial is None else {dial.knob.label})


def test_choosing_a_game_keeps_the_method_and_takes_the_published_step(view: TheoryView) -> None:
    for combo, name in ((view.controls.method, "extragradient"), (view.controls.game, "linear_wgan")):
        combo.setCurrentIndex(combo.findData(name))
        combo.activated.emit(combo.currentIndex())
    assert view.setup == table_setup("linear_wgan", "extragradient")
    assert (view.setup.h, view.setup.steps) == (0.1, 1000)
    view.controls.plane.activated.emit(1)
    view._draw()
    assert view.drawn.axes == ("θ₂", "w₂")
    assert view.drawn.equilibrium == (4.0, 0.0)


def test_a_click_and_a_drag_move_the_start_and_the_view_stands_still_meanwhile(view: TheoryView, qtbot: QtBot) -> None:
    port = view.portrait.graphics.viewport()
    qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=pixel(view, 0.5, 0.5))
    settled(view, qtbot)
    assert view.setup.shown_start == pytest.approx((0.5, 0.5), abs=0.05)
    assert view.drawn.trajectory[0] == pytest.approx(view.setup.shown_start)
    assert view.controls.start[0].value() == view.setup.shown_start[0]
    QTest.qWait(400)  # not a double click
    span = view.portrait.span
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=pixel(view, 0.5, 0.5))
    for x in (0.4, 0.2, -0.3):
        qtbot.mouseMove(port, pixel(view, x, 0.5))
        QTest.qWait(30)
    settled(view, qtbot)
    moved = view.setup.shown_start
    assert moved[0] < 0.3
    assert view.portrait.span == span
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=pixel(view, -0.3, 0.5))
    settled(view, qtbot)
    assert view.setup.shown_start == pytest.approx((-0.3, 0.5), abs=0.05)
    view.controls.start[1].setValue(-0.75)
    assert view.setup.shown_start[1] == -0.75


def test_play_goes_on_step_by_step_and_stops_at_the_end(view: TheoryView, qtbot: QtBot) -> None:
    view.change(replace(table_setup("minimax"), steps=12))
    view._draw()
    assert view.shown == 12
    seen: list[int] = []
    view._clock.timeout.connect(lambda: seen.append(view.shown))
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert view.playing
    assert view.play.text() == "Pause"
    qtbot.waitUntil(lambda: not view.playing, timeout=3000)
    assert seen == list(range(1, 13))
    assert view.play.text() == "Play"
    x, _ = view.portrait.line.getData()
    assert len(x) == 13


def test_step_shows_one_more_and_the_slider_any_moment(view: TheoryView) -> None:
    QTest.keyClick(view, Qt.Key.Key_Period)
    assert view.shown == 1
    view.step.click()
    assert view.shown == 2
    assert "step <b>2</b> of 500" in view.readout.text()
    view.play.click()
    view.scrub.setValue(250)
    assert view.shown == 250
    assert not view.playing
    where, _ = view.portrait.now.getData()
    assert where[0] == view.drawn.trajectory[250, 0]


def test_closing_stops_it(view: TheoryView) -> None:
    view.play.click()
    view.change(table_setup("wasserstein"))
    view.close()
    assert not view.playing
    assert not view._settle.isActive()
    assert view.last == len(view.drawn.distance) - 1


def test_what_flies_out_of_sight_is_said_and_draws_without_a_warning(view: TheoryView) -> None:
    for method in METHODS.names:
        view.change(replace(table_setup("wasserstein", method), h=1.0))
        view._draw()
        view.grab()
    view.change(replace(table_setup("wasserstein"), h=1.0))
    view._draw()
    assert np.isnan(view.drawn.trajectory[-1]).all()
    assert "no longer finite" in view.readout.text()
    assert "no longer finite" in view.distance.words.text()
    assert view.distance.logarithmic


def test_a_start_at_the_equilibrium_stays_there(view: TheoryView) -> None:
    view.change(view.setup.started_at(0, 0))
    view._draw()
    view.grab()
    assert (view.drawn.trajectory == 0).all()


def test_at_any_ordinary_size_it_keeps_its_size_and_nothing_lies_on_another(
    view: TheoryView, qapp: QApplication
) -> None:
    view.resize(760, 520)
    for game in ("wasserstein_clip", "linear_wgan"):
        view.change(table_setup(game))
        view._draw()
        qapp.processEvents()
        assert (view.width(), view.height()) == (760, 520)
        parts: list[QWidget] = [view.verdict, view.portrait, view.distance, view.spectrum, view.numbers, view.play]
        for i, one in enumerate(parts):
            assert one.height() >= one.minimumSizeHint().height()
            assert not any(one.geometry().intersects(other.geometry()) for other in parts[i + 1 :])


def test_every_control_has_a_tooltip_and_a_name(view: TheoryView) -> None:
    c = view.controls
    for control in (c.game, c.method, c.plane, *c.start, view.scrub, c.h.box, c.h.slider, c.steps.box):
        assert control.accessibleName()
    for control in (c.game, c.method, c.plane, *c.start, c.h, c.steps, c.table, view.play, view.step, view.scrub):
        assert control.toolTip()
    for graph in (view.portrait, view.distance, view.spectrum):
        assert graph.toolTip()
        assert graph.accessibleName()


def test_numbers_in_words() -> None:
    assert (number(-1.9e-7), number(26000.0), number(0.31)) == ("−1.9·10⁻⁷", "2.6·10⁴", "0.31")
    assert complex_words(np.array([-0.5j, 0.5j])) == "±0.5i"
    assert complex_words(np.array([1 - 1j, 1 + 1j, 1 + 1j])) == "1 ± i"
    assert complex_words(np.array([-0.5 + 0j, -0.1 + 0j])) == "−0.5 and −0.1"
    assert "neither in nor out" in eigenvalue_sentence(np.array([-0.5j, 0.5j]))
    assert "pulls inward" in eigenvalue_sentence(np.array([-0.1 - 0.5j, -0.1 + 0.5j]))
    assert "without rotation" in eigenvalue_sentence(np.array([-0.5 + 0j, -0.4 + 0j]))
    assert "jumps" in eigenvalue_sentence(np.zeros(0, complex))
    assert "outward" in multiplier_sentence(np.array([1 - 0.1j, 1 + 0.1j]))
    assert "closer" in multiplier_sentence(np.array([0.5 + 0j]))
    assert "keeps its distance" in multiplier_sentence(np.exp(np.array([0.3j, -0.3j])))
